#ifndef MK_PHANTOM_WORDS_H
#define MK_PHANTOM_WORDS_H

#include "parsers/base/arena.h"
#include "parsers/base/error.h"

#define MK_WORDS_MAX 64u

/* A command line split as a POSIX shell splits a simple command. */
struct mk_phantom_words {
    struct mk_span w[MK_WORDS_MAX]; /* each followed by a NUL */
    size_t n;
};

/*
 * Single and double quotes and the backslash work as in sh; nothing is
 * expanded. MK_EUSAGE for what would need a real shell (an unquoted ; | & < >
 * ( ) ` $, an open quote), MK_ELIMIT above MK_WORDS_MAX words.
 */
MK_CHECK int mk_phantom_words_split(struct mk_phantom_words *out, struct mk_arena *arena,
                                    struct mk_span line, struct mk_error *e);

#endif
