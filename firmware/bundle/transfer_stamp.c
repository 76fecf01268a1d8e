/* Time stamps among the transfers. */
#include "firmware/bundle/timestamp.h"
#include "firmware/bundle/transfer_private.h"
#include <string.h>

/* 64 digits since they were opened. */
static int digest(struct mk_digest *out, const struct mk_transfers *t, struct mk_error *e)
{
    return mk_digest_parse(out, mk_str(t->next.bundle)) ? 0 : mk_fail(e, MK_EFORMAT, "no digest");
}

int mk_transfers_time_request(struct mk_buf *out, const struct mk_transfers *t, struct mk_error *e)
{
    struct mk_digest what;
    return digest(&what, t, e) || mk_timestamp_request(out, &what, e) ? -1 : 0;
}

int mk_transfers_stamp(uint64_t *n, struct mk_transfers *t, const struct mk_stamping *with,
                       const struct mk_transfer_by *giver, struct mk_error *e)
{
    struct mk_buf token;
    struct mk_digest what;
    struct mk_timestamp is;
    struct mk_handover h = { .act = "time-stamp",
                             .time_us = with->time_us,
                             .clock_trusted = with->clock_trusted };
    mk_buf_init(&token, MK_TIMESTAMP_MAX);
    int rc = digest(&what, t, e) || mk_timestamp_take(&token, with->answer, &what, e) ||
                     mk_timestamp_check(&is, mk_buf_span(&token), &what, with->tsa, e)
                 ? -1
                 : 0;
    h.token = mk_buf_span(&token);
    if (rc == 0)
        rc = mk_transfers_add(n, t, &h, giver, e);
    mk_buf_done(&token);
    return rc;
}

static int last_stamp(uint64_t *n, struct mk_transfers *t, struct mk_error *e)
{
    struct mk_transfer is;
    bool countersigned;
    for (*n = t->n; *n > 0; --*n)
        if (mk_transfers_get(&is, &countersigned, t, *n, e) != 0)
            return -1;
        else if (!strcmp(is.act, "time-stamp"))
            return 0;
    return mk_fail(e, MK_EABSENT, "the bundle holds no time stamp");
}

int mk_transfers_last_token(struct mk_buf *out, struct mk_transfers *t, struct mk_error *e)
{
    struct mk_transfer_texts x;
    uint64_t n;
    mk_transfer_texts_init(&x);
    int rc = last_stamp(&n, t, e) || mk_transfer_texts_read(&x, t->dir, n, e) ||
                     mk_transfer_token(out, mk_buf_span(&x.json), e)
                 ? -1
                 : 0;
    mk_transfer_texts_done(&x);
    return rc;
}
