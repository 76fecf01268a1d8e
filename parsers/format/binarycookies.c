#include "parsers/format/binarycookies.h"
#include "parsers/base/buf.h"
#include "parsers/base/cursor.h"
#include "parsers/table/grid.h"
#include <stdlib.h>

#define PAGES_MAX  65536u
#define PAGE_MAX   ((size_t)16 << 20)
#define COOKIE_LEN 56u

enum { HOST, NAME, PATH, VALUE, COMMENT, COMMENT_URL, FLAGS, EXPIRES, CREATED, COLUMNS };
static const char *const columns[COLUMNS + 1] = {
    "host", "name", "path", "value", "comment", "comment_url", "flags", "expires", "created",
};
static const struct mk_grid_table tables[] = { { "cookies", columns }, { 0 } };

struct jar {
    const struct mk_file *file;
    struct mk_buf head; /* the file's, with the sizes of the pages */
    struct mk_buf page;
    uint32_t npages, next;
    uint64_t at; /* of the next page */
};

static int read_at(struct mk_buf *out, const struct mk_file *f, uint64_t at, size_t n,
                   struct mk_error *e)
{
    size_t got = 0;
    mk_buf_clear(out);
    uint8_t *p = n ? mk_buf_room(out, n) : NULL;
    if (n && !p)
        return mk_fail(e, MK_ENOMEM, "cookies");
    if (n && f->pread(f->u, at, p, n, &got, e) != 0)
        return -1;
    out->len = got;
    return 0;
}

static int start(void *u, struct mk_grid *g, struct mk_error *e)
{
    struct jar *j = u;
    if (read_at(&j->head, j->file, 0, 8, e) != 0)
        return -1;
    struct mk_cursor c = mk_cur(mk_buf_span(&j->head));
    struct mk_span magic = mk_cur_take(&c, 4);
    j->npages = mk_cur_u32be(&c);
    if (!mk_span_is(magic, "cook") || !mk_cur_ok(&c) || j->npages > PAGES_MAX)
        return mk_fail(e, MK_EFORMAT, "cookies: no such file");
    if (read_at(&j->head, j->file, 8, (size_t)j->npages * 4, e) != 0)
        return -1;
    if (j->head.len < (size_t)j->npages * 4)
        mk_grid_remark(g, "the list of pages breaks off");
    j->next = 0;
    j->at = 8 + (uint64_t)j->npages * 4;
    return 0;
}

/* A string of the cookie, ended by NUL. */
static void put_text(struct mk_grid *g, size_t column, struct mk_span cookie, uint32_t at)
{
    struct mk_span s = mk_span_from(cookie, at);
    if (at < COOKIE_LEN || !s.len) {
        mk_grid_lost(g, column, "it would lie outside of the cookie");
        return;
    }
    const uint8_t *end = memchr(s.p, 0, s.len);
    if (!end) {
        mk_grid_lost(g, column, "it has no end");
        return;
    }
    s.len = (size_t)(end - s.p);
    mk_grid_text(g, column, s);
}

static double real(struct mk_cursor *c)
{
    uint64_t bits = mk_cur_u64le(c);
    double v;
    memcpy(&v, &bits, sizeof v);
    return v;
}

static void put_cookie(struct mk_grid *g, struct mk_span page, uint32_t at)
{
    static const size_t texts[] = { HOST, NAME, PATH, VALUE, COMMENT, COMMENT_URL };
    struct mk_cursor c = mk_cur(mk_span_from(page, at));
    uint32_t size = mk_cur_u32le(&c);
    struct mk_span cookie = mk_span(c.in.p, size < c.in.len ? size : c.in.len);
    uint32_t where[6];
    mk_cur_take(&c, 4);
    uint32_t flags = mk_cur_u32le(&c);
    mk_cur_take(&c, 4);
    for (size_t i = 0; i < 6; i++)
        where[i] = mk_cur_u32le(&c);
    double expires = real(&c), created = real(&c);
    mk_grid_row(g, 0, 0);
    if (!mk_cur_ok(&c) || size < COOKIE_LEN) {
        for (size_t i = 0; i < COLUMNS; i++)
            mk_grid_lost(g, i, "the cookie breaks off");
        return;
    }
    for (size_t i = 0; i < 6; i++)
        if (where[i] || i < 4)
            put_text(g, texts[i], cookie, where[i]);
    mk_grid_int(g, FLAGS, flags);
    mk_grid_real(g, EXPIRES, expires);
    mk_grid_real(g, CREATED, created);
}

static void put_page(struct jar *j, struct mk_grid *g)
{
    struct mk_span page = mk_buf_span(&j->page);
    struct mk_cursor c = mk_cur(page);
    uint32_t magic = mk_cur_u32be(&c);
    size_t n = mk_cur_count(&c, mk_cur_u32le(&c), 4);
    if (!mk_cur_ok(&c) || magic != 0x100) {
        mk_grid_remark(g, "page %u cannot be read", j->next);
        return;
    }
    for (size_t i = 0; i < n; i++)
        put_cookie(g, page, mk_cur_u32le(&c));
}

static int step(void *u, struct mk_grid *g, struct mk_error *e)
{
    struct jar *j = u;
    if (j->next >= j->npages || j->head.len < ((size_t)j->next + 1) * 4)
        return 0;
    struct mk_cursor c = mk_cur(mk_span_from(mk_buf_span(&j->head), (size_t)j->next * 4));
    uint32_t size = mk_cur_u32be(&c);
    j->next++;
    if (size > PAGE_MAX) {
        mk_grid_remark(g, "page %u of %u bytes is too large", j->next, size);
    } else if (read_at(&j->page, j->file, j->at, size, e) != 0) {
        return -1;
    } else {
        if (j->page.len < size)
            mk_grid_remark(g, "page %u breaks off", j->next);
        if (j->page.len)
            put_page(j, g);
    }
    j->at += size;
    return 1;
}

static void free_jar(void *u)
{
    struct jar *j = u;
    mk_buf_done(&j->head);
    mk_buf_done(&j->page);
    free(j);
}

static int open_jar(struct mk_tables *out, const struct mk_file *f, const struct mk_context *cx,
                    struct mk_error *e)
{
    static const struct mk_grid_ops ops = { start, step, free_jar };
    struct jar *j = calloc(1, sizeof *j);
    if (!j)
        return mk_fail(e, MK_ENOMEM, "cookies");
    j->file = f;
    mk_buf_init(&j->head, PAGES_MAX * 4);
    mk_buf_init(&j->page, PAGE_MAX);
    if (mk_grid_new(out, tables, &ops, j, cx->memory_max, e) == 0)
        return 0;
    free_jar(j);
    return -1;
}

static bool knows(struct mk_span head, struct mk_span path)
{
    (void)path;
    return mk_span_starts(head, mk_str("cook")) && head.len > 7 && head.p[4] == 0;
}

const struct mk_format mk_format_binarycookies = { "binarycookies", knows, open_jar,
                                                   mk_grid_close };
