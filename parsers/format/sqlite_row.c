#include "parsers/format/sqlite_row.h"
#include <sqlite3.h>

const char *mk_sqlite_rowid(struct mk_sqlite *s, const char *table)
{
    static const char *const names[] = { "rowid", "_rowid_", "oid" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (mk_sqlite_own_column(s, table, names[i]) == MK_SQLITE_NO_COLUMN)
            return names[i];
    return NULL;
}

static int failed(struct mk_error *e, struct mk_sqlite *s)
{
    sqlite3 *db = mk_sqlite_handle(s);
    enum mk_code code = sqlite3_errcode(db) == SQLITE_NOMEM ? MK_ENOMEM : MK_EFORMAT;
    return mk_fail(e, code, "SQLite: %s", sqlite3_errmsg(db));
}

static sqlite3_stmt *prepare(struct mk_sqlite *s, const char *table, const char *rowid, int64_t row)
{
    sqlite3_stmt *st = NULL;
    char *sql =
        rowid
            ? sqlite3_mprintf("SELECT * FROM main.\"%w\" NOT INDEXED WHERE %s = ?1", table, rowid)
            : sqlite3_mprintf("SELECT * FROM main.\"%w\" NOT INDEXED LIMIT 1 OFFSET ?1 - 1", table);
    mk_sqlite_refill(s);
    if (sql && sqlite3_prepare_v2(mk_sqlite_handle(s), sql, -1, &st, NULL) == SQLITE_OK &&
        sqlite3_bind_int64(st, 1, row) != SQLITE_OK) {
        sqlite3_finalize(st);
        st = NULL;
    }
    sqlite3_free(sql);
    return st;
}

/* Its beginning, without a part of a character at its end. */
static struct mk_span beginning(struct mk_span s, bool text)
{
    if (s.len > MK_ROW_SHOWN)
        for (s.len = MK_ROW_SHOWN; text && s.len && (s.p[s.len] & 0xc0) == 0x80;)
            s.len--;
    return s;
}

static void put_bytes(struct mk_json *j, sqlite3_stmt *st, int i, bool text)
{
    const void *p = text ? sqlite3_column_text(st, i) : sqlite3_column_blob(st, i);
    struct mk_span all = mk_span(p, p ? (size_t)sqlite3_column_bytes(st, i) : 0);
    struct mk_span shown = beginning(all, text);
    mk_json_key(j, text ? "value" : "hex");
    if (text)
        mk_json_text(j, shown);
    else
        mk_json_hex(j, shown);
    if (shown.len < all.len)
        mk_json_kv_uint(j, "bytes", all.len);
}

static void put_value(struct mk_json *j, sqlite3_stmt *st, int i)
{
    switch (sqlite3_column_type(st, i)) {
    case SQLITE_INTEGER:
        mk_json_kv_int(j, "value", sqlite3_column_int64(st, i));
        break;
    case SQLITE_FLOAT:
        mk_json_key(j, "value");
        mk_json_real(j, sqlite3_column_double(st, i));
        break;
    case SQLITE_TEXT:
        put_bytes(j, st, i, true);
        break;
    case SQLITE_BLOB:
        put_bytes(j, st, i, false);
        break;
    default:
        mk_json_key(j, "value");
        mk_json_null(j);
    }
}

static void put_row(struct mk_json *j, sqlite3_stmt *st)
{
    mk_json_open(j, '{');
    mk_json_key(j, "columns");
    mk_json_open(j, '[');
    for (int i = 0; i < sqlite3_column_count(st); i++) {
        const char *name = sqlite3_column_name(st, i);
        mk_json_open(j, '{');
        mk_json_kv_text(j, "name", mk_str(name ? name : ""));
        put_value(j, st, i);
        mk_json_close(j, '}');
    }
    mk_json_close(j, ']');
    mk_json_close(j, '}');
}

int mk_sqlite_row_json(struct mk_json *j, struct mk_sqlite *s, const char *table, int64_t row,
                       struct mk_error *e)
{
    if (!mk_sqlite_has_table(s, table))
        return mk_fail(e, MK_EABSENT, "no table of that name");
    const char *rowid = mk_sqlite_rowid(s, table);
    sqlite3_stmt *st = rowid ? prepare(s, table, rowid, row) : NULL;
    if (!st) /* WITHOUT ROWID, or all its names taken */
        st = row > 0 ? prepare(s, table, NULL, row) : NULL;
    int rc = st ? sqlite3_step(st) : SQLITE_ERROR;
    if (rc == SQLITE_ROW)
        put_row(j, st);
    int found = rc == SQLITE_ROW ? 1 : rc == SQLITE_DONE || row <= 0 ? 0 : failed(e, s);
    sqlite3_finalize(st);
    return found;
}
