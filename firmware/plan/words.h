#ifndef MK_WORDS_H
#define MK_WORDS_H

#include "firmware/plan/authority.h"
#include "firmware/plan/questions.h"

/*
 * The plan in plain words: what is taken, what is not, and why; the text that an officer can read
 * to the owner of a phone. Made by the same functions as what is asked (filter.h, questions.h,
 * files.h), so it cannot say otherwise.
 */
void mk_plan_words(struct mk_buf *out, const struct mk_authority *a, enum mk_platform p);

#endif
