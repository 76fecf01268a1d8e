#ifndef MK_GLANCE_H
#define MK_GLANCE_H

#include "firmware/glance/party.h"
#include "parsers/record/record.h"

/*
 * A first look at what an acquisition has brought so far: how many, from when to when, the last
 * calls and messages, and with whom most. For the officer on the spot; a triage view of records,
 * nothing that the bundle keeps.
 */
#define MK_GLANCE_LAST 5u
#define MK_GLANCE_TEXT 160u /* bytes of a message that are shown */

enum mk_glance_part { MK_GLANCE_CALLS, MK_GLANCE_MESSAGES, MK_GLANCE_PARTS };

struct mk_glance_last {
    int64_t time_us;
    char dir[12];
    char what[16]; /* a call's result */
    char who[96];  /* as the record names the other side */
    char text[MK_GLANCE_TEXT + 4];
    bool no_time;
};

struct mk_glance {
    uint64_t counts[MK_KIND_COUNT];
    struct {
        int64_t first_us, last_us;                  /* INT64_MAX, INT64_MIN: none has a time */
        struct mk_glance_last last[MK_GLANCE_LAST]; /* newest first */
        size_t n;
    } parts[MK_GLANCE_PARTS];
    struct mk_parties parties;
    uint8_t *kinds; /* of heads by their id */
};

MK_CHECK int mk_glance_init(struct mk_glance *g, struct mk_error *e);
void mk_glance_done(struct mk_glance *g);

/* Whole items, of jobs one behind the other. MK_EPROTO when they make no sense. */
MK_CHECK int mk_glance_take(struct mk_glance *g, struct mk_span items, struct mk_error *e);

/* Some lines for a terminal: everything of the phone's is escaped. Times are UTC. */
void mk_glance_words(struct mk_buf *out, const struct mk_glance *g);
/* {"event":"glance","counts":{..},"calls":{"first","last","latest":[..]},"messages":{..},
 *  "top":[{"id","name","calls","messages"}]} */
void mk_glance_json(struct mk_json *j, const struct mk_glance *g);

#endif
