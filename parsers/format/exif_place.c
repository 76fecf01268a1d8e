#include "parsers/base/time.h"
#include "parsers/format/exif.h"
#include <stdio.h>
#include <strings.h>

/* The position in the GPS directory. Sources: Exif 2.32, 4.6.6. */

/* Seconds over 0 are read as none where minutes are there: degrees and minutes alone are usual. */
static bool angle(double *out, const struct mk_exif_angle *a, const char *refs)
{
    static const double unit[] = { 1, 60, 3600 };
    double v = 0;
    if (a->n == 0 || isnan(a->part[0]) || !a->ref || !strchr(refs, a->ref))
        return false;
    for (unsigned i = 0; i < a->n && i < 3; i++)
        if (!isnan(a->part[i]))
            v += a->part[i] / unit[i];
        else if (i == 1)
            return false;
    *out = a->ref == refs[1] ? -v : v;
    return true;
}

/* Why there is no position, where a part of one is; NULL when nothing is. */
static const char *missing(const struct mk_exif *x)
{
    const struct mk_exif_angle *both[] = { &x->lat, &x->lon };
    if (x->lat.n == 0 && x->lon.n == 0)
        return NULL;
    for (size_t i = 0; i < 2; i++) {
        if (both[i]->n == 0)
            return "half a position: latitude or longitude is not there";
        if (isnan(both[i]->part[0]) || (both[i]->n > 1 && isnan(both[i]->part[1])))
            return "no position: stored as a number over 0";
    }
    return "no position: north or south, east or west is not told";
}

static void put_position(struct mk_place *out, const struct mk_exif *x)
{
    if (!angle(&out->lat, &x->lat, "NS") || !angle(&out->lon, &x->lon, "EW")) {
        out->lat = out->lon = NAN;
        out->why = missing(x);
        return;
    }
    mk_place_check(out);
    if (!mk_place_is(out) || out->why)
        return;
    if (x->status == 'V')
        out->why = "the receiver had no fix (GPSStatus V)";
    else if (x->datum.len && !mk_span_starts(x->datum, mk_str("WGS-84")) &&
             !mk_span_starts(x->datum, mk_str("WGS84")) &&
             !mk_span_starts(x->datum, mk_str("WGS 84")))
        out->why = "the map datum is not WGS 84: not converted";
}

/* "K" kilometres an hour, "M" miles, "N" knots; K by default. */
static double speed_of(const struct mk_exif *x)
{
    if (x->speed_ref == 'M')
        return x->speed * 0.44704;
    return x->speed_ref == 'N' ? x->speed * 1852 / 3600 : x->speed / 3.6;
}

/* GPSDateStamp and GPSTimeStamp are UTC; without the date there is no time. */
static void put_fix(struct mk_place *out, const struct mk_exif *x)
{
    char text[64];
    const double *c = x->clock;
    if (x->nclock != 3 || !mk_exif_time_is(x->date) || x->date.len > 20 || isnan(c[0]) ||
        isnan(c[1]) || isnan(c[2]) || c[0] < 0 || c[0] > 24 || c[1] < 0 || c[1] > 60 || c[2] < 0 ||
        c[2] > 61)
        return;
    double whole = floor(c[2]), ms = floor((c[2] - whole) * 1000 + 0.5);
    int n = snprintf(text, sizeof text, "%.*s %02d:%02d:%02d", (int)x->date.len,
                     (const char *)x->date.p, (int)c[0], (int)c[1], (int)whole);
    if (ms > 0 && ms < 1000)
        n += snprintf(text + n, sizeof text - (size_t)n, ".%03d", (int)ms);
    out->fix_raw = mk_arena_copy(x->arena, mk_span(text, (size_t)n));
    out->fix_gps = x->method.len == 3 && strncasecmp((const char *)x->method.p, "gps", 3) == 0;
}

void mk_exif_place(struct mk_place *out, const struct mk_exif *x)
{
    *out = mk_place_none();
    put_position(out, x);
    if (!mk_place_is(out))
        return;
    put_fix(out, x);
    if (!isnan(x->altitude) && fabs(x->altitude) < 1e7)
        out->altitude_m = x->altitude_ref == 1 || x->altitude_ref == 3 ? -x->altitude : x->altitude;
    if (!isnan(x->speed) && x->speed >= 0)
        out->speed_mps = speed_of(x);
    if (x->track >= 0 && x->track <= 360 && x->track_ref != 'M')
        out->bearing_deg = x->track;
    if (x->direction >= 0 && x->direction <= 360)
        out->direction_deg = x->direction;
    if (x->direction_ref == 'T' || x->direction_ref == 'M')
        out->direction_ref = x->direction_ref == 'T' ? "true" : "magnetic";
    if (x->error_m > 0)
        out->accuracy_m = x->error_m;
}
