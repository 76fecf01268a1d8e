#include "firmware/phantom/query.h"
#include "firmware/phantom/text.h"
#include <stdlib.h>

#define COLUMNS_MAX 128
#define WINDOW_MAX  ((size_t)2 << 20) /* CursorWindow: config_cursorWindowSize is 2048 KiB */
#define SQL_MAX     ((size_t)1 << 20)
#define NO_RESULT   "No result found.\n"

struct mk_phantom_query {
    const struct mk_exercise *x;
    sqlite3_stmt *st;   /* NULL: no rows */
    struct mk_buf head; /* " name=" or ", name=" of every column, one behind the other */
    size_t head_end[COLUMNS_MAX];
    int columns;
    int64_t row;
    bool done;
    struct mk_span authority; /* borrowed from uri */
    struct mk_buf uri;
};

void mk_phantom_query_exception(struct mk_buf *err, struct mk_span authority, const char *class,
                                struct mk_span message)
{
    mk_buf_puts(err, "Error while accessing provider:");
    mk_buf_put(err, authority.p, authority.len);
    mk_buf_printf(err, "\n%s: ", class);
    mk_buf_put(err, message.p, message.len);
    mk_buf_puts(err, "\n"
                     "\tat android.os.Parcel.createExceptionOrNull(Parcel.java)\n"
                     "\tat android.os.Parcel.readException(Parcel.java)\n"
                     "\tat android.content.ContentProviderProxy.query(ContentProviderNative.java)\n"
                     "\tat com.android.commands.content.Content$QueryCommand.onExecute("
                     "Content.java)\n"
                     "\tat com.android.commands.content.Content$Command.execute(Content.java)\n"
                     "\tat com.android.commands.content.Content.main(Content.java)\n"
                     "\tat com.android.internal.os.RuntimeInit.nativeFinishInit(Native Method)\n"
                     "\tat com.android.internal.os.RuntimeInit.main(RuntimeInit.java)\n");
}

static void throw(struct mk_phantom_query * q, struct mk_buf *err, const char *class,
                  struct mk_buf *message)
{
    mk_phantom_query_exception(err, q->authority, class, mk_buf_span(message));
    q->done = true;
}

/* Android's SQLiteException: "message (code N SQLITE_X): , while compiling: SQL". */
static void throw_sql(struct mk_phantom_query *q, struct mk_buf *err, const char *sql)
{
    struct mk_buf m;
    int code = sqlite3_errcode(q->x->db);
    mk_buf_init(&m, SQL_MAX + 1024);
    mk_buf_printf(&m, "%s (code %d%s): , while compiling: %s", sqlite3_errmsg(q->x->db), code,
                  code == SQLITE_ERROR ? " SQLITE_ERROR" : "", sql);
    throw(q, err, "android.database.sqlite.SQLiteException", &m);
    mk_buf_done(&m);
}

static bool has_column(const struct mk_exercise *x, const char *table, const char *column)
{
    return sqlite3_table_column_metadata(x->db, NULL, table, column, NULL, NULL, NULL, NULL,
                                         NULL) == SQLITE_OK;
}

static bool is_blank(uint8_t c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Next name of a projection, split as by the pattern [\s]*:[\s]* ; false behind the last. */
static bool next_column(char name[static 128], struct mk_span *left)
{
    if (!left->p)
        return false;
    const uint8_t *colon = left->len ? memchr(left->p, ':', left->len) : NULL;
    struct mk_span word = mk_span(left->p, colon ? (size_t)(colon - left->p) : left->len);
    *left = colon ? mk_span(colon + 1, left->len - word.len - 1) : mk_span(NULL, 0);
    while (left->len && is_blank(*left->p))
        *left = mk_span(left->p + 1, left->len - 1);
    while (colon && word.len && is_blank(word.p[word.len - 1]))
        word.len--;
    size_t n = word.len < 127 ? word.len : 127;
    memcpy(name, word.p, n);
    name[n] = 0;
    return true;
}

/* False when a column is not the provider's: then the exception has been thrown. */
static bool put_projection(struct mk_phantom_query *q, struct mk_buf *sql, struct mk_buf *err,
                           const struct mk_exercise_provider *p, struct mk_span projection)
{
    char name[128], unknown[128] = "";
    size_t n = 0;
    if (!projection.p)
        mk_buf_puts(sql, "*");
    while (next_column(name, &projection)) {
        if (!unknown[0] && !has_column(q->x, p->table, name))
            memcpy(unknown, name, sizeof unknown);
        mk_buf_puts(sql, n++ ? ", " : "");
        mk_buf_puts(sql, name);
    }
    if (!unknown[0] || !p->strict)
        return true; /* an unknown one then fails in SQLite, as on the phone */
    struct mk_buf m;
    mk_buf_init(&m, 256);
    mk_buf_printf(&m, "Invalid column %s", unknown);
    throw(q, err, "java.lang.IllegalArgumentException", &m);
    mk_buf_done(&m);
    return false;
}

static void put_where(struct mk_buf *sql, const struct mk_exercise_provider *p, int64_t id,
                      struct mk_span where)
{
    const char *word = " WHERE (";
    if (p->rows[0]) {
        mk_buf_printf(sql, "%s%s)", word, p->rows);
        word = " AND (";
    }
    if (id >= 0) {
        mk_buf_printf(sql, "%s_id = %lld)", word, (long long)id);
        word = " AND (";
    }
    if (where.p) {
        mk_buf_puts(sql, word);
        mk_buf_put(sql, where.p, where.len);
        mk_buf_puts(sql, ")");
    }
}

static void keep_heads(struct mk_phantom_query *q)
{
    q->columns = sqlite3_column_count(q->st);
    if (q->columns > COLUMNS_MAX)
        q->columns = COLUMNS_MAX;
    for (int i = 0; i < q->columns; i++) {
        mk_buf_printf(&q->head, "%s%s=", i ? ", " : " ", sqlite3_column_name(q->st, i));
        q->head_end[i] = q->head.len;
    }
}

static int prepare(struct mk_phantom_query *q, struct mk_buf *err,
                   const struct mk_exercise_provider *p, int64_t id,
                   const struct mk_phantom_query_ask *ask)
{
    struct mk_buf sql;
    mk_buf_init(&sql, SQL_MAX);
    mk_buf_puts(&sql, "SELECT ");
    bool good = put_projection(q, &sql, err, p, ask->projection);
    mk_buf_printf(&sql, " FROM %s", p->table);
    put_where(&sql, p, id, ask->where);
    struct mk_span sort = ask->sort.p ? ask->sort : mk_str(p->sort);
    if (sort.len) {
        mk_buf_puts(&sql, " ORDER BY ");
        mk_buf_put(&sql, sort.p, sort.len);
    }
    const char *text = mk_buf_cstr(&sql);
    if (good && text) {
        if (sqlite3_prepare_v2(q->x->db, text, -1, &q->st, NULL) == SQLITE_OK && q->st)
            keep_heads(q);
        else
            throw_sql(q, err, text);
    }
    mk_buf_done(&sql);
    return text && mk_buf_ok(&q->head) ? 0 : -1;
}

static void refuse(struct mk_phantom_query *q, struct mk_buf *err,
                   const struct mk_exercise_provider *p)
{
    struct mk_buf m;
    mk_buf_init(&m, 4096);
    if (p->state == MK_PROVIDER_REFUSED) {
        mk_buf_printf(&m,
                      "Permission Denial: reading com.android.providers.%s uri %s from pid=%d, "
                      "uid=2000 requires android.permission.%s, or grantUriPermission()",
                      p->table, p->uri, 4711, p->permission);
        throw(q, err, "java.lang.SecurityException", &m);
    } else {
        mk_buf_printf(&m, "Could not read from %s", p->uri);
        throw(q, err, "java.lang.IllegalStateException", &m);
    }
    mk_buf_done(&m);
}

static void not_found(struct mk_phantom_query *q, struct mk_buf *err)
{
    struct mk_buf m;
    mk_buf_init(&m, 4096);
    mk_buf_puts(&m, "Could not find provider: ");
    mk_buf_put(&m, q->authority.p, q->authority.len);
    throw(q, err, "java.lang.IllegalStateException", &m);
    mk_buf_done(&m);
}

static int start(struct mk_phantom_query *q, struct mk_buf *err,
                 const struct mk_phantom_query_ask *ask)
{
    struct mk_exercise_provider p;
    int64_t id;
    bool authority;
    bool known = mk_exercise_provider(&p, &id, &authority, q->x, mk_buf_span(&q->uri));
    if (ask->user != 0 || (known ? p.state == MK_PROVIDER_ABSENT : !authority)) {
        not_found(q, err);
        return 0;
    }
    if (!known) {
        struct mk_buf m;
        mk_buf_init(&m, 4096);
        mk_buf_puts(&m, "Unknown URL ");
        mk_buf_put(&m, q->uri.p, q->uri.len);
        throw(q, err, "java.lang.IllegalArgumentException", &m);
        mk_buf_done(&m);
        return 0;
    }
    switch (p.state) {
    case MK_PROVIDER_OK:
    case MK_PROVIDER_EMPTY: /* its table is empty */
        return prepare(q, err, &p, id, ask);
    case MK_PROVIDER_RESTRICTED: /* ContentProvider.Transport.query(): an empty cursor, whatever is
                                    asked */
        return 0;
    case MK_PROVIDER_REFUSED:
    case MK_PROVIDER_ERROR:
        refuse(q, err, &p);
        return 0;
    case MK_PROVIDER_ABSENT:
        break;
    }
    return 0;
}

int mk_phantom_query_new(struct mk_phantom_query **out, const struct mk_exercise *x,
                         const struct mk_phantom_query_ask *ask, struct mk_buf *err,
                         struct mk_error *e)
{
    int rc = -1;
    struct mk_phantom_query *q = calloc(1, sizeof *q);
    if (!q) {
        mk_fail(e, MK_ENOMEM, "query");
        goto out;
    }
    q->x = x;
    mk_buf_init(&q->head, 1 << 16);
    mk_buf_init(&q->uri, 1 << 16);
    mk_buf_put(&q->uri, ask->uri.p, ask->uri.len);
    if (!mk_buf_ok(&q->uri)) {
        mk_fail(e, MK_ENOMEM, "query");
        goto out;
    }
    q->authority = mk_uri_authority(mk_buf_span(&q->uri));
    if (start(q, err, ask)) {
        mk_fail(e, MK_ENOMEM, "query");
        goto out;
    }
    *out = q;
    q = NULL;
    rc = 0;
out:
    mk_phantom_query_free(q);
    return rc;
}

void mk_phantom_query_free(struct mk_phantom_query *q)
{
    if (!q)
        return;
    sqlite3_finalize(q->st);
    mk_buf_done(&q->head);
    mk_buf_done(&q->uri);
    free(q);
}

static void put_value(struct mk_buf *out, sqlite3_stmt *st, int i)
{
    switch (sqlite3_column_type(st, i)) {
    case SQLITE_INTEGER:
        mk_phantom_int(out, sqlite3_column_int64(st, i));
        break;
    case SQLITE_FLOAT:
        mk_phantom_float(out, sqlite3_column_double(st, i));
        break;
    case SQLITE_TEXT: {
        const unsigned char *p = sqlite3_column_text(st, i);
        mk_phantom_text(out, mk_span(p, (size_t)sqlite3_column_bytes(st, i)));
        break;
    }
    case SQLITE_BLOB:
        mk_buf_puts(out, "BLOB");
        break;
    default:
        mk_buf_puts(out, "NULL");
    }
}

static bool fits_window(struct mk_phantom_query *q)
{
    size_t n = 0;
    for (int i = 0; i < q->columns; i++)
        if (sqlite3_column_type(q->st, i) >= SQLITE_TEXT && /* text or blob */
            sqlite3_column_type(q->st, i) != SQLITE_NULL)
            n += (size_t)sqlite3_column_bytes(q->st, i);
    return n < WINDOW_MAX;
}

static void put_row(struct mk_phantom_query *q, struct mk_buf *out)
{
    size_t from = 0;
    mk_buf_puts(out, "Row: ");
    mk_phantom_int(out, q->row++);
    for (int i = 0; i < q->columns; i++) {
        mk_buf_put(out, q->head.p + from, q->head_end[i] - from);
        from = q->head_end[i];
        put_value(out, q->st, i);
    }
    mk_buf_u8(out, '\n');
}

static void too_big(struct mk_phantom_query *q, struct mk_buf *err)
{
    struct mk_buf m;
    mk_buf_init(&m, 256);
    mk_buf_printf(&m, "Row too big to fit into CursorWindow requiredPos=%lld, totalPos=%lld",
                  (long long)q->row, (long long)q->row + 1);
    throw(q, err, "android.database.sqlite.SQLiteBlobTooBigException", &m);
    mk_buf_done(&m);
}

bool mk_phantom_query_more(struct mk_phantom_query *q, struct mk_buf *out, struct mk_buf *err,
                           size_t want)
{
    while (!q->done && mk_buf_ok(out) && out->len < want) {
        int rc = q->st ? sqlite3_step(q->st) : SQLITE_DONE;
        if (rc == SQLITE_ROW && fits_window(q)) {
            put_row(q, out);
        } else if (rc == SQLITE_ROW) {
            too_big(q, err);
        } else if (rc == SQLITE_DONE) {
            if (q->row == 0)
                mk_buf_puts(out, NO_RESULT);
            q->done = true;
        } else {
            throw_sql(q, err, sqlite3_sql(q->st));
        }
    }
    return !q->done && mk_buf_ok(out);
}
