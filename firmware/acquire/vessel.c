#include "firmware/acquire/vessel.h"
#include "firmware/bundle/disk.h"
#include "parsers/base/mac.h"
#include "parsers/source/ciphered.h"
#include "parsers/source/source.h"
#include <errno.h>
#include <fcntl.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define STEP ((size_t)256 << 10)

struct mk_vessel {
    char *folder;
    uint64_t memory, size;
    int fd;
    bool on_disk;
    uint8_t key[MK_CIPHERED_KEY]; /* of what is on the disk */
    uint8_t *step;                /* bytes on their way through the cipher */
};

static int open_memory(struct mk_vessel *v, struct mk_error *e)
{
    v->fd = memfd_create("container", MFD_CLOEXEC);
    v->on_disk = false;
    v->size = 0;
    return v->fd >= 0 ? 0 : mk_fail_errno(e, "memory for a container");
}

int mk_vessel_new(struct mk_vessel **out, const char *folder, uint64_t memory, struct mk_error *e)
{
    int rc = -1;
    struct mk_vessel *v = calloc(1, sizeof *v);
    if (!v) {
        mk_fail(e, MK_ENOMEM, "container");
        goto out;
    }
    v->fd = -1;
    v->memory = memory;
    v->folder = strdup(folder);
    v->step = malloc(STEP);
    if (!v->folder || !v->step) {
        mk_fail(e, MK_ENOMEM, "container");
        goto out;
    }
    if (open_memory(v, e))
        goto out;
    *out = v;
    v = NULL;
    rc = 0;
out:
    mk_vessel_free(v);
    return rc;
}

void mk_vessel_free(struct mk_vessel *v)
{
    if (!v)
        return;
    if (v->fd >= 0)
        close(v->fd);
    if (v->step)
        mk_wipe(v->step, STEP);
    mk_wipe(v->key, sizeof v->key);
    free(v->step);
    free(v->folder);
    free(v);
}

static int write_all(int fd, const uint8_t *p, size_t n, uint64_t at, struct mk_error *e)
{
    for (size_t done = 0; done < n;) {
        ssize_t got = pwrite(fd, p + done, n - done, (off_t)(at + done));
        if (got < 0 && errno != EINTR)
            return mk_fail_errno(e, "container");
        done += got > 0 ? (size_t)got : 0;
    }
    return 0;
}

static int put_ciphered(struct mk_vessel *v, int fd, struct mk_span bytes, uint64_t at,
                        struct mk_error *e)
{
    for (size_t from = 0; from < bytes.len; from += STEP) {
        size_t n = bytes.len - from < STEP ? bytes.len - from : STEP;
        memmove(v->step, bytes.p + from, n);
        if (mk_cipher_at(v->step, n, at + from, v->key, e) ||
            write_all(fd, v->step, n, at + from, e))
            return -1;
    }
    return 0;
}

/* Without a name, so that it goes with this process. */
static int open_disk(const struct mk_vessel *v, struct mk_error *e)
{
    char name[4200];
    int fd = open(v->folder, O_TMPFILE | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0)
        return fd;
    if (snprintf(name, sizeof name, "%s/container.XXXXXX.tmp", v->folder) >= (int)sizeof name)
        return mk_fail(e, MK_ELIMIT, "name of the bundle's folder");
    fd = mkostemps(name, 4, O_CLOEXEC); /* not on every file system */
    if (fd < 0)
        return mk_fail_errno(e, "room for a container");
    unlink(name);
    return fd;
}

/* All that is in memory goes to the disk, under a key. */
static int spill(struct mk_vessel *v, struct mk_error *e)
{
    int rc = 0, fd = open_disk(v, e);
    if (fd < 0)
        return -1;
    if (RAND_bytes(v->key, sizeof v->key) != 1)
        rc = mk_fail(e, MK_EIO, "no random numbers");
    for (uint64_t at = 0; rc == 0 && at < v->size;) {
        ssize_t n = mk_disk_read_at(v->fd, v->step, STEP, at);
        if (n <= 0)
            rc = mk_fail_errno(e, "container");
        else
            rc = put_ciphered(v, fd, mk_span(v->step, (size_t)n), at, e);
        at += n > 0 ? (uint64_t)n : 0;
    }
    if (rc != 0) {
        close(fd);
        return -1;
    }
    close(v->fd);
    v->fd = fd;
    v->on_disk = true;
    return 0;
}

int mk_vessel_put(struct mk_vessel *v, struct mk_span bytes, struct mk_error *e)
{
    if (!v->on_disk && v->size + bytes.len > v->memory && spill(v, e))
        return -1;
    int rc = v->on_disk ? put_ciphered(v, v->fd, bytes, v->size, e)
                        : write_all(v->fd, bytes.p, bytes.len, v->size, e);
    v->size += rc == 0 ? bytes.len : 0;
    return rc;
}

int mk_vessel_clear(struct mk_vessel *v, struct mk_error *e)
{
    close(v->fd);
    v->fd = -1;
    mk_wipe(v->key, sizeof v->key);
    return open_memory(v, e);
}

uint64_t mk_vessel_size(const struct mk_vessel *v)
{
    return v->size;
}

bool mk_vessel_on_disk(const struct mk_vessel *v)
{
    return v->on_disk;
}

int mk_vessel_file(struct mk_file *out, const struct mk_vessel *v, struct mk_error *e)
{
    int fd = fcntl(v->fd, F_DUPFD_CLOEXEC, 0);
    if (fd < 0)
        return mk_fail_errno(e, "container");
    if (v->on_disk ? mk_file_ciphered(out, fd, v->key, e) == 0 : mk_file_fd(out, fd, e) == 0)
        return 0;
    close(fd);
    return -1;
}
