#include "firmware/bundle/trust.h"
#include "firmware/bundle/sshwire.h"
#include "parsers/base/escape.h"
#include "parsers/base/time.h"
#include <stdio.h>
#include <strings.h>
#include <time.h>

struct options {
    bool ca;
    struct mk_span namespaces; /* p NULL: any */
    int64_t after_s, before_s; /* 0: none */
};

/* One pattern; '*' backtracks to its last place only, so the cost is at most length times length.
 */
static bool glob(struct mk_span pattern, struct mk_span name)
{
    size_t p = 0, n = 0, star = SIZE_MAX, mark = 0;
    while (n < name.len) {
        if (p < pattern.len && pattern.p[p] == '*') {
            star = p++;
            mark = n;
        } else if (p < pattern.len && (pattern.p[p] == '?' || pattern.p[p] == name.p[n])) {
            p++;
            n++;
        } else if (star != SIZE_MAX) {
            p = star + 1;
            n = ++mark;
        } else {
            return false;
        }
    }
    while (p < pattern.len && pattern.p[p] == '*')
        p++;
    return p == pattern.len;
}

bool mk_trust_match(struct mk_span patterns, struct mk_span name)
{
    bool matched = false;
    for (size_t at = 0; at < patterns.len;) {
        struct mk_span rest = mk_span_from(patterns, at);
        const uint8_t *comma = memchr(rest.p, ',', rest.len);
        struct mk_span one = mk_span(rest.p, comma ? (size_t)(comma - rest.p) : rest.len);
        at += one.len + 1;
        bool not = one.len && one.p[0] == '!';
        if (!glob(not ? mk_span_from(one, 1) : one, name))
            continue;
        if (not )
            return false;
        matched = true;
    }
    return matched;
}

static bool blank(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

bool mk_trust_token(struct mk_span *out, struct mk_cursor *line, bool *bad)
{
    struct mk_span rest = mk_span_from(line->in, line->pos);
    size_t from = 0, to;
    bool quoted = false;
    while (from < rest.len && blank(rest.p[from]))
        from++;
    for (to = from; to < rest.len && (quoted || !blank(rest.p[to])); to++) {
        if (rest.p[to] == '\\' && quoted && to + 1 < rest.len && rest.p[to + 1] == '"')
            to++;
        else if (rest.p[to] == '"')
            quoted = !quoted;
    }
    *bad = quoted;
    *out = mk_span_from(mk_span(rest.p, to), from);
    mk_cur_take(line, to);
    return from < to && !quoted;
}

/* What stands in quotes; false when they are not around the whole of it. */
static bool unquote(struct mk_span *s)
{
    if (s->len < 2 || s->p[0] != '"')
        return !s->len || !memchr(s->p, '"', s->len);
    *s = mk_span(s->p + 1, s->len - 2);
    return s->p[s->len] == '"' && (!s->len || !memchr(s->p, '"', s->len));
}

static bool digits(int *out, struct mk_span s, size_t at, size_t n)
{
    *out = 0;
    for (size_t i = at; i < at + n; i++) {
        if (i >= s.len || s.p[i] < '0' || s.p[i] > '9')
            return false;
        *out = *out * 10 + (s.p[i] - '0');
    }
    return true;
}

/* YYYYMMDD[HHMM[SS]] in local time, or in UTC with a Z, as ssh-keygen(1) has it. */
static bool timestamp(int64_t *out_s, struct mk_span s)
{
    struct tm tm = { .tm_isdst = -1 };
    bool utc = mk_span_ends(s, mk_str("Z"));
    s.len -= utc;
    if ((s.len != 8 && s.len != 12 && s.len != 14) || !digits(&tm.tm_year, s, 0, 4) ||
        !digits(&tm.tm_mon, s, 4, 2) || !digits(&tm.tm_mday, s, 6, 2) ||
        (s.len > 8 && (!digits(&tm.tm_hour, s, 8, 2) || !digits(&tm.tm_min, s, 10, 2))) ||
        (s.len > 12 && !digits(&tm.tm_sec, s, 12, 2)))
        return false;
    if (tm.tm_mon < 1 || tm.tm_mon > 12 || tm.tm_mday < 1 || tm.tm_mday > 31 || tm.tm_hour > 23 ||
        tm.tm_min > 59 || tm.tm_sec > 60)
        return false;
    tm.tm_year -= 1900;
    tm.tm_mon -= 1;
    int day = tm.tm_mday;
    *out_s = utc ? timegm(&tm) : mktime(&tm);
    return *out_s > 0 && tm.tm_mday == day; /* 31 February has become March */
}

static bool named(struct mk_span o, const char *name, struct mk_span *value)
{
    size_t n = strlen(name);
    if (o.len < n || strncasecmp((const char *)o.p, name, n) != 0)
        return false;
    *value = mk_span_from(o, n);
    return unquote(value);
}

static bool option(struct options *out, struct mk_span o)
{
    struct mk_span v;
    if (named(o, "cert-authority", &v) && v.len == 0)
        return out->ca = true;
    if (named(o, "namespaces=", &v) && !out->namespaces.p && v.len) {
        out->namespaces = v;
        return true;
    }
    if (named(o, "valid-after=", &v) && !out->after_s)
        return timestamp(&out->after_s, v);
    if (named(o, "valid-before=", &v) && !out->before_s)
        return timestamp(&out->before_s, v);
    return false;
}

/* Commas between options, but not those in quotes. */
static bool options(struct options *out, struct mk_span s)
{
    bool quoted = false;
    size_t from = 0;
    for (size_t i = 0; i <= s.len; i++) {
        if (i < s.len && s.p[i] == '"')
            quoted = !quoted;
        if (i < s.len && (quoted || s.p[i] != ','))
            continue;
        if (!option(out, mk_span(s.p + from, i - from)))
            return false;
        from = i + 1;
    }
    return !out->after_s || !out->before_s || out->after_s < out->before_s;
}

/* "type base64": 0 with a key, 1 for a type we do not know, -1. */
static int line_key(struct mk_buf *blob, struct mk_span type, struct mk_cursor *line,
                    struct mk_error *e)
{
    struct mk_span b64;
    bool bad;
    if (!mk_trust_token(&b64, line, &bad) || !mk_base64_get(blob, b64))
        return mk_fail(e, MK_EFORMAT, "no valid key");
    struct mk_cursor c = mk_cur(mk_buf_span(blob));
    if (!mk_span_eq(mk_ssh_string(&c), type))
        return mk_fail(e, MK_EFORMAT, "the key is of another type than the line says");
    return mk_sshpub_known(type) ? 0 : 1;
}

static bool looks_like_type(struct mk_span s)
{
    return mk_sshpub_known(s) || mk_span_is(s, "ssh-dss") || mk_span_starts(s, mk_str("sk-")) ||
           mk_span_starts(s, mk_str("ssh-")) || mk_span_starts(s, mk_str("ecdsa-"));
}

/* The parts of a line, *blob its key: 1; 0 for one without a key that we know; -1. */
static int read_line(struct mk_span *principals, struct options *o, struct mk_buf *blob,
                     struct mk_span text, struct mk_error *e)
{
    struct mk_cursor line = mk_cur(text);
    struct mk_span word;
    bool bad;
    if (!mk_trust_token(principals, &line, &bad))
        return bad ? mk_fail(e, MK_EFORMAT, "quotes are not closed") : 0;
    if (principals->p[0] == '#')
        return 0;
    if (!unquote(principals) || !mk_trust_token(&word, &line, &bad))
        return mk_fail(e, MK_EFORMAT, "principals without a key");
    if (!looks_like_type(word) && (!options(o, word) || !mk_trust_token(&word, &line, &bad)))
        return mk_fail(e, MK_EFORMAT, "options are not understood");
    int rc = line_key(blob, word, &line, e);
    return rc < 0 ? -1 : rc == 0;
}

/* Whether the options of the line that has the right key allow what was asked. */
static bool options_allow(const struct options *o, const struct mk_trust_ask *ask,
                          struct mk_buf *why)
{
    if (o->ca && !mk_sshcert_allows(&ask->key->cert, ask->principal, ask->at_s, ask->said, why))
        return false;
    if (o->namespaces.p && !mk_trust_match(o->namespaces, mk_str(ask->name_space)))
        mk_buf_printf(why, "not allowed for the namespace %s", ask->name_space);
    else if (o->after_s && ask->at_s < o->after_s)
        mk_buf_puts(why, "the key is not yet valid at that time");
    else if (o->before_s && ask->at_s > o->before_s)
        mk_buf_puts(why, "the key is no longer valid at that time");
    else
        return true;
    return false;
}

/* One line; *yes when it allows, and `why` when it has the key but does not. */
static int check_line(bool *yes, struct mk_buf *why, struct mk_span text,
                      const struct mk_trust_ask *ask, struct mk_error *e)
{
    struct mk_span principals = { NULL, 0 };
    struct options o = { 0 };
    struct mk_buf blob;
    mk_buf_init(&blob, 1 << 16);
    int rc = read_line(&principals, &o, &blob, text, e);
    if (rc > 0 && mk_trust_match(principals, mk_str(ask->principal))) {
        const struct mk_sshpub *k = ask->key;
        bool same = o.ca ? k->is_cert && mk_span_eq(mk_buf_span(&blob), k->cert.ca)
                         : mk_span_eq(mk_buf_span(&blob), mk_buf_span(&k->blob));
        *yes = same && options_allow(&o, ask, why);
        if (*yes)
            mk_buf_puts(why, o.ca ? "certified by the authority in the trust file"
                                  : "named in the trust file");
    }
    mk_buf_done(&blob);
    return rc < 0 ? -1 : 0;
}

/* The next line of the file, and its number. */
static bool next_line(struct mk_span *line, unsigned *n, size_t *at, struct mk_span file)
{
    if (*at >= file.len)
        return false;
    struct mk_span rest = mk_span_from(file, *at);
    const uint8_t *end = memchr(rest.p, '\n', rest.len);
    *line = mk_span(rest.p, end ? (size_t)(end - rest.p) : rest.len);
    *at += line->len + 1;
    ++*n;
    return true;
}

static int fail_in_line(struct mk_error *e, unsigned n)
{
    char where[40];
    snprintf(where, sizeof where, "trust file, line %u", n);
    return mk_fail_in(e, where);
}

int mk_trust_other(bool *yes, struct mk_span file, const char *principal, struct mk_span key,
                   struct mk_error *e)
{
    bool named = false, same = false;
    struct mk_span line;
    unsigned n = 0;
    for (size_t at = 0; next_line(&line, &n, &at, file);) {
        struct mk_span who = { NULL, 0 };
        struct options o = { 0 };
        struct mk_buf blob;
        mk_buf_init(&blob, 1 << 16);
        int rc = read_line(&who, &o, &blob, line, e);
        if (rc > 0 && !o.ca && mk_trust_match(who, mk_str(principal)) &&
            !memchr(who.p, '*', who.len) && !memchr(who.p, '?', who.len)) {
            named = true;
            same |= mk_span_eq(mk_buf_span(&blob), key);
        }
        mk_buf_done(&blob);
        if (rc < 0)
            return fail_in_line(e, n);
    }
    *yes = named && !same;
    return 0;
}

int mk_trust_allows(bool *yes, struct mk_buf *why, struct mk_span file,
                    const struct mk_trust_ask *ask, struct mk_error *e)
{
    size_t before = why->len;
    bool found = false;
    struct mk_span line;
    unsigned n = 0;
    for (size_t at = 0; next_line(&line, &n, &at, file);) {
        bool allows = false;
        size_t mark = why->len;
        if (check_line(&allows, why, line, ask, e) != 0)
            return fail_in_line(e, n);
        if (allows && !found) { /* what earlier lines had against it no longer matters */
            found = true;
            if (!mk_buf_ok(why))
                break;
            memmove(why->p + before, why->p + mark, why->len - mark);
            why->len -= mark - before;
        } else if (found || mark != before) {
            why->len = mark; /* the first reason is enough */
        }
    }
    if (!found && why->len == before)
        mk_buf_puts(why, "the trust file does not name this key for this principal");
    *yes = found;
    return mk_buf_ok(why) ? 0 : mk_fail(e, MK_ENOMEM, "trust");
}
