#include "parsers/base/cursor.h"
#include "parsers/base/time.h"
#include "parsers/base/zone_rules.h"

static uint8_t peek(const struct mk_cursor *c)
{
    return mk_cur_ok(c) && c->pos < c->in.len ? c->in.p[c->pos] : 0;
}

static bool take(struct mk_cursor *c, char want)
{
    if (peek(c) != (uint8_t)want)
        return false;
    c->pos++;
    return true;
}

/* A decimal number of at most three digits, up to `most`; anything else makes the cursor bad. */
static int32_t number(struct mk_cursor *c, int32_t most)
{
    int32_t v = 0;
    int n = 0;
    for (; n < 3 && peek(c) >= '0' && peek(c) <= '9'; n++)
        v = v * 10 + (mk_cur_u8(c) - '0');
    if (n == 0 || v > most)
        mk_cur_refuse(c);
    return v;
}

/* "CET", or in angle brackets "<+0330>". */
static void name(struct mk_cursor *c)
{
    bool quoted = take(c, '<');
    size_t n = 0;
    for (;; n++) {
        uint8_t b = peek(c), lower = b | 0x20;
        bool sign = (b >= '0' && b <= '9') || b == '+' || b == '-';
        if (!(lower >= 'a' && lower <= 'z') && !(quoted && sign))
            break;
        c->pos++;
    }
    if (n < 3 || (quoted && !take(c, '>')))
        mk_cur_refuse(c);
}

/* [+|-]hh[:mm[:ss]] */
static int32_t clock_s(struct mk_cursor *c, int32_t hours)
{
    bool minus = take(c, '-');
    if (!minus)
        take(c, '+');
    int32_t s = number(c, hours) * 3600;
    if (take(c, ':'))
        s += number(c, 59) * 60;
    if (take(c, ':'))
        s += number(c, 59);
    return minus ? -s : s;
}

static void date(struct mk_rule_date *out, struct mk_cursor *c)
{
    *out = (struct mk_rule_date){ .form = 'N', .time_s = 2 * 3600 };
    if (!take(c, ','))
        mk_cur_refuse(c);
    if (take(c, 'M')) {
        out->form = 'M';
        out->month = (uint8_t)number(c, 12);
        bool dots = take(c, '.');
        out->week = (uint8_t)number(c, 5);
        dots = take(c, '.') && dots;
        out->day = (uint16_t)number(c, 6);
        if (!dots || !out->month || !out->week)
            mk_cur_refuse(c);
    } else {
        out->form = take(c, 'J') ? 'J' : 'N';
        out->day = (uint16_t)number(c, 365);
        if (out->form == 'J' && out->day == 0)
            mk_cur_refuse(c);
    }
    if (take(c, '/'))
        out->time_s = clock_s(c, 167);
}

bool mk_rule_parse(struct mk_rule *out, struct mk_span text)
{
    struct mk_cursor c = mk_cur(text);
    *out = (struct mk_rule){ 0 };
    name(&c);
    out->standard_s = -clock_s(&c, 24); /* POSIX counts west of Greenwich */
    if (mk_cur_left(&c)) {
        out->daylight = true;
        name(&c);
        out->daylight_s = out->standard_s + 3600;
        if (peek(&c) != ',')
            out->daylight_s = -clock_s(&c, 24);
        date(&out->start, &c);
        date(&out->end, &c);
    }
    return mk_cur_ok(&c) && mk_cur_left(&c) == 0;
}

static bool is_leap(int64_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

/* Seconds since 1970 of that date in that year, on the local clock. */
static int64_t date_s(const struct mk_rule_date *d, int64_t year)
{
    int64_t day = mk_days(year, 1, 1) + d->day;
    if (d->form == 'J') {
        day -= !(is_leap(year) && d->day >= 60);
    } else if (d->form == 'M') {
        int64_t first = mk_days(year, d->month, 1);
        int64_t next = mk_days(year + d->month / 12, d->month % 12 + 1u, 1);
        int64_t weekday = ((first + 4) % 7 + 7) % 7; /* 1970-01-01 was a Thursday */
        day = first + (d->day - weekday + 7) % 7 + (d->week - 1) * 7;
        if (day >= next) /* week 5 stands for the last one */
            day -= 7;
    }
    return day * 86400 + d->time_s;
}

int32_t mk_rule_offset_s(const struct mk_rule *r, int64_t utc_s)
{
    int64_t local = utc_s + r->standard_s, year;
    unsigned month, day;
    if (!r->daylight)
        return r->standard_s;
    mk_date(local / 86400 - (local % 86400 < 0), &year, &month, &day);
    int64_t start = date_s(&r->start, year) - r->standard_s;
    int64_t end = date_s(&r->end, year) - r->daylight_s;
    bool in = start < end ? utc_s >= start && utc_s < end : utc_s >= start || utc_s < end;
    return in ? r->daylight_s : r->standard_s;
}
