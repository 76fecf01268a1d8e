/* What the panel's server is beside firmware/http: sessions, the kit's words, the USB network. */
#include "firmware/daemon/daemon.h"
#include "firmware/http/lines.h"
#include "firmware/panel/server.h"
#include "parsers/base/json.h"

#define FORM_MAX 64u

static const struct mk_refusal fine = { 0 };

static const char *session_name(const struct mk_request *r)
{
    return r->site->far ? "__Secure-moka-session" : "moka-session";
}

static void read_session(struct mk_request *r)
{
    struct mk_span session = mk_cookie(r->asked.cookies, session_name(r));
    if (mk_is_hex(session, MK_SECRET_LEN))
        memcpy(r->session, session.p, MK_SECRET_LEN);
}

static struct mk_refusal take_get(struct mk_request *r)
{
    const char *path = r->asked.path;
    if (strcmp(path, "/api/hello") == 0) {
        memcpy(r->word, "hello", sizeof "hello");
        r->hello = true;
        r->serve = mk_ask;
    } else if (strcmp(path, "/api/events") == 0) {
        if (!r->session[0])
            return mk_http_refuse(403, "session", "nobody has signed in");
        r->serve = mk_stream_begin;
    }
    return fine;
}

static struct mk_refusal take(struct mk_request *r)
{
    bool open = false;
    read_session(r);
    if (strcmp(r->asked.method, "GET") == 0)
        return take_get(r);
    struct mk_refusal why = mk_http_word(r);
    if (!why.status && mk_panel_word(r->word, &open) && !open && !r->session[0])
        return mk_http_refuse(403, "session", "nobody has signed in");
    return why;
}

/* A browser of the USB network that has not paired. */
static struct mk_refusal take_stranger(struct mk_request *r)
{
    bool post = strcmp(r->asked.method, "POST") == 0;
    if (post && r->site->far && strcmp(r->asked.path, "/pair") == 0) {
        r->serve = mk_pair_take;
        return mk_guard_post(&r->asked, "application/x-www-form-urlencoded", FORM_MAX);
    }
    if (!post && r->site->far && strcmp(r->asked.path, "/") == 0) {
        r->serve = mk_pair_ask;
        return fine;
    }
    return mk_http_refuse(403, "door", "not let in");
}

static bool known(const char *word)
{
    bool open;
    return mk_panel_word(word, &open);
}

/* A partition is made or repaired, on a slow stick; a large bundle is hashed; all is tried;
 * somebody looks for a key to touch. */
static bool takes_long(const char *word)
{
    return !strncmp(word, "store-", 6) || !strcmp(word, "result") || !strcmp(word, "selftest") ||
           !strcmp(word, "sign-in-key") || !strcmp(word, "key-add");
}

static int ask(struct mk_buf *out, struct mk_request *r, struct mk_error *e)
{
    if (takes_long(r->word))
        r->patience_s = MK_PANEL_LONG_S;
    return mk_panel_ask(out, r->id, r->word, r->session[0] ? r->session : NULL,
                        r->hello ? mk_str("{}") : mk_buf_span(&r->body), e);
}

static bool id_of(uint64_t *id, struct mk_span line)
{
    struct mk_error e = { 0 };
    return mk_line_id(id, line, &e) == 0;
}

/* Somebody at the kit asks: a new code where none lives (always: where one lives, too). */
static void renew(struct mk_http *h, bool always)
{
    struct mk_error e;
    if (h->nsites < 2 || (!always && mk_doors_code_lives(&h->doors, mk_http_now())))
        return;
    if (mk_doors_code(&h->doors, mk_http_now(), &e) == 0)
        mk_http_tell(h, MK_PANEL_F_CODE, mk_str(h->doors.code));
}

static void invited(struct mk_http *h)
{
    renew(h, true);
}

/* What the page needs beside mokad's hello. */
static void greeting(struct mk_buf *b, const struct mk_request *r)
{
    struct mk_http *p = r->site->http;
    struct mk_json j = mk_json(b);
    if (!r->site->far)
        renew(p, false);
    mk_json_open(&j, '{');
    mk_json_kv_str(&j, "csrf", r->door.csrf);
    mk_json_kv_bool(&j, "signed_in", r->session[0]);
    mk_json_key(&j, "pairing");
    mk_json_open(&j, '[');
    for (size_t i = 1; !r->site->far && i < p->nsites; i++) {
        mk_json_open(&j, '{');
        mk_json_kv_str(&j, "url", p->sites[i].origin);
        mk_json_kv_str(&j, "code", p->doors.code);
        mk_json_kv_str(&j, "fingerprint", p->sites[i].fingerprint);
        mk_json_kv_int(&j, "left", p->doors.code_until - mk_http_now());
        mk_json_close(&j, '}');
    }
    mk_json_close(&j, ']');
    mk_json_close(&j, '}');
}

static int translate(struct mk_request *r, struct mk_span line, struct mk_error *e)
{
    struct mk_line_answer a;
    struct mk_buf more;
    mk_buf_init(&more, 4096);
    if (r->hello)
        greeting(&more, r);
    int rc = mk_line_answer(&a, &r->answer, line, r->hello ? mk_buf_cstr(&more) : NULL, e);
    const char *name = session_name(r);
    if (rc == 0 && a.session[0])
        mk_cookie_set(r, name, a.session, "/api");
    else if (rc == 0 && (a.ended || strcmp(r->word, "sign-out") == 0))
        mk_cookie_set(r, name, "", "/api");
    mk_buf_done(&more);
    return rc;
}

int mk_panel_serve(struct mk_error *e)
{
    struct mk_panel own = { 0 };
    const struct mk_http_app app = {
        .cookie = "moka-door",
        .csp = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
               "img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'",
        .pages = mk_panel_pages,
        .npages = mk_panel_npages,
        .body_max = MK_PANEL_BODY,
        .line_max = MK_PANEL_LINE,
        .out_max = 16 * MK_IPC_LINE,
        .answer_s = MK_PANEL_ANSWER_S,
        .gone = "daemon",
        .gone_text = "mokad cannot be reached",
        .take = take,
        .stranger = take_stranger,
        .known = known,
        .ask = ask,
        .id = id_of,
        .answer = translate,
        .invited = invited,
        .fds = mk_stream_fds,
        .turn = mk_stream_turn_all,
        .tick = mk_stream_tick,
        .forget = mk_stream_forget,
    };
    return mk_http_serve(&app, &own, e);
}
