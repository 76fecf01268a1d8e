#include "firmware/bundle/sealed.h"
#include "firmware/bundle/transfer_private.h"
#include "firmware/bundle/verify.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void mk_transfer_texts_init(struct mk_transfer_texts *x)
{
    mk_buf_init(&x->json, MK_TRANSFER_BYTES);
    mk_buf_init(&x->sig, MK_TRANSFER_BYTES);
    mk_buf_init(&x->receiver_sig, MK_TRANSFER_BYTES);
}

void mk_transfer_texts_done(struct mk_transfer_texts *x)
{
    mk_buf_done(&x->json);
    mk_buf_done(&x->sig);
    mk_buf_done(&x->receiver_sig);
}

static int read_one(struct mk_buf *out, int dir, uint64_t n, enum mk_transfer_file f,
                    struct mk_error *e)
{
    char name[32];
    const char *why = "missing";
    mk_transfer_name(name, n, f);
    int fd = dir < 0 ? -1 : mk_verify_open(&why, dir, name, NULL);
    if (fd < 0)
        return mk_fail(e,
                       why == mk_verify_cannot       ? MK_EIO
                       : strcmp(why, "missing") != 0 ? MK_EFORMAT
                                                     : MK_EABSENT,
                       "%s: %s", name, why);
    int rc = mk_verify_slurp(out, fd, e);
    close(fd);
    return rc == 0 ? 0 : mk_fail_in(e, name);
}

int mk_transfer_texts_read(struct mk_transfer_texts *x, int dir, uint64_t n, struct mk_error *e)
{
    struct mk_error own = { 0 };
    mk_buf_clear(&x->json);
    mk_buf_clear(&x->sig);
    mk_buf_clear(&x->receiver_sig);
    if (read_one(&x->json, dir, n, MK_TRANSFER_JSON, e) != 0 ||
        read_one(&x->sig, dir, n, MK_TRANSFER_SIG, e) != 0)
        return -1;
    if (read_one(&x->receiver_sig, dir, n, MK_TRANSFER_RECEIVER_SIG, &own) == 0 ||
        own.code == MK_EABSENT)
        return 0;
    return mk_fail(e, own.code, "%s", own.text);
}

int mk_transfer_signed_by(bool *yes, struct mk_span sig, struct mk_span json, const char *key,
                          struct mk_error *e)
{
    return mk_sshsig_by(yes, sig, json, MK_TRANSFER_NAMESPACE, mk_str(key), e);
}

/* ---- where they lie ---- */

static void anchor(struct mk_transfers *t, const struct mk_sealed *s)
{
    snprintf(t->next.run, sizeof t->next.run, "%s", s->run);
    snprintf(t->next.bundle, sizeof t->next.bundle, "%s", s->bundle);
}

static int place_folder(struct mk_transfers *t, int dir, const char *path, struct mk_error *e)
{
    struct mk_sealed s;
    bool encrypt;
    if (mk_sealed_of(&s, &encrypt, path, e) != 0)
        return -1;
    anchor(t, &s);
    t->in = openat(dir, "custody", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    snprintf(t->folder, sizeof t->folder, "transfers");
    return t->in < 0 ? mk_fail_errno(e, "custody") : 0;
}

static int place_file(struct mk_transfers *t, const char *path, struct mk_error *e)
{
    char sealed[256];
    const char *name;
    struct mk_sealed s;
    if (mk_disk_place(&t->in, &name, path, e) != 0)
        return -1;
    if (!mk_sealed_name(t->folder, sizeof t->folder, name, ".transfers") ||
        !mk_sealed_name(sealed, sizeof sealed, name, ".sealed.json"))
        return mk_fail(e, MK_EUSAGE, "%.200s: neither a bundle nor a NAME.tar.age", path);
    if (mk_sealed_get(&s, t->in, sealed, e) != 0)
        return -1;
    anchor(t, &s);
    return 0;
}

static int place(struct mk_transfers *t, const char *path, struct mk_error *e)
{
    int dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (dir < 0)
        return errno == ENOTDIR ? place_file(t, path, e) : mk_fail_errno(e, path);
    int rc = place_folder(t, dir, path, e);
    close(dir);
    return rc;
}

/* ---- the chain ---- */

/* Takes the next record as the last one, if it is one for its place. */
static int take(struct mk_transfers *t, const struct mk_transfer_texts *x, struct mk_error *e)
{
    struct mk_digest d;
    t->next.n = t->n + 1;
    const char *why = mk_transfer_read(&t->last, mk_buf_span(&x->json), &t->next);
    if (why)
        return mk_fail(e, MK_EFORMAT, "transfer %u: %s", (unsigned)t->next.n, why);
    if (mk_sha256_of(&d, mk_buf_span(&x->json), e) != 0)
        return -1;
    mk_digest_hex(t->next.prev, &d);
    t->waits = t->last.signs == MK_TRANSFER_SSH && x->receiver_sig.len == 0;
    t->n++;
    t->next.n = t->n + 1;
    return 0;
}

/* What a cut left behind the last record: a signature of one that was never whole. */
static void tidy(struct mk_transfers *t)
{
    static const enum mk_transfer_file all[] = { MK_TRANSFER_JSON, MK_TRANSFER_SIG,
                                                 MK_TRANSFER_RECEIVER_SIG };
    for (uint64_t n = t->n ? t->n : 1; n <= t->n + 1; n++)
        for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
            char name[64];
            mk_transfer_name(name, n, all[i]);
            if (n > t->n && all[i] != MK_TRANSFER_JSON)
                t->disk->unlinkat(t->disk->u, t->dir, name, 0);
            snprintf(name + strlen(name), sizeof name - strlen(name), MK_DISK_TMP);
            t->disk->unlinkat(t->disk->u, t->dir, name, 0);
        }
    if (t->n == 0) /* no folder of a bundle is empty */
        t->disk->unlinkat(t->disk->u, t->in, t->folder, AT_REMOVEDIR);
}

static int walk(struct mk_transfers *t, struct mk_error *e)
{
    struct mk_transfer_texts x;
    int rc = 0;
    mk_transfer_texts_init(&x);
    while (rc == 0 && t->n < MK_TRANSFERS_MAX) {
        struct mk_error own = { 0 };
        struct stat st;
        char name[32];
        mk_transfer_name(name, t->n + 1, MK_TRANSFER_JSON);
        if (fstatat(t->dir, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
            break;
        rc = mk_transfer_texts_read(&x, t->dir, t->n + 1, &own) || take(t, &x, &own) ? -1 : 0;
        if (rc != 0)
            rc = mk_fail(e, own.code == MK_EABSENT ? MK_EFORMAT : own.code, "%s", own.text);
    }
    mk_transfer_texts_done(&x);
    return rc;
}

int mk_transfers_open(struct mk_transfers **out, const char *path, const struct mk_disk *disk,
                      struct mk_error *e)
{
    struct mk_transfers *t = calloc(1, sizeof *t);
    int rc = -1;
    if (!t)
        return mk_fail(e, MK_ENOMEM, "transfers");
    t->disk = disk;
    t->in = t->dir = -1;
    t->next.n = 1;
    memset(t->next.prev, '0', sizeof t->next.prev - 1);
    if (place(t, path, e) != 0)
        goto out;
    t->dir = openat(t->in, t->folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (t->dir < 0 && errno != ENOENT) {
        mk_fail_errno(e, t->folder);
        goto out;
    }
    if (t->dir >= 0 && walk(t, e) != 0)
        goto out;
    if (t->dir >= 0)
        tidy(t);
    *out = t;
    t = NULL;
    rc = 0;
out:
    mk_transfers_free(t);
    return rc;
}

void mk_transfers_free(struct mk_transfers *t)
{
    if (!t)
        return;
    if (t->dir >= 0)
        close(t->dir);
    if (t->in >= 0)
        close(t->in);
    free(t);
}

uint64_t mk_transfers_count(const struct mk_transfers *t)
{
    return t->n;
}

static int put(struct mk_transfers *t, uint64_t n, enum mk_transfer_file f, struct mk_span s,
               struct mk_error *e)
{
    char name[32];
    mk_transfer_name(name, n, f);
    return mk_disk_put(t->disk, t->dir, name, s, e);
}

static int need_folder(struct mk_transfers *t, struct mk_error *e)
{
    if (t->dir >= 0) /* it may have been removed as an empty one */
        close(t->dir);
    t->dir = -1;
    if (mk_disk_folder(&t->dir, t->disk, t->in, t->folder, e) != 0)
        return -1;
    return mk_disk_sync_dir(t->disk, t->in, e);
}

int mk_transfers_keep(struct mk_transfers *t, const struct mk_transfer_texts *x, struct mk_error *e)
{
    uint64_t n = t->n + 1;
    if (t->n == MK_TRANSFERS_MAX)
        return mk_fail(e, MK_ELIMIT, "no more than %u transfers", MK_TRANSFERS_MAX);
    if (need_folder(t, e) != 0)
        return -1;
    if (put(t, n, MK_TRANSFER_SIG, mk_buf_span(&x->sig), e) != 0 ||
        (x->receiver_sig.len &&
         put(t, n, MK_TRANSFER_RECEIVER_SIG, mk_buf_span(&x->receiver_sig), e) != 0) ||
        put(t, n, MK_TRANSFER_JSON, mk_buf_span(&x->json), e) != 0) {
        tidy(t);
        return -1;
    }
    return take(t, x, e);
}

int mk_transfers_keep_sig(struct mk_transfers *t, struct mk_span sig, struct mk_error *e)
{
    if (put(t, t->n, MK_TRANSFER_RECEIVER_SIG, sig, e) != 0)
        return -1;
    t->waits = false;
    return 0;
}
