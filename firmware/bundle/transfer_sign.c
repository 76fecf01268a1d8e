/* Adding transfers and signing them. */
#include "firmware/bundle/transfer_private.h"
#include <stdio.h>
#include <string.h>

static int sign(struct mk_buf *out, const struct mk_transfer_by *by, struct mk_span message,
                struct mk_error *e)
{
    if (by->key)
        return mk_sshkey_sign(out, by->key, MK_TRANSFER_NAMESPACE, message, e);
    return mk_ssh_sign_by_tool(out, by->path, MK_TRANSFER_NAMESPACE, message, e);
}

int mk_transfers_add(uint64_t *n, struct mk_transfers *t, const struct mk_handover *h,
                     const struct mk_transfer_by *giver, struct mk_error *e)
{
    struct mk_transfer_texts x;
    if (t->waits)
        return mk_fail(e, MK_ESTATE,
                       "transfer %u waits for the signature of who received it: moka custody "
                       "receive, there",
                       (unsigned)t->n);
    mk_transfer_texts_init(&x);
    int rc = mk_transfer_write(&x.json, &t->next, h, giver->principal, e) ||
                     sign(&x.sig, giver, mk_buf_span(&x.json), e) || mk_transfers_keep(t, &x, e)
                 ? -1
                 : 0;
    if (rc == 0)
        *n = t->n;
    mk_transfer_texts_done(&x);
    return rc;
}

static int countersign(struct mk_transfers *t, struct mk_transfer_texts *x,
                       const struct mk_transfer_by *receiver, struct mk_error *e)
{
    bool yes = false;
    if (mk_transfer_texts_read(x, t->dir, t->n, e) != 0)
        return -1;
    mk_buf_clear(&x->receiver_sig);
    if (sign(&x->receiver_sig, receiver, mk_buf_span(&x->json), e) != 0 ||
        mk_transfer_signed_by(&yes, mk_buf_span(&x->receiver_sig), mk_buf_span(&x->json),
                              t->last.key, e) != 0)
        return -1;
    if (!yes)
        return mk_fail(e, MK_EAUTH, "transfer %u is for another key: %.200s", (unsigned)t->n,
                       t->last.key);
    return mk_transfers_keep_sig(t, mk_buf_span(&x->receiver_sig), e);
}

int mk_transfers_countersign(struct mk_transfers *t, const struct mk_transfer_by *receiver,
                             struct mk_error *e)
{
    struct mk_transfer_texts x;
    if (!t->waits)
        return mk_fail(e, MK_ESTATE, "no transfer waits for a signature");
    if (strcmp(t->last.by, receiver->principal) != 0)
        return mk_fail(e, MK_EAUTH, "transfer %u is for %s, not for %.100s", (unsigned)t->n,
                       t->last.by, receiver->principal);
    mk_transfer_texts_init(&x);
    int rc = countersign(t, &x, receiver, e);
    mk_transfer_texts_done(&x);
    return rc;
}

int mk_transfers_get(struct mk_transfer *out, bool *countersigned, struct mk_transfers *t,
                     uint64_t n, struct mk_error *e)
{
    struct mk_transfer_texts x;
    struct mk_transfer_at at = t->next;
    struct mk_digest d;
    int rc = -1;
    if (n < 1 || n > t->n)
        return mk_fail(e, MK_EABSENT, "there is no transfer %u", (unsigned)n);
    mk_transfer_texts_init(&x);
    memset(at.prev, '0', sizeof at.prev - 1);
    at.n = n;
    if (n > 1) {
        if (mk_transfer_texts_read(&x, t->dir, n - 1, e) != 0 ||
            mk_sha256_of(&d, mk_buf_span(&x.json), e) != 0)
            goto out;
        mk_digest_hex(at.prev, &d);
    }
    if (mk_transfer_texts_read(&x, t->dir, n, e) != 0)
        goto out;
    const char *why = mk_transfer_read(out, mk_buf_span(&x.json), &at);
    *countersigned = x.receiver_sig.len > 0;
    rc = why ? mk_fail(e, MK_EFORMAT, "transfer %u: %s", (unsigned)n, why) : 0;
out:
    mk_transfer_texts_done(&x);
    return rc;
}
