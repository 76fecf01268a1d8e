/* What became of the bundle after it was sealed: custody/transfers/. */
#include "firmware/bundle/holder.h"
#include "firmware/bundle/tagfile.h"
#include "firmware/bundle/timestamp.h"
#include "firmware/bundle/transfer_private.h"
#include "firmware/bundle/verify.h"
#include "parsers/base/time.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <unistd.h>

#define BEHIND_MAX 20u

struct walk {
    struct mk_verify *v;
    int dir;
    uint64_t last;
    uint8_t has[MK_TRANSFERS_MAX + 1]; /* bits: 1 << enum mk_transfer_file */
    struct mk_transfer_at at;
    struct mk_transfer before;
    struct mk_holders holders;
    int64_t time_us;  /* of what came before */
    int64_t floor_us; /* the latest that anything before says: what follows was signed after it */
    int64_t stamp_us; /* the same of stamps that are vouched for */
    bool found;       /* the one of the receipt */
};

static int name(void *u, const char *own)
{
    struct walk *w = u;
    enum mk_transfer_file f;
    struct mk_verify_text t;
    uint64_t n;
    if (!mk_transfer_parse_name(&n, &f, own)) {
        mk_verify_say(w->v, true, "custody/transfers/%s: foreign", mk_verify_text(&t, mk_str(own)));
        return 0;
    }
    w->has[n] |= (uint8_t)(1u << f);
    w->last = n > w->last ? n : w->last;
    return 0;
}

/* Whether a giver's key is the one that the transfer before was received with: then the chain
 * itself vouches for it, whatever the trust file knows. */
static int received_it(bool *yes, const struct walk *w, const struct mk_transfer *is,
                       const struct mk_transfer_texts *x, struct mk_error *e)
{
    *yes = false;
    if (is->n == 1 || w->before.signs != MK_TRANSFER_SSH || strcmp(w->before.by, is->giver) != 0)
        return 0;
    return mk_transfer_signed_by(yes, mk_buf_span(&x->sig), mk_buf_span(&x->json), w->before.key,
                                 e);
}

/* When it was signed: as it says, but behind a stamp that is vouched for. */
static int64_t signed_s(const struct walk *w, const struct mk_transfer *is)
{
    return (is->time_us > w->stamp_us ? is->time_us : w->stamp_us) / 1000000;
}

/* Whoever has a key whose term has ended can choose a time for which it held: it has to hold at
 * those before it, too. Or a clock was ahead there: nobody can tell. */
static int held_later(struct walk *w, const struct mk_transfer *is,
                      const struct mk_transfer_texts *x, struct mk_error *e)
{
    struct mk_buf why;
    enum mk_sshsig sig = MK_SIG_TRUSTED;
    bool chained = false;
    if (w->floor_us / 1000000 <= signed_s(w, is))
        return 0;
    mk_buf_init(&why, 4096);
    int rc = mk_sshsig_check(&sig, &why, mk_buf_span(&x->sig), mk_buf_span(&x->json),
                             MK_TRANSFER_NAMESPACE, is->giver, w->v->trust, w->v->revoked,
                             w->floor_us / 1000000, e);
    if (rc == 0 && sig != MK_SIG_TRUSTED)
        rc = received_it(&chained, w, is, x, e);
    if (rc == 0 && sig != MK_SIG_TRUSTED && !chained) {
        w->v->doubt = true;
        mk_verify_say(w->v, false,
                      "transfer %u: at the time of what it follows the key of %s did not hold: a "
                      "clock was wrong, or its term had ended",
                      (unsigned)is->n, is->giver);
    }
    mk_buf_done(&why);
    return rc;
}

static int giver(struct walk *w, const struct mk_transfer *is, const struct mk_transfer_texts *x,
                 struct mk_error *e)
{
    struct mk_buf why;
    enum mk_sshsig sig = MK_SIG_BAD;
    bool chained = false;
    mk_buf_init(&why, 4096);
    int rc = mk_sshsig_check(&sig, &why, mk_buf_span(&x->sig), mk_buf_span(&x->json),
                             MK_TRANSFER_NAMESPACE, is->giver, w->v->trust, w->v->revoked,
                             signed_s(w, is), e);
    if (rc == 0 && sig == MK_SIG_TRUSTED)
        rc = held_later(w, is, x, e);
    if (rc == 0 && sig == MK_SIG_UNTRUSTED)
        rc = received_it(&chained, w, is, x, e);
    if (rc == 0) {
        bool bad =
            sig == MK_SIG_BAD || sig == MK_SIG_REVOKED || (sig == MK_SIG_UNTRUSTED && !chained);
        const char *text = mk_buf_cstr(&why);
        w->v->doubt |= sig == MK_SIG_NO_TRUST;
        mk_verify_say(w->v, bad, "custody/transfers/%04u.sig: %s %s: %s%s", (unsigned)is->n,
                      bad ? "not accepted for" : "given by", is->giver, text ? text : "",
                      chained ? "; it is the key that received the bundle before" : "");
    }
    mk_buf_done(&why);
    return rc;
}

static int another_key(bool *yes, const struct walk *w, const struct mk_transfer *is,
                       struct mk_error *e)
{
    if (mk_holder_is_other(yes, w->v->trust, is, e) != 0)
        return -1;
    if (*yes)
        mk_verify_say(w->v, true,
                      "custody/transfers/%04u.receiver.sig: not accepted for %s: the trust file "
                      "has another key in that name",
                      (unsigned)is->n, is->by);
    return 0;
}

/* The giver wrote the receiver's key down. Against it speaks only the list of keys that were taken
 * back, when there is one, and that the trust file knows the receiver by another. */
static int not_theirs(bool *yes, const struct walk *w, const struct mk_transfer *is,
                      const struct mk_transfer_texts *x, struct mk_error *e)
{
    struct mk_buf why;
    enum mk_sshsig sig = MK_SIG_BAD;
    mk_buf_init(&why, 4096);
    int rc = mk_sshsig_check(&sig, &why, mk_buf_span(&x->receiver_sig), mk_buf_span(&x->json),
                             MK_TRANSFER_NAMESPACE, is->by, w->v->trust, w->v->revoked,
                             signed_s(w, is), e);
    *yes = sig == MK_SIG_REVOKED;
    if (rc == 0 && sig == MK_SIG_UNTRUSTED)
        rc = another_key(yes, w, is, e);
    if (rc == 0 && sig == MK_SIG_REVOKED) {
        const char *text = mk_buf_cstr(&why);
        mk_verify_say(w->v, true, "custody/transfers/%04u.receiver.sig: not accepted for %s: %s",
                      (unsigned)is->n, is->by, text ? text : "revoked");
    }
    mk_buf_done(&why);
    return rc;
}

static int receiver(struct walk *w, const struct mk_transfer *is, const struct mk_transfer_texts *x,
                    struct mk_error *e)
{
    struct mk_verify *v = w->v;
    unsigned n = (unsigned)is->n;
    bool yes = false, back = false, there = w->has[is->n] & 1u << MK_TRANSFER_RECEIVER_SIG;
    struct mk_verify_text who;
    mk_verify_text(&who, mk_str(is->name[0] ? is->name : is->by));
    if (is->signs != MK_TRANSFER_SSH) {
        if (there)
            mk_verify_say(v, true, "custody/transfers/%04u.receiver.sig: foreign", n);
        if (is->signs == MK_TRANSFER_STROKES)
            mk_verify_say(v, false,
                          "transfer %u: received by %s, who has no key: lines drawn by hand are "
                          "kept, and the giver vouches for them",
                          n, who.s);
        return 0;
    }
    if (!there && is->n < w->last) {
        mk_verify_say(v, true, "custody/transfers/%04u.receiver.sig: missing", n);
        return 0;
    }
    if (!there) {
        v->doubt = true;
        mk_verify_say(
            v, false,
            "custody/transfers/%04u.receiver.sig: missing: %s has not signed that it was received",
            n, who.s);
        return 0;
    }
    if (mk_transfer_signed_by(&yes, mk_buf_span(&x->receiver_sig), mk_buf_span(&x->json), is->key,
                              e) != 0 ||
        (yes && not_theirs(&back, w, is, x, e) != 0))
        return -1;
    if (back)
        return 0;
    mk_verify_say(v, !yes, "custody/transfers/%04u.receiver.sig: %s %s", n,
                  yes ? "received by, with the key that the giver wrote down,"
                      : "not by the key that the giver wrote down for",
                  is->by);
    return 0;
}

/* What a token is worth: it says when the bundle was there already. */
static int stamped(struct walk *w, const struct mk_transfer *is, struct mk_span json,
                   struct mk_error *e)
{
    struct mk_buf token;
    struct mk_digest what;
    struct mk_timestamp t;
    struct mk_error own = { 0 };
    char at[MK_ISO_MAX];
    unsigned n = (unsigned)is->n;
    mk_buf_init(&token, MK_TIMESTAMP_MAX);
    int rc = mk_transfer_token(&token, json, e);
    if (rc != 0 || !mk_digest_parse(&what, mk_str(w->at.bundle)))
        goto out; /* without its manifest nothing here holds, and that was said */
    if (mk_timestamp_check(&t, mk_buf_span(&token), &what, w->v->tsa, &own) != 0) {
        if (own.code == MK_EIO || own.code == MK_ENOMEM)
            rc = mk_fail(e, own.code, "%s", own.text);
        else
            mk_verify_say(w->v, true, "transfer %u: %s", n, own.text);
        goto out;
    }
    mk_time_iso(at, t.time_us, 6);
    mk_verify_say(w->v, false, "transfer %u: time stamp %s%s%s%s%s", n, at,
                  t.authority[0] ? " of " : "", t.authority,
                  t.vouched ? ": vouched for by the time stamp authorities' file" : ", it says",
                  t.vouched ? "" : "; only --tsa FILE tells whether that is so");
    if (t.vouched && t.time_us > w->stamp_us)
        w->stamp_us = t.time_us;
    if (t.time_us > w->floor_us) /* not vouched for: a doubt, as any other time before */
        w->floor_us = t.time_us;
    if (t.time_us < w->v->info.sealed_s * 1000000)
        mk_verify_say(w->v, false,
                      "transfer %u: the time stamp is before the time of sealing: the kit's clock "
                      "was ahead",
                      n);
out:
    mk_buf_done(&token);
    return rc;
}

static void odd(struct walk *w, const struct mk_transfer *is)
{
    struct mk_verify_text t;
    if (!mk_holders_may(&w->holders, is)) {
        w->v->doubt = true;
        mk_verify_say(w->v, false,
                      "transfer %u: %s had no bundle to hand over: it is neither who sealed it nor "
                      "who received it before",
                      (unsigned)is->n, is->giver);
    }
    if (is->time_us < w->time_us)
        mk_verify_say(w->v, false,
                      "transfer %u: its time is before that of what it follows: a "
                      "clock was wrong",
                      (unsigned)is->n);
    if (!strcmp(is->act, "withdrawn"))
        mk_verify_say(w->v, false, "transfer %u: NOTICE: consent was withdrawn: %s",
                      (unsigned)is->n, mk_verify_text(&t, mk_str(is->why)));
}

/* Whether the receipt is that of this transfer, whose hash is now the one before the next. */
static bool of_receipt(const struct walk *w)
{
    char text[200];
    snprintf(text, sizeof text, "moka-transfer-1:%s:%u:%s", w->at.run, (unsigned)w->at.n,
             w->at.prev);
    return w->v->receipt && !strcasecmp(text, w->v->receipt);
}

static void missed(struct mk_verify *v, bool found)
{
    if (v->receipt && !found)
        mk_verify_say(v, true,
                      "custody/transfers: the one of the receipt is not there: it was "
                      "left out of this copy, or is another bundle's");
}

/* 1: goes on; 0: what follows cannot be checked. */
static int one(struct walk *w, struct mk_transfer_texts *x, struct mk_error *e)
{
    struct mk_error own = { 0 };
    struct mk_transfer is;
    struct mk_digest d;
    unsigned n = (unsigned)w->at.n;
    if (mk_transfer_texts_read(x, w->dir, w->at.n, &own) != 0) {
        if (own.code == MK_ENOMEM || own.code == MK_EIO)
            return mk_fail(e, own.code, "custody/transfers/%s", own.text);
        mk_verify_say(w->v, true, "custody/transfers/%s: what follows it is not vouched for",
                      own.text);
        return 0;
    }
    const char *why = mk_transfer_read(&is, mk_buf_span(&x->json), &w->at);
    if (why) {
        mk_verify_say(w->v, true, "custody/transfers/%04u.json: %s", n, why);
        return 0;
    }
    if (giver(w, &is, x, e) != 0 || receiver(w, &is, x, e) != 0 ||
        (!strcmp(is.act, "time-stamp") && stamped(w, &is, mk_buf_span(&x->json), e) != 0) ||
        mk_sha256_of(&d, mk_buf_span(&x->json), e) != 0)
        return -1;
    odd(w, &is);
    if (mk_holders_next(&w->holders, &is, e) != 0)
        return -1;
    mk_digest_hex(w->at.prev, &d);
    w->found |= of_receipt(w);
    w->before = is;
    w->time_us = is.time_us;
    w->floor_us = is.time_us > w->floor_us ? is.time_us : w->floor_us;
    return 1;
}

/* What lies behind a place where the chain is broken, the first of it by name. */
static void behind(const struct walk *w, uint64_t n)
{
    char name[32];
    unsigned said = 0;
    for (; n <= w->last; n++)
        for (int f = 0; f <= MK_TRANSFER_RECEIVER_SIG; f++)
            if (w->has[n] & 1u << f && said++ < BEHIND_MAX) {
                mk_transfer_name(name, n, (enum mk_transfer_file)f);
                mk_verify_say(w->v, true, "custody/transfers/%s: follows on nothing", name);
            }
}

static int all(struct walk *w, struct mk_error *e)
{
    struct mk_transfer_texts x;
    int rc = 1;
    mk_transfer_texts_init(&x);
    for (w->at.n = 1; rc > 0 && w->at.n <= w->last; w->at.n++)
        rc = one(w, &x, e);
    if (rc == 0)
        behind(w, w->at.n);
    mk_transfer_texts_done(&x);
    return rc < 0 ? -1 : 0;
}

/* The hash that all transfers carry: 1; 0 when there is no such file. */
static int bundle_is(struct mk_digest *out, struct mk_verify *v, struct mk_error *e)
{
    struct mk_error own = { 0 };
    struct stat st;
    int got = mk_tagfile_hash(out, v->dir, "tagmanifest-sha256.txt", &own);
    bool file = fstatat(v->dir, "tagmanifest-sha256.txt", &st, AT_SYMLINK_NOFOLLOW) == 0 &&
                S_ISREG(st.st_mode);
    return got < 0 && file ? mk_fail(e, own.code, "%s", own.text) : got > 0;
}

static int chain(struct mk_verify *v, int dir, struct mk_error *e)
{
    struct mk_digest d;
    struct walk *w = calloc(1, sizeof *w);
    if (!w)
        return mk_fail(e, MK_ENOMEM, "transfers");
    w->v = v;
    w->dir = dir;
    w->time_us = w->floor_us = v->info.sealed_s * 1000000;
    snprintf(w->at.run, sizeof w->at.run, "%.39s", v->info.run);
    memset(w->at.prev, '0', sizeof w->at.prev - 1);
    int rc = mk_holders_init(&w->holders, &v->info, e), got = bundle_is(&d, v, e);
    if (got == 1) /* else it was said to be missing */
        mk_digest_hex(w->at.bundle, &d);
    if (rc != 0 || got < 0)
        rc = -1;
    else if (mk_verify_names(dir, name, w) != 0)
        mk_verify_give_up(v, "custody/transfers/");
    else if (w->last == 0)
        mk_verify_say(v, true, "custody/transfers/: foreign: an empty folder");
    else
        rc = all(w, e);
    missed(v, w->found);
    if (rc == 0)
        mk_verify_say(v, false, "it holds %u transfer%s: later ones cannot be excluded",
                      (unsigned)w->last, w->last == 1 ? "" : "s");
    mk_holders_done(&w->holders);
    free(w);
    return rc;
}

int mk_verify_transfers(struct mk_verify *v, struct mk_error *e)
{
    const char *why;
    int custody = mk_verify_folder(&why, v->dir, "custody");
    int dir = custody < 0 ? -1 : mk_verify_folder(&why, custody, "transfers");
    int err = errno;
    if (custody >= 0)
        close(custody);
    errno = err;
    if (dir < 0 && !strcmp(why, "missing")) {
        mk_verify_say(v, false,
                      "it holds no transfer: hand-overs after sealing cannot be excluded");
        missed(v, false);
        return 0;
    }
    if (dir < 0) {
        mk_verify_against(v, "custody/transfers", why);
        return 0;
    }
    int rc = chain(v, dir, e);
    close(dir);
    return rc;
}
