#include "firmware/parse/team.h"
#include <openssl/crypto.h>
#include <stdio.h>
#include <stdlib.h>

#define LINES_MAX  ((size_t)512 << 20) /* the longest: six characters for each byte of a record */
#define SILENCE_MS 600000              /* a worker that says nothing for so long hangs */
#define DEATHS_MAX 64                  /* in one container: each time it is opened anew */

struct end {
    unsigned how; /* enum mk_parse_end, or MK_END_LOST */
    bool others;  /* the other program finds something inside */
    char why[400];
};

static void end_with(struct end *end, unsigned how, const char *why)
{
    end->how = how;
    snprintf(end->why, sizeof end->why, "%s", why);
}

static void ended(struct end *end, struct mk_span body)
{
    struct mk_cursor c = mk_cur(body);
    end->how = mk_cur_u8(&c);
    end->others = mk_cur_u8(&c) != 0;
    struct mk_span text = mk_cur_text(&c);
    if (!mk_cur_ok(&c) || end->how > MK_END_UNKNOWN)
        end_with(end, MK_END_LOST, "the reader broke the protocol");
    else
        snprintf(end->why, sizeof end->why, "%.*s",
                 (int)(text.len < sizeof end->why ? text.len : sizeof end->why - 1),
                 text.len ? (const char *)text.p : "");
}

static int start(struct mk_team_run *r, enum mk_team team, struct mk_error *e)
{
    r->worker = &r->workers[team];
    if (!r->alive[team] && mk_team_spawn(r, team, e) != 0)
        return -1;
    mk_lines_free(r->heads); /* a job's heads are its own */
    r->heads = NULL;
    mk_buf_clear(&r->rest);
    return mk_lines_new(&r->heads, e);
}

static int converse(struct end *end, bool *mine, struct mk_team_run *r, struct mk_error *e)
{
    struct mk_frame f;
    int more;
    *mine = false;
    while ((more = mk_chan_recv(&f, NULL, r->worker->chan, SILENCE_MS, e)) > 0) {
        if (f.type == MK_PA_DONE) {
            ended(end, f.body);
            return end->how == MK_END_LOST ? mk_fail(e, MK_EPROTO, "%s", end->why) : 0;
        }
        if (mk_team_take(mine, r, &f, e) != 0)
            return -1;
    }
    return more == 0 ? mk_fail(e, MK_ECLOSED, "it ended") : -1;
}

static void lost(struct mk_team_run *r, enum mk_team team, struct end *end,
                 const struct mk_error *why)
{
    mk_worker_kill(r->worker);
    r->alive[team] = false;
    end->how = MK_END_LOST;
    snprintf(end->why, sizeof end->why, "the reader died: %s", why->text);
}

/* One worker on the job, behind r->begun. */
static int attempt(struct end *end, struct mk_team_run *r, enum mk_team team, struct mk_error *e)
{
    struct mk_error why = { 0 };
    struct mk_place behind = r->begun;
    bool mine = false;
    if (start(r, team, e) != 0)
        return -1;
    int rc = mk_team_send_job(r, &behind, &why);
    if (rc == 0)
        rc = converse(end, &mine, r, &why);
    if (rc != 0 && mine) {
        *e = why; /* our own side: nothing to go on with */
        return -1;
    }
    if (rc != 0)
        lost(r, team, end, &why);
    return mk_team_hand_on(r, 1, e);
}

/* The job, with a new worker behind each file of a container that took its worker down. */
static int run_in(struct end *end, struct mk_team_run *r, enum mk_team team, struct mk_error *e)
{
    r->begun = (struct mk_place){ 0 };
    for (size_t deaths = 0;; deaths++) {
        struct mk_place behind = r->begun;
        if (attempt(end, r, team, e) != 0)
            return -1;
        bool further = mk_place_cmp(&r->begun, &behind) > 0;
        if (end->how != MK_END_LOST || !further)
            return 0;
        if (r->out->failed(r->out->u, mk_buf_span(&r->path), false, end->why, e) != 0)
            return -1;
        if (deaths == DEATHS_MAX) {
            end_with(end, MK_END_FAILED, "the reader died too often: the rest was not read");
            return 0;
        }
    }
}

static bool is_bad(const struct end *end)
{
    return end->how == MK_END_FAILED || end->how == MK_END_LOST;
}

static int run_job(struct mk_team_run *r, struct mk_error *e)
{
    struct end plain = { .how = MK_END_UNKNOWN }, media = { .how = MK_END_UNKNOWN };
    const struct mk_job *job = r->job;
    bool sets = job->how == MK_JOB_SETS;
    if (job->plain && run_in(&plain, r, MK_TEAM_PLAIN, e) != 0)
        return -1;
    bool both = (job->media || plain.others) && !r->extra->no_media;
    if (both && run_in(&media, r, MK_TEAM_MEDIA, e) != 0)
        return -1;
    bool unknown = plain.how == MK_END_UNKNOWN && media.how == MK_END_UNKNOWN;
    bool told = unknown || is_bad(&plain);
    if (told && r->out->failed(r->out->u, job->name, sets, plain.why, e) != 0)
        return -1;
    /* what both find no way into is told once */
    bool again = media.how == MK_END_LOST || (media.how == MK_END_FAILED && !told);
    return again ? r->out->failed(r->out->u, job->name, sets, media.why, e) : 0;
}

struct mk_parse_team {
    struct mk_team_run r;
};

int mk_parse_team_new(struct mk_parse_team **out, const struct mk_parse_extra *extra,
                      struct mk_error *e)
{
    struct mk_parse_team *t = calloc(1, sizeof *t);
    if (!t)
        return mk_fail(e, MK_ENOMEM, "readers");
    t->r.extra = extra;
    mk_buf_init(&t->r.lines, LINES_MAX);
    mk_buf_init(&t->r.rest, MK_ITEM_MAX + MK_FRAME_MAX + 8);
    mk_buf_init(&t->r.path, MK_FRAME_MAX);
    mk_buf_init(&t->r.derived, MK_PA_KEY_LEN);
    *out = t;
    return 0;
}

void mk_parse_team_free(struct mk_parse_team *t)
{
    int status;
    if (!t)
        return;
    for (size_t i = 0; i < MK_TEAM_COUNT; i++)
        if (t->r.alive[i])
            mk_worker_end(&t->r.workers[i], &status);
    mk_lines_free(t->r.heads);
    mk_buf_done(&t->r.lines);
    mk_buf_done(&t->r.rest);
    mk_buf_done(&t->r.path);
    if (t->r.derived.p)
        OPENSSL_cleanse(t->r.derived.p, t->r.derived.cap);
    mk_buf_done(&t->r.derived);
    free(t);
}

/* A worker whose answer was not heard to its end is no use for another run. */
static void end_lost(struct mk_team_run *r)
{
    for (size_t i = 0; i < MK_TEAM_COUNT; i++)
        if (r->alive[i]) {
            mk_worker_kill(&r->workers[i]);
            r->alive[i] = false;
        }
}

int mk_parse_team_run(struct mk_parse_team *t, const struct mk_jobs *jobs,
                      const struct mk_source *src, const struct mk_parse_out *out,
                      struct mk_error *e)
{
    int rc = 0;
    t->r.src = src;
    t->r.out = out;
    mk_buf_clear(&t->r.lines);
    for (size_t i = 0; rc == 0 && i < mk_jobs_count(jobs); i++) {
        t->r.job = mk_jobs_at(jobs, i);
        rc = run_job(&t->r, e);
    }
    if (rc != 0)
        end_lost(&t->r);
    return rc;
}

int mk_parse_run(const struct mk_jobs *jobs, const struct mk_source *src,
                 const struct mk_parse_extra *extra, const struct mk_parse_out *out,
                 struct mk_error *e)
{
    struct mk_parse_team *t = NULL;
    int rc = mk_parse_team_new(&t, extra, e);
    if (rc == 0)
        rc = mk_parse_team_run(t, jobs, src, out, e);
    mk_parse_team_free(t);
    return rc;
}
