#include "parsers/base/zone.h"
#include "parsers/base/time.h"
#include "parsers/base/zone_rules.h"
#include <stdlib.h>

#define NAME_MAX_LEN 63

struct mk_zone {
    char name[NAME_MAX_LEN + 1];
    struct mk_tzif rules; /* UTC and fixed offsets: one type, no transition, no footer */
};

static int two_digits(struct mk_span s, size_t at)
{
    if (at + 2 > s.len || s.p[at] < '0' || s.p[at] > '9' || s.p[at + 1] < '0' || s.p[at + 1] > '9')
        return -1;
    return (s.p[at] - '0') * 10 + (s.p[at + 1] - '0');
}

/* UTC, Z, or a sign with hh, hhmm, hh:mm. */
static bool fixed_offset(int32_t *out, struct mk_span s)
{
    *out = 0;
    if (mk_span_is(s, "UTC") || mk_span_is(s, "Z"))
        return true;
    if (s.len < 3 || s.len > 6 || (s.p[0] != '+' && s.p[0] != '-'))
        return false;
    size_t at = s.len > 3 && s.p[3] == ':' ? 4 : 3;
    int h = two_digits(s, 1), m = s.len == 3 ? 0 : two_digits(s, at);
    if (h < 0 || h > 23 || m < 0 || m > 59 || (s.len != 3 && at + 2 != s.len))
        return false;
    *out = (h * 3600 + m * 60) * (s.p[0] == '-' ? -1 : 1);
    return true;
}

int mk_zone_new(struct mk_zone **out, struct mk_span name, struct mk_span tzif, struct mk_error *e)
{
    int32_t offset;
    bool fixed = tzif.len == 0;
    if (name.len == 0 || name.len > NAME_MAX_LEN || memchr(name.p, 0, name.len))
        return mk_fail(e, MK_EUSAGE, "time zone without a usable name");
    if (fixed && !fixed_offset(&offset, name))
        return mk_fail(e, MK_EUSAGE, "time zone %.*s is not known", (int)name.len,
                       (const char *)name.p);
    struct mk_zone *z = calloc(1, sizeof *z);
    if (!z)
        return mk_fail(e, MK_ENOMEM, "time zone");
    memcpy(z->name, name.p, name.len);
    if (fixed) {
        z->rules.types = 1;
        z->rules.offset_s[0] = offset;
        if (mk_span_is(name, "Z"))
            memcpy(z->name, "UTC", 4);
    } else if (mk_tzif_read(&z->rules, tzif, e) != 0) {
        free(z);
        return -1;
    }
    *out = z;
    return 0;
}

void mk_zone_free(struct mk_zone *z)
{
    if (z)
        mk_tzif_done(&z->rules);
    free(z);
}

const char *mk_zone_name(const struct mk_zone *z)
{
    return z->name;
}

static int32_t offset_at(const struct mk_tzif *z, int64_t utc_s)
{
    size_t low = 0, high = z->n; /* how many transitions lie at or before it */
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (z->at[mid] <= utc_s)
            low = mid + 1;
        else
            high = mid;
    }
    if (low == z->n && z->footer)
        return mk_rule_offset_s(&z->rule, utc_s);
    return z->offset_s[low ? z->type[low - 1] : 0];
}

int32_t mk_zone_offset_s(const struct mk_zone *z, int64_t us)
{
    return offset_at(&z->rules, us / MK_US - (us % MK_US < 0));
}

/* The i-th offset that the zone can have. */
static bool nth_offset(int32_t *out, const struct mk_tzif *z, size_t i)
{
    if (i < z->types)
        *out = z->offset_s[i];
    else if (i - z->types < 2)
        *out = i == z->types ? z->rule.standard_s : z->rule.daylight_s;
    else
        return false;
    return true;
}

/* Each offset that holds at the instant it leads to makes that instant one that the clock showed.
 */
static bool shown(int64_t *utc_s, bool *twice, const struct mk_tzif *z, int64_t local_s)
{
    bool found = false;
    int32_t offset;
    for (size_t i = 0; nth_offset(&offset, z, i); i++) {
        int64_t at = local_s - offset;
        if (offset_at(z, at) != offset)
            continue;
        *twice = *twice || (found && at != *utc_s);
        if (!found || at < *utc_s)
            *utc_s = at;
        found = true;
    }
    return found;
}

/* In a gap from offset a to b, the instant by b lies before it and has a, that by a has b. */
static int64_t skipped(const struct mk_tzif *z, int64_t local_s)
{
    int32_t b, a;
    for (size_t i = 0; nth_offset(&b, z, i); i++) {
        a = offset_at(z, local_s - b);
        if (a < b && offset_at(z, local_s - a) == b)
            return local_s - a;
    }
    return local_s - offset_at(z, local_s - MK_OFFSET_MOST); /* two gaps in a day */
}

bool mk_zone_to_utc(int64_t *us, bool *twice, const struct mk_zone *z, const struct mk_civil *local)
{
    int64_t utc_s;
    *twice = false;
    if (local->year < 1 || local->year > 9999 ||
        !mk_month_has(local->year, local->month, local->day) || local->hour > 23 ||
        local->minute > 59 || local->second > 59 || local->us >= MK_US)
        return false;
    int64_t local_s = mk_days(local->year, local->month, local->day) * 86400 + local->hour * 3600 +
                      local->minute * 60 + local->second;
    if (!shown(&utc_s, twice, &z->rules, local_s))
        utc_s = skipped(&z->rules, local_s);
    if (utc_s < mk_days(1, 1, 1) * 86400 || utc_s >= mk_days(10000, 1, 1) * 86400)
        return false;
    *us = utc_s * MK_US + local->us;
    return true;
}
