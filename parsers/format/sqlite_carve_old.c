#include "parsers/format/sqlite_carve_private.h"
#include <inttypes.h>
#include <stdlib.h>

/*
 * Pages that are not as a reader sees them now: frames of the log that later ones replace, that no
 * commit covers or that are of a generation before (the log is written over from its beginning, and
 * each time its salt is another), pages of the database file under the log, records of a journal.
 */
#define LOOK_BACK 4096u /* frames that are looked through for an overflow page */

static int read_file(struct mk_span *out, const struct mk_file *f, uint64_t at, uint8_t *p,
                     size_t n, struct mk_error *e)
{
    size_t got = 0;
    if (f->pread(f->u, at, p, n, &got, e) != 0)
        return -1;
    *out = mk_span(p, got);
    return 0;
}

static const struct mk_file *file_of(const struct mk_carver *c, enum mk_carve_file file)
{
    return file == MK_CARVE_IN_WAL       ? c->set->wal
           : file == MK_CARVE_IN_JOURNAL ? c->set->journal
                                         : c->set->db;
}

/* 1; 0 when it is not all there; -1. */
static int read_page(struct mk_carver *c, const struct mk_carve_frame *f, uint8_t *out,
                     struct mk_error *e)
{
    struct mk_span s;
    const struct mk_page_codec *codec = c->set->codec;
    if (read_file(&s, file_of(c, f->file), f->at, out, c->page_size, e) != 0)
        return -1;
    if (s.len < c->page_size)
        return 0;
    return codec ? codec->decode(codec->u, f->page, out, c->page_size, e) : 1;
}

/* ---- the log ---- */

static bool is_current(const struct mk_carver *c, uint32_t page, uint64_t at)
{
    uint64_t now;
    const struct mk_sqlite_layer *l = &c->image.layer[0];
    return l->page_size && page <= c->npages && mk_sqlite_pages_find(&now, l->pages, page) &&
           now == at;
}

static int note_current(struct mk_carver *c, uint32_t page, struct mk_error *e)
{
    if (!c->logged && !(c->logged = calloc((size_t)c->npages + 1, sizeof *c->logged)))
        return mk_fail(e, MK_ENOMEM, "pages of the log");
    c->logged[page] = (uint32_t)c->nold;
    return 0;
}

int mk_carve_list_wal(struct mk_carver *c, struct mk_error *e)
{
    uint8_t head[MK_WAL_FRAME], salt[8] = { 0 };
    uint64_t step = MK_WAL_FRAME + c->page_size, at = MK_WAL_HEAD;
    uint32_t commit = 1, generation = 0, frame = 0;
    size_t open = c->nold; /* frames whose commit has not come */
    struct mk_span s;
    c->wal_first = c->nold;
    for (; c->set->wal && at + step <= c->set->wal->size; at += step) {
        if (read_file(&s, c->set->wal, at, head, sizeof head, e) != 0)
            return -1;
        uint32_t page = mk_be32(s, 0);
        frame++;
        if (memcmp(salt, head + 8, sizeof salt) != 0) {
            memcpy(salt, head + 8, sizeof salt);
            generation++;
            open = c->nold;
        }
        if (page == 0 || page > c->pages_max)
            continue;
        struct mk_carve_frame f = { .at = at + MK_WAL_FRAME,
                                    .page = page,
                                    .commit = commit,
                                    .frame = frame,
                                    .generation = generation,
                                    .file = MK_CARVE_IN_WAL,
                                    .current = is_current(c, page, at) };
        if (mk_carve_add_old(c, f, e) != 0 || (f.current && note_current(c, page, e) != 0))
            return -1;
        if (mk_be32(s, 4) == 0)
            continue;
        for (; open < c->nold; open++)
            c->old[open].end = (uint32_t)c->nold - 1;
        commit++;
    }
    for (; open < c->nold; open++)
        c->old[open].end = (uint32_t)c->nold - 1;
    c->wal_end = c->nold;
    if (generation > 1)
        mk_sqlite_remark_add(&c->remarks, "wal: frames of %" PRIu32 " generations", generation);
    return 0;
}

/* ---- the journal: sqlite_journal.h; its header may be zeroed, which ends a transaction ---- */

static uint32_t nonce_of(struct mk_span page, uint32_t sum)
{
    for (size_t i = page.len - 200; i > 0 && i < page.len; i -= 200)
        sum -= page.p[i];
    return sum;
}

/* A record: its page number, 0 when it is none, and the nonce that its checksum began with. */
static int read_record(uint32_t *page, uint32_t *nonce, struct mk_carver *c, uint64_t at,
                       struct mk_error *e)
{
    uint8_t number[4], sum[4];
    const struct mk_file *f = c->set->journal;
    struct mk_span s;
    *page = 0;
    if (at + c->page_size + 8 > f->size)
        return 0;
    if (read_file(&s, f, at, number, sizeof number, e) != 0)
        return -1;
    *page = mk_be32(s, 0);
    if (read_file(&s, f, at + 4 + c->page_size, sum, sizeof sum, e) != 0)
        return -1;
    uint32_t stored = mk_be32(s, 0);
    if (read_file(&s, f, at + 4, c->other, c->page_size, e) != 0)
        return -1;
    *nonce = nonce_of(mk_span(c->other, c->page_size), stored);
    return 0;
}

/* Records from `at` on; how far they go. Those of one transaction share a nonce; behind the last
 * transaction's lie what is left of longer ones. */
static int list_records(uint64_t *end, struct mk_carver *c, uint64_t at, struct mk_error *e)
{
    uint32_t page, nonce = 0;
    for (;; at += c->page_size + 8) {
        if (read_record(&page, &nonce, c, at, e) != 0)
            return -1;
        if (!page || page > c->pages_max)
            break;
        uint64_t now;
        const struct mk_sqlite_layer *l = &c->image.layer[1];
        struct mk_carve_frame f = {
            .at = at + 4, .page = page, .file = MK_CARVE_IN_JOURNAL, .generation = nonce
        };
        f.current = l->page_size && mk_sqlite_pages_find(&now, l->pages, page) && now == at;
        if (mk_carve_add_old(c, f, e) != 0)
            return -1;
    }
    *end = at;
    return 0;
}

int mk_carve_list_journal(struct mk_carver *c, struct mk_error *e)
{
    uint8_t head[28];
    struct mk_span s;
    uint64_t at = 0, sector = 512;
    if (!c->set->journal || c->set->journal->size <= 512)
        return 0;
    if (read_file(&s, c->set->journal, 0, head, sizeof head, e) != 0)
        return -1;
    if (head[0] == 0xd9 && mk_be32(s, 20) >= 32 && mk_be32(s, 20) <= 65536)
        sector = mk_be32(s, 20);
    size_t before = c->nold;
    for (uint64_t try = sector; try <= 65536 && c->nold == before; try *= 2)
        if (list_records(&at, c, sector = try, e) != 0)
            return -1;
    /* Further segments, each with a header in a sector of its own. */
    while (at > sector && at < c->set->journal->size) {
        uint64_t from = (at + sector - 1) / sector * sector + sector;
        if (from <= at || list_records(&at, c, from, e) != 0)
            return from <= at ? 0 : -1;
        if (at == from)
            break;
    }
    return 0;
}

/* ---- overflow pages as they were ---- */

/* The page as it was at the end of the frame's commit. `*none`: the log does not know it, so that
 * the database file does. */
static const struct mk_carve_frame *in_log(bool *none, const struct mk_carver *c,
                                           const struct mk_carve_page *p, uint32_t page)
{
    const struct mk_carve_frame *from = &c->old[p->index];
    *none = false;
    for (size_t i = from->end, n = 0;; i--, n++) {
        if (n == LOOK_BACK)
            return NULL;
        if (c->old[i].generation != from->generation)
            break;
        if (c->old[i].page == page)
            return &c->old[i];
        if (i == c->wal_first)
            break;
    }
    /* A later frame may have been written into the file since; of former generations all were. */
    for (size_t i = from->end; i < c->wal_end; i++)
        if (from->generation != 1 || i - from->end > LOOK_BACK || c->old[i].page == page)
            return NULL;
    *none = true;
    return NULL;
}

/* Of the same transaction. `*none`: that of the last one did not change the page. */
static const struct mk_carve_frame *in_journal(bool *none, const struct mk_carver *c,
                                               const struct mk_carve_page *p, uint32_t page)
{
    uint32_t of = c->old[p->index].generation;
    for (size_t i = c->wal_end; i < c->nold; i++)
        if (c->old[i].page == page && c->old[i].generation == of)
            return &c->old[i];
    *none = c->old[c->wal_end].generation == of;
    return NULL;
}

int mk_carve_read_then(struct mk_carver *c, const struct mk_carve_page *p, uint32_t page,
                       uint8_t *out, struct mk_error *e)
{
    const struct mk_carve_frame *f = NULL;
    enum mk_carve_kind kind = page <= c->npages ? (enum mk_carve_kind)c->kind[page] : MK_PK_NONE;
    bool none = true, then = p->old || p->logged;
    if (then && p->file == MK_CARVE_IN_WAL)
        f = in_log(&none, c, p, page);
    if (p->old && p->file == MK_CARVE_IN_JOURNAL)
        f = in_journal(&none, c, p, page);
    /* The log has pages that were freed in a commit as they were in the midst of it. */
    c->vouched &= f ? p->file == MK_CARVE_IN_JOURNAL || f->commit == c->old[p->index].commit
                    : none && p->file == MK_CARVE_IN_JOURNAL;
    if (f)
        return read_page(c, f, out, e);
    if (!none && p->old)
        return 0;
    /* A page under the log is of one time with the others of its file. */
    if (then && none && p->file != MK_CARVE_IN_JOURNAL && c->set->db && page &&
        page <= c->set->db->size / c->page_size) {
        const struct mk_carve_frame raw = { .at = (uint64_t)(page - 1) * c->page_size,
                                            .page = page };
        return read_page(c, &raw, out, e);
    }
    if (kind != MK_PK_NONE && kind != MK_PK_FREE && !(p->old && kind == MK_PK_OVERFLOW))
        return 0;
    return mk_carve_read(c, page, out, e);
}

/* ---- all of them ---- */

static int carve_one(struct mk_carver *c, size_t i, struct mk_error *e)
{
    const struct mk_carve_frame *f = &c->old[i];
    struct mk_carve_page p = { .no = f->page,
                               .head = f->page == 1 ? 100 : 0,
                               .file = (enum mk_carve_file)f->file,
                               .at = f->at,
                               .commit = f->commit,
                               .generation = f->file == MK_CARVE_IN_WAL ? f->generation : 0,
                               .index = i,
                               .old = true };
    int rc = read_page(c, f, c->page, e);
    if (rc <= 0)
        return rc;
    p.bytes = mk_span(c->page, c->usable);
    p.state = p.file == MK_CARVE_IN_JOURNAL ? MK_CARVE_JOURNAL : MK_CARVE_UNALLOCATED;
    if (mk_carve_page(c, &p, e) != 0)
        return -1;
    return mk_found_full(c) ? mk_found_flush(c, e) : 0;
}

static bool is_schema(const struct mk_carver *c, uint32_t page)
{
    return page == 1 || (page <= c->npages && c->owner[page] == MK_SCHEMA);
}

int mk_carve_old(struct mk_carver *c, bool schema, struct mk_error *e)
{
    for (size_t i = 0; i < c->nold; i++)
        if (!c->old[i].current && is_schema(c, c->old[i].page) == schema && carve_one(c, i, e) != 0)
            return -1;
    return 0;
}
