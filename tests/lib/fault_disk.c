#include "tests/lib/fault_disk.h"
#include "tests/lib/t.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define NAME  64
#define BLOCK 512
#define NODES 4096
#define NAMES 64

/* A file or folder as the disk has it for sure. */
struct node {
    ino_t live; /* its inode while it has one, 0 when it is unlinked */
    bool folder;
    uint8_t *data;
    size_t len;
    struct {
        char name[NAME];
        int node;
    } * entry;
    size_t entries;
};

struct fd_model {
    pthread_mutex_t lock;
    char root[256];
    struct node node[NODES]; /* 0: the root */
    int nodes;
};

static int node_of(struct fd_model *m, const struct stat *st)
{
    for (int i = 0; i < m->nodes; i++)
        if (m->node[i].live == st->st_ino)
            return i;
    assert_true(m->nodes < NODES);
    m->node[m->nodes] = (struct node){ .live = st->st_ino, .folder = S_ISDIR(st->st_mode) };
    return m->nodes++;
}

static void forget(struct fd_model *m, int dir, const char *name)
{
    struct stat st;
    if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) == 0)
        m->node[node_of(m, &st)].live = 0;
}

/* The whole content of a file, by any descriptor of it. */
static uint8_t *content(int fd, size_t *len)
{
    char path[64];
    struct stat st;
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    int in = open(path, O_RDONLY);
    assert_true(in >= 0 && fstat(in, &st) == 0);
    uint8_t *p = malloc((size_t)st.st_size + 1);
    assert_non_null(p);
    ssize_t n = pread(in, p, (size_t)st.st_size, 0);
    assert_int_equal(n, st.st_size);
    close(in);
    *len = (size_t)n;
    return p;
}

static void keep_file(struct fd_model *m, int fd)
{
    struct stat st;
    assert_int_equal(fstat(fd, &st), 0);
    struct node *n = &m->node[node_of(m, &st)];
    free(n->data);
    n->data = content(fd, &n->len);
}

static bool next_name(DIR *d, char out[static NAME])
{
    const struct dirent *de;
    while ((de = readdir(d)))
        if (strcmp(de->d_name, ".") != 0 && strcmp(de->d_name, "..") != 0) {
            snprintf(out, NAME, "%s", de->d_name);
            return true;
        }
    return false;
}

static DIR *open_dir(int fd)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    DIR *d = opendir(path);
    assert_non_null(d);
    return d;
}

static void keep_names(struct fd_model *m, int fd)
{
    struct stat st;
    char name[NAME];
    assert_int_equal(fstat(fd, &st), 0);
    int self = node_of(m, &st);
    DIR *d = open_dir(fd);
    struct node *n = &m->node[self];
    if (!n->entry)
        n->entry = calloc(NAMES, sizeof *n->entry);
    assert_non_null(n->entry);
    n->entries = 0;
    while (next_name(d, name)) {
        assert_true(n->entries < NAMES);
        assert_int_equal(fstatat(fd, name, &st, AT_SYMLINK_NOFOLLOW), 0);
        memcpy(n->entry[n->entries].name, name, NAME);
        n->entry[n->entries++].node = node_of(m, &st);
    }
    closedir(d);
}

static void keep_all(struct fd_model *m, int fd)
{
    char name[NAME];
    keep_names(m, fd);
    DIR *d = open_dir(fd);
    while (next_name(d, name)) {
        struct stat st;
        int in = openat(fd, name, O_RDONLY | O_NOFOLLOW);
        assert_true(in >= 0 && fstat(in, &st) == 0);
        if (S_ISDIR(st.st_mode))
            keep_all(m, in);
        else
            keep_file(m, in);
        close(in);
    }
    closedir(d);
}

/* ---- the calls ---- */

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
        keep_names(f->model, fd);
    else
        keep_file(f->model, fd);
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
    keep_all(f->model, root);
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
    forget(f->model, dir, to);
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
        f->model->node[node_of(f->model, &st)].live = 0;
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
    assert_int_equal(node_of(f->model, &st), 0);
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

/* ---- after the power cut ---- */

struct after {
    struct fd_model *m;
    uint64_t random;
};

static unsigned pick(struct after *a, unsigned n)
{
    /* splitmix64: all bits are good, also of seeds that follow each other */
    uint64_t z = a->random += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return (unsigned)((z ^ z >> 31) % n);
}

/* Blocks of what it holds now over what it held for sure, or zeros where there was nothing. */
static void file_after(struct after *a, int to, const char *name, const struct node *sure, int live)
{
    size_t now_len = 0, len = sure->len;
    uint8_t *now = live >= 0 ? content(live, &now_len) : NULL;
    unsigned how = now ? pick(a, 4) : 0; /* 0: as it was for sure, 1: as it is now, else: torn */
    if (how == 1)
        len = now_len;
    else if (how)
        len = now_len > len ? len + pick(a, (unsigned)(now_len - len) + 1)
                            : now_len + pick(a, (unsigned)(len - now_len) + 1);
    uint8_t *out = calloc(1, len + 1);
    assert_non_null(out);
    if (sure->len)
        memcpy(out, sure->data, sure->len < len ? sure->len : len);
    for (size_t at = 0; how && at < len && at < now_len; at += BLOCK) {
        size_t n = now_len - at < BLOCK ? now_len - at : BLOCK;
        if (how == 1 || pick(a, 2))
            memcpy(out + at, now + at, len - at < n ? len - at : n);
    }
    int fd = openat(to, name, O_WRONLY | O_CREAT | O_EXCL, 0600);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, out, len), len);
    close(fd);
    free(out);
    free(now);
}

static void folder_after(struct after *a, int to, const struct node *sure, int live);

static void node_after(struct after *a, int to, const char *name, const struct node *n, int live)
{
    if (!n->folder) {
        file_after(a, to, name, n, live);
        return;
    }
    assert_int_equal(mkdirat(to, name, 0700), 0);
    int fd = openat(to, name, O_RDONLY | O_DIRECTORY);
    assert_true(fd >= 0);
    folder_after(a, fd, n, live);
    close(fd);
}

/* Every name that was there for sure or is there now: the one or the other. */
static void folder_after(struct after *a, int to, const struct node *sure, int live)
{
    char name[NAME];
    struct stat st;
    for (size_t i = 0; i < sure->entries; i++) {
        int was = sure->entry[i].node, fd = -1, is = -1;
        const char *s = sure->entry[i].name;
        if (live >= 0 && (fd = openat(live, s, O_RDONLY | O_NOFOLLOW)) >= 0) {
            assert_int_equal(fstat(fd, &st), 0);
            is = node_of(a->m, &st);
        }
        if (is == was || pick(a, 2))
            node_after(a, to, s, &a->m->node[was], is == was ? fd : -1);
        else if (is >= 0)
            node_after(a, to, s, &a->m->node[is], fd);
        if (fd >= 0)
            close(fd);
    }
    DIR *d = live >= 0 ? open_dir(live) : NULL;
    while (d && next_name(d, name)) {
        bool known = false;
        for (size_t i = 0; i < sure->entries; i++)
            known = known || strcmp(sure->entry[i].name, name) == 0;
        if (known || pick(a, 2))
            continue;
        int fd = openat(live, name, O_RDONLY | O_NOFOLLOW);
        assert_true(fd >= 0 && fstat(fd, &st) == 0);
        node_after(a, to, name, &a->m->node[node_of(a->m, &st)], fd);
        close(fd);
    }
    if (d)
        closedir(d);
}

void fault_disk_survive(struct fault_disk *f, const char *to, unsigned seed)
{
    struct after a = { f->model, seed };
    int out = open(to, O_RDONLY | O_DIRECTORY);
    int live = open(f->model->root, O_RDONLY | O_DIRECTORY);
    assert_true(out >= 0 && live >= 0);
    folder_after(&a, out, &f->model->node[0], live);
    close(out);
    close(live);
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
