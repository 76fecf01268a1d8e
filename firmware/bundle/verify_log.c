/* The custody log's chain, and the coverage ledger. */
#include "firmware/bundle/verify.h"
#include "parsers/base/time.h"
#include "parsers/record/coverage.h"
#include <jansson.h>
#include <stdio.h>
#include <unistd.h>

#define TAIL_LEN (sizeof ",\"prev\":\"\"}" - 1 + 64)

struct chain {
    struct mk_verify *v;
    char prev[MK_SHA256_HEX]; /* of the line before */
    bool no_memory;
};

static struct mk_span text_of(const json_t *o, const char *key)
{
    const json_t *t = json_object_get(o, key);
    return mk_span(json_string_value(t), json_string_length(t));
}

static json_t *object(struct mk_span s)
{
    json_error_t je;
    json_t *o = json_loadb((const char *)s.p, s.len, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &je);
    if (json_is_object(o))
        return o;
    json_decref(o);
    return NULL;
}

/* What the kit found of its own counter as the run began (firmware/kit/kit.h): nothing against this
 * bundle, but another run of that kit may have been thrown away. */
static void counter_found(const struct chain *c, uint64_t n, const json_t *o)
{
    struct mk_verify_text t;
    const char *kept = json_string_value(json_object_get(o, "kit_counter_kept"));
    if (kept && (strstr(kept, "; missing: ") || strstr(kept, "; doubtful: ")))
        mk_verify_say(c->v, false, "custody/log.jsonl, line %llu: the kit's counter: %s",
                      (unsigned long long)n, mk_verify_text(&t, mk_str(kept)));
}

/* format.h, "custody log": seq, time, mono_us, act first, prev last. The frame is compared as
 * text, so that a second "seq" or "prev" further inside means nothing. */
static const char *custody_line(struct chain *c, uint64_t n, struct mk_span s)
{
    char head[60], tail[TAIL_LEN + 1];
    struct mk_digest d;
    int64_t us;
    snprintf(head, sizeof head, "{\"seq\":%llu,\"time\":\"", (unsigned long long)n - 1);
    snprintf(tail, sizeof tail, ",\"prev\":\"%s\"}", c->prev);
    if (!mk_span_starts(s, mk_str(head)))
        return "\"seq\" is not its place";
    bool chained = mk_span_ends(s, mk_str(tail));
    json_t *o = object(s);
    const char *why = NULL;
    if (!o)
        why = "not a JSON object";
    else if (!mk_time_parse(&us, text_of(o, "time")))
        why = "\"time\" is none";
    else if (!json_is_integer(json_object_get(o, "mono_us")) || !text_of(o, "act").len)
        why = "\"mono_us\" or \"act\" is not there";
    else if (!chained)
        why = "\"prev\" is not the hash of the line before: the chain is broken";
    counter_found(c, n, o);
    json_decref(o);
    c->no_memory = mk_sha256_of(&d, s, NULL) != 0;
    if (!c->no_memory)
        mk_digest_hex(c->prev, &d);
    return why;
}

static const char *coverage_line(struct chain *c, uint64_t n, struct mk_span s)
{
    enum mk_cover state;
    const char *why = NULL;
    (void)c;
    (void)n;
    json_t *o = object(s);
    if (!o)
        return "not a JSON object";
    const char *name = json_string_value(json_object_get(o, "state"));
    if (!text_of(o, "artefact").len)
        why = "\"artefact\" is not there";
    else if (!name || !mk_cover_parse(&state, name))
        why = "\"state\" is none of the ledger's";
    json_decref(o);
    return why;
}

static int each_line(struct mk_verify *v, const char *path, const char *what,
                     const char *(*check)(struct chain *, uint64_t, struct mk_span),
                     struct mk_error *e)
{
    struct chain c = { .v = v };
    struct mk_lines l;
    struct mk_span s;
    uint64_t n = 0, wrong = 0;
    int rc, fd = mk_verify_tag(v, path);
    if (fd < 0)
        return 0;
    memset(c.prev, '0', sizeof c.prev - 1);
    mk_lines_init(&l, fd, MK_JOURNAL_LINE_MAX);
    while ((rc = mk_verify_line(&s, &n, &l, v, path, e)) > 0) {
        const char *why = check(&c, n, s);
        if (c.no_memory) {
            rc = mk_fail(e, MK_ENOMEM, "%s", path);
            break;
        }
        wrong += why != NULL;
        if (why)
            mk_verify_say(v, true, "%s, line %llu: %s", path, (unsigned long long)n, why);
    }
    if (rc == 0 && !wrong)
        mk_verify_say(v, false, "%s: %llu %s", path, (unsigned long long)n, what);
    mk_lines_done(&l);
    close(fd);
    return rc;
}

int mk_verify_custody(struct mk_verify *v, struct mk_error *e)
{
    return each_line(v, "custody/log.jsonl", "acts, the chain is whole", custody_line, e);
}

int mk_verify_ledger(struct mk_verify *v, struct mk_error *e)
{
    return each_line(v, "coverage.jsonl", "lines of the ledger", coverage_line, e);
}
