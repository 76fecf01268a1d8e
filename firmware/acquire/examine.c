#include "firmware/acquire/examine.h"
#include "firmware/acquire/events.h"
#include <stdio.h>

#define ANSWER_MAX ((size_t)256 << 10)

/* Names of firmware/plan/questions.h. */
enum answer { GETPROP, SECURE, OWNERS, POLICY, BATTERY, DF };
static const char *const names[MK_EXAMINE_ANSWERS] = {
    [GETPROP] = "getprop",         [SECURE] = "settings_secure",
    [OWNERS] = "owners",           [POLICY] = "dumpsys_device_policy",
    [BATTERY] = "dumpsys_battery", [DF] = "df",
};

void mk_examine_init(struct mk_examine *x)
{
    for (size_t i = 0; i < MK_EXAMINE_ANSWERS; i++)
        mk_buf_init(&x->answers[i], ANSWER_MAX);
}

void mk_examine_done(struct mk_examine *x)
{
    for (size_t i = 0; i < MK_EXAMINE_ANSWERS; i++)
        mk_buf_done(&x->answers[i]);
}

void mk_examine_note(struct mk_examine *x, const char *question, struct mk_span head)
{
    for (size_t i = 0; i < MK_EXAMINE_ANSWERS; i++)
        if (!strcmp(names[i], question) && x->answers[i].len == 0)
            mk_buf_put(&x->answers[i], head.p, head.len < ANSWER_MAX ? head.len : ANSWER_MAX);
}

static bool told(struct mk_run *r, const char *id)
{
    size_t i = 0;
    for (; i < MK_RUN_FINDINGS && r->findings[i]; i++)
        if (!strcmp(r->findings[i], id))
            return true;
    if (i < MK_RUN_FINDINGS)
        r->findings[i] = id; /* a constant of the doctor's */
    return false;
}

int mk_examine_finding(void *u, const struct mk_finding *f, struct mk_error *e)
{
    struct mk_examination *x = u;
    struct mk_buf line;
    if (f->weight == MK_WEIGHT_STOP) {
        x->stop = true;
        x->id = f->id; /* a constant of the doctor's */
        snprintf(x->why, sizeof x->why, "%s %s", f->what, f->touch ? f->touch : "");
    }
    if (told(x->r, f->id))
        return 0;
    mk_buf_init(&line, 8192);
    mk_buf_printf(&line, "%s: %s%s%s", mk_weight_name(f->weight), f->what, f->touch ? " " : "",
                  f->touch ? f->touch : "");
    const char *text = mk_buf_cstr(&line);
    if (x->r->o->tell && text)
        x->r->o->tell(x->r->o->tell_u, text);
    if (text)
        mk_run_tell_program(x->r, &(struct mk_told){ MK_TOLD_FOUND, text, f->id, MK_TOLD_NO_TIME });
    mk_buf_done(&line);
    const struct mk_fact facts[] = { MK_FACT_STR("finding", f->id),
                                     MK_FACT_STR("weight", mk_weight_name(f->weight)),
                                     MK_FACT_STR("what", f->what) };
    return mk_run_act(x->r, "found", facts, 3, false, e);
}

static bool has_work_profile(const struct mk_users *users)
{
    for (size_t i = 0; i < users->n; i++)
        if (users->all[i].flags & MK_USER_MANAGED)
            return true;
    return false;
}

/* "device" of "device::ro.product.name=...": other systems of the phone say "recovery", "sideload".
 */
static struct mk_span kind_of(struct mk_span banner)
{
    const uint8_t *colon = banner.len ? memchr(banner.p, ':', banner.len) : NULL;
    return mk_span(banner.p, colon ? (size_t)(colon - banner.p) : 0);
}

int mk_examine_tell(struct mk_run *r, const struct mk_examine *x, struct mk_error *e)
{
    struct mk_examination ex = { .r = r };
    struct mk_span a[MK_EXAMINE_ANSWERS];
    for (size_t i = 0; i < MK_EXAMINE_ANSWERS; i++)
        a[i] = mk_buf_span(&x->answers[i]);
    const struct mk_doctor_phone p = {
        .getprop = a[GETPROP],
        .banner_kind = kind_of(mk_buf_span(&mk_exhibit_facts(r->x)->banner)),
        .secure = a[SECURE],
        .owners = a[OWNERS],
        .policy = a[POLICY],
        .battery = a[BATTERY],
        .df = a[DF],
        .work_profile = has_work_profile(&r->users),
        .managed_is_allowed = r->authority->scope.managed,
        .offset_s = r->offset_s,
        .kit_clock_trusted = r->began.trusted,
    };
    if (mk_doctor_phone(&p, mk_examine_finding, &ex, e))
        return -1;
    return mk_examine_end(&ex, e);
}

/* Without the phone nothing more is taken from it anyhow. */
int mk_examine_end(const struct mk_examination *x, struct mk_error *e)
{
    if (!x->stop || mk_exhibit_is_offline(x->r->x))
        return 0;
    x->r->why = x->id;
    return mk_fail(e, MK_EREFUSED, "%s", x->why);
}
