#include "firmware/phantom/query_private.h"
#include "firmware/phantom/text.h"
#include <stdlib.h>

#define WINDOW_MAX ((size_t)2 << 20) /* CursorWindow: config_cursorWindowSize is 2048 KiB */
#define NO_RESULT  "No result found.\n"

/* How the tool reports an exception: head line, exception, frames. */
static void exception(struct mk_buf *err, struct mk_span authority, const char *class,
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

void mk_phantom_query_throw(struct mk_phantom_query *q, struct mk_buf *err, const char *class,
                            struct mk_span message)
{
    exception(err, q->authority, class, message);
    q->done = true;
}

void mk_phantom_query_throw_sql(struct mk_phantom_query *q, struct mk_buf *err, const char *sql)
{
    struct mk_buf m;
    int code = sqlite3_errcode(q->x->db);
    mk_buf_init(&m, MK_PHANTOM_SQL_MAX + 1024);
    mk_buf_printf(&m, "%s (code %d%s): , while compiling: %s", sqlite3_errmsg(q->x->db), code,
                  code == SQLITE_ERROR ? " SQLITE_ERROR" : "", sql);
    mk_phantom_query_throw(q, err, "android.database.sqlite.SQLiteException", mk_buf_span(&m));
    mk_buf_done(&m);
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
    if (mk_phantom_query_start(q, err, ask)) {
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
    mk_phantom_query_throw(q, err, "android.database.sqlite.SQLiteBlobTooBigException",
                           mk_buf_span(&m));
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
            mk_phantom_query_throw_sql(q, err, sqlite3_sql(q->st));
        }
    }
    return !q->done && mk_buf_ok(out);
}
