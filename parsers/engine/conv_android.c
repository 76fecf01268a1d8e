#include "parsers/engine/conv_android.h"
#include "parsers/base/time.h"
#include <stdio.h>

static const struct mk_name usage[] = {
    { 0, "none" },
    { 1, "activity_resumed" },
    { 2, "activity_paused" },
    { 3, "end_of_day" },
    { 4, "continue_previous_day" },
    { 5, "configuration_change" },
    { 6, "system_interaction" },
    { 7, "user_interaction" },
    { 8, "shortcut_invocation" },
    { 9, "chooser_action" },
    { 10, "notification_seen" },
    { 11, "standby_bucket_changed" },
    { 12, "notification_interruption" },
    { 13, "slice_pinned_privileged" },
    { 14, "slice_pinned" },
    { 15, "screen_interactive" },
    { 16, "screen_non_interactive" },
    { 17, "keyguard_shown" },
    { 18, "keyguard_hidden" },
    { 19, "foreground_service_start" },
    { 20, "foreground_service_stop" },
    { 21, "continuing_foreground_service" },
    { 22, "rollover_foreground_service" },
    { 23, "activity_stopped" },
    { 24, "activity_destroyed" },
    { 25, "flush_to_disk" },
    { 26, "device_shutdown" },
    { 27, "device_startup" },
    { 28, "user_unlocked" },
    { 29, "user_stopped" },
    { 30, "locus_id_set" },
    { 31, "app_component_used" },
    { 0 },
};

const char *mk_usage_event(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    (void)arg;
    return mk_named_text(out, in, usage);
}

const char *mk_mms_self(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    (void)arg;
    if (in->kind == MK_C_TEXT && mk_span_is(in->s, "insert-address-token"))
        out->type = MK_T_TRUE;
    return NULL;
}

#define PROFILE_MIN_ID (INT64_MAX - INT32_MAX)

const char *mk_contact_self(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    (void)arg;
    if (in->kind == MK_C_INT && in->i >= PROFILE_MIN_ID)
        out->type = MK_T_TRUE;
    return NULL;
}

#define OTHER_THAN_SELF (-2)

const char *mk_sub_dir(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    (void)arg;
    if (in->kind != MK_C_INT)
        return "not an integer";
    out->type = MK_T_TEXT;
    out->s = mk_str(in->i == OTHER_THAN_SELF ? "in" : "out");
    return NULL;
}

const char *mk_sub_self(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    (void)arg;
    if (in->kind != MK_C_INT)
        return "not an integer";
    if (in->i != OTHER_THAN_SELF)
        out->type = MK_T_TRUE;
    return NULL;
}

#define DAY_MS 86400000LL

const char *mk_day_ms(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    char iso[MK_ISO_MAX];
    int64_t us;
    (void)arg;
    if (in->kind != MK_C_INT)
        return "not an integer";
    if (in->i % DAY_MS != 0)
        return "no midnight in UTC: not the start of a day";
    if (!mk_time_scale(&us, in->i, 1000, 1, 0) || !mk_time_in_range(us))
        return "time out of range";
    mk_time_iso(iso, us, 0);
    const size_t day = sizeof "2024-05-01" - 1;
    memcpy(out->small, iso, day);
    out->type = MK_T_TEXT;
    out->s = mk_span(out->small, day);
    return NULL;
}

const char *mk_fixed_some(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    struct mk_value any = { .type = MK_T_NULL };
    const char *why = mk_text_some(&any, in, NULL);
    if (!why && any.type == MK_T_TEXT) {
        out->type = MK_T_TEXT;
        out->s = mk_str(arg);
    }
    return why;
}

const char *mk_size(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    return in->kind == MK_C_INT && in->i < 0 ? NULL : mk_integer(out, in, arg);
}

const char *mk_row_uri(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    if (in->kind != MK_C_INT)
        return "not an integer";
    int n =
        snprintf(out->small, sizeof out->small, "%.19s%lld", (const char *)arg, (long long)in->i);
    out->type = MK_T_TEXT;
    out->s = mk_span(out->small, (size_t)n);
    return NULL;
}
