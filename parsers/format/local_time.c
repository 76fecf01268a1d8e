#include "parsers/format/local_time.h"
#include <stdio.h>

static struct mk_civil civil_of(const struct mk_stamp *t)
{
    int64_t secs = t->us / MK_US - (t->us % MK_US < 0), year;
    int64_t days = secs / 86400 - (secs % 86400 < 0);
    int32_t rest = (int32_t)(secs - days * 86400);
    unsigned month, day;
    mk_date(days, &year, &month, &day);
    return (struct mk_civil){ .year = (int32_t)year,
                              .month = (uint8_t)month,
                              .day = (uint8_t)day,
                              .hour = (uint8_t)(rest / 3600),
                              .minute = (uint8_t)(rest / 60 % 60),
                              .second = (uint8_t)(rest % 60),
                              .us = (uint32_t)(t->us - secs * MK_US) };
}

static const char *assume(struct mk_local_time *out, const struct mk_stamp *t,
                          const struct mk_zone *zone)
{
    struct mk_civil c = civil_of(t);
    int64_t us;
    bool twice;
    if (!zone || !mk_zone_to_utc(&us, &twice, zone, &c))
        return NULL;
    mk_time_iso(out->utc, us, t->digits);
    snprintf(out->zone, sizeof out->zone, "%s", mk_zone_name(zone));
    out->zone_origin = "assumed";
    return twice ? "a clock went back: this hour exists twice, the first is given" : NULL;
}

const char *mk_local_time_of(struct mk_local_time *out, const struct mk_stamp *t, bool utc_by_rule,
                             const struct mk_zone *zone)
{
    int32_t m = (t->offset_s < 0 ? -t->offset_s : t->offset_s) / 60;
    *out = (struct mk_local_time){ 0 };
    if (!t->zoned && !utc_by_rule)
        return assume(out, t, zone);
    mk_time_iso(out->utc, t->us, t->digits);
    if (t->zoned && t->offset_s) {
        snprintf(out->zone, sizeof out->zone, "%c%02d:%02d", t->offset_s < 0 ? '-' : '+', m / 60,
                 m % 60);
        out->zone_origin = "stored";
    }
    return NULL;
}
