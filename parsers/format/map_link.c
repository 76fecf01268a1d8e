#include "parsers/format/map_link.h"
#include "parsers/base/decimal.h"

static bool has(const char *column)
{
    return !strcmp(column, "lat") || !strcmp(column, "lon");
}

/* Takes a number off the front; false when there is none. */
static bool number(double *out, struct mk_span *s)
{
    size_t n = mk_decimal_at(out, *s);
    *s = mk_span_from(*s, n);
    return n > 0;
}

static bool literal(struct mk_span *s, const char *text)
{
    bool there = mk_span_starts(*s, mk_str(text));
    if (there)
        *s = mk_span_from(*s, strlen(text));
    return there;
}

/* What stands behind the first of these words. */
static struct mk_span behind(struct mk_span s, const char *word)
{
    size_t n = strlen(word);
    const uint8_t *at = s.len ? memmem(s.p, s.len, word, n) : NULL;
    return at ? mk_span_from(s, (size_t)(at - s.p) + n) : mk_span(NULL, 0);
}

static bool find(double *lat, double *lon, struct mk_span text)
{
    static const struct {
        const char *before, *between, *escaped;
    } links[] = {
        { "mlat=", "&mlon=", "&amp;mlon=" },
        { "?ll=", ",", "%2C" },
        { "&ll=", ",", "%2C" },
        { "pos.", "_", "_" },
    };
    for (size_t i = 0; i < sizeof links / sizeof *links; i++) {
        struct mk_span s = behind(text, links[i].before);
        if (number(lat, &s) && (literal(&s, links[i].between) || literal(&s, links[i].escaped)) &&
            number(lon, &s))
            return true;
    }
    return false;
}

static const char *decode(struct mk_cell *cells, const char *const *columns, size_t n,
                          const struct mk_cell *in, struct mk_arena *arena)
{
    double lat, lon;
    (void)arena;
    bool found = in->kind == MK_C_TEXT && find(&lat, &lon, in->s);
    for (size_t i = 0; i < n; i++)
        cells[i] = found ? (struct mk_cell){ .kind = MK_C_REAL,
                                             .r = strcmp(columns[i], "lat") ? lon : lat }
                         : (struct mk_cell){ .kind = MK_C_NULL };
    return NULL;
}

const struct mk_decoder mk_decoder_map_link = { "map_link", has, decode };
