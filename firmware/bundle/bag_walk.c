/* What is in a bag's folder, and which of it are manifests. */
#include "firmware/bundle/bag.h"
#include "firmware/bundle/verify.h"
#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <unistd.h>

#define DEPTH_MAX 100

struct level {
    struct mk_bag *b;
    int dir;
    struct mk_span path; /* "data/a/", in the arena; empty at the top */
    unsigned depth;
};

static struct mk_span joined(struct mk_bag *b, struct mk_span head, const char *name, bool folder)
{
    size_t n = strlen(name);
    uint8_t *p = mk_arena_alloc(&b->arena, head.len + n + 2);
    if (!p) {
        b->no_memory = true;
        return (struct mk_span){ 0 };
    }
    if (head.len)
        memcpy(p, head.p, head.len);
    memcpy(p + head.len, name, n);
    p[head.len + n] = folder ? '/' : 0;
    return mk_span(p, head.len + n + folder);
}

static int entry(void *u, const char *name);

static void enter(const struct level *l, const char *name, struct mk_span path)
{
    struct mk_verify_text t;
    const char *why = "too deep";
    struct level in = { l->b, -1, path, l->depth + 1 };
    mk_verify_text(&t, path);
    if (in.depth < DEPTH_MAX)
        in.dir = mk_verify_folder(&why, l->dir, name);
    if (in.dir < 0) {
        mk_bag_against(l->b, t.s, why);
        return;
    }
    if (mk_verify_names(in.dir, entry, &in) < 0)
        mk_bag_against(l->b, t.s, mk_verify_cannot);
    close(in.dir);
}

/* Returns 1 (stop) without memory. */
static int entry(void *u, const char *name)
{
    const struct level *l = u;
    struct mk_verify_text t;
    struct stat st;
    bool known = fstatat(l->dir, name, &st, AT_SYMLINK_NOFOLLOW) == 0;
    int err = errno;
    struct mk_span path = joined(l->b, l->path, name, known && S_ISDIR(st.st_mode));
    if (!path.p)
        return 1;
    if (!known) {
        mk_verify_text(&t, path);
        errno = err;
        mk_bag_against(l->b, t.s, err == ENOENT ? "missing" : mk_verify_cannot);
    } else if (S_ISDIR(st.st_mode)) {
        enter(l, name, path);
    } else if (!S_ISREG(st.st_mode)) {
        mk_bag_say(l->b, true, "%s: %s", mk_verify_text(&t, path),
                   S_ISLNK(st.st_mode) ? "a link: not followed" : "not a regular file");
    } else {
        struct mk_bag_file *f = mk_bag_more(l->b, &l->b->files, sizeof *f);
        if (f)
            *f = (struct mk_bag_file){ .path = path, .size = (uint64_t)st.st_size };
    }
    return l->b->no_memory;
}

static int by_path(const void *a, const void *b)
{
    return mk_span_cmp(((const struct mk_bag_file *)a)->path,
                       ((const struct mk_bag_file *)b)->path);
}

struct mk_bag_file *mk_bag_find(const struct mk_bag *b, struct mk_span path)
{
    struct mk_bag_file key = { .path = path };
    return b->files.n ? bsearch(&key, b->files.p, b->files.n, sizeof key, by_path) : NULL;
}

/* "manifest-<alg>.txt": RFC 8493 section 2.4: the name without punctuation, in lower case. */
static void manifest(struct mk_bag *b, struct mk_span path, struct mk_span alg, bool tag)
{
    struct mk_verify_text t;
    char name[24];
    if (alg.len >= sizeof name)
        return;
    memcpy(name, alg.p, alg.len);
    name[alg.len] = 0;
    EVP_MD *md = EVP_MD_fetch(NULL, name, NULL);
    if (!md || EVP_MD_get_size(md) <= 0 || EVP_MD_get_size(md) > MK_BAG_DIGEST ||
        b->nlists == MK_BAG_LISTS) {
        mk_bag_say(b, false, "%s: its kind of checksum is not known here: not checked",
                   mk_verify_text(&t, path));
        EVP_MD_free(md);
        return;
    }
    b->lists[b->nlists++] = (struct mk_bag_list){ (const char *)path.p, md, tag };
}

static void lists(struct mk_bag *b)
{
    static const char tail[] = ".txt";
    const struct mk_bag_file *f = b->files.p;
    bool unknown = false, payload = false;
    for (size_t i = 0; i < b->files.n; i++) {
        struct mk_span p = f[i].path;
        bool tag = mk_span_starts(p, mk_str("tagmanifest-"));
        size_t head = tag ? 12 : 9, before = b->nlists;
        if ((!tag && !mk_span_starts(p, mk_str("manifest-"))) || !mk_span_ends(p, mk_str(tail)) ||
            p.len <= head + sizeof tail - 1 || memchr(p.p, '/', p.len))
            continue;
        manifest(b, p, mk_span(p.p + head, p.len - head - (sizeof tail - 1)), tag);
        payload |= !tag && b->nlists > before;
        unknown |= !tag && b->nlists == before;
    }
    if (!payload && unknown)
        b->unsupported = true;
    else if (!payload)
        mk_bag_say(b, true, "manifest-*.txt: missing: a bag needs one");
}

void mk_bag_walk(struct mk_bag *b)
{
    struct level top = { b, b->dir, { 0 }, 0 };
    struct stat st;
    if (mk_verify_names(b->dir, entry, &top) < 0)
        mk_bag_against(b, "the folder", mk_verify_cannot);
    if (b->no_memory)
        return;
    if (b->files.n)
        qsort(b->files.p, b->files.n, sizeof(struct mk_bag_file), by_path);
    if (fstatat(b->dir, "data", &st, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISDIR(st.st_mode))
        mk_bag_say(b, true, "data/: missing: a bag needs it");
    lists(b);
}
