#include "firmware/adb/banner.h"
#include "firmware/adb/phone_state.h"
#include <stdlib.h>

/* What the parent's frames and the phone's events do. */

int mk_adb_phone_new(struct mk_adb_phone **out, struct mk_chan *chan,
                     struct mk_transport *transport, struct mk_error *e)
{
    struct mk_adb_phone *p = calloc(1, sizeof *p);
    if (!p) {
        mk_transport_done(transport);
        return mk_fail(e, MK_ENOMEM, "phone worker");
    }
    p->chan = chan;
    p->transport = *transport;
    if (mk_adb_conn_new(&p->conn, MK_ADB_PAYLOAD_MAX, e) != 0) {
        mk_adb_phone_free(p);
        return -1;
    }
    *out = p;
    return 0;
}

static void drop(struct mk_job **slot)
{
    if (*slot)
        (*slot)->kind->free(*slot);
    *slot = NULL;
}

void mk_adb_phone_free(struct mk_adb_phone *p)
{
    if (!p)
        return;
    for (size_t i = 0; i < MK_ADB_STREAMS_MAX; i++)
        drop(&p->jobs[i]);
    mk_content_ids_done(&p->ids);
    mk_adb_conn_free(p->conn);
    mk_transport_done(&p->transport);
    free(p);
}

struct mk_chan *mk_adb_phone_chan(struct mk_adb_phone *p)
{
    return p->chan;
}

struct mk_adb_conn *mk_adb_phone_conn(struct mk_adb_phone *p)
{
    return p->conn;
}

struct mk_adb_old *mk_adb_phone_old(struct mk_adb_phone *p)
{
    return &p->old;
}

struct mk_content_ids *mk_adb_phone_ids(struct mk_adb_phone *p)
{
    return &p->ids;
}

uint32_t mk_adb_phone_uses(const struct mk_adb_phone *p)
{
    return mk_adb_conn_phone(p->conn)->has & p->wanted;
}

#define USB_2_MBIT_S 480u

bool mk_adb_phone_packs(const struct mk_adb_phone *p)
{
    const uint32_t need = MK_ADB_HAS_SENDRECV_V2 | MK_ADB_HAS_ZSTD;
    uint32_t speed = p->transport.mbit_s;
    return (mk_adb_phone_uses(p) & need) == need &&
           (p->named || (speed > 0 && speed <= USB_2_MBIT_S));
}

/* ---- jobs ---- */

static struct mk_job **slot_of(struct mk_adb_phone *p, uint16_t stream)
{
    for (size_t i = 0; i < MK_ADB_STREAMS_MAX; i++)
        if (p->jobs[i] && p->jobs[i]->stream == stream)
            return &p->jobs[i];
    return NULL;
}

int mk_adb_phone_settle(struct mk_job **slot, int rc, struct mk_error *e)
{
    struct mk_job *j = *slot;
    if (rc < 0 && j && !j->over && e->code == MK_ELIMIT)
        rc = j->kind->stop(j, MK_PH_BROKEN, e->text, e);
    if (j && j->over)
        drop(slot);
    return rc < 0 ? -1 : 0;
}

int mk_adb_phone_lost(struct mk_adb_phone *p, const char *why, struct mk_error *e)
{
    struct mk_buf b;
    struct mk_error first = { 0 };
    memcpy(first.text, why, strnlen(why, sizeof first.text - 1));
    p->over = true;
    /* None of them is told an end: what was under way is not refused or broken, it is to be asked
     * for again. */
    for (size_t i = 0; i < MK_ADB_STREAMS_MAX; i++)
        if (p->jobs[i])
            drop(&p->jobs[i]);
    mk_buf_init(&b, 1024);
    mk_buf_text(&b, mk_str(first.text));
    int rc = mk_buf_ok(&b) ? mk_chan_send(p->chan, MK_PH_LOST, 0, mk_buf_span(&b), e)
                           : mk_fail(e, MK_ENOMEM, "phone worker");
    mk_buf_done(&b);
    return rc ? rc : mk_chan_flush(p->chan, e);
}

static int refuse(struct mk_adb_phone *p, uint16_t stream, enum mk_phone_status status,
                  const char *why, struct mk_error *e)
{
    struct mk_job none = { .p = p, .stream = stream };
    return mk_job_end(&none, status, -1, why, mk_span(NULL, 0), e);
}

static int new_job(struct mk_job **j, struct mk_adb_phone *p, const struct mk_frame *f,
                   int64_t now_us, struct mk_error *e)
{
    struct mk_cursor c = mk_cur(f->body);
    switch (f->type) {
    case MK_PH_EXEC:
        return mk_job_exec(j, p, f->stream, &c, now_us, e);
    case MK_PH_LIST:
        return mk_job_list(j, p, f->stream, &c, false, e);
    case MK_PH_STAT:
        return mk_job_list(j, p, f->stream, &c, true, e);
    case MK_PH_RECV:
        return mk_job_recv(j, p, f->stream, &c, e);
    case MK_PH_FEED:
        return mk_job_feed(j, p, f->stream, &c, e);
    default:
        return mk_fail(e, MK_EPROTO, "frame %u from the parent", f->type);
    }
}

static int begin_job(struct mk_adb_phone *p, const struct mk_frame *f, int64_t now_us,
                     struct mk_error *e)
{
    struct mk_job **slot = NULL;
    for (size_t i = 0; i < MK_ADB_STREAMS_MAX && !slot; i++)
        slot = p->jobs[i] ? NULL : &p->jobs[i];
    if (f->stream == 0)
        return mk_fail(e, MK_EPROTO, "a request on stream 0");
    if (f->type != MK_PH_FEED && mk_adb_conn_state(p->conn) != MK_ADB_ONLINE)
        return refuse(p, f->stream, MK_PH_BROKEN, "no phone is connected", e);
    if (!slot)
        return refuse(p, f->stream, MK_PH_BROKEN, "too many requests at a time", e);
    return mk_adb_phone_settle(slot, new_job(slot, p, f, now_us, e), e);
}

/* ---- the parent's frames ---- */

static int on_open(struct mk_adb_phone *p, const struct mk_frame *f, int64_t now_us,
                   struct mk_error *e)
{
    struct mk_cursor c = mk_cur(f->body);
    struct mk_span features = mk_cur_text(&c);
    if (p->opened || !mk_cur_ok(&c))
        return mk_fail(e, MK_EPROTO, "OPEN twice, or damaged");
    p->opened = true;
    p->named = features.len > 0;
    p->wanted = p->named ? mk_adb_feature_bits(features) : UINT32_MAX;
    return mk_adb_conn_start(p->conn, features, now_us, e);
}

static int offer(struct mk_adb_phone *p, struct mk_error *e)
{
    uint8_t none[4] = { 0 };
    p->offering = true;
    return mk_chan_send(p->chan, MK_PH_AUTH, 0, mk_span(none, sizeof none), e);
}

static int on_signed(struct mk_adb_phone *p, const struct mk_frame *f, int64_t now_us,
                     struct mk_error *e)
{
    struct mk_cursor c = mk_cur(f->body);
    struct mk_span text = mk_cur_text(&c);
    if (!mk_cur_ok(&c) || mk_adb_conn_state(p->conn) != MK_ADB_TOKEN)
        return mk_fail(e, MK_EPROTO, "SIGNED that nobody waits for, or damaged");
    if (text.len && p->offering)
        return mk_adb_conn_offer(p->conn, text, now_us, e);
    if (text.len)
        return mk_adb_conn_sign(p->conn, text, now_us, e);
    if (!p->offering)
        return offer(p, e);
    return mk_adb_phone_lost(p, "the phone knows no key of this kit", e);
}

int mk_adb_phone_frame(struct mk_adb_phone *p, const struct mk_frame *f, int64_t now_us,
                       struct mk_error *e)
{
    struct mk_job **slot = slot_of(p, f->stream), *j = slot ? *slot : NULL;
    switch (f->type) {
    case MK_PH_OPEN:
        return on_open(p, f, now_us, e);
    case MK_PH_SIGNED:
        return on_signed(p, f, now_us, e);
    case MK_PH_QUIT:
        p->over = true;
        return mk_chan_flush(p->chan, e);
    case MK_PH_CANCEL: /* of a stream that has just ended: its DONE is on its way */
        return j ? mk_adb_phone_settle(slot, j->kind->stop(j, MK_PH_CANCELLED, "cancelled", e), e)
                 : 0;
    case MK_PH_FEED_DATA:
    case MK_PH_FEED_ERR:
    case MK_PH_FEED_END:
        if (!j)
            return mk_fail(e, MK_EPROTO, "a reply is fed that no FEED announced");
        break;
    default:
        break;
    }
    if (!j)
        return begin_job(p, f, now_us, e);
    if (!j->kind->frame)
        return mk_fail(e, MK_EPROTO, "frame %u on a stream in use", f->type);
    return mk_adb_phone_settle(slot, j->kind->frame(j, f, e), e);
}

/* ---- the phone's events ---- */

static int tell_phone(struct mk_adb_phone *p, struct mk_error *e)
{
    const struct mk_adb_phone_info *ph = mk_adb_conn_phone(p->conn);
    struct mk_buf b;
    mk_buf_init(&b, 2 * MK_ADB_BANNER_MAX + 64);
    mk_buf_text(&b, ph->banner);
    mk_buf_u32le(&b, ph->has);
    mk_buf_text(&b, ph->features);
    mk_buf_u32le(&b, ph->version);
    mk_buf_u32le(&b, ph->max_payload);
    int rc = mk_buf_ok(&b) ? mk_chan_send(p->chan, MK_PH_PHONE, 0, mk_buf_span(&b), e)
                           : mk_fail(e, MK_ENOMEM, "banner");
    mk_buf_done(&b);
    return rc;
}

static int on_token(struct mk_adb_phone *p, struct mk_span token, struct mk_error *e)
{
    uint8_t len[4] = { (uint8_t)token.len, (uint8_t)(token.len >> 8) };
    if (p->offering) /* the key was refused, or the phone asks again: the parent is asked as before
                      */
        return offer(p, e);
    return mk_chan_send2(p->chan, MK_PH_AUTH, 0, mk_span(len, sizeof len), token, e);
}

int mk_adb_phone_event(struct mk_adb_phone *p, const struct mk_adb_event *ev, struct mk_error *e)
{
    struct mk_job **slot = NULL;
    for (size_t i = 0; i < MK_ADB_STREAMS_MAX && !slot; i++)
        slot = p->jobs[i] && p->jobs[i]->adb == ev->stream ? &p->jobs[i] : NULL;
    struct mk_job *j = slot ? *slot : NULL;
    if (j && j->patience_us)
        j->deadline_us = INT64_MAX; /* set anew by the next turn */
    switch (ev->kind) {
    case MK_ADB_EV_TOKEN:
        return on_token(p, ev->data, e);
    case MK_ADB_EV_ONLINE:
        return tell_phone(p, e);
    case MK_ADB_EV_WRITABLE:
        return j && j->kind->writable ? mk_adb_phone_settle(slot, j->kind->writable(j, e), e) : 0;
    case MK_ADB_EV_DATA:
        return j ? mk_adb_phone_settle(slot, j->kind->data(j, ev->data, e), e) : 0;
    case MK_ADB_EV_CLOSED:
        if (!j)
            return 0;
        j->adb = 0;
        return mk_adb_phone_settle(slot, j->kind->closed(j, ev->refused, e), e);
    }
    return 0;
}
