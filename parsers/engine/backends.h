#ifndef MK_BACKENDS_H
#define MK_BACKENDS_H

#include "parsers/table/tables.h"

/* Where tables come from: a database, replies of content providers. Documents: parsers/table. */

struct mk_sqlite;
/* The real tables of a database, rows in rowid order. A table without rowids is counted. */
struct mk_tables mk_tables_sqlite(struct mk_sqlite *s);

/* The set of a provider that another user than the owner was asked for has the user's number in its
 * URI: "content://10@call_log/calls", user "10"; none: empty. */
struct mk_span mk_set_user(struct mk_span set);
bool mk_set_is(struct mk_span set, const char *uri); /* of whatever user */

struct mk_source;
struct mk_entry;
/* Sets of replies of content providers, in `entries`; column _id is the row. Both stay the
 * caller's. */
MK_CHECK int mk_tables_content(struct mk_tables *out, const struct mk_source *src,
                               const struct mk_entry *entries, size_t n, struct mk_error *e);
void mk_tables_content_done(struct mk_tables *t);

#endif
