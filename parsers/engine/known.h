#ifndef MK_KNOWN_H
#define MK_KNOWN_H

#include "parsers/base/buf.h"
#include "parsers/engine/engine.h"

/*
 * Whose a database is that only its tables speak of. Many apps have a table "calls" or "messages":
 * each table is taken for that of the app whose columns are there most completely. Private to the
 * engine.
 */
struct mk_known {
    struct mk_buf looks; /* struct look[], one for each table that an app would read */
};

void mk_known_init(struct mk_known *k);
void mk_known_done(struct mk_known *k);
/* Remembers which of the app's tables are there, and how many of its columns. */
void mk_known_look(struct mk_known *k, const struct mk_app *app, const struct mk_tables *t);
/* False when there was no room to remember them all. */
bool mk_known_whole(const struct mk_known *k);
/* Whether one of the app's tables is there, and is nobody's more than its own. */
bool mk_known_best(const struct mk_known *k, const struct mk_app *app);

#endif
