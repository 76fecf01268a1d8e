#include "parsers/base/utf.h"
#include "parsers/format/exif_names.h"
#include <math.h>

#define NUMBERS_MAX 16
#define BYTES_MAX   64

static void put_decimal(struct mk_buf *b, double v)
{
    mk_buf_printf(b, "%.10g", v);
}

static void put_rational(struct mk_buf *b, const struct mk_tiff_tag *t, size_t i, bool decimal)
{
    int64_t num, den;
    double v;
    if (!mk_tiff_rational(&num, &den, t, i)) {
        if (mk_tiff_real(&v, t, i))
            put_decimal(b, v);
    } else if (den && (decimal || num % den == 0)) {
        put_decimal(b, (double)num / (double)den);
    } else {
        mk_buf_printf(b, "%lld/%lld", (long long)num, (long long)den);
    }
}

static size_t shown(const struct mk_tiff_tag *t)
{
    return t->count < NUMBERS_MAX ? t->count : NUMBERS_MAX;
}

static void put_numbers(struct mk_buf *b, const struct mk_tiff_tag *t, bool decimal)
{
    for (size_t i = 0; i < shown(t); i++) {
        if (i)
            mk_buf_puts(b, ", ");
        put_rational(b, t, i, decimal);
    }
    if (t->count > NUMBERS_MAX)
        mk_buf_printf(b, ", ... (%u)", t->count);
}

static struct mk_span without_end(struct mk_span s)
{
    while (s.len && (s.p[s.len - 1] == 0 || s.p[s.len - 1] == ' '))
        s.len--;
    return s;
}

static void put_text(struct mk_buf *b, struct mk_span s)
{
    s = without_end(s);
    mk_buf_put(b, s.p, s.len);
}

static bool is_text(struct mk_span s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.p[i] < ' ' && s.p[i] != '\t' && s.p[i] != '\n' && s.p[i] != '\r')
            return false;
    return mk_utf8_valid(s) == s.len;
}

static void put_bytes(struct mk_buf *b, const struct mk_tiff_tag *t)
{
    struct mk_span s = without_end(t->value);
    if (s.len && s.len <= BYTES_MAX && is_text(s)) {
        mk_buf_put(b, s.p, s.len);
        return;
    }
    mk_buf_hex(b, mk_span(t->value.p, t->value.len < BYTES_MAX ? t->value.len : BYTES_MAX));
    if (t->len > BYTES_MAX)
        mk_buf_printf(b, "... (%llu bytes)", (unsigned long long)t->len);
}

static void put_plain(struct mk_buf *b, const struct mk_tiff_tag *t)
{
    if (t->type == MK_TIFF_ASCII || t->type == MK_TIFF_UTF8)
        put_text(b, mk_tiff_text(t));
    else if (t->type == MK_TIFF_UNDEFINED || (t->type == MK_TIFF_BYTE && t->count > NUMBERS_MAX))
        put_bytes(b, t);
    else
        put_numbers(b, t, false);
}

static void put_code(struct mk_buf *b, const struct mk_tiff_tag *t, const struct mk_exif_name *n)
{
    int64_t code;
    struct mk_span s = mk_tiff_text(t);
    bool letter = n->form == MK_EXIF_LETTER;
    if (letter)
        code = s.len ? *s.p : -1;
    else if (!mk_tiff_int(&code, t, 0))
        code = -1;
    for (const struct mk_exif_code *c = n->codes; c->name; c++)
        if (c->code == code) {
            mk_buf_puts(b, c->name);
            return;
        }
    put_plain(b, t);
}

/* 40 deg 24' 0.25" */
static void put_angle(struct mk_buf *b, const struct mk_tiff_tag *t)
{
    static const double unit[] = { 1, 60, 3600 };
    double v, sum = 0;
    for (size_t i = 0; i < 3 && i < t->count; i++) {
        if (!mk_tiff_real(&v, t, i)) {
            put_numbers(b, t, false);
            return;
        }
        sum += v / unit[i];
    }
    double deg = floor(sum), min = floor((sum - deg) * 60 + 1e-9);
    double sec = (sum - deg - min / 60) * 3600;
    mk_buf_printf(b, "%.0f deg %.0f' %.2f\"", deg, min, sec > 0 ? sec : 0);
}

static void put_clock(struct mk_buf *b, const struct mk_tiff_tag *t)
{
    double h, m, s;
    if (t->count != 3 || !mk_tiff_real(&h, t, 0) || !mk_tiff_real(&m, t, 1) ||
        !mk_tiff_real(&s, t, 2)) {
        put_numbers(b, t, false);
        return;
    }
    mk_buf_printf(b, "%02.0f:%02.0f:", h, m);
    mk_buf_printf(b, s < 10 ? "0%.10g" : "%.10g", s);
}

static void put_coded(struct mk_buf *b, const struct mk_tiff_tag *t)
{
    struct mk_span rest = mk_span_from(t->value, 8);
    if (mk_span_starts(t->value, mk_str("UNICODE")))
        mk_utf16_put(b, mk_span(rest.p, rest.len & ~(size_t)1), t->big_endian);
    else if (mk_span_starts(t->value, mk_str("ASCII")) || (t->value.len >= 8 && *t->value.p == 0))
        put_text(b, rest);
    else
        put_text(b, mk_tiff_text(t));
}

static void put_wide(struct mk_buf *b, const struct mk_tiff_tag *t)
{
    struct mk_span s = mk_span(t->value.p, t->value.len & ~(size_t)1);
    while (s.len >= 2 && s.p[s.len - 1] == 0 && s.p[s.len - 2] == 0)
        s.len -= 2;
    mk_utf16_put(b, s, false);
}

void mk_exif_print(struct mk_buf *b, const struct mk_tiff_tag *t)
{
    const struct mk_exif_name *n = mk_exif_name(t->group, t->id);
    switch (n ? n->form : MK_EXIF_PLAIN) {
    case MK_EXIF_PLAIN:
        put_plain(b, t);
        break;
    case MK_EXIF_CODE:
    case MK_EXIF_LETTER:
        put_code(b, t, n);
        break;
    case MK_EXIF_REAL:
        put_numbers(b, t, true);
        break;
    case MK_EXIF_ANGLE:
        put_angle(b, t);
        break;
    case MK_EXIF_CLOCK:
        put_clock(b, t);
        break;
    case MK_EXIF_WIDE:
        put_wide(b, t);
        break;
    case MK_EXIF_CODED:
        put_coded(b, t);
        break;
    case MK_EXIF_BYTES:
        put_bytes(b, t);
        break;
    }
}
