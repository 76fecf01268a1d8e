/* Files that lie inside containers: got out by a worker that sees nothing else, into a file without
 * a name. Paging through one asks for it again and again: the last few stay. */
#include "host/case/views.h"
#include "host/parse/decode.h"
#include "host/viewer/evidence.h"
#include "parsers/base/mac.h"
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#define KEPT      4u
#define PATH_MOST 65536u

struct inner {
    int64_t bundle; /* 0: free */
    struct mk_buf path;
    int fd;
    uint64_t number, used;
    size_t root;
};

struct mk_inner {
    struct inner all[KEPT];
    uint64_t turn;
    int64_t listed; /* the bundle whose containers are known; 0: none */
    struct mk_jobs jobs;
    struct mk_buf derived; /* a key, see struct mk_decode */
};

int mk_inner_new(struct mk_inner **out, struct mk_error *e)
{
    struct mk_inner *x = calloc(1, sizeof *x);
    *out = x;
    if (!x)
        return mk_fail(e, MK_ENOMEM, "containers");
    mk_buf_init(&x->derived, MK_PA_KEY_LEN);
    for (size_t i = 0; i < KEPT; i++)
        mk_buf_init(&x->all[i].path, PATH_MOST);
    return 0;
}

static void drop(struct inner *i)
{
    if (i->bundle)
        close(i->fd);
    i->bundle = 0;
    i->used = 0;
    mk_buf_clear(&i->path);
}

void mk_inner_free(struct mk_inner *x)
{
    for (size_t i = 0; x && i < KEPT; i++) {
        drop(&x->all[i]);
        mk_buf_done(&x->all[i].path);
    }
    if (!x)
        return;
    if (x->derived.p)
        mk_wipe(x->derived.p, x->derived.cap);
    mk_buf_done(&x->derived);
    mk_jobs_done(&x->jobs);
    free(x);
}

/* ---- which container ---- */

struct holder {
    uint64_t id; /* of the container, or of the backup's manifest */
    const struct mk_backup *backup;
    struct mk_span name, rest; /* its path; the path inside */
    size_t root;
};

static bool below(struct mk_span *rest, struct mk_span path, struct mk_span folder)
{
    size_t n = folder.len ? folder.len + 1 : 0;
    if (path.len <= n || (n && (!mk_span_starts(path, folder) || path.p[folder.len] != '/')))
        return false;
    *rest = mk_span_from(path, n);
    return true;
}

/* Its backups are told by the names of all its files: once, while it is looked at. */
static int list(struct mk_inner *x, int64_t bundle, const struct mk_source *src, struct mk_error *e)
{
    if (x->listed == bundle)
        return 0;
    x->listed = 0;
    mk_jobs_done(&x->jobs);
    x->jobs = (struct mk_jobs){ 0 };
    if (mk_jobs_find(&x->jobs, src, mk_span(NULL, 0), false, e) != 0)
        return -1;
    x->listed = bundle;
    return 0;
}

static bool in_backup(struct holder *h, const struct mk_inner *x, struct mk_span path)
{
    struct mk_span root, rest;
    bool found = false;
    size_t longest = 0;
    for (size_t i = 0; i < mk_jobs_count(&x->jobs); i++) {
        const struct mk_job *job = mk_jobs_at(&x->jobs, i);
        if (!job->backup || job->n == 0)
            continue;
        mk_backup_list_of(&root, job->name);
        if (!below(&rest, path, root) || (found && root.len <= longest))
            continue;
        *h = (struct holder){ job->entries[0].en.id, job->backup, job->name, rest, root.len };
        longest = root.len;
        found = true;
    }
    return found;
}

/* The longest part of the path that is a file of the bundle. 1, 0, -1. */
static int in_file(struct holder *h, struct mk_desk *d, int64_t bundle, struct mk_span path,
                   struct mk_error *e)
{
    int rc = 0;
    for (size_t n = path.len; rc == 0 && n-- > 1;) {
        if (path.p[n] != '/')
            continue;
        *h = (struct holder){ .name = mk_span(path.p, n), .rest = mk_span_from(path, n + 1) };
        rc = mk_case_file_number(&h->id, d->c, bundle, h->name, e);
    }
    return rc;
}

/* ---- getting it out ---- */

struct out {
    const struct mk_desk *d;
    int fd;
    uint64_t bytes;
};

static int put(void *u, struct mk_span bytes, struct mk_error *e)
{
    struct out *o = u;
    if (bytes.len > MK_INNER_MAX - o->bytes)
        return mk_fail(e, MK_ELIMIT, "a file in a container that is larger than what is shown");
    o->bytes += bytes.len;
    return mk_desk_write(o->fd, bytes, e);
}

static int get_out(struct out *o, struct mk_desk *d, const struct holder *h,
                   const struct mk_source *src, struct mk_error *e)
{
    const struct mk_parse_extra extra = { .secrets = d->secrets };
    struct mk_buf name, rest;
    mk_buf_init(&name, PATH_MOST);
    mk_buf_init(&rest, PATH_MOST);
    mk_buf_put(&name, h->name.p, h->name.len);
    mk_buf_put(&rest, h->rest.p, h->rest.len);
    const struct mk_decode what = { .what = MK_DECODE_INNER,
                                    .name = mk_buf_cstr(&rest),
                                    .path = mk_buf_cstr(&name),
                                    .extra = &extra,
                                    .put = put,
                                    .u = o,
                                    .src = src,
                                    .id = h->id,
                                    .inside = h->backup,
                                    .derived = &d->inner->derived };
    int rc = !what.name || !what.path ? mk_fail(e, MK_ENOMEM, "a file in a container")
                                      : mk_decode(&what, e);
    mk_buf_done(&name);
    mk_buf_done(&rest);
    return rc < 0 ? -1 : 0;
}

static struct inner *oldest(struct mk_inner *x)
{
    struct inner *i = &x->all[0];
    for (size_t k = 1; k < KEPT; k++)
        if (x->all[k].used < i->used)
            i = &x->all[k];
    return i;
}

static int hand_on(struct mk_found_file *out, int *fd, struct mk_inner *x, struct inner *i,
                   struct mk_error *e)
{
    i->used = ++x->turn;
    out->number = i->number;
    out->root = i->root;
    *fd = fcntl(i->fd, F_DUPFD_CLOEXEC, 0);
    return *fd < 0 ? mk_fail_errno(e, "a file in a container") : 1;
}

int mk_desk_inner(struct mk_found_file *out, int *fd, struct mk_desk *d, int64_t bundle,
                  const struct mk_source *src, struct mk_span path, struct mk_error *e)
{
    struct mk_inner *x = d->inner;
    struct holder h = { 0 };
    for (size_t i = 0; i < KEPT; i++)
        if (x->all[i].bundle == bundle && mk_span_eq(mk_buf_span(&x->all[i].path), path))
            return hand_on(out, fd, x, &x->all[i], e);
    if (list(x, bundle, src, e) != 0)
        return -1;
    int rc = in_backup(&h, x, path) ? 1 : in_file(&h, d, bundle, path, e);
    struct out o = { .d = d, .fd = rc > 0 ? mk_desk_scratch(d, e) : -1 };
    if (rc <= 0 || o.fd < 0)
        return rc <= 0 ? rc : -1;
    struct inner *i = oldest(x);
    drop(i);
    mk_buf_put(&i->path, path.p, path.len);
    rc = mk_buf_ok(&i->path) ? get_out(&o, d, &h, src, e)
                             : mk_fail(e, MK_ELIMIT, "a path that is too long");
    if (rc != 0) {
        close(o.fd);
        mk_buf_clear(&i->path);
        d->evidence = e->code != MK_EABSENT && e->code != MK_EAUTH;
        return e->code == MK_EABSENT ? 0 : -1;
    }
    i->bundle = bundle;
    i->fd = o.fd;
    i->number = h.id;
    i->root = h.root;
    return hand_on(out, fd, x, i, e);
}
