/* What libmicrohttpd calls: a request from its first line to its answer. */
#include "firmware/http/http.h"
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

/* ---- how long a connection takes ---- */

static struct mk_conn *conn_of(struct MHD_Connection *c)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(c, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info ? info->socket_context : NULL;
}

static void set_state(struct mk_conn *x, int state)
{
    x->state = state;
    x->since = mk_http_now();
}

static void on_connection(void *cls, struct MHD_Connection *c, void **context,
                          enum MHD_ConnectionNotificationCode what)
{
    struct mk_http *h = ((struct mk_site *)cls)->http;
    struct mk_conn *x = *context;
    if (what == MHD_CONNECTION_NOTIFY_STARTED) {
        const union MHD_ConnectionInfo *info =
            MHD_get_connection_info(c, MHD_CONNECTION_INFO_CONNECTION_FD);
        x = calloc(1, sizeof *x);
        if (!x || !info) {
            free(x);
            return; /* each request of it is refused */
        }
        *x = (struct mk_conn){ .fd = info->connect_fd, .next = h->conns, .at = &h->conns };
        set_state(x, MK_CONN_IDLE);
        if (h->conns)
            h->conns->at = &x->next;
        h->conns = x;
        *context = x;
    } else if (x) {
        *x->at = x->next;
        if (x->next)
            x->next->at = x->at;
        free(x);
        *context = NULL;
    }
}

/* libmicrohttpd's own limit starts anew with each byte. */
void mk_http_cut_slow(struct mk_http *h, int64_t now)
{
    for (struct mk_conn *x = h->conns; x; x = x->next)
        if ((x->state == MK_CONN_IDLE && now - x->since > MK_HTTP_LINE_S) ||
            (x->state == MK_CONN_ASKING && now - x->since > MK_HTTP_ASK_S)) {
            shutdown(x->fd, SHUT_RDWR);
            set_state(x, MK_CONN_SERVED); /* once */
        }
}

static void *on_line(void *cls, const char *uri, struct MHD_Connection *c)
{
    struct mk_conn *x = conn_of(c);
    (void)cls;
    (void)uri;
    if (x)
        set_state(x, MK_CONN_ASKING);
    return NULL;
}

/* ---- what is asked ---- */

static enum MHD_Result on_header(void *cls, enum MHD_ValueKind kind, const char *name,
                                 const char *value)
{
    (void)kind;
    mk_asked_header(cls, name, value ? value : "");
    return MHD_YES;
}

struct mk_refusal mk_http_refuse(unsigned status, const char *code, const char *text)
{
    return (struct mk_refusal){ status, code, text };
}

static const struct mk_refusal fine = { 0 };

/* The first request: /?t=TOKEN. */
static struct mk_refusal enter(struct mk_request *r)
{
    const char *token = MHD_lookup_connection_value(r->c, MHD_GET_ARGUMENT_KIND, "t");
    const struct mk_door *door =
        token ? mk_doors_enter(&r->site->http->doors, mk_str(token), mk_http_now()) : NULL;
    if (!door)
        return mk_http_refuse(403, "door", "this link was used already");
    mk_cookie_set(r, r->site->cookie, door->cookie, "/");
    r->serve = mk_reply_leads_home;
    return fine;
}

struct mk_refusal mk_http_word(struct mk_request *r)
{
    const struct mk_asked *a = &r->asked;
    const struct mk_http_app *app = r->site->http->app;
    const char *word = a->path + sizeof "/api/" - 1;
    if (strncmp(a->path, "/api/", sizeof "/api/" - 1) != 0 || strlen(word) >= sizeof r->word ||
        !app->known(word))
        return mk_http_refuse(404, "not-found", "no such word");
    if (!a->csrf || !mk_same_secret(mk_str(a->csrf), r->door.csrf, MK_SECRET_LEN))
        return mk_http_refuse(403, "csrf", "not sent by the page");
    struct mk_refusal why = mk_guard_post(a, "application/json", app->body_max);
    if (why.status)
        return why;
    memcpy(r->word, word, strlen(word) + 1);
    r->serve = mk_ask;
    return fine;
}

static void read_door(struct mk_request *r)
{
    const struct mk_door *found =
        mk_doors_find(&r->site->http->doors, mk_cookie(r->asked.cookies, r->site->cookie),
                      r->site->far, mk_http_now());
    if (found)
        r->door = *found;
}

static struct mk_refusal judge(struct mk_request *r, const char *version)
{
    if (strcmp(version, MHD_HTTP_VERSION_1_1) != 0)
        return mk_http_refuse(400, "usage", "HTTP/1.1 only");
    struct mk_refusal why = mk_guard_source(&r->asked, r->site->host, r->site->origin);
    if (why.status)
        return why;
    bool get = strcmp(r->asked.method, "GET") == 0;
    if (get && !r->site->far && r->asked.has_query && strcmp(r->asked.path, "/") == 0)
        return enter(r);
    read_door(r);
    const struct mk_http_app *app = r->site->http->app;
    if (!r->door.cookie[0])
        return app->stranger ? app->stranger(r) : mk_http_refuse(403, "door", "not let in");
    if (r->asked.has_query)
        return mk_http_refuse(400, "usage", "no route takes a query");
    return app->take(r);
}

static enum MHD_Result begin(struct mk_request **out, struct mk_site *s, struct MHD_Connection *c,
                             const struct mk_asked *asked, const char *version)
{
    struct mk_conn *conn = conn_of(c);
    struct mk_request *r = conn ? calloc(1, sizeof *r) : NULL;
    if (!r)
        return MHD_NO;
    *out = r;
    r->site = s;
    r->c = c;
    r->conn = conn;
    r->asked = *asked;
    mk_buf_init(&r->body, s->http->app->body_max);
    mk_buf_init(&r->answer, s->http->app->line_max + 8192);
    r->serve = mk_reply_page;
    MHD_get_connection_values(c, MHD_HEADER_KIND, on_header, &r->asked);
    r->asked.has_query = MHD_get_connection_values(c, MHD_GET_ARGUMENT_KIND, NULL, NULL) > 0;
    struct mk_refusal why = judge(r, version);
    return why.status ? mk_reply_refusal(r, why) : MHD_YES;
}

static enum MHD_Result finish(struct mk_request *r)
{
    r->conn->state = MK_CONN_SERVED;
    if (!mk_buf_ok(&r->body))
        return mk_reply_code(r, 413, "limit", "too large");
    return r->serve(r);
}

static enum MHD_Result on_request(void *cls, struct MHD_Connection *c, const char *url,
                                  const char *method, const char *version, const char *upload,
                                  size_t *n, void **context)
{
    struct mk_request *r = *context;
    struct mk_asked asked = { .method = method, .path = url };
    if (!r)
        return begin((struct mk_request **)context, cls, c, &asked, version);
    if (r->answered)
        return r->then(r);
    if (*n == 0)
        return finish(r);
    mk_buf_put(&r->body, upload, *n); /* too large: told when it is over */
    *n = 0;
    return MHD_YES;
}

static void on_completed(void *cls, struct MHD_Connection *c, void **context,
                         enum MHD_RequestTerminationCode why)
{
    struct mk_request *r = *context;
    struct mk_conn *x = conn_of(c);
    (void)cls;
    (void)why;
    if (x)
        set_state(x, MK_CONN_IDLE);
    if (!r)
        return;
    mk_ask_forget(r);
    if (r->site->http->app->forget)
        r->site->http->app->forget(r);
    mk_buf_done(&r->body);
    mk_buf_done(&r->answer);
    free(r);
    *context = NULL;
}

/* Paths are compared as they were sent: nothing is decoded, so nothing is decoded twice. */
static size_t keep_escapes(void *cls, struct MHD_Connection *c, char *s)
{
    (void)cls;
    (void)c;
    return strlen(s);
}

int mk_http_start(struct mk_site *s, int fd, struct mk_error *e)
{
    const char *key = s->far ? mk_buf_cstr(&s->key) : NULL;
    const char *cert = s->far ? mk_buf_cstr(&s->cert) : NULL;
    struct MHD_OptionItem tls[] = {
        { MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)(uintptr_t)key },
        { MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)(uintptr_t)cert },
        { MHD_OPTION_HTTPS_PRIORITIES, 0,
          (void *)(uintptr_t) "SECURE128:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2" },
        { MHD_OPTION_PER_IP_CONNECTION_LIMIT, MK_HTTP_CONNS / 2, NULL },
        { MHD_OPTION_END, 0, NULL },
    };
    unsigned flags = MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | (s->far ? MHD_USE_TLS : 0);
    s->daemon = MHD_start_daemon(
        flags, 0, NULL, NULL, on_request, s, MHD_OPTION_LISTEN_SOCKET, fd,
        MHD_OPTION_CONNECTION_LIMIT, MK_HTTP_CONNS, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        MK_HTTP_HEADERS, MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)MK_HTTP_IDLE_S,
        MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_UNESCAPE_CALLBACK, keep_escapes, NULL,
        MHD_OPTION_NOTIFY_CONNECTION, on_connection, s, MHD_OPTION_URI_LOG_CALLBACK, on_line, s,
        MHD_OPTION_NOTIFY_COMPLETED, on_completed, s, MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1,
        MHD_OPTION_ARRAY, s->far ? tls : tls + 4, MHD_OPTION_END);
    return s->daemon ? 0 : mk_fail(e, MK_EIO, "%s: the HTTP server does not start", s->host);
}
