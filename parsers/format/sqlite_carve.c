#include "parsers/format/sqlite_carve_private.h"
#include <stdlib.h>

#define ROW_MAX ((size_t)24 << 20)

const char *mk_carve_state_name(enum mk_carve_state s)
{
    static const char *const names[] = { "live",      "wal",      "journal",
                                         "freeblock", "freelist", "unallocated" };
    return names[s];
}

static bool is_in_use(enum mk_carve_kind k)
{
    return k == MK_PK_LEAF || k == MK_PK_BRANCH;
}

static int carve_current(struct mk_carver *c, uint32_t page, struct mk_error *e)
{
    struct mk_carve_page p;
    enum mk_carve_kind kind = c->kind[page];
    int rc = mk_carve_read(c, page, c->page, e);
    if (rc <= 0)
        return rc;
    mk_carve_place_of(c, &p, page);
    p.bytes = mk_span(c->page, c->usable);
    p.current = is_in_use(kind) || kind == MK_PK_TRUNK;
    if (kind == MK_PK_FREE || kind == MK_PK_TRUNK)
        p.state = MK_CARVE_FREELIST;
    if (mk_carve_page(c, &p, e) != 0)
        return -1;
    return c->found && mk_found_full(c) ? mk_found_flush(c, e) : 0;
}

/* Rows that the schema had: tables that were there once. */
static int find_former(struct mk_carver *c, struct mk_error *e)
{
    c->former_only = true;
    for (uint32_t page = 1; page <= c->npages; page++)
        if (c->owner[page] == MK_SCHEMA && carve_current(c, page, e) != 0)
            return -1;
    int rc = mk_carve_old(c, true, e);
    c->former_only = false;
    return rc;
}

/* Pages that hold rows with overflow pages. */
static int carve_again(struct mk_carver *c, struct mk_error *e)
{
    for (size_t i = 0; i + 4 <= c->again.len; i += 4) {
        uint32_t page;
        memcpy(&page, c->again.p + i, sizeof page);
        if (carve_current(c, page, e) != 0)
            return -1;
    }
    return 0;
}

/* Pages that are in use or listed as free first: only then is known which overflow pages are. */
static int carve_pages(struct mk_carver *c, struct mk_error *e)
{
    for (uint32_t page = 1; page <= c->npages; page++) {
        enum mk_carve_kind k = c->kind[page];
        if ((is_in_use(k) || k == MK_PK_TRUNK || k == MK_PK_FREE) && c->owner[page] != MK_SCHEMA &&
            carve_current(c, page, e) != 0)
            return -1;
    }
    if (mk_carve_check_pages(c, e) != 0)
        return -1;
    for (uint32_t page = 1; page <= c->npages; page++)
        if (c->kind[page] == MK_PK_NONE && carve_current(c, page, e) != 0)
            return -1;
    c->turn = MK_CLAIM;
    if (carve_again(c, e) != 0)
        return -1;
    c->turn = MK_LATE;
    return carve_again(c, e);
}

static int carve_all(struct mk_carver *c, struct mk_error *e)
{
    if (mk_carve_map(c, e) != 0)
        return -1;
    if (c->opt->live && mk_carve_live(c, e) != 0)
        return -1;
    if (c->opt->no_dead)
        return 0;
    if (mk_carve_check_head(c, e) != 0 || mk_carve_check_roots(c, e) != 0 ||
        mk_found_new(c, e) != 0 || mk_carve_facts_new(c, e) != 0 || find_former(c, e) != 0)
        return -1;
    mk_carve_tell_former(c);
    if (carve_pages(c, e) != 0)
        return -1;
    c->turn = MK_BOTH;
    if (mk_carve_old(c, false, e) != 0)
        return -1;
    return mk_found_flush(c, e);
}

static void done(struct mk_carver *c)
{
    mk_found_free(c);
    mk_carve_facts_free(c);
    mk_sqlite_image_done(&c->image);
    mk_arena_done(&c->arena);
    mk_buf_done(&c->roots);
    mk_buf_done(&c->again);
    mk_buf_done(&c->chain);
    mk_buf_done(&c->row);
    mk_buf_done(&c->text);
    free(c->table);
    free(c->kind);
    free(c->owner);
    free(c->claim);
    free(c->logged);
    free(c->old);
    free(c->page);
    free(c->other);
    free(c->value);
    free(c->piece);
    free(c->start);
    free(c->dp);
    free(c);
}

int mk_carve(struct mk_carve_counts *out, const struct mk_sqlite_set *set,
             const struct mk_carve_options *opt, const struct mk_carve_sink *sink,
             struct mk_error *e)
{
    struct mk_carver *c = calloc(1, sizeof *c);
    *out = (struct mk_carve_counts){ 0 };
    if (!c)
        return mk_fail(e, MK_ENOMEM, "reading a database");
    c->set = set;
    c->opt = opt;
    c->sink = sink;
    c->counts = out;
    mk_arena_init(&c->arena, (size_t)16 << 20);
    mk_buf_init(&c->roots, (size_t)1 << 20);
    mk_buf_init(&c->again, (size_t)16 << 20);
    mk_buf_init(&c->chain, ROW_MAX);
    mk_buf_init(&c->row, ROW_MAX);
    mk_buf_init(&c->text, 2 * ROW_MAX);
    c->dp = malloc(65537 * sizeof *c->dp);
    int rc = c->dp ? mk_carve_open(c, e) : mk_fail(e, MK_ENOMEM, "reading a database");
    if (rc == 0)
        rc = carve_all(c, e);
    for (size_t i = 0; rc == 0 && i < c->remarks.n; i++)
        rc = sink->remark ? sink->remark(sink->u, c->remarks.text[i], e) : 0;
    if (rc == 0 && (c->odd || !c->npages))
        rc = 1;
    done(c);
    return rc;
}
