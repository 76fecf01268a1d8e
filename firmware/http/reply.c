#include "firmware/http/http.h"
#include "parsers/base/json.h"
#include <stdio.h>
#include <strings.h>

/* What the page may do: speak to its server, be seen by itself. Nothing in it runs that is not one
 * of its own files, nothing leaves the machine, no other page frames, opens or embeds it. */
static const char *const always[][2] = {
    { "X-Content-Type-Options", "nosniff" },
    { "X-Frame-Options", "DENY" },
    { "Cross-Origin-Opener-Policy", "same-origin" },
    { "Cross-Origin-Embedder-Policy", "require-corp" },
    { "Cross-Origin-Resource-Policy", "same-origin" },
    { "Permissions-Policy", "camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=(), "
                            "bluetooth=(), payment=(), clipboard-read=()" },
};

void mk_reply_headers(struct MHD_Response *x, const struct mk_request *r, const char *type,
                      const char *cache)
{
    char csp[512];
    snprintf(csp, sizeof csp, "%s; form-action %s", r->site->http->app->csp,
             r->form ? "'self'" : "'none'");
    for (size_t i = 0; i < sizeof always / sizeof *always; i++)
        MHD_add_response_header(x, always[i][0], always[i][1]);
    MHD_add_response_header(x, "Content-Security-Policy", csp);
    /* with "no-referrer" a form's Origin would be "null" */
    MHD_add_response_header(x, "Referrer-Policy", r->form ? "same-origin" : "no-referrer");
    MHD_add_response_header(x, "Content-Type", type);
    MHD_add_response_header(x, "Cache-Control", cache);
    if (r->cookie[0])
        MHD_add_response_header(x, "Set-Cookie", r->cookie);
}

void mk_cookie_set(struct mk_request *r, const char *name, const char *value, const char *path)
{
    snprintf(r->cookie, sizeof r->cookie, "%s=%s; Path=%s; HttpOnly; SameSite=Strict%s%s", name,
             value, path, r->site->far ? "; Secure" : "", value[0] ? "" : "; Max-Age=0");
}

enum MHD_Result mk_reply_queue(struct mk_request *r, unsigned status, struct MHD_Response *x)
{
    if (!x)
        return MHD_NO;
    r->conn->state = MK_CONN_SERVED;
    enum MHD_Result rc = MHD_queue_response(r->c, status, x);
    MHD_destroy_response(x);
    return rc;
}

enum MHD_Result mk_reply(struct mk_request *r, unsigned status, const char *type,
                         struct mk_span body)
{
    struct MHD_Response *x =
        MHD_create_response_from_buffer(body.len, (void *)(uintptr_t)body.p, MHD_RESPMEM_MUST_COPY);
    if (x)
        mk_reply_headers(x, r, type, "no-store");
    if (x && status == MHD_HTTP_METHOD_NOT_ALLOWED)
        MHD_add_response_header(x, "Allow", "GET, POST");
    return mk_reply_queue(r, status, x);
}

enum MHD_Result mk_reply_code(struct mk_request *r, unsigned status, const char *code,
                              const char *text)
{
    struct mk_buf b;
    mk_buf_init(&b, 1024);
    struct mk_json j = mk_json(&b);
    mk_json_open(&j, '{');
    mk_json_kv_bool(&j, "ok", false);
    mk_json_kv_str(&j, "code", code);
    mk_json_kv_str(&j, "text", text);
    if (r->hello && r->door.cookie[0])
        mk_json_kv_str(&j, "csrf", r->door.csrf);
    mk_json_close(&j, '}');
    enum MHD_Result rc =
        mk_buf_ok(&b) ? mk_reply(r, status, "application/json", mk_buf_span(&b)) : MHD_NO;
    mk_buf_done(&b);
    return rc;
}

enum MHD_Result mk_reply_refusal(struct mk_request *r, struct mk_refusal why)
{
    return mk_reply_code(r, why.status, why.code, why.text);
}

enum MHD_Result mk_reply_leads_home(struct mk_request *r)
{
    struct MHD_Response *x =
        MHD_create_response_from_buffer(0, (void *)(uintptr_t) "", MHD_RESPMEM_PERSISTENT);
    if (x) {
        mk_reply_headers(x, r, "text/plain", "no-store");
        MHD_add_response_header(x, "Location", "/");
    }
    return mk_reply_queue(r, MHD_HTTP_SEE_OTHER, x);
}

/* "gzip" among what the browser takes; without weights, which none sends that would not take it. */
static bool takes_gzip(const char *accepts)
{
    for (const char *p = accepts; p && *p;) {
        size_t len = strcspn(p, ", \t;");
        if (len == 4 && strncasecmp(p, "gzip", 4) == 0)
            return p[len] != ';';
        p += len;
        p += strspn(p, ", \t;");
    }
    return false;
}

/* The path as it was sent, not decoded; NULL: none. */
static const struct mk_page_file *find(const struct mk_http_app *app, const char *path)
{
    for (size_t i = 0; i < app->npages; i++)
        if (strcmp(path, app->pages[i].path) == 0)
            return &app->pages[i];
    return NULL;
}

enum MHD_Result mk_reply_page(struct mk_request *r)
{
    const struct mk_page_file *page = find(r->site->http->app, r->asked.path);
    char tag[40];
    if (!page)
        return mk_reply_code(r, MHD_HTTP_NOT_FOUND, "not-found", "no such page");
    const char *has = MHD_lookup_connection_value(r->c, MHD_HEADER_KIND, "If-None-Match");
    bool gzip = takes_gzip(MHD_lookup_connection_value(r->c, MHD_HEADER_KIND, "Accept-Encoding"));
    snprintf(tag, sizeof tag, "\"%.32s%s\"", page->tag, gzip ? "-gz" : "");
    bool same = has && strcmp(has, tag) == 0;
    struct mk_span body = same ? mk_str("") : gzip ? page->packed : page->plain;
    struct MHD_Response *x = MHD_create_response_from_buffer(body.len, (void *)(uintptr_t)body.p,
                                                             MHD_RESPMEM_PERSISTENT);
    if (x) {
        mk_reply_headers(x, r, page->type, "no-cache");
        MHD_add_response_header(x, "ETag", tag);
        MHD_add_response_header(x, "Vary", "Accept-Encoding");
    }
    if (x && gzip && !same)
        MHD_add_response_header(x, "Content-Encoding", "gzip");
    return mk_reply_queue(r, same ? MHD_HTTP_NOT_MODIFIED : MHD_HTTP_OK, x);
}
