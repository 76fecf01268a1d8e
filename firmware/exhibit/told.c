/* What is told while nothing comes from the phone: within five seconds, and what to do. */
#include "firmware/exhibit/clock.h"
#include "firmware/exhibit/frames.h"
#include <stdarg.h>
#include <stdio.h>

#define FIRST_US 4000000  /* of silence, before the first word about it */
#define AGAIN_US 15000000 /* between two */

void mk_phase(struct mk_exhibit *x, enum mk_phase phase)
{
    x->phase = phase;
    x->phase_us = mk_clock_mono_us();
    x->told_us = 0;
}

#define TOLD_WORD(id, code, act, what) [MK_TOLD_##id] = (code),
#define TOLD_ACT(id, code, act, what)  [MK_TOLD_##id] = (act),
static const char *const words[MK_TOLD_COUNT] = { MK_TOLDS(TOLD_WORD) };
static const char *const acts[MK_TOLD_COUNT] = { MK_TOLDS(TOLD_ACT) };

const char *mk_told_word(enum mk_told_code code)
{
    return words[code];
}

const char *mk_told_act(enum mk_told_code code)
{
    return acts[code];
}

void mk_exhibit_idle(const struct mk_exhibit *x)
{
    if (x->owner.idle)
        x->owner.idle(x->owner.u);
}

void mk_exhibit_tell(const struct mk_exhibit *x, const struct mk_told *told, const char *fmt, ...)
{
    char line[512];
    struct mk_told t = *told;
    va_list ap;
    if (!x->owner.tell)
        return;
    va_start(ap, fmt);
    vsnprintf(line, sizeof line, fmt, ap);
    va_end(ap);
    t.text = line;
    x->owner.tell(x->owner.u, &t);
}

static bool due(const struct mk_exhibit *x, int64_t now_us, int64_t silent_us)
{
    if (x->told_us)
        return now_us - x->told_us >= AGAIN_US;
    return x->phase == MK_PHASE_ALLOW || x->wait != MK_WAIT_OVER || silent_us >= FIRST_US;
}

void mk_silence(struct mk_exhibit *x, int64_t now_us, int left_ms)
{
    int64_t silent = now_us - x->heard_us;
    int left = left_ms > 0 ? (left_ms + 999) / 1000 : 0;
    if (!due(x, now_us, silent))
        return;
    x->told_us = now_us;
    if (x->is_iphone) {
        mk_iphone_tell_wait(x, left);
        return;
    }
    switch (x->phase) {
    case MK_PHASE_TOUCH: /* of iPhones */
        break;
    case MK_PHASE_GREET:
        mk_exhibit_tell(x, &(struct mk_told){ .code = MK_TOLD_NO_ANSWER, .left_s = left },
                        "The phone does not answer. Unlock it and look at its screen: is USB "
                        "debugging on, is there a question to answer? Then unplug the cable and "
                        "plug it in again.");
        break;
    case MK_PHASE_ALLOW:
        mk_exhibit_tell(
            x, &(struct mk_told){ .code = MK_TOLD_ALLOW, .left_s = left },
            "Unlock the phone. Touch Allow on the question \"Allow USB debugging?\". Do "
            "not tick \"Always allow from this computer\". No question there: unplug "
            "the cable and plug it in again. %d s left.",
            left);
        break;
    case MK_PHASE_WORK:
        mk_exhibit_tell(x, &(struct mk_told){ .code = MK_TOLD_SILENT, .left_s = left },
                        "The phone has been silent for %d s. It may be busy. Is its screen on and "
                        "unlocked, is there a question to answer, is the cable firm? It counts as "
                        "lost in %d s.",
                        (int)(silent / 1000000), left);
        break;
    }
}
