#include "parsers/format/sqlite_image.h"
#include "parsers/base/cursor.h"
#include "parsers/base/escape.h"
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define PAGE_MAX 65536u
#define HEAD     100u /* header of a database: sqlite.org/fileformat2.html, section 1.3 */

void mk_sqlite_remark_add(struct mk_sqlite_remarks *r, const char *fmt, ...)
{
    char line[MK_REMARK_MAX];
    struct mk_buf b;
    va_list ap;
    if (r->n == MK_REMARKS)
        return;
    char *out = r->text[r->n++];
    if (r->n == MK_REMARKS) {
        snprintf(out, MK_REMARK_MAX, "further remarks are left out");
        return;
    }
    va_start(ap, fmt);
    vsnprintf(line, sizeof line, fmt, ap);
    va_end(ap);
    mk_buf_init(&b, MK_REMARK_MAX - 1);
    mk_escape_terminal(&b, mk_str(line)); /* what does not fit is cut off */
    if (b.len)
        memcpy(out, b.p, b.len);
    out[b.len] = 0;
    mk_buf_done(&b);
}

static void tell_damage(struct mk_sqlite_image *m, uint32_t page)
{
    if (!m->decoded.damage_told)
        mk_sqlite_remark_add(m->remarks,
                             "pages are damaged and count as missing, the first that was met is "
                             "%" PRIu32,
                             page);
    m->decoded.damage_told = true;
}

/* Decodes the page of `size` bytes that lies at `at` of `f`. */
static int decode_page(struct mk_sqlite_image *m, const struct mk_file *f, uint32_t page,
                       uint64_t at, size_t size, struct mk_error *e)
{
    struct mk_sqlite_decoded *d = &m->decoded;
    size_t got;
    if (d->len == size && d->f == f && d->at == at)
        return 1;
    d->len = 0;
    if (mk_sqlite_blocks_read(&got, &m->blocks, f, at, d->bytes, size, e) != 0)
        return -1;
    int rc = got == size ? m->codec->decode(m->codec->u, page, d->bytes, size, e) : 0;
    if (rc == 0 && got == size)
        tell_damage(m, page);
    if (rc == 1) {
        d->f = f;
        d->at = at;
        d->len = size;
    }
    return rc;
}

/* A part of a page, [in, in + n) of it. */
static int read_page(struct mk_sqlite_image *m, const struct mk_file *f, uint32_t page, uint64_t at,
                     size_t size, size_t in, void *out, size_t n, struct mk_error *e)
{
    size_t got;
    if (!m->codec) {
        if (mk_sqlite_blocks_read(&got, &m->blocks, f, at + in, out, n, e) != 0)
            return -1;
        return got == n;
    }
    int rc = decode_page(m, f, page, at, size, e);
    if (rc == 1)
        memcpy(out, m->decoded.bytes + in, n);
    return rc;
}

static int read_db(struct mk_sqlite_image *m, uint64_t at, void *out, size_t n, struct mk_error *e)
{
    uint8_t *p = out;
    int rc = 1;
    if (at > m->db_end || n > m->db_end - at)
        return 0;
    size_t size = m->codec ? m->codec->page_size : n, k;
    if (!m->codec)
        return read_page(m, m->db, 0, at, size, 0, out, n, e);
    for (; n && rc == 1; p += k, at += k, n -= k) {
        size_t in = at % size;
        k = size - in < n ? size - in : n;
        if (at / size >= UINT32_MAX)
            return 0;
        rc = read_page(m, m->db, (uint32_t)(at / size + 1), at - in, size, in, p, k, e);
    }
    return rc;
}

static int read_layer(struct mk_sqlite_image *m, size_t which, uint64_t at, void *out, size_t n,
                      struct mk_error *e)
{
    int rc = 1;
    if (which == sizeof m->layer / sizeof *m->layer)
        return read_db(m, at, out, n, e);
    const struct mk_sqlite_layer *l = &m->layer[which];
    if (!l->page_size)
        return read_layer(m, which + 1, at, out, n, e);
    for (uint8_t *p = out; n && rc == 1;) {
        uint64_t page = at / l->page_size + 1, place;
        size_t in = at % l->page_size, k = l->page_size - in < n ? l->page_size - in : n;
        if (page > UINT32_MAX || !mk_sqlite_pages_find(&place, l->pages, (uint32_t)page))
            rc = read_layer(m, which + 1, at, p, k, e);
        else
            rc = read_page(m, l->f, (uint32_t)page, place + l->skip, l->page_size, in, p, k, e);
        p += k;
        at += k;
        n -= k;
    }
    return rc;
}

int mk_sqlite_image_read(struct mk_sqlite_image *m, uint64_t at, void *out, size_t n,
                         struct mk_error *e)
{
    int rc = read_layer(m, 0, at, out, n, e);
    if (rc == 1)
        for (uint64_t i = 18; i <= 19; i++) /* write version, read version */
            if (at <= i && i - at < n)
                ((uint8_t *)out)[i - at] = 1;
    return rc;
}

struct head {
    uint32_t page_size; /* 0: not a database */
    uint32_t npages;    /* 0: not told */
    uint8_t write_version, read_version;
};

static int read_head(struct head *h, struct mk_sqlite_image *m, size_t layer, struct mk_error *e)
{
    uint8_t bytes[HEAD] = { 0 };
    *h = (struct head){ 0 };
    int rc = read_layer(m, layer, 0, bytes, sizeof bytes, e);
    if (rc != 1)
        return rc;
    struct mk_cursor c = mk_cur(mk_span(bytes, sizeof bytes));
    if (!mk_span_eq(mk_cur_take(&c, 16), mk_span("SQLite format 3", 16)))
        return 0;
    uint32_t size = mk_cur_u16be(&c);
    h->write_version = mk_cur_u8(&c);
    h->read_version = mk_cur_u8(&c);
    mk_cur_take(&c, 4); /* reserved bytes, payload fractions */
    uint32_t changes = mk_cur_u32be(&c), npages = mk_cur_u32be(&c);
    mk_cur_take(&c, 60);
    /* Older versions do not maintain the count; then this differs. */
    h->npages = changes == mk_cur_u32be(&c) ? npages : 0;
    if (size == 1)
        size = 65536;
    if (size >= 512 && (size & (size - 1)) == 0)
        h->page_size = size;
    return 0;
}

static int lay_journal(struct mk_sqlite_image *m, const struct mk_file *f, uint64_t index_max,
                       struct mk_sqlite_remarks *r, struct mk_error *e)
{
    struct head h;
    if (read_head(&h, m, 2, e) < 0 ||
        mk_sqlite_journal_read(&m->journal, f, m->db_end, h.page_size, index_max, e) != 0)
        return -1;
    const struct mk_sqlite_journal *j = &m->journal;
    mk_sqlite_remark_add(r, "%s", j->remark);
    if (!j->hot)
        return 0;
    m->size = (uint64_t)j->npages * j->page_size;
    if (m->db_end > m->size)
        m->db_end = m->size;
    m->layer[1] = (struct mk_sqlite_layer){ f, &j->pages, j->page_size, 4 };
    return 0;
}

/* A log belongs to the database when it has the database's page size, or brings page 1 itself. */
static int lay_wal(struct mk_sqlite_image *m, const struct mk_file *f, uint64_t index_max,
                   struct mk_sqlite_remarks *r, struct mk_error *e)
{
    struct head below, above;
    const struct mk_sqlite_wal *w = &m->wal;
    if (read_head(&below, m, 1, e) < 0 || mk_sqlite_wal_read(&m->wal, f, index_max, e) != 0)
        return -1;
    mk_sqlite_remark_add(r, "%s", w->remark);
    if (!w->page_size)
        return 0;
    m->layer[0] = (struct mk_sqlite_layer){ f, &w->pages, w->page_size, MK_WAL_FRAME };
    if (read_head(&above, m, 0, e) < 0)
        return -1;
    if (above.page_size != w->page_size) {
        m->layer[0].page_size = 0;
        mk_sqlite_remark_add(
            r, "wal: not used: its pages have %" PRIu32 " bytes, the database's %" PRIu32,
            w->page_size, above.page_size);
        return 0;
    }
    if (m->size == 0)
        mk_sqlite_remark_add(r, "wal: used although the database is empty; SQLite would delete it");
    else if (below.page_size && below.page_size != w->page_size)
        mk_sqlite_remark_add(r, "wal: its page size is not that of the database file");
    m->size = (uint64_t)w->npages * w->page_size;
    return 0;
}

static bool page_there(const struct mk_sqlite_image *m, uint32_t page)
{
    return (uint64_t)page * m->page_size <= m->db_end ||
           mk_sqlite_image_origin(m, page) != MK_SQLITE_DB;
}

/* A piece of a page at the end is no page: filled up with zeroes, as SQLite would, its cells would
 * be empty rows. */
static uint64_t settle_end(struct mk_sqlite_image *m, const struct head *h,
                           struct mk_sqlite_remarks *r)
{
    uint64_t piece = m->size % m->page_size, pages = m->size / m->page_size;
    if (!piece)
        return pages;
    if (h->npages && h->npages <= pages) {
        mk_sqlite_remark_add(r, "database: %" PRIu64 " bytes behind its last page", piece);
        return pages;
    }
    mk_sqlite_remark_add(r, "database: the last page is cut short: it counts as missing");
    return pages + 1;
}

/* Checks the size against the header, and tells what is not there. */
static void settle_size(struct mk_sqlite_image *m, const struct head *h,
                        struct mk_sqlite_remarks *r)
{
    uint64_t pages = settle_end(m, h, r), page = m->db_end / m->page_size + 1;
    if (h->npages > pages) {
        mk_sqlite_remark_add(r, "database: %" PRIu64 " pages, its header says %" PRIu32, pages,
                             h->npages);
        pages = h->npages;
    }
    m->size = pages * m->page_size;
    while (page <= pages && page <= UINT32_MAX && page_there(m, (uint32_t)page))
        page++;
    if (page <= pages)
        mk_sqlite_remark_add(r, "database: pages are missing, the first is %" PRIu64 " of %" PRIu64,
                             page, pages);
}

int mk_sqlite_image_open(struct mk_sqlite_image *out, const struct mk_sqlite_set *set,
                         uint64_t index_max, struct mk_sqlite_remarks *r, struct mk_error *e)
{
    struct head h;
    *out = (struct mk_sqlite_image){ .db = set->db, .codec = set->codec, .remarks = r };
    out->size = out->db_end = set->db ? set->db->size : 0;
    if (!set->db)
        mk_sqlite_remark_add(r, "database: not there, only what its logs hold can be read");
    if (out->codec && !(out->decoded.bytes = malloc(PAGE_MAX)))
        return mk_fail(e, MK_ENOMEM, "page of a database");
    if (mk_sqlite_blocks_init(&out->blocks, e) != 0 ||
        (set->journal && lay_journal(out, set->journal, index_max, r, e) != 0) ||
        (set->wal && lay_wal(out, set->wal, index_max, r, e) != 0) || read_head(&h, out, 0, e) < 0)
        return -1;
    if (out->size == 0) {
        mk_sqlite_remark_add(r, "database: empty");
        return 0;
    }
    if (!h.page_size && set->page_size)
        h = (struct head){ .page_size = set->page_size };
    if (!h.page_size)
        return mk_fail(e, MK_EFORMAT, "not a SQLite database, or encrypted");
    if (h.write_version > 2 || h.read_version > 2)
        mk_sqlite_remark_add(r, "database: unknown versions to write and read: %u, %u",
                             h.write_version, h.read_version);
    out->page_size = h.page_size;
    settle_size(out, &h, r);
    return 0;
}

void mk_sqlite_image_done(struct mk_sqlite_image *m)
{
    mk_sqlite_wal_done(&m->wal);
    mk_sqlite_journal_done(&m->journal);
    mk_sqlite_blocks_done(&m->blocks);
    free(m->decoded.bytes);
}

enum mk_sqlite_origin mk_sqlite_image_origin(const struct mk_sqlite_image *m, uint32_t page)
{
    uint64_t at;
    if (m->layer[0].page_size && mk_sqlite_pages_find(&at, m->layer[0].pages, page))
        return MK_SQLITE_WAL;
    if (m->layer[1].page_size && mk_sqlite_pages_find(&at, m->layer[1].pages, page))
        return MK_SQLITE_JOURNAL;
    return MK_SQLITE_DB;
}
