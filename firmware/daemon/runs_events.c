/* What a run says, line by line: it may be broken, or say anything. */
#include "firmware/daemon/runs_run.h"
#include "parsers/base/utf.h"
#include <stdio.h>

/* ---- text ---- */

static size_t step(const char *s, bool *control)
{
    const unsigned char *p = (const unsigned char *)s;
    bool c1 = p[0] == 0xc2 && p[1] >= 0x80 && p[1] < 0xa0;
    *control = p[0] < 0x20 || p[0] == 0x7f || c1;
    return p[0] < 0x80 ? 1 : p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
}

void mk_run_clean(char *out, size_t max, const char *text)
{
    size_t n = 0;
    if (mk_utf8_valid(mk_str(text)) != strlen(text))
        text = "";
    while (*text) {
        bool control;
        size_t len = step(text, &control);
        if (n + len + 1 > max)
            break;
        if (control)
            out[n++] = ' ';
        else {
            memcpy(out + n, text, len);
            n += len;
        }
        text += len;
    }
    out[n] = 0;
}

static const char *text_of(const json_t *o, const char *key)
{
    const char *s = json_string_value(json_object_get(o, key));
    return s ? s : "";
}

/* A word of ours, or "". */
static void word_of(char *out, size_t max, const json_t *o, const char *key)
{
    const char *s = text_of(o, key);
    size_t n = strlen(s);
    bool good = n < max && strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789-") == n;
    snprintf(out, max, "%s", good ? s : "");
}

/* ---- events ---- */

static void set_phase(struct mk_run_child *r, enum mk_run_phase phase)
{
    const struct mk_run_told *t = &r->runs->told;
    if (r->phase == phase)
        return;
    r->phase = phase;
    if (t->phase)
        t->phase(t->u, r->case_id, phase);
}

static void on_state(struct mk_run_child *r, const json_t *o)
{
    static const struct {
        const char *word;
        enum mk_run_phase phase;
    } all[] = {
        { "meeting", MK_RUN_MEETING },
        { "copying", MK_RUN_COPYING },
        { "away", MK_RUN_AWAY },
        { "sealing", MK_RUN_SEALING },
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (!strcmp(all[i].word, text_of(o, "is")))
            set_phase(r, all[i].phase);
}

static void on_told(struct mk_run_child *r, const json_t *o)
{
    const struct mk_run_told *t = &r->runs->told;
    char code[40], act[24], what[256], text[1024];
    const json_t *left = json_object_get(o, "left_s");
    json_int_t left_s = json_is_integer(left) ? json_integer_value(left) : -1;
    word_of(code, sizeof code, o, "code");
    word_of(act, sizeof act, o, "act");
    mk_run_clean(what, sizeof what, text_of(o, "what"));
    mk_run_clean(text, sizeof text, text_of(o, "text"));
    const struct mk_run_word word = { code, act, what, text,
                                      left_s >= 0 && left_s < 86400 ? (int)left_s : -1 };
    if (act[0])
        snprintf(r->asked, sizeof r->asked, "%s", act);
    if (code[0] && t->told)
        t->told(t->u, r->case_id, &word);
}

void mk_run_numbers(struct mk_json *j, const json_t *o)
{
    static const char *const numbers[] = {
        "done", "total", "bytes", "bytes_total", "rate", "left_s"
    };
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        const json_t *v = json_object_get(o, numbers[i]);
        if (json_is_integer(v) && json_integer_value(v) >= 0)
            mk_json_kv_int(j, numbers[i], json_integer_value(v));
    }
}

static void on_progress(struct mk_run_child *r, const json_t *o)
{
    const struct mk_run_told *t = &r->runs->told;
    char part[96];
    struct mk_buf b;
    if (!t->progress)
        return;
    mk_buf_init(&b, 4096);
    struct mk_json j = mk_json(&b);
    mk_run_clean(part, sizeof part, text_of(o, "part"));
    mk_json_open(&j, '{');
    mk_json_kv_str(&j, "part", part);
    mk_run_numbers(&j, o);
    mk_json_close(&j, '}');
    if (mk_buf_ok(&b))
        t->progress(t->u, r->case_id, mk_buf_span(&b));
    mk_buf_done(&b);
}

/* Where a case's is kept: its place, or that of the oldest. */
static struct mk_glance_kept *place(struct mk_runs *runs, const char *case_id)
{
    struct mk_glance_kept *old = &runs->glances[0];
    for (size_t i = 0; i < MK_RUNS_GLANCES; i++) {
        struct mk_glance_kept *g = &runs->glances[i];
        if (!strcmp(g->case_id, case_id))
            return g;
        if (g->when < old->when)
            old = g;
    }
    return old;
}

static void on_glance(struct mk_run_child *r, json_t *o)
{
    const struct mk_run_told *t = &r->runs->told;
    json_object_del(o, "event");
    char *text = json_dumps(o, JSON_COMPACT);
    size_t n = text ? strlen(text) : 0;
    if (n && n <= MK_RUN_GLANCE) {
        struct mk_glance_kept *g = place(r->runs, r->case_id);
        snprintf(g->case_id, sizeof g->case_id, "%s", r->case_id);
        g->when = ++r->runs->count;
        mk_buf_clear(&g->json);
        mk_buf_put(&g->json, text, n);
        if (t->glance && mk_buf_ok(&g->json))
            t->glance(t->u, r->case_id, mk_buf_span(&g->json));
    }
    free(text);
}

static void on_end(struct mk_run_child *r, const json_t *o)
{
    struct mk_run_last *l = &r->last;
    l->there = true;
    l->resume = json_is_true(json_object_get(o, "resume"));
    word_of(l->how, sizeof l->how, o, "how");
    word_of(l->why, sizeof l->why, o, "why");
    mk_run_clean(l->text, sizeof l->text, text_of(o, "text"));
}

void mk_run_line(struct mk_run_child *r, const char *line, size_t n)
{
    json_t *o = n <= MK_RUN_EVENT ? json_loadb(line, n, JSON_REJECT_DUPLICATES, NULL) : NULL;
    const char *event = text_of(o, "event");
    if (!strcmp(event, "state"))
        on_state(r, o);
    else if (!strcmp(event, "told"))
        on_told(r, o);
    else if (!strcmp(event, "progress"))
        on_progress(r, o);
    else if (!strcmp(event, "glance"))
        on_glance(r, o);
    else if (!strcmp(event, "sealed"))
        r->sealed = true;
    else if (!strcmp(event, "end"))
        on_end(r, o);
    json_decref(o);
}
