#include "firmware/acquire/progress.h"
#include "firmware/exhibit/clock.h"
#include <inttypes.h>
#include <stdio.h>

#define TELL_US    500000
#define MARK_US    1000000
#define SETTLES_US 2000000 /* a rate over less is a guess */

void mk_bytes_words(char out[static 24], uint64_t bytes)
{
    static const char *const units[] = { "KiB", "MiB", "GiB", "TiB" };
    double v = (double)bytes / 1024;
    size_t u = 0;
    if (bytes < 1024) {
        snprintf(out, 24, "%" PRIu64 " bytes", bytes);
        return;
    }
    for (; v >= 1023.95 && u < 3; u++)
        v /= 1024;
    snprintf(out, 24, "%.1f %s", v, units[u]);
}

/* "1,203" */
static void count(struct mk_buf *b, uint64_t n)
{
    char digits[24];
    int len = snprintf(digits, sizeof digits, "%" PRIu64, n);
    for (int i = 0; i < len; i++) {
        if (i && (len - i) % 3 == 0)
            mk_buf_u8(b, ',');
        mk_buf_u8(b, (uint8_t)digits[i]);
    }
}

static int64_t left_of(uint64_t done, uint64_t total, uint64_t was, int64_t us)
{
    if (total <= done || done <= was)
        return total && total <= done ? 0 : -1;
    double left = (double)(total - done) * ((double)us / 1e6) / (double)(done - was);
    return left < 8640000 ? (int64_t)(left + 0.5) : -1;
}

struct mk_pace mk_progress_pace(const struct mk_progress *p, int64_t now_us)
{
    struct mk_pace pace = { 0, -1 };
    if (p->nmarks == 0)
        return pace;
    int64_t us = now_us - p->marks[p->first].at_us;
    uint64_t bytes = p->marks[p->first].bytes;
    if (us < SETTLES_US)
        return pace;
    if (p->bytes > bytes)
        pace.rate = (uint64_t)((double)(p->bytes - bytes) * 1e6 / (double)us);
    pace.left_s = p->bytes_total ? left_of(p->bytes, p->bytes_total, bytes, us)
                                 : left_of(p->done, p->total, p->marks[p->first].done, us);
    return pace;
}

static void time_left(struct mk_buf *b, int64_t s)
{
    if (s < 0)
        return;
    if (s < 90)
        mk_buf_printf(b, ", about %" PRId64 " s left", s);
    else if (s < 5400)
        mk_buf_printf(b, ", about %" PRId64 " min left", (s + 30) / 60);
    else
        mk_buf_printf(b, ", about %.1f h left", (double)s / 3600);
}

void mk_progress_words(struct mk_buf *out, const struct mk_progress *p, int64_t now_us)
{
    char size[24];
    struct mk_pace pace = mk_progress_pace(p, now_us);
    mk_buf_printf(out, "%s%-24s ", p->training ? "TRAINING  " : "", p->what);
    count(out, p->done);
    if (p->total) {
        mk_buf_puts(out, " of ");
        count(out, p->total);
    }
    mk_bytes_words(size, p->bytes);
    mk_buf_printf(out, ", %s", size);
    if (p->bytes_total) {
        mk_bytes_words(size, p->bytes_total);
        mk_buf_printf(out, " of %s", size);
    }
    if (pace.rate) {
        mk_bytes_words(size, pace.rate);
        mk_buf_printf(out, ", %s/s", size);
    }
    time_left(out, pace.left_s);
}

void mk_progress_json(struct mk_json *j, const struct mk_progress *p, int64_t now_us, bool end)
{
    struct mk_pace pace = mk_progress_pace(p, now_us);
    mk_json_open(j, '{');
    mk_json_kv_str(j, "event", "progress");
    mk_json_kv_str(j, "part", p->what);
    mk_json_kv_int(j, "done", (int64_t)p->done);
    if (p->total)
        mk_json_kv_int(j, "total", (int64_t)p->total);
    mk_json_kv_int(j, "bytes", (int64_t)p->bytes);
    if (p->bytes_total)
        mk_json_kv_int(j, "bytes_total", (int64_t)p->bytes_total);
    if (pace.rate)
        mk_json_kv_int(j, "rate", (int64_t)pace.rate);
    if (pace.left_s >= 0)
        mk_json_kv_int(j, "left_s", pace.left_s);
    mk_json_kv_int(j, "elapsed_ms", (now_us - p->began_us) / 1000);
    if (end)
        mk_json_kv_bool(j, "end", true);
    mk_json_close(j, '}');
}

static void tell(struct mk_progress *p, int64_t now_us, bool end)
{
    struct mk_buf b;
    struct mk_json j;
    const char *text;
    mk_buf_init(&b, 4096);
    if (p->tell) {
        mk_progress_words(&b, p, now_us);
        if (end)
            mk_buf_printf(&b, ", done in %.1f s", (double)(now_us - p->began_us) / 1e6);
        if ((text = mk_buf_cstr(&b)))
            p->tell(p->tell_u, text);
    }
    if (p->event) {
        mk_buf_clear(&b);
        j = mk_json(&b);
        mk_progress_json(&j, p, now_us, end);
        if ((text = mk_buf_cstr(&b)))
            p->event(p->tell_u, text);
    }
    mk_buf_done(&b);
    p->told_us = now_us;
}

static void mark(struct mk_progress *p, int64_t now_us)
{
    size_t last = (p->first + p->nmarks + MK_PROGRESS_MARKS - 1) % MK_PROGRESS_MARKS;
    if (p->nmarks && now_us - p->marks[last].at_us < MARK_US)
        return;
    if (p->nmarks == MK_PROGRESS_MARKS) {
        p->first = (p->first + 1) % MK_PROGRESS_MARKS;
        p->nmarks--;
    }
    size_t at = (p->first + p->nmarks++) % MK_PROGRESS_MARKS;
    p->marks[at].at_us = now_us;
    p->marks[at].bytes = p->bytes;
    p->marks[at].done = p->done;
}

void mk_progress_start(struct mk_progress *p, const char *what, uint64_t total)
{
    p->what = what;
    p->total = total;
    p->done = p->bytes = p->bytes_total = 0;
    p->first = p->nmarks = 0;
    p->began_us = p->told_us = mk_clock_mono_us();
    mark(p, p->began_us);
}

void mk_progress_expect(struct mk_progress *p, uint64_t bytes_total)
{
    p->bytes_total = bytes_total;
}

void mk_progress_step(struct mk_progress *p, uint64_t done, uint64_t bytes)
{
    p->done += done;
    p->bytes += bytes;
    int64_t now = mk_clock_mono_us();
    mark(p, now);
    if (now - p->told_us >= TELL_US)
        tell(p, now, false);
}

/* It moves the marks as well: none of it came now. */
void mk_progress_pass(struct mk_progress *p, uint64_t done, uint64_t bytes)
{
    p->done += done;
    p->bytes += bytes;
    for (size_t i = 0; i < MK_PROGRESS_MARKS; i++) {
        p->marks[i].done += done;
        p->marks[i].bytes += bytes;
    }
}

void mk_progress_again(struct mk_progress *p)
{
    p->done = p->bytes = 0;
    p->first = p->nmarks = 0;
    mark(p, mk_clock_mono_us());
}

void mk_progress_end(struct mk_progress *p)
{
    tell(p, mk_clock_mono_us(), true);
}
