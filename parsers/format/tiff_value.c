#include "parsers/base/cursor.h"
#include "parsers/format/tiff.h"

/* What an entry's bytes say, whatever type they came as. */

static uint16_t u16(const struct mk_tiff_tag *t, struct mk_cursor *c)
{
    return t->big_endian ? mk_cur_u16be(c) : mk_cur_u16le(c);
}

static uint32_t u32(const struct mk_tiff_tag *t, struct mk_cursor *c)
{
    return t->big_endian ? mk_cur_u32be(c) : mk_cur_u32le(c);
}

static uint64_t u64(const struct mk_tiff_tag *t, struct mk_cursor *c)
{
    return t->big_endian ? mk_cur_u64be(c) : mk_cur_u64le(c);
}

static struct mk_cursor element(const struct mk_tiff_tag *t, size_t i, size_t size)
{
    return mk_cur(i < t->count && i < MK_TIFF_VALUE_MAX ? mk_span_from(t->value, i * size)
                                                        : mk_span(NULL, 0));
}

bool mk_tiff_int(int64_t *out, const struct mk_tiff_tag *t, size_t i)
{
    size_t size = t->type == MK_TIFF_SHORT || t->type == MK_TIFF_SSHORT ? 2
                  : t->type == MK_TIFF_LONG || t->type == MK_TIFF_SLONG || t->type == MK_TIFF_IFD
                      ? 4
                      : 1;
    struct mk_cursor c = element(t, i, size);
    switch (t->type) {
    case MK_TIFF_BYTE:
    case MK_TIFF_UNDEFINED:
        *out = mk_cur_u8(&c);
        break;
    case MK_TIFF_SBYTE:
        *out = mk_cur_u8(&c);
        *out -= *out < 0x80 ? 0 : 0x100;
        break;
    case MK_TIFF_SHORT:
        *out = u16(t, &c);
        break;
    case MK_TIFF_SSHORT:
        *out = (int16_t)u16(t, &c);
        break;
    case MK_TIFF_LONG:
    case MK_TIFF_IFD:
        *out = u32(t, &c);
        break;
    case MK_TIFF_SLONG:
        *out = (int32_t)u32(t, &c);
        break;
    default:
        return false;
    }
    return mk_cur_ok(&c);
}

bool mk_tiff_uint(uint64_t *out, const struct mk_tiff_tag *t, size_t i)
{
    int64_t v;
    if (!mk_tiff_int(&v, t, i) || v < 0)
        return false;
    *out = (uint64_t)v;
    return true;
}

bool mk_tiff_rational(int64_t *num, int64_t *den, const struct mk_tiff_tag *t, size_t i)
{
    bool is_signed = t->type == MK_TIFF_SRATIONAL;
    struct mk_cursor c = element(t, i, 8);
    if (t->type != MK_TIFF_RATIONAL && !is_signed)
        return false;
    uint32_t n = u32(t, &c), d = u32(t, &c);
    *num = is_signed ? (int32_t)n : (int64_t)n;
    *den = is_signed ? (int32_t)d : (int64_t)d;
    return mk_cur_ok(&c);
}

static bool floating(double *out, const struct mk_tiff_tag *t, size_t i)
{
    struct mk_cursor c = element(t, i, t->type == MK_TIFF_FLOAT ? 4 : 8);
    if (t->type == MK_TIFF_FLOAT) {
        uint32_t bits = u32(t, &c);
        float v;
        memcpy(&v, &bits, sizeof v);
        *out = (double)v;
    } else {
        uint64_t bits = u64(t, &c);
        memcpy(out, &bits, sizeof *out);
    }
    return mk_cur_ok(&c);
}

bool mk_tiff_real(double *out, const struct mk_tiff_tag *t, size_t i)
{
    int64_t num, den;
    if (t->type == MK_TIFF_FLOAT || t->type == MK_TIFF_DOUBLE)
        return floating(out, t, i);
    if (mk_tiff_rational(&num, &den, t, i)) {
        *out = den ? (double)num / (double)den : 0;
        return den != 0;
    }
    if (!mk_tiff_int(&num, t, i))
        return false;
    *out = (double)num;
    return true;
}

struct mk_span mk_tiff_text(const struct mk_tiff_tag *t)
{
    const uint8_t *nul = t->value.len ? memchr(t->value.p, 0, t->value.len) : NULL;
    return nul ? mk_span(t->value.p, (size_t)(nul - t->value.p)) : t->value;
}
