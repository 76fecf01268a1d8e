#include "parsers/format/place.h"
#include "parsers/base/decimal.h"

void mk_place_check(struct mk_place *p)
{
    if (!mk_place_is(p))
        return;
    if (!(fabs(p->lat) <= 90 && fabs(p->lon) <= 180))
        p->why = "latitude or longitude out of range";
    else if (fpclassify(p->lat) == FP_ZERO && fpclassify(p->lon) == FP_ZERO)
        p->why = "0, 0: what is written without a fix";
    else
        return;
    p->lat = p->lon = NAN;
}

/* A signed number at *at; *whole tells how many digits stand before the point. */
static bool take_signed(double *out, size_t *whole, struct mk_span s, size_t *at)
{
    struct mk_span rest = mk_span_from(s, *at);
    if (!rest.len || (*rest.p != '+' && *rest.p != '-'))
        return false;
    size_t n = mk_decimal_at(out, rest);
    for (*whole = 0; *whole + 1 < n && rest.p[*whole + 1] >= '0' && rest.p[*whole + 1] <= '9';)
        ++*whole;
    *at += n;
    return n > 0;
}

/* D, DM or DMS by the number of digits; `d` are those of whole degrees. */
static bool degrees(double *v, size_t whole, size_t d)
{
    double sign = *v < 0 ? -1 : 1, x = fabs(*v);
    if (whole <= d)
        return true;
    if (whole == d + 2)
        *v = sign * (floor(x / 100) + fmod(x, 100) / 60);
    else if (whole == d + 4)
        *v = sign * (floor(x / 10000) + floor(fmod(x, 10000) / 100) / 60 + fmod(x, 100) / 3600);
    return whole == d + 2 || whole == d + 4;
}

bool mk_place_iso6709(struct mk_place *p, struct mk_span s)
{
    double lat, lon, alt;
    size_t at = 0, whole;
    if (!take_signed(&lat, &whole, s, &at) || !degrees(&lat, whole, 2) ||
        !take_signed(&lon, &whole, s, &at) || !degrees(&lon, whole, 3))
        return false;
    p->lat = lat;
    p->lon = lon;
    if (take_signed(&alt, &whole, s, &at))
        p->altitude_m = alt;
    mk_place_check(p);
    return true;
}
