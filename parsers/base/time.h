#ifndef MK_TIME_H
#define MK_TIME_H

#include "parsers/base/span.h"

/* Time is int64_t microseconds since 1970-01-01 UTC, proleptic Gregorian calendar. */
#define MK_US      1000000LL
#define MK_ISO_MAX 40 /* room for any mk_time_iso() text */

/*
 * Writes ISO 8601 in UTC with `digits` (0, 3 or 6) digits of fraction and a Z;
 * years outside 0..9999 get their sign and as many digits as they need.
 * Returns the length; out is NUL-ended.
 */
size_t mk_time_iso(char out[static MK_ISO_MAX], int64_t us, int digits);

/* Reads YYYY-MM-DDThh:mm:ss[.ffffff](Z|+hh:mm|-hh:mm); false for anything else. */
bool mk_time_parse(int64_t *us, struct mk_span s);

/* A time as a text says it, with or without a zone. */
struct mk_stamp {
    int64_t us; /* UTC where `zoned`; otherwise what the wall clock showed, counted as if UTC */
    int32_t offset_s; /* east of UTC, where `zoned` */
    uint8_t digits;   /* of fraction, as many as mk_time_iso() needs: 0, 3 or 6 */
    bool zoned;
};
/* Reads ISO 8601 as programs write it: a space for the T, seconds or the zone left out, a zone as
 * +hh:mm, +hhmm or +hh, any number of digits of fraction (cut to microseconds), a leap second
 * (which becomes the second after it). False for anything else; dates alone are no time. */
bool mk_time_read(struct mk_stamp *out, struct mk_span s);

/* Days since 1970-01-01 of a date in the proleptic Gregorian calendar. */
int64_t mk_days(int64_t year, unsigned month, unsigned day);

/* The other way round. */
void mk_date(int64_t days, int64_t *year, unsigned *month, unsigned *day);
/* Whether that month is one, and has that day. */
bool mk_month_has(int year, int month, int day);

/* Whether it lies in the years 1 to 9999: what is outside of them is no time that anybody had. */
bool mk_time_in_range(int64_t us);

/* A stored number in units of num/den microseconds since epoch_us; false when out of range. */
bool mk_time_scale(int64_t *us, int64_t stored, int64_t num, int64_t den, int64_t epoch_us);

#endif
