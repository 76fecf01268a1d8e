#include "parsers/format/sqlite_carve_private.h"
#include <inttypes.h>

#define DEPTH_MAX 32 /* of a tree; SQLite gives up at 20 */

static bool is_leaf(uint8_t type)
{
    return type == 13 || type == 10;
}
static bool is_branch(uint8_t type)
{
    return type == 5 || type == 2;
}

static bool take(struct mk_carver *c, uint32_t from, uint32_t page, enum mk_carve_kind kind,
                 uint32_t table)
{
    if (page == 0 || page > c->npages) {
        mk_carve_odd(c, "page %" PRIu32 " points to page %" PRIu32 ", and there are %" PRIu32, from,
                     page, c->npages);
        return false;
    }
    if (c->kind[page] != MK_PK_NONE) {
        mk_carve_odd(c,
                     "page %" PRIu32 " points to page %" PRIu32
                     ", which is in use elsewhere: a loop, or a forged pointer",
                     from, page);
        return false;
    }
    c->kind[page] = (uint8_t)kind;
    c->owner[page] = (uint16_t)table;
    return true;
}

static int first_byte(uint8_t *out, struct mk_carver *c, uint32_t page, struct mk_error *e)
{
    *out = 0;
    int rc =
        page <= c->npages && page ? mk_carve_read_part(c, page, page == 1 ? 100 : 0, out, 1, e) : 0;
    return rc < 0 ? -1 : 0;
}

/* The children of the branch in c->other: leaves are marked, branches come into `next`. */
static int take_children(struct mk_carver *c, uint32_t page, uint32_t table, struct mk_buf *below,
                         struct mk_error *e)
{
    struct mk_span all = mk_span(c->other, c->usable);
    size_t head = page == 1 ? 100 : 0;
    uint32_t n = mk_be16(all, head + 3);
    uint8_t type = 0;
    for (uint32_t i = 0; i <= n; i++) {
        size_t at = i < n ? mk_be16(all, head + 12 + 2 * i) : head + 8;
        uint32_t child = mk_be32(all, at);
        if ((i < n && head + 14 + 2 * i > all.len) || at + 4 > all.len)
            continue;
        /* All leaves of a tree are as deep as each other: one tells for its siblings. */
        if (!type && first_byte(&type, c, child, e) != 0)
            return -1;
        if (!take(c, page, child, is_branch(type) ? MK_PK_BRANCH : MK_PK_LEAF, table))
            continue;
        if (is_branch(type))
            mk_buf_put(below, &child, sizeof child);
    }
    return mk_buf_ok(below) ? 0 : mk_fail(e, MK_ENOMEM, "the pages of a tree");
}

static int take_level(struct mk_carver *c, struct mk_span level, uint32_t table,
                      struct mk_buf *below, struct mk_error *e)
{
    for (size_t i = 0; i + 4 <= level.len; i += 4) {
        uint32_t page;
        memcpy(&page, level.p + i, sizeof page);
        int rc = mk_carve_read(c, page, c->other, e);
        if (rc < 0)
            return -1;
        uint8_t type = rc ? c->other[page == 1 ? 100 : 0] : 0;
        c->kind[page] = is_branch(type) ? MK_PK_BRANCH : MK_PK_LEAF;
        if (rc && !is_branch(type) && !is_leaf(type))
            mk_carve_odd(c, "page %" PRIu32 " belongs to a tree, but its type is %u", page, type);
        if (is_branch(type) && take_children(c, page, table, below, e) != 0)
            return -1;
    }
    return 0;
}

/* The root is marked already, or is now. */
int mk_carve_map_tree(struct mk_carver *c, uint32_t root, uint32_t table, struct mk_error *e)
{
    struct mk_buf level, next;
    int rc = 0;
    mk_buf_init(&level, (size_t)64 << 20);
    if (root == 0 || root > c->npages)
        return 0;
    c->owner[root] = (uint16_t)table;
    c->kind[root] = MK_PK_LEAF;
    mk_buf_put(&level, &root, sizeof root);
    for (int depth = 0; rc == 0 && level.len && depth < DEPTH_MAX; depth++) {
        mk_buf_init(&next, (size_t)64 << 20);
        rc = take_level(c, mk_buf_span(&level), table, &next, e);
        mk_buf_done(&level);
        level = next;
    }
    mk_buf_done(&level);
    return rc;
}

int mk_carve_map_chain(struct mk_carver *c, uint32_t from, uint32_t first, uint64_t left,
                       struct mk_error *e)
{
    uint8_t head[4];
    uint32_t size = c->usable - 4, page = first;
    while (left) {
        if (!take(c, from, page, MK_PK_OVERFLOW, MK_TABLE_NONE))
            return 0;
        int rc = mk_carve_read_part(c, page, 0, head, sizeof head, e);
        if (rc <= 0)
            return rc;
        left -= left < size ? left : size;
        from = page;
        page = mk_be32(mk_span(head, sizeof head), 0);
    }
    if (page)
        mk_carve_odd(c,
                     "page %" PRIu32
                     ": a row's overflow pages go on behind its end, to page %" PRIu32
                     ": a loop, or a forged pointer",
                     from, page);
    return 0;
}

/* sqlite.org/fileformat2.html, section 1.5: next trunk, number of leaves, their page numbers. */
static int map_freelist(struct mk_carver *c, struct mk_error *e)
{
    uint8_t head[8];
    int rc = c->guessed ? 0 : mk_carve_read_part(c, 1, 32, head, sizeof head, e);
    uint32_t trunk = rc > 0 ? mk_be32(mk_span(head, 8), 0) : 0, from = 1;
    uint64_t told = rc > 0 ? mk_be32(mk_span(head, 8), 4) : 0, met = 0;
    while (rc >= 0 && trunk && take(c, from, trunk, MK_PK_TRUNK, MK_TABLE_NONE)) {
        rc = mk_carve_read(c, trunk, c->other, e);
        if (rc <= 0)
            break;
        struct mk_span all = mk_span(c->other, c->usable);
        uint32_t n = mk_be32(all, 4);
        met++;
        if (n > c->usable / 4 - 2) {
            mk_carve_odd(
                c, "freelist: page %" PRIu32 " says %" PRIu32 " leaves, more than it can hold",
                trunk, n);
            n = 0;
        }
        for (uint32_t i = 0; i < n; i++)
            met += take(c, trunk, mk_be32(all, 8 + 4 * i), MK_PK_FREE, MK_TABLE_NONE);
        from = trunk;
        trunk = mk_be32(all, 0);
    }
    if (rc >= 0 && met != told)
        mk_carve_odd(c, "freelist: %" PRIu64 " pages, the header says %" PRIu64, met, told);
    return rc < 0 ? -1 : 0;
}

/* Pointer map pages of an auto-vacuum database (section 1.8), and the lock byte's page (1.4). */
static int map_fixed(struct mk_carver *c, struct mk_error *e)
{
    uint8_t head[4];
    uint64_t lock = ((uint64_t)1 << 30) / c->page_size + 1, per = c->usable / 5 + 1;
    int rc = c->guessed ? 0 : mk_carve_read_part(c, 1, 52, head, sizeof head, e);
    if (rc < 0)
        return -1;
    if (lock <= c->npages)
        c->kind[lock] = MK_PK_LOCK;
    if (rc == 0 || mk_be32(mk_span(head, sizeof head), 0) == 0)
        return 0;
    for (uint64_t page = 2; page <= c->npages; page += per) {
        uint64_t here = page == lock ? page + 1 : page;
        if (here <= c->npages)
            c->kind[here] = MK_PK_PTRMAP;
    }
    return 0;
}

int mk_carve_map(struct mk_carver *c, struct mk_error *e)
{
    if (!c->npages)
        return 0;
    if (map_fixed(c, e) != 0 || mk_carve_schema(c, e) != 0)
        return -1;
    const uint32_t *root = (const uint32_t *)(const void *)c->roots.p;
    for (size_t i = 0; i + 1 < c->roots.len / sizeof *root; i += 2)
        if (mk_carve_map_tree(c, root[i], root[i + 1], e) != 0)
            return -1;
    return map_freelist(c, e);
}
