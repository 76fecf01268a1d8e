/* The counter read back: every run that was begun, and what became of it. */
#include "firmware/bundle/lines.h"
#include "firmware/kit/private.h"
#include "parsers/base/hash.h"
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define LINE_BYTES ((size_t)8192)

struct reading {
    const struct mk_kit *k;
    char prev[MK_SHA256_HEX];
    uint64_t n;
};

/* What was signed: the line without its last member. */
static bool without_sig(struct mk_buf *out, struct mk_span line)
{
    static const char key[] = ",\"sig\":";
    const uint8_t *at = line.len ? memmem(line.p, line.len, key, sizeof key - 1) : NULL;
    if (!at)
        return false;
    mk_buf_put(out, line.p, (size_t)(at - line.p));
    mk_buf_u8(out, '}');
    return true;
}

static int check_sig(const char **why, const struct reading *r, struct mk_span line,
                     const char *sig, struct mk_error *e)
{
    struct mk_buf text;
    bool yes = false;
    mk_buf_init(&text, LINE_BYTES);
    int rc = without_sig(&text, line) && mk_buf_ok(&text)
                 ? mk_sshsig_by(&yes, mk_str(sig), mk_buf_span(&text), "moka-counter",
                                mk_str(mk_sshkey_public(r->k->key)), e)
                 : 0;
    *why = yes ? NULL : "it is not signed by this kit";
    mk_buf_done(&text);
    return rc;
}

static int check_line(const char **why, struct reading *r, struct mk_kit_step *s,
                      struct mk_span line, const json_t *o, struct mk_error *e)
{
    struct mk_digest d;
    const char *prev = json_string_value(json_object_get(o, "prev"));
    const char *sig = json_string_value(json_object_get(o, "sig"));
    s->run = json_string_value(json_object_get(o, "run"));
    s->act = json_string_value(json_object_get(o, "act"));
    s->time = json_string_value(json_object_get(o, "time"));
    s->n = (uint64_t)json_integer_value(json_object_get(o, "n"));
    s->tpm = json_string_value(json_object_get(o, "tpm"));
    s->nv = (uint64_t)json_integer_value(json_object_get(o, "nv"));
    s->why = json_string_value(json_object_get(o, "why"));
    *why = "it is no line of a counter";
    if (!prev || !sig || !s->run || !s->act || !s->time)
        return 0;
    *why = "a line before it is missing or was changed";
    if (s->n != r->n + 1 || strcmp(prev, r->prev) != 0)
        return 0;
    if (check_sig(why, r, line, sig, e) != 0 || mk_sha256_of(&d, line, e) != 0)
        return -1;
    mk_digest_hex(r->prev, &d);
    r->n = s->n;
    return 0;
}

static int walk(struct reading *r, struct mk_lines *l,
                void (*each)(void *u, const struct mk_kit_step *s), void *u, struct mk_error *e)
{
    struct mk_span line;
    int rc;
    while ((rc = mk_lines_next(&line, l, e)) > 0) {
        const char *why = NULL;
        struct mk_kit_step s = { .n = 0 };
        json_t *o = json_loadb((const char *)line.p, line.len, JSON_REJECT_DUPLICATES, NULL);
        rc = check_line(&why, r, &s, line, o, e);
        if (rc == 0 && why)
            rc = mk_fail(e, MK_EFORMAT, "kit counter, behind line %llu: %s",
                         (unsigned long long)r->n, why);
        if (rc == 0)
            each(u, &s);
        json_decref(o);
        if (rc != 0)
            return -1;
    }
    return rc;
}

int mk_kit_steps(struct mk_kit *k, void (*each)(void *u, const struct mk_kit_step *s), void *u,
                 struct mk_error *e)
{
    struct reading r = { .k = k };
    struct mk_digest none;
    struct mk_lines l;
    int fd = openat(k->dir, "counter.jsonl", O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return errno == ENOENT ? 0 : mk_fail_errno(e, "kit counter");
    mk_lines_init(&l, fd, LINE_BYTES);
    int rc = mk_sha256_of(&none, mk_span(NULL, 0), e); /* the first line follows on nothing */
    mk_digest_hex(r.prev, &none);
    if (rc == 0)
        rc = walk(&r, &l, each, u, e);
    mk_lines_done(&l);
    close(fd);
    return rc;
}
