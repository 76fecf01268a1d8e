#include "firmware/provider/private.h"
#include <stdio.h>

void mk_channel_add_single(int64_t *v, size_t *n, int64_t id)
{
    for (size_t i = 0; i < *n; i++)
        if (v[i] == id)
            return;
    if (*n < MK_PH_SINGLES)
        v[(*n)++] = id;
}

/* Takes over which rows are to be fetched singly, as far as there are any left to spend. */
void mk_channel_keep_singles(struct mk_channel *c, const struct mk_content_result *r)
{
    c->nsingles = r->nsingles < c->budget ? r->nsingles : c->budget;
    if (c->nsingles)
        memcpy(c->singles, r->singles, c->nsingles * sizeof *c->singles);
    c->more = c->nsingles < r->nsingles;
    c->single = 0;
    c->column = c->first;
}

/* See parsers/format/content.h, "Lists that print more". */
void mk_channel_prove(struct mk_channel *c, const struct mk_content_result *r,
                      enum mk_channel_state listed)
{
    if (r->answer != MK_ANSWER_ROWS || !(r->flags & MK_CONTENT_PRINTS_MORE))
        return;
    c->listed = listed;
    c->then = c->state;
    c->last_row = r->last;
    c->state = MK_CH_LAST;
}

void mk_channel_on_last(struct mk_channel *c, const struct mk_content_result *r)
{
    c->state = c->then;
    if (r->answer == MK_ANSWER_ROWS)
        return;
    if (c->listed != MK_CH_IDS) {
        mk_channel_note(c, "a later list of the rows is not believed: its last row was not given");
        return;
    }
    c->state = MK_CH_IDS;
    c->first = c->last = 0;
    if (++c->unproven < MK_CHANNEL_LISTS)
        return;
    c->outcome = MK_COVER_FAILED;
    c->rows = MK_COVER_NONE;
    snprintf(c->why, sizeof c->why, "the last row of the list was not given: %s",
             r->why[0] ? r->why : "no result");
    c->state = MK_CH_DONE;
}
