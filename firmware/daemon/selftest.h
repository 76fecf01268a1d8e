#ifndef MK_SELFTEST_H
#define MK_SELFTEST_H

#include "firmware/daemon/loop.h"
#include "parsers/base/json.h"

/*
 * The kit's self-test (`moka selftest --json`): known answers with a negative control, as a child.
 * done(json): {"ok":bool,"at":TIME,..} as hello shows it and as it goes into operator.jsonl and so
 * into the bundle. One at a time: a second asker hears of the same one.
 */
struct mk_selftest;
MK_CHECK int mk_selftest_new(struct mk_selftest **out, struct mk_loop *l, struct mk_error *e);
void mk_selftest_free(struct mk_selftest *s);
/* MK_ELIMIT: 32 are waiting. `done` comes once, out of the loop. A test that could not run is one
 * that failed: {"ok":false,"why":..}. */
MK_CHECK int mk_selftest_run(struct mk_selftest *s, void (*done)(void *u, struct mk_span json),
                             void *u, struct mk_error *e);
void mk_selftest_forget(struct mk_selftest *s, void *u);      /* all that asked with that u */
struct mk_span mk_selftest_last(const struct mk_selftest *s); /* empty: none yet */

#endif
