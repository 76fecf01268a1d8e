#ifndef MK_PLIST_FACTS_H
#define MK_PLIST_FACTS_H

#include "parsers/base/buf.h"
#include "parsers/format/plist.h"
#include "parsers/table/grid.h"

/*
 * Values of a property list as facts: rows of a table with the columns name, value and date. What
 * is nested is told each by itself, with '.' between the keys, to a depth of 6. Booleans are "true"
 * and "false", bytes their hex digits or how many there are. Dates stand in their own column, as
 * seconds since 2001-01-01 UTC.
 */
extern const char *const mk_plist_fact_columns[];

struct mk_plist_facts {
    size_t table;       /* of the grid */
    struct mk_buf name; /* of the value in hand */
    /* What of the list is somebody else's; NULL: nothing. */
    bool (*skip)(void *u, struct mk_span name, const struct mk_plist_value *v);
    void *u;
};

void mk_plist_facts_init(struct mk_plist_facts *f, size_t table);
void mk_plist_facts_done(struct mk_plist_facts *f);
/* `name` may be empty: the values of a dictionary then stand under their own names. */
void mk_plist_facts_put(struct mk_plist_facts *f, struct mk_grid *g, struct mk_span name,
                        const struct mk_plist_value *v);

#endif
