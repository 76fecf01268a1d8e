#ifndef MK_GUARD_H
#define MK_GUARD_H

#include "parsers/base/span.h"

/*
 * What is looked at before a request is looked into: no I/O, so that tests and the fuzzer reach all
 * of it. All of it is hostile: any page in the same browser, any program on the same machine and
 * anybody on the cable can send it.
 */
struct mk_asked {
    const char *method, *path; /* as sent, percent signs and all */
    const char *host, *origin, *fetch_site, *type, *csrf, *cookies, *last_event;
    uint64_t length; /* Content-Length; UINT64_MAX: not a number */
    bool has_query;
    bool doubled; /* one of these came twice */
};

/* A header of the request, in the order they came. Unknown names are left alone. */
void mk_asked_header(struct mk_asked *a, const char *name, const char *value);

struct mk_refusal {
    unsigned status; /* 0: let through */
    const char *code, *text;
};

/* Whose request it is: the name by which the server was called and where it comes from. `host` is
 * "127.0.0.1:8080", `origin` "http://127.0.0.1:8080". */
struct mk_refusal mk_guard_source(const struct mk_asked *a, const char *host, const char *origin);
/* Of a POST: how large, and that it is JSON (no page of another origin can send that unasked). */
struct mk_refusal mk_guard_post(const struct mk_asked *a, const char *type, uint64_t max);

/*
 * The value of the one cookie `name` (RFC 6265, section 4.2.1: name=value, parted by ';' and
 * space), or nothing. Also nothing when it is there twice: of two nobody knows which one is the
 * kit's.
 */
struct mk_span mk_cookie(const char *cookies, const char *name);

/* Equal texts of `n` characters, in a time that tells nothing. */
bool mk_same_secret(struct mk_span given, const char *secret, size_t n);
/* `n` digits of lower case hex and nothing else. */
bool mk_is_hex(struct mk_span s, size_t n);

#endif
