#include "tests/lib/fault_disk.h"
#include "tests/lib/fault_disk_model.h"
#include "tests/lib/t.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void enter(struct fault_disk *f)
{
    pthread_mutex_lock(&f->model->lock);
}

static int leave(struct fault_disk *f, int rc)
{
    int err = errno;
    pthread_mutex_unlock(&f->model->lock);
    errno = err;
    return rc;
}

/* Whether this call fails; errno is set then. */
static bool fails(struct fault_disk *f)
{
    f->calls++;
    bool now = f->gone || f->calls == f->fail_at;
    if (now) {
        f->fired = true;
        f->gone = f->cut;
        errno = f->cut ? EIO : f->fail_errno;
    }
    return now;
}

static int do_openat(void *u, int dir, const char *name, int flags, mode_t mode)
{
    struct fault_disk *f = u;
    enter(f);
    return leave(f, fails(f) ? -1 : openat(dir, name, flags, mode));
}

static ssize_t do_write(void *u, int fd, const void *p, size_t n)
{
    struct fault_disk *f = u;
    ssize_t rc = -1;
    enter(f);
    bool bad = fails(f);
    if (bad && f->calls == f->fail_at && n > 1) {
        int err = errno; /* it fails half way, and then tells nothing of the half */
        rc = write(fd, p, n / 2);
        errno = err;
        rc = -1;
    } else if (bad) {
        rc = -1;
    } else if (f->crumbs && f->calls % 3 == 0) {
        errno = EINTR;
    } else if (f->tight && f->room == 0) {
        errno = ENOSPC;
    } else {
        n = f->crumbs && n > 7 ? 7 : n;
        n = f->tight && n > f->room ? (size_t)f->room : n;
        rc = write(fd, p, n);
        f->room -= f->tight && rc > 0 ? (uint64_t)rc : 0;
    }
    leave(f, 0);
    return rc;
}

static int do_ftruncate(void *u, int fd, off_t size)
{
    struct fault_disk *f = u;
    enter(f);
    return leave(f, fails(f) ? -1 : ftruncate(fd, size));
}

/* It has none: what is written in crumbs cannot go past the page cache. No call that fails. */
static int do_direct(void *u, int fd, bool on)
{
    (void)u;
    (void)fd;
    errno = on ? EINVAL : 0;
    return on ? -1 : 0;
}

static int do_sync_range(void *u, int fd, off_t at, off_t n)
{
    struct fault_disk *f = u;
    (void)fd;
    (void)at;
    (void)n;
    enter(f);
    return leave(f, fails(f) ? -1 : 0);
}

static int do_fsync(void *u, int fd)
{
    struct fault_disk *f = u;
    struct stat st;
    enter(f);
    if (fails(f))
        return leave(f, -1);
    assert_int_equal(fstat(fd, &st), 0);
    if (S_ISDIR(st.st_mode))
        fd_keep_names(f->model, fd);
    else
        fd_keep_file(f->model, fd);
    return leave(f, 0);
}

static int do_syncfs(void *u, int fd)
{
    struct fault_disk *f = u;
    (void)fd;
    enter(f);
    if (fails(f))
        return leave(f, -1);
    int root = open(f->model->root, O_RDONLY | O_DIRECTORY);
    fd_keep_all(f->model, root);
    close(root);
    return leave(f, 0);
}

static int do_mkdirat(void *u, int dir, const char *name, mode_t mode)
{
    struct fault_disk *f = u;
    enter(f);
    return leave(f, fails(f) ? -1 : mkdirat(dir, name, mode));
}

static int do_renameat(void *u, int dir, const char *from, const char *to)
{
    struct fault_disk *f = u;
    enter(f);
    if (fails(f))
        return leave(f, -1);
    fd_forget(f->model, dir, to);
    return leave(f, renameat(dir, from, dir, to));
}

static int do_unlinkat(void *u, int dir, const char *name, int flags)
{
    struct fault_disk *f = u;
    struct stat st;
    enter(f);
    if (fails(f))
        return leave(f, -1);
    bool there = fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) == 0;
    int rc = unlinkat(dir, name, flags), err = errno;
    if (rc == 0 && there)
        f->model->node[fd_node_of(f->model, &st)].live = 0;
    errno = err;
    return leave(f, rc);
}

static int do_close(void *u, int fd)
{
    struct fault_disk *f = u;
    enter(f);
    close(fd); /* in any case: a close that fails has closed */
    return leave(f, fails(f) ? -1 : 0);
}

void fault_disk_init(struct fault_disk *f, const char *root)
{
    struct stat st;
    *f = (struct fault_disk){
        .disk = { .u = f,
                  .openat = do_openat,
                  .write = do_write,
                  .ftruncate = do_ftruncate,
                  .direct = do_direct,
                  .sync_range = do_sync_range,
                  .fdatasync = do_fsync,
                  .fsync = do_fsync,
                  .syncfs = do_syncfs,
                  .mkdirat = do_mkdirat,
                  .renameat = do_renameat,
                  .unlinkat = do_unlinkat,
                  .close = do_close },
        .fail_errno = EIO,
        .model = calloc(1, sizeof *f->model),
    };
    assert_non_null(f->model);
    pthread_mutex_init(&f->model->lock, NULL);
    snprintf(f->model->root, sizeof f->model->root, "%s", root);
    assert_int_equal(stat(root, &st), 0);
    assert_int_equal(fd_node_of(f->model, &st), 0);
}

void fault_disk_done(struct fault_disk *f)
{
    for (int i = 0; i < f->model->nodes; i++) {
        free(f->model->node[i].data);
        free(f->model->node[i].entry);
    }
    pthread_mutex_destroy(&f->model->lock);
    free(f->model);
    f->model = NULL;
}

static int no_sync(void *u, int fd)
{
    (void)u;
    (void)fd;
    return 0;
}

const struct mk_disk *fault_disk_lazy(void)
{
    static struct mk_disk lazy;
    lazy = *mk_disk_real();
    lazy.fsync = lazy.fdatasync = lazy.syncfs = no_sync;
    return &lazy;
}
