/* What a sealed bundle holds, by a child: moka-look. */
#include "firmware/daemon/look.h"
#include "firmware/daemon/runs_run.h"
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>

struct mk_runs_result {
    struct mk_child *child;
    struct mk_buf json;
    char complaint[MK_RUN_TEXT];
    struct mk_runs_look look;
};

static void on_seen(const struct mk_runs_result *q, const json_t *o)
{
    struct mk_buf b;
    mk_buf_init(&b, 1024);
    struct mk_json j = mk_json(&b);
    mk_json_open(&j, '{');
    mk_json_kv_str(&j, "part", "seal");
    mk_run_numbers(&j, o);
    mk_json_close(&j, '}');
    if (mk_buf_ok(&b))
        q->look.seen(q->look.u, mk_buf_span(&b));
    mk_buf_done(&b);
}

static void on_out(void *u, char *line, size_t n)
{
    struct mk_runs_result *q = u;
    if (q->json.len || n > MK_LOOK_MAX)
        return;
    json_t *o = json_loadb(line, n, JSON_REJECT_DUPLICATES, NULL);
    const json_t *seen = json_object_get(o, "seen");
    if (json_is_object(seen))
        on_seen(q, seen);
    else if (json_is_object(o))
        mk_buf_put(&q->json, line, n);
    json_decref(o);
}

static void on_err(void *u, char *line, size_t n)
{
    struct mk_runs_result *q = u;
    (void)n;
    mk_run_clean(q->complaint, sizeof q->complaint, line);
}

static void on_ended(void *u, int status)
{
    struct mk_runs_result *q = u;
    struct mk_error e = { 0 };
    bool good = WIFEXITED(status) && WEXITSTATUS(status) == 0 && q->json.len;
    if (!good)
        mk_fail(&e, MK_EIO, "%s", q->complaint[0] ? q->complaint : "the bundle could not be read");
    q->child = NULL; /* it is freed behind us */
    q->look.done(q->look.u, good ? mk_buf_span(&q->json) : mk_span(NULL, 0), &e);
    mk_runs_result_drop(q);
}

int mk_runs_result(struct mk_runs_result **out, struct mk_runs *r, const struct mk_runs_look *look,
                   struct mk_error *e)
{
    const char *const argv[] = { "moka-look", "--kit", look->kit, "--", look->bundle, NULL };
    struct mk_runs_result *q = calloc(1, sizeof *q);
    if (!q)
        return mk_fail(e, MK_ENOMEM, "result");
    q->look = *look;
    q->look.bundle = q->look.kit = NULL; /* borrowed for this call */
    mk_buf_init(&q->json, MK_LOOK_MAX);
    const struct mk_child_spec spec = {
        .program = r->look, .argv = argv, .out = on_out, .err = on_err, .ended = on_ended, .u = q
    };
    if (mk_child_start(&q->child, r->loop, &spec, e)) {
        mk_runs_result_drop(q);
        return -1;
    }
    *out = q;
    return 0;
}

void mk_runs_result_drop(struct mk_runs_result *q)
{
    if (!q)
        return;
    mk_child_free(q->child);
    mk_buf_done(&q->json);
    free(q);
}
