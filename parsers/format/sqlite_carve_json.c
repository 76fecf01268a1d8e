#include "parsers/base/json.h"
#include "parsers/format/sqlite_carve.h"

static void put_value(struct mk_json *j, const struct mk_carve_value *v)
{
    switch (v->type) {
    case MK_CV_GONE:
    case MK_CV_NULL:
        mk_json_null(j);
        break;
    case MK_CV_INT:
        mk_json_int(j, v->i);
        break;
    case MK_CV_REAL:
        mk_json_real(j, v->r);
        break;
    case MK_CV_TEXT:
        mk_json_text(j, v->bytes);
        break;
    case MK_CV_BLOB:
        mk_json_open(j, '{');
        mk_json_key(j, "blob");
        mk_json_hex(j, v->bytes);
        mk_json_close(j, '}');
        break;
    }
}

static void put_place(struct mk_json *j, const struct mk_carve_place *p)
{
    static const char *const files[] = { "db", "wal", "journal" };
    mk_json_kv_str(j, "state", mk_carve_state_name(p->state));
    mk_json_kv_str(j, "file", files[p->file]);
    mk_json_kv_uint(j, "page", p->page);
    mk_json_kv_uint(j, "offset", p->offset);
    if (p->commit)
        mk_json_kv_uint(j, "commit", p->commit);
    if (p->generation > 1)
        mk_json_kv_uint(j, "generation", p->generation);
    if (p->was_live)
        mk_json_kv_bool(j, "was_live", true);
}

static void put_column(struct mk_json *j, const struct mk_carved *row, uint32_t i)
{
    if (row->columns && i < row->columns->n)
        mk_json_text(j, row->columns->column[i].name);
    else
        mk_json_uint(j, i);
}

/* Which columns are gone: a null may also be one that was stored. */
static void put_gone(struct mk_json *j, const struct mk_carved *row)
{
    mk_json_key(j, "gone");
    mk_json_open(j, '[');
    for (uint32_t i = 0; i < row->n; i++)
        if (row->value[i].type == MK_CV_GONE)
            put_column(j, row, i);
    mk_json_close(j, ']');
}

static void put_unproven(struct mk_json *j, const struct mk_carved *row)
{
    mk_json_key(j, "unproven");
    mk_json_open(j, '[');
    for (uint32_t i = 0; i < row->n; i++)
        if (row->value[i].unproven)
            put_column(j, row, i);
    mk_json_close(j, ']');
}

static void put_values(struct mk_json *j, const struct mk_carved *row)
{
    mk_json_key(j, "values");
    mk_json_open(j, '[');
    for (uint32_t i = 0; i < row->n; i++)
        put_value(j, &row->value[i]);
    mk_json_close(j, ']');
    mk_json_kv_bool(j, "partial", row->partial);
    if (row->partial)
        put_gone(j, row);
    if (row->unproven)
        put_unproven(j, row);
    if (row->contested || row->unproven)
        mk_json_kv_str(j, "why", row->contested ? MK_CARVE_WHY_CONTESTED : MK_CARVE_WHY_UNPROVEN);
    mk_json_key(j, "confidence");
    mk_json_real(j, row->confidence);
}

static void put_places(struct mk_json *j, const struct mk_carved *row)
{
    if (row->nplaces < 2)
        return;
    mk_json_kv_uint(j, "places", row->nplaces);
    mk_json_key(j, "also");
    mk_json_open(j, '[');
    for (uint32_t i = 1; i < row->nplaces && i < MK_CARVE_PLACES; i++) {
        mk_json_open(j, '{');
        put_place(j, &row->place[i]);
        mk_json_close(j, '}');
    }
    mk_json_close(j, ']');
}

static int put_versions(struct mk_json *j, const struct mk_carved *row, struct mk_error *e)
{
    struct mk_carved v;
    if (!row->nolder)
        return 0;
    mk_json_key(j, "versions");
    mk_json_open(j, '[');
    for (uint32_t i = 0; i < row->nolder; i++) {
        if (row->older(&v, row->older_u, i, e) != 0)
            return -1;
        mk_json_open(j, '{');
        put_place(j, &v.place[0]);
        put_values(j, &v);
        put_places(j, &v);
        mk_json_close(j, '}');
    }
    mk_json_close(j, ']');
    return 0;
}

int mk_carve_json(struct mk_json *j, const struct mk_carved *row, struct mk_error *e)
{
    mk_json_open(j, '{');
    mk_json_key(j, "table");
    if (row->table.p)
        mk_json_text(j, row->table);
    else
        mk_json_null(j);
    mk_json_key(j, "row");
    if (row->has_row)
        mk_json_int(j, row->row);
    else
        mk_json_null(j);
    put_place(j, &row->place[0]);
    put_values(j, row);
    if (row->former)
        mk_json_kv_bool(j, "former", true);
    if (row->row_lives)
        mk_json_kv_bool(j, "row_lives", true);
    put_places(j, row);
    if (put_versions(j, row, e) != 0)
        return -1;
    mk_json_close(j, '}');
    return 0;
}
