#include "firmware/acquire/operator.h"
#include "firmware/acquire/events.h"
#include <errno.h>
#include <jansson.h>
#include <poll.h>
#include <unistd.h>

#define SEQ_MAX       ((json_int_t)1 << 53)
#define LINES_AT_ONCE 256u /* of one look: the phone is not kept waiting */
#define LOOK_US       100000

/* ---- one act ---- */

static bool is_word(const char *s)
{
    size_t n = strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789-");
    return n > 0 && n <= 40 && !s[n];
}

static bool is_name(const char *s)
{
    size_t n = strlen(s);
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)s[i] < 0x20 || s[i] == 0x7f)
            return false;
    return n > 0 && n <= 100;
}

static bool is_flat(const json_t *v, unsigned deep)
{
    const char *key;
    size_t i;
    json_t *in;
    if ((json_is_object(v) || json_is_array(v)) && deep == 0)
        return false;
    json_object_foreach((json_t *)(uintptr_t)v, key, in) if (!is_flat(in, deep - 1)) return false;
    json_array_foreach(v, i, in) if (!is_flat(in, deep - 1)) return false;
    return true;
}

/* NULL, or what is wrong. */
static const char *judge(const json_t *o)
{
    const char *act = json_string_value(json_object_get(o, "act"));
    const char *officer = json_string_value(json_object_get(o, "officer"));
    const json_t *seq = json_object_get(o, "seq");
    if (!json_is_object(o))
        return "no JSON object";
    if (!act || !is_word(act))
        return "\"act\" is no word";
    if (!officer || !is_name(officer))
        return "\"officer\" is no name";
    if (seq &&
        (!json_is_integer(seq) || json_integer_value(seq) < 0 || json_integer_value(seq) > SEQ_MAX))
        return "\"seq\" is no number";
    return is_flat(o, MK_OPERATOR_DEEP) ? NULL : "nested too deeply";
}

static void refused_members(struct mk_json *j, const void *u)
{
    mk_json_kv_str(j, "refused", u);
}

static void refuse(const struct mk_run *r, const char *why)
{
    mk_run_event(r, "operator", refused_members, why);
}

static void said_members(struct mk_json *j, const void *u)
{
    mk_json_key(j, "operator");
    mk_json_raw(j, mk_str(u));
}

static void taken_members(struct mk_json *j, const void *u)
{
    mk_json_kv_int(j, "seq", *(const int64_t *)u);
}

/* False when it could not be written: the run will hear of that as well. */
static bool put(struct mk_run *r, const json_t *o)
{
    const json_t *n = json_object_get(o, "seq");
    int64_t seq = n ? json_integer_value(n) : -1;
    struct mk_error ignored = { 0 };
    if (n && seq <= r->desk.last)
        return true;
    char *text = json_dumps(o, JSON_COMPACT);
    int rc = text ? mk_bundle_act(r->b, "operator", said_members, text, false, &ignored) : -1;
    free(text);
    if (rc == 0 && n) {
        r->desk.last = seq;
        mk_run_event(r, "operator", taken_members, &seq);
    }
    return rc == 0;
}

static bool take_line(struct mk_run *r, const char *line, size_t len)
{
    const char *why = "no JSON object";
    bool good = true;
    json_t *o = json_loadb(line, len, JSON_REJECT_DUPLICATES, NULL);
    if (o && !(why = judge(o)))
        good = put(r, o);
    else
        refuse(r, why);
    json_decref(o);
    return good;
}

/* ---- the lines ---- */

/* What is whole of the buffer. */
static bool take_lines(struct mk_run *r, unsigned *lines)
{
    struct mk_operator *p = &r->desk;
    char *lf;
    while ((lf = memchr(p->line, '\n', p->len))) {
        size_t n = (size_t)(lf - p->line), rest = p->len - n - 1;
        if (!p->skips && n > 0 && !take_line(r, p->line, n))
            return false;
        p->skips = false;
        memmove(p->line, lf + 1, rest);
        p->len = rest;
        ++*lines;
    }
    if (p->len == sizeof p->line) {
        if (!p->skips)
            refuse(r, "the line is too long");
        p->skips = true;
        p->len = 0;
    }
    return true;
}

void mk_run_operator(struct mk_run *r)
{
    struct mk_operator *p = &r->desk;
    unsigned lines = 0;
    while (p->open && r->b && r->counted && lines < LINES_AT_ONCE) {
        struct pollfd look = { .fd = p->fd, .events = POLLIN };
        if (poll(&look, 1, 0) <= 0)
            return;
        ssize_t got = read(p->fd, p->line + p->len, sizeof p->line - p->len);
        if (got < 0 && (errno == EINTR || errno == EAGAIN))
            return;
        p->len += got > 0 ? (size_t)got : 0;
        if (got <= 0 || !take_lines(r, &lines))
            p->open = false; /* the caller's to close */
    }
}

void mk_run_operator_idle(struct mk_run *r)
{
    int64_t now;
    if (!r->desk.open || (now = mk_clock_mono_us()) - r->desk.looked_us < LOOK_US)
        return;
    r->desk.looked_us = now;
    mk_run_operator(r);
}

/* ---- what there is already ---- */

static int note(void *u, struct mk_span line, struct mk_error *e)
{
    static const char mark[] = "\"act\":\"operator\"";
    struct mk_operator *p = u;
    if (!memmem(line.p, line.len, mark, sizeof mark - 1))
        return 0;
    json_t *o = json_loadb((const char *)line.p, line.len, 0, NULL);
    const char *act = json_string_value(json_object_get(o, "act"));
    const json_t *seq = json_object_get(json_object_get(o, "operator"), "seq");
    if (act && !strcmp(act, "operator") && json_is_integer(seq) &&
        json_integer_value(seq) > p->last)
        p->last = json_integer_value(seq);
    json_decref(o);
    return o ? 0 : mk_fail(e, MK_EFORMAT, "a custody entry is no JSON, or memory ran out");
}

int mk_run_operator_open(struct mk_run *r, struct mk_error *e)
{
    r->desk.last = -1;
    if (!r->desk.open || !r->o->resume)
        return 0;
    return mk_bundle_acts(r->b, note, &r->desk, e);
}
