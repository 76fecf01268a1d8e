#include "host/case/store.h"
#include "host/case/views.h"
#include "parsers/base/utf.h"

/* The phone's files as its paths say, its places and its media. */

#define PATH_MAX_ ((size_t)64 << 10)

/* ---- files ---- */

static int add(struct mk_case *c, struct mk_span folder, struct mk_span name, bool file,
               uint64_t number, uint64_t bytes, struct mk_error *e)
{
    sqlite3_stmt *st = mk_sql(c, MK_SQL_file_add, e);
    if (!st)
        return -1;
    sqlite3_bind_int64(st, 1, c->bundle);
    mk_sql_bind(st, 2, folder);
    sqlite3_bind_int(st, 3, file);
    mk_sql_bind(st, 4, name);
    sqlite3_bind_int64(st, 5, file ? (sqlite3_int64)number : 0);
    sqlite3_bind_int64(st, 6, (sqlite3_int64)bytes);
    return mk_sql_run(c, st, e);
}

/* As a page can show and send back: UTF-8, what is none of it as U+FFFD; without '/' in front, at
 * the end and twice. */
static struct mk_span shown(struct mk_buf *out, struct mk_span path)
{
    while (path.len) {
        size_t good = mk_utf8_valid(path);
        for (size_t i = 0; i < good; i++) {
            bool needless = path.p[i] == '/' && (!out->len || out->p[out->len - 1] == '/');
            if (!needless)
                mk_buf_u8(out, path.p[i] ? path.p[i] : '?');
        }
        path = mk_span_from(path, good);
        if (path.len) {
            mk_buf_puts(out, "\xef\xbf\xbd");
            path = mk_span_from(path, 1);
        }
    }
    if (out->len && out->p[out->len - 1] == '/')
        out->len--;
    return mk_buf_span(out);
}

int mk_case_file(struct mk_case *c, struct mk_span path, uint64_t number, uint64_t bytes,
                 struct mk_error *e)
{
    struct mk_buf b;
    size_t from = 0;
    int rc = 0;
    mk_buf_init(&b, PATH_MAX_);
    struct mk_span p = shown(&b, path);
    if (!mk_buf_ok(&b))
        rc = mk_fail(e, MK_ELIMIT, "a path of more than %zu bytes", PATH_MAX_);
    for (size_t i = 0; rc == 0 && i <= p.len; i++) {
        if (i < p.len && p.p[i] != '/')
            continue;
        struct mk_span folder = mk_span(p.p, from ? from - 1 : 0);
        rc = add(c, folder, mk_span(p.p + from, i - from), i == p.len, number, bytes, e);
        from = i + 1;
    }
    mk_buf_done(&b);
    return rc;
}

int mk_case_file_number(uint64_t *number, struct mk_case *c, int64_t bundle, struct mk_span path,
                        struct mk_error *e)
{
    struct mk_buf b;
    size_t cut;
    mk_buf_init(&b, PATH_MAX_);
    struct mk_span p = shown(&b, path);
    sqlite3_stmt *st = mk_sql(c, MK_SQL_file_number, e);
    for (cut = p.len; cut > 0 && p.p[cut - 1] != '/'; cut--)
        ;
    int step = SQLITE_DONE;
    if (st && mk_buf_ok(&b)) {
        sqlite3_bind_int64(st, 1, bundle);
        mk_sql_bind(st, 2, mk_span(p.p, cut ? cut - 1 : 0));
        mk_sql_bind(st, 3, mk_span_from(p, cut));
        step = sqlite3_step(st);
        *number = step == SQLITE_ROW ? (uint64_t)sqlite3_column_int64(st, 0) : 0;
        sqlite3_reset(st);
    }
    mk_buf_done(&b);
    if (!st)
        return -1;
    return step == SQLITE_ROW ? 1 : step == SQLITE_DONE ? 0 : mk_sql_fail(c, e);
}

struct files {
    int (*each)(void *u, const struct mk_case_entry *x, struct mk_error *e);
    void *u;
};

static int file_row(void *u, sqlite3_stmt *st, struct mk_error *e)
{
    const struct files *f = u;
    const struct mk_case_entry x = {
        .name = (const char *)sqlite3_column_text(st, 0),
        .folder = sqlite3_column_int(st, 1) == 0,
        .number = (uint64_t)sqlite3_column_int64(st, 2),
        .bytes = (uint64_t)sqlite3_column_int64(st, 3),
        .files = (uint64_t)sqlite3_column_int64(st, 4),
    };
    return x.name ? f->each(f->u, &x, e) : 0;
}

int mk_case_files(struct mk_case *c, int64_t bundle, const char *folder, uint64_t skip,
                  uint32_t limit,
                  int (*each)(void *u, const struct mk_case_entry *x, struct mk_error *e), void *u,
                  struct mk_error *e)
{
    struct files f = { each, u };
    sqlite3_stmt *st = mk_sql(c, MK_SQL_files, e);
    if (!st)
        return -1;
    sqlite3_bind_int64(st, 1, bundle);
    mk_sql_bind(st, 2, mk_str(folder));
    sqlite3_bind_int64(st, 3, limit);
    sqlite3_bind_int64(st, 4, (sqlite3_int64)skip);
    return mk_sql_rows(c, st, file_row, &f, e);
}

/* ---- places ---- */

struct places {
    struct mk_case *c;
    int (*each)(void *u, const struct mk_place *x, struct mk_error *e);
    void *u;
};

static int bundle_of(int64_t *bundle, struct mk_case *c, int64_t record, struct mk_error *e)
{
    sqlite3_stmt *st = mk_sql(c, MK_SQL_bundle_of, e);
    if (!st)
        return -1;
    sqlite3_bind_int64(st, 1, record);
    int step = sqlite3_step(st);
    *bundle = step == SQLITE_ROW ? sqlite3_column_int64(st, 0) : 0;
    sqlite3_reset(st);
    return step == SQLITE_ROW || step == SQLITE_DONE ? 0 : mk_sql_fail(c, e);
}

static int place_row(void *u, sqlite3_stmt *st, struct mk_error *e)
{
    const struct places *p = u;
    struct mk_place x = {
        .id = sqlite3_column_int64(st, 0),
        .time_us = sqlite3_column_int64(st, 1),
        .lat = sqlite3_column_double(st, 2),
        .lon = sqlite3_column_double(st, 3),
        .accuracy_m = sqlite3_column_type(st, 4) == SQLITE_NULL ? -1 : sqlite3_column_double(st, 4),
        .origin = mk_sql_span(st, 5),
        .meaning = mk_sql_span(st, 6),
        .whose = mk_sql_span(st, 7),
        .label = mk_sql_span(st, 8),
        .until_us = mk_sql_time(st, 9),
    };
    return bundle_of(&x.bundle, p->c, x.id, e) == 0 ? p->each(p->u, &x, e) : -1;
}

static void bind_text(sqlite3_stmt *st, int i, const char *text)
{
    if (text)
        mk_sql_bind(st, i, mk_str(text));
    else
        sqlite3_bind_null(st, i);
}

static void bind_box(sqlite3_stmt *st, const struct mk_places *p)
{
    const double at[] = { p->south, p->north, p->west, p->east };
    for (int i = 0; i < 4; i++)
        if (p->boxed)
            sqlite3_bind_double(st, 9 + i, at[i]);
        else
            sqlite3_bind_null(st, 9 + i);
}

int mk_case_places(struct mk_case *c, const struct mk_places *p,
                   int (*each)(void *u, const struct mk_place *x, struct mk_error *e), void *u,
                   struct mk_error *e)
{
    struct places l = { c, each, u };
    int64_t first, last;
    bool small = p->boxed && p->north - p->south < 1;
    sqlite3_stmt *st = mk_sql(c, small ? MK_SQL_places_box : MK_SQL_places, e);
    if (!st || mk_sql_range(&first, &last, c, p->bundle, e) != 0)
        return -1;
    const int64_t bound[] = { p->after_us, p->after, p->from_us, p->until_us, first, last };
    for (int i = 0; i < 6; i++)
        sqlite3_bind_int64(st, i + 1, bound[i]);
    bind_text(st, 7, p->origin);
    bind_text(st, 8, p->meaning);
    bind_box(st, p);
    sqlite3_bind_int64(st, 13, p->limit);
    return mk_sql_rows(c, st, place_row, &l, e);
}

int mk_case_around(struct mk_case *c, int64_t bundle, int64_t from_us, int64_t until_us,
                   uint32_t limit,
                   int (*each)(void *u, const struct mk_place *x, struct mk_error *e), void *u,
                   struct mk_error *e)
{
    struct places l = { c, each, u };
    int64_t first, last;
    sqlite3_stmt *st = mk_sql(c, MK_SQL_around, e);
    if (!st || mk_sql_range(&first, &last, c, bundle, e) != 0)
        return -1;
    const int64_t bound[] = { from_us, until_us, first, last, limit };
    for (int i = 0; i < 5; i++)
        sqlite3_bind_int64(st, i + 1, bound[i]);
    return mk_sql_rows(c, st, place_row, &l, e);
}

int mk_case_placeless(uint64_t *n, struct mk_case *c, int64_t bundle, struct mk_error *e)
{
    sqlite3_stmt *st = mk_sql(c, MK_SQL_placeless, e);
    if (!st)
        return -1;
    mk_sql_limit(st, 1, bundle, 0);
    int step = sqlite3_step(st);
    *n = step == SQLITE_ROW ? (uint64_t)sqlite3_column_int64(st, 0) : 0;
    sqlite3_reset(st);
    return step == SQLITE_ROW ? 0 : mk_sql_fail(c, e);
}

/* ---- media ---- */

struct media {
    sqlite3_stmt *st;
    int (*each)(void *u, unsigned cls, int64_t time_us, const struct mk_case_record *r,
                struct mk_error *e);
    void *u;
};

static int media_row(void *u, const struct mk_case_record *r, struct mk_error *e)
{
    const struct media *m = u;
    return m->each(m->u, (unsigned)sqlite3_column_int(m->st, 6), sqlite3_column_int64(m->st, 7), r,
                   e);
}

int mk_case_media(struct mk_case *c, int64_t bundle, unsigned cls, int64_t after_us, int64_t after,
                  uint32_t limit,
                  int (*each)(void *u, unsigned cls, int64_t time_us,
                              const struct mk_case_record *r, struct mk_error *e),
                  void *u, struct mk_error *e)
{
    struct media m = { mk_sql(c, cls ? MK_SQL_media : MK_SQL_media_all, e), each, u };
    int64_t first, last;
    if (!m.st || mk_sql_range(&first, &last, c, bundle, e) != 0)
        return -1;
    const int64_t bound[] = { cls, after_us, after, first, last, limit };
    for (int i = 0; i < 6; i++)
        sqlite3_bind_int64(m.st, i + 1, bound[i]);
    return mk_sql_records(c, m.st, media_row, &m, e);
}
