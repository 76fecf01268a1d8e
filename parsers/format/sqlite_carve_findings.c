#include "parsers/format/sqlite_carve_private.h"
#include <inttypes.h>

/*
 * Whether the files are as SQLite leaves them: what is not, somebody else made. The rest of it is
 * told where it is met: pointers, loops, lists (sqlite_carve_map.c), roots (sqlite_carve_schema.c).
 */

/* Fields of the header that have one value, or few: sqlite.org/fileformat2.html, section 1.3. */
int mk_carve_check_head(struct mk_carver *c, struct mk_error *e)
{
    uint8_t head[100], plain[4];
    size_t got = 0;
    int rc = mk_carve_read_part(c, 1, 0, head, sizeof head, e);
    if (rc <= 0 || c->guessed)
        return rc < 0 ? -1 : 0;
    struct mk_span h = mk_span(head, sizeof head);
    if (head[21] != 64 || head[22] != 32 || head[23] != 32)
        mk_carve_odd(c, "header: a lie: parts of payload are %u, %u, %u and must be 64, 32, 32",
                     head[21], head[22], head[23]);
    if (mk_be32(h, 44) > 4)
        mk_carve_odd(c, "header: a lie: schema format %" PRIu32, mk_be32(h, 44));
    for (size_t i = 72; i < 92; i++)
        if (head[i]) {
            mk_carve_odd(c, "header: foreign bytes where there are none, at %zu", i);
            break;
        }
    if (mk_be32(h, 24) == mk_be32(h, 92) && mk_be32(h, 28) && mk_be32(h, 28) < c->npages)
        mk_carve_odd(c,
                     "header: %" PRIu32 " pages, and there are %" PRIu32
                     ": a lie, or foreign bytes behind the end",
                     mk_be32(h, 28), c->npages);
    /* The image says 1 and 1: what the file itself says. */
    if (c->set->db && !c->set->codec) {
        if (c->set->db->pread(c->set->db->u, 18, plain, 2, &got, e) != 0)
            return -1;
        if (got == 2 && (plain[0] - 1u > 1 || plain[1] - 1u > 1))
            mk_carve_odd(c, "header: a lie: versions to write and read are %u and %u", plain[0],
                         plain[1]);
    }
    return 0;
}

/* Stops at the first row. */
static int fits(void *u, struct mk_carver *c, uint32_t table, const struct mk_carve_page *p,
                const struct mk_carve_cell *cell, uint64_t have, struct mk_error *e)
{
    const struct mk_carve_table *t = &c->table[table];
    struct mk_span all = mk_buf_span(&c->row);
    size_t n = have > c->record.head ? (size_t)have - c->record.head : 0;
    struct mk_span body = mk_span_from(all, c->record.head < all.len ? c->record.head : all.len);
    (void)u;
    (void)cell;
    (void)e;
    body.len = n < body.len ? n : body.len;
    c->look = 0;
    if (c->record.n > t->create.nstored ||
        mk_carve_judge(c, t, c->record.type, c->record.n, body) < MK_MISFIT / 2)
        mk_carve_odd(c,
                     "schema: rows in page %" PRIu32
                     " are none of table %.*s: its root was moved, or its columns are a lie",
                     p->no, (int)t->create.name.len, (const char *)t->create.name.p);
    return 1;
}

/* A table's rows fit its columns, and its root is a tree of its kind. */
int mk_carve_check_roots(struct mk_carver *c, struct mk_error *e)
{
    for (uint32_t i = MK_SCHEMA + 1; i < c->ntables; i++) {
        const struct mk_carve_table *t = &c->table[i];
        uint8_t type = 0;
        if (t->former || !t->root || t->root > c->npages || c->owner[t->root] != i)
            continue;
        if (mk_carve_read_part(c, t->root, t->root == 1 ? 100 : 0, &type, 1, e) < 0)
            return -1;
        bool index = type == 10 || type == 2, tree = type == 13 || type == 5;
        if ((index && !t->create.without_rowid) || (tree && t->create.without_rowid))
            mk_carve_odd(c, "schema: the root of table %.*s is page %" PRIu32 ", %s: it was moved",
                         (int)t->create.name.len, (const char *)t->create.name.p, t->root,
                         index ? "an index" : "a table with rowids");
        else if (!t->internal && mk_carve_rows(c, i, NULL, fits, NULL, e) < 0)
            return -1;
    }
    return 0;
}

static bool is_tree(const struct mk_carver *c, struct mk_span s)
{
    uint32_t n = mk_be16(s, 3), content = mk_be16(s, 5), head = s.p[0] < 10 ? 12 : 8;
    if ((s.p[0] != 2 && s.p[0] != 5 && s.p[0] != 10 && s.p[0] != 13) || !n)
        return false;
    content = content ? content : 65536;
    if (content > c->usable || head + 2 * n > content)
        return false;
    for (uint32_t i = 0; i < n; i++)
        if (mk_be16(s, head + 2 * i) < content || mk_be16(s, head + 2 * i) + 4 > c->usable)
            return false;
    return true;
}

static void tell_tallies(struct mk_carver *c)
{
    if (c->holes.n)
        mk_carve_odd(c,
                     "freeblocks: %" PRIu32 " pages have a list that is not what their cells leave "
                     "over, the first is %" PRIu32 ": a loop, forged or damaged",
                     c->holes.n, c->holes.first);
    if (c->sizes.n)
        mk_carve_odd(c,
                     "rows: %" PRIu32 " pages hold rows whose columns' sizes are not theirs, the "
                     "first is %" PRIu32 ": forged or damaged",
                     c->sizes.n, c->sizes.first);
}

/* Pages in no tree and on no list: SQLite leaves none. Asked when the overflow pages of all rows
 * in use are known. */
int mk_carve_check_pages(struct mk_carver *c, struct mk_error *e)
{
    uint32_t trees = 0, first_tree = 0, foreign = 0, first = 0;
    for (uint32_t page = 2; page <= c->npages; page++) {
        if (c->kind[page] != MK_PK_NONE)
            continue;
        int rc = mk_carve_read(c, page, c->page, e);
        if (rc < 0)
            return -1;
        if (rc == 0 || (c->page[0] == 0 && memcmp(c->page, c->page + 1, c->page_size - 1) == 0))
            continue;
        if (is_tree(c, mk_span(c->page, c->usable))) {
            first_tree = trees++ ? first_tree : page;
        } else {
            first = foreign++ ? first : page;
        }
    }
    if (trees)
        mk_carve_odd(c,
                     "hidden: %" PRIu32
                     " pages of rows that neither the schema nor the list of free pages names, the "
                     "first is %" PRIu32 ": a hidden table, or a list cut short",
                     trees, first_tree);
    if (foreign)
        mk_carve_odd(c,
                     "foreign: %" PRIu32 " pages in no tree and on no list, the first is %" PRIu32,
                     foreign, first);
    tell_tallies(c);
    return 0;
}

/* Dropping a table is nothing odd. */
void mk_carve_tell_former(struct mk_carver *c)
{
    for (uint32_t i = MK_SCHEMA + 1; i < c->ntables; i++) {
        struct mk_span name = c->table[i].create.name;
        bool now = false;
        for (uint32_t k = MK_SCHEMA + 1; k < c->ntables; k++)
            now |= !c->table[k].former && mk_span_eq(c->table[k].create.name, name);
        if (c->table[i].former)
            mk_sqlite_remark_add(&c->remarks,
                                 now ? "schema: table %.*s had other columns before"
                                     : "schema: table %.*s was dropped",
                                 (int)name.len, (const char *)name.p);
    }
}
