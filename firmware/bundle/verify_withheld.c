/* withheld.jsonl: that each line has its form, and that the ledger counts as many. Whether the
 * digests are those of something, only the run's key could tell. */
#include "firmware/bundle/verify.h"
#include "firmware/bundle/withheld.h"
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define ARTEFACTS 512u

struct count {
    char of[64];
    uint64_t told, there; /* by the ledger, by lines */
};
struct tally {
    struct count v[ARTEFACTS];
    size_t n;
    bool over;
};

static struct count *count_of(struct tally *t, const char *of)
{
    size_t i = 0;
    while (i < t->n && strcmp(t->v[i].of, of) != 0)
        i++;
    t->over = t->over || i == ARTEFACTS;
    if (i == ARTEFACTS)
        return NULL;
    if (i == t->n)
        snprintf(t->v[t->n++].of, sizeof t->v[i].of, "%s", of);
    return &t->v[i];
}

static const char *text(const json_t *o, const char *key, size_t max)
{
    static const char letters[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
    const char *s = json_string_value(json_object_get(o, key));
    size_t n = json_string_length(json_object_get(o, key));
    return s && n && n < max && strspn(s, letters) == n ? s : NULL;
}

static bool is_mac(const json_t *o, const char *key)
{
    struct mk_digest d;
    const char *s = json_string_value(json_object_get(o, key));
    return s && mk_digest_parse(&d, mk_str(s)) && strspn(s, "0123456789abcdef") == 64;
}

static bool is_what(const char *s)
{
    for (int i = 0; s && i < MK_WITHHELD_COUNT; i++)
        if (!strcmp(s, mk_withheld_name((enum mk_withheld_what)i)))
            return true;
    return false;
}

/* Members and nothing else: free text here could hold what was not to be kept. */
static const char *line_is_bad(struct tally *t, uint64_t n, const json_t *o)
{
    const char *of = text(o, "of", sizeof t->v->of);
    if (n == 1) {
        const char *format = text(o, "format", 32), *mac = text(o, "mac", 32);
        bool good = format && mac && !strcmp(format, "moka-withheld-1") &&
                    !strcmp(mac, "HMAC-SHA256") && is_mac(o, "key") && json_object_size(o) == 3;
        return good ? NULL : "not the first line of a moka-withheld-1 file";
    }
    if (!is_what(text(o, "what", 16)) || !of || !text(o, "why", 32) || !is_mac(o, "mac") ||
        json_object_size(o) != 4)
        return "not {\"what\",\"of\",\"why\",\"mac\"}";
    struct count *c = count_of(t, of);
    if (c)
        c->there++;
    return NULL;
}

static int read_lines(struct tally *t, struct mk_verify *v, int fd, struct mk_error *e)
{
    struct mk_lines l;
    struct mk_span s;
    uint64_t n = 0;
    int rc;
    mk_lines_init(&l, fd, 4096);
    while ((rc = mk_verify_line(&s, &n, &l, v, MK_WITHHELD_FILE_NAME, e)) > 0) {
        json_t *o = json_loadb((const char *)s.p, s.len, JSON_REJECT_DUPLICATES, NULL);
        const char *why = json_is_object(o) ? line_is_bad(t, n, o) : "not a JSON object";
        if (why)
            mk_verify_say(v, true, "%s, line %llu: %s", MK_WITHHELD_FILE_NAME,
                          (unsigned long long)n, why);
        json_decref(o);
    }
    mk_lines_done(&l);
    return rc;
}

/* What the ledger says; lines of it that make no sense were told of already. */
static int read_ledger(struct tally *t, struct mk_verify *v, struct mk_error *e)
{
    struct mk_error own = { 0 };
    struct mk_lines l;
    struct mk_span s;
    struct stat st;
    const char *why;
    int rc, fd = mk_verify_open(&why, v->dir, "coverage.jsonl", &st);
    if (fd < 0 && why == mk_verify_cannot)
        mk_verify_give_up(v, "coverage.jsonl");
    if (fd < 0)
        return 0;
    mk_lines_init(&l, fd, MK_JOURNAL_LINE_MAX);
    while ((rc = mk_lines_next(&s, &l, &own)) == 1) {
        json_t *o = json_loadb((const char *)s.p, s.len, JSON_ALLOW_NUL, NULL);
        json_int_t n = json_integer_value(json_object_get(o, "withheld"));
        const char *of = n > 0 ? text(o, "artefact", sizeof t->v->of) : NULL;
        struct count *c = of ? count_of(t, of) : NULL;
        if (c)
            c->told += (uint64_t)n;
        json_decref(o);
    }
    mk_lines_done(&l);
    close(fd);
    return rc < 0 ? mk_fail(e, own.code, "coverage.jsonl: %s", own.text) : 0;
}

static void compare(const struct tally *t, struct mk_verify *v)
{
    uint64_t all = 0;
    bool same = !t->over;
    if (t->over)
        mk_verify_say(v, true, "%s: more artefacts than there are", MK_WITHHELD_FILE_NAME);
    for (size_t i = 0; i < t->n; i++) {
        const struct count *c = &t->v[i];
        all += c->there;
        if (c->there == c->told)
            continue;
        same = false;
        mk_verify_say(v, true, "%s: %llu lines of %s, the ledger has %llu", MK_WITHHELD_FILE_NAME,
                      (unsigned long long)c->there, c->of, (unsigned long long)c->told);
    }
    if (same)
        mk_verify_say(v, false, "%s: %llu digests, as many as the ledger counts",
                      MK_WITHHELD_FILE_NAME, (unsigned long long)all);
}

/* A ledger that counts some has to have them. */
static int without(struct tally *t, struct mk_verify *v, struct mk_error *e)
{
    int rc = read_ledger(t, v, e);
    if (rc == 0 && t->n)
        compare(t, v);
    return rc;
}

int mk_verify_withheld(struct mk_verify *v, struct mk_error *e)
{
    bool there = mk_verify_there(v, MK_WITHHELD_FILE_NAME);
    int rc = 0, fd = -1;
    struct tally *t = calloc(1, sizeof *t);
    if (!t)
        return mk_fail(e, MK_ENOMEM, "withheld");
    if (!there) {
        rc = without(t, v, e);
        goto out;
    }
    fd = mk_verify_tag(v, MK_WITHHELD_FILE_NAME);
    if (fd < 0)
        goto out;
    rc = read_lines(t, v, fd, e);
    if (rc == 0)
        rc = read_ledger(t, v, e);
    if (rc == 0)
        compare(t, v);
out:
    if (fd >= 0)
        close(fd);
    free(t);
    return rc;
}
