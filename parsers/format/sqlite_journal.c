#include "parsers/format/sqlite_journal.h"
#include "parsers/base/cursor.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define HEAD      28u
#define LOCK_BYTE 0x40000000u
#define SUPER_MAX 512u /* SQLite's longest path: longer names do not count */

static const uint8_t magic[8] = { 0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7 };

struct play {
    const struct mk_file *f;
    struct mk_sqlite_journal *j;
    uint8_t *record;
    uint64_t at;
    uint32_t sector, nonce, nrec;
    uint64_t records;
    unsigned segments;
    const char *cut; /* why it ended before its own end */
};

/* Shorter than `n` only at the end of the file. */
static int read_at(struct mk_span *out, struct play *p, void *buf, uint64_t at, size_t n,
                   struct mk_error *e)
{
    size_t got;
    if (p->f->pread(p->f->u, at, buf, n, &got, e) != 0)
        return -1;
    *out = mk_span(buf, got);
    return 0;
}

static bool power_of_two(uint32_t v, uint32_t min)
{
    return v >= min && v <= 65536 && (v & (v - 1)) == 0;
}

/* 1 when a super-journal is named, which goes into the remark. */
static int names_super(struct play *p, struct mk_error *e)
{
    uint8_t end[16], name[SUPER_MAX];
    struct mk_span s;
    uint64_t size = p->f->size;
    if (size < sizeof end)
        return 0;
    if (read_at(&s, p, end, size - sizeof end, sizeof end, e) != 0)
        return -1;
    struct mk_cursor c = mk_cur(s);
    uint32_t len = mk_cur_u32be(&c), sum = mk_cur_u32be(&c);
    struct mk_span mark = mk_cur_rest(&c);
    if (!mk_span_eq(mark, mk_span(magic, sizeof magic)) || len == 0 || len > sizeof name ||
        len > size - sizeof end)
        return 0;
    if (read_at(&s, p, name, size - sizeof end - len, len, e) != 0)
        return -1;
    for (size_t i = 0; i < s.len; i++)
        sum -= (uint32_t)(int32_t)(int8_t)s.p[i];
    if (sum != 0 || s.p[0] == 0)
        return 0;
    snprintf(p->j->remark, sizeof p->j->remark,
             "journal: not rolled back: it belongs to super-journal %.*s, which is not in the set",
             (int)strnlen((const char *)s.p, s.len), (const char *)s.p);
    return 1;
}

/* 1 and the segment's fields; 0 where the journal ends. */
static int read_head(struct play *p, uint32_t db_page_size, struct mk_error *e)
{
    uint8_t buf[HEAD];
    struct mk_span s;
    uint32_t sector = p->sector ? p->sector : 512;
    p->at = (p->at + sector - 1) / sector * sector;
    if (p->at + sector > p->f->size)
        return 0;
    if (read_at(&s, p, buf, p->at, HEAD, e) != 0)
        return -1;
    struct mk_cursor c = mk_cur(s);
    if (!mk_span_eq(mk_cur_take(&c, sizeof magic), mk_span(magic, sizeof magic)))
        return 0;
    p->nrec = mk_cur_u32be(&c);
    p->nonce = mk_cur_u32be(&c);
    uint32_t npages = mk_cur_u32be(&c), sector_size = mk_cur_u32be(&c), size = mk_cur_u32be(&c);
    if (p->segments == 0) {
        if (size == 0)
            size = db_page_size ? db_page_size : 4096;
        if (!mk_cur_ok(&c) || !power_of_two(size, 512) || !power_of_two(sector_size, 32))
            return 0;
        p->sector = sector_size;
        p->j->page_size = size;
        p->j->npages = npages;
        p->j->hot = true;
    }
    p->at += p->sector;
    p->segments++;
    if (p->nrec == UINT32_MAX)
        p->nrec = p->at < p->f->size ? (uint32_t)((p->f->size - p->at) / (p->j->page_size + 8)) : 0;
    return 1;
}

static uint32_t checksum(uint32_t nonce, struct mk_span page)
{
    for (size_t i = page.len - 200; i > 0 && i < page.len; i -= 200)
        nonce += page.p[i];
    return nonce;
}

/* 1; 0 where the journal ends. */
static int play_record(struct play *p, struct mk_error *e)
{
    size_t size = p->j->page_size;
    struct mk_span s;
    if (read_at(&s, p, p->record, p->at, size + 8, e) != 0)
        return -1;
    struct mk_cursor c = mk_cur(s);
    uint32_t page = mk_cur_u32be(&c);
    struct mk_span bytes = mk_cur_take(&c, size);
    uint32_t sum = mk_cur_u32be(&c);
    if (!mk_cur_ok(&c)) {
        p->cut = "cut short";
        return 0;
    }
    uint64_t at = p->at;
    p->at += size + 8;
    if (page == 0 || page == LOCK_BYTE / size + 1) {
        p->cut = "a record has no page number";
        return 0;
    }
    if (page > p->j->npages)
        return 1;
    if (checksum(p->nonce, bytes) != sum) {
        p->cut = "a record is damaged";
        return 0;
    }
    p->records++;
    return mk_sqlite_pages_add(&p->j->pages, page, at, e) == 0 ? 1 : -1;
}

static int play(struct play *p, uint32_t db_page_size, struct mk_error *e)
{
    int more;
    while ((more = read_head(p, db_page_size, e)) > 0) {
        if (!p->record && !(p->record = malloc(p->j->page_size + 8)))
            return mk_fail(e, MK_ENOMEM, "record of a journal");
        for (uint32_t i = 0; i < p->nrec && more > 0; i++)
            more = play_record(p, e);
        if (more <= 0)
            return more;
    }
    return more;
}

int mk_sqlite_journal_read(struct mk_sqlite_journal *out, const struct mk_file *f, uint64_t db_size,
                           uint32_t db_page_size, uint64_t index_max, struct mk_error *e)
{
    uint8_t first = 0;
    size_t got;
    struct play p = { .f = f, .j = out };
    *out = (struct mk_sqlite_journal){ 0 };
    mk_sqlite_pages_init(&out->pages, index_max);
    if (f->pread(f->u, 0, &first, 1, &got, e) != 0)
        return -1;
    if (got == 0 || first == 0 || db_size == 0) {
        snprintf(out->remark, sizeof out->remark, "journal: not hot: %s",
                 got == 0     ? "empty"
                 : first == 0 ? "its header is zeroed"
                              : "the database is empty");
        return 0;
    }
    int rc = names_super(&p, e);
    if (rc != 0)
        return rc > 0 ? 0 : -1;
    rc = play(&p, db_page_size, e);
    free(p.record);
    if (rc != 0)
        return -1;
    mk_sqlite_pages_sort(&out->pages);
    if (out->hot)
        snprintf(
            out->remark, sizeof out->remark,
            "journal: hot: %" PRIu64 " records of %u segments rolled back to %" PRIu32 " pages%s%s",
            p.records, p.segments, out->npages, p.cut ? "; ended early: " : "", p.cut ? p.cut : "");
    else
        snprintf(out->remark, sizeof out->remark, "journal: not rolled back: no header");
    return 0;
}

void mk_sqlite_journal_done(struct mk_sqlite_journal *j)
{
    mk_sqlite_pages_done(&j->pages);
}
