#include "firmware/parse/backup.h"
#include "firmware/parse/equip.h"
#include "firmware/parse/team.h"

static const char *const programs[MK_TEAM_COUNT] = {
    [MK_TEAM_PLAIN] = "moka-parse",
    [MK_TEAM_MEDIA] = "moka-media",
};

int mk_team_spawn(struct mk_team_run *r, enum mk_team team, struct mk_error *e)
{
    int rc = mk_equip_spawn(&r->workers[team], &r->scratch, programs[team], r->extra->in_memory, e);
    r->alive[team] = r->fresh = rc == 0;
    return rc;
}

static int send_entry(struct mk_team_run *r, const struct mk_job_entry *je, struct mk_buf *b,
                      struct mk_error *e)
{
    mk_buf_clear(b);
    mk_buf_u8(b, (uint8_t)je->part);
    mk_buf_u64le(b, je->en.id);
    mk_buf_u64le(b, je->en.size);
    mk_buf_text(b, je->en.path);
    mk_buf_text(b, je->en.set);
    mk_buf_text(b, je->en.column);
    mk_buf_u8(b, (uint8_t)je->en.role);
    mk_buf_u64le(b, (uint64_t)je->en.row);
    if (je->en.has_sha256)
        mk_buf_put(b, je->en.sha256.b, sizeof je->en.sha256.b);
    return mk_buf_ok(b) ? mk_chan_send(r->worker->chan, MK_PA_ENTRY, 0, mk_buf_span(b), e)
                        : mk_fail(e, MK_ELIMIT, "a name is too long");
}

int mk_team_send_job(struct mk_team_run *r, const struct mk_place *behind, struct mk_error *e)
{
    struct mk_buf b;
    int rc = r->fresh ? mk_equip_greet(r->worker, r->scratch, r->extra, e) : 0;
    if (rc == 0 && r->fresh && r->derived.len)
        rc = mk_chan_send_fd(r->worker->chan, MK_PA_KEY, 0, mk_buf_span(&r->derived), -1, e);
    r->fresh = false;
    mk_buf_init(&b, MK_FRAME_MAX);
    for (size_t i = 0; rc == 0 && i < r->job->n; i++)
        rc = send_entry(r, &r->job->entries[i], &b, e);
    if (rc == 0 && r->job->backup)
        rc = mk_send_backup(r->worker->chan, r->job->backup, e);
    mk_buf_clear(&b);
    mk_buf_u8(&b, (uint8_t)r->job->how);
    mk_buf_text(&b, r->job->name);
    mk_buf_u8(&b, (uint8_t)behind->n);
    for (size_t i = 0; i < behind->n; i++)
        mk_buf_u32le(&b, behind->at[i]);
    if (rc == 0)
        rc = mk_buf_ok(&b) ? mk_chan_send(r->worker->chan, MK_PA_JOB, 0, mk_buf_span(&b), e)
                           : mk_fail(e, MK_ELIMIT, "a name is too long");
    mk_buf_done(&b);
    return rc;
}
