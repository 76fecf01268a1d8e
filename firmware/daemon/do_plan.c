#include "firmware/daemon/compose.h"
#include "firmware/daemon/inside.h"
#include "firmware/doctor/guide.h"
#include "firmware/plan/draft.h"
#include <stdlib.h>

#define PRESET_MAX 4096u

int mk_do_preset(struct mk_daemon *d, const struct mk_call *c, struct mk_refusal *r)
{
    struct mk_error e = { 0 };
    struct mk_buf b;
    struct mk_answer a;
    mk_buf_init(&b, PRESET_MAX);
    int rc = mk_draft_preset(&b, mk_request_str(c->q, "preset"), &e);
    if (rc == 0) {
        mk_answer_begin(&a, &c->ask);
        mk_json_key(&a.j, "scope");
        mk_json_raw(&a.j, mk_buf_span(&b));
        mk_answer_send(d, &a, &c->ask);
    }
    mk_buf_done(&b);
    return rc ? mk_refuse_error(r, &e) : 0;
}

/* The lines of a text, as a list. */
static void put_lines(struct mk_json *j, struct mk_span text)
{
    mk_json_key(j, "lines");
    mk_json_open(j, '[');
    while (text.len) {
        const uint8_t *nl = memchr(text.p, '\n', text.len);
        size_t n = nl ? (size_t)(nl - text.p) : text.len;
        mk_json_text(j, mk_span(text.p, n));
        text = mk_span_from(text, n + 1);
    }
    mk_json_close(j, ']');
}

static void planned(struct mk_daemon *d, const struct mk_ask *ask, const char *id,
                    struct mk_span out, const char *failed)
{
    struct mk_answer a;
    struct mk_refusal r;
    struct mk_error e = { 0 };
    struct mk_case *x = mk_cases_find(d->cases, id);
    if (failed || !x || mk_cases_load(x, &e)) {
        mk_refuse(&r, failed ? MK_IPC_FAILED : MK_IPC_NOT_FOUND, "%s",
                  failed ? failed : "the case is gone");
        mk_answer_refusal(d, ask, &r);
        return;
    }
    char *scope = json_dumps(mk_cases_part(x, "scope"), JSON_COMPACT | JSON_ENCODE_ANY);
    mk_answer_begin(&a, ask);
    put_lines(&a.j, out);
    mk_json_key(&a.j, "scope");
    mk_json_raw(&a.j, mk_str(scope ? scope : "null"));
    mk_json_key(&a.j, "needs");
    mk_cases_needs_json(&a.j, x);
    mk_answer_send(d, &a, ask);
    free(scope);
    mk_cases_unload(x);
}

/* The plan's own words, made by the same code as what is asked of the phone. */
int mk_do_plan(struct mk_daemon *d, const struct mk_call *c, struct mk_refusal *r)
{
    struct mk_error e = { 0 };
    struct mk_buf b;
    bool iphone = !strcmp(mk_request_str(c->q, "platform"), "iphone");
    const char *const argv[] = {
        "plan", "--authority", "/dev/fd/3", "--words", iphone ? "--iphone" : NULL, NULL
    };
    if (!mk_cases_part(c->x, "scope")) {
        mk_refuse(r, MK_IPC_USAGE, "the scope is not said yet");
        memcpy(r->part, "scope", sizeof "scope");
        return -1;
    }
    mk_buf_init(&b, (size_t)64 << 10);
    int rc = mk_compose_draft(&b, c->x, mk_loop_wall_us(d->loop), &e);
    if (rc == 0) {
        struct mk_task_spec spec = { .program = "moka-acquire",
                                     .argv = argv,
                                     .input = mk_buf_span(&b),
                                     .done = planned,
                                     .ask = c->ask };
        memcpy(spec.about, c->x->id, sizeof spec.about);
        rc = mk_task_start(d, &spec, &e);
    }
    mk_buf_done(&b);
    return rc ? mk_refuse_error(r, &e) : 0;
}

/* ---- what to touch ---- */

static int version_of(const char *s)
{
    int v = 0;
    while (s && *s >= '0' && *s <= '9' && v < 1000)
        v = v * 10 + (*s++ - '0');
    return v;
}

int mk_do_guide(struct mk_daemon *d, const struct mk_call *c, struct mk_refusal *r)
{
    struct mk_answer a;
    const char *make = mk_request_str(c->q, "make");
    bool iphone = !strcmp(mk_request_str(c->q, "platform"), "iphone");
    const struct mk_make *m = mk_make_find(mk_str(iphone ? "Apple" : make), 0);
    if (m && m->apart != iphone)
        m = NULL;
    int version = version_of(mk_request_str(c->q, "version"));
    (void)r;
    mk_answer_begin(&a, &c->ask);
    mk_json_key(&a.j, "lines");
    mk_json_open(&a.j, '[');
    for (unsigned t = 0; t < MK_TOPIC_COUNT; t++) {
        const char *text = mk_guide(m, version, (enum mk_topic)t);
        if (text)
            mk_json_str(&a.j, text);
    }
    mk_json_close(&a.j, ']');
    mk_answer_send(d, &a, &c->ask);
    return 0;
}
