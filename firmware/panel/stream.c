/* Server-sent events (HTML standard, section 9.2): each stream has a connection to mokad of its
 * own. */
#include "firmware/daemon/daemon.h"
#include "firmware/http/lines.h"
#include "firmware/panel/server.h"
#include <stdio.h>
#include <stdlib.h>

#define STREAMS_A_DOOR 4u

struct mk_stream {
    struct mk_request *r;
    struct mk_peer peer;
    struct mk_buf out; /* what the browser has not had yet */
    bool open;         /* mokad said yes */
    bool parked;       /* the connection sleeps until there is something */
    bool lost;         /* mokad is gone, and the browser was told */
    bool closing;      /* nothing more comes: it ends when `out` is empty */
    uint64_t n;        /* events so far */
    int64_t beat;      /* last sign of life, seconds */
    int64_t over;      /* since when its connection to mokad is over, seconds; 0: it is not */
    struct mk_stream *next;
};

static struct mk_panel *panel_of(const struct mk_request *r)
{
    return r->site->http->own;
}

nfds_t mk_stream_fds(struct mk_http *h, struct pollfd *f, nfds_t max)
{
    nfds_t n = 0;
    for (struct mk_stream *s = ((struct mk_panel *)h->own)->streams; s && n < max; s = s->next)
        if (s->peer.fd >= 0)
            f[n++] = (struct pollfd){ .fd = s->peer.fd, .events = mk_peer_events(&s->peer) };
    return n;
}

static void wake(struct mk_stream *s)
{
    if (s->parked) {
        s->parked = false;
        MHD_resume_connection(s->r->c);
    }
}

static void end(struct mk_stream *s)
{
    s->closing = true;
    wake(s);
}

static void push(struct mk_stream *s, struct mk_span json)
{
    size_t before = s->out.len;
    mk_buf_printf(&s->out, "id: %llu\ndata: ", (unsigned long long)++s->n);
    mk_buf_put(&s->out, json.p, json.len);
    mk_buf_puts(&s->out, "\n\n");
    s->beat = mk_http_now();
    if (!mk_buf_ok(&s->out)) { /* a reader that does not read asks anew */
        s->out.bad = false;
        s->out.len = before;
        s->closing = true;
    }
    wake(s);
}

/* ---- beginning ---- */

/* Room for one more: the door's oldest goes, a reloaded page leaves them behind. */
static bool make_room(struct mk_panel *p, const struct mk_door *door)
{
    size_t all = 0, same = 0;
    struct mk_stream *oldest = NULL;
    for (struct mk_stream *s = p->streams; s; s = s->next) {
        bool mine = !s->closing && strcmp(s->r->door.cookie, door->cookie) == 0;
        all++;
        same += mine;
        oldest = mine ? s : oldest; /* the list begins with the newest */
    }
    if (same >= STREAMS_A_DOOR)
        end(oldest);
    return all < MK_PANEL_STREAMS;
}

static struct mk_stream *make(struct mk_request *r, int fd)
{
    struct mk_stream *s = calloc(1, sizeof *s);
    struct mk_error e = { 0 };
    if (!s)
        return NULL;
    s->r = r;
    s->beat = mk_http_now();
    mk_peer_init(&s->peer, fd, MK_PANEL_LINE, 16 * MK_IPC_LINE);
    mk_buf_init(&s->out, MK_PANEL_UNREAD);
    if (mk_panel_ask(&s->peer.out, 1, "watch", r->session, mk_str("{}"), &e) != 0) {
        mk_peer_done(&s->peer);
        free(s);
        return NULL;
    }
    s->next = panel_of(r)->streams;
    panel_of(r)->streams = s;
    return s;
}

static ssize_t more(void *cls, uint64_t at, char *out, size_t max)
{
    struct mk_stream *s = cls;
    (void)at;
    size_t n = s->out.len < max ? s->out.len : max;
    if (n) {
        memcpy(out, s->out.p, n);
        mk_buf_drop(&s->out, n);
        return (ssize_t)n;
    }
    if (s->closing)
        return MHD_CONTENT_READER_END_OF_STREAM;
    s->parked = true;
    MHD_suspend_connection(s->r->c);
    return 0;
}

static enum MHD_Result answered(struct mk_request *r)
{
    const struct mk_stream *s = r->own;
    if (!s->open)
        return r->status == MHD_HTTP_FORBIDDEN
                   ? mk_reply(r, r->status, "application/json", mk_buf_span(&r->answer))
                   : mk_reply_code(r, r->status, "daemon", "mokad did not answer");
    struct MHD_Response *x =
        MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 16384, more, r->own, NULL);
    if (!x)
        return MHD_NO;
    mk_reply_headers(x, r, "text/event-stream", "no-store");
    r->conn->state = MK_CONN_SERVED;
    enum MHD_Result rc = MHD_queue_response(r->c, MHD_HTTP_OK, x);
    MHD_destroy_response(x);
    return rc;
}

enum MHD_Result mk_stream_begin(struct mk_request *r)
{
    struct mk_http *h = r->site->http;
    if (!make_room(h->own, &r->door))
        return mk_reply_code(r, MHD_HTTP_TOO_MANY_REQUESTS, "busy", "too many event streams");
    int fd = mk_ask_linked(h) ? mk_http_dial(h) : -1;
    if (fd < 0)
        return mk_reply_code(r, MHD_HTTP_SERVICE_UNAVAILABLE, "daemon", "mokad cannot be reached");
    r->own = make(r, fd);
    if (!r->own)
        return MHD_NO;
    r->then = answered;
    r->since = mk_http_now();
    MHD_suspend_connection(r->c);
    return MHD_YES;
}

void mk_stream_forget(struct mk_request *r)
{
    struct mk_stream *s = r->own;
    for (struct mk_stream **at = &panel_of(r)->streams; s && *at; at = &(*at)->next)
        if (*at == s) {
            *at = s->next;
            mk_peer_done(&s->peer);
            mk_buf_done(&s->out);
            free(s);
            break;
        }
    r->own = NULL;
}

/* ---- mokad's side ---- */

static void decide(struct mk_stream *s, unsigned status)
{
    s->r->status = status;
    s->r->answered = true;
    s->open = status == MHD_HTTP_OK;
    if (s->open)
        push(s, s->r->asked.last_event ? mk_str("{\"event\":\"begin\",\"again\":true}")
                                       : mk_str("{\"event\":\"begin\",\"again\":false}"));
    MHD_resume_connection(s->r->c);
}

static void first_answer(struct mk_stream *s, struct mk_span line)
{
    struct mk_line_answer a;
    struct mk_error e = { 0 };
    mk_buf_clear(&s->r->answer);
    if (mk_line_answer(&a, &s->r->answer, line, NULL, &e) != 0)
        return; /* an event that was quicker */
    bool yes = mk_span_starts(mk_buf_span(&s->r->answer), mk_str("{\"ok\":true"));
    decide(s, yes ? MHD_HTTP_OK : MHD_HTTP_FORBIDDEN);
}

/* The connection to mokad is over: mokad is, or only the session. Which one is seen a little later:
 * the connections of a process that ends do not all end at once. */
static void peer_over(struct mk_stream *s)
{
    mk_peer_done(&s->peer);
    if (!s->r->answered)
        decide(s, MHD_HTTP_SERVICE_UNAVAILABLE);
    s->over = mk_http_now();
}

static void tell_over(struct mk_stream *s, int64_t now)
{
    bool linked = (s->lost || (s->over && now > s->over)) && mk_ask_linked(s->r->site->http);
    if (s->lost && linked) {
        push(s, mk_str("{\"event\":\"daemon\",\"up\":true}"));
        end(s);
    } else if (linked) {
        end(s);
    } else if (!s->lost && s->over && now > s->over) {
        s->lost = true;
        push(s, mk_str("{\"event\":\"daemon\",\"up\":false}"));
    }
}

static void turn(struct mk_stream *s)
{
    struct mk_span line;
    if (s->peer.fd < 0)
        return;
    bool on = mk_peer_turn(&s->peer);
    while (mk_peer_line(&line, &s->peer))
        if (!s->r->answered)
            first_answer(s, line);
        else if (s->open && !s->closing && mk_line_event(line))
            push(s, line);
    if (!on)
        peer_over(s);
}

void mk_stream_turn_all(struct mk_http *h)
{
    for (struct mk_stream *s = ((struct mk_panel *)h->own)->streams; s; s = s->next)
        turn(s);
}

void mk_stream_tick(struct mk_http *h, int64_t now)
{
    for (struct mk_stream *s = ((struct mk_panel *)h->own)->streams; s; s = s->next) {
        if (!s->r->answered && now - s->r->since > MK_PANEL_ANSWER_S) {
            mk_peer_done(&s->peer);
            decide(s, MHD_HTTP_GATEWAY_TIMEOUT);
        }
        if (s->open && !s->closing)
            tell_over(s, now);
        if (s->open && s->parked && now - s->beat >= MK_PANEL_BEAT_S) {
            s->beat = now;
            mk_buf_puts(&s->out, ": \n\n");
            wake(s);
        }
    }
}
