#include "parsers/format/sqlite_wal.h"
#include "parsers/base/cursor.h"
#include <endian.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

struct sum {
    uint32_t a, b;
    bool big;
};

enum stop { AT_THE_END, OTHER_SALT, DAMAGED };

struct scan {
    const struct mk_file *f;
    struct mk_sqlite_wal *w;
    uint8_t *frame; /* one frame */
    size_t page_size;
    struct mk_span salt;
    struct sum sum;
    uint64_t valid, committed, total; /* frames */
    enum stop stop;
};

static uint32_t word(const uint8_t *p, bool big)
{
    uint32_t v;
    memcpy(&v, p, sizeof v);
    return big ? be32toh(v) : le32toh(v);
}

/* `s` is a multiple of 8 bytes long. */
static void add_up(struct sum *sum, struct mk_span s)
{
    uint32_t a = sum->a, b = sum->b;
    for (size_t i = 0; i + 8 <= s.len; i += 8) {
        a += word(s.p + i, sum->big) + b;
        b += word(s.p + i + 4, sum->big) + a;
    }
    sum->a = a;
    sum->b = b;
}

static bool sum_is(const struct sum *sum, struct mk_cursor *c)
{
    uint32_t a = mk_cur_u32be(c), b = mk_cur_u32be(c);
    return mk_cur_ok(c) && a == sum->a && b == sum->b;
}

static bool page_size_ok(uint32_t n)
{
    return n >= 512 && n <= 65536 && (n & (n - 1)) == 0;
}

/* NULL, or why the log is not used. */
static const char *decode_head(struct scan *s, struct mk_span head)
{
    struct mk_cursor c = mk_cur(head);
    uint32_t magic = mk_cur_u32be(&c), version = mk_cur_u32be(&c), page_size = mk_cur_u32be(&c);
    mk_cur_u32be(&c); /* number of the checkpoint */
    s->salt = mk_cur_take(&c, 8);
    s->sum = (struct sum){ .big = magic & 1 };
    if (!mk_cur_ok(&c))
        return "shorter than its header";
    if ((magic & ~1u) != 0x377f0682 || !page_size_ok(page_size))
        return "no header";
    add_up(&s->sum, mk_span(head.p, 24));
    if (!sum_is(&s->sum, &c))
        return "damaged header";
    if (version != 3007000)
        return "unknown version";
    s->page_size = page_size;
    return NULL;
}

/* One frame; false and why in s->stop when it ends the log. */
static bool decode_frame(struct scan *s, struct mk_span frame, uint32_t *page, uint32_t *commit)
{
    struct mk_cursor c = mk_cur(frame);
    *page = mk_cur_u32be(&c);
    *commit = mk_cur_u32be(&c);
    struct mk_span salt = mk_cur_take(&c, 8);
    if (!mk_span_eq(salt, s->salt)) {
        s->stop = OTHER_SALT;
        return false;
    }
    add_up(&s->sum, mk_span(frame.p, 8));
    add_up(&s->sum, mk_span_from(frame, MK_WAL_FRAME));
    if (*page == 0 || !sum_is(&s->sum, &c)) {
        s->stop = DAMAGED;
        return false;
    }
    return true;
}

static int scan_frames(struct scan *s, struct mk_error *e)
{
    size_t step = MK_WAL_FRAME + s->page_size, got;
    s->total = (s->f->size - MK_WAL_HEAD) / step;
    for (uint64_t at = MK_WAL_HEAD; s->valid < s->total; at += step) {
        uint32_t page, commit;
        if (s->f->pread(s->f->u, at, s->frame, step, &got, e) != 0)
            return -1;
        if (got < step || !decode_frame(s, mk_span(s->frame, step), &page, &commit))
            return 0;
        if (mk_sqlite_pages_add(&s->w->pages, page, at, e) != 0)
            return -1;
        s->valid++;
        if (commit) {
            s->committed = s->valid;
            s->w->npages = commit;
        }
    }
    return 0;
}

static void tell(const struct scan *s)
{
    char *out = s->w->remark;
    size_t max = sizeof s->w->remark;
    const char *lead = " (";
    int n = snprintf(out, max, "wal: %" PRIu64 " of %" PRIu64 " frames", s->committed, s->total);
    if (s->valid > s->committed) {
        n += snprintf(out + n, max - n, "%s%" PRIu64 " behind the last commit", lead,
                      s->valid - s->committed);
        lead = ", ";
    }
    if (s->stop == OTHER_SALT) {
        n += snprintf(out + n, max - n, "%s%" PRIu64 " of another generation", lead,
                      s->total - s->valid);
        lead = ", ";
    }
    if (s->stop == DAMAGED) {
        n += snprintf(out + n, max - n, "%sframe %" PRIu64 " damaged", lead, s->valid + 1);
        lead = ", ";
    }
    if ((s->f->size - MK_WAL_HEAD) % (MK_WAL_FRAME + s->page_size)) {
        n += snprintf(out + n, max - n, "%storn tail", lead);
        lead = ", ";
    }
    if (lead[0] == ',')
        snprintf(out + n, max - n, ")");
}

int mk_sqlite_wal_read(struct mk_sqlite_wal *out, const struct mk_file *f, uint64_t index_max,
                       struct mk_error *e)
{
    uint8_t head[MK_WAL_HEAD];
    size_t got;
    struct scan s = { .f = f, .w = out };
    *out = (struct mk_sqlite_wal){ 0 };
    mk_sqlite_pages_init(&out->pages, index_max);
    if (f->pread(f->u, 0, head, sizeof head, &got, e) != 0)
        return -1;
    const char *why = f->size == 0 ? "empty" : decode_head(&s, mk_span(head, got));
    if (why) {
        snprintf(out->remark, sizeof out->remark, "wal: not used: %s", why);
        return 0;
    }
    s.frame = malloc(MK_WAL_FRAME + s.page_size);
    if (!s.frame)
        return mk_fail(e, MK_ENOMEM, "frame of a log");
    int rc = scan_frames(&s, e);
    free(s.frame);
    if (rc != 0)
        return -1;
    mk_sqlite_pages_cut(&out->pages, (size_t)s.committed);
    mk_sqlite_pages_sort(&out->pages);
    out->page_size = s.committed ? (uint32_t)s.page_size : 0;
    tell(&s);
    return 0;
}

void mk_sqlite_wal_done(struct mk_sqlite_wal *w)
{
    mk_sqlite_pages_done(&w->pages);
}
