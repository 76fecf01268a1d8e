#ifndef MK_VCARD_LINE_H
#define MK_VCARD_LINE_H

#include "parsers/base/buf.h"
#include "parsers/format/text_lines.h"

/*
 * Content lines of vCard and iCalendar (vCard 2.1, IMC 1996; RFC 2426, 6350, 5545):
 *
 *   [group "."] name *(";" parameter) ":" value
 *
 * A line goes on in the next one when that begins with a space or a tab (which is taken off); in a
 * quoted-printable value also behind a "=" at its end; in 2.1 a base64 value up to an empty line.
 */
struct mk_vline {
    struct mk_span group, name, params, value; /* as written; params without the first ';' */
    uint64_t at, dropped;                      /* place in the file; bytes of the value left out */
};

struct mk_vlines {
    struct mk_text_lines in;
    struct mk_text_line next; /* read ahead */
    struct mk_buf ahead, line;
    bool has_next, over;
};
MK_CHECK int mk_vlines_open(struct mk_vlines *v, const struct mk_file *f, struct mk_error *e);
void mk_vlines_done(struct mk_vlines *v);
/* 1 and a line, 0 at the end, -1. `name` is empty when it is none: `value` has all of it then.
 * Empty lines are passed over. */
MK_CHECK int mk_vlines_next(struct mk_vline *out, struct mk_vlines *v, struct mk_error *e);

bool mk_vline_split(struct mk_vline *out, struct mk_span line);

/* Takes the next parameter off *rest; a bare one ("HOME") has no name. Quotes are taken off. */
bool mk_vparam_next(struct mk_span *name, struct mk_span *value, struct mk_span *rest);
bool mk_vparam(struct mk_span *value, struct mk_span params, const char *name);
/* Equal but for ASCII case. */
bool mk_vname_is(struct mk_span s, const char *name);

enum mk_vencoding { MK_V_PLAIN, MK_V_QUOTED, MK_V_BASE64 };
enum mk_vencoding mk_vencoding_of(struct mk_span params);

/* The value as UTF-8, quoted-printable and character set undone. Returns NULL, or what is doubtful
 * about it. */
const char *mk_vvalue(struct mk_buf *out, const struct mk_vline *l);
/* Adds `s` without its backslashes: "\n" a line end, any other character itself. */
void mk_vunescape(struct mk_buf *out, struct mk_span s);
/* Takes the text up to the next bare `separator` off *rest; false when there is none left (`rest`
 * is NULL then). */
bool mk_vcomponent(struct mk_span *part, struct mk_span *rest, char separator);

#endif
