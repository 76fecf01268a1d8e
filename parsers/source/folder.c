#include "parsers/base/buf.h"
#include "parsers/base/utf.h"
#include "parsers/source/source.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/*
 * Walks one folder at a time: in memory are the names of the folders on the way
 * down, and one store of all paths that were listed, for open(). The store is
 * front coded, as sorted paths share most of their bytes with the one before:
 *
 *   u16 bytes shared with the path before, u16 further bytes, those bytes
 *
 * Every BLOCKth path shares nothing, and `blocks` has its offset.
 */
#define BLOCK     64u
#define DEPTH_MAX 256
#define PATH_MOST 65535u
#define STORE_MAX ((size_t)1 << 30)

struct folder {
    int root;
    char *only; /* a single file: its name in root */
    struct mk_buf store, blocks;
    struct mk_buf path; /* of the entry in hand */
    uint64_t count;
};

struct walk {
    struct folder *f;
    int (*each)(void *eu, const struct mk_entry *en, struct mk_error *e);
    void *eu;
};

static int no_memory(struct mk_error *e)
{
    return mk_fail(e, MK_ENOMEM, "list of files");
}

/* Adds f->path to the store. `before` is the length that f->path shares with the path before. */
static bool remember(struct folder *f, struct mk_span before)
{
    size_t shared = 0, len = f->path.len;
    if (f->count % BLOCK == 0)
        mk_buf_u64le(&f->blocks, f->store.len);
    else
        while (shared < before.len && shared < len && before.p[shared] == f->path.p[shared])
            shared++;
    mk_buf_u16le(&f->store, (uint16_t)shared);
    mk_buf_u16le(&f->store, (uint16_t)(len - shared));
    mk_buf_put(&f->store, f->path.p + shared, len - shared);
    return mk_buf_ok(&f->store) && mk_buf_ok(&f->blocks);
}

static unsigned get16(const uint8_t *p)
{
    return p[0] | (unsigned)p[1] << 8;
}

/* Path number `id`, out of the store and into `out`. */
static int recall(struct mk_buf *out, const struct folder *f, uint64_t id, struct mk_error *e)
{
    uint64_t at = 0;
    if (id >= f->count)
        return mk_fail(e, MK_EABSENT, "no entry %llu", (unsigned long long)id);
    for (size_t i = 0; i < 8; i++)
        at |= (uint64_t)f->blocks.p[id / BLOCK * 8 + i] << 8 * i;
    for (uint64_t left = id % BLOCK + 1; left; left--) {
        const uint8_t *p = f->store.p + at;
        size_t shared = get16(p), more = get16(p + 2);
        out->len = shared; /* what the path before has, this one keeps */
        mk_buf_put(out, p + 4, more);
        at += 4 + more;
    }
    return mk_buf_ok(out) ? 0 : no_memory(e);
}

static int tell(struct walk *w, int dir, const char *name, struct mk_buf *last, struct mk_error *e)
{
    struct folder *f = w->f;
    struct stat st;
    if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
        return errno == ENOENT ? 0 : mk_fail_errno(e, name);
    if (!S_ISREG(st.st_mode))
        return 0;
    if (!remember(f, mk_buf_span(last)))
        return no_memory(e);
    mk_buf_clear(last);
    mk_buf_put(last, f->path.p, f->path.len);
    if (!mk_buf_ok(last))
        return no_memory(e);
    struct mk_entry en = { .id = f->count++,
                           .path = mk_buf_span(&f->path),
                           .size = (uint64_t)st.st_size };
    return w->each(w->eu, &en, e);
}

/* The names in one folder: text in `names`, and their offsets. A folder's name ends in '/', so that
 * plain bytewise order of names gives bytewise order of whole paths. */
struct names {
    struct mk_buf text;
    size_t *at, n, cap;
};

static bool add_name(struct names *ns, const char *name, bool folder)
{
    if (ns->n == ns->cap) {
        size_t cap = ns->cap ? ns->cap * 2 : 64;
        size_t *at = realloc(ns->at, cap * sizeof *at);
        if (!at)
            return false;
        ns->at = at;
        ns->cap = cap;
    }
    ns->at[ns->n++] = ns->text.len;
    mk_buf_puts(&ns->text, name);
    mk_buf_put(&ns->text, folder ? "/" : "", folder ? 2 : 1); /* with the NUL */
    return mk_buf_ok(&ns->text);
}

static int by_text(const void *a, const void *b, void *text)
{
    const char *base = text;
    return strcmp(base + *(const size_t *)a, base + *(const size_t *)b);
}

/* Whether it is a folder, or (*skip) neither folder nor file. */
static bool is_folder(int dir, const struct dirent *d, bool *skip)
{
    struct stat st = { 0 };
    unsigned char type = d->d_type;
    if (type == DT_UNKNOWN && fstatat(dir, d->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0)
        type = S_ISDIR(st.st_mode) ? DT_DIR : S_ISREG(st.st_mode) ? DT_REG : DT_LNK;
    *skip = type != DT_DIR && type != DT_REG;
    return type == DT_DIR;
}

static int read_names(struct names *ns, int fd, struct mk_error *e)
{
    int own = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *d = own < 0 ? NULL : fdopendir(own);
    const struct dirent *de;
    int rc = 0;
    if (!d) {
        mk_fail_errno(e, "folder");
        if (own >= 0)
            close(own);
        return -1;
    }
    while (rc == 0 && (errno = 0, de = readdir(d))) {
        bool skip, folder;
        if (!strcmp(de->d_name, ".") || !strcmp(de->d_name, ".."))
            continue;
        folder = is_folder(fd, de, &skip);
        if (!skip && !add_name(ns, de->d_name, folder))
            rc = no_memory(e);
    }
    if (rc == 0 && errno)
        rc = mk_fail_errno(e, "folder");
    closedir(d);
    if (ns->n)
        qsort_r(ns->at, ns->n, sizeof *ns->at, by_text, ns->text.p);
    return rc;
}

static int walk_folder(struct walk *w, int fd, int depth, struct mk_buf *last, struct mk_error *e);

static int walk_child(struct walk *w, int dir, char *name, int depth, struct mk_buf *last,
                      struct mk_error *e)
{
    size_t before = w->f->path.len, len = strlen(name);
    int rc = 0;
    if (len > PATH_MOST - before)
        return mk_fail(e, MK_ELIMIT, "path over %u bytes", PATH_MOST);
    mk_buf_puts(&w->f->path, name);
    if (!mk_buf_ok(&w->f->path))
        return no_memory(e);
    if (name[len - 1] != '/') {
        rc = tell(w, dir, name, last, e);
    } else {
        name[len - 1] = 0;
        int fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (fd >= 0) {
            rc = walk_folder(w, fd, depth + 1, last, e);
            close(fd);
        } else {
            rc = mk_fail_errno(e, name);
        }
    }
    w->f->path.len = before;
    return rc;
}

static int walk_folder(struct walk *w, int fd, int depth, struct mk_buf *last, struct mk_error *e)
{
    struct names ns = { 0 };
    int rc;
    if (depth > DEPTH_MAX)
        return mk_fail(e, MK_ELIMIT, "folders nest deeper than %d", DEPTH_MAX);
    mk_buf_init(&ns.text, STORE_MAX);
    rc = read_names(&ns, fd, e);
    for (size_t i = 0; rc == 0 && i < ns.n; i++)
        rc = walk_child(w, fd, (char *)ns.text.p + ns.at[i], depth, last, e);
    free(ns.at);
    mk_buf_done(&ns.text);
    return rc;
}

/* A database given alone still comes with what belongs to it. */
static int walk_only(struct walk *w, struct mk_buf *last, struct mk_error *e)
{
    static const char *const ends[] = { "", "-journal", "-wal" };
    int rc = 0;
    for (size_t i = 0; rc == 0 && i < sizeof ends / sizeof *ends; i++) {
        mk_buf_clear(&w->f->path);
        mk_buf_puts(&w->f->path, w->f->only);
        mk_buf_puts(&w->f->path, ends[i]);
        const char *name = mk_buf_cstr(&w->f->path);
        rc = name ? tell(w, w->f->root, name, last, e) : no_memory(e);
    }
    return rc;
}

static int folder_list(void *u, int (*each)(void *, const struct mk_entry *, struct mk_error *),
                       void *eu, struct mk_error *e)
{
    struct folder *f = u;
    struct walk w = { f, each, eu };
    struct mk_buf last;
    mk_buf_init(&last, PATH_MOST);
    mk_buf_clear(&f->store);
    mk_buf_clear(&f->blocks);
    mk_buf_clear(&f->path);
    f->count = 0;
    int rc = f->only ? walk_only(&w, &last, e) : walk_folder(&w, f->root, 0, &last, e);
    mk_buf_done(&last);
    return rc < 0 ? -1 : 0;
}

/* Opens part by part, so that no link on the way is followed. `path` is NUL-ended and cut up. */
static int open_below(int root, char *path, struct mk_error *e)
{
    int dir = root, fd = -1;
    for (char *part = path, *slash; part; part = slash ? slash + 1 : NULL) {
        int flags = O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK;
        slash = strchr(part, '/');
        if (slash) {
            *slash = 0;
            flags |= O_DIRECTORY | O_PATH;
        }
        fd = openat(dir, part, flags);
        if (fd < 0)
            mk_fail_errno(e, part);
        if (dir != root)
            close(dir);
        if (fd < 0)
            return -1;
        dir = fd;
    }
    return fd;
}

static int folder_open(struct mk_file *out, void *u, uint64_t id, struct mk_error *e)
{
    struct folder *f = u;
    struct mk_buf path;
    struct stat st;
    int fd = -1, rc = -1;
    mk_buf_init(&path, PATH_MOST + 1);
    if (recall(&path, f, id, e) == 0 && !mk_buf_cstr(&path))
        no_memory(e);
    else if (mk_buf_ok(&path) && path.len)
        fd = open_below(f->root, (char *)path.p, e);
    if (fd >= 0 && fstat(fd, &st) != 0)
        mk_fail_errno(e, "fstat");
    else if (fd >= 0 && !S_ISREG(st.st_mode))
        mk_fail(e, MK_EABSENT, "no longer a file");
    else if (fd >= 0)
        rc = mk_file_fd(out, fd, e);
    if (rc != 0 && fd >= 0)
        close(fd);
    mk_buf_done(&path);
    return rc;
}

static void folder_free(void *u)
{
    struct folder *f = u;
    if (!f)
        return;
    if (f->root >= 0)
        close(f->root);
    free(f->only);
    mk_buf_done(&f->store);
    mk_buf_done(&f->blocks);
    mk_buf_done(&f->path);
    free(f);
}

/* Splits PATH when it names a file: root becomes the folder around it. */
static int open_root(struct folder *f, const char *path, struct mk_error *e)
{
    struct stat st;
    if (stat(path, &st) != 0)
        return mk_fail_errno(e, path);
    if (S_ISDIR(st.st_mode)) {
        f->root = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        return f->root < 0 ? mk_fail_errno(e, path) : 0;
    }
    if (!S_ISREG(st.st_mode))
        return mk_fail(e, MK_EUSAGE, "%s: neither a file nor a folder", path);
    char *real = realpath(path, NULL); /* the argument itself may be a link: it is the user's */
    char *slash = real ? strrchr(real, '/') : NULL;
    if (slash) {
        f->only = strdup(slash + 1);
        slash[slash == real] = 0;
        f->root = open(real, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    }
    free(real);
    return f->only && f->root >= 0 ? 0 : mk_fail_errno(e, path);
}

int mk_source_folder(struct mk_source *out, const char *path, struct mk_error *e)
{
    struct folder *f = calloc(1, sizeof *f);
    if (!f)
        return mk_fail(e, MK_ENOMEM, "source");
    f->root = -1;
    mk_buf_init(&f->store, STORE_MAX);
    mk_buf_init(&f->blocks, STORE_MAX);
    mk_buf_init(&f->path, PATH_MOST);
    if (open_root(f, path, e) != 0) {
        folder_free(f);
        return -1;
    }
    *out = (struct mk_source){ folder_list, folder_open, folder_free, f };
    return 0;
}
