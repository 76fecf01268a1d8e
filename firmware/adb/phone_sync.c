#include "firmware/adb/phone_sync.h"

/* One batch of requests; `ahead` paths of the greatest length are less. */
#define REQUESTS_MAX ((size_t)2 << 20)

void mk_asker_init(struct mk_asker *a, const struct mk_job_kind *kind, struct mk_adb_phone *p,
                   uint16_t stream, size_t queue_max)
{
    a->job = (struct mk_job){ .kind = kind,
                              .p = p,
                              .stream = stream,
                              .deadline_us = INT64_MAX,
                              .patience_us = MK_ADB_PATIENCE_US };
    mk_queue_init(&a->queue, queue_max);
    mk_buf_init(&a->requests, REQUESTS_MAX);
}

void mk_asker_done(struct mk_asker *a)
{
    mk_queue_done(&a->queue);
    mk_buf_done(&a->requests);
}

int mk_asker_open(struct mk_asker *a, struct mk_error *e)
{
    uint32_t uses = mk_adb_phone_uses(a->job.p);
    struct mk_sync_forms forms = { .stat_v2 = uses & MK_ADB_HAS_STAT_V2,
                                   .list_v2 = uses & MK_ADB_HAS_LS_V2,
                                   .recv_v2 = uses & MK_ADB_HAS_SENDRECV_V2 };
    mk_sync_init(&a->sync, &forms);
    mk_queue_rewind(&a->queue);
    mk_buf_clear(&a->requests);
    return mk_job_open(&a->job, mk_str("sync:"), e);
}

/* Half of what may be on its way has been answered: time for the other half. */
static void gather(struct mk_asker *a)
{
    struct mk_queued q;
    if (a->queue.asked > a->ahead / 2)
        return;
    while (a->queue.asked < a->ahead && mk_queue_next(&q, &a->queue)) {
        a->put(a, &q);
        mk_queue_ask(&a->queue);
    }
}

int mk_asker_pump(struct mk_asker *a, struct mk_error *e)
{
    struct mk_adb_conn *conn = mk_adb_phone_conn(a->job.p);
    size_t took;
    if (a->requests.len == 0)
        gather(a);
    if (!mk_buf_ok(&a->requests))
        return mk_fail(e, MK_ENOMEM, "requests for the phone");
    do { /* with delayed acks more than one packet may go */
        if (mk_adb_conn_write(&took, conn, a->job.adb, mk_buf_span(&a->requests), e) != 0)
            return -1;
        mk_buf_drop(&a->requests, took);
    } while (took && a->requests.len);
    return 0;
}
