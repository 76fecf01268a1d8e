#include "host/parse/team.h"
#include <fcntl.h>
#include <openssl/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define SCRATCH_MAX   ((uint64_t)64 << 30)
#define SCRATCH_TIMES 4 /* so often may the scratch file be filled in the life of a worker */

static const char *const programs[MK_TEAM_COUNT] = {
    [MK_TEAM_PLAIN] = "moka-parse",
    [MK_TEAM_MEDIA] = "moka-media",
};

/* A file without a name in that folder, or -1. */
static int unnamed(const char *folder)
{
    char name[4096];
    int fd = open(folder, O_TMPFILE | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0)
        return fd;
    /* not on every file system */
    int n = snprintf(name, sizeof name, "%s/moka-XXXXXX", folder);
    if (n < 0 || (size_t)n >= sizeof name)
        return -1;
    fd = mkostemp(name, O_CLOEXEC);
    if (fd >= 0)
        unlink(name);
    return fd;
}

/* The scratch file and how large it may grow; -1: there is none, and what needs it will say so. */
static int open_scratch(uint64_t *max)
{
    struct statvfs fs;
    const char *folder = getenv("TMPDIR");
    int fd = unnamed(folder && *folder ? folder : "/var/tmp");
    if (fd < 0)
        fd = unnamed("/tmp");
    *max = 0;
    if (fd >= 0 && fstatvfs(fd, &fs) == 0)
        *max = (uint64_t)fs.f_bavail * fs.f_frsize / 4 * 3; /* others live there, too */
    if (*max > SCRATCH_MAX)
        *max = SCRATCH_MAX;
    return fd;
}

static int send_numbers(struct mk_worker *w, uint64_t max, struct mk_error *e)
{
    struct mk_buf b;
    mk_buf_init(&b, 16);
    mk_buf_u64le(&b, max);
    mk_buf_u64le(&b, max * SCRATCH_TIMES);
    int rc = mk_buf_ok(&b) ? mk_chan_send(w->chan, MK_PA_SCRATCH, 0, mk_buf_span(&b), e)
                           : mk_fail(e, MK_ENOMEM, "scratch file");
    mk_buf_done(&b);
    return rc;
}

/* Two texts, of which no copy stays behind. */
static int send_wiped(struct mk_worker *w, uint16_t type, struct mk_span a, struct mk_span b,
                      struct mk_error *e)
{
    struct mk_buf body;
    size_t len = a.len + b.len + 8;
    mk_buf_init(&body, len);
    if (!mk_buf_room(&body, len)) /* all at once: growing would leave pieces in freed memory */
        return mk_fail(e, MK_ENOMEM, "what was given along");
    mk_buf_text(&body, a);
    mk_buf_text(&body, b);
    int rc = mk_chan_send_fd(w->chan, type, 0, mk_buf_span(&body), -1, e);
    OPENSSL_cleanse(body.p, body.cap);
    mk_buf_done(&body);
    return rc;
}

static int send_extra(struct mk_worker *w, const struct mk_parse_extra *x, struct mk_error *e)
{
    for (const struct mk_secret *s = x->secrets; s && s->name; s++)
        if (send_wiped(w, MK_PA_SECRET, mk_str(s->name), s->value, e) != 0)
            return -1;
    return x->zone.len ? send_wiped(w, MK_PA_ZONE, x->zone, x->tzif, e) : 0;
}

int mk_team_spawn(struct mk_team_run *r, enum mk_team team, struct mk_error *e)
{
    int fd = open_scratch(&r->scratch);
    struct mk_worker_spec spec = { .program = programs[team], .fds = &fd, .nfds = fd >= 0 };
    spec.file_max = r->scratch;
    int rc = mk_worker_spawn(&r->workers[team], &spec, e);
    r->alive[team] = r->fresh = rc == 0;
    if (fd >= 0)
        close(fd);
    return rc;
}

/* What is good for all jobs. */
static int greet(struct mk_team_run *r, struct mk_error *e)
{
    r->fresh = false;
    if (r->scratch && send_numbers(r->worker, r->scratch, e) != 0)
        return -1;
    return send_extra(r->worker, r->extra, e);
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
    int rc = r->fresh ? greet(r, e) : 0;
    mk_buf_init(&b, MK_FRAME_MAX);
    for (size_t i = 0; rc == 0 && i < r->job->n; i++)
        rc = send_entry(r, &r->job->entries[i], &b, e);
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
