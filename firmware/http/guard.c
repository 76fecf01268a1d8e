#include "firmware/http/guard.h"
#include <openssl/crypto.h>
#include <stdlib.h>
#include <strings.h>

static uint64_t length_of(const char *text)
{
    uint64_t n = 0;
    if (!*text)
        return UINT64_MAX;
    for (; *text; text++) {
        if (*text < '0' || *text > '9' || n > UINT32_MAX)
            return UINT64_MAX;
        n = n * 10 + (uint64_t)(*text - '0');
    }
    return n;
}

void mk_asked_header(struct mk_asked *a, const char *name, const char *value)
{
    struct {
        const char *name, **to;
    } const known[] = {
        { "host", &a->host },
        { "origin", &a->origin },
        { "sec-fetch-site", &a->fetch_site },
        { "content-type", &a->type },
        { "x-moka-csrf", &a->csrf },
        { "cookie", &a->cookies },
        { "last-event-id", &a->last_event },
    };
    if (strcasecmp(name, "content-length") == 0) {
        a->doubled = a->doubled || a->length;
        a->length = length_of(value);
    }
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcasecmp(name, known[i].name) == 0) {
            a->doubled = a->doubled || *known[i].to;
            *known[i].to = value;
        }
}

static struct mk_refusal refuse(unsigned status, const char *code, const char *text)
{
    return (struct mk_refusal){ status, code, text };
}

static bool is(const char *a, const char *b)
{
    return a && strcmp(a, b) == 0;
}

struct mk_refusal mk_guard_source(const struct mk_asked *a, const char *host, const char *origin)
{
    bool post = is(a->method, "POST");
    if (!post && !is(a->method, "GET"))
        return refuse(405, "method", "only GET and POST");
    if (a->doubled)
        return refuse(400, "usage", "a header came twice");
    /* A foreign name that leads here (DNS rebinding) is still in Host. */
    if (!is(a->host, host))
        return refuse(403, "host", "called by another name");
    if (a->origin ? !is(a->origin, origin) : post)
        return refuse(403, "origin", "from another page");
    /* Browsers since 2020 (2023 for WebKit) say who asks; "none" is the officer, or the kiosk. */
    if (a->fetch_site && !is(a->fetch_site, "same-origin") && (post || !is(a->fetch_site, "none")))
        return refuse(403, "origin", "from another site");
    return refuse(0, NULL, NULL);
}

static bool is_type(const char *type, const char *wanted)
{
    size_t n = strlen(wanted);
    return type && strncasecmp(type, wanted, n) == 0 &&
           (type[n] == '\0' || strcasecmp(type + n, ";charset=utf-8") == 0 ||
            strcasecmp(type + n, "; charset=utf-8") == 0);
}

struct mk_refusal mk_guard_post(const struct mk_asked *a, const char *type, uint64_t max)
{
    if (a->length == UINT64_MAX)
        return refuse(400, "usage", "Content-Length is no number");
    if (a->length > max)
        return refuse(413, "limit", "too large");
    if (!is_type(a->type, type))
        return refuse(415, "usage", "not the content type of this route");
    return refuse(0, NULL, NULL);
}

struct mk_span mk_cookie(const char *cookies, const char *name)
{
    struct mk_span found = { 0 };
    size_t n = strlen(name), count = 0;
    for (const char *p = cookies; p && *p;) {
        size_t len = strcspn(p, ";");
        if (len > n && p[n] == '=' && strncmp(p, name, n) == 0) {
            found = mk_span(p + n + 1, len - n - 1);
            count++;
        }
        p += len;
        p += strspn(p, "; \t");
    }
    return count == 1 ? found : mk_span(NULL, 0);
}

bool mk_same_secret(struct mk_span given, const char *secret, size_t n)
{
    return given.len == n && strlen(secret) == n && CRYPTO_memcmp(given.p, secret, n) == 0;
}

bool mk_is_hex(struct mk_span s, size_t n)
{
    for (size_t i = 0; i < s.len; i++)
        if (!((s.p[i] >= '0' && s.p[i] <= '9') || (s.p[i] >= 'a' && s.p[i] <= 'f')))
            return false;
    return s.len == n;
}
