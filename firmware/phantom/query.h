#ifndef MK_PHANTOM_QUERY_H
#define MK_PHANTOM_QUERY_H

#include "firmware/phantom/exercise.h"
#include "parsers/base/buf.h"

/* `content query`, as Android's tool was asked. Spans with a NULL `p` were not given. */
struct mk_phantom_query_ask {
    struct mk_span uri, projection, where, sort;
    int64_t user;
};

/*
 * A query that runs: rows in the words of QueryCommand.onExecute().
 *
 *   "Row: " index " " name "=" value { ", " name "=" value } "\n"      or "No result found.\n"
 *   value: integer as is, real as a Java float, text through UTF-16, "BLOB", "NULL"
 *
 * Source: frameworks/base cmds/content/.../Content.java (getLong since 2014, getFloat always);
 * core/java/android/database/sqlite/SQLiteQueryBuilder.java for the statement that is made of it.
 */
struct mk_phantom_query;

/*
 * Fails only for want of memory. What the phone refuses is a query that prints
 * its stack trace to `err` and has no rows.
 */
MK_CHECK int mk_phantom_query_new(struct mk_phantom_query **out, const struct mk_exercise *x,
                                  const struct mk_phantom_query_ask *ask, struct mk_buf *err,
                                  struct mk_error *e);
void mk_phantom_query_free(struct mk_phantom_query *q);

/* Appends rows to `out` until it holds `want` bytes; false when there are no more. */
bool mk_phantom_query_more(struct mk_phantom_query *q, struct mk_buf *out, struct mk_buf *err,
                           size_t want);

#endif
