#include "host/case/store.h"

/* What a map and a gallery show, taken out while a bundle is taken in. */

struct both {
    struct mk_span head, own;
};

static bool find(struct mk_value *v, const struct both *b, enum mk_key key)
{
    return mk_field_find(v, b->own, key) || mk_field_find(v, b->head, key);
}

static bool real(double *out, const struct both *b, enum mk_key key)
{
    struct mk_value v;
    if (!find(&v, b, key) || (v.type != MK_T_REAL && v.type != MK_T_INT))
        return false;
    *out = v.type == MK_T_REAL ? v.r : (double)v.i;
    return true;
}

static void bind(sqlite3_stmt *st, int i, const struct both *b, enum mk_key key)
{
    struct mk_value v;
    if (find(&v, b, key) && v.type == MK_T_TEXT)
        mk_sql_bind(st, i, v.s);
    else
        sqlite3_bind_null(st, i);
}

static int add_place(struct mk_case *c, int64_t record, const struct both *b, double lat,
                     double lon, int64_t time_us, struct mk_error *e)
{
    static const enum mk_key texts[] = { MK_ORIGIN, MK_MEANING, MK_WHOSE, MK_LABEL };
    sqlite3_stmt *st = mk_sql(c, MK_SQL_place_add, e);
    double accuracy;
    if (!st)
        return -1;
    sqlite3_bind_int64(st, 1, record);
    sqlite3_bind_int64(st, 2, time_us);
    sqlite3_bind_double(st, 3, lat);
    sqlite3_bind_double(st, 4, lon);
    if (real(&accuracy, b, MK_ACCURACY_M) && accuracy >= 0)
        sqlite3_bind_double(st, 5, accuracy);
    else
        sqlite3_bind_null(st, 5);
    struct mk_value end;
    mk_sql_limit(st, 10, find(&end, b, MK_END) && end.type == MK_T_TIME ? end.i : INT64_MIN,
                 INT64_MIN);
    for (int i = 0; i < 4; i++)
        bind(st, 6 + i, b, texts[i]);
    return mk_sql_run(c, st, e);
}

static int add_placeless(struct mk_case *c, struct mk_error *e)
{
    sqlite3_stmt *st = mk_sql(c, MK_SQL_placeless_add, e);
    if (!st)
        return -1;
    sqlite3_bind_int64(st, 1, c->bundle);
    return mk_sql_run(c, st, e);
}

/* By what the record says it is; what names no type is no picture. */
static int class_of(const struct both *b)
{
    static const char *const starts[] = { "image/", "video/", "audio/" };
    struct mk_value v;
    if (!find(&v, b, MK_MIME) || v.type != MK_T_TEXT)
        return 0;
    for (int i = 0; i < 3; i++)
        if (mk_span_starts(v.s, mk_str(starts[i])))
            return i + 1;
    return 0;
}

static int add_media(struct mk_case *c, int64_t record, int class, int64_t time_us,
                     struct mk_error *e)
{
    sqlite3_stmt *st = mk_sql(c, MK_SQL_media_add, e);
    if (!st)
        return -1;
    sqlite3_bind_int(st, 1, class);
    sqlite3_bind_int64(st, 2, time_us);
    sqlite3_bind_int64(st, 3, record);
    return mk_sql_run(c, st, e);
}

/* An attachment whose file is there has a record of kind media as well. */
static bool is_missing(const struct both *b)
{
    struct mk_value v;
    return !find(&v, b, MK_PRESENT) || v.type != MK_T_TRUE;
}

int mk_take_views(struct mk_case *c, int64_t record, enum mk_kind kind, struct mk_span head,
                  struct mk_span own, int64_t time_us, struct mk_error *e)
{
    const struct both b = { head, own };
    double lat = 0, lon = 0;
    int class =
        kind == MK_KIND_MEDIA || (kind == MK_ATTACHMENT && is_missing(&b)) ? class_of(&b) : 0;
    if (class && add_media(c, record, class, time_us, e) != 0)
        return -1;
    if (kind != MK_LOCATION && kind != MK_KIND_MEDIA)
        return 0;
    bool at = real(&lat, &b, MK_LAT) && real(&lon, &b, MK_LON) && lat >= -90 && lat <= 90 &&
              lon >= -180 && lon <= 180;
    if (!at)
        return add_placeless(c, e);
    return kind == MK_LOCATION ? add_place(c, record, &b, lat, lon, time_us, e) : 0;
}
