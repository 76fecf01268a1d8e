#include "firmware/exhibit/clock.h"
#include "firmware/daemon/inside.h"

#define LOOK_US ((int64_t)2000000)
#define JUMP_US ((int64_t)2000000) /* more than what a clock that is being steered drifts */

/*
 * The wall clock against the clock since boot: what the one gains over the other between two looks
 * is a jump. It is an event, an act in every case whose run is on, and it takes an officer's word
 * for the clock back.
 */

bool mk_clock_trusts(const struct mk_daemon *d, const char **source)
{
    bool kernel = mk_clock_read().trusted;
    *source = kernel ? "kernel" : d->clock.confirmed ? "confirmed" : "none";
    return kernel || d->clock.confirmed;
}

static void tell(struct mk_daemon *d, int64_t jump_s)
{
    struct mk_answer a;
    const char *source;
    mk_event_begin(&a, "clock");
    mk_json_kv_int(&a.j, "jump_s", jump_s);
    mk_json_kv_bool(&a.j, "trusted", mk_clock_trusts(d, &source));
    mk_event_send(d, &a, 0);
}

static void log_jump(struct mk_daemon *d, int64_t jump_s)
{
    struct mk_buf b;
    mk_buf_init(&b, 64);
    mk_buf_printf(&b, "\"jump_s\":%lld", (long long)jump_s);
    for (size_t i = 0; d->cases && i < mk_cases_count(d->cases); i++) {
        struct mk_case *x = mk_cases_at(d->cases, i);
        struct mk_error e = { 0 };
        if (!mk_runs_has(d->runs, x->id))
            continue;
        if (mk_cases_act(d->cases, x, "clock-jump", "mokad", mk_buf_span(&b), &e) == 0)
            mk_watch_expiry(d, x);
    }
    mk_buf_done(&b);
}

static void look(void *u)
{
    struct mk_daemon *d = u;
    int64_t offset = mk_loop_wall_us(d->loop) - mk_loop_boot_us(d->loop);
    int64_t jump = offset - d->clock.offset_us;
    if (jump > JUMP_US || jump < -JUMP_US) {
        d->clock.confirmed = false;
        log_jump(d, jump / 1000000);
        tell(d, jump / 1000000);
    }
    d->clock.offset_us = offset; /* drift does not add up to a jump */
    mk_timer_set(d->loop, &d->clock.look, LOOK_US, look, d);
}

void mk_clock_watch(struct mk_daemon *d)
{
    d->clock.offset_us = mk_loop_wall_us(d->loop) - mk_loop_boot_us(d->loop);
    mk_timer_set(d->loop, &d->clock.look, LOOK_US, look, d);
}
