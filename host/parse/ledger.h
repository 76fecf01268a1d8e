#ifndef MK_LEDGER_H
#define MK_LEDGER_H

#include "parsers/base/arena.h"
#include "parsers/record/coverage.h"
#include "parsers/record/record.h"

/*
 * Adds up the ledger's lines of apps whose files are as many as the phone likes: one line for all
 * that have the same artefact, table, route, profile and state, with the number of files. Private
 * to host/parse.
 */
struct mk_ledger {
    struct mk_arena arena;
    struct mk_buf sums; /* struct mk_coverage[] */
};

void mk_ledger_init(struct mk_ledger *l);
void mk_ledger_done(struct mk_ledger *l);
/* False when there is no room for one more kind of line: it has to be told by itself. */
bool mk_ledger_add(struct mk_ledger *l, struct mk_span fields);
/* In the order in which they came first; NULL behind the last. */
const struct mk_coverage *mk_ledger_at(const struct mk_ledger *l, size_t i);

#endif
