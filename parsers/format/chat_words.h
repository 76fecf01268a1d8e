#ifndef MK_CHAT_WORDS_H
#define MK_CHAT_WORDS_H

#include "parsers/base/span.h"

/* What WhatsApp says in the place of a text, in the languages it was observed in. Anything else
 * stays a text: nothing is lost by not knowing a word. */
bool mk_chat_is_deleted(struct mk_span text);
bool mk_chat_is_edited(struct mk_span text);
bool mk_chat_is_omitted(struct mk_span text);
/* The name of an attached file; empty when there is none. */
struct mk_span mk_chat_file(struct mk_span text);

#endif
