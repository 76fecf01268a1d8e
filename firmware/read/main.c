#include "firmware/read/read.h"
#include "firmware/read/serve.h"
#include "firmware/worker/worker.h"
#include "parsers/format/sqlite_open.h"
#include <stdlib.h>

/* Both below the worker's 1 GiB of address space, the rest of which is the engine's. */
#define JOB_MEMORY    ((size_t)64 << 20)
#define SQLITE_MEMORY ((uint64_t)512 << 20)
#define ENTRIES_MAX   65536u

static int serve(struct mk_serve *s, struct mk_error *e)
{
    struct mk_frame f;
    int more;
    while ((more = mk_chan_recv(&f, NULL, s->chan, -1, e)) > 0) {
        int rc;
        if (mk_is_context(f.type)) {
            rc = mk_serve_context(s, &f, e);
        } else if (mk_is_backup_frame(f.type)) {
            rc = mk_serve_backup(s, &f, e);
        } else if (f.type == MK_PA_ENTRY) {
            rc = mk_serve_entry(s, f.body, e);
        } else if (f.type == MK_PA_JOB) {
            rc = mk_serve_job(s, f.body, e);
            mk_arena_done(&s->arena);
            mk_arena_init(&s->arena, JOB_MEMORY);
            mk_buf_clear(&s->entries);
            mk_serve_no_backup(s);
        } else {
            rc = mk_fail(e, MK_EPROTO, "frame %u", f.type);
        }
        if (rc != 0)
            return -1;
    }
    return more;
}

static int tell(void *u, uint64_t done, uint64_t total, struct mk_error *e)
{
    return mk_serve_progress(u, MK_PA_PROGRESS, done, total, e);
}

int mk_read_main(bool media)
{
    static const int keeps[] = { MK_WORKER_FIRST_FD };
    struct mk_serve *s = calloc(1, sizeof *s);
    struct mk_error e = { 0 };
    struct mk_buf report;
    if (!s)
        return 3;
    mk_buf_init(&report, 4096);
    mk_buf_init(&s->entries, ENTRIES_MAX * sizeof(struct mk_job_entry));
    mk_arena_init(&s->arena, JOB_MEMORY);
    s->reading = (struct mk_reading){ .cx = &s->context,
                                      .sink = mk_serve_sink(s),
                                      .media = media,
                                      .begin = mk_serve_begin,
                                      .failed = mk_serve_failed,
                                      .u = s };
    s->listener = (struct mk_listener){ .tell = tell, .u = s };
    s->context.listener = &s->listener;
    int rc = mk_sqlite_process(SQLITE_MEMORY, &e);
    if (rc == 0)
        rc = mk_worker_enter(&s->chan, keeps, 1, &report, &e);
    if (rc == 0)
        rc = mk_chan_send(s->chan, MK_PA_HELLO, 0, mk_buf_span(&report), &e);
    if (rc == 0)
        rc = serve(s, &e);
    mk_serve_forget(s);
    mk_arena_done(&s->arena);
    mk_buf_done(&s->entries);
    mk_buf_done(&s->payload);
    mk_buf_done(&report);
    mk_chan_free(s->chan);
    free(s);
    return rc == 0 ? 0 : 3;
}
