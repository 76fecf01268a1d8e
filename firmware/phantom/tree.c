#include "firmware/phantom/tree.h"
#include "firmware/phantom/tree_path.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MADE_UP_TIME 1700000000 /* mtime of all that is not stored */

static const char *const virtual_names[] = { "virtual", NULL };
static const char *const no_names[] = { NULL };

/* Links are followed as if storage/ were the root: none leads out of it. */
static int open_real(int *fd, int dir, const char *path, int flags)
{
    struct open_how how = { .flags = (uint64_t)(flags | O_CLOEXEC), .resolve = RESOLVE_IN_ROOT };
    if (!(flags & O_PATH))
        how.flags |= O_NOATIME;
    *fd = (int)syscall(SYS_openat2, dir, path, &how, sizeof how);
    if (*fd < 0 && errno == EPERM) { /* O_NOATIME is the owner's */
        how.flags &= ~(uint64_t)O_NOATIME;
        *fd = (int)syscall(SYS_openat2, dir, path, &how, sizeof how);
    }
    return *fd < 0 ? errno : 0;
}

static void from_stat(struct mk_phantom_tree_stat *out, const struct stat *st)
{
    *out = (struct mk_phantom_tree_stat){
        .mode = st->st_mode,
        .nlink = (uint32_t)st->st_nlink,
        .uid = 10123,
        .gid = 1023,
        .dev = st->st_dev,
        .ino = st->st_ino,
        .size = (uint64_t)st->st_size,
        .mtime_s = st->st_mtim.tv_sec,
    };
}

static size_t virtual_text(char out[static 64], uint64_t index)
{
    return (size_t)snprintf(out, 64, "virtual file %llu\n", (unsigned long long)index);
}

static void made_up(struct mk_phantom_tree_stat *out, uint32_t mode, uint64_t ino, uint64_t size)
{
    *out = (struct mk_phantom_tree_stat){
        .mode = mode,
        .nlink = 1,
        .dev = 77,
        .ino = ino,
        .size = size,
        .mtime_s = MADE_UP_TIME,
    };
}

int mk_phantom_tree_stat(struct mk_phantom_tree_stat *out, const struct mk_exercise *x,
                         struct mk_span path, bool follow)
{
    struct mk_phantom_node n = { 0 };
    struct stat st;
    char text[64];
    int fd, err = mk_phantom_node_find(&n, x, path, follow);
    if (err)
        return err;
    switch (n.kind) {
    case MK_NODE_REAL:
        err = open_real(&fd, n.dir, n.path, follow ? O_PATH : O_PATH | O_NOFOLLOW);
        if (err)
            return err;
        if (fstat(fd, &st))
            err = errno;
        else
            from_stat(out, &st);
        close(fd);
        return err;
    case MK_NODE_FOLDER:
    case MK_NODE_VIRTUAL_ROOT:
        made_up(out, S_IFDIR | 0711, 1, 4096);
        return 0;
    case MK_NODE_LINK:
        made_up(out, S_IFLNK | 0777, 2, n.link_len);
        return 0;
    case MK_NODE_VIRTUAL_FOLDER:
        made_up(out, S_IFDIR | 0770, 1000 + n.index, 4096);
        return 0;
    case MK_NODE_VIRTUAL_FILE:
        made_up(out, S_IFREG | 0660, 1000000 + n.index, virtual_text(text, n.index));
        return 0;
    }
    return ENOENT;
}

static int list_real(struct mk_phantom_tree_list *out, int dir, const char *path)
{
    int fd, err = open_real(&fd, dir, path, O_RDONLY | O_DIRECTORY);
    if (err)
        return err;
    out->dir = fdopendir(fd);
    if (!out->dir) {
        err = errno;
        close(fd);
    } else {
        snprintf(out->folder, sizeof out->folder, "%s", strlen(path) < 256 ? path : "");
        mk_buf_init(&out->hex, 4096);
    }
    bool top = dir == out->x->storage && !strcmp(path, ".");
    if (out->dir && out->x->virtual_files && top)
        out->fixed = virtual_names;
    return err;
}

int mk_phantom_tree_list(struct mk_phantom_tree_list *out, const struct mk_exercise *x,
                         struct mk_span path)
{
    struct mk_phantom_node n = { 0 };
    int err = mk_phantom_node_find(&n, x, path, true);
    *out = (struct mk_phantom_tree_list){ .x = x, .fixed = no_names };
    if (err)
        return err;
    switch (n.kind) {
    case MK_NODE_REAL:
        return list_real(out, n.dir, n.path);
    case MK_NODE_FOLDER:
        out->fixed = n.names;
        return 0;
    case MK_NODE_VIRTUAL_ROOT:
        out->end = (x->virtual_files + MK_PHANTOM_PER_FOLDER - 1) / MK_PHANTOM_PER_FOLDER;
        return 0;
    case MK_NODE_VIRTUAL_FOLDER:
        out->files = true;
        out->next = n.index * MK_PHANTOM_PER_FOLDER;
        out->end = out->next + MK_PHANTOM_PER_FOLDER;
        if (out->end > x->virtual_files)
            out->end = x->virtual_files;
        return 0;
    case MK_NODE_LINK:
    case MK_NODE_VIRTUAL_FILE:
        return ENOTDIR;
    }
    return ENOENT;
}

static const char *next_fixed(struct mk_phantom_tree_list *l, struct mk_phantom_tree_stat *st)
{
    const char *name = *l->fixed++;
    bool is_link = !strcmp(name, "sdcard") || !strcmp(name, "primary");
    made_up(st, is_link ? S_IFLNK | 0777 : S_IFDIR | 0711, 3, is_link ? 19 : 4096);
    return name;
}

static const char *next_virtual(struct mk_phantom_tree_list *l, struct mk_phantom_tree_stat *st)
{
    char text[64];
    uint64_t i = l->next++;
    snprintf(l->name, sizeof l->name, l->files ? "f%06llu" : "d%04llu", (unsigned long long)i);
    if (l->files)
        made_up(st, S_IFREG | 0660, 1000000 + i, virtual_text(text, i));
    else
        made_up(st, S_IFDIR | 0770, 1000 + i, 4096);
    return l->name;
}

static int digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static void unhex(struct mk_buf *out, const char *s)
{
    mk_buf_clear(out);
    for (; s && digit(s[0]) >= 0 && digit(s[1]) >= 0; s += 2)
        mk_buf_u8(out, (uint8_t)(digit(s[0]) << 4 | digit(s[1])));
}

/* The next name that the exercise wants listed here although nothing is there. */
static bool next_listed(struct mk_phantom_tree_list *l, struct mk_span *name,
                        struct mk_phantom_tree_stat *st)
{
    const json_t *all = json_object_get(l->x->doc, "listed");
    for (; l->dir && l->listed < json_array_size(all); l->listed++) {
        const json_t *one = json_array_get(all, l->listed);
        const char *folder = json_string_value(json_object_get(one, "folder"));
        if (!folder || strcmp(folder, l->folder) != 0)
            continue;
        unhex(&l->hex, json_string_value(json_object_get(one, "name_hex")));
        *name = mk_buf_span(&l->hex);
        made_up(st, S_IFREG | 0660, 2000 + l->listed++, 5);
        return mk_buf_ok(&l->hex);
    }
    return false;
}

bool mk_phantom_tree_next(struct mk_phantom_tree_list *l, struct mk_span *name,
                          struct mk_phantom_tree_stat *st, int *error)
{
    struct stat s;
    *error = 0;
    struct dirent *d = l->dir ? readdir(l->dir) : NULL;
    if (d) {
        *st = (struct mk_phantom_tree_stat){ 0 };
        if (fstatat(dirfd(l->dir), d->d_name, &s, AT_SYMLINK_NOFOLLOW))
            *error = errno;
        else
            from_stat(st, &s);
        *name = mk_str(d->d_name);
        return true;
    }
    if (next_listed(l, name, st))
        return true;
    if (!*l->fixed && l->next >= l->end)
        return false;
    *name = mk_str(*l->fixed ? next_fixed(l, st) : next_virtual(l, st));
    return true;
}

void mk_phantom_tree_list_done(struct mk_phantom_tree_list *l)
{
    if (l->dir)
        closedir(l->dir);
    mk_buf_done(&l->hex);
    l->dir = NULL;
}

int mk_phantom_tree_open(struct mk_phantom_tree_file *out, const struct mk_exercise *x,
                         struct mk_span path)
{
    struct mk_phantom_node n = { 0 };
    int err = mk_phantom_node_find(&n, x, path, true);
    *out = (struct mk_phantom_tree_file){ .fd = -1 };
    if (err)
        return err;
    if (n.kind == MK_NODE_REAL)
        return open_real(&out->fd, n.dir, n.path, O_RDONLY | O_NONBLOCK);
    if (n.kind != MK_NODE_VIRTUAL_FILE)
        return EISDIR;
    out->size = virtual_text(out->text, n.index);
    return 0;
}

int mk_phantom_tree_read(size_t *got, struct mk_phantom_tree_file *f, void *out, size_t n)
{
    if (f->fd < 0) {
        *got = f->size - f->at < n ? (size_t)(f->size - f->at) : n;
        memcpy(out, f->text + f->at, *got);
    } else {
        ssize_t r = pread(f->fd, out, n, (off_t)f->at);
        if (r < 0)
            return errno;
        *got = (size_t)r;
    }
    f->at += *got;
    return 0;
}

void mk_phantom_tree_close(struct mk_phantom_tree_file *f)
{
    if (f->fd >= 0)
        close(f->fd);
    f->fd = -1;
}
