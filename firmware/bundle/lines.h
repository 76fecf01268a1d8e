#ifndef MK_LINES_H
#define MK_LINES_H

#include "parsers/base/buf.h"
#include "parsers/base/error.h"
#include <sys/types.h>

/* A file line by line, in bounded memory; read with pread(). */
struct mk_lines {
    int fd;      /* the caller's */
    uint64_t at; /* offset of the line in hand */
    size_t max;  /* bytes of a line, without its LF */
    bool rest;   /* behind the last line: there is something that is none (no LF, or too long) */
    struct mk_buf buf;
    size_t pos, next; /* in buf: the line in hand, and what follows */
};

void mk_lines_init(struct mk_lines *l, int fd, size_t max);
void mk_lines_done(struct mk_lines *l);
/* 1 with the next line, without its LF, until the next call; 0 behind the last; -1. */
MK_CHECK int mk_lines_next(struct mk_span *out, struct mk_lines *l, struct mk_error *e);

/* Up to `n` bytes of a file, from offset `at`, behind what is in `buf`: how many (fewer than n only
 * at the end of the file), or -1. */
MK_CHECK ssize_t mk_lines_more(struct mk_buf *buf, int fd, uint64_t at, size_t n,
                               struct mk_error *e);

#endif
