#ifndef MK_TRAIN_SCENARIO_OWN_H
#define MK_TRAIN_SCENARIO_OWN_H

#include "host/train/scenario.h"
#include "parsers/base/arena.h"
#include <jansson.h>

/* A scenario while it is read. Texts live in `root`, lists in the arena. */
struct mk_reading {
    json_t *root;
    struct mk_arena *a;
    struct mk_error *e;
};

/* All that the file says, each key in its place. */
MK_CHECK int mk_scenario_take(struct mk_scenario *s, struct mk_reading *r);
/* The phrases of a person's language. */
MK_CHECK int mk_scenario_says(struct mk_person *p, struct mk_reading *r, const char *where);

#endif
