/* What the panel reads itself of a request: headers, cookies, its body; and of mokad: lines. */
#include "firmware/http/guard.h"
#include "firmware/http/lines.h"
#include "parsers/base/cursor.h"
#include <stdlib.h>

static char *text(struct mk_span s)
{
    char *t = malloc(s.len + 1);
    if (!t)
        abort();
    if (s.len)
        memcpy(t, s.p, s.len);
    t[s.len] = '\0';
    return t;
}

/* Name and value, each to its line's end, as libmicrohttpd hands them over. */
static void headers(struct mk_span in)
{
    static const char *const methods[] = { "GET", "POST", "PUT" };
    char *all = text(in), *rest = all;
    struct mk_asked a = { .method = methods[in.len % 3], .path = "/" };
    for (char *name; (name = strsep(&rest, "\n")) && rest;)
        mk_asked_header(&a, name, strsep(&rest, "\n"));
    struct mk_refusal why = mk_guard_source(&a, "127.0.0.1:1", "http://127.0.0.1:1");
    if (!why.status && (a.doubled || strcmp(a.host, "127.0.0.1:1") != 0))
        abort();
    why = mk_guard_post(&a, "application/json", 1000);
    if (!why.status && (a.length > 1000 || !a.type))
        abort();
    struct mk_span c = mk_cookie(a.cookies, "moka-door");
    if (c.len && (!a.cookies || c.len >= strlen(a.cookies)))
        abort();
    free(all);
}

static void words(struct mk_span in)
{
    static const struct mk_line_limits max = { 65536, 8 };
    struct mk_error e;
    struct mk_line_answer a;
    struct mk_buf out;
    mk_buf_init(&out, 1 << 20);
    if (mk_line_ask(&out, &max, 7, "cases", NULL, in, &e) == 0) {
        /* one line, and the members that are the panel's to say are its own */
        if (memchr(out.p, '\n', out.len) != out.p + out.len - 1 || memchr(out.p, 0, out.len))
            abort();
    }
    mk_buf_clear(&out);
    if (mk_line_answer(&a, &out, in, NULL, &e) == 0 && a.session[0] &&
        !mk_is_hex(mk_str(a.session), 64))
        abort();
    if (mk_line_event(in) && (memchr(in.p, '\n', in.len) || memchr(in.p, '\r', in.len)))
        abort();
    mk_buf_done(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    (data[0] & 1 ? headers : words)(mk_span(data + 1, size - 1));
    return 0;
}
