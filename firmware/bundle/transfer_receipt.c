#include "firmware/bundle/transfer_private.h"
#include "parsers/base/json.h"
#include <ctype.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define FORMAT "moka-receipt-1"

static int read_texts(struct mk_transfer_texts *x, struct mk_transfers *t, uint64_t n,
                      struct mk_error *e)
{
    if (n < 1 || n > t->n)
        return mk_fail(e, MK_EABSENT, "there is no transfer %u", (unsigned)n);
    return mk_transfer_texts_read(x, t->dir, n, e);
}

int mk_transfers_receipt(struct mk_buf *out, struct mk_transfers *t, uint64_t n, struct mk_error *e)
{
    struct mk_transfer_texts x;
    char name[32];
    mk_transfer_texts_init(&x);
    int rc = read_texts(&x, t, n, e);
    if (rc == 0) {
        struct mk_json j = mk_json(out);
        mk_transfer_name(name, n, MK_TRANSFER_JSON);
        mk_json_open(&j, '{');
        mk_json_kv_str(&j, "format", FORMAT);
        mk_json_kv_str(&j, "file", name);
        mk_json_kv_text(&j, "record", mk_buf_span(&x.json));
        mk_json_kv_text(&j, "sig", mk_buf_span(&x.sig));
        if (x.receiver_sig.len)
            mk_json_kv_text(&j, "receiver_sig", mk_buf_span(&x.receiver_sig));
        mk_json_close(&j, '}');
        mk_buf_u8(out, '\n');
        rc = mk_buf_ok(out) ? 0 : mk_fail(e, MK_ENOMEM, "receipt");
    }
    mk_transfer_texts_done(&x);
    return rc;
}

int mk_transfers_short(struct mk_buf *out, struct mk_transfers *t, uint64_t n, struct mk_error *e)
{
    struct mk_transfer_texts x;
    struct mk_digest d;
    char hex[MK_SHA256_HEX];
    mk_transfer_texts_init(&x);
    int rc = read_texts(&x, t, n, e) || mk_sha256_of(&d, mk_buf_span(&x.json), e) ? -1 : 0;
    if (rc == 0) {
        size_t from = out->len;
        mk_digest_hex(hex, &d);
        mk_buf_printf(out, "moka-transfer-1:%s:%u:%s", t->next.run, (unsigned)n, hex);
        for (size_t i = from; i < out->len; i++)
            out->p[i] = (uint8_t)toupper(out->p[i]);
        rc = mk_buf_ok(out) ? 0 : mk_fail(e, MK_ENOMEM, "receipt");
    }
    mk_transfer_texts_done(&x);
    return rc;
}

/* ---- taking one in ---- */

static bool take_text(struct mk_buf *out, const json_t *o, const char *key, bool must)
{
    const json_t *v = json_object_get(o, key);
    if (!v)
        return !must;
    mk_buf_put(out, json_string_value(v), json_string_length(v));
    return json_is_string(v) && mk_buf_ok(out) && out->len > 0;
}

static bool parse(struct mk_transfer_texts *x, uint64_t *n, struct mk_span receipt)
{
    enum mk_transfer_file f;
    json_t *o = json_loadb((const char *)receipt.p, receipt.len, JSON_REJECT_DUPLICATES, NULL);
    const char *format = json_string_value(json_object_get(o, "format"));
    const char *file = json_string_value(json_object_get(o, "file"));
    bool good = format && !strcmp(format, FORMAT) && file && strlen(file) == 9 &&
                mk_transfer_parse_name(n, &f, file) && f == MK_TRANSFER_JSON &&
                take_text(&x->json, o, "record", true) && take_text(&x->sig, o, "sig", true) &&
                take_text(&x->receiver_sig, o, "receiver_sig", false);
    json_decref(o);
    return good;
}

static int foreign(struct mk_error *e, const char *why)
{
    return mk_fail(e, MK_EAUTH, "the receipt does not belong to this bundle: %s", why);
}

/* The receiver's signature holds, where the record names a key and there is one. */
static int check_receiver(const struct mk_transfer *is, const struct mk_transfer_texts *x,
                          struct mk_error *e)
{
    bool yes = false;
    if (!x->receiver_sig.len)
        return 0;
    if (is->signs != MK_TRANSFER_SSH)
        return foreign(e, "its receiver has no key");
    if (mk_transfer_signed_by(&yes, mk_buf_span(&x->receiver_sig), mk_buf_span(&x->json), is->key,
                              e) != 0)
        return -1;
    return yes ? 0 : foreign(e, "the receiver's signature does not hold");
}

/* One that this copy does not have yet. */
static int accept_next(struct mk_transfers *t, const struct mk_transfer_texts *x,
                       struct mk_error *e)
{
    struct mk_transfer is;
    struct mk_buf why;
    enum mk_sshsig sig;
    if (t->waits)
        return foreign(e, "the transfer before it waits for its receiver's signature");
    const char *wrong = mk_transfer_read(&is, mk_buf_span(&x->json), &t->next);
    if (wrong)
        return foreign(e, wrong);
    mk_buf_init(&why, 4096);
    int rc = mk_sshsig_check(&sig, &why, mk_buf_span(&x->sig), mk_buf_span(&x->json),
                             MK_TRANSFER_NAMESPACE, is.giver, NULL, NULL, is.time_us / 1000000, e);
    mk_buf_done(&why);
    if (rc == 0 && sig == MK_SIG_BAD)
        rc = foreign(e, "the giver's signature does not hold");
    return rc || check_receiver(&is, x, e) ? -1 : mk_transfers_keep(t, x, e);
}

static int accept(bool *took, struct mk_transfers *t, const struct mk_transfer_texts *x, uint64_t n,
                  struct mk_error *e)
{
    struct mk_transfer_texts own;
    if (n == t->n + 1) {
        *took = true;
        return accept_next(t, x, e);
    }
    mk_transfer_texts_init(&own);
    int rc = read_texts(&own, t, n, e);
    if (rc == 0 && (!mk_span_eq(mk_buf_span(&own.json), mk_buf_span(&x->json)) ||
                    !mk_span_eq(mk_buf_span(&own.sig), mk_buf_span(&x->sig))))
        rc = foreign(e, "another transfer has its number");
    *took = rc == 0 && n == t->n && t->waits && x->receiver_sig.len;
    if (*took)
        rc = check_receiver(&t->last, x, e) ||
                     mk_transfers_keep_sig(t, mk_buf_span(&x->receiver_sig), e)
                 ? -1
                 : 0;
    mk_transfer_texts_done(&own);
    return rc;
}

int mk_transfers_accept(bool *took, struct mk_transfers *t, struct mk_span receipt,
                        struct mk_error *e)
{
    struct mk_transfer_texts x;
    uint64_t n = 0;
    int rc = -1;
    *took = false;
    mk_transfer_texts_init(&x);
    if (!parse(&x, &n, receipt))
        mk_fail(e, MK_EFORMAT, "not a receipt");
    else if (n > t->n + 1)
        foreign(e, "transfers between the last one here and it are missing");
    else
        rc = accept(took, t, &x, n, e);
    mk_transfer_texts_done(&x);
    return rc;
}

/* ---- from beside the encrypted file into the bundle ---- */

static int same_as(struct mk_transfers *have, uint64_t n, const struct mk_transfer_texts *x,
                   struct mk_error *e)
{
    struct mk_transfer_texts own;
    mk_transfer_texts_init(&own);
    int rc = mk_transfer_texts_read(&own, have->dir, n, e);
    if (rc == 0 && (!mk_span_eq(mk_buf_span(&own.json), mk_buf_span(&x->json)) ||
                    !mk_span_eq(mk_buf_span(&own.sig), mk_buf_span(&x->sig))))
        rc =
            mk_fail(e, MK_ESTATE, "transfer %u inside is not the one beside the file", (unsigned)n);
    if (rc == 0 && n == have->n && have->waits && x->receiver_sig.len)
        rc = mk_transfers_keep_sig(have, mk_buf_span(&x->receiver_sig), e);
    mk_transfer_texts_done(&own);
    return rc;
}

static int follow(struct mk_transfers *to, struct mk_transfers *from, struct mk_error *e)
{
    struct mk_transfer_texts x;
    int rc =
        strcmp(to->next.run, from->next.run) != 0 || strcmp(to->next.bundle, from->next.bundle) != 0
            ? mk_fail(e, MK_ESTATE, "the transfers beside the file are of another bundle")
            : 0;
    mk_transfer_texts_init(&x);
    for (uint64_t n = 1; rc == 0 && n <= from->n; n++) {
        rc = mk_transfer_texts_read(&x, from->dir, n, e);
        if (rc == 0)
            rc = n <= to->n ? same_as(to, n, &x, e) : mk_transfers_keep(to, &x, e);
    }
    mk_transfer_texts_done(&x);
    return rc;
}

int mk_transfers_follow(const char *file, const char *bundle, const struct mk_disk *disk,
                        struct mk_error *e)
{
    struct mk_transfers *from = NULL, *to = NULL;
    int rc = mk_transfers_open(&from, file, disk, e) || mk_transfers_open(&to, bundle, disk, e) ||
                     follow(to, from, e)
                 ? -1
                 : 0;
    mk_transfers_free(from);
    mk_transfers_free(to);
    return rc;
}
