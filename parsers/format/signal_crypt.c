#include "parsers/format/signal_crypt.h"
#include "parsers/base/aes.h"
#include "parsers/base/mac.h"
#include "parsers/format/one_entry.h"
#include "parsers/format/proto.h"
#include "parsers/format/signal_key.h"
#include "parsers/format/unpack.h"
#include <stdlib.h>

#define MAGIC "SBACKUP\x01"
#define STEP  ((size_t)64 << 10)
#define IV    ((uint64_t)MK_AES_BLOCK)
#define HMAC  32u

struct layout {
    uint64_t at, end; /* of vector and encrypted bytes; the HMAC follows */
};

static bool has_magic(struct mk_span head)
{
    return mk_span_starts(head, mk_str(MAGIC));
}

static int find(struct layout *l, const struct mk_file *f, struct mk_error *e)
{
    uint8_t head[MK_HEAD_MAX];
    size_t got;
    struct mk_span metadata;
    if (f->pread(f->u, 0, head, sizeof head, &got, e) != 0)
        return -1;
    *l = (struct layout){ 0 };
    if (has_magic(mk_span(head, got))) {
        struct mk_cursor c = mk_cur(mk_span(head, got));
        mk_cur_take(&c, sizeof MAGIC - 1);
        if (mk_proto_delimited(&metadata, &c, sizeof head) != 1 || !mk_proto_is(metadata))
            return mk_fail(e, MK_EFORMAT, "a Signal backup whose metadata makes no sense");
        l->at = c.pos;
    }
    if (f->size < l->at + IV + MK_AES_BLOCK + HMAC)
        return mk_fail(e, MK_EFORMAT, "too short for a Signal backup");
    l->end = f->size - HMAC;
    if ((l->end - l->at) % MK_AES_BLOCK)
        return mk_fail(e, MK_EFORMAT, "no Signal backup, or cut off: not whole blocks");
    return 0;
}

/* ---- whether a key fits ---- */

static int fits(bool *out, const struct layout *l, const struct mk_signal_key *k,
                const struct mk_file *f, struct mk_error *e)
{
    int rc = -1;
    size_t got;
    uint8_t want[HMAC], have[HMAC];
    struct mk_hmac *h = NULL;
    uint8_t *step = malloc(STEP);
    if (!step) {
        mk_fail(e, MK_ENOMEM, "checking a backup");
        goto out;
    }
    if (mk_hmac_new(&h, MK_MAC_SHA256, mk_span(k->hmac, sizeof k->hmac), e) != 0)
        goto out;
    for (uint64_t at = l->at; at < l->end; at += got) {
        size_t n = l->end - at < STEP ? (size_t)(l->end - at) : STEP;
        if (f->pread(f->u, at, step, n, &got, e) != 0 || mk_hmac_add(h, mk_span(step, got), e) != 0)
            goto out;
        if (got == 0) {
            mk_fail(e, MK_EIO, "the file became shorter while it was read");
            goto out;
        }
    }
    if (mk_hmac_end(have, h, e) != 0 || f->pread(f->u, l->end, want, HMAC, &got, e) != 0)
        goto out;
    *out = got == HMAC && mk_mac_same(mk_span(have, HMAC), mk_span(want, HMAC));
    rc = 0;
out:
    mk_hmac_free(h);
    free(step);
    return rc;
}

static int unlock(struct mk_signal_key *k, const struct layout *l, const struct mk_file *f,
                  const struct mk_context *cx, struct mk_error *e)
{
    bool ok = false;
    size_t n = 0;
    for (int more; (more = mk_signal_key_at(k, cx, n, e)) != 0; n++)
        if (more < 0 || fits(&ok, l, k, f, e) != 0 || ok)
            return ok ? 0 : -1;
    struct mk_span given;
    return mk_fail(e, MK_EAUTH, "%s",
                   n ? "encrypted: no key given fits, or it is not as it was encrypted"
                   : mk_secret_at(&given, cx, "signal", 0)
                       ? "encrypted: beside signal= it takes signal-aci= (or signal-backup-id=)"
                       : "encrypted, no key given (signal=)");
}

/* ---- plain bytes ---- */

static int decrypt(const struct layout *l, const struct mk_signal_key *k, const struct mk_file *f,
                   mk_put *put, void *u, struct mk_error *e)
{
    int rc = -1;
    size_t got;
    struct mk_aes *a = NULL;
    uint8_t *step = malloc(STEP);
    if (!step) {
        mk_fail(e, MK_ENOMEM, "decrypting");
        goto out;
    }
    if (f->pread(f->u, l->at, step, IV, &got, e) != 0 ||
        mk_aes_new(&a, MK_AES_CBC, mk_span(k->aes, sizeof k->aes), e) != 0 ||
        mk_aes_begin(a, mk_span(step, IV), e) != 0)
        goto out;
    for (uint64_t at = l->at + IV; at < l->end; at += got) {
        size_t n = l->end - at < STEP ? (size_t)(l->end - at) : STEP;
        if (f->pread(f->u, at, step, n, &got, e) != 0)
            goto out;
        if (got != n) {
            mk_fail(e, MK_EIO, "the file became shorter while it was read");
            goto out;
        }
        /* What pads it lies behind the end of the gzip stream. */
        if (mk_aes_put(step, a, mk_span(step, n), e) != 0 || put(u, step, n, e) != 0)
            goto out;
    }
    rc = 0;
out:
    mk_aes_free(a);
    free(step);
    return rc;
}

static int open_and_put(mk_put *put, void *u, const struct mk_file *f, const struct mk_context *cx,
                        struct mk_error *e)
{
    struct layout l;
    struct mk_signal_key k;
    struct mk_unpack *x;
    if (find(&l, f, e) != 0 || unlock(&k, &l, f, cx, e) != 0 || mk_unpack_new(&x, put, u, e) != 0)
        return -1;
    int rc = decrypt(&l, &k, f, mk_unpack_put, x, e);
    if (rc == 0)
        rc = mk_unpack_end(x, e);
    mk_unpack_free(x);
    mk_wipe(&k, sizeof k);
    return rc;
}

/* ---- a container with one entry ---- */

static bool knows(struct mk_span head, struct mk_span path)
{
    return has_magic(head) || mk_span_ends(path, mk_str(".binproto.encrypted"));
}

static int put_piece(void *u, const void *p, size_t n, struct mk_error *e)
{
    return mk_piece_put(u, p, n, e);
}

static int open_container(struct mk_source *out, const struct mk_file *file,
                          const struct mk_context *cx, struct mk_error *e)
{
    struct mk_piece piece;
    struct mk_error why;
    mk_piece_begin(&piece, cx->scratch);
    if (open_and_put(put_piece, &piece, file, cx, &why) == 0)
        return mk_one_entry(out, &piece, cx->path, ".encrypted", NULL, e);
    if (why.code != MK_EFORMAT || piece.len == 0)
        return mk_fail(e, why.code, "%s", why.text);
    return mk_one_entry(out, &piece, cx->path, ".encrypted", "only its beginning can be unpacked",
                        e);
}

const struct mk_container mk_container_signal = {
    .id = "signal",
    .knows = knows,
    .open = open_container,
    .remark = mk_one_entry_remark,
};

/* ---- moka decrypt ---- */

static int check(const struct mk_file *in, const struct mk_context *cx, struct mk_error *e)
{
    struct layout l;
    struct mk_signal_key k;
    int rc = find(&l, in, e) != 0 || unlock(&k, &l, in, cx, e) != 0 ? -1 : 0;
    mk_wipe(&k, sizeof k);
    return rc;
}

const struct mk_decrypt_kind mk_decrypt_signal = { "signal", check, open_and_put };
