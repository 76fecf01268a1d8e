#ifndef MK_PHANTOM_QUERY_PRIVATE_H
#define MK_PHANTOM_QUERY_PRIVATE_H

#include "firmware/phantom/query.h"

#define MK_PHANTOM_COLUMNS_MAX 128
#define MK_PHANTOM_SQL_MAX     ((size_t)1 << 20)

struct mk_phantom_query {
    const struct mk_exercise *x;
    sqlite3_stmt *st;   /* NULL: no rows */
    struct mk_buf head; /* " name=" or ", name=" of every column, one behind the other */
    size_t head_end[MK_PHANTOM_COLUMNS_MAX];
    int columns;
    int64_t row;
    bool done;
    struct mk_span authority; /* borrowed from uri */
    struct mk_buf uri;
};

/* Ends the query with an exception. */
void mk_phantom_query_throw(struct mk_phantom_query *q, struct mk_buf *err, const char *class,
                            struct mk_span message);
/* Android's SQLiteException: "message (code N SQLITE_X): , while compiling: SQL". */
void mk_phantom_query_throw_sql(struct mk_phantom_query *q, struct mk_buf *err, const char *sql);

/* Finds the provider and makes the statement; what the phone refuses is thrown. -1: no memory. */
int mk_phantom_query_start(struct mk_phantom_query *q, struct mk_buf *err,
                           const struct mk_phantom_query_ask *ask);

#endif
