#include "parsers/source/tar_header.h"
#include "parsers/base/cursor.h"

#define NAME_MAX_LEN 65535u

static struct mk_span until_nul(const uint8_t *p, size_t max)
{
    const uint8_t *nul = memchr(p, 0, max);
    return mk_span(p, nul ? (size_t)(nul - p) : max);
}

/* Octal digits between blanks, ended by a NUL or a blank; or, with the first bit set, binary, most
 * significant byte first. False for anything else, negative numbers included. */
static bool number(uint64_t *out, const uint8_t *p, size_t n)
{
    size_t at = 0;
    *out = 0;
    if (p[0] & 0x80) {
        *out = p[0] & 0x7f;
        for (at = 1; at < n; at++) {
            if (*out >> 56)
                return false;
            *out = *out << 8 | p[at];
        }
        return p[0] == 0x80;
    }
    while (at < n && p[at] == ' ')
        at++;
    for (; at < n && p[at] >= '0' && p[at] <= '7'; at++)
        *out = *out << 3 | (uint64_t)(p[at] - '0');
    return at == n || p[at] == 0 || p[at] == ' ';
}

/* Old tars added up signed bytes. */
static bool sum_fits(const uint8_t *b)
{
    uint64_t said;
    int64_t plain = 0, with_sign = 0;
    for (size_t i = 0; i < MK_TAR_BLOCK; i++) {
        uint8_t v = i >= 148 && i < 156 ? ' ' : b[i];
        plain += v;
        with_sign += (int8_t)v;
    }
    return number(&said, b + 148, 8) && ((int64_t)said == plain || (int64_t)said == with_sign);
}

int mk_tar_header(struct mk_tar_header *h, struct mk_span block)
{
    static const uint8_t zeros[MK_TAR_BLOCK];
    const uint8_t *b = block.p;
    if (block.len < MK_TAR_BLOCK)
        return -1;
    if (!memcmp(b, zeros, MK_TAR_BLOCK))
        return 0;
    if (!sum_fits(b) || !number(&h->size, b + 124, 12))
        return -1;
    h->type = (char)b[156];
    h->name = until_nul(b, 100);
    /* GNU's magic is "ustar  ": it keeps other things there. */
    bool posix = !memcmp(b + 257, "ustar\0", 6);
    h->prefix = posix ? until_nul(b + 345, 155) : mk_span(NULL, 0);
    return 1;
}

void mk_tar_extra_init(struct mk_tar_extra *x)
{
    *x = (struct mk_tar_extra){ 0 };
    mk_buf_init(&x->name, NAME_MAX_LEN);
}

void mk_tar_extra_clear(struct mk_tar_extra *x)
{
    mk_buf_clear(&x->name);
    x->has_size = x->sparse = x->odd = false;
}

static bool decimal(uint64_t *out, struct mk_span s)
{
    *out = 0;
    for (size_t i = 0; i < s.len; i++) {
        if (s.p[i] < '0' || s.p[i] > '9' || *out > (UINT64_MAX - 9) / 10)
            return false;
        *out = *out * 10 + (uint64_t)(s.p[i] - '0');
    }
    return s.len > 0;
}

static void take(struct mk_tar_extra *x, struct mk_span key, struct mk_span value)
{
    if (mk_span_is(key, "path")) {
        mk_buf_clear(&x->name);
        mk_buf_put(&x->name, value.p, value.len);
        x->odd = x->odd || !mk_buf_ok(&x->name);
    } else if (mk_span_is(key, "size")) {
        x->has_size = decimal(&x->size, value);
        x->odd = x->odd || !x->has_size;
    } else if (mk_span_starts(key, mk_str("GNU.sparse."))) {
        x->sparse = true;
    }
}

/* "27 path=a/name of 16 bytes\n": the length is of all of it, its own digits included. */
static bool one_record(struct mk_tar_extra *x, struct mk_span *rest)
{
    size_t digits = 0, eq;
    uint64_t len;
    while (digits < rest->len && rest->p[digits] != ' ')
        digits++;
    if (!decimal(&len, mk_span(rest->p, digits)) || len > rest->len || len < digits + 3)
        return false;
    struct mk_span body = mk_span(rest->p + digits + 1, (size_t)len - digits - 1);
    for (eq = 0; eq < body.len && body.p[eq] != '=';)
        eq++;
    if (body.p[body.len - 1] != '\n' || eq >= body.len - 1)
        return false;
    take(x, mk_span(body.p, eq), mk_span(body.p + eq + 1, body.len - eq - 2));
    *rest = mk_span_from(*rest, (size_t)len);
    return true;
}

void mk_tar_pax(struct mk_tar_extra *x, struct mk_span records)
{
    while (records.len && records.p[0]) /* some writers fill the rest with NULs */
        if (!one_record(x, &records)) {
            x->odd = true;
            return;
        }
}
