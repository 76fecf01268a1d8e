/* What the viewer's server is beside firmware/http: the desk's words, and files by ticket. */
#include "host/viewer/server.h"
#include "firmware/http/lines.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define GET "/get/"

static const struct mk_refusal fine = { 0 };

/* ---- files ---- */

static ssize_t more(void *cls, uint64_t at, char *out, size_t max)
{
    const struct mk_ticket *t = cls;
    ssize_t n = pread(t->fd, out, max, (off_t)at);
    return n > 0    ? n
           : n == 0 ? MHD_CONTENT_READER_END_OF_STREAM
                    : MHD_CONTENT_READER_END_WITH_ERROR;
}

static void done(void *cls)
{
    struct mk_ticket *t = cls;
    close(t->fd);
    free(t);
}

static enum MHD_Result give(struct mk_request *r)
{
    struct mk_tickets *all = r->site->http->own;
    struct mk_ticket *t = malloc(sizeof *t);
    char to[200];
    if (!t)
        return MHD_NO;
    if (!mk_tickets_take(t, all, mk_str(r->asked.path + sizeof GET - 1), mk_http_now())) {
        free(t);
        return mk_reply_code(r, MHD_HTTP_NOT_FOUND, "not-found",
                             "this ticket was used, or is over");
    }
    struct MHD_Response *x = MHD_create_response_from_callback(t->size, 65536, more, t, done);
    if (!x) {
        done(t);
        return MHD_NO;
    }
    mk_reply_headers(x, r, t->type, "no-store");
    snprintf(to, sizeof to, t->file[0] ? "attachment; filename=\"%s\"" : "inline%s", t->file);
    MHD_add_response_header(x, "Content-Disposition", to);
    return mk_reply_queue(r, MHD_HTTP_OK, x);
}

static void frame(struct mk_http *h, const struct mk_frame *f, int *fd)
{
    if (f->type != MK_VIEWER_F_FILE)
        return;
    mk_tickets_add(h->own, f->body, *fd, mk_http_now());
    *fd = -1;
}

static void tick(struct mk_http *h, int64_t now)
{
    mk_tickets_expire(h->own, now);
}

/* ---- words ---- */

static struct mk_refusal take(struct mk_request *r)
{
    const char *path = r->asked.path;
    if (strcmp(r->asked.method, "GET") != 0)
        return mk_http_word(r);
    if (strcmp(path, "/api/hello") == 0) {
        memcpy(r->word, "hello", sizeof "hello");
        r->hello = true;
        r->serve = mk_ask;
    } else if (strncmp(path, GET, sizeof GET - 1) == 0) {
        r->serve = give;
    }
    return fine;
}

static bool known(const char *word)
{
#define ROW(w) #w,
    static const char *const all[] = { MK_VIEWER_WORDS(ROW) };
#undef ROW
    for (size_t i = 1; i < sizeof all / sizeof *all; i++) /* hello is asked for by GET */
        if (strcmp(word, all[i]) == 0)
            return true;
    return false;
}

static int ask(struct mk_buf *out, struct mk_request *r, struct mk_error *e)
{
    static const struct mk_line_limits max = { MK_VIEWER_BODY + 4096, 4 };
    if (strcmp(r->word, "export") == 0)
        r->patience_s = MK_VIEWER_EXPORT_S;
    return mk_line_wrap(out, &max, r->id, r->word, r->hello ? mk_str("{}") : mk_buf_span(&r->body),
                        e);
}

/* {"id":N,"ok".. as the desk writes it, so that a large answer is not taken apart for its id. */
static const uint8_t *behind_id(uint64_t *id, struct mk_span line)
{
    static const char start[] = "{\"id\":";
    size_t i = sizeof start - 1;
    uint64_t n = 0;
    if (!mk_span_starts(line, mk_str(start)))
        return NULL;
    for (; i < line.len && i < 26 && line.p[i] >= '0' && line.p[i] <= '9'; i++)
        n = n * 10 + (uint64_t)(line.p[i] - '0');
    *id = n;
    return i + 1 < line.len && line.p[i] == ',' ? line.p + i + 1 : NULL;
}

static bool id_of(uint64_t *id, struct mk_span line)
{
    return behind_id(id, line) != NULL;
}

static int answer(struct mk_request *r, struct mk_span line, struct mk_error *e)
{
    uint64_t id;
    const uint8_t *rest = behind_id(&id, line);
    mk_buf_puts(&r->answer, "{");
    if (r->hello)
        mk_buf_printf(&r->answer, "\"csrf\":\"%s\",", r->door.csrf);
    if (rest)
        mk_buf_put(&r->answer, rest, line.len - (size_t)(rest - line.p));
    return rest && mk_buf_ok(&r->answer) ? 0 : mk_fail(e, MK_EPROTO, "the desk: not an answer");
}

int mk_viewer_serve(struct mk_error *e)
{
    static struct mk_tickets tickets;
    const struct mk_http_app app = {
        .cookie = "moka-viewer",
        .by_port = true,
        .csp =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
            "connect-src 'self'; worker-src 'self'; font-src 'self'; frame-ancestors 'none'; "
            "base-uri 'none'",
        .pages = mk_viewer_pages,
        .npages = mk_viewer_npages,
        .body_max = MK_VIEWER_BODY,
        .line_max = MK_VIEWER_LINE,
        .out_max = 64 * MK_VIEWER_BODY,
        .answer_s = MK_VIEWER_ANSWER_S,
        .gone = "desk",
        .gone_text = "the desk is gone",
        .take = take,
        .known = known,
        .ask = ask,
        .id = id_of,
        .answer = answer,
        .frame = frame,
        .tick = tick,
    };
    return mk_http_serve(&app, &tickets, e);
}
