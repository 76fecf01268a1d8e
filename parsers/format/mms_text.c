#include "parsers/format/mms_text.h"
#include "parsers/base/utf.h"

static bool has(const char *column)
{
    return !strcmp(column, "text");
}

/* The bytes that `s` keeps as characters; `out` has room for s.len, a character never takes less
 * than its byte. False when a character is no byte. */
static bool bytes_of(uint8_t *out, size_t *n, struct mk_span s)
{
    *n = 0;
    for (size_t at = 0; at < s.len;) {
        int32_t cp = mk_utf8_next(s, &at);
        if (cp < 0 || cp > 0xff)
            return false;
        out[(*n)++] = (uint8_t)cp;
    }
    return true;
}

static const char *give_back(struct mk_span *s, struct mk_arena *arena)
{
    size_t n;
    uint8_t *p = s->len ? mk_arena_alloc(arena, s->len) : NULL;
    if (s->len && !p)
        return "larger than memory may hold: shown as it is stored";
    if (p && bytes_of(p, &n, *s) && mk_utf8_valid(mk_span(p, n)) == n)
        *s = mk_span(p, n);
    return NULL;
}

static const char *decode(struct mk_cell *cells, const char *const *columns, size_t n,
                          const struct mk_cell *in, struct mk_arena *arena)
{
    const char *why = NULL;
    for (size_t i = 0; i < n; i++) {
        cells[i] = has(columns[i]) ? *in : (struct mk_cell){ .kind = MK_C_NULL };
        if (cells[i].kind == MK_C_TEXT)
            why = give_back(&cells[i].s, arena);
    }
    return why;
}

const struct mk_decoder mk_decoder_mms_text = { "mms_text", has, decode };
