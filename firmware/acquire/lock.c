/* A phone that booted anew in the middle of a run: see meet.h. */
#include "firmware/acquire/events.h"
#include "firmware/acquire/meet.h"
#include "firmware/bundle/disk.h"
#include <poll.h>
#include <stdio.h>
#include <unistd.h>

#define LOOK_US 1000000  /* between two looks whether it is unlocked */
#define TELL_US 10000000 /* between two words about it */

/* Set when the owner's storage opens: frameworks/base StorageManagerService.java, Android 7 on. */
#define COMMAND "getprop sys.user.0.ce_available"

static int look(bool *open, struct mk_run *r, struct mk_error *e)
{
    struct mk_buf text;
    mk_buf_init(&text, 256);
    int rc = mk_run_ask(&text, r, COMMAND, e);
    *open = rc == 0 && mk_span_starts(mk_buf_span(&text), mk_str("true"));
    mk_buf_done(&text);
    return rc;
}

/* Whether any connection of the run saw it open, one of another process included: a file of the run
 * that is not empty says so. */
static int was_open(bool *before, struct mk_run *r, bool open, struct mk_error *e)
{
    int fd;
    uint8_t mark = 1;
    if (mk_bundle_scratch(&fd, r->b, "unlocked", e))
        return -1;
    ssize_t got = mk_disk_read_at(fd, &mark, 1, 0);
    *before = got > 0;
    if (got == 0 && open)
        got = pwrite(fd, &mark, 1, 0);
    close(fd);
    return got < 0 ? mk_fail_errno(e, "unlocked") : 0;
}

static void tell(const struct mk_run *r, int64_t left_us)
{
    char line[200];
    snprintf(line, sizeof line,
             "The phone was restarted and is locked: its data is sealed. Have it unlocked with its "
             "PIN, pattern or password: the run goes on by itself. %d s left.",
             (int)(left_us / 1000000));
    mk_run_tell(r, &(struct mk_told){ MK_TOLD_RESTARTED, line, NULL, (int)(left_us / 1000000) });
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
    bool open, before;
    if (look(&open, r, e) || was_open(&before, r, open, e))
        return -1;
    if (open || !before)
        return 0;
    return mk_run_act(r, "locked", NULL, 0, true, e) || wait_for_it(r, e) ? -1 : 0;
}
