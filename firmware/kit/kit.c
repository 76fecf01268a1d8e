#include "firmware/bundle/disk.h"
#include "firmware/kit/private.h"
#include <errno.h>
#include <fcntl.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* Every missing folder of the path; those that are there stay as they are. */
static int make_folders(const char *dir, struct mk_error *e)
{
    char path[4096];
    size_t n = strlen(dir);
    if (n == 0 || n >= sizeof path)
        return mk_fail(e, MK_EUSAGE, "kit folder: length of its path");
    memcpy(path, dir, n + 1);
    for (char *p = path + 1;; p++)
        if (*p == '/' || *p == 0) {
            char was = *p;
            *p = 0;
            if (mkdir(path, 0700) != 0 && errno != EEXIST)
                return mk_fail_errno(e, path);
            *p = was;
            if (!was)
                return 0;
        }
}

static int make_id(struct mk_kit *k, struct mk_error *e)
{
    uint8_t raw[4];
    char text[sizeof k->id + 1];
    if (RAND_bytes(raw, sizeof raw) != 1)
        return mk_fail(e, MK_EIO, "no random numbers");
    snprintf(k->id, sizeof k->id, "k-%02x%02x%02x%02x", raw[0], raw[1], raw[2], raw[3]);
    snprintf(text, sizeof text, "%s\n", k->id);
    return mk_disk_put(mk_disk_real(), k->dir, "id", mk_str(text), e);
}

static int read_id(struct mk_kit *k, struct mk_error *e)
{
    char text[sizeof k->id] = { 0 };
    int fd = openat(k->dir, "id", O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return errno == ENOENT ? make_id(k, e) : mk_fail_errno(e, "kit folder: id");
    ssize_t n = mk_disk_read(fd, text, sizeof text - 1);
    close(fd);
    text[n > 0 ? strcspn(text, "\n") : 0] = 0;
    if (n != 11 || strncmp(text, "k-", 2) != 0 || strspn(text + 2, "0123456789abcdef") != 8)
        return mk_fail(e, MK_EFORMAT, "kit folder: id is damaged");
    memcpy(k->id, text, sizeof text);
    return 0;
}

/* One at a time: two that find an empty folder must not make two kits. */
static int read_all(struct mk_kit *k, const char *dir, struct mk_error *e)
{
    if (flock(k->dir, LOCK_EX) != 0)
        return mk_fail_errno(e, dir);
    int rc = read_id(k, e) || mk_kit_key_read(k, dir, e) ? -1 : 0;
    flock(k->dir, LOCK_UN);
    return rc;
}

int mk_kit_open(struct mk_kit **out, const char *dir, struct mk_error *e)
{
    int rc = -1;
    struct mk_kit *k = calloc(1, sizeof *k);
    if (!k) {
        mk_fail(e, MK_ENOMEM, "kit");
        goto out;
    }
    k->dir = -1;
    if (make_folders(dir, e))
        goto out;
    k->dir = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (k->dir < 0) {
        mk_fail_errno(e, dir);
        goto out;
    }
    if (read_all(k, dir, e))
        goto out;
    *out = k;
    k = NULL;
    rc = 0;
out:
    mk_kit_free(k);
    return rc;
}

void mk_kit_free(struct mk_kit *k)
{
    if (!k)
        return;
    if (k->dir >= 0)
        close(k->dir);
    mk_sshkey_free(k->key);
    free(k);
}

const char *mk_kit_id(const struct mk_kit *k)
{
    return k->id;
}

const struct mk_sshkey *mk_kit_key(const struct mk_kit *k)
{
    return k->key;
}
