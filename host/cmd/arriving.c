#include "host/cmd/arriving.h"
#include "firmware/bundle/disk.h"
#include "firmware/bundle/sealed.h"
#include "firmware/bundle/transfer.h"
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- encrypted files ---- */

static int hash(char out[static MK_SHA256_HEX], const char *path, struct mk_error *e)
{
    static uint8_t step[65536];
    struct mk_sha256 *h = NULL;
    struct mk_digest d;
    ssize_t n = 0;
    int rc = -1, fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return mk_fail_errno(e, path);
    if (mk_sha256_new(&h, e) != 0)
        goto out;
    while ((n = mk_disk_read(fd, step, sizeof step)) > 0)
        if (mk_sha256_add(h, mk_span(step, (size_t)n), e) != 0)
            goto out;
    rc = n < 0 ? mk_fail_errno(e, path) : mk_sha256_end(&d, h, e);
    if (rc == 0)
        mk_digest_hex(out, &d);
out:
    mk_sha256_free(h);
    close(fd);
    return rc;
}

static int take_away(const char *path, const struct stat *s, int type, struct FTW *at)
{
    (void)s;
    (void)type;
    (void)at;
    return remove(path);
}

/* A folder that an unpacking which was cut left: ours, below the case. */
static int clear(const char *folder, struct mk_error *e)
{
    char part[4200];
    snprintf(part, sizeof part, "%s.part", folder);
    return nftw(part, take_away, 16, FTW_DEPTH | FTW_PHYS) == 0 || errno == ENOENT
               ? 0
               : mk_fail_errno(e, part);
}

int mk_arrive(char *out, size_t max, const struct mk_arriving *a, const char *path,
              struct mk_error *e)
{
    char name[MK_SHA256_HEX], beside[4096];
    struct stat s;
    bool packed = mk_sealed_name(beside, sizeof beside, path, ".part") && stat(path, &s) == 0 &&
                  S_ISREG(s.st_mode);
    if (!packed)
        return (size_t)snprintf(out, max, "%s", path) < max
                   ? 0
                   : mk_fail(e, MK_ELIMIT, "the path is too long");
    if (!a->keys.n)
        return mk_fail(e, MK_EUSAGE, "%s is encrypted: give --identity KEY", path);
    if (hash(name, path, e) != 0)
        return -1;
    if ((size_t)snprintf(out, max, "%s/bundles", a->dir) + MK_SHA256_HEX + 8 > max)
        return mk_fail(e, MK_ELIMIT, "the path is too long");
    if (mkdir(out, 0700) != 0 && errno != EEXIST)
        return mk_fail_errno(e, out);
    snprintf(out, max, "%s/bundles/%s", a->dir, name);
    if (access(out, F_OK) == 0)
        return 0;
    return clear(out, e) || mk_identities_unpack(out, path, &a->keys, e) ? -1 : 0;
}

/* ---- hand-overs ---- */

struct act {
    const char *path, *as;
};

static void act_fields(struct mk_json *j, const void *u)
{
    const struct act *x = u;
    mk_json_kv_text(j, "path", mk_str(x->path));
    mk_json_kv_text(j, "as", mk_str(x->as));
}

static void pass(void *u, bool bad, const char *text)
{
    (void)u;
    (void)bad;
    (void)text;
}

static int sign(const struct mk_arriving *a, const char *path, struct mk_error *e)
{
    const struct mk_transfer_by me = { .principal = a->as, .path = a->key };
    struct mk_transfers *t = NULL;
    int rc = mk_transfers_open(&t, path, mk_disk_real(), e);
    if (rc == 0)
        rc = mk_transfers_countersign(t, &me, e);
    mk_transfers_free(t);
    return rc;
}

int mk_receive(struct mk_case *c, const struct mk_arriving *a, const char *path, struct mk_error *e)
{
    const struct act x = { path, a->as };
    enum mk_verdict v;
    if (mk_verify(&v, path, a->trust, a->revoked, pass, NULL, e) != 0)
        return -1;
    if (v == MK_TAMPERED)
        return mk_fail(e, MK_EFORMAT, "%s: it is tampered with, and nothing is signed", path);
    if (sign(a, path, e) != 0)
        return e->code == MK_ESTATE ? 1 : -1;
    return mk_case_act(c, "received", act_fields, &x, e);
}
