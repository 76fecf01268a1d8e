#ifndef MK_TEAM_H
#define MK_TEAM_H

#include "firmware/parse/parse.h"
#include "firmware/worker/parse.h"
#include "firmware/worker/worker.h"

/* Private to firmware/parse: one run over all jobs. */

enum mk_team { MK_TEAM_PLAIN, MK_TEAM_MEDIA, MK_TEAM_COUNT }; /* moka-parse, moka-media */

struct mk_place { /* an inner job, see MK_PA_BEGIN */
    uint32_t at[MK_PA_PLACE_MAX];
    size_t n;
};

struct mk_team_run {
    const struct mk_source *src;
    const struct mk_parse_extra *extra;
    const struct mk_parse_out *out;
    struct mk_worker workers[MK_TEAM_COUNT];
    bool alive[MK_TEAM_COUNT];
    bool fresh;            /* the worker in hand knows nothing yet */
    struct mk_buf derived; /* what the last worker said with DERIVED; empty: none did */
    uint64_t scratch;      /* bytes that its scratch file may have; 0: it has none */

    const struct mk_job *job;
    struct mk_worker *worker; /* that does it */
    struct mk_lines *heads;   /* of this worker's job */
    struct mk_buf lines;
    struct mk_buf rest;    /* the beginning of an item whose end has not come */
    struct mk_place begun; /* the inner job in hand */
    struct mk_buf path;    /* its path */
};

/* A job's end; END_LOST: the worker is no use any more. */
enum mk_team_end { MK_END_LOST = MK_END_UNKNOWN + 1 };

/* ---- send.c ---- */
int mk_team_spawn(struct mk_team_run *r, enum mk_team team, struct mk_error *e);
int mk_team_send_job(struct mk_team_run *r, const struct mk_place *behind, struct mk_error *e);

/* ---- take.c: what the worker says ---- */
#define MK_LINES_AT ((size_t)64 << 10) /* lines are handed on when so many bytes have gathered */
int mk_team_hand_on(struct mk_team_run *r, size_t at_least, struct mk_error *e);
/* `mine` tells a failure of our own output from one of the worker. */
int mk_team_take(bool *mine, struct mk_team_run *r, const struct mk_frame *f, struct mk_error *e);
int mk_place_cmp(const struct mk_place *a, const struct mk_place *b);

#endif
