#ifndef MK_VCARD_ROWS_H
#define MK_VCARD_ROWS_H

#include "parsers/base/arena.h"
#include "parsers/format/vcard_line.h"
#include "parsers/source/context.h"
#include "parsers/table/grid.h"

/* Private to vcard.c: a component that was read whole, as rows. */
struct mk_vprop {
    struct mk_span group, name, params;
    struct mk_span value; /* decoded, backslashes still in it */
    const char *doubt;
    uint64_t bytes; /* of base64, whose value is not kept */
    bool label;     /* is the label of another one */
    struct mk_vprop *next;
};

struct mk_vcomp {
    struct mk_span name; /* "VCARD" */
    struct mk_arena arena;
    struct mk_vprop *first, *last;
    int64_t number, inside; /* among those of its kind; card that it stands in, 0 none */
    bool cut;               /* more than memory may hold */
};

enum { MK_V_CARDS, MK_V_PROPERTIES, MK_V_EVENTS };
extern const struct mk_grid_table mk_vcard_tables[];

extern const char *const mk_vcard_event_columns[];

/* The first of that name that is no base64; NULL. */
const struct mk_vprop *mk_vcard_first(const struct mk_vcomp *c, const char *name);
/* `s`, which is all or a part of `p`, without its backslashes; nothing for an empty one. */
void mk_vcard_put_text(struct mk_grid *g, size_t column, const struct mk_vprop *p,
                       struct mk_span s);
/* A time in UTC, if it is one or `local` is given. True when it was read by `local`. */
bool mk_vcard_put_time(struct mk_grid *g, size_t column, struct mk_span s,
                       const struct mk_zone *local);

void mk_vcard_put_card(struct mk_grid *g, struct mk_vcomp *c);
void mk_vcard_put_event(struct mk_grid *g, const struct mk_vcomp *c, const struct mk_zone *zone);

#endif
