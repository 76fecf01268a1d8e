/* The manifests against the files: what is changed, missing, or not listed. */
#include "firmware/bundle/bag.h"
#include "firmware/bundle/verify.h"
#include <ctype.h>
#include <errno.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static int by_path_and_list(const void *a, const void *b)
{
    const struct mk_bag_sum *x = a, *y = b;
    int d = mk_span_cmp(x->path, y->path);
    return d ? d : (x->list > y->list) - (x->list < y->list);
}

/* ---- hashing ---- */

/* Opens a path that the walk has found, one level at a time. */
static int open_path(const char **why, const struct mk_bag *b, struct mk_span path)
{
    int dir = b->dir;
    char part[256];
    for (size_t from = 0;;) {
        struct mk_span rest = mk_span_from(path, from);
        const uint8_t *slash = rest.len ? memchr(rest.p, '/', rest.len) : NULL;
        size_t n = slash ? (size_t)(slash - rest.p) : rest.len;
        int next = -1;
        *why = "no name that a file can have";
        if (n > 0 && n < sizeof part) {
            memcpy(part, rest.p, n);
            part[n] = 0;
            next = slash ? mk_verify_folder(why, dir, part) : mk_verify_open(why, dir, part, NULL);
        }
        int err = errno;
        if (dir != b->dir)
            close(dir);
        errno = err;
        if (next < 0 || !slash)
            return next;
        dir = next;
        from += n + 1;
    }
}

struct hashes {
    const struct mk_bag_sum *sums; /* of one path */
    size_t n;
    EVP_MD_CTX *ctx[MK_BAG_LISTS];
};

static bool start(struct hashes *h, const struct mk_bag *b)
{
    for (size_t i = 0; i < h->n; i++) {
        h->ctx[i] = EVP_MD_CTX_new();
        if (!h->ctx[i] || EVP_DigestInit_ex2(h->ctx[i], b->lists[h->sums[i].list].md, NULL) != 1)
            return false;
    }
    return true;
}

/* One pass for all kinds of checksum. */
static bool feed(struct hashes *h, int fd)
{
    uint8_t step[65536];
    for (;;) {
        ssize_t got = mk_verify_read(fd, step, sizeof step);
        if (got <= 0)
            return got == 0;
        for (size_t i = 0; i < h->n; i++)
            if (EVP_DigestUpdate(h->ctx[i], step, (size_t)got) != 1)
                return false;
    }
}

static void hash_file(struct mk_bag *b, const struct mk_bag_sum *sums, size_t n)
{
    struct hashes h = { .sums = sums, .n = n };
    struct mk_verify_text t;
    const char *why;
    mk_verify_text(&t, sums->path);
    int fd = open_path(&why, b, sums->path);
    if (fd < 0) {
        mk_bag_against(b, t.s, why);
        return;
    }
    bool ready = start(&h, b);
    b->no_memory |= !ready;
    if (ready && !feed(&h, fd))
        mk_bag_against(b, t.s, mk_verify_cannot);
    for (size_t i = 0; ready && !b->no_memory && i < n; i++) {
        uint8_t md[EVP_MAX_MD_SIZE];
        if (EVP_DigestFinal_ex(h.ctx[i], md, NULL) != 1 || memcmp(md, sums[i].digest, sums[i].n))
            mk_bag_say(b, true, "%s: changed: not the checksum of %s", t.s,
                       b->lists[sums[i].list].name);
    }
    for (size_t i = 0; i < n; i++)
        EVP_MD_CTX_free(h.ctx[i]);
    close(fd);
}

/* ---- what is missing ---- */

/* Order without case; names that are alike otherwise stand together. */
static int folded_order(struct mk_span x, struct mk_span y)
{
    for (size_t i = 0; i < x.len && i < y.len; i++)
        if (tolower(x.p[i]) != tolower(y.p[i]))
            return tolower(x.p[i]) - tolower(y.p[i]);
    return (x.len > y.len) - (x.len < y.len);
}

static int by_folded(const void *a, const void *b)
{
    const struct mk_bag_sum *x = *(const struct mk_bag_sum *const *)a;
    const struct mk_bag_sum *y = *(const struct mk_bag_sum *const *)b;
    int d = folded_order(x->path, y->path);
    return d ? d : mk_span_cmp(x->path, y->path);
}

/* Fills b->folded, and names what a file system without case would take for one file. */
static void case_clashes(struct mk_bag *b)
{
    const struct mk_bag_sum *all = b->sums.p;
    struct mk_verify_text t, o;
    b->folded = mk_arena_array(&b->arena, b->sums.n + 1, sizeof *b->folded);
    if (!b->folded) {
        b->no_memory = true;
        return;
    }
    for (size_t i = 0; i < b->sums.n; i++)
        b->folded[i] = &all[i];
    if (b->sums.n)
        qsort(b->folded, b->sums.n, sizeof *b->folded, by_folded);
    for (size_t i = 1; i < b->sums.n; i++) {
        struct mk_span x = b->folded[i - 1]->path, y = b->folded[i]->path;
        if (folded_order(x, y) == 0 && !mk_span_eq(x, y))
            mk_bag_say(b, false, "warning: %s and %s differ in case only", mk_verify_text(&t, x),
                       mk_verify_text(&o, y));
    }
}

/*
 * A bag that was moved over a file system without case keeps one file of two names that differ in
 * case only. When both have the same checksum no content is missing.
 */
static bool kept_under_other_case(const struct mk_bag *b, const struct mk_bag_sum *s)
{
    size_t lo = 0, hi = b->sums.n;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (folded_order(b->folded[mid]->path, s->path) < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    for (; lo < b->sums.n && folded_order(b->folded[lo]->path, s->path) == 0; lo++) {
        const struct mk_bag_sum *o = b->folded[lo];
        if (o->list == s->list && !memcmp(o->digest, s->digest, s->n) && mk_bag_find(b, o->path))
            return true;
    }
    return false;
}

static bool system_file(struct mk_span path)
{
    static const char *const names[] = { ".DS_Store", "Thumbs.db", "desktop.ini" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (mk_span_ends(path, mk_str(names[i])) &&
            (path.len == strlen(names[i]) || path.p[path.len - strlen(names[i]) - 1] == '/'))
            return true;
    return false;
}

/* An operating system's own file that held nothing: copying drops them, no content is missing. */
static bool empty_system_file(const struct mk_bag *b, const struct mk_bag_sum *s)
{
    uint8_t md[EVP_MAX_MD_SIZE];
    return system_file(s->path) && EVP_Digest("", 0, md, NULL, b->lists[s->list].md, NULL) == 1 &&
           memcmp(md, s->digest, s->n) == 0;
}

static void missing(struct mk_bag *b, const struct mk_bag_sum *s)
{
    struct mk_verify_text t;
    const char *name = mk_verify_text(&t, s->path);
    if (mk_bag_in_fetch(b, s->path)) {
        mk_bag_say(b, true, "%s: not fetched yet: the bag is not complete", name);
    } else if (kept_under_other_case(b, s)) {
        mk_bag_say(b, false, "warning: %s: is there under a name that differs in case only", name);
    } else if (empty_system_file(b, s)) {
        mk_bag_say(b, false, "warning: %s: missing, an empty file of an operating system", name);
        b->excused += !b->lists[s->list].tag;
    } else {
        mk_bag_say(b, true, "%s: missing", name);
    }
}

/* All lines about one path. */
static void one_path(struct mk_bag *b, const struct mk_bag_sum *sums, size_t n)
{
    struct mk_verify_text t;
    struct mk_bag_file *f = mk_bag_find(b, sums->path);
    bool twice = false;
    for (size_t i = 0; i < n; i++) {
        twice |= i && sums[i].list == sums[i - 1].list;
        if (f)
            f->lists |= 1u << sums[i].list;
    }
    if (twice)
        mk_bag_say(b, true, "%s: listed twice in one manifest", mk_verify_text(&t, sums->path));
    else if (f)
        hash_file(b, sums, n);
    else
        missing(b, sums);
}

/* ---- what is not listed ---- */

static void unlisted(struct mk_bag *b, const struct mk_bag_file *f)
{
    struct mk_verify_text t;
    bool payload = mk_span_starts(f->path, mk_str("data/")), any = false, all = true;
    bool manifest = mk_span_starts(f->path, mk_str("manifest-"));
    for (size_t i = 0; i < b->nlists; i++)
        if (b->lists[i].tag != payload) {
            bool has = f->lists >> i & 1;
            any |= has;
            all &= has;
        }
    mk_verify_text(&t, f->path);
    if (payload && !any)
        mk_bag_say(b, true, "%s: no manifest has it", t.s);
    else if (payload && !all && b->version >= MK_BAG_1_0)
        mk_bag_say(b, true, "%s: not every manifest has it", t.s);
    else if (manifest && !all)
        mk_bag_say(b, b->version >= MK_BAG_1_0, "%s: a tag manifest does not have it", t.s);
    if (payload && system_file(f->path))
        mk_bag_say(b, false, "warning: %s: an operating system's own file", t.s);
}

static void unlisted_fetch(struct mk_bag *b)
{
    const struct mk_span *path = b->fetch.p;
    const struct mk_bag_sum *all = b->sums.p;
    struct mk_verify_text t;
    for (size_t i = 0; i < b->fetch.n; i++) {
        size_t lo = 0, hi = b->sums.n;
        while (lo < hi) {
            size_t mid = lo + (hi - lo) / 2;
            if (mk_span_cmp(all[mid].path, path[i]) < 0)
                lo = mid + 1;
            else
                hi = mid;
        }
        if (lo == b->sums.n || !mk_span_eq(all[lo].path, path[i]))
            mk_bag_say(b, true, "fetch.txt: no manifest has %s", mk_verify_text(&t, path[i]));
    }
}

void mk_bag_compare(struct mk_bag *b)
{
    struct mk_bag_sum *all = b->sums.p;
    const struct mk_bag_file *files = b->files.p;
    if (b->sums.n)
        qsort(all, b->sums.n, sizeof *all, by_path_and_list);
    case_clashes(b);
    for (size_t i = 0, n; i < b->sums.n && !b->no_memory; i += n) {
        for (n = 1; i + n < b->sums.n && mk_span_eq(all[i].path, all[i + n].path);)
            n++;
        one_path(b, all + i, n);
    }
    for (size_t i = 0; i < b->files.n; i++)
        unlisted(b, &files[i]);
    unlisted_fetch(b);
}
