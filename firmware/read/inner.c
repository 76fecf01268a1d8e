/* One file out of a container, for the examiner who looks at a record's source: through the same
 * containers as when it was parsed, by the path that the record has it under. */
#include "firmware/read/inner.h"
#include "parsers/format/ios_backup.h"
#include "parsers/source/container.h"

struct way {
    struct mk_serve *s;
    mk_inner_put *put;
    size_t depth;
};

/* Which entry leads on: the file itself, or the container that has the longest part of its path. */
struct search {
    struct mk_span path;
    unsigned copy, seen; /* an archive may hold several files of one name */
    uint64_t id;
    size_t len; /* of the entry's path; 0: there is none */
    bool exact;
};

static int look(void *u, const struct mk_entry *en, struct mk_error *e)
{
    struct search *f = u;
    size_t n = en->path.len;
    (void)e;
    bool exact = mk_span_eq(en->path, f->path);
    if (exact && f->seen++ != f->copy)
        return 0;
    if (!exact && (n == 0 || n <= f->len || n >= f->path.len || f->path.p[n] != '/' ||
                   !mk_span_starts(f->path, en->path)))
        return 0;
    f->id = en->id;
    f->len = n;
    f->exact = exact;
    return exact;
}

static int absent(struct mk_error *e)
{
    return mk_fail(e, MK_EABSENT, "the container has no file of that path");
}

static int find(struct search *f, const struct mk_source *src, struct mk_span path,
                struct mk_error *e)
{
    *f = (struct search){ .path = path };
    int rc = src->list(src->u, look, f, e);
    /* "x#2" is the second x (parsers/engine/read_container.c), where nothing is called so. */
    size_t at = path.len;
    unsigned n = 0, ten = 1;
    for (; rc == 0 && at > 0 && path.p[at - 1] >= '0' && path.p[at - 1] <= '9' && ten < 1000000;
         at--, ten *= 10)
        n += (unsigned)(path.p[at - 1] - '0') * ten;
    if (rc == 0 && !f->len && n > 1 && at > 0 && path.p[at - 1] == '#') {
        *f = (struct search){ .path = mk_span(path.p, at - 1), .copy = n - 1 };
        rc = src->list(src->u, look, f, e);
        if (!f->exact)
            f->len = 0;
    }
    return rc < 0 ? -1 : f->len ? 0 : absent(e);
}

static int put_all(const struct way *w, const struct mk_file *f, struct mk_error *e)
{
    static uint8_t step[65536];
    size_t got = 1;
    for (uint64_t at = 0; at < f->size && got; at += got)
        if (f->pread(f->u, at, step, sizeof step, &got, e) != 0 || w->put(w->s, step, got, e) != 0)
            return -1;
    return 0;
}

static const struct mk_container *container_of(const struct mk_file *f, struct mk_span path,
                                               struct mk_error *e)
{
    uint8_t head[MK_HEAD_MAX];
    const struct mk_container *c;
    size_t got;
    if (f->pread(f->u, 0, head, sizeof head, &got, e) != 0)
        return NULL;
    for (size_t i = 0; (c = mk_container_at(i)); i++)
        if (c->knows(mk_span(head, got), path))
            return c;
    absent(e); /* a part of its path is a file that holds none */
    return NULL;
}

static int go_into(struct way *w, const struct mk_container *c, const struct mk_file *f,
                   struct mk_context *cx, struct mk_span path, struct mk_error *e);

static int go_on(struct way *w, const struct mk_source *src, struct mk_context *cx,
                 struct mk_span path, struct mk_error *e)
{
    struct mk_context in = *cx;
    struct mk_file f = { 0 };
    struct search found;
    if (find(&found, src, path, e) != 0 || src->open(&f, src->u, found.id, e) != 0)
        return -1;
    in.backup = NULL;
    in.path = mk_span(path.p, found.len);
    const struct mk_container *c = found.exact ? NULL : container_of(&f, in.path, e);
    int rc = found.exact ? put_all(w, &f, e)
             : c         ? go_into(w, c, &f, &in, mk_span_from(path, found.len + 1), e)
                         : -1;
    mk_file_close(&f);
    return rc;
}

static int go_into(struct way *w, const struct mk_container *c, const struct mk_file *f,
                   struct mk_context *cx, struct mk_span path, struct mk_error *e)
{
    struct mk_source src = { 0 };
    if (w->depth++ >= MK_CONTAINER_DEPTH)
        return mk_fail(e, MK_ELIMIT, "containers inside each other, deeper than %d: not opened",
                       MK_CONTAINER_DEPTH);
    int rc = c->open(&src, f, cx, e);
    if (rc == 0)
        rc = go_on(w, &src, cx, path, e);
    mk_source_done(&src);
    return rc;
}

int mk_serve_inner(struct mk_serve *s, struct mk_span path, const struct mk_file *f,
                   mk_inner_put *put, struct mk_error *e)
{
    const struct mk_source src = { .open = mk_serve_open, .u = s };
    struct mk_context cx = s->context;
    struct way w = { .s = s, .put = put };
    uint64_t mark = s->scratch.used;
    s->backup.src = &src;
    cx.backup = s->is_backup ? &s->backup : NULL;
    const struct mk_container *c =
        s->is_backup ? &mk_container_ios_backup : container_of(f, cx.path, e);
    int rc = c ? go_into(&w, c, f, &cx, path, e) : -1;
    if (s->context.scratch)
        mk_scratch_back(&s->scratch, mark);
    mk_serve_no_backup(s);
    struct mk_error lost;
    return mk_serve_derived(s, rc == 0 ? e : &lost) == 0 ? rc : -1;
}
