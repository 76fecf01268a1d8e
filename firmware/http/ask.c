/* Requests that the link answers: one link for all of them, told apart by their ids. */
#include "firmware/http/http.h"

bool mk_ask_linked(struct mk_http *h)
{
    int64_t now = mk_http_now();
    if (h->link.fd < 0 && now != h->tried) {
        h->tried = now;
        mk_peer_init(&h->link, mk_http_dial(h), h->app->line_max, h->app->out_max);
    }
    return h->link.fd >= 0;
}

static enum MHD_Result refuse(struct mk_request *r, const struct mk_error *e)
{
    if (e->code == MK_ELIMIT)
        return mk_reply_code(r, 413, "limit", e->text);
    return mk_reply_code(r, MHD_HTTP_BAD_REQUEST, "usage", e->text);
}

static enum MHD_Result answered(struct mk_request *r)
{
    if (r->status == MHD_HTTP_OK)
        return mk_reply(r, MHD_HTTP_OK, "application/json", mk_buf_span(&r->answer));
    if (r->status == MHD_HTTP_SERVICE_UNAVAILABLE)
        return mk_reply_code(r, r->status, r->site->http->app->gone, "it went away");
    return mk_reply_code(r, r->status, "failed", "no answer");
}

enum MHD_Result mk_ask(struct mk_request *r)
{
    struct mk_http *h = r->site->http;
    struct mk_error e = { 0 };
    size_t before = h->link.out.len;
    if (!mk_ask_linked(h))
        return mk_reply_code(r, MHD_HTTP_SERVICE_UNAVAILABLE, h->app->gone, h->app->gone_text);
    r->id = ++h->last_id;
    if (h->app->ask(&h->link.out, r, &e) != 0) {
        h->link.out.bad = false; /* the others' lines stay whole */
        h->link.out.len = before;
        return refuse(r, &e);
    }
    r->since = mk_http_now();
    r->then = answered;
    r->next = h->asking;
    h->asking = r;
    MHD_suspend_connection(r->c);
    return MHD_YES;
}

void mk_ask_forget(struct mk_request *r)
{
    for (struct mk_request **at = &r->site->http->asking; *at; at = &(*at)->next)
        if (*at == r) {
            *at = r->next;
            return;
        }
}

/* Whatever became of it: the connection goes on. */
static void resume(struct mk_request *r, unsigned status)
{
    mk_ask_forget(r);
    r->status = status;
    r->answered = true;
    MHD_resume_connection(r->c);
}

static void take(struct mk_http *h, struct mk_span line)
{
    struct mk_error e = { 0 };
    uint64_t id;
    if (!h->app->id(&id, line))
        return;
    for (struct mk_request *r = h->asking; r; r = r->next)
        if (r->id == id) {
            resume(r, h->app->answer(r, line, &e) == 0 ? MHD_HTTP_OK : MHD_HTTP_GATEWAY_TIMEOUT);
            return;
        }
}

void mk_ask_turn(struct mk_http *h)
{
    struct mk_span line;
    if (h->link.fd < 0)
        return;
    bool on = mk_peer_turn(&h->link);
    while (mk_peer_line(&line, &h->link))
        take(h, line);
    if (on)
        return;
    mk_peer_done(&h->link);
    while (h->asking)
        resume(h->asking, MHD_HTTP_SERVICE_UNAVAILABLE);
}

void mk_ask_overdue(struct mk_http *h, int64_t now)
{
    struct mk_request *next;
    for (struct mk_request *r = h->asking; r; r = next) {
        next = r->next;
        if (now - r->since > (r->patience_s ? r->patience_s : h->app->answer_s))
            resume(r, MHD_HTTP_GATEWAY_TIMEOUT);
    }
}
