#include "firmware/phantom/ios_backup_lists.h"
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define PIECE ((size_t)256 << 10)

struct writing {
    int dir; /* of the new backup */
    struct mk_buf piece;
};

static int write_all(int fd, struct mk_span s, struct mk_error *e)
{
    while (s.len) {
        ssize_t n = write(fd, s.p, s.len);
        if (n < 0 && errno != EINTR)
            return mk_fail_errno(e, "writing");
        s = mk_span_from(s, n > 0 ? (size_t)n : 0);
    }
    return 0;
}

static int create(struct writing *w, const char *name, struct mk_error *e)
{
    char folder[3] = { name[0], name[1], 0 };
    if (name[2] == '/' && mkdirat(w->dir, folder, 0755) != 0 && errno != EEXIST)
        return mk_fail_errno(e, name);
    int fd = openat(w->dir, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    return fd < 0 ? mk_fail_errno(e, name) : fd;
}

static int copy(int fd, struct writing *w, struct mk_phone_reading *r, struct mk_error *e)
{
    size_t got;
    do {
        if (mk_phone_backup_read(r, w->piece.p, PIECE, &got, e) ||
            write_all(fd, mk_span(w->piece.p, got), e))
            return -1;
    } while (got);
    return 0;
}

static int write_file(struct writing *w, const struct mk_phone_backup *b, size_t i,
                      struct mk_error *e)
{
    struct mk_phone_file f;
    struct mk_phone_reading r;
    mk_phone_backup_file(&f, b, i);
    if (mk_phone_backup_open(&r, b, i, e))
        return -1;
    int fd = create(w, f.name, e);
    int rc = fd < 0 ? -1 : copy(fd, w, &r, e);
    if (fd >= 0 && close(fd) != 0 && rc == 0)
        rc = mk_fail_errno(e, f.name);
    mk_phone_backup_close(&r);
    return rc;
}

static int write_info(struct writing *w, const struct mk_phone_backup *b, const json_t *doc,
                      struct mk_error *e)
{
    struct mk_buf info;
    mk_buf_init(&info, (size_t)16 << 20);
    int fd = -1, rc = mk_phone_list_info(&info, doc, mk_phone_backup_date(b), e);
    if (rc == 0)
        rc = (fd = create(w, "Info.plist", e)) < 0 ? -1 : write_all(fd, mk_buf_span(&info), e);
    if (fd >= 0 && close(fd) != 0 && rc == 0)
        rc = mk_fail_errno(e, "Info.plist");
    mk_buf_done(&info);
    return rc;
}

int mk_phone_backup_write(const char *out, const struct mk_phone_backup_options *o,
                          struct mk_error *e)
{
    int rc = -1;
    struct mk_phone_backup *b = NULL;
    struct writing w = { .dir = -1 };
    mk_buf_init(&w.piece, PIECE);
    if (!mk_buf_room(&w.piece, PIECE)) {
        mk_fail(e, MK_ENOMEM, "backup");
        goto out;
    }
    if (mk_phone_backup_new(&b, o, e))
        goto out;
    if (mkdir(out, 0755) != 0) {
        mk_fail(e, errno == EEXIST ? MK_EUSAGE : MK_EIO, "%s: %s", out, strerror(errno));
        goto out;
    }
    w.dir = open(out, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (w.dir < 0) {
        mk_fail_errno(e, out);
        goto out;
    }
    for (size_t i = 0; i < mk_phone_backup_count(b); i++)
        if (write_file(&w, b, i, e))
            goto out;
    rc = write_info(&w, b, o->doc, e);
out:
    if (w.dir >= 0)
        close(w.dir);
    mk_buf_done(&w.piece);
    mk_phone_backup_free(b);
    return rc;
}
