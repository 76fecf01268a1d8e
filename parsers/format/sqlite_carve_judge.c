#include "parsers/base/utf.h"
#include "parsers/format/sqlite_carve_private.h"

/*
 * Evidence is counted in bits: how much less likely chance is to bring forth what is there than a
 * row of the table. Bytes that are text by chance are rare, so each character counts a little; a
 * value that SQLite never stores so (an integer in more bytes than it needs, a number in a TEXT
 * column) counts against.
 */
#define TEXT_LOOK 256u /* bytes of a text that are looked at in any case */

/* A page can be made so that each of its bytes begins a row of long texts: then their beginnings
 * have to do. */
static size_t look_at(struct mk_carver *c, size_t len)
{
    if (len <= TEXT_LOOK)
        return len;
    if (c->look < len)
        return TEXT_LOOK;
    c->look -= (uint32_t)len;
    return len;
}

static float utf8_bits(uint32_t *strange, struct mk_span s, size_t look)
{
    size_t odd = 0;
    size_t valid = mk_utf8_valid(mk_span(s.p, look));
    if (valid < look && (look == s.len || valid + 4 < look))
        return -12;
    for (size_t i = 0; i < valid; i++)
        odd += s.p[i] == 0                       ? 3
               : s.p[i] < 0x20 || s.p[i] == 0x7f ? s.p[i] < '\t' || s.p[i] > '\r'
                                                 : 0;
    *strange = (uint32_t)odd;
    return (float)(valid < 24 ? valid : 24) * 0.6f - 6.0f * (float)odd;
}

/* Scripts, roughly, by the upper byte; 0: nobody's. */
static uint8_t script(uint32_t u)
{
    uint32_t high = u >> 8;
    if ((u < 0x20 && (u < '\t' || u > '\r')) || (u >= 0x7f && u < 0xa0))
        return 0;
    return high < 3                      ? 1 /* Latin */
           : high < 5                    ? 2 /* Greek, Cyrillic */
           : high < 9                    ? 3 /* Armenian, Hebrew, Arabic */
           : high < 0x2e                 ? (uint8_t)(high >= 0x1e && high <= 0x27 ? 1 : 4)
           : high < 0xa0                 ? 5 /* Chinese, Japanese */
           : high >= 0xac && high < 0xd8 ? 6 /* Korean */
           : high >= 0xd8 && high < 0xe0 ? 1 /* surrogates */
           : high == 0xff && u < 0xfffe  ? 5
           : high == 0xfe                ? 1
                                         : 0;
}

/* Any two bytes are a character, but a text keeps to one script, and one byte off it ends in 00. */
static float utf16_bits(uint32_t *strange, struct mk_span s, size_t look, bool big)
{
    size_t odd = 0;
    uint8_t before = 1;
    bool high = false;
    if (s.len % 2)
        return -12;
    for (size_t i = 0; i + 1 < look; i += 2) {
        uint32_t u = big ? (uint32_t)s.p[i] << 8 | s.p[i + 1] : (uint32_t)s.p[i + 1] << 8 | s.p[i];
        uint8_t now = script(u);
        odd += u == 0 ? 2 : 0;
        odd += now == 0 || (high != (u >= 0xdc00 && u < 0xe000)) || (u > 0xff && (u & 0xff) == 0);
        odd += now > 1 && before > 1 && now != before;
        before = now > 1 ? now : before;
        high = u >= 0xd800 && u < 0xdc00;
    }
    *strange = (uint32_t)odd;
    return (float)(look < 48 ? look : 48) * 0.3f - 8.0f * (float)odd;
}

static float int_bits(uint64_t type, struct mk_span s)
{
    static const uint8_t less[7] = { 0, 0, 1, 2, 3, 4, 6 };
    if (type > 6 || s.len < mk_serial_len(type))
        return 0;
    int64_t v = mk_serial_int(type, s), top = INT64_C(1) << (8 * less[type] - (less[type] > 0));
    return type > 1 && v >= -top && v < top ? -6 : type > 1 ? 1 : 0;
}

/* What the type says, by the column's affinity. */
static float type_bits(const struct mk_sqlite_column *col, bool rowid, uint64_t type)
{
    bool text = mk_serial_is_text(type), blob = mk_serial_is_blob(type), null = type == 0;
    if (rowid)
        return null ? 3 : MK_MISFIT;
    if (null)
        return col->not_null ? -8 : 1;
    switch (col->affinity) {
    case MK_AFF_TEXT:
        return text ? 1 : blob ? -4 : MK_MISFIT;
    case MK_AFF_INTEGER:
        return text ? -8 : blob ? -12 : type == 7 ? 0 : 3;
    case MK_AFF_REAL:
        return text ? -8 : blob ? -12 : type == 7 ? 4 : 3;
    case MK_AFF_NUMERIC:
        return text ? -1 : blob ? -4 : 3;
    case MK_AFF_BLOB:
        break;
    }
    return 0;
}

/* Numbers that mean something are neither tiny nor huge; not a number SQLite stores as NULL. */
static float real_bits(double v)
{
    double size = v < 0 ? -v : v;
    return v == 0 || (size > 1e-15 && size < 1e20) ? 1 : size > 1e-40 && size < 1e40 ? -4 : -20;
}

static float value_bits(uint32_t *strange, struct mk_carver *c, uint64_t type, struct mk_span s)
{
    *strange = 0;
    if (mk_serial_is_text(type) && c->encoding == 1)
        return utf8_bits(strange, s, look_at(c, s.len));
    if (mk_serial_is_text(type))
        return utf16_bits(strange, s, look_at(c, s.len), c->encoding == 3);
    if (type == 7 && s.len == 8)
        return real_bits(mk_serial_real(s));
    return type && type < 8 ? int_bits(type, s) : 0;
}

static float count_bits(const struct mk_carve_table *t, uint32_t n)
{
    if (n > t->create.nstored)
        return MK_MISFIT;
    /* Rows of before a column was added have less. */
    return n == t->create.nstored ? 4 : -2 - 2 * (float)(t->create.nstored - n);
}

float mk_carve_judge(struct mk_carver *c, const struct mk_carve_table *t, const uint64_t *type,
                     uint32_t n, struct mk_span body)
{
    float bits = t ? count_bits(t, n) : -6, b = 0;
    size_t at = 0;
    uint32_t strange;
    for (uint32_t i = 0; i < n && bits > MK_MISFIT / 2; i++) {
        uint64_t len = mk_serial_len(type[i]);
        size_t left = body.len > at ? body.len - at : 0;
        struct mk_span s = mk_span(left ? body.p + at : NULL, len < left ? (size_t)len : left);
        if (type[i] != MK_SERIAL_GONE) {
            uint32_t col = t ? t->create.stored[i] : 0;
            b = !t ? (type[i] ? 0 : -0.5f)
                   : type_bits(&t->create.column[col], (int32_t)col == t->create.rowid, type[i]);
            float value = value_bits(&strange, c, type[i], s);
            /* A table made anew under a former one's name: each alone may be. */
            if (t && b <= -8 && n < t->create.nstored)
                return MK_MISFIT;
            /* Of a kind that the column does not keep: what else speaks for it is chance. */
            bits += b + (b <= -8 && value > 0 ? 0 : value);
        }
        at = len > SIZE_MAX / 2 ? SIZE_MAX / 2 : at + (size_t)len;
    }
    return bits;
}

float mk_carve_judge_best(uint16_t *table, bool *ambiguous, struct mk_carver *c, uint32_t of,
                          bool rowids, const uint64_t *type, uint32_t n, struct mk_span body)
{
    float best = MK_MISFIT;
    *table = MK_TABLE_NONE;
    *ambiguous = false;
    if (of != MK_TABLE_NONE && c->table[of].create.without_rowid != rowids) {
        best = mk_carve_judge(c, &c->table[of], type, n, body);
        *table = (uint16_t)of;
    }
    if (best > -4)
        return best;
    best = MK_MISFIT;
    *table = MK_TABLE_NONE;
    for (uint32_t i = MK_SCHEMA + 1; i < c->ntables; i++) {
        if (c->table[i].create.without_rowid == rowids || i == of)
            continue;
        float b = mk_carve_judge(c, &c->table[i], type, n, body);
        if (b > best || *table == MK_TABLE_NONE) {
            *ambiguous = false;
            *table = (uint16_t)i;
            best = b;
        } else if (b > best - 0.5f) {
            *ambiguous = true;
        }
    }
    float none = mk_carve_judge(c, NULL, type, n, body);
    if (best < none - 6) {
        *table = MK_TABLE_NONE;
        *ambiguous = false;
        best = none;
    }
    return best;
}

uint32_t mk_carve_doubtful(struct mk_carver *c, const uint64_t *type, uint32_t n,
                           struct mk_span body)
{
    size_t at = 0;
    uint32_t strange;
    for (uint32_t i = 0; i < n && at < body.len; i++) {
        uint64_t len = mk_serial_len(type[i]);
        if (len > body.len - at)
            break;
        if (type[i] != MK_SERIAL_GONE &&
            (value_bits(&strange, c, type[i], mk_span(body.p + at, (size_t)len)) <= -4 || strange))
            return (uint32_t)at;
        at += (size_t)len;
    }
    return UINT32_MAX;
}

/* No text, and no text that was cut off at its end either. */
static bool is_spoilt(const struct mk_carver *c, struct mk_span s)
{
    size_t valid = mk_utf8_valid(s), low = 0;
    if (c->encoding != 1 || valid + 4 > s.len)
        return false;
    for (size_t i = 0; i < s.len; i++)
        low += s.p[i] < '\t';
    return low != 0;
}

uint32_t mk_carve_spoilt(struct mk_carver *c, const uint64_t *type, uint32_t n, struct mk_span body)
{
    size_t at = 0;
    for (uint32_t i = 0; i < n && at < body.len; i++) {
        uint64_t len = mk_serial_len(type[i]);
        if (len > body.len - at)
            break;
        if (mk_serial_is_text(type[i]) && is_spoilt(c, mk_span(body.p + at, (size_t)len)))
            return (uint32_t)at;
        at += (size_t)len;
    }
    return UINT32_MAX;
}

uint32_t mk_carve_trusted(struct mk_carver *c, const uint64_t *type, uint32_t n,
                          struct mk_span body)
{
    uint32_t good = 0, strange;
    for (size_t at = 0, i = 0; i < n && at < body.len; i++) {
        uint64_t len = mk_serial_len(type[i]);
        size_t there = len < body.len - at ? (size_t)len : body.len - at;
        struct mk_span s = mk_span(body.p + at, there);
        if (mk_serial_is_text(type[i]) && there >= 4 && value_bits(&strange, c, type[i], s) > 0 &&
            !strange)
            good = (uint32_t)at;
        if (len > body.len - at)
            break;
        at += (size_t)len;
    }
    return good;
}
