#ifndef MK_HTTP_LINES_H
#define MK_HTTP_LINES_H

#include "parsers/base/buf.h"
#include "parsers/base/error.h"

/*
 * Lines between a page and what answers it: what goes through, and how it is put into the other's
 * words. No I/O.
 */

/* What the other side reads. */
struct mk_line_limits {
    size_t bytes;
    unsigned depth;
};

/* A line out of the page's JSON object: MK_EFORMAT when it is none, is too deep, or has "id", "do"
 * or "session"; MK_ELIMIT when too long. session: NULL for none. */
MK_CHECK int mk_line_ask(struct mk_buf *out, const struct mk_line_limits *max, uint64_t id,
                         const char *word, const char *session, struct mk_span body,
                         struct mk_error *e);
/* The same with the page's object as it is, whatever its members are called, as "with". */
MK_CHECK int mk_line_wrap(struct mk_buf *out, const struct mk_line_limits *max, uint64_t id,
                          const char *word, struct mk_span body, struct mk_error *e);

struct mk_line_answer {
    uint64_t id;
    bool ended;       /* there is no such session */
    char session[65]; /* a new one, or "" */
};
/* What of an answer goes to the page: without "id" and "session", with the members of `more`
 * (JSON text of an object, or NULL) added. MK_EPROTO when it is no answer. */
MK_CHECK int mk_line_answer(struct mk_line_answer *a, struct mk_buf *out, struct mk_span line,
                            const char *more, struct mk_error *e);
/* The id alone. */
MK_CHECK int mk_line_id(uint64_t *id, struct mk_span line, struct mk_error *e);

/* Whether the line is an event that can go out as one line of a stream. */
bool mk_line_event(struct mk_span line);

#endif
