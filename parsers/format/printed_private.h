#ifndef MK_PRINTED_PRIVATE_H
#define MK_PRINTED_PRIVATE_H

#include "parsers/base/buf.h"
#include "parsers/format/printed.h"
#include "parsers/format/text_lines.h"
#include "parsers/table/grid.h"

/* Private to printed*.c. */

enum mk_printed_table { PACKAGES, USERS, FACTS, OWNERS, SIM_CONTACTS, DELETED };

struct mk_printed_kind;
struct mk_printed {
    const struct mk_file *file;
    struct mk_text_lines lines;
    const struct mk_printed_kind *kind;
    struct mk_buf parcel; /* bytes of it */
};

/* Each takes a line without the blanks around it; false when it is no such line. */
bool mk_printed_sim_contact(struct mk_printed *p, struct mk_grid *g, struct mk_span line);
bool mk_printed_deleted_contact(struct mk_printed *p, struct mk_grid *g, struct mk_span line);

/* ---- words ---- */

static inline struct mk_span trim(struct mk_span s)
{
    while (s.len && (s.p[0] == ' ' || s.p[0] == '\t'))
        s = mk_span_from(s, 1);
    while (s.len && (s.p[s.len - 1] == ' ' || s.p[s.len - 1] == '\t' || s.p[s.len - 1] == '\r'))
        s.len--;
    return s;
}

static inline size_t find(struct mk_span s, uint8_t c)
{
    const uint8_t *at = s.len ? memchr(s.p, c, s.len) : NULL;
    return at ? (size_t)(at - s.p) : s.len;
}

static inline size_t find_last(struct mk_span s, uint8_t c)
{
    size_t i = s.len;
    while (i > 0 && s.p[i - 1] != c)
        i--;
    return i ? i - 1 : s.len;
}

static inline struct mk_span next_word(struct mk_span *rest)
{
    *rest = trim(*rest);
    struct mk_span word = mk_span(rest->p, find(*rest, ' '));
    *rest = mk_span_from(*rest, word.len);
    return word;
}

/* What follows `head`, when the line begins with it. */
static inline bool behind(struct mk_span *rest, struct mk_span line, const char *head)
{
    if (!mk_span_starts(line, mk_str(head)))
        return false;
    *rest = mk_span_from(line, strlen(head));
    return true;
}

static inline bool is_number(uint32_t *out, struct mk_span s, unsigned base)
{
    uint64_t v = 0;
    for (size_t i = 0; i < s.len; i++) {
        unsigned c = s.p[i], d = c >= '0' && c <= '9'   ? c - 48u
                                 : c >= 'a' && c <= 'f' ? c - 87u
                                                        : 99u;
        if (d >= base || (v = v * base + d) > UINT32_MAX)
            return false;
    }
    *out = (uint32_t)v;
    return s.len > 0;
}

#endif
