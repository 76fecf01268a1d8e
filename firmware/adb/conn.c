#include "firmware/adb/banner.h"
#include "firmware/adb/conn_private.h"
#include <stdlib.h>

/* What waits to be written; requests are small, and OKAYs smaller. */
#define OUT_MAX ((size_t)4 << 20)

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

int mk_adb_conn_put(struct mk_adb_conn *c, uint32_t command, uint32_t arg0, uint32_t arg1,
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
    c->said = mk_adb_feature_bits(f);
    /* Without a NUL behind it, which adbd would take for a part of the last feature. */
    mk_buf_init(&banner, MK_ADB_PAYLOAD_V1);
    mk_buf_puts(&banner, "host::features=");
    mk_buf_put(&banner, f.p, f.len);
    rc = mk_buf_ok(&banner) ? mk_adb_conn_put(c, MK_ADB_CNXN, MK_ADB_VERSION_NO_CHECKS, c->ours,
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
    if (mk_adb_conn_put(c, MK_ADB_AUTH, MK_ADB_AUTH_SIGNATURE, 0, signature, e) != 0)
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
    if (mk_adb_conn_put(c, MK_ADB_AUTH, MK_ADB_AUTH_PUBLIC, 0, mk_span(text, key.len + 1), e) != 0)
        return -1;
    set_state(c, MK_ADB_OFFERED, now_us + MK_ADB_ALLOW_US);
    return 0;
}

/* ---- packets ---- */

static int on_connect(struct mk_adb_event *out, struct mk_adb_conn *c,
                      const struct mk_adb_packet *p, struct mk_error *e)
{
    struct mk_adb_phone_info *ph = &c->phone;
    if (c->state == MK_ADB_ONLINE)
        return mk_adb_conn_refuse(p, "the phone started a new connection (its adbd was restarted)",
                                  e);
    if (p->arg0 < MK_ADB_VERSION_MIN)
        return mk_adb_conn_refuse(p, "a version before the first", e);
    if (p->arg1 < MK_ADB_HEAD || p->payload.len > MK_ADB_BANNER_MAX)
        return mk_adb_conn_refuse(p, "a size that makes no sense", e);
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
    c->delayed = c->said & ph->has & MK_ADB_HAS_DELAYED_ACK;
    set_state(c, MK_ADB_ONLINE, INT64_MAX);
    *out = (struct mk_adb_event){ .kind = MK_ADB_EV_ONLINE };
    return 1;
}

static int on_auth(struct mk_adb_event *out, struct mk_adb_conn *c, const struct mk_adb_packet *p,
                   struct mk_error *e)
{
    if (c->state == MK_ADB_ONLINE || c->state == MK_ADB_TOKEN)
        return mk_adb_conn_refuse(p, "not now", e);
    if (p->arg0 != MK_ADB_AUTH_TOKEN || p->payload.len == 0 || p->payload.len > 256)
        return mk_adb_conn_refuse(p, "not a token", e);
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
        return online ? mk_adb_conn_put(c, MK_ADB_CLSE, 0, p->arg0, mk_span(NULL, 0), e) : 0;
    case MK_ADB_OKAY:
    case MK_ADB_WRTE:
    case MK_ADB_CLSE: /* before CNXN: left over from the connection before */
        return online ? mk_adb_conn_on_stream(out, c, p, e) : 0;
    default:
        return mk_adb_conn_refuse(p, "not a command", e);
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
