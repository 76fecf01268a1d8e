#include "host/report/page.h"
#include "parsers/base/base64.h"
#include "parsers/base/escape.h"
#include "parsers/base/hash.h"
#include "parsers/base/utf.h"
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

static const char style[] =
#include "report_css.h"
    ;

#define FLUSH_AT ((size_t)128 << 10)
#define PAGE_MAX ((size_t)256 << 20) /* of what has not been flushed: one record at its longest */

void mk_page_init(struct mk_page *p, int dir, bool images)
{
    *p = (struct mk_page){ .dir = dir, .fd = -1, .up = "", .images = images };
    mk_buf_init(&p->b, PAGE_MAX);
}

void mk_page_done(struct mk_page *p)
{
    if (p->fd >= 0)
        close(p->fd);
    p->fd = -1;
    mk_buf_done(&p->b);
}

static void broke(struct mk_page *p, const char *what)
{
    if (!p->bad)
        mk_fail_errno(&p->e, what);
    p->bad = true;
}

static void write_out(struct mk_page *p)
{
    if (!mk_buf_ok(&p->b) && !p->bad) {
        mk_fail(&p->e, MK_ENOMEM, "report page");
        p->bad = true;
    }
    for (size_t at = 0; at < p->b.len && !p->bad;) {
        ssize_t n = write(p->fd, p->b.p + at, p->b.len - at);
        if (n > 0)
            at += (size_t)n;
        else if (n == 0 || errno != EINTR)
            broke(p, "report page");
    }
    p->bytes += p->b.len;
    mk_buf_clear(&p->b);
}

void mk_page_flush(struct mk_page *p)
{
    if (p->b.len >= FLUSH_AT || !mk_buf_ok(&p->b))
        write_out(p);
}

/* Nothing but this one style sheet, known by its digest, and pictures where they were asked for. */
static void policy(struct mk_page *p)
{
    struct mk_digest d;
    struct mk_error e;
    if (mk_sha256_of(&d, mk_str(style), &e) != 0) {
        p->bad = true;
        p->e = e;
        return;
    }
    mk_html(p, "<meta http-equiv=Content-Security-Policy content=\"default-src 'none'; "
               "style-src 'sha256-");
    mk_base64_put(&p->b, mk_span(d.b, MK_SHA256_LEN), 0);
    mk_htmlf(p, "'; base-uri 'none'; form-action 'none'%s\">",
             p->images ? "; img-src 'self' file:" : "");
}

void mk_page_open(struct mk_page *p, const char *name, const char *title)
{
    mk_buf_clear(&p->b);
    p->up = strchr(name, '/') ? "../" : "";
    p->fd = p->bad ? -1 : openat(p->dir, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (p->fd < 0)
        broke(p, name);
    mk_html(p, "<!doctype html><html lang=en><meta charset=utf-8>");
    policy(p);
    mk_html(p, "<meta name=referrer content=no-referrer>"
               "<meta name=viewport content=\"width=device-width,initial-scale=1\"><title>");
    mk_html_str(p, title);
    mk_htmlf(p, "</title><style>%s</style><body>", style);
}

int mk_page_close(struct mk_page *p, struct mk_error *e)
{
    mk_html(p, "</body></html>\n");
    write_out(p);
    if (p->fd >= 0 && close(p->fd) != 0)
        broke(p, "report page");
    p->fd = -1;
    if (p->bad && e)
        *e = p->e;
    return p->bad ? -1 : 0;
}

void mk_html(struct mk_page *p, const char *ours)
{
    mk_buf_puts(&p->b, ours);
}

void mk_htmlf(struct mk_page *p, const char *fmt, ...)
{
    char small[16384];
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(small, sizeof small, fmt, ap);
    va_end(ap);
    if (n < 0 || n >= (int)sizeof small)
        p->b.bad = true;
    else
        mk_buf_put(&p->b, small, (size_t)n);
}

static bool is_plain(uint8_t c)
{
    return (c >= 0x20 && c < 0x7f && c != '&' && c != '<' && c != '>' && c != '"' && c != '\'') ||
           c == '\n' || c == '\t';
}

/* A code point that is not itself in a page: markup, or one that steers. */
static void put_special(struct mk_page *p, uint32_t cp)
{
    if (cp == '&')
        mk_html(p, "&amp;");
    else if (cp == '<')
        mk_html(p, "&lt;");
    else if (cp == '>')
        mk_html(p, "&gt;");
    else if (cp == '"')
        mk_html(p, "&quot;");
    else if (cp == '\'')
        mk_html(p, "&#39;");
    else if (mk_is_steering(cp))
        mk_htmlf(p, "<span class=u>U+%04X</span>", cp);
    else
        mk_utf8_put(&p->b, cp);
}

void mk_html_text(struct mk_page *p, struct mk_span s)
{
    for (size_t at = 0; at < s.len;) {
        size_t from = at;
        while (at < s.len && is_plain(s.p[at]))
            at++;
        mk_buf_put(&p->b, s.p + from, at - from);
        if (at < s.len) {
            int32_t cp = mk_utf8_next(s, &at);
            put_special(p, cp < 0 ? 0xfffd : (uint32_t)cp);
        }
    }
}

void mk_html_str(struct mk_page *p, const char *s)
{
    mk_html_text(p, mk_str(s));
}
