#ifndef MK_TEXT_LINES_H
#define MK_TEXT_LINES_H

#include "parsers/base/buf.h"
#include "parsers/base/reader.h"

/*
 * A text file as lines, front to back, whatever program wrote it: UTF-8 (with or without byte order
 * mark) and other bytes are given as they stand, UTF-16 becomes UTF-8. Lines end with LF or CR LF;
 * with CR where the first 64 KiB have no LF. Hostile: memory is that of one line, at most
 * MK_LINE_MAX of it are given, and what is beyond is counted.
 */
#define MK_LINE_MAX ((size_t)1 << 20)

enum mk_text_form { MK_TEXT_BYTES, MK_TEXT_UTF16LE, MK_TEXT_UTF16BE };

struct mk_text_lines {
    const struct mk_file *file;
    uint64_t at;   /* of the next byte to fetch */
    uint8_t *step; /* 64 KiB of it */
    size_t used, filled;
    enum mk_text_form form;
    uint8_t end; /* LF or CR */
    struct mk_buf raw, line;
};

struct mk_text_line {
    struct mk_span text; /* without its end; lives until the next call */
    uint64_t at;         /* where it begins in the file */
    uint64_t dropped;    /* bytes left out at its end */
};

/* The file must outlive the lines. -1: it cannot be read, or no memory. */
MK_CHECK int mk_text_lines_open(struct mk_text_lines *t, const struct mk_file *f,
                                struct mk_error *e);
void mk_text_lines_done(struct mk_text_lines *t);
/* 1 and a line, 0 at the end, -1. */
MK_CHECK int mk_text_lines_next(struct mk_text_line *out, struct mk_text_lines *t,
                                struct mk_error *e);

/* What the bytes of a file's beginning are; *skip: of its byte order mark. */
enum mk_text_form mk_text_form_of(size_t *skip, struct mk_span head);
/* The same beginning as UTF-8, for telling formats apart: at most `max` bytes of it. */
void mk_text_head(struct mk_buf *out, struct mk_span head);

#endif
