#include "firmware/bundle/disk.h"
#include "firmware/kit/private.h"
#include "parsers/base/hash.h"
#include "parsers/base/mac.h"
#include <errno.h>
#include <fcntl.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <unistd.h>

#define FOLDER "digest-keys"
#define DIGITS (2 * MK_KIT_DIGEST_KEY)

static int make_key(struct mk_kit *k, int dir, const char *run, struct mk_error *e)
{
    uint8_t raw[MK_KIT_DIGEST_KEY];
    char text[DIGITS + 2];
    if (RAND_bytes(raw, sizeof raw) != 1)
        return mk_fail(e, MK_EIO, "no random numbers");
    for (size_t i = 0; i < sizeof raw; i++)
        snprintf(text + 2 * i, 3, "%02x", raw[i]);
    text[DIGITS] = '\n';
    bool escrowed;
    int rc = mk_kit_escrow(&escrowed, k, dir, run, mk_span(text, DIGITS + 1), e);
    if (rc == 0)
        rc = mk_disk_put(mk_disk_real(), dir, run, mk_span(text, DIGITS + 1), e);
    mk_wipe(raw, sizeof raw);
    mk_wipe(text, sizeof text);
    return rc;
}

/* 1, 0 when there is none, -1. */
static int read_key(uint8_t out[static MK_KIT_DIGEST_KEY], int dir, const char *run,
                    struct mk_error *e)
{
    char text[DIGITS + 2];
    size_t len = 0;
    int fd = openat(dir, run, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return errno == ENOENT ? 0 : mk_fail_errno(e, "kit folder: " FOLDER);
    ssize_t n = mk_disk_read(fd, text, sizeof text);
    close(fd);
    bool good = n == DIGITS + 1 && text[DIGITS] == '\n' &&
                mk_unhex(out, MK_KIT_DIGEST_KEY, &len, mk_span(text, DIGITS));
    mk_wipe(text, sizeof text);
    return good ? 1 : mk_fail(e, MK_EFORMAT, "kit folder: " FOLDER "/%s is damaged", run);
}

int mk_kit_digest_key(uint8_t out[static MK_KIT_DIGEST_KEY], struct mk_kit *k, const char *run,
                      bool make, struct mk_error *e)
{
    int dir = -1, rc;
    if (strspn(run, "0123456789abcdef") != strlen(run) || strlen(run) != 32)
        return mk_fail(e, MK_EUSAGE, "run %s", run);
    if (mk_disk_folder(&dir, mk_disk_real(), k->dir, FOLDER, e) != 0)
        return -1;
    rc = mk_disk_sync_dir(mk_disk_real(), k->dir, e);
    if (rc == 0)
        rc = read_key(out, dir, run, e);
    if (rc == 0 && make)
        rc = make_key(k, dir, run, e) == 0 ? read_key(out, dir, run, e) : -1;
    if (rc == 0)
        mk_fail(e, MK_EABSENT,
                "the key of this run's digests is not in the kit's folder (" FOLDER "/%s): only "
                "the kit that began it can go on",
                run);
    close(dir);
    return rc == 1 ? 0 : -1;
}

int mk_kit_digest_give_up(struct mk_kit *k, const char *run, struct mk_error *e)
{
    int dir, rc = 0;
    if (strspn(run, "0123456789abcdef") != strlen(run) || strlen(run) != 32)
        return mk_fail(e, MK_EUSAGE, "run %s", run);
    if (mk_disk_folder(&dir, mk_disk_real(), k->dir, FOLDER, e) != 0)
        return -1;
    if (mk_kit_escrowed(dir, run))
        rc = mk_kit_replace_secret(dir, run, mk_span(NULL, 0), e);
    close(dir);
    return rc;
}
