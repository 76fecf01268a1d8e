#include "firmware/acquire/run.h"
#include "parsers/base/cursor.h"

/* Commands whose raw answers describe the phone itself; read by the lab, not here. */
static const char *const questions[] = { "getprop", "id", NULL };

static int run_text(struct mk_answer *a, struct mk_run *r, const char *text, struct mk_buf *head,
                    struct mk_error *e)
{
    const struct mk_command c = { .text = mk_str(text),
                                  .route = mk_str("adb:shell"),
                                  .how = { .role = MK_ROLE_FILE } };
    return mk_run_command(a, r, &c, head, e);
}

/* Seconds since 1970 out of the answer to `date +%s`: digits and a line end, or -1. */
static int64_t seconds_of(struct mk_span s)
{
    int64_t v = 0;
    size_t i = 0;
    for (; i < s.len && i < 11 && s.p[i] >= '0' && s.p[i] <= '9'; i++)
        v = v * 10 + (s.p[i] - '0');
    return i > 0 && i < s.len && (s.p[i] == '\n' || s.p[i] == '\r') ? v : -1;
}

/* The phone's clock against ours: whoever reads the bundle can judge its times. */
static int read_clock(struct mk_run *r, struct mk_answer *a, struct mk_error *e)
{
    struct mk_buf head;
    mk_buf_init(&head, 64);
    struct mk_clock before = mk_clock_read();
    int rc = run_text(a, r, "date +%s", &head, e);
    struct mk_clock after = mk_clock_read();
    int64_t phone = seconds_of(mk_buf_span(&head));
    mk_buf_done(&head);
    if (rc)
        return rc;
    const struct mk_fact facts[] = {
        MK_FACT_NUM("kit_wall_us", after.wall_us),
        MK_FACT_NUM("round_trip_us", after.mono_us - before.mono_us),
        MK_FACT_STR("kit_clock", after.trusted ? "trusted" : "doubtful"),
        MK_FACT_NUM("phone_s", phone),
        MK_FACT_NUM("offset_s", phone - after.wall_us / 1000000),
    };
    return mk_run_act(r, "clock", facts, phone < 0 ? 4 : 5, false, e);
}

static int cover(struct mk_run *r, const char *artefact, const struct mk_answer *a, int64_t bytes,
                 struct mk_error *e)
{
    const struct mk_coverage c = {
        .artefact = artefact,
        .route = "adb:shell",
        .state = bytes > 0 ? MK_COVER_FOUND : MK_COVER_FAILED,
        .seen = MK_COVER_NONE,
        .taken = bytes > 0,
        .records = MK_COVER_NONE,
        .issues = MK_COVER_NONE,
        .why = a->exit_code > 0 ? "the command failed on the phone" : NULL,
        .proven_on = "simulated",
    };
    return mk_bundle_cover(r->b, &c, e);
}

int mk_run_device(struct mk_run *r, struct mk_error *e)
{
    struct mk_answer a;
    char artefact[64] = "android.device:";
    int rc = 0;
    mk_answer_init(&a);
    mk_progress_start(&r->progress, "device", 0);
    for (size_t i = 0; rc == 0 && questions[i]; i++) {
        uint64_t before = r->result.bytes;
        rc = run_text(&a, r, questions[i], NULL, e);
        memcpy(artefact + 15, questions[i], strlen(questions[i]) + 1);
        if (rc == 0)
            rc = cover(r, artefact, &a, (int64_t)(r->result.bytes - before), e);
        mk_progress_step(&r->progress, 1, 0);
    }
    if (rc == 0)
        rc = read_clock(r, &a, e);
    mk_progress_end(&r->progress);
    mk_answer_done(&a);
    return rc;
}
