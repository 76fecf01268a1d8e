#include "host/cmd/merges.h"
#include "host/cmd/cmd.h"
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define PAGE 1000u

bool mk_merges_asked(const struct mk_merges *m)
{
    return m->list || m->a || m->undo;
}

static const char *number(int64_t *out, const char *text)
{
    char *end = NULL;
    errno = 0;
    *out = *text >= '0' && *text <= '9' ? strtoll(text, &end, 10) : 0;
    return *out > 0 && errno == 0 ? end : NULL;
}

bool mk_merges_number(int64_t *out, const char *text)
{
    const char *end = number(out, text);
    return end && !*end;
}

bool mk_merges_pair(struct mk_merges *m, const char *text)
{
    const char *end = number(&m->a, text);
    return end && *end == ',' && mk_merges_number(&m->b, end + 1);
}

struct output {
    struct mk_buf *out;
    uint64_t n;
};

static void put_side(struct mk_json *j, const char *key, int64_t id, const char *kind,
                     const char *value)
{
    mk_json_key(j, key);
    mk_json_open(j, '{');
    mk_json_kv_int(j, "id", id);
    mk_json_kv_str(j, "kind", kind);
    mk_json_kv_text(j, "value", mk_str(value));
    mk_json_close(j, '}');
}

static int put_pair(void *u, const struct mk_case_pair *p, struct mk_error *e)
{
    struct output *o = u;
    struct mk_json j = mk_json(o->out);
    mk_json_open(&j, '{');
    mk_json_kv_str(&j, "state", p->id ? "made" : "suggested");
    if (p->id)
        mk_json_kv_int(&j, "merge", p->id);
    put_side(&j, "a", p->a.id, p->a.kind, p->a.value);
    put_side(&j, "b", p->b.id, p->b.kind, p->b.value);
    if (*p->rule)
        mk_json_kv_str(&j, "rule", p->rule);
    mk_json_kv_text(&j, "reason", mk_str(p->reason));
    if (p->record)
        mk_json_kv_int(&j, "record", p->record);
    if (p->id) {
        mk_json_kv_text(&j, "who", mk_str(p->who));
        mk_json_kv_iso(&j, "time", p->time_us, 6);
    }
    mk_json_close(&j, '}');
    if (!mk_buf_ok(o->out))
        return mk_fail(e, MK_ENOMEM, "case");
    printf("%.*s\n", (int)o->out->len, (const char *)o->out->p);
    mk_buf_clear(o->out);
    o->n++;
    return 0;
}

static int list(struct mk_case *c, struct mk_buf *out, struct mk_error *e)
{
    struct output o = { out, 0 };
    int rc = mk_case_merges(c, put_pair, &o, e);
    uint64_t at = 0;
    for (o.n = PAGE; rc == 0 && o.n == PAGE; at += PAGE) {
        o.n = 0;
        rc = mk_case_suggested(c, at, PAGE, put_pair, &o, e);
    }
    return rc;
}

int mk_merges_run(struct mk_case *c, const struct mk_merges *m, struct mk_buf *out)
{
    struct mk_error e = { 0 };
    int64_t id = 0;
    int rc = 0;
    if (m->a) {
        rc = mk_case_merge(&id, c, m->a, m->b, mk_str(m->reason ? m->reason : ""), &e);
        if (rc >= 0)
            printf("%" PRId64 "%s\n", id, rc ? " was joined already" : " joined");
    } else if (m->undo) {
        rc = mk_case_unmerge(c, m->undo, &e);
        if (rc == 0)
            printf("%" PRId64 " taken back\n", m->undo);
    } else {
        rc = list(c, out, &e);
    }
    return rc < 0 ? mk_cmd_fail("case", &e) : 0;
}
