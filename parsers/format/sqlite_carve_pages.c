#include "parsers/base/cursor.h"
#include "parsers/format/sqlite_carve_private.h"
#include <stdlib.h>

#define PAGE_MAX  65536u
#define PAGES_MAX (UINT32_C(1) << 26)
#define INDEX_MAX ((uint64_t)16 << 20)

static bool known_size(uint32_t n)
{
    return n >= 512 && n <= PAGE_MAX && (n & (n - 1)) == 0;
}

int mk_carve_read_part(struct mk_carver *c, uint32_t page, size_t at, uint8_t *out, size_t n,
                       struct mk_error *e)
{
    if (page == 0 || page > c->npages)
        return 0;
    return mk_sqlite_image_read(&c->image, (uint64_t)(page - 1) * c->page_size + at, out, n, e);
}

int mk_carve_read(struct mk_carver *c, uint32_t page, uint8_t *out, struct mk_error *e)
{
    return mk_carve_read_part(c, page, 0, out, c->page_size, e);
}

void mk_carve_place_of(struct mk_carver *c, struct mk_carve_page *p, uint32_t page)
{
    uint64_t at;
    enum mk_sqlite_origin from = mk_sqlite_image_origin(&c->image, page);
    *p = (struct mk_carve_page){ .no = page, .head = page == 1 ? 100 : 0, .current = true };
    p->at = (uint64_t)(page - 1) * c->page_size;
    p->state = MK_CARVE_UNALLOCATED;
    if (from == MK_SQLITE_WAL && mk_sqlite_pages_find(&at, c->image.layer[0].pages, page)) {
        p->file = MK_CARVE_IN_WAL;
        p->at = at + c->image.layer[0].skip;
        p->logged = c->logged && c->logged[page];
        p->index = p->logged ? c->logged[page] - 1 : 0;
    } else if (from == MK_SQLITE_JOURNAL &&
               mk_sqlite_pages_find(&at, c->image.layer[1].pages, page)) {
        p->file = MK_CARVE_IN_JOURNAL;
        p->at = at + c->image.layer[1].skip;
    }
}

int mk_carve_add_old(struct mk_carver *c, struct mk_carve_frame f, struct mk_error *e)
{
    if (c->nold == c->old_cap) {
        size_t cap = c->old_cap ? 2 * c->old_cap : 64;
        if (cap * sizeof *c->old > INDEX_MAX)
            return mk_fail(e, MK_ELIMIT, "more pages in the logs than the memory takes");
        struct mk_carve_frame *v = realloc(c->old, cap * sizeof *v);
        if (!v)
            return mk_fail(e, MK_ENOMEM, "pages of the logs");
        c->old = v;
        c->old_cap = cap;
    }
    c->old[c->nold++] = f;
    return 0;
}

/* Pages of the database file that a log replaces, or that lie behind the database's end. */
static int list_replaced(struct mk_carver *c, struct mk_error *e)
{
    uint64_t n = c->set->db ? c->set->db->size / c->page_size : 0;
    for (uint64_t page = 1; page <= n && page < PAGES_MAX; page++)
        if (page > c->npages || mk_sqlite_image_origin(&c->image, (uint32_t)page) != MK_SQLITE_DB) {
            struct mk_carve_frame f = { .at = (page - 1) * c->page_size,
                                        .page = (uint32_t)page,
                                        .file = MK_CARVE_IN_DB };
            if (mk_carve_add_old(c, f, e) != 0)
                return -1;
        }
    return 0;
}

/* The last page that any of the files has: a commit may claim as many as it likes. */
static uint32_t last_there(const struct mk_carver *c)
{
    uint64_t last = c->set->db ? c->set->db->size / c->page_size : 0;
    for (size_t i = 0; i < sizeof c->image.layer / sizeof *c->image.layer; i++) {
        const struct mk_sqlite_layer *l = &c->image.layer[i];
        uint64_t own = l->page_size && l->pages->n ? l->pages->v[l->pages->n - 1] >> 32 : 0;
        last = own > last ? own : last;
    }
    return last < PAGES_MAX ? (uint32_t)last : PAGES_MAX;
}

static int read_settings(struct mk_carver *c, struct mk_error *e)
{
    uint8_t head[100];
    if (!c->image.page_size)
        return 0;
    c->page_size = c->image.page_size;
    if (c->image.size / c->page_size > PAGES_MAX)
        return mk_fail(e, MK_ELIMIT, "a database of more than %u pages", PAGES_MAX);
    c->npages = (uint32_t)(c->image.size / c->page_size);
    if (c->npages > last_there(c))
        c->npages = last_there(c);
    int rc = mk_carve_read_part(c, 1, 0, head, sizeof head, e);
    if (rc < 0)
        return -1;
    if (rc == 0 || c->guessed)
        memset(head, 0, sizeof head);
    struct mk_span h = mk_span(head, sizeof head);
    uint32_t reserved = head[20], encoding = c->guessed ? c->encoding : mk_be32(h, 56);
    if (reserved > c->page_size - 480) {
        mk_carve_odd(c, "header: %u bytes reserved of each page: not believed", reserved);
        reserved = 0;
    }
    c->usable = c->page_size - reserved;
    c->encoding = encoding == 2 || encoding == 3 ? (uint8_t)encoding : 1;
    if (encoding > 3)
        mk_carve_odd(c, "header: unknown text encoding %u", encoding);
    return 0;
}

static int make_room(struct mk_carver *c, struct mk_error *e)
{
    size_t n = (size_t)c->npages + 1;
    c->kind = calloc(n, sizeof *c->kind);
    c->owner = malloc(n * sizeof *c->owner);
    c->page = calloc(1, PAGE_MAX);
    c->other = calloc(1, PAGE_MAX);
    c->value = calloc(MK_SQLITE_COLUMNS, sizeof *c->value);
    c->table = calloc(MK_TABLES_MAX, sizeof *c->table);
    if (!c->kind || !c->owner || !c->page || !c->other || !c->value || !c->table)
        return mk_fail(e, MK_ENOMEM, "reading a database");
    memset(c->owner, 0xff, n * sizeof *c->owner);
    return 0;
}

/* A second time, with a size that was guessed, where the header is not one. */
static int open_image(struct mk_carver *c, struct mk_error *e)
{
    struct mk_error why = { 0 };
    int rc = mk_sqlite_image_open(&c->image, c->set, INDEX_MAX, &c->remarks, &why);
    if (rc == 0)
        return 0;
    if (why.code == MK_EFORMAT && c->set->db && !c->set->codec)
        rc = mk_carve_guess(c, c->set->db, e);
    if (rc <= 0) {
        if (rc == 0 || why.code != MK_EFORMAT || !c->set->db || c->set->codec)
            *e = why;
        return -1;
    }
    mk_sqlite_image_done(&c->image);
    struct mk_sqlite_set set = *c->set;
    set.page_size = c->guessed;
    c->remarks.n = 0;
    if (mk_sqlite_image_open(&c->image, &set, INDEX_MAX, &c->remarks, e) != 0)
        return -1;
    mk_carve_odd(c, "header: destroyed: a page size of %u is guessed from the pages", c->guessed);
    return 0;
}

int mk_carve_open(struct mk_carver *c, struct mk_error *e)
{
    if (open_image(c, e) != 0)
        return -1;
    if (read_settings(c, e) != 0 || make_room(c, e) != 0)
        return -1;
    if (c->page_size && !known_size(c->page_size))
        return mk_fail(e, MK_EFORMAT, "a page size of %u", c->page_size);
    if (!c->page_size)
        return 0;
    c->pages_max = c->npages + 4096; /* it may have been longer */
    return list_replaced(c, e) != 0 || mk_carve_list_wal(c, e) != 0 ? -1
                                                                    : mk_carve_list_journal(c, e);
}
