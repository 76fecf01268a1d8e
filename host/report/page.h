#ifndef MK_REPORT_PAGE_H
#define MK_REPORT_PAGE_H

#include "parsers/base/buf.h"
#include "parsers/base/error.h"

/*
 * One HTML page of a report, written front to back. A page runs nothing and fetches nothing: its
 * policy allows its own style sheet (by hash) and, where pictures were asked for, files of the
 * report's folder; what came from a phone is text in it and nothing else.
 */
struct mk_page {
    struct mk_buf b;
    int dir, fd;
    const char *up; /* from this page to the report's folder: "", "../" */
    uint64_t bytes; /* written so far, all pages together */
    struct mk_error e;
    bool bad;
    bool images;
};

void mk_page_init(struct mk_page *p, int dir, bool images);
void mk_page_done(struct mk_page *p);

/* `name` is ours: "calls/3.html"; the file must not exist. Errors stick: mk_page_close() tells. */
void mk_page_open(struct mk_page *p, const char *name, const char *title);
MK_CHECK int mk_page_close(struct mk_page *p, struct mk_error *e);

/* Hands on what has gathered when it is much; call it between rows. */
void mk_page_flush(struct mk_page *p);

/* ---- into the page ---- */

void mk_html(struct mk_page *p, const char *ours); /* markup of our own */
void mk_htmlf(struct mk_page *p, const char *fmt, ...) MK_PRINTF(2, 3);
/* Text from anywhere: markup is escaped, steering and control characters are shown by number, what
 * is no UTF-8 as U+FFFD; its direction stays its own. */
void mk_html_text(struct mk_page *p, struct mk_span s);
void mk_html_str(struct mk_page *p, const char *s); /* the same for text of ours */

#endif
