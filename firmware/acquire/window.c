#include "firmware/acquire/run.h"
#include "firmware/bundle/disk.h"
#include "parsers/base/time.h"
#include <stdio.h>
#include <unistd.h>

/*
 * The effective window of time is decided once a run, from the first reading of the phone's clock
 * against a trusted one of ours, and kept in a scratch file: a resumed run asks the phone for the
 * very same rows. The file: "moka-window-1 <offset in microseconds>\n", or "-" for no offset used;
 * without its end it was cut off, and counts for nothing.
 */
#define SCRATCH "window"
#define MAGIC   "moka-window-1 "
#define TEXT    64u

struct decision {
    bool known; /* there is an offset to go by */
    int64_t offset_us;
};

static bool parse(struct decision *d, const char *text)
{
    char again[TEXT];
    long long us = 0;
    *d = (struct decision){ 0 };
    if (!strcmp(text, MAGIC "-\n"))
        return true;
    if (sscanf(text, MAGIC "%lld", &us) != 1)
        return false;
    snprintf(again, sizeof again, MAGIC "%lld\n", us);
    *d = (struct decision){ true, us };
    return !strcmp(again, text);
}

static bool load(struct decision *d, int fd)
{
    char text[TEXT] = "";
    ssize_t n = mk_disk_read_at(fd, text, sizeof text - 1, 0);
    return n > 0 && parse(d, text);
}

static int store(int fd, const struct decision *d, struct mk_error *e)
{
    char text[TEXT];
    if (d->known)
        snprintf(text, sizeof text, MAGIC "%lld\n", (long long)d->offset_us);
    else
        snprintf(text, sizeof text, MAGIC "-\n");
    if (ftruncate(fd, 0) != 0 || lseek(fd, 0, SEEK_SET) != 0)
        return mk_fail_errno(e, "window");
    if (mk_disk_write_all(mk_disk_real(), fd, mk_str(text), e))
        return -1;
    return fdatasync(fd) == 0 ? 0 : mk_fail_errno(e, "window");
}

static int decide(struct decision *d, struct mk_run *r, struct mk_error *e)
{
    int fd;
    if (mk_bundle_scratch(&fd, r->b, SCRATCH, e))
        return -1;
    int rc = 0;
    if (!load(d, fd)) {
        d->known =
            r->began.trusted && r->offset_s > INT64_MIN / MK_US && r->offset_s < INT64_MAX / MK_US;
        d->offset_us = d->known ? r->offset_s * MK_US : 0;
        rc = store(fd, d, e);
    }
    close(fd);
    return rc;
}

static const char *in_words(const struct decision *d, bool used)
{
    if (!d->known)
        return "no trusted clock to measure the phone's against: the window is the authority's";
    return used
               ? "the phone's clock was measured against a trusted one"
               : "the phone's clock is off by more than a day, as after a reset: that says nothing "
                 "about the days before, so the window is the authority's";
}

static int log_window(struct mk_run *r, const struct decision *d, bool used, struct mk_error *e)
{
    char from[MK_ISO_MAX] = "open", until[MK_ISO_MAX] = "open";
    const struct mk_scope *s = &r->authority->scope;
    if (s->begin_us != INT64_MIN)
        mk_time_iso(from, s->begin_us, 6);
    if (s->end_us != INT64_MAX)
        mk_time_iso(until, s->end_us, 6);
    snprintf(r->window, sizeof r->window, "cut to %s until %s by the phone's clock", from, until);
    const struct mk_fact facts[] = {
        MK_FACT_STR("from", from),
        MK_FACT_STR("until", until),
        MK_FACT_NUM("margin_hours", s->margin_us / (3600 * MK_US)),
        MK_FACT_STR("why", in_words(d, used)),
        MK_FACT_NUM("offset_us", used ? d->offset_us : 0),
    };
    return mk_run_act(r, "window", facts, 5, true, e);
}

int mk_run_window(struct mk_run *r, struct mk_error *e)
{
    struct decision d;
    struct mk_scope *s = &r->authority->scope;
    if (!mk_scope_by_time(s))
        return 0;
    if (decide(&d, r, e))
        return -1;
    bool used = mk_scope_offset(s, d.offset_us) && d.known;
    if (d.known && !used)
        mk_run_say(r, MK_TOLD_PHONE_CLOCK,
                   "the phone's clock is off by more than a day: the window of the authority is "
                   "taken as it is; margin_hours may be needed");
    return log_window(r, &d, used, e);
}
