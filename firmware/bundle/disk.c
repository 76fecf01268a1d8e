#include "firmware/bundle/disk.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int real_openat(void *u, int dir, const char *name, int flags, mode_t mode)
{
    (void)u;
    return openat(dir, name, flags, mode);
}

/* A megabyte at once costs Linux 6.18 on ext4 two to four times the CPU of its quarters: measured.
 */
#define WRITE_MAX ((size_t)256 << 10)

static ssize_t real_write(void *u, int fd, const void *p, size_t n)
{
    (void)u;
    return write(fd, p, n < WRITE_MAX ? n : WRITE_MAX);
}

static int real_ftruncate(void *u, int fd, off_t size)
{
    (void)u;
    return ftruncate(fd, size);
}

static int real_direct(void *u, int fd, bool on)
{
    int flags = fcntl(fd, F_GETFL);
    (void)u;
    return flags < 0 ? -1 : fcntl(fd, F_SETFL, on ? flags | O_DIRECT : flags & ~O_DIRECT);
}

static int real_sync_range(void *u, int fd, off_t at, off_t n)
{
    (void)u;
    return sync_file_range(fd, at, n, SYNC_FILE_RANGE_WRITE);
}

static int real_fdatasync(void *u, int fd)
{
    (void)u;
    return fdatasync(fd);
}

static int real_fsync(void *u, int fd)
{
    (void)u;
    return fsync(fd);
}

static int real_syncfs(void *u, int fd)
{
    (void)u;
    return syncfs(fd);
}

static int real_mkdirat(void *u, int dir, const char *name, mode_t mode)
{
    (void)u;
    return mkdirat(dir, name, mode);
}

static int real_renameat(void *u, int dir, const char *from, const char *to)
{
    (void)u;
    return renameat(dir, from, dir, to);
}

static int real_unlinkat(void *u, int dir, const char *name, int flags)
{
    (void)u;
    return unlinkat(dir, name, flags);
}

static int real_close(void *u, int fd)
{
    (void)u;
    return close(fd);
}

const struct mk_disk *mk_disk_real(void)
{
    static const struct mk_disk real = {
        .openat = real_openat,
        .write = real_write,
        .ftruncate = real_ftruncate,
        .direct = real_direct,
        .sync_range = real_sync_range,
        .fdatasync = real_fdatasync,
        .fsync = real_fsync,
        .syncfs = real_syncfs,
        .mkdirat = real_mkdirat,
        .renameat = real_renameat,
        .unlinkat = real_unlinkat,
        .close = real_close,
    };
    return &real;
}

int mk_disk_write_all(const struct mk_disk *d, int fd, struct mk_span s, struct mk_error *e)
{
    while (s.len) {
        ssize_t n = d->write(d->u, fd, s.p, s.len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n == 0)
            errno = ENOSPC; /* a write of something that takes nothing never will */
        if (n <= 0)
            return mk_fail_errno(e, "write");
        s = mk_span_from(s, (size_t)n);
    }
    return 0;
}

/* From where the file stands, or from *at. */
static ssize_t read_all(int fd, void *p, size_t n, const uint64_t *at)
{
    size_t have = 0;
    while (have < n) {
        uint8_t *to = (uint8_t *)p + have;
        ssize_t got = at ? pread(fd, to, n - have, (off_t)(*at + have)) : read(fd, to, n - have);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return -1;
        if (got == 0)
            break;
        have += (size_t)got;
    }
    return (ssize_t)have;
}

ssize_t mk_disk_read(int fd, void *p, size_t n)
{
    return read_all(fd, p, n, NULL);
}

ssize_t mk_disk_read_at(int fd, void *p, size_t n, uint64_t at)
{
    return read_all(fd, p, n, &at);
}

int mk_disk_write_direct(const struct mk_disk *d, int fd, struct mk_span s, bool *direct,
                         struct mk_error *e)
{
    while (s.len && *direct) {
        ssize_t n = d->write(d->u, fd, s.p, s.len);
        if (n < 0 && errno == EINTR)
            continue;
        *direct = n > 0 && n % MK_DISK_PAGE == 0;
        s = mk_span_from(s, n > 0 ? (size_t)n : 0);
        if (!*direct && d->direct(d->u, fd, false) != 0)
            return mk_fail_errno(e, "write");
    }
    return mk_disk_write_all(d, fd, s, e);
}

int mk_disk_put(const struct mk_disk *d, int dir, const char *name, struct mk_span s,
                struct mk_error *e)
{
    char tmp[256];
    int rc = -1, fd = -1, n = snprintf(tmp, sizeof tmp, "%s" MK_DISK_TMP, name);
    if (n < 0 || (size_t)n >= sizeof tmp)
        return mk_fail(e, MK_ELIMIT, "%s: name too long", name);
    fd = d->openat(d->u, dir, tmp, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0) {
        mk_fail_errno(e, tmp);
        goto out;
    }
    if (mk_disk_write_all(d, fd, s, e) != 0)
        goto out;
    rc = mk_disk_keep(d, dir, fd, name, e);
    fd = -1;
out:
    if (fd >= 0)
        d->close(d->u, fd);
    if (rc != 0)
        d->unlinkat(d->u, dir, tmp, 0);
    return rc;
}

int mk_disk_keep(const struct mk_disk *d, int dir, int fd, const char *name, struct mk_error *e)
{
    char tmp[256];
    int rc = 0;
    snprintf(tmp, sizeof tmp, "%s" MK_DISK_TMP, name);
    if (d->fsync(d->u, fd) != 0)
        rc = mk_fail_errno(e, tmp);
    if (d->close(d->u, fd) != 0 && rc == 0)
        rc = mk_fail_errno(e, tmp);
    if (rc == 0 && d->renameat(d->u, dir, tmp, name) != 0)
        rc = mk_fail_errno(e, name);
    return rc == 0 ? mk_disk_sync_dir(d, dir, e) : rc;
}

int mk_disk_sync_dir(const struct mk_disk *d, int dir, struct mk_error *e)
{
    return d->fsync(d->u, dir) == 0 ? 0 : mk_fail_errno(e, "fsync of a folder");
}

int mk_disk_folder(int *fd, const struct mk_disk *d, int dir, const char *name, struct mk_error *e)
{
    if (d->mkdirat(d->u, dir, name, 0700) != 0 && errno != EEXIST)
        return mk_fail_errno(e, name);
    *fd = d->openat(d->u, dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC, 0);
    return *fd < 0 ? mk_fail_errno(e, name) : 0;
}

int mk_disk_place(int *dir, const char **name, const char *path, struct mk_error *e)
{
    char folder[4096] = ".";
    const char *slash = strrchr(path, '/');
    *name = slash ? slash + 1 : path;
    size_t n = slash == path ? 1 : slash ? (size_t)(slash - path) : 0;
    if (n >= sizeof folder || !**name || strlen(*name) > 255 - strlen(MK_DISK_TMP) ||
        !strcmp(*name, ".") || !strcmp(*name, ".."))
        return mk_fail(e, MK_EUSAGE, "%.200s: no name for a file", path);
    if (n) {
        memcpy(folder, path, n);
        folder[n] = 0;
    }
    *dir = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return *dir < 0 ? mk_fail_errno(e, folder) : 0;
}
