#include "firmware/bundle/tagfile.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define PIECE ((size_t)64 << 10)

static const char *beside(char out[static 64], const struct mk_tagfile *t)
{
    snprintf(out, 64, "%s" MK_DISK_TMP, t->name);
    return out;
}

int mk_tagfile_open(struct mk_tagfile *t, const struct mk_disk *disk, int dir, const char *name,
                    struct mk_error *e)
{
    char tmp[64];
    *t = (struct mk_tagfile){ .disk = disk, .dir = dir, .name = name, .fd = -1 };
    mk_buf_init(&t->buf, MK_TAGFILE_BUF_MAX);
    t->fd = disk->openat(disk->u, dir, beside(tmp, t),
                         O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
    return t->fd < 0 ? mk_fail_errno(e, name) : 0;
}

static int pour(struct mk_tagfile *t, struct mk_error *e)
{
    if (!mk_buf_ok(&t->buf))
        return mk_fail(e, MK_ENOMEM, "%s", t->name);
    if (mk_disk_write_all(t->disk, t->fd, mk_buf_span(&t->buf), e) != 0)
        return mk_fail_in(e, t->name);
    mk_buf_clear(&t->buf);
    return 0;
}

int mk_tagfile_pour(struct mk_tagfile *t, struct mk_error *e)
{
    return t->buf.len < PIECE && mk_buf_ok(&t->buf) ? 0 : pour(t, e);
}

int mk_tagfile_keep(struct mk_tagfile *t, struct mk_error *e)
{
    if (pour(t, e) != 0)
        return -1;
    int fd = t->fd;
    t->fd = -1; /* closed in any case */
    return mk_disk_keep(t->disk, t->dir, fd, t->name, e);
}

void mk_tagfile_done(struct mk_tagfile *t)
{
    char tmp[64];
    if (t->fd >= 0) {
        t->disk->close(t->disk->u, t->fd);
        t->disk->unlinkat(t->disk->u, t->dir, beside(tmp, t), 0);
    }
    t->fd = -1;
    mk_buf_done(&t->buf);
}

static int hash_fd(struct mk_digest *out, int fd, uint8_t *piece, struct mk_error *e)
{
    struct mk_sha256 *h = NULL;
    ssize_t n = 0;
    int rc = mk_sha256_new(&h, e);
    while (rc == 0 && ((n = read(fd, piece, PIECE)) > 0 || (n < 0 && errno == EINTR)))
        if (n > 0)
            rc = mk_sha256_add(h, mk_span(piece, (size_t)n), e);
    if (rc == 0 && n < 0)
        rc = mk_fail_errno(e, "read");
    if (rc == 0)
        rc = mk_sha256_end(out, h, e);
    mk_sha256_free(h);
    return rc == 0 ? 1 : -1;
}

int mk_tagfile_hash(struct mk_digest *out, int dir, const char *name, struct mk_error *e)
{
    struct stat st;
    /* O_NONBLOCK: a pipe that somebody put there would wait for its other end */
    int rc, fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return errno == ENOENT ? 0 : mk_fail_errno(e, name);
    uint8_t *piece = malloc(PIECE);
    if (!piece)
        rc = mk_fail(e, MK_ENOMEM, "%s", name);
    else if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
        rc = mk_fail(e, MK_EFORMAT, "%s is no regular file", name);
    else
        rc = hash_fd(out, fd, piece, e);
    free(piece);
    close(fd);
    return rc;
}
