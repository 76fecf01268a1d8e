#include "parsers/format/exif.h"
#include "parsers/base/buf.h"
#include "parsers/base/utf.h"
#include <stddef.h>

void mk_exif_init(struct mk_exif *x, struct mk_arena *arena)
{
    *x = (struct mk_exif){ .arena = arena };
    x->altitude = x->speed = x->track = x->direction = x->error_m = NAN;
}

bool mk_exif_time_is(struct mk_span text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.p[i] >= '1' && text.p[i] <= '9')
            return true;
    return false;
}

static struct mk_span trimmed(struct mk_span s)
{
    while (s.len && (s.p[s.len - 1] == ' ' || s.p[s.len - 1] == 0))
        s.len--;
    while (s.len && *s.p == ' ')
        s = mk_span(s.p + 1, s.len - 1);
    return s;
}

/* UserComment, GPSProcessingMethod: 8 bytes that name the code, then the text. */
static struct mk_span coded_text(struct mk_exif *x, const struct mk_tiff_tag *t)
{
    struct mk_buf b;
    struct mk_span code = mk_span(t->value.p, t->value.len < 8 ? t->value.len : 8);
    struct mk_span rest = mk_span_from(t->value, 8), out = trimmed(rest);
    if (mk_span_starts(code, mk_str("UNICODE"))) {
        mk_buf_init(&b, 3 * MK_TIFF_VALUE_MAX);
        mk_utf16_put(&b, mk_span(rest.p, rest.len & ~(size_t)1), t->big_endian);
        out = mk_arena_copy(x->arena, trimmed(mk_buf_span(&b)));
        mk_buf_done(&b);
        return out;
    }
    if (code.len && !mk_span_starts(code, mk_str("ASCII")) &&
        !mk_span_starts(code, mk_str("JIS")) && *code.p != 0)
        out = mk_tiff_text(t); /* written without its code, as many do */
    return mk_arena_copy(x->arena, out);
}

/* Tags that are text, and where they go. */
static const struct {
    uint16_t id;
    uint8_t group;
    uint16_t at; /* of the span in struct mk_exif */
} texts[] = {
#define TEXT(id, group, member)                                                                    \
    {                                                                                              \
        id, MK_TIFF_##group, offsetof(struct mk_exif, member)                                      \
    }
    TEXT(0x010e, MAIN, description),
    TEXT(0x010f, MAIN, make),
    TEXT(0x0110, MAIN, model),
    TEXT(0x0131, MAIN, software),
    TEXT(0x0132, MAIN, modified.text),
    TEXT(0x9003, EXIF, taken.text),
    TEXT(0x9004, EXIF, digitized.text),
    TEXT(0x9010, EXIF, modified.offset),
    TEXT(0x9011, EXIF, taken.offset),
    TEXT(0x9012, EXIF, digitized.offset),
    TEXT(0x9290, EXIF, modified.subsec),
    TEXT(0x9291, EXIF, taken.subsec),
    TEXT(0x9292, EXIF, digitized.subsec),
    TEXT(0xa420, EXIF, unique_id),
    TEXT(0xa431, EXIF, serial),
    TEXT(0xa434, EXIF, lens),
    TEXT(0x0012, GPS, datum),
    TEXT(0x001d, GPS, date),
    TEXT(0x9003, MAIN, taken.text), /* raw formats keep it there (TIFF/EP) */
#undef TEXT
};

static bool take_text(struct mk_exif *x, const struct mk_tiff_tag *t)
{
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (texts[i].id != t->id || texts[i].group != t->group)
            continue;
        struct mk_span *to = (struct mk_span *)(void *)((char *)x + texts[i].at);
        struct mk_span s = trimmed(mk_tiff_text(t));
        if (to->len == 0 && s.len)
            *to = mk_arena_copy(x->arena, s);
        return true;
    }
    return false;
}

static void take_uint(uint64_t *to, const struct mk_tiff_tag *t)
{
    uint64_t v;
    if (*to == 0 && mk_tiff_uint(&v, t, 0))
        *to = v;
}

static void take_real(double *to, const struct mk_tiff_tag *t)
{
    double v;
    if (isnan(*to) && mk_tiff_real(&v, t, 0) && isfinite(v))
        *to = v;
}

static void take_letter(char *to, const struct mk_tiff_tag *t)
{
    struct mk_span s = trimmed(mk_tiff_text(t));
    if (*to == 0 && s.len)
        *to = (char)*s.p;
}

static void take_three(double part[3], unsigned *n, const struct mk_tiff_tag *t)
{
    double v;
    if (*n)
        return;
    for (; *n < 3 && *n < t->count; ++*n)
        part[*n] = mk_tiff_real(&v, t, *n) && isfinite(v) ? v : NAN;
}

/* What else the GPS directory holds, and where it goes. */
static const struct {
    uint16_t id;
    enum { LETTER, REAL, UINT } form;
    size_t at;
} gps[] = {
    { 0x0001, LETTER, offsetof(struct mk_exif, lat.ref) },
    { 0x0003, LETTER, offsetof(struct mk_exif, lon.ref) },
    { 0x0005, UINT, offsetof(struct mk_exif, altitude_ref) },
    { 0x0006, REAL, offsetof(struct mk_exif, altitude) },
    { 0x0009, LETTER, offsetof(struct mk_exif, status) },
    { 0x000c, LETTER, offsetof(struct mk_exif, speed_ref) },
    { 0x000d, REAL, offsetof(struct mk_exif, speed) },
    { 0x000e, LETTER, offsetof(struct mk_exif, track_ref) },
    { 0x000f, REAL, offsetof(struct mk_exif, track) },
    { 0x0010, LETTER, offsetof(struct mk_exif, direction_ref) },
    { 0x0011, REAL, offsetof(struct mk_exif, direction) },
    { 0x001f, REAL, offsetof(struct mk_exif, error_m) },
};

static void take_gps(struct mk_exif *x, const struct mk_tiff_tag *t)
{
    for (size_t i = 0; i < sizeof gps / sizeof *gps; i++) {
        void *to = (char *)x + gps[i].at;
        if (gps[i].id != t->id)
            continue;
        if (gps[i].form == LETTER)
            take_letter(to, t);
        else if (gps[i].form == REAL)
            take_real(to, t);
        else
            take_uint(to, t);
    }
    if (t->id == 0x0002)
        take_three(x->lat.part, &x->lat.n, t);
    else if (t->id == 0x0004)
        take_three(x->lon.part, &x->lon.n, t);
    else if (t->id == 0x0007)
        take_three(x->clock, &x->nclock, t);
    else if (t->id == 0x001b && x->method.len == 0)
        x->method = coded_text(x, t);
}

void mk_exif_take(struct mk_exif *x, const struct mk_tiff_tag *t)
{
    if (t->group == MK_TIFF_MAIN && t->index > 0)
        return; /* of the thumbnail */
    if (take_text(x, t))
        return;
    if (t->group == MK_TIFF_GPS)
        take_gps(x, t);
    else if (t->id == 0x0112 && t->group == MK_TIFF_MAIN)
        take_uint(&x->orientation, t);
    else if (t->id == 0xa002 && t->group == MK_TIFF_EXIF)
        take_uint(&x->width, t);
    else if (t->id == 0xa003 && t->group == MK_TIFF_EXIF)
        take_uint(&x->height, t);
    else if (t->id == 0x9286 && t->group == MK_TIFF_EXIF && x->user_comment.len == 0)
        x->user_comment = coded_text(x, t);
}
