#include "firmware/adb/wire.h"
#include "firmware/phantom/fault_wire.h"
#include "firmware/phantom/stream.h"
#include "parsers/base/cursor.h"
#include <stdlib.h>

#define STREAMS_MAX 256u
#define WINDOW      ((size_t)32 << 20) /* that a host gets, with delayed acks: adbd's */
#define AHEAD       ((size_t)1 << 20)  /* bytes made before they are sent */
#define OUT_MAX     ((size_t)64 << 20) /* never reached: AHEAD bounds it */

struct mk_phantom_conn {
    const struct mk_phantom *p;
    struct mk_adb_wire wire;
    struct mk_buf out, scratch;
    size_t sent; /* of out */
    enum state { WAITS, ASKS_KEY, ONLINE } state;
    uint32_t version;
    size_t max_payload; /* what the host takes */
    bool delayed;       /* both sides announced delayed acks */
    uint8_t token[MK_AUTH_TOKEN];
    struct mk_buf question; /* the key that somebody may allow */
    struct mk_phantom_stream *streams[STREAMS_MAX];
    size_t n, turn; /* turn: whose it is to speak */
    uint32_t last_id;
    struct mk_fault_link link;
};

int mk_phantom_conn_new(struct mk_phantom_conn **out, const struct mk_phantom *p,
                        struct mk_error *e)
{
    struct mk_phantom_conn *c = calloc(1, sizeof *c);
    if (!c)
        return mk_fail(e, MK_ENOMEM, "connection");
    c->p = p;
    mk_fault_begin(&c->link, p->faults);
    mk_buf_init(&c->out, OUT_MAX);
    mk_buf_init(&c->scratch, OUT_MAX);
    mk_buf_init(&c->question, MK_ADB_PAYLOAD_V1);
    if (mk_adb_wire_init(&c->wire, MK_ADB_PAYLOAD_MAX, e)) {
        free(c);
        return -1;
    }
    *out = c;
    return 0;
}

static void close_streams(struct mk_phantom_conn *c)
{
    while (c->n)
        mk_phantom_stream_free(c->streams[--c->n]);
}

void mk_phantom_conn_free(struct mk_phantom_conn *c)
{
    if (!c)
        return;
    close_streams(c);
    mk_adb_wire_done(&c->wire);
    mk_buf_done(&c->out);
    mk_buf_done(&c->scratch);
    mk_buf_done(&c->question);
    free(c);
}

static void put(struct mk_phantom_conn *c, uint32_t command, uint32_t arg0, uint32_t arg1,
                struct mk_span payload)
{
    struct mk_adb_packet p = { command, arg0, arg1, payload };
    bool sum = c->state != ONLINE || command == MK_ADB_CNXN || c->version == MK_ADB_VERSION_MIN;
    mk_fault_packet(&c->out, &c->link, &p, c->max_payload);
    mk_adb_put(&c->out, &p, sum);
}

/* "device::ro.product.name=x;...;features=a,b" */
static void put_banner(struct mk_phantom_conn *c)
{
    json_t *phone = json_object_get(c->p->exercise->doc, "phone");
    json_t *props = json_object_get(phone, "banner");
    struct mk_buf b;
    mk_buf_init(&b, MK_ADB_PAYLOAD_V1);
    mk_buf_puts(&b, "device::");
    for (void *it = json_object_iter(props); it; it = json_object_iter_next(props, it)) {
        const char *text = json_string_value(json_object_iter_value(it));
        mk_buf_printf(&b, "%s=%s;", json_object_iter_key(it), text ? text : "");
    }
    if (*c->p->exercise->features) /* phones before Android 6 have not even the word */
        mk_buf_printf(&b, "features=%s", c->p->exercise->features);
    put(c, MK_ADB_CNXN, c->p->exercise->old ? MK_ADB_VERSION_MIN : MK_ADB_VERSION_NO_CHECKS,
        c->p->exercise->old ? MK_ADB_PAYLOAD_V1 : (uint32_t)MK_ADB_PAYLOAD_MAX, mk_buf_span(&b));
    mk_buf_done(&b);
}

static int set_state(struct mk_phantom_conn *c, enum state state, struct mk_error *e)
{
    c->state = state;
    mk_buf_clear(&c->question);
    close_streams(c);
    switch (state) {
    case WAITS:
        break;
    case ASKS_KEY:
        if (mk_phantom_auth_token(c->token, e))
            return -1;
        put(c, MK_ADB_AUTH, MK_ADB_AUTH_TOKEN, 0, mk_span(c->token, sizeof c->token));
        break;
    case ONLINE:
        put_banner(c);
        c->wire.sums = c->version == MK_ADB_VERSION_MIN ? MK_ADB_SUMS_CHECKED : MK_ADB_SUMS_IGNORED;
        break;
    }
    return 0;
}

/* Whether "host::features=a,b" lists it. */
static bool host_has(struct mk_span banner, const char *feature)
{
    struct mk_span mark = mk_str("features=");
    const uint8_t *at = memmem(banner.p, banner.len, mark.p, mark.len);
    return at && mk_listed(mk_span_from(banner, (size_t)(at - banner.p) + mark.len), feature);
}

static int connected(struct mk_phantom_conn *c, const struct mk_adb_packet *p, struct mk_error *e)
{
    if (p->arg0 < MK_ADB_VERSION_MIN || p->arg1 == 0)
        return mk_fail(e, MK_EPROTO, "CNXN of version %#x, payload %u", p->arg0, p->arg1);
    bool old = c->p->exercise->old || p->arg0 < MK_ADB_VERSION_NO_CHECKS;
    size_t most = c->p->exercise->old ? MK_ADB_PAYLOAD_V1 : MK_ADB_PAYLOAD_MAX;
    c->version = old ? MK_ADB_VERSION_MIN : MK_ADB_VERSION_NO_CHECKS;
    c->max_payload = p->arg1 < most ? p->arg1 : most;
    c->delayed =
        mk_exercise_has(c->p->exercise, "delayed_ack") && host_has(p->payload, "delayed_ack");
    return set_state(c, c->p->auth->required ? ASKS_KEY : ONLINE, e);
}

static int authenticated(struct mk_phantom_conn *c, const struct mk_adb_packet *p,
                         struct mk_error *e)
{
    struct mk_phantom_auth *a = c->p->auth;
    if (c->state != ASKS_KEY)
        return 0;
    if (p->arg0 == MK_ADB_AUTH_SIGNATURE)
        return set_state(c, mk_phantom_auth_check(a, c->token, p->payload) ? ONLINE : ASKS_KEY, e);
    if (p->arg0 == MK_ADB_AUTH_PUBLIC && a->refuse)
        return set_state(c, ASKS_KEY, e);
    mk_buf_clear(&c->question);
    if (p->arg0 == MK_ADB_AUTH_PUBLIC)
        mk_buf_put(&c->question, p->payload.p, p->payload.len);
    return 0;
}

/* The question stays on the screen until somebody touches it. */
static int look_at_question(struct mk_phantom_conn *c, struct mk_error *e)
{
    if (c->state != ASKS_KEY || !c->question.len)
        return 0;
    int rc = mk_phantom_auth_offered(c->p->auth, mk_buf_span(&c->question), e);
    return rc > 0 ? set_state(c, ONLINE, e) : rc;
}

static void put_okay(struct mk_phantom_conn *c, const struct mk_phantom_stream *s, size_t bytes)
{
    const uint8_t count[4] = { (uint8_t)bytes, (uint8_t)(bytes >> 8), (uint8_t)(bytes >> 16),
                               (uint8_t)(bytes >> 24) };
    put(c, MK_ADB_OKAY, s->local, s->remote, mk_span(count, c->delayed ? sizeof count : 0));
}

static int opened(struct mk_phantom_conn *c, const struct mk_adb_packet *p, struct mk_error *e)
{
    struct mk_span service = p->payload;
    struct mk_phantom_stream *s = NULL;
    if (service.len && !service.p[service.len - 1])
        service.len--; /* old hosts send the NUL */
    mk_phantom_log_service(c->p->log, service);
    mk_fault_asked(&c->link, "", service);
    bool fits = c->n < STREAMS_MAX && c->delayed == (p->arg1 != 0);
    int rc = fits ? mk_phantom_stream_open(&s, c->p, service, e) : 0;
    if (rc < 0)
        return -1;
    if (rc == 0) {
        put(c, MK_ADB_CLSE, 0, p->arg0, mk_span(NULL, 0));
        return 0;
    }
    s->link = s->sync.link = &c->link;
    s->local = ++c->last_id;
    s->remote = p->arg0;
    s->ready = true;
    s->window = p->arg1;
    c->streams[c->n++] = s;
    put_okay(c, s, WINDOW);
    return 0;
}

static void drop(struct mk_phantom_conn *c, size_t i, bool tell)
{
    struct mk_phantom_stream *s = c->streams[i];
    if (tell)
        put(c, MK_ADB_CLSE, s->local, s->remote, mk_span(NULL, 0));
    mk_phantom_stream_free(s);
    c->streams[i] = c->streams[--c->n];
}

/* A phantom is there to find out what a host does wrong: where adbd logs it, this ends it. */
static int acknowledged(struct mk_phantom_conn *c, struct mk_phantom_stream *s,
                        const struct mk_adb_packet *p, struct mk_error *e)
{
    struct mk_cursor cur = mk_cur(p->payload);
    s->ready = true;
    if (!c->delayed)
        return p->payload.len ? mk_fail(e, MK_EPROTO, "OKAY of %zu bytes", p->payload.len) : 0;
    uint32_t n = mk_cur_u32le(&cur);
    if (p->payload.len != 4 || n > s->flying)
        return mk_fail(e, MK_EPROTO, "OKAY of %zu bytes for %u of %u bytes", p->payload.len, n,
                       s->flying);
    s->flying -= n;
    s->window += n;
    s->ready = s->window > 0;
    return 0;
}

/* OKAY, WRTE and CLSE of a stream; one that is gone is passed over, as the protocol wants. */
static int on_stream(struct mk_phantom_conn *c, const struct mk_adb_packet *p, struct mk_error *e)
{
    size_t i = 0;
    while (i < c->n && (c->streams[i]->local != p->arg1 ||
                        (c->streams[i]->remote != p->arg0 && p->command != MK_ADB_CLSE)))
        i++;
    if (i == c->n)
        return 0;
    struct mk_phantom_stream *s = c->streams[i];
    if (p->command == MK_ADB_OKAY)
        return acknowledged(c, s, p, e);
    if (p->command == MK_ADB_WRTE && mk_phantom_stream_feed(s, p->payload))
        put_okay(c, s, p->payload.len);
    else
        drop(c, i, p->command == MK_ADB_WRTE);
    return 0;
}

static int handle(struct mk_phantom_conn *c, const struct mk_adb_packet *p, struct mk_error *e)
{
    if (p->command == MK_ADB_CNXN)
        return connected(c, p, e);
    if (p->command == MK_ADB_AUTH)
        return authenticated(c, p, e);
    if (c->state != ONLINE)
        return 0;
    if (p->command == MK_ADB_OPEN)
        return opened(c, p, e);
    if (p->command == MK_ADB_OKAY || p->command == MK_ADB_WRTE || p->command == MK_ADB_CLSE)
        return on_stream(c, p, e);
    return 0;
}

uint8_t *mk_phantom_conn_room(struct mk_phantom_conn *c, size_t *n)
{
    return mk_adb_wire_room(&c->wire, n);
}

int mk_phantom_conn_fed(struct mk_phantom_conn *c, size_t n, struct mk_error *e)
{
    struct mk_adb_packet p;
    int rc;
    mk_adb_wire_fed(&c->wire, n);
    while ((rc = mk_adb_wire_next(&p, &c->wire, e)) == 1)
        if (handle(c, &p, e))
            return -1;
    return rc;
}

/* One packet of a stream whose turn it is. False when it has nothing to say now. */
static bool speak(struct mk_phantom_conn *c, size_t i)
{
    struct mk_phantom_stream *s = c->streams[i];
    if (!s->ready)
        return false;
    mk_buf_clear(&c->scratch);
    mk_buf_put(&c->scratch, s->carry.p, s->carry.len);
    mk_buf_clear(&s->carry);
    if (c->scratch.len < c->max_payload)
        mk_phantom_stream_more(s, &c->scratch, c->max_payload);
    if (s->failed || !mk_buf_ok(&c->scratch)) {
        drop(c, i, true);
        return true;
    }
    struct mk_span made = mk_buf_span(&c->scratch);
    if (!made.len && s->ended)
        drop(c, i, true);
    if (!made.len)
        return false;
    struct mk_span now = mk_span(made.p, made.len < c->max_payload ? made.len : c->max_payload);
    struct mk_span later = mk_span_from(made, now.len);
    put(c, MK_ADB_WRTE, s->local, s->remote, now);
    mk_buf_put(&s->carry, later.p, later.len);
    s->failed = !mk_buf_ok(&s->carry);
    /* As adbd does: a whole packet as long as there is any window left, which may then be less than
     * nothing. */
    s->window -= (int64_t)now.len;
    s->flying += (uint32_t)now.len;
    s->ready = c->delayed && s->window > 0;
    return true;
}

/* As when adbd dies and comes again: it knows nothing of its streams, and greets. */
static int restart(struct mk_phantom_conn *c, struct mk_error *e)
{
    c->link.restart = false;
    return set_state(c, c->p->auth->required ? ASKS_KEY : ONLINE, e);
}

int mk_phantom_conn_out(struct mk_span *out, struct mk_phantom_conn *c, struct mk_error *e)
{
    size_t silent = 0;
    if (look_at_question(c, e))
        return -1;
    while (silent < c->n && c->out.len - c->sent < AHEAD) {
        c->turn = (c->turn + 1) % c->n;
        silent = speak(c, c->turn) ? 0 : silent + 1;
    }
    if (c->link.restart && c->state == ONLINE && restart(c, e))
        return -1;
    if (!mk_buf_ok(&c->out))
        return mk_fail(e, MK_ENOMEM, "output");
    *out = mk_span_from(mk_buf_span(&c->out), c->sent);
    return 0;
}

struct mk_fault_link *mk_phantom_conn_link(struct mk_phantom_conn *c)
{
    return &c->link;
}

void mk_phantom_conn_sent(struct mk_phantom_conn *c, size_t n)
{
    mk_fault_sent(&c->link, n);
    c->sent += n;
    if (c->sent < c->out.len && c->sent < AHEAD)
        return;
    mk_buf_drop(&c->out, c->sent);
    c->sent = 0;
}
