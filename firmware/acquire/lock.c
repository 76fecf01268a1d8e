/* A phone that booted anew in the middle of a run: see meet.h. */
#include "firmware/acquire/meet.h"
#include "firmware/worker/phone.h"
#include <poll.h>
#include <stdio.h>

#define LOOK_US 1000000  /* between two looks whether it is unlocked */
#define TELL_US 10000000 /* between two words about it */

/* Set when the owner's storage opens: frameworks/base StorageManagerService.java, Android 7 on. */
#define COMMAND "getprop sys.user.0.ce_available"

static int look(bool *open, struct mk_run *r, struct mk_error *e)
{
    struct mk_answer a;
    struct mk_buf text;
    const struct mk_fact facts[] = { MK_FACT_STR("command", COMMAND) };
    mk_answer_init(&a);
    mk_buf_init(&text, 256);
    int rc = mk_run_act(r, "command", facts, 1, false, e);
    if (rc == 0)
        rc = mk_exhibit_text(&a, r->x, mk_str(COMMAND), &text, e);
    *open = rc == 0 && a.status == MK_PH_OK && mk_span_starts(mk_buf_span(&text), mk_str("true"));
    mk_buf_done(&text);
    mk_answer_done(&a);
    return rc;
}

static void tell(const struct mk_run *r, int64_t left_us)
{
    char line[200];
    snprintf(line, sizeof line,
             "The phone was restarted and is locked: its data is sealed. Have it unlocked with its "
             "PIN, pattern or password: the run goes on by itself. %d s left.",
             (int)(left_us / 1000000));
    mk_run_say(r, line);
}

static int wait_for_it(struct mk_run *r, struct mk_error *e)
{
    bool open = false;
    int64_t now = mk_clock_mono_us(), end = now + (int64_t)r->o->wait_s * 1000000, told = 0;
    for (; !open; now = mk_clock_mono_us()) {
        if (r->o->stop && *r->o->stop)
            return mk_fail(e, MK_ECLOSED, "stopped by the operator");
        if (now >= end)
            return mk_fail(e, MK_ECLOSED, "the phone was restarted and is locked: unlock it first");
        if (told == 0 || now - told >= TELL_US) {
            told = now;
            tell(r, end - now);
        }
        poll(NULL, 0, LOOK_US / 1000);
        if (look(&open, r, e))
            return -1;
    }
    return mk_run_act(r, "unlocked", NULL, 0, true, e);
}

int mk_run_unlocked(struct mk_run *r, struct mk_error *e)
{
    bool open;
    if (look(&open, r, e))
        return -1;
    if (open || !r->was_open) {
        r->was_open = open;
        return 0;
    }
    return mk_run_act(r, "locked", NULL, 0, true, e) || wait_for_it(r, e) ? -1 : 0;
}
