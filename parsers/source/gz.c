/*
 * One file packed by gzip (RFC 1952): "\x1f\x8b\x08", u8 flags ... The file inside is called like
 * the archive without its ending, as gunzip would call it.
 */
#include "parsers/source/container.h"
#include "parsers/source/inflate.h"
#include "parsers/source/remarks.h"
#include <stdlib.h>

struct gz {
    const struct mk_file *f;
    struct mk_scratch *scratch;
    struct mk_remarks notes;
    struct mk_buf name;
};

static bool knows(struct mk_span head, struct mk_span path)
{
    (void)path;
    return mk_span_starts(head, mk_str("\x1f\x8b\x08")) && head.len >= 18; /* with its trailer */
}

static void name_inside(struct mk_buf *out, struct mk_span path)
{
    size_t from = path.len;
    while (from > 0 && path.p[from - 1] != '/')
        from--;
    struct mk_span base = mk_span_from(path, from);
    bool tgz = mk_span_ends_fold(base, mk_str(".tgz")),
         plain = mk_span_ends_fold(base, mk_str(".gz"));
    size_t cut = tgz ? 4 : plain ? 3 : 0;
    mk_buf_put(out, base.p, base.len - cut);
    mk_buf_puts(out, tgz ? ".tar" : "");
    if (out->len == 0)
        mk_buf_puts(out, "content");
}

static int gz_list(void *u, int (*each)(void *, const struct mk_entry *, struct mk_error *),
                   void *eu, struct mk_error *e)
{
    const struct gz *g = u;
    struct mk_entry en = { .path = mk_buf_span(&g->name) }; /* its size is known when unpacked */
    return each(eu, &en, e) < 0 ? -1 : 0;
}

static int put_piece(void *u, const void *p, size_t n, struct mk_error *e)
{
    return mk_piece_put(u, p, n, e);
}

static int gz_open(struct mk_file *out, void *u, uint64_t id, struct mk_error *e)
{
    struct gz *g = u;
    struct mk_part_reader part;
    struct mk_reader in = mk_reader_part(&part, g->f, 0, g->f->size);
    struct mk_inflated got;
    struct mk_piece piece;
    (void)id;
    mk_piece_begin(&piece, g->scratch);
    if (mk_inflate(&got, MK_WRAP_GZIP, &in, mk_inflate_most(g->f->size), put_piece, &piece, e) != 0)
        return -1;
    if (got.odd)
        mk_remark(&g->notes, "gzip: cut off at %llu bytes: %s", (unsigned long long)got.out,
                  got.odd);
    else if (got.in != g->f->size)
        mk_remark(&g->notes, "gzip: %llu bytes behind its end",
                  (unsigned long long)(g->f->size - got.in));
    return mk_piece_file(out, &piece, e);
}

static void gz_free(void *u)
{
    struct gz *g = u;
    mk_remarks_done(&g->notes);
    mk_buf_done(&g->name);
    free(g);
}

static int open_container(struct mk_source *out, const struct mk_file *file,
                          const struct mk_context *cx, struct mk_error *e)
{
    struct gz *g = calloc(1, sizeof *g);
    if (!g)
        return mk_fail(e, MK_ENOMEM, "gzip");
    g->f = file;
    g->scratch = cx->scratch;
    mk_remarks_init(&g->notes);
    mk_buf_init(&g->name, cx->path.len + 16);
    name_inside(&g->name, cx->path);
    if (!mk_buf_ok(&g->name)) {
        gz_free(g);
        return mk_fail(e, MK_ENOMEM, "gzip");
    }
    *out = (struct mk_source){ gz_list, gz_open, gz_free, g };
    return 0;
}

static const char *remark(const struct mk_source *src, size_t i)
{
    struct gz *g = src->u;
    return mk_remarks_at(&g->notes, i);
}

const struct mk_container mk_container_gz = { "gz", knows, open_container, remark };
