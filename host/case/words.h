#ifndef MK_CASE_WORDS_H
#define MK_CASE_WORDS_H

#include "parsers/base/error.h"

/*
 * Words of a text as the index knows them. Private to host/case. A word is a run of letters, marks
 * and digits, case-folded and without accents (Unicode NFKC_Casefold by ICU, then its decomposition
 * without marks of Latin, Greek, Cyrillic, Arabic and Hebrew): "José" and "JOSE" are one word, and
 * so is an Arabic one with and without vowels. In scripts that put no space between words (Han,
 * Kana, Thai, Khmer ...; ICU's uscript_breaksBetweenLetters) every two neighbouring letters are a
 * word, and so is the last one, so that two letters are found as they stand and one by its
 * beginning.
 */
struct mk_word {
    struct mk_span text; /* folded; holds until the call returns */
    size_t from, to;     /* bytes of the input */
};
typedef int mk_word_fn(void *u, const struct mk_word *w);

/*
 * Calls `each` for every word; stops when it returns non-zero, and returns that. -1: no memory.
 * query: the text is asked for; the last letter of a run is then no word of its own.
 */
int mk_words(struct mk_span text, bool query, mk_word_fn *each, void *u);

struct sqlite3;
/* Teaches a database's FTS5 the tokenizer "moka" and the function "moka_fit" (fts.c). */
MK_CHECK int mk_words_register(struct sqlite3 *db, struct mk_error *e);

#endif
