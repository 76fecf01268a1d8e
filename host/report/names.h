#ifndef MK_NAMES_H
#define MK_NAMES_H

#include "host/report/spool.h"
#include "parsers/base/arena.h"

/*
 * Private to the report: what contacts call a number, an address or an app's id. A name is shown as
 * the contacts', beside what a record itself says, and only for the very same number (E.164) or id;
 * several names for one are all told, up to three.
 */
#define MK_NAMES_MAX 500000u

struct mk_names {
    struct mk_arena arena;
    struct mk_buf all; /* struct { key, name }, sorted once all are in */
    bool full;
};

void mk_names_init(struct mk_names *n);
void mk_names_done(struct mk_names *n);
/* Takes what a contact record has; others are passed over. */
void mk_names_take(struct mk_names *n, const struct mk_facts *f);
void mk_names_sort(struct mk_names *n);
/* The i-th name of that number or id; empty behind the last. */
struct mk_span mk_names_find(const struct mk_names *n, struct mk_span key, size_t i);

#endif
