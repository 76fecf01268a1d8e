/* Secrets of a run, encrypted to the recipients: FOLDER/RUN.age. */
#include "firmware/kit/private.h"
#include "parsers/base/mac.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ESCROW_MAX ((size_t)64 << 10)

static int collect(void *u, struct mk_span bytes, struct mk_error *e)
{
    mk_buf_put(u, bytes.p, bytes.len);
    return mk_buf_ok(u) ? 0 : mk_fail(e, MK_ENOMEM, "escrow");
}

static int encrypt(struct mk_buf *out, const struct mk_kit_recipients *to, struct mk_span secret,
                   struct mk_error *e)
{
    struct mk_age_writer *w = NULL;
    int rc = mk_age_writer_new(&w, to->to, to->n, collect, out, e) || mk_age_write(w, secret, e) ||
                     mk_age_write_end(w, e)
                 ? -1
                 : 0;
    mk_age_writer_free(w);
    return rc;
}

int mk_kit_escrow(bool *done, struct mk_kit *k, int dir, const char *run, struct mk_span secret,
                  struct mk_error *e)
{
    struct mk_kit_recipients to;
    struct mk_buf b;
    char name[64];
    *done = false;
    if (mk_kit_recipients_read(&to, k, e) != 0)
        return -1;
    if (to.n == 0)
        return 0;
    snprintf(name, sizeof name, "%s.age", run);
    mk_buf_init(&b, ESCROW_MAX);
    int rc = encrypt(&b, &to, secret, e);
    if (rc == 0)
        rc = mk_disk_put(mk_disk_real(), dir, name, mk_buf_span(&b), e);
    mk_buf_done(&b);
    *done = rc == 0;
    return rc;
}

bool mk_kit_escrowed(int dir, const char *run)
{
    char name[64];
    struct stat st;
    snprintf(name, sizeof name, "%s.age", run);
    return fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) == 0 && st.st_size > 0;
}

/* The bytes of a file that others may have replaced or removed meanwhile; closes it. */
static int overwrite(int fd, struct mk_error *e)
{
    static const uint8_t zeros[4096];
    struct stat st;
    int rc = fstat(fd, &st) != 0 ? mk_fail_errno(e, "kit folder") : 0;
    for (off_t left = rc == 0 ? st.st_size : 0; rc == 0 && left > 0;) {
        size_t n = left < (off_t)sizeof zeros ? (size_t)left : sizeof zeros;
        rc = mk_disk_write_all(mk_disk_real(), fd, mk_span(zeros, n), e);
        left -= (off_t)n;
    }
    if (rc == 0 && fsync(fd) != 0)
        rc = mk_fail_errno(e, "kit folder");
    close(fd);
    return rc;
}

int mk_kit_replace_secret(int dir, const char *name, struct mk_span with, struct mk_error *e)
{
    int fd = openat(dir, name, O_WRONLY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0 && errno != ENOENT)
        return mk_fail_errno(e, "kit folder");
    int rc = 0;
    if (with.len)
        rc = mk_disk_put(mk_disk_real(), dir, name, with, e);
    else if (fd >= 0 && unlinkat(dir, name, 0) != 0)
        rc = mk_fail_errno(e, "kit folder");
    else if (fd >= 0)
        rc = mk_disk_sync_dir(mk_disk_real(), dir, e);
    if (rc != 0) { /* the old one may have its name still: no zeros behind that */
        if (fd >= 0)
            close(fd);
        return -1;
    }
    if (fd >= 0) /* it has no name any more: only what it held is left to go */
        rc = overwrite(fd, e);
    return rc == 0 ? mk_disk_sync_dir(mk_disk_real(), dir, e) : -1;
}
