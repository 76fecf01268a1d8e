#include "parsers/base/time.h"

/* Howard Hinnant's days_from_civil / civil_from_days, in 400-year eras that start in March. */
int64_t mk_days(int64_t year, unsigned month, unsigned day)
{
    year -= month <= 2;
    int64_t era = (year >= 0 ? year : year - 399) / 400;
    int64_t yoe = year - era * 400;
    int64_t doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

void mk_date(int64_t days, int64_t *year, unsigned *month, unsigned *day)
{
    days += 719468;
    int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    int64_t doe = days - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153;
    *day = (unsigned)(doy - (153 * mp + 2) / 5 + 1);
    *month = (unsigned)(mp < 10 ? mp + 3 : mp - 9);
    *year = yoe + era * 400 + (*month <= 2);
}

static char *digits_of(char *p, uint64_t v, int least)
{
    char tmp[20];
    int n = 0;
    do
        tmp[n++] = (char)('0' + v % 10);
    while (v /= 10);
    while (n < least)
        tmp[n++] = '0';
    while (n)
        *p++ = tmp[--n];
    return p;
}

size_t mk_time_iso(char out[static MK_ISO_MAX], int64_t us, int digits)
{
    int64_t secs = us / MK_US - (us % MK_US < 0), frac = us % MK_US;
    int64_t days = secs / 86400 - (secs % 86400 < 0), year;
    uint64_t sod = (uint64_t)(secs - days * 86400);
    unsigned month, day;
    char *p = out;
    frac += frac < 0 ? MK_US : 0;
    mk_date(days, &year, &month, &day);
    if (year < 0 || year > 9999)
        *p++ = year < 0 ? '-' : '+';
    p = digits_of(p, (uint64_t)(year < 0 ? -year : year), 4);
    *p++ = '-';
    p = digits_of(p, month, 2);
    *p++ = '-';
    p = digits_of(p, day, 2);
    *p++ = 'T';
    p = digits_of(p, sod / 3600, 2);
    *p++ = ':';
    p = digits_of(p, sod / 60 % 60, 2);
    *p++ = ':';
    p = digits_of(p, sod % 60, 2);
    if (digits > 0) {
        *p++ = '.';
        p = digits_of(p, (uint64_t)(digits == 3 ? frac / 1000 : frac), digits == 3 ? 3 : 6);
    }
    *p++ = 'Z';
    *p = 0;
    return (size_t)(p - out);
}

/* Exactly n digits at *at; -1 when they are not there. */
static int take_digits(struct mk_span s, size_t *at, size_t n)
{
    int v = 0;
    if (s.len - *at < n)
        return -1;
    for (size_t i = 0; i < n; i++) {
        uint8_t c = s.p[*at + i];
        if (c < '0' || c > '9')
            return -1;
        v = v * 10 + (c - '0');
    }
    *at += n;
    return v;
}

static bool take(struct mk_span s, size_t *at, char c)
{
    if (*at >= s.len || s.p[*at] != (uint8_t)c)
        return false;
    ++*at;
    return true;
}

static bool take_fraction(struct mk_span s, size_t *at, int64_t *us)
{
    int64_t unit = MK_US / 10;
    size_t first = *at;
    *us = 0;
    for (; *at < s.len && s.p[*at] >= '0' && s.p[*at] <= '9'; ++*at, unit /= 10)
        *us += (s.p[*at] - '0') * unit;
    return *at > first;
}

/* "Z", or hours and minutes; `loose`: also +hhmm and +hh. */
static bool take_offset(struct mk_span s, size_t *at, bool loose, int32_t *secs)
{
    bool minus;
    int m = 0;
    *secs = 0;
    if (take(s, at, 'Z') || (loose && take(s, at, 'z')))
        return true;
    minus = take(s, at, '-');
    if (!minus && !take(s, at, '+'))
        return false;
    int h = take_digits(s, at, 2);
    bool colon = take(s, at, ':');
    if (!colon && !loose)
        return false;
    if (colon || *at < s.len)
        m = take_digits(s, at, 2);
    *secs = (h * 3600 + m * 60) * (minus ? -1 : 1);
    return h >= 0 && h < 24 && m >= 0 && m < 60;
}

bool mk_month_has(int year, int month, int day)
{
    static const uint8_t len[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return month >= 1 && month <= 12 && day >= 1 && day <= len[month - 1] - (month == 2 && !leap);
}

static bool take_date(struct mk_span s, size_t *at, int64_t *days)
{
    int year = take_digits(s, at, 4);
    bool ok = take(s, at, '-');
    int month = take_digits(s, at, 2);
    ok = take(s, at, '-') && ok;
    int day = take_digits(s, at, 2);
    if (!ok || year < 0 || !mk_month_has(year, month, day))
        return false;
    *days = mk_days(year, (unsigned)month, (unsigned)day);
    return true;
}

static bool take_clock(struct mk_span s, size_t *at, bool loose, int64_t *secs)
{
    int h = take_digits(s, at, 2);
    bool ok = take(s, at, ':');
    int m = take_digits(s, at, 2), sec = 0;
    if (take(s, at, ':'))
        sec = take_digits(s, at, 2);
    else
        ok = ok && loose;
    *secs = h * 3600 + m * 60 + sec;
    return ok && h >= 0 && h < 24 && m >= 0 && m < 60 && sec >= 0 && sec < 60 + loose;
}

static bool read_stamp(struct mk_stamp *out, struct mk_span s, bool loose)
{
    size_t at = 0, point;
    int64_t days, secs, frac = 0;
    *out = (struct mk_stamp){ 0 };
    if (!take_date(s, &at, &days))
        return false;
    if (!take(s, &at, 'T') && (!loose || !(take(s, &at, ' ') || take(s, &at, 't'))))
        return false;
    if (!take_clock(s, &at, loose, &secs))
        return false;
    point = at;
    if ((take(s, &at, '.') || (loose && take(s, &at, ','))) && !take_fraction(s, &at, &frac))
        return false;
    if (at > point)
        out->digits = at - point <= 4 ? 3 : 6;
    out->zoned = !loose || at < s.len;
    if (out->zoned && !take_offset(s, &at, loose, &out->offset_s))
        return false;
    out->us = (days * 86400 + secs - out->offset_s) * MK_US + frac;
    return at == s.len;
}

bool mk_time_parse(int64_t *us, struct mk_span s)
{
    struct mk_stamp t;
    if (!read_stamp(&t, s, false))
        return false;
    *us = t.us;
    return true;
}

bool mk_time_read(struct mk_stamp *out, struct mk_span s)
{
    return read_stamp(out, s, true);
}

#define YEAR_1     (-62135596800LL * MK_US)
#define YEAR_10000 (253402300800LL * MK_US)

bool mk_time_in_range(int64_t us)
{
    return us >= YEAR_1 && us < YEAR_10000;
}

bool mk_time_scale(int64_t *us, int64_t stored, int64_t num, int64_t den, int64_t epoch_us)
{
    int64_t v;
    if (__builtin_mul_overflow(stored, num, &v))
        return false;
    v = v / den - (v % den < 0); /* towards the past, also before the epoch */
    return !__builtin_add_overflow(v, epoch_us, us);
}
