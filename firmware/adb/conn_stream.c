#include "firmware/adb/conn_private.h"
#include "parsers/base/cursor.h"

static struct mk_adb_stream *by_local(struct mk_adb_conn *c, uint32_t local)
{
    for (size_t i = 0; i < MK_ADB_STREAMS_MAX; i++)
        if (c->streams[i].state != MK_ADB_FREE && c->streams[i].local == local)
            return &c->streams[i];
    return NULL;
}

int mk_adb_conn_open(uint32_t *stream, struct mk_adb_conn *c, struct mk_span service,
                     struct mk_error *e)
{
    struct mk_adb_stream *s = NULL;
    struct mk_buf text;
    int rc;
    for (size_t i = 0; i < MK_ADB_STREAMS_MAX && !s; i++)
        s = c->streams[i].state == MK_ADB_FREE ? &c->streams[i] : NULL;
    if (c->state != MK_ADB_ONLINE)
        return mk_fail(e, MK_ESTATE, "adb: not connected");
    if (!s || c->next_id == UINT32_MAX)
        return mk_fail(e, MK_ELIMIT, "adb: too many streams");
    if (service.len >= c->phone.max_payload)
        return mk_fail(e, MK_ELIMIT, "adb: the phone takes at most %u bytes, the request has %zu",
                       c->phone.max_payload, service.len);
    mk_buf_init(&text, service.len + 1);
    mk_buf_put(&text, service.p, service.len);
    mk_buf_u8(&text, 0);
    rc = mk_buf_ok(&text) ? mk_adb_conn_put(c, MK_ADB_OPEN, c->next_id,
                                            c->delayed ? MK_ADB_WINDOW : 0, mk_buf_span(&text), e)
                          : mk_fail(e, MK_ENOMEM, "adb: name of a service");
    mk_buf_done(&text);
    if (rc != 0)
        return -1;
    *s = (struct mk_adb_stream){ .state = MK_ADB_OPENING, .local = c->next_id++ };
    *stream = s->local;
    return 0;
}

bool mk_adb_conn_writable(const struct mk_adb_conn *c, uint32_t stream)
{
    const struct mk_adb_stream *s = by_local((struct mk_adb_conn *)c, stream);
    return s && s->state == MK_ADB_READY;
}

int mk_adb_conn_write(size_t *took, struct mk_adb_conn *c, uint32_t stream, struct mk_span bytes,
                      struct mk_error *e)
{
    struct mk_adb_stream *s = by_local(c, stream);
    *took = 0;
    if (!s || s->state != MK_ADB_READY || bytes.len == 0)
        return 0;
    uint32_t most = c->phone.max_payload;
    if (c->delayed && s->window < most)
        most = s->window;
    uint32_t n = bytes.len < most ? (uint32_t)bytes.len : most;
    if (mk_adb_conn_put(c, MK_ADB_WRTE, s->local, s->remote, mk_span(bytes.p, n), e) != 0)
        return -1;
    if (c->delayed) {
        s->window -= n;
        s->flying += n;
    }
    if (s->window == 0)
        s->state = MK_ADB_BUSY;
    *took = n;
    return 0;
}

int mk_adb_conn_close(struct mk_adb_conn *c, uint32_t stream, struct mk_error *e)
{
    struct mk_adb_stream *s = by_local(c, stream);
    if (!s || s->state == MK_ADB_CLOSING)
        return 0;
    if (s->state == MK_ADB_OPENING) { /* what the phone calls it is not known yet */
        s->state = MK_ADB_CLOSING;
        return 0;
    }
    s->state = MK_ADB_FREE;
    return mk_adb_conn_put(c, MK_ADB_CLSE, s->local, s->remote, mk_span(NULL, 0), e);
}

/* ---- packets ---- */

int mk_adb_conn_refuse(const struct mk_adb_packet *p, const char *why, struct mk_error *e)
{
    char name[5];
    return mk_fail(e, MK_EPROTO, "adb: %s(0x%x, 0x%x) with %zu bytes: %s",
                   mk_adb_command_name(name, p->command), p->arg0, p->arg1, p->payload.len, why);
}

/* 1 and the stream that a packet is for, 0 for one that is closed, -1. */
static int stream_of(struct mk_adb_stream **out, struct mk_adb_conn *c,
                     const struct mk_adb_packet *p, struct mk_error *e)
{
    struct mk_adb_stream *s = by_local(c, p->arg1);
    if (p->arg1 == 0 || p->arg1 >= c->next_id)
        return mk_adb_conn_refuse(p, "for a stream that was never asked for", e);
    if (!s)
        return 0;
    bool opening = s->state == MK_ADB_OPENING || s->state == MK_ADB_CLOSING;
    if (!opening && p->arg0 != s->remote)
        return mk_adb_conn_refuse(p, "from another stream than the one that was opened", e);
    if (opening && p->command == MK_ADB_WRTE)
        return mk_adb_conn_refuse(p, "data before the stream was opened", e);
    *out = s;
    return 1;
}

/* With delayed acks an OKAY counts bytes: the first one the phone's window, each later one what it
 * took. A window only ever holds what the phone gave, so it cannot overflow. adbd acknowledges 0
 * bytes at times, and its source speaks of negative counts to come: none is sent yet. */
static int count_okay(struct mk_adb_stream *s, const struct mk_adb_packet *p, struct mk_error *e)
{
    bool opening = s->state == MK_ADB_OPENING || s->state == MK_ADB_CLOSING;
    struct mk_cursor cur = mk_cur(p->payload);
    uint32_t n = mk_cur_u32le(&cur);
    if (p->payload.len != 4)
        return mk_adb_conn_refuse(p, "not a count of bytes, as delayed acks are", e);
    if (n > INT32_MAX)
        return mk_adb_conn_refuse(p, "a negative count of bytes", e);
    if (opening && n == 0)
        return mk_adb_conn_refuse(p, "a window of no bytes", e);
    if (!opening && n > s->flying)
        return mk_adb_conn_refuse(p, "more bytes acknowledged than were sent", e);
    s->flying -= opening ? 0 : n;
    s->window += n;
    return 0;
}

static int on_okay(struct mk_adb_event *out, struct mk_adb_conn *c, struct mk_adb_stream *s,
                   const struct mk_adb_packet *p, struct mk_error *e)
{
    enum mk_adb_stream_state was = s->state;
    if (p->arg0 == 0)
        return mk_adb_conn_refuse(p, "no stream of its own", e);
    if (c->delayed && count_okay(s, p, e) != 0)
        return -1;
    s->remote = p->arg0;
    if (was == MK_ADB_CLOSING) {
        s->state = MK_ADB_FREE;
        return mk_adb_conn_put(c, MK_ADB_CLSE, s->local, s->remote, mk_span(NULL, 0), e);
    }
    if (c->delayed && s->window == 0) /* an OKAY of 0 bytes */
        return 0;
    s->state = MK_ADB_READY;
    *out = (struct mk_adb_event){ .kind = MK_ADB_EV_WRITABLE, .stream = s->local };
    return was != MK_ADB_READY; /* one OKAY too many does no harm */
}

/* What came is acknowledged as soon as it is taken out; with delayed acks, many packets at once. No
 * phone is held to our window: it gains nothing by sending more, no byte is kept here. */
static int acknowledge(struct mk_adb_conn *c, struct mk_adb_stream *s, size_t n, struct mk_error *e)
{
    if (!c->delayed)
        return mk_adb_conn_put(c, MK_ADB_OKAY, s->local, s->remote, mk_span(NULL, 0), e);
    s->owed += (uint32_t)n;
    if (s->owed < MK_ADB_WINDOW / 4)
        return 0;
    uint8_t count[4];
    for (unsigned i = 0; i < 4; i++)
        count[i] = (uint8_t)(s->owed >> 8 * i);
    s->owed = 0;
    return mk_adb_conn_put(c, MK_ADB_OKAY, s->local, s->remote, mk_span(count, sizeof count), e);
}

int mk_adb_conn_on_stream(struct mk_adb_event *out, struct mk_adb_conn *c,
                          const struct mk_adb_packet *p, struct mk_error *e)
{
    struct mk_adb_stream *s = NULL;
    int found = stream_of(&s, c, p, e);
    if (found <= 0)
        return found;
    if (p->command == MK_ADB_OKAY)
        return on_okay(out, c, s, p, e);
    *out = (struct mk_adb_event){ .stream = s->local, .data = p->payload };
    if (p->command == MK_ADB_WRTE) {
        out->kind = MK_ADB_EV_DATA;
        return acknowledge(c, s, p->payload.len, e) == 0 ? 1 : -1;
    }
    out->kind = MK_ADB_EV_CLOSED;
    out->refused = s->state == MK_ADB_OPENING;
    bool wanted = s->state != MK_ADB_CLOSING;
    s->state = MK_ADB_FREE;
    return wanted;
}
