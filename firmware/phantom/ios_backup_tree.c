#include "firmware/phantom/ios_backup_tree.h"
#include "parsers/base/glob.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define MEMORY    ((size_t)1 << 30)
#define DEPTH_MAX 64u

struct walk {
    struct mk_phone_tree *t;
    const json_t *left_out;
    char path[PATH_MAX]; /* below phone/ */
    size_t len;
};

static bool leave_out(const struct walk *w)
{
    for (size_t i = 0; i < json_array_size(w->left_out); i++) {
        const char *glob = json_string_value(json_array_get(w->left_out, i));
        if (glob && mk_glob_fits(glob, mk_span(w->path, w->len)))
            return true;
    }
    return false;
}

static int name_item(struct mk_phone_item *item, const struct walk *w, struct mk_error *e)
{
    struct mk_span whole = mk_span(w->path, w->len);
    const uint8_t *slash = memchr(whole.p, '/', whole.len);
    size_t n = slash ? (size_t)(slash - whole.p) : whole.len;
    item->domain = mk_arena_copy(&w->t->arena, mk_span(whole.p, n));
    item->path = mk_arena_copy(&w->t->arena, mk_span_from(whole, n + 1));
    if (!item->domain.p || !item->path.p)
        return mk_fail(e, MK_ENOMEM, "phone/");
    return mk_ios_id(item->id, item->domain, item->path, e);
}

static int read_target(struct mk_phone_item *item, const struct walk *w, struct mk_error *e)
{
    char to[PATH_MAX];
    ssize_t n = readlinkat(w->t->dir, w->path, to, sizeof to);
    if (n < 0)
        return mk_fail_errno(e, w->path);
    item->target = mk_arena_copy(&w->t->arena, mk_span(to, (size_t)n));
    return item->target.p ? 0 : mk_fail(e, MK_ENOMEM, "phone/");
}

static int add(struct walk *w, const struct stat *st, struct mk_error *e)
{
    struct mk_phone_item item = { .mode = st->st_mode, .modified = st->st_mtime };
    struct mk_phone_tree *t = w->t;
    item.type = S_ISREG(st->st_mode)   ? MK_IOS_FILE
                : S_ISDIR(st->st_mode) ? MK_IOS_FOLDER
                : S_ISLNK(st->st_mode) ? MK_IOS_LINK
                                       : MK_IOS_OTHER;
    bool stray = item.type != MK_IOS_FOLDER && !memchr(w->path, '/', w->len); /* in no domain */
    if (item.type == MK_IOS_OTHER || stray || (item.type != MK_IOS_FOLDER && leave_out(w)))
        return 0;
    item.size = item.type == MK_IOS_FILE ? (uint64_t)st->st_size : 0;
    if (name_item(&item, w, e) || (item.type == MK_IOS_LINK && read_target(&item, w, e)))
        return -1;
    t->bytes += item.size;
    if (item.type != MK_IOS_FOLDER && item.modified > t->newest)
        t->newest = item.modified;
    mk_buf_put(&t->at, &item, sizeof item);
    t->n++;
    return mk_buf_ok(&t->at) ? 0 : mk_fail(e, MK_ENOMEM, "phone/");
}

static int folder(struct walk *w, unsigned depth, struct mk_error *e);

/* One name of the folder that w->path is. */
static int entry(struct walk *w, const char *name, unsigned depth, struct mk_error *e)
{
    struct stat st;
    size_t len = w->len, n = strlen(name);
    if (len + n + 2 > sizeof w->path || depth > DEPTH_MAX)
        return mk_fail(e, MK_ELIMIT, "phone/%s: too deep", w->path);
    w->len += (size_t)snprintf(w->path + len, sizeof w->path - len, "%s%s", len ? "/" : "", name);
    int rc = fstatat(w->t->dir, w->path, &st, AT_SYMLINK_NOFOLLOW) ? mk_fail_errno(e, w->path)
                                                                   : add(w, &st, e);
    if (rc == 0 && S_ISDIR(st.st_mode))
        rc = folder(w, depth + 1, e);
    w->len = len;
    w->path[len] = 0;
    return rc;
}

static int folder(struct walk *w, unsigned depth, struct mk_error *e)
{
    int rc = 0, fd = openat(w->t->dir, w->len ? w->path : ".",
                            O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *d = fd < 0 ? NULL : fdopendir(fd);
    if (!d) {
        mk_fail_errno(e, w->len ? w->path : "phone/");
        if (fd >= 0)
            close(fd);
        return -1;
    }
    for (struct dirent *en; rc == 0 && (errno = 0, en = readdir(d));)
        if (strcmp(en->d_name, ".") != 0 && strcmp(en->d_name, "..") != 0)
            rc = entry(w, en->d_name, depth, e);
    closedir(d);
    return rc;
}

static int by_name(const void *a, const void *b)
{
    const struct mk_phone_item *x = a, *y = b;
    int d = mk_span_cmp(x->domain, y->domain);
    return d ? d : mk_span_cmp(x->path, y->path);
}

/* Sorted; and folders, which whoever made the exercise wrote into at that moment, get a time that
 * does not tell of it. */
static void settle(struct mk_phone_tree *t)
{
    struct mk_phone_item *items = (struct mk_phone_item *)(void *)t->at.p;
    for (size_t i = 0; i < t->n; i++)
        if (items[i].type == MK_IOS_FOLDER)
            items[i].modified = t->newest;
    if (t->n)
        qsort(items, t->n, sizeof *items, by_name);
}

int mk_phone_tree_read(struct mk_phone_tree *out, int exercise, const json_t *left_out,
                       struct mk_error *e)
{
    int rc = -1;
    struct walk *w = calloc(1, sizeof *w);
    *out = (struct mk_phone_tree){ .dir = -1 };
    mk_arena_init(&out->arena, MEMORY);
    mk_buf_init(&out->at, MEMORY);
    if (!w) {
        mk_fail(e, MK_ENOMEM, "phone/");
        goto out;
    }
    w->t = out;
    w->left_out = left_out;
    out->dir = openat(exercise, "phone", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (out->dir < 0) {
        mk_fail_errno(e, "phone/");
        goto out;
    }
    if (folder(w, 0, e))
        goto out;
    settle(out);
    rc = 0;
out:
    free(w);
    if (rc != 0)
        mk_phone_tree_done(out);
    return rc;
}

void mk_phone_tree_done(struct mk_phone_tree *t)
{
    if (t->dir >= 0)
        close(t->dir);
    mk_arena_done(&t->arena);
    mk_buf_done(&t->at);
    t->dir = -1;
}

int mk_phone_item_open(const struct mk_phone_tree *t, const struct mk_phone_item *item,
                       struct mk_error *e)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/%s", (const char *)item->domain.p, (const char *)item->path.p);
    int fd = openat(t->dir, path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    return fd < 0 ? mk_fail_errno(e, path) : fd;
}
