#include "firmware/adb/conn.h"
#include "firmware/adb/banner.h"
#include <stdlib.h>

/* What waits to be written; requests are small, and OKAYs smaller. */
#define OUT_MAX ((size_t)4 << 20)

enum stream_state { FREE, OPENING, READY, BUSY, CLOSING /* as soon as its OKAY is here */ };

struct stream {
    enum stream_state state;
    uint32_t local, remote;
};

struct mk_adb_conn {
    enum mk_adb_state state;
    struct mk_adb_wire wire;
    struct mk_buf out, banner;
    struct mk_adb_phone_info phone;
    uint32_t ours; /* most payload we take */
    uint32_t next_id;
    unsigned tokens;
    bool with_sum;
    int64_t deadline_us;
    struct stream streams[MK_ADB_STREAMS_MAX];
};

/* The only place where the state changes. */
static void set_state(struct mk_adb_conn *c, enum mk_adb_state state, int64_t deadline_us)
{
    c->state = state;
    c->deadline_us = deadline_us;
}

static void die(struct mk_adb_conn *c)
{
    set_state(c, MK_ADB_DEAD, INT64_MAX);
}

int mk_adb_conn_new(struct mk_adb_conn **out, size_t max_payload, struct mk_error *e)
{
    struct mk_adb_conn *c = calloc(1, sizeof *c);
    if (!c)
        return mk_fail(e, MK_ENOMEM, "adb connection");
    if (mk_adb_wire_init(&c->wire, max_payload, e) != 0) {
        mk_adb_conn_free(c);
        return -1;
    }
    mk_buf_init(&c->out, OUT_MAX);
    mk_buf_init(&c->banner, MK_ADB_BANNER_MAX);
    c->ours = (uint32_t)max_payload;
    c->next_id = 1;
    c->with_sum = true;
    set_state(c, MK_ADB_NEW, INT64_MAX);
    *out = c;
    return 0;
}

void mk_adb_conn_free(struct mk_adb_conn *c)
{
    if (!c)
        return;
    mk_adb_wire_done(&c->wire);
    mk_buf_done(&c->out);
    mk_buf_done(&c->banner);
    free(c);
}

enum mk_adb_state mk_adb_conn_state(const struct mk_adb_conn *c)
{
    return c->state;
}

const struct mk_adb_phone_info *mk_adb_conn_phone(const struct mk_adb_conn *c)
{
    return &c->phone;
}

uint8_t *mk_adb_conn_room(struct mk_adb_conn *c, size_t *n)
{
    return mk_adb_wire_room(&c->wire, n);
}

void mk_adb_conn_fed(struct mk_adb_conn *c, size_t n)
{
    mk_adb_wire_fed(&c->wire, n);
}

struct mk_span mk_adb_conn_out(const struct mk_adb_conn *c)
{
    return mk_buf_span(&c->out);
}

void mk_adb_conn_sent(struct mk_adb_conn *c, size_t n)
{
    mk_buf_drop(&c->out, n);
}

int64_t mk_adb_conn_deadline(const struct mk_adb_conn *c)
{
    return c->deadline_us;
}

int mk_adb_conn_expired(struct mk_adb_conn *c, int64_t now_us, struct mk_error *e)
{
    bool offered = c->state == MK_ADB_OFFERED;
    if (now_us < c->deadline_us)
        return 0;
    die(c);
    return mk_fail(e, MK_ETIMEOUT, "adb: %s",
                   offered ? "nobody allowed this kit on the phone's screen in time"
                           : "the phone did not answer");
}

static int send_packet(struct mk_adb_conn *c, uint32_t command, uint32_t arg0, uint32_t arg1,
                       struct mk_span payload, struct mk_error *e)
{
    struct mk_adb_packet p = { command, arg0, arg1, payload };
    mk_adb_put(&c->out, &p, c->with_sum);
    if (mk_buf_ok(&c->out))
        return 0;
    die(c); /* half a packet may lie in the buffer */
    return mk_fail(e, MK_ENOMEM, "adb: buffer for what goes to the phone");
}

int mk_adb_conn_start(struct mk_adb_conn *c, struct mk_span features, int64_t now_us,
                      struct mk_error *e)
{
    struct mk_span f = features.len ? features : mk_str(MK_ADB_OUR_FEATURES);
    struct mk_buf banner;
    int rc;
    if (c->state != MK_ADB_NEW)
        return mk_fail(e, MK_ESTATE, "adb: started twice");
    /* Without a NUL behind it, which adbd would take for a part of the last feature. */
    mk_buf_init(&banner, MK_ADB_PAYLOAD_V1);
    mk_buf_puts(&banner, "host::features=");
    mk_buf_put(&banner, f.p, f.len);
    rc = mk_buf_ok(&banner) ? send_packet(c, MK_ADB_CNXN, MK_ADB_VERSION_NO_CHECKS, c->ours,
                                          mk_buf_span(&banner), e)
                            : mk_fail(e, MK_ENOMEM, "adb: banner");
    mk_buf_done(&banner);
    if (rc == 0)
        set_state(c, MK_ADB_ASKED, now_us + MK_ADB_ANSWER_US);
    return rc;
}

int mk_adb_conn_sign(struct mk_adb_conn *c, struct mk_span signature, int64_t now_us,
                     struct mk_error *e)
{
    if (c->state != MK_ADB_TOKEN)
        return mk_fail(e, MK_ESTATE, "adb: no token waits to be signed");
    if (signature.len > MK_ADB_PAYLOAD_V1)
        return mk_fail(e, MK_ELIMIT, "adb: signature of %zu bytes", signature.len);
    if (send_packet(c, MK_ADB_AUTH, MK_ADB_AUTH_SIGNATURE, 0, signature, e) != 0)
        return -1;
    set_state(c, MK_ADB_ANSWERED, now_us + MK_ADB_ANSWER_US);
    return 0;
}

int mk_adb_conn_offer(struct mk_adb_conn *c, struct mk_span key, int64_t now_us, struct mk_error *e)
{
    char text[MK_ADB_PUBLIC_KEY_MAX + 1];
    if (c->state != MK_ADB_TOKEN)
        return mk_fail(e, MK_ESTATE, "adb: no token waits for a key");
    if (key.len == 0 || key.len >= sizeof text)
        return mk_fail(e, MK_ELIMIT, "adb: public key of %zu bytes", key.len);
    memcpy(text, key.p, key.len);
    text[key.len] = 0; /* adbd takes the payload as a C string */
    if (send_packet(c, MK_ADB_AUTH, MK_ADB_AUTH_PUBLIC, 0, mk_span(text, key.len + 1), e) != 0)
        return -1;
    set_state(c, MK_ADB_OFFERED, now_us + MK_ADB_ALLOW_US);
    return 0;
}

/* ---- streams ---- */

static struct stream *by_local(struct mk_adb_conn *c, uint32_t local)
{
    for (size_t i = 0; i < MK_ADB_STREAMS_MAX; i++)
        if (c->streams[i].state != FREE && c->streams[i].local == local)
            return &c->streams[i];
    return NULL;
}

int mk_adb_conn_open(uint32_t *stream, struct mk_adb_conn *c, struct mk_span service,
                     struct mk_error *e)
{
    struct stream *s = NULL;
    struct mk_buf text;
    int rc;
    for (size_t i = 0; i < MK_ADB_STREAMS_MAX && !s; i++)
        s = c->streams[i].state == FREE ? &c->streams[i] : NULL;
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
    rc = mk_buf_ok(&text) ? send_packet(c, MK_ADB_OPEN, c->next_id, 0, mk_buf_span(&text), e)
                          : mk_fail(e, MK_ENOMEM, "adb: name of a service");
    mk_buf_done(&text);
    if (rc != 0)
        return -1;
    *s = (struct stream){ .state = OPENING, .local = c->next_id++ };
    *stream = s->local;
    return 0;
}

bool mk_adb_conn_writable(const struct mk_adb_conn *c, uint32_t stream)
{
    const struct stream *s = by_local((struct mk_adb_conn *)c, stream);
    return s && s->state == READY;
}

int mk_adb_conn_write(size_t *took, struct mk_adb_conn *c, uint32_t stream, struct mk_span bytes,
                      struct mk_error *e)
{
    struct stream *s = by_local(c, stream);
    *took = 0;
    if (!s || s->state != READY || bytes.len == 0)
        return 0;
    size_t n = bytes.len < c->phone.max_payload ? bytes.len : c->phone.max_payload;
    if (send_packet(c, MK_ADB_WRTE, s->local, s->remote, mk_span(bytes.p, n), e) != 0)
        return -1;
    s->state = BUSY;
    *took = n;
    return 0;
}

int mk_adb_conn_close(struct mk_adb_conn *c, uint32_t stream, struct mk_error *e)
{
    struct stream *s = by_local(c, stream);
    if (!s || s->state == CLOSING)
        return 0;
    if (s->state == OPENING) { /* what the phone calls it is not known yet */
        s->state = CLOSING;
        return 0;
    }
    s->state = FREE;
    return send_packet(c, MK_ADB_CLSE, s->local, s->remote, mk_span(NULL, 0), e);
}

/* ---- packets ---- */

static int refuse(const struct mk_adb_packet *p, const char *why, struct mk_error *e)
{
    char name[5];
    return mk_fail(e, MK_EPROTO, "adb: %s(0x%x, 0x%x) with %zu bytes: %s",
                   mk_adb_command_name(name, p->command), p->arg0, p->arg1, p->payload.len, why);
}

/* 1 and the stream that a packet is for, 0 for one that is closed, -1. */
static int stream_of(struct stream **out, struct mk_adb_conn *c, const struct mk_adb_packet *p,
                     struct mk_error *e)
{
    struct stream *s = by_local(c, p->arg1);
    if (p->arg1 == 0 || p->arg1 >= c->next_id)
        return refuse(p, "for a stream that was never asked for", e);
    if (!s)
        return 0;
    bool opening = s->state == OPENING || s->state == CLOSING;
    if (!opening && p->arg0 != s->remote)
        return refuse(p, "from another stream than the one that was opened", e);
    if (opening && p->command == MK_ADB_WRTE)
        return refuse(p, "data before the stream was opened", e);
    *out = s;
    return 1;
}

static int on_okay(struct mk_adb_event *out, struct mk_adb_conn *c, struct stream *s,
                   const struct mk_adb_packet *p, struct mk_error *e)
{
    enum stream_state was = s->state;
    if (p->arg0 == 0)
        return refuse(p, "no stream of its own", e);
    s->remote = p->arg0;
    if (was == CLOSING) {
        s->state = FREE;
        return send_packet(c, MK_ADB_CLSE, s->local, s->remote, mk_span(NULL, 0), e);
    }
    s->state = READY;
    *out = (struct mk_adb_event){ .kind = MK_ADB_EV_WRITABLE, .stream = s->local };
    return was != READY; /* one OKAY too many does no harm */
}

static int on_stream(struct mk_adb_event *out, struct mk_adb_conn *c, const struct mk_adb_packet *p,
                     struct mk_error *e)
{
    struct stream *s = NULL;
    int found = stream_of(&s, c, p, e);
    if (found <= 0)
        return found;
    if (p->command == MK_ADB_OKAY)
        return on_okay(out, c, s, p, e);
    *out = (struct mk_adb_event){ .stream = s->local, .data = p->payload };
    if (p->command == MK_ADB_WRTE) {
        out->kind = MK_ADB_EV_DATA;
        return send_packet(c, MK_ADB_OKAY, s->local, s->remote, mk_span(NULL, 0), e) == 0 ? 1 : -1;
    }
    out->kind = MK_ADB_EV_CLOSED;
    out->refused = s->state == OPENING;
    bool wanted = s->state != CLOSING;
    s->state = FREE;
    return wanted;
}

static int on_connect(struct mk_adb_event *out, struct mk_adb_conn *c,
                      const struct mk_adb_packet *p, struct mk_error *e)
{
    struct mk_adb_phone_info *ph = &c->phone;
    if (c->state == MK_ADB_ONLINE)
        return refuse(p, "the phone started a new connection (its adbd was restarted)", e);
    if (p->arg0 < MK_ADB_VERSION_MIN)
        return refuse(p, "a version before the first", e);
    if (p->arg1 < MK_ADB_HEAD || p->payload.len > MK_ADB_BANNER_MAX)
        return refuse(p, "a size that makes no sense", e);
    mk_buf_clear(&c->banner);
    mk_buf_put(&c->banner, p->payload.p, p->payload.len);
    if (!mk_buf_ok(&c->banner))
        return mk_fail(e, MK_ENOMEM, "adb: banner");
    ph->version = p->arg0 < MK_ADB_VERSION_NO_CHECKS ? p->arg0 : MK_ADB_VERSION_NO_CHECKS;
    ph->max_payload = p->arg1 < c->ours ? p->arg1 : c->ours;
    c->with_sum = ph->version < MK_ADB_VERSION_NO_CHECKS;
    c->wire.sums = c->with_sum ? MK_ADB_SUMS_CHECKED : MK_ADB_SUMS_IGNORED;
    if (mk_adb_banner_parse(ph, mk_buf_span(&c->banner), e) != 0)
        return -1;
    set_state(c, MK_ADB_ONLINE, INT64_MAX);
    *out = (struct mk_adb_event){ .kind = MK_ADB_EV_ONLINE };
    return 1;
}

static int on_auth(struct mk_adb_event *out, struct mk_adb_conn *c, const struct mk_adb_packet *p,
                   struct mk_error *e)
{
    if (c->state == MK_ADB_ONLINE || c->state == MK_ADB_TOKEN)
        return refuse(p, "not now", e);
    if (p->arg0 != MK_ADB_AUTH_TOKEN || p->payload.len == 0 || p->payload.len > 256)
        return refuse(p, "not a token", e);
    if (++c->tokens > MK_ADB_TOKENS_MAX)
        return mk_fail(e, MK_EAUTH, "adb: the phone accepts no key of this kit");
    set_state(c, MK_ADB_TOKEN, INT64_MAX); /* it is the owner's turn */
    *out = (struct mk_adb_event){ .kind = MK_ADB_EV_TOKEN, .data = p->payload };
    return 1;
}

static int on_packet(struct mk_adb_event *out, struct mk_adb_conn *c, const struct mk_adb_packet *p,
                     struct mk_error *e)
{
    bool online = c->state == MK_ADB_ONLINE;
    switch (p->command) {
    case MK_ADB_CNXN:
        return on_connect(out, c, p, e);
    case MK_ADB_AUTH:
        return on_auth(out, c, p, e);
    case MK_ADB_STLS:
        return mk_fail(e, MK_EAUTH,
                       "adb: the phone wants TLS (wireless debugging), which this kit does not "
                       "speak: use the cable");
    case MK_ADB_OPEN: /* the phone asks for a service of ours: there is none */
        return online ? send_packet(c, MK_ADB_CLSE, 0, p->arg0, mk_span(NULL, 0), e) : 0;
    case MK_ADB_OKAY:
    case MK_ADB_WRTE:
    case MK_ADB_CLSE: /* before CNXN: left over from the connection before */
        return online ? on_stream(out, c, p, e) : 0;
    default:
        return refuse(p, "not a command", e);
    }
}

int mk_adb_conn_next(struct mk_adb_event *out, struct mk_adb_conn *c, int64_t now_us,
                     struct mk_error *e)
{
    struct mk_adb_packet p;
    int rc = 0;
    if (c->state == MK_ADB_DEAD)
        return mk_fail(e, MK_ECLOSED, "adb: the connection has ended");
    if (mk_adb_conn_expired(c, now_us, e) != 0)
        return -1;
    while (rc == 0) {
        rc = mk_adb_wire_next(&p, &c->wire, e);
        if (rc == 0)
            return 0;
        if (rc > 0)
            rc = on_packet(out, c, &p, e);
    }
    if (rc < 0)
        die(c);
    return rc;
}
