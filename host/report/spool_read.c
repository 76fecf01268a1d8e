#include "host/report/spooled.h"
#include <errno.h>
#include <unistd.h>

uint64_t mk_spool_digest(struct mk_span s)
{
    uint64_t h = 0xcbf29ce484222325u;
    for (size_t i = 0; i < s.len; i++)
        h = (h ^ s.p[i]) * 0x100000001b3u;
    return h;
}

void mk_facts_set(struct mk_facts *f, const struct mk_head *h, struct mk_span fields)
{
    struct mk_span both[2] = { h->fields, fields };
    f->turn++;
    f->kind = h->kind;
    f->head_fields = h->fields;
    f->fields = fields;
    for (size_t i = 0; i < 2; i++) {
        struct mk_cursor c = mk_cur(both[i]);
        struct mk_value v;
        while (mk_value_next(&v, &c, false)) {
            f->v[v.key] = v;
            f->seen[v.key] = f->turn;
        }
    }
}

static int read_at(struct mk_spool *s, uint64_t at, void *out, size_t n, struct mk_error *e)
{
    for (size_t got = 0; got < n;) {
        ssize_t k = pread(s->fd, (uint8_t *)out + got, n - got, (off_t)(at + got));
        if (k > 0)
            got += (size_t)k;
        else if (k == 0 || errno != EINTR)
            return mk_fail(e, MK_EIO, "the report's temporary file is short");
    }
    return 0;
}

int mk_spool_load(struct mk_facts *f, struct mk_spool *s, uint64_t at, struct mk_error *e)
{
    uint8_t start[MK_RECORD_HEAD];
    if (read_at(s, at, start, sizeof start, e) != 0)
        return -1;
    struct mk_cursor c = mk_cur(mk_span(start, sizeof start));
    f->head = mk_cur_u32le(&c);
    f->has_row = mk_cur_u8(&c) != 0;
    f->row = (int64_t)mk_cur_u64le(&c);
    uint32_t len = mk_cur_u32le(&c);
    mk_buf_clear(&f->bytes);
    uint8_t *room = mk_buf_room(&f->bytes, len);
    if (!room && len)
        return mk_fail(e, MK_ENOMEM, "report");
    if (len && read_at(s, at + MK_RECORD_HEAD, room, len, e) != 0)
        return -1;
    const struct mk_head *h = (const struct mk_head *)(const void *)s->heads.p + f->head;
    mk_facts_set(f, h, mk_span(room, len));
    return 0;
}

int mk_spool_each(struct mk_spool *s, enum mk_section section, size_t i,
                  int (*each)(void *u, struct mk_facts *f, struct mk_error *e), void *u,
                  struct mk_error *e)
{
    sqlite3_stmt *st;
    int rc = 0, step = SQLITE_DONE;
    uint32_t thread = section == MK_SEC_MESSAGES ? s->threads.order[i] : 0;
    if (sqlite3_prepare_v2(s->db,
                           "SELECT at FROM r WHERE section = ?1 AND thread = ?2 ORDER BY time, at",
                           -1, &st, NULL) != SQLITE_OK)
        return mk_fail(e, MK_EIO, "report index: %s", sqlite3_errmsg(s->db));
    sqlite3_bind_int(st, 1, (int)section);
    sqlite3_bind_int64(st, 2, thread);
    while (rc == 0 && (step = sqlite3_step(st)) == SQLITE_ROW) {
        rc = mk_spool_load(&s->facts, s, (uint64_t)sqlite3_column_int64(st, 0), e);
        if (rc == 0)
            rc = each(u, &s->facts, e);
    }
    sqlite3_finalize(st);
    return rc == 0 && step != SQLITE_DONE ? mk_fail(e, MK_EIO, "report index") : rc;
}

int mk_spool_children(struct mk_spool *s, struct mk_span ref,
                      int (*each)(void *u, struct mk_facts *f, struct mk_error *e), void *u,
                      struct mk_error *e)
{
    struct mk_child *all = (struct mk_child *)(void *)s->children.p;
    size_t lo = 0, n = s->children.len / sizeof *all, hi = n;
    uint64_t key = n ? mk_spool_digest(ref) : 0;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (all[mid].parent < key)
            lo = mid + 1;
        else
            hi = mid;
    }
    for (; lo < n && all[lo].parent == key; lo++) {
        if (mk_spool_load(&s->child_facts, s, all[lo].at, e) != 0)
            return -1;
        if (!mk_span_eq(mk_fact_text(&s->child_facts, MK_PARENT), ref))
            continue;
        all[lo].shown = true;
        if (each(u, &s->child_facts, e) != 0)
            return -1;
    }
    return 0;
}

struct mk_span mk_spool_head(const struct mk_spool *s, uint32_t head)
{
    return ((const struct mk_head *)(const void *)s->heads.p + head)->fields;
}
