#include "host/viewer/evidence.h"
#include "firmware/bundle/bundle.h"
#include "firmware/bundle/format.h"
#include "host/case/views.h"
#include "host/parse/parse.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define KEPT 8u

struct kept {
    int64_t bundle; /* 0: free */
    struct mk_source src;
    bool is_bundle, alone;
    char path[4200];
    uint64_t used;
};

struct mk_kept {
    struct kept all[KEPT];
    uint64_t turn;
};

int mk_kept_new(struct mk_kept **out, struct mk_error *e)
{
    *out = calloc(1, sizeof **out);
    return *out ? 0 : mk_fail(e, MK_ENOMEM, "bundles");
}

static void drop(struct kept *k)
{
    if (k->bundle)
        mk_source_done(&k->src);
    *k = (struct kept){ 0 };
}

void mk_kept_free(struct mk_kept *k)
{
    for (size_t i = 0; k && i < KEPT; i++)
        drop(&k->all[i]);
    free(k);
}

struct search {
    int64_t id;
    char path[4200];
};

static int is_it(void *u, const struct mk_case_bundle *b, struct mk_error *e)
{
    struct search *s = u;
    (void)e;
    if (b->id == s->id)
        snprintf(s->path, sizeof s->path, "%s", b->path);
    return 0;
}

static int pass(void *u, const struct mk_entry *en, struct mk_error *e)
{
    (void)u;
    (void)en;
    (void)e;
    return 0;
}

/* A folder is numbered by listing it: as it is now, which may not be as it was. */
static int open_it(struct kept *k, const char *path, struct mk_error *e)
{
    if (mk_parse_open(&k->src, &k->alone, path, e) != 0)
        return -1;
    snprintf(k->path, sizeof k->path, "%s", path);
    k->is_bundle = !k->alone && mk_is_bundle(path);
    if (k->is_bundle || k->src.list(k->src.u, pass, NULL, e) == 0)
        return 0;
    mk_source_done(&k->src);
    return -1;
}

static struct kept *get(struct mk_desk *d, int64_t bundle, struct mk_error *e)
{
    struct search s = { .id = bundle };
    struct kept *k = &d->kept->all[0];
    for (size_t i = 0; i < KEPT; i++) {
        if (d->kept->all[i].bundle == bundle) {
            d->kept->all[i].used = ++d->kept->turn;
            return &d->kept->all[i];
        }
        if (d->kept->all[i].used < k->used)
            k = &d->kept->all[i];
    }
    if (mk_case_bundles(d->c, is_it, &s, e) != 0)
        return NULL;
    if (!s.path[0]) {
        mk_fail(e, MK_EABSENT, "there is no such bundle");
        return NULL;
    }
    drop(k);
    if (open_it(k, s.path, e) != 0) {
        *k = (struct kept){ 0 };
        d->evidence = true;
        return NULL;
    }
    k->bundle = bundle;
    k->used = ++d->kept->turn;
    return k;
}

int mk_desk_file(struct mk_file *out, struct mk_desk *d, int64_t bundle, uint64_t number,
                 struct mk_error *e)
{
    struct kept *k = get(d, bundle, e);
    if (!k)
        return -1;
    if (k->src.open(out, k->src.u, number, e) == 0)
        return 0;
    d->evidence = true;
    return -1;
}

void mk_desk_object(char out[static 64], struct mk_desk *d, int64_t bundle, uint64_t number)
{
    struct mk_error e;
    const struct kept *k = get(d, bundle, &e);
    out[0] = '\0';
    if (k && k->is_bundle)
        snprintf(out, 64, "data/%03llu/%07llu",
                 (unsigned long long)(number / MK_OBJECTS_PER_FOLDER), (unsigned long long)number);
}

/* Where on this machine's disk a file of the bundle lies; "": nowhere as a file of its own. */
static void path_of(struct mk_found_file *out, struct mk_desk *d, const struct kept *k,
                    struct mk_span path)
{
    char object[64];
    int n = -1;
    mk_desk_object(object, d, k->bundle, out->number);
    if (k->alone)
        n = snprintf(out->path, sizeof out->path, "%s", k->path);
    else if (object[0])
        n = snprintf(out->path, sizeof out->path, "%s/%s", k->path, object);
    else if (!mk_path_leaves(path) && path.len < sizeof out->path)
        n = snprintf(out->path, sizeof out->path, "%s/%.*s", k->path, (int)path.len,
                     (const char *)path.p);
    if (n < 0 || (size_t)n >= sizeof out->path)
        out->path[0] = '\0';
}

static int find_inner(struct mk_found_file *out, struct mk_desk *d, const struct kept *k,
                      struct mk_span path, struct mk_error *e)
{
    int fd, rc = mk_desk_inner(out, &fd, d, k->bundle, &k->src, path, e);
    if (rc <= 0)
        return rc;
    out->inner = true;
    snprintf(out->path, sizeof out->path, "/proc/self/fd/%d", fd);
    if (mk_file_fd(&out->f, fd, e) == 0)
        return 1;
    close(fd);
    return -1;
}

int mk_desk_find(struct mk_found_file *out, struct mk_desk *d, int64_t bundle, struct mk_span path,
                 struct mk_error *e)
{
    *out = (struct mk_found_file){ .inner = false };
    int rc = mk_case_file_number(&out->number, d->c, bundle, path, e);
    struct kept *k = rc >= 0 ? get(d, bundle, e) : NULL;
    if (!k)
        return -1;
    if (rc == 0)
        return find_inner(out, d, k, path, e);
    path_of(out, d, k, path);
    return mk_desk_file(&out->f, d, bundle, out->number, e) == 0 ? 1 : -1;
}

void mk_desk_found_done(struct mk_found_file *f)
{
    mk_file_close(&f->f);
}

int mk_desk_list(struct mk_desk *d, int64_t bundle,
                 int (*each)(void *u, const struct mk_entry *en, struct mk_error *e), void *u,
                 struct mk_error *e)
{
    struct kept *k = get(d, bundle, e);
    return k ? k->src.list(k->src.u, each, u, e) : -1;
}
