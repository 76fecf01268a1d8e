/* The self-test of a daemon: moka-selftest as a child. */
#include "firmware/daemon/selftest_private.h"
#include <jansson.h>
#include <stdlib.h>
#include <sys/wait.h>

int mk_selftest_new(struct mk_selftest **out, struct mk_loop *l, struct mk_error *e)
{
    struct mk_selftest *s = calloc(1, sizeof *s);
    if (!s)
        return mk_fail(e, MK_ENOMEM, "self-test");
    s->loop = l;
    s->program = "moka-selftest";
    mk_buf_init(&s->line, MK_SELFTEST_MAX);
    mk_buf_init(&s->last, MK_SELFTEST_MAX);
    *out = s;
    return 0;
}

void mk_selftest_free(struct mk_selftest *s)
{
    if (!s)
        return;
    mk_timer_stop(s->loop, &s->patience);
    mk_child_free(s->child);
    mk_buf_done(&s->line);
    mk_buf_done(&s->last);
    free(s);
}

struct mk_span mk_selftest_last(const struct mk_selftest *s)
{
    return mk_buf_span(&s->last);
}

/* One that could not run is one that failed. */
static void fail(struct mk_selftest *s, const char *why)
{
    mk_buf_clear(&s->last);
    struct mk_json j = mk_json(&s->last);
    mk_json_open(&j, '{');
    mk_json_kv_iso(&j, "at", mk_loop_wall_us(s->loop), 0);
    mk_json_kv_bool(&j, "ok", false);
    mk_json_kv_str(&j, "why", why);
    mk_json_close(&j, '}');
}

/* Whoever asks from within is one of the next. */
static void tell(struct mk_selftest *s)
{
    static const char none[] = "{\"ok\":false,\"why\":\"no memory\"}";
    size_t n = s->n;
    struct mk_span json = mk_buf_ok(&s->last) && s->last.len ? mk_buf_span(&s->last) : mk_str(none);
    s->waiting = false;
    while (n-- > 0 && s->n > 0) {
        void (*done)(void *, struct mk_span) = s->askers[0].done;
        void *u = s->askers[0].u;
        memmove(s->askers, s->askers + 1, --s->n * sizeof *s->askers);
        done(u, json);
    }
}

/* A result counts as good only when it and the exit status say so. */
static void take(struct mk_selftest *s, int status)
{
    json_t *o = json_loadb((const char *)s->line.p, s->line.len, JSON_REJECT_DUPLICATES, NULL);
    bool ok = json_is_true(json_object_get(o, "ok"));
    bool exited = WIFEXITED(status) && WEXITSTATUS(status) == (ok ? 0 : 1);
    if (json_is_object(o) && exited && s->line.len) {
        mk_buf_clear(&s->last);
        mk_buf_put(&s->last, s->line.p, s->line.len);
    } else {
        fail(s, "the self-test did not come to its end");
    }
    json_decref(o);
}

static void on_line(void *u, char *line, size_t n)
{
    struct mk_selftest *s = u;
    if (!s->line.len && n <= MK_SELFTEST_MAX)
        mk_buf_put(&s->line, line, n);
}

static void again(void *u);

static void on_ended(void *u, int status)
{
    struct mk_selftest *s = u;
    mk_timer_stop(s->loop, &s->patience);
    s->child = NULL; /* it is freed behind us */
    take(s, status);
    tell(s);
    if (s->n && !s->waiting) {
        s->waiting = true;
        mk_timer_set(s->loop, &s->patience, 0, again, s);
    }
}

static void out_of_patience(void *u)
{
    struct mk_selftest *s = u;
    mk_child_free(s->child);
    s->child = NULL;
    fail(s, "the self-test took too long");
    tell(s);
}

static void not_started(void *u)
{
    tell(u);
}

static void start(struct mk_selftest *s)
{
    struct mk_error e = { 0 };
    const char *const argv[] = { "moka-selftest", "--json", NULL };
    const struct mk_child_spec spec = {
        .program = s->program, .argv = argv, .out = on_line, .ended = on_ended, .u = s
    };
    mk_buf_clear(&s->line);
    s->waiting = true;
    if (mk_child_start(&s->child, s->loop, &spec, &e) == 0) {
        mk_timer_set(s->loop, &s->patience, MK_SELFTEST_PATIENCE, out_of_patience, s);
        return;
    }
    s->child = NULL;
    fail(s, e.text);
    mk_timer_set(s->loop, &s->patience, 0, not_started, s);
}

static void again(void *u)
{
    start(u);
}

int mk_selftest_run(struct mk_selftest *s, void (*done)(void *u, struct mk_span json), void *u,
                    struct mk_error *e)
{
    if (s->n == MK_SELFTEST_ASKERS)
        return mk_fail(e, MK_ELIMIT, "too many wait for the self-test");
    s->askers[s->n].done = done;
    s->askers[s->n++].u = u;
    if (!s->waiting)
        start(s);
    return 0;
}

void mk_selftest_forget(struct mk_selftest *s, void *u)
{
    size_t kept = 0;
    for (size_t i = 0; i < s->n; i++)
        if (s->askers[i].u != u)
            s->askers[kept++] = s->askers[i];
    s->n = kept;
}
