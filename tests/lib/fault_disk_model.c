#include "tests/lib/fault_disk_model.h"
#include "tests/lib/fault_disk.h"
#include "tests/lib/t.h"
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BLOCK 512

int fd_node_of(struct fd_model *m, const struct stat *st)
{
    for (int i = 0; i < m->nodes; i++)
        if (m->node[i].live == st->st_ino)
            return i;
    assert_true(m->nodes < FD_NODES);
    m->node[m->nodes] = (struct fd_node){ .live = st->st_ino, .folder = S_ISDIR(st->st_mode) };
    return m->nodes++;
}

void fd_forget(struct fd_model *m, int dir, const char *name)
{
    struct stat st;
    if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) == 0)
        m->node[fd_node_of(m, &st)].live = 0;
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

void fd_keep_file(struct fd_model *m, int fd)
{
    struct stat st;
    assert_int_equal(fstat(fd, &st), 0);
    struct fd_node *n = &m->node[fd_node_of(m, &st)];
    free(n->data);
    n->data = content(fd, &n->len);
}

static bool next_name(DIR *d, char out[static FD_NAME])
{
    const struct dirent *de;
    while ((de = readdir(d)))
        if (strcmp(de->d_name, ".") != 0 && strcmp(de->d_name, "..") != 0) {
            snprintf(out, FD_NAME, "%s", de->d_name);
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

void fd_keep_names(struct fd_model *m, int fd)
{
    struct stat st;
    char name[FD_NAME];
    assert_int_equal(fstat(fd, &st), 0);
    int self = fd_node_of(m, &st);
    DIR *d = open_dir(fd);
    struct fd_node *n = &m->node[self];
    if (!n->entry)
        n->entry = calloc(FD_NAMES, sizeof *n->entry);
    assert_non_null(n->entry);
    n->entries = 0;
    while (next_name(d, name)) {
        assert_true(n->entries < FD_NAMES);
        assert_int_equal(fstatat(fd, name, &st, AT_SYMLINK_NOFOLLOW), 0);
        memcpy(n->entry[n->entries].name, name, FD_NAME);
        n->entry[n->entries++].node = fd_node_of(m, &st);
    }
    closedir(d);
}

void fd_keep_all(struct fd_model *m, int fd)
{
    char name[FD_NAME];
    fd_keep_names(m, fd);
    DIR *d = open_dir(fd);
    while (next_name(d, name)) {
        struct stat st;
        int in = openat(fd, name, O_RDONLY | O_NOFOLLOW);
        assert_true(in >= 0 && fstat(in, &st) == 0);
        if (S_ISDIR(st.st_mode))
            fd_keep_all(m, in);
        else
            fd_keep_file(m, in);
        close(in);
    }
    closedir(d);
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
static void file_after(struct after *a, int to, const char *name, const struct fd_node *sure,
                       int live)
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

static void folder_after(struct after *a, int to, const struct fd_node *sure, int live);

static void node_after(struct after *a, int to, const char *name, const struct fd_node *n, int live)
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
static void folder_after(struct after *a, int to, const struct fd_node *sure, int live)
{
    char name[FD_NAME];
    struct stat st;
    for (size_t i = 0; i < sure->entries; i++) {
        int was = sure->entry[i].node, fd = -1, is = -1;
        const char *s = sure->entry[i].name;
        if (live >= 0 && (fd = openat(live, s, O_RDONLY | O_NOFOLLOW)) >= 0) {
            assert_int_equal(fstat(fd, &st), 0);
            is = fd_node_of(a->m, &st);
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
        node_after(a, to, name, &a->m->node[fd_node_of(a->m, &st)], fd);
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
