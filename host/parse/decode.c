#include "host/parse/decode.h"
#include "firmware/parse/backup.h"
#include "firmware/parse/equip.h"
#include "parsers/base/cursor.h"
#include "parsers/base/escape.h"
#include "parsers/base/utf.h"
#include "parsers/engine/jobs.h"
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define SILENCE_MS 600000 /* a worker that says nothing for so long hangs */

struct run {
    const struct mk_decode *d;
    struct mk_worker worker;
    uint8_t cut[4]; /* the beginning of a character whose end has not come */
    size_t ncut;
    struct mk_source folder; /* of a backup */
    const struct mk_source *src;
    struct mk_jobs jobs;
    struct mk_file held;            /* of `src`, while the worker has its descriptor */
    const struct mk_backup *backup; /* NULL: one file is all there is */
};

static int open_file(const char *path, struct mk_error *e)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return mk_fail_errno(e, path);
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
        return fd;
    close(fd);
    return mk_fail(e, MK_EUSAGE, "%s: not a file", path);
}

/* The only backup in the folder, or the one that lies in it directly. */
static const struct mk_backup *only_backup(const struct mk_jobs *jobs, struct mk_error *e)
{
    const struct mk_backup *found = NULL;
    for (size_t i = 0; i < mk_jobs_count(jobs); i++) {
        const struct mk_job *job = mk_jobs_at(jobs, i);
        struct mk_span root;
        if (!job->backup)
            continue;
        mk_backup_list_of(&root, job->name);
        if (root.len == 0)
            return job->backup;
        if (found) {
            mk_fail(e, MK_EUSAGE, "holds more than one backup: name one of them");
            return NULL;
        }
        found = job->backup;
    }
    if (!found)
        mk_fail(e, MK_EFORMAT, "no iOS backup in this folder");
    return found;
}

static int open_backup(struct run *r, struct mk_error *e)
{
    struct stat st;
    if (stat(r->d->path, &st) != 0)
        return mk_fail_errno(e, r->d->path);
    if (!S_ISDIR(st.st_mode))
        return mk_fail(e, MK_EUSAGE, "%s: not the folder of a backup", r->d->path);
    if (mk_source_folder(&r->folder, r->d->path, e) != 0 ||
        mk_jobs_find(&r->jobs, &r->folder, mk_span(NULL, 0), false, e) != 0)
        return -1;
    r->src = &r->folder;
    r->backup = only_backup(&r->jobs, e);
    return r->backup ? 0 : mk_fail_in(e, r->d->path);
}

static int open_source(int *fd, struct run *r, struct mk_error *e)
{
    r->src = r->d->src;
    r->backup = r->d->inside;
    if (r->backup)
        return 0;
    if (r->src->open(&r->held, r->src->u, r->d->id, e) != 0)
        return -1;
    int own = mk_file_descriptor(&r->held);
    *fd = own >= 0 ? fcntl(own, F_DUPFD_CLOEXEC, 0) : -1;
    return *fd >= 0 ? 0 : mk_fail(e, MK_EIO, "%s: no descriptor to hand over", r->d->path);
}

/* A descriptor, or -1 and r->backup. */
static int open_input(int *fd, struct run *r, struct mk_error *e)
{
    char path[4096];
    struct stat st;
    *fd = -1;
    if (r->d->src)
        return open_source(fd, r, e);
    if (r->d->backup && r->d->what != MK_DECODE_CHECK)
        return open_backup(r, e);
    bool inside = r->d->backup && stat(r->d->path, &st) == 0 && S_ISDIR(st.st_mode);
    int n = snprintf(path, sizeof path, "%s%s", r->d->path, inside ? "/Manifest.plist" : "");
    if (n < 0 || (size_t)n >= sizeof path)
        return mk_fail(e, MK_ELIMIT, "%s: the name is too long", r->d->path);
    *fd = open_file(path, e);
    return *fd < 0 ? -1 : 0;
}

/* The logs that lie beside a database. */
static int send_beside(struct run *r, struct mk_error *e)
{
    static const char *const ends[MK_BESIDE_COUNT] = { "-wal", "-journal" };
    char path[4096];
    for (uint8_t i = 0; i < MK_BESIDE_COUNT; i++) {
        const char *told = r->d->beside[i];
        int n = snprintf(path, sizeof path, "%s%s", told ? told : r->d->path, told ? "" : ends[i]);
        int fd;
        struct mk_error none;
        if (n < 0 || (size_t)n >= sizeof path || access(path, F_OK) != 0)
            continue;
        fd = open_file(path, &none);
        if (fd < 0)
            return mk_fail(e, none.code, "%s", none.text);
        int rc = mk_chan_send_fd(r->worker.chan, MK_DE_BESIDE, 0, mk_span(&i, 1), fd, e);
        close(fd);
        if (rc != 0)
            return -1;
    }
    return 0;
}

static int send_job(struct run *r, int fd, struct mk_error *e)
{
    struct mk_buf b;
    if ((r->d->what == MK_DECODE_RECOVER || r->d->what == MK_DECODE_ROW) && send_beside(r, e) != 0)
        return -1;
    mk_buf_init(&b, MK_FRAME_MAX);
    mk_buf_u8(&b, (uint8_t)r->d->what);
    mk_buf_text(&b, mk_str(r->d->name));
    mk_buf_text(&b, mk_str(r->d->path));
    if (r->backup && mk_send_backup(r->worker.chan, r->backup, e) != 0) {
        mk_buf_done(&b);
        return -1;
    }
    int rc = mk_buf_ok(&b) ? mk_chan_send_fd(r->worker.chan, MK_DE_JOB, 0, mk_buf_span(&b), fd, e)
                           : mk_fail(e, MK_ELIMIT, "%s: the name is too long", r->d->path);
    mk_buf_done(&b);
    return rc;
}

/* How many bytes at the end begin a character that goes on behind them. */
static size_t cut_character(struct mk_span s)
{
    for (size_t n = 1; n <= 3 && n <= s.len; n++) {
        uint8_t c = s.p[s.len - n];
        if (c >= 0xc0)
            return (c >= 0xf0 ? 4u : c >= 0xe0 ? 3u : 2u) > n ? n : 0;
        if (c < 0x80)
            return 0;
    }
    return 0;
}

/* The worker has hostile bytes in its hands: what it says is not believed to be harmless. */
static bool harmless(struct mk_span s)
{
    for (size_t at = 0; at < s.len;) {
        int32_t cp = mk_utf8_next(s, &at);
        if (cp < 0 || (cp != '\n' && mk_is_steering((uint32_t)cp)))
            return false;
    }
    return true;
}

static int put_text(struct run *r, struct mk_span s, struct mk_error *e)
{
    uint8_t first[sizeof r->cut + 4];
    size_t n = 0;
    if (r->ncut) { /* whole characters again: what was cut, and up to three bytes more */
        memcpy(first, r->cut, r->ncut);
        n = r->ncut;
        while (s.len && s.p[0] >= 0x80 && s.p[0] < 0xc0 && n < sizeof first) {
            first[n++] = s.p[0];
            s = mk_span(s.p + 1, s.len - 1);
        }
        r->ncut = 0;
    }
    size_t cut = cut_character(s);
    struct mk_span whole = mk_span(s.p, s.len - cut);
    if (!harmless(mk_span(first, n)) || !harmless(whole))
        return mk_fail(e, MK_EPROTO, "the reader sent text that is not escaped");
    if (cut)
        memcpy(r->cut, s.p + whole.len, cut);
    r->ncut = cut;
    if (n && r->d->put(r->d->u, mk_span(first, n), e) != 0)
        return -1;
    return whole.len ? r->d->put(r->d->u, whole, e) : 0;
}

static int take_end(struct run *r, struct mk_span body, struct mk_error *e)
{
    struct mk_cursor c = mk_cur(body);
    uint8_t end = mk_cur_u8(&c), code = mk_cur_u8(&c);
    struct mk_span why = mk_cur_text(&c);
    if (!mk_cur_ok(&c) || end > MK_DECODED_NOT || code > MK_EABSENT || r->ncut)
        return mk_fail(e, MK_EPROTO, "the reader broke the protocol");
    if (end == MK_DECODED_NOT)
        return mk_fail(e, code ? (enum mk_code)code : MK_EPROTO, "%s: %.*s", r->d->path,
                       (int)(why.len < 280 ? why.len : 280), (const char *)why.p);
    return end == MK_DECODED_DAMAGED;
}

static int answer_open(struct run *r, struct mk_span body, struct mk_error *e)
{
    struct mk_cursor c = mk_cur(body);
    uint64_t id = mk_cur_u64le(&c);
    if (!mk_cur_ok(&c) || !r->backup || !mk_backup_owns(r->backup, id))
        return mk_fail(e, MK_EPROTO, "asks for a file that is not its own");
    return mk_answer_open(r->worker.chan, r->src, id, e);
}

static int take_progress(struct run *r, struct mk_span body, struct mk_error *e)
{
    struct mk_cursor c = mk_cur(body);
    uint64_t done = mk_cur_u64le(&c), total = mk_cur_u64le(&c);
    if (!mk_cur_ok(&c) || done > total)
        return mk_fail(e, MK_EPROTO, "progress");
    return r->d->progress ? r->d->progress(r->d->u, done, total, e) : 0;
}

static int take_remark(struct run *r, struct mk_span text, struct mk_error *e)
{
    if (!harmless(text) || memchr(text.p, '\n', text.len))
        return mk_fail(e, MK_EPROTO, "the reader sent text that is not escaped");
    return r->d->remark ? r->d->remark(r->d->u, text, e) : 0;
}

/* What was derived, for whoever looks into the same container next. */
static int take_derived(struct run *r, struct mk_span body, struct mk_error *e)
{
    struct mk_buf *to = r->d->derived;
    bool is = body.len == MK_PA_KEY_LEN;
    if (is && to) {
        mk_buf_clear(to);
        mk_buf_put(to, body.p, body.len);
    }
    mk_chan_wipe(r->worker.chan);
    if (!is)
        return mk_fail(e, MK_EPROTO, "derived key");
    return !to || mk_buf_ok(to) ? 0 : mk_fail(e, MK_ENOMEM, "derived key");
}

static int send_derived(struct run *r, struct mk_error *e)
{
    const struct mk_buf *b = r->d->derived;
    return b && b->len ? mk_chan_send_fd(r->worker.chan, MK_PA_KEY, 0, mk_buf_span(b), -1, e) : 0;
}

static int take(struct run *r, const struct mk_frame *f, struct mk_error *e)
{
    switch (f->type) {
    case MK_PA_HELLO:
        return 0;
    case MK_PA_OPEN:
        return answer_open(r, f->body, e);
    case MK_PA_DERIVED:
        return take_derived(r, f->body, e);
    case MK_DE_PROGRESS:
        return take_progress(r, f->body, e);
    case MK_DE_REMARK:
        return take_remark(r, f->body, e);
    case MK_DE_DATA:
        if (r->d->what == MK_DECODE_CHECK)
            break;
        return r->d->what == MK_DECODE_TREE || r->d->what == MK_DECODE_RECOVER ||
                       r->d->what == MK_DECODE_ROW
                   ? put_text(r, f->body, e)
                   : r->d->put(r->d->u, f->body, e);
    default:
        break;
    }
    return mk_fail(e, MK_EPROTO, "frame %u", f->type);
}

static int converse(struct run *r, struct mk_error *e)
{
    struct mk_frame f;
    int more;
    while ((more = mk_chan_recv(&f, NULL, r->worker.chan, SILENCE_MS, e)) > 0) {
        if (f.type == MK_DE_DONE)
            return take_end(r, f.body, e);
        if (take(r, &f, e) != 0)
            return -1;
    }
    if (more == 0)
        mk_fail(e, MK_ECLOSED, "it ended");
    return mk_fail_in(e, "the reader died");
}

int mk_decode(const struct mk_decode *d, struct mk_error *e)
{
    struct run r = { .d = d };
    uint64_t scratch;
    int status, fd, rc = -1, opened = open_input(&fd, &r, e);
    if (opened == 0 && mk_equip_spawn(&r.worker, &scratch, "moka-decode", false, e) == 0) {
        if (mk_equip_greet(&r.worker, scratch, d->extra, e) == 0 && send_derived(&r, e) == 0 &&
            send_job(&r, fd, e) == 0)
            rc = converse(&r, e);
        else
            mk_fail_in(e, "the reader died");
        if (rc < 0)
            mk_worker_kill(&r.worker);
        mk_worker_end(&r.worker, &status);
    }
    if (fd >= 0)
        close(fd);
    mk_file_close(&r.held);
    mk_jobs_done(&r.jobs);
    mk_source_done(&r.folder);
    return rc;
}
