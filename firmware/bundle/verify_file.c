#include "firmware/bundle/verify.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

const char mk_verify_cannot[] = "not readable on this machine";

/* Only what is about the bundle itself has a word of its own. */
static const char *word(int err)
{
    if (err == ENOENT)
        return "missing";
    if (err == ELOOP || err == EMLINK)
        return "a link";
    if (err == ENOTDIR)
        return "not a folder";
    return mk_verify_cannot;
}

static const char *kind(mode_t mode)
{
    return S_ISDIR(mode) ? "a folder" : S_ISLNK(mode) ? "a link" : "not a regular file";
}

int mk_verify_open(const char **why, int dir, const char *name, struct stat *st)
{
    struct stat own;
    struct stat *s = st ? st : &own;
    /* O_NONBLOCK: a pipe would wait for its other end; sockets and devices are told by fstat() */
    int fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (fd < 0) {
        int err = errno;
        *why = fstatat(dir, name, s, AT_SYMLINK_NOFOLLOW) == 0 && !S_ISREG(s->st_mode)
                   ? kind(s->st_mode)
                   : word(err);
        errno = err;
        return -1;
    }
    int got = fstat(fd, s), err = errno;
    if (got != 0 || !S_ISREG(s->st_mode)) {
        *why = got != 0 ? mk_verify_cannot : kind(s->st_mode);
        close(fd);
        errno = err;
        return -1;
    }
    return fd;
}

int mk_verify_folder(const char **why, int dir, const char *name)
{
    struct stat st;
    int fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0) {
        int err = errno;
        bool other = fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) == 0 && !S_ISDIR(st.st_mode);
        *why = !other ? word(err) : S_ISLNK(st.st_mode) ? "a link" : "not a folder";
        errno = err;
    }
    return fd;
}

int mk_verify_names(int dir, int (*each)(void *u, const char *name), void *u)
{
    int rc = 0, again = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *d = again < 0 ? NULL : fdopendir(again);
    if (!d) {
        int err = errno;
        if (again >= 0)
            close(again);
        errno = err;
        return -1;
    }
    errno = 0;
    for (struct dirent *de; rc == 0 && (de = readdir(d)); errno = 0)
        if (strcmp(de->d_name, ".") != 0 && strcmp(de->d_name, "..") != 0)
            rc = each(u, de->d_name);
    int err = errno;
    if (rc == 0 && err)
        rc = -1;
    closedir(d);
    errno = err;
    return rc;
}

ssize_t mk_verify_read(int fd, void *p, size_t n)
{
    ssize_t got;
    do
        got = read(fd, p, n);
    while (got < 0 && errno == EINTR);
    return got;
}

int mk_verify_hash(struct mk_digest *out, uint64_t *bytes, int fd, struct mk_sha256 *h,
                   uint8_t *step, struct mk_error *e)
{
    *bytes = 0;
    if (mk_sha256_reset(h, e) != 0)
        return -1;
    /* Not mapped: read() into a buffer that stays in the processor's cache costs a tenth less of
     * all that verifying takes than setting up the pages, and a file cut short meanwhile only ends.
     */
    for (;;) {
        ssize_t got = mk_verify_read(fd, step, MK_VERIFY_STEP);
        if (got < 0)
            return mk_fail_errno(e, "read");
        if (got == 0)
            return mk_sha256_end(out, h, e);
        if (*bytes == 0 && (size_t)got == MK_VERIFY_STEP) /* the disk is to be ahead of the hash */
            (void)!posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
        *bytes += (uint64_t)got;
        if (mk_sha256_add(h, mk_span(step, (size_t)got), e) != 0)
            return -1;
    }
}

int mk_verify_slurp(struct mk_buf *out, int fd, struct mk_error *e)
{
    for (;;) {
        uint8_t *room = mk_buf_room(out, 4096);
        if (!room)
            return mk_fail(e, out->len + 4096 > out->max ? MK_ELIMIT : MK_ENOMEM, "too long");
        ssize_t got = mk_verify_read(fd, room, 4096);
        if (got < 0)
            return mk_fail_errno(e, "read");
        if (got == 0)
            return 0;
        out->len += (size_t)got;
    }
}
