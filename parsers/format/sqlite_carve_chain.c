#include "parsers/format/sqlite_carve_private.h"
#include <stdlib.h>

/*
 * Overflow pages of rows that are deleted. When such a page is used again, by a row that is deleted
 * as well by now, both point to it, and nothing in the page says whose it was last: sqlite.org/
 * fileformat2.html, section 1.6, gives it the number of the next one and content, no more. So each
 * of them lays claim to its pages first, and what two claim is given to none.
 */
#define CONTESTED UINT32_MAX

/* One row found in several places is the same one: its bytes in front of the overflow pages are. */
static uint32_t claimant(const struct mk_carver *c, uint32_t first, uint64_t left)
{
    uint64_t v = left << 32 | first;
    for (size_t i = c->record.head; i < c->row.len; i++)
        v = (v ^ c->row.p[i]) * 0x100000001b3u;
    uint32_t who = (uint32_t)(v ^ v >> 32);
    return who == 0 || who == CONTESTED ? 1 : who;
}

static int lay_claim(struct mk_carver *c, uint32_t who, struct mk_error *e)
{
    if (!c->claim && !(c->claim = calloc((size_t)c->npages + 1, sizeof *c->claim)))
        return mk_fail(e, MK_ENOMEM, "overflow pages");
    for (size_t i = 0; i + 4 <= c->chain.len; i += 4) {
        uint32_t page;
        memcpy(&page, c->chain.p + i, sizeof page);
        if (page <= c->npages)
            c->claim[page] = c->claim[page] && c->claim[page] != who ? CONTESTED : who;
    }
    return 0;
}

/* How many pages there are in front of the first one that another row claims. */
static size_t uncontested(const struct mk_carver *c)
{
    size_t n = 0;
    for (; 4 * n + 4 <= c->chain.len; n++) {
        uint32_t page;
        memcpy(&page, c->chain.p + 4 * n, sizeof page);
        if (c->claim && page <= c->npages && c->claim[page] == CONTESTED)
            break;
    }
    return n;
}

/* The page in c->other is a trunk of the freelist, or was one since: how many pages it names and
 * which (section 1.5 there) lie over the content. */
static bool was_trunk(const struct mk_carver *c)
{
    struct mk_span s = mk_span(c->other, c->usable);
    uint32_t n = mk_be32(s, 4);
    if (n == 0 || n > c->usable / 4 - 2)
        return false;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t leaf = mk_be32(s, 8 + 4 * (size_t)i);
        if (leaf < 2 || leaf > c->pages_max)
            return false;
    }
    return true;
}

/* The row in `dead` has all of its bytes; `before` of it are in its cell, `sound` pages are in
 * front of one that was a trunk. */
static int settle(struct mk_carver *c, uint32_t who, size_t before, size_t sound,
                  struct mk_error *e)
{
    size_t own = c->turn == MK_LATE ? uncontested(c) : SIZE_MAX, n = own < sound ? own : sound,
           size = c->usable - 4;
    if (!mk_buf_ok(&c->chain))
        return mk_fail(e, MK_ENOMEM, "overflow pages");
    if (c->turn == MK_CLAIM)
        return lay_claim(c, who, e);
    if (c->vouched)
        return 0;
    c->doubt = before;
    if (n < c->chain.len / 4) {
        c->row.len = before + n * size;
        c->contested = own < sound;
    }
    return 0;
}

int mk_carve_cell_chain(struct mk_carver *c, uint32_t first, uint64_t left,
                        const struct mk_carve_page *dead, struct mk_error *e)
{
    uint32_t page = first, size = c->usable - 4, who = dead ? claimant(c, first, left) : 0;
    size_t before = c->row.len, sound = SIZE_MAX;
    mk_buf_clear(&c->chain);
    while (left && page && page <= c->pages_max) {
        int rc = dead ? mk_carve_read_then(c, dead, page, c->other, e)
                      : mk_carve_read(c, page, c->other, e);
        if (rc < 0)
            return -1;
        size_t n = left < size ? (size_t)left : size;
        if (rc)
            mk_buf_put(&c->row, c->other + 4, n);
        if (rc == 0 || !mk_buf_ok(&c->row))
            break;
        if (dead && sound == SIZE_MAX && was_trunk(c))
            sound = c->chain.len / 4;
        if (dead)
            mk_buf_put(&c->chain, &page, sizeof page);
        left -= n;
        page = mk_be32(mk_span(c->other, 4), 0);
    }
    /* The last one points to none. One of a dead row that does not is another row's by now. */
    if (dead && (left || page)) {
        c->row.len = before;
        return 0;
    }
    return dead ? settle(c, who, before, sound, e) : 0;
}
