#include "parsers/base/hash.h"
#include "parsers/format/ab.h"

#define HEAD_MAX   4096u
#define ROUNDS_MAX 2000000u /* 10,000 are usual; a backup must not cost minutes a password */

/* The next line, without its end; empty at the end of what was read. */
static struct mk_span line(struct mk_span *rest)
{
    const uint8_t *end = rest->len ? memchr(rest->p, '\n', rest->len) : NULL;
    struct mk_span s = mk_span(rest->p, end ? (size_t)(end - rest->p) : 0);
    *rest = end ? mk_span_from(*rest, s.len + 1) : mk_span(NULL, 0);
    return s;
}

static bool number(uint32_t *out, struct mk_span s, uint32_t max)
{
    uint64_t v = 0;
    for (size_t i = 0; i < s.len; i++) {
        if (s.p[i] < '0' || s.p[i] > '9' || v > max)
            return false;
        v = v * 10 + (uint64_t)(s.p[i] - '0');
    }
    *out = (uint32_t)v;
    return s.len > 0 && v <= max;
}

static bool read_locks(struct mk_ab *ab, struct mk_span *rest)
{
    size_t iv = 0;
    bool ok = mk_unhex(ab->salt, sizeof ab->salt, &ab->salt_len, line(rest));
    ok = mk_unhex(ab->check_salt, sizeof ab->check_salt, &ab->check_salt_len, line(rest)) && ok;
    ok = number(&ab->rounds, line(rest), ROUNDS_MAX) && ok;
    ok = mk_unhex(ab->user_iv, sizeof ab->user_iv, &iv, line(rest)) && ok;
    ok = mk_unhex(ab->blob, sizeof ab->blob, &ab->blob_len, line(rest)) && ok;
    return ok && iv == MK_AB_IV && ab->rounds > 0;
}

int mk_ab_header(struct mk_ab *out, const struct mk_file *f, struct mk_error *e)
{
    uint8_t head[HEAD_MAX];
    size_t got;
    uint32_t version, packed;
    *out = (struct mk_ab){ 0 };
    if (f->pread(f->u, 0, head, sizeof head, &got, e) != 0)
        return -1;
    struct mk_span rest = mk_span(head, got);
    if (!mk_span_is(line(&rest), "ANDROID BACKUP"))
        return mk_fail(e, MK_EFORMAT, "no Android backup");
    if (!number(&version, line(&rest), 1000) || version < 1 || version > 5)
        return mk_fail(e, MK_EFORMAT, "Android backup of a version that is not known");
    if (!number(&packed, line(&rest), 1))
        return mk_fail(e, MK_EFORMAT, "Android backup, damaged in its third line");
    struct mk_span cipher = line(&rest);
    out->version = version;
    out->packed = packed == 1;
    out->encrypted = mk_span_is(cipher, "AES-256");
    if (!out->encrypted && !mk_span_is(cipher, "none"))
        return mk_fail(e, MK_EFORMAT, "Android backup, encrypted in a way that is not known");
    if (out->encrypted && !read_locks(out, &rest))
        return mk_fail(e, MK_EFORMAT, "Android backup, damaged in the lines about its key");
    if (!rest.p)
        out->at = got; /* all that there is */
    else
        out->at = (uint64_t)(rest.p - head);
    return 0;
}
