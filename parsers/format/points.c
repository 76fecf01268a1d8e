#include "parsers/format/points.h"
#include "parsers/base/decimal.h"
#include "parsers/base/time.h"
#include "parsers/format/local_time.h"

enum {
    KIND,
    LAT,
    LON,
    ALTITUDE,
    ACCURACY,
    SPEED,
    BEARING,
    CONFIDENCE,
    TIME,
    TIME_RAW,
    TIME_UNIT,
    ZONE,
    ZONE_ORIGIN,
    END,
    LABEL,
    PLACE_ID,
    TRACK,
    NOTE,
    DEVICE,
    ACTIVITY,
    TYPE,
    CENTER,
    ABOUT,
    ORIGIN,
    MEANING,
    COLUMNS
};
static const char *const columns[COLUMNS + 1] = {
    [KIND] = "kind",
    [LAT] = "lat",
    [LON] = "lon",
    [ALTITUDE] = "altitude_m",
    [ACCURACY] = "accuracy_m",
    [SPEED] = "speed_mps",
    [BEARING] = "bearing_deg",
    [CONFIDENCE] = "confidence",
    [TIME] = "time",
    [TIME_RAW] = "time_raw",
    [TIME_UNIT] = "time_unit",
    [ZONE] = "zone",
    [ZONE_ORIGIN] = "zone_origin",
    [END] = "end",
    [LABEL] = "label",
    [PLACE_ID] = "place_id",
    [TRACK] = "track",
    [NOTE] = "note",
    [DEVICE] = "device",
    [ACTIVITY] = "activity",
    [TYPE] = "type",
    [CENTER] = "center",
    [ABOUT] = "about",
    [ORIGIN] = "origin",
    [MEANING] = "meaning",
};
const struct mk_grid_table mk_point_tables[] = { { "points", columns }, { NULL, NULL } };

struct mk_point mk_point_none(const char *kind, const char *origin, const char *meaning)
{
    struct mk_point p = { .kind = kind, .origin = origin, .meaning = meaning, .unit = "iso" };
    p.lat = p.lon = p.altitude_m = p.accuracy_m = p.speed_mps = p.bearing_deg = p.confidence = NAN;
    return p;
}

struct mk_span mk_local_name(struct mk_span name)
{
    const uint8_t *colon = name.len ? memrchr(name.p, ':', name.len) : NULL;
    return colon ? mk_span_from(name, (size_t)(colon - name.p) + 1) : name;
}

static bool skip(struct mk_span *s, const char *text)
{
    if (!mk_span_starts(*s, mk_str(text)))
        return false;
    *s = mk_span_from(*s, strlen(text));
    return true;
}

void mk_point_pair(struct mk_point *p, struct mk_span s)
{
    struct mk_span rest = s;
    double lat, lon;
    skip(&rest, "geo:");
    size_t n = mk_decimal_at(&lat, rest);
    rest = mk_span_from(rest, n);
    skip(&rest, "\xc2\xb0"); /* U+00B0, degrees */
    bool comma = n && skip(&rest, ",");
    while (skip(&rest, " "))
        ;
    size_t m = comma ? mk_decimal_at(&lon, rest) : 0;
    rest = mk_span_from(rest, m);
    skip(&rest, "\xc2\xb0");
    if (!m || (rest.len && *rest.p != ';')) { /* "geo:1,2;u=35": RFC 5870 */
        p->lat_raw = s;
        return;
    }
    p->lat = lat;
    p->lon = lon;
}

static void put_text(struct mk_grid *g, size_t column, struct mk_span s)
{
    if (s.len)
        mk_grid_text(g, column, s);
}

static void put_real(struct mk_grid *g, size_t column, double v)
{
    if (!isnan(v))
        mk_grid_real(g, column, v);
}

static void put_degrees(struct mk_grid *g, size_t column, double v, struct mk_span raw)
{
    if (isnan(v))
        put_text(g, column, raw);
    else
        mk_grid_real(g, column, v);
}

static void put_zone(struct mk_grid *g, const struct mk_local_time *t)
{
    put_text(g, TIME, mk_str(t->utc));
    put_text(g, ZONE, mk_str(t->zone));
    put_text(g, ZONE_ORIGIN, mk_str(t->zone_origin));
}

static void put_ms(struct mk_grid *g, const struct mk_point *p)
{
    char out[MK_ISO_MAX];
    double ms;
    if (mk_decimal_all(&ms, p->time) && fabs(ms) < 253402300800e3)
        mk_grid_text(g, TIME, mk_span(out, mk_time_iso(out, (int64_t)ms * 1000, 3)));
}

static void put_time(struct mk_grid *g, const struct mk_point *p, const struct mk_zone *zone)
{
    struct mk_local_time t = { 0 };
    const char *why = p->time_why;
    put_text(g, TIME_RAW, p->time);
    put_text(g, TIME_UNIT, p->time.len ? mk_str(p->unit) : mk_span(NULL, 0));
    if (p->utc.len) {
        mk_grid_text(g, TIME, p->utc);
    } else if (!strcmp(p->unit, "unix_ms")) {
        put_ms(g, p);
    } else if (p->time.len && !strcmp(p->unit, "iso")) {
        struct mk_stamp stamp;
        const char *odd = "no date and time";
        if (mk_time_read(&stamp, p->time)) {
            odd = mk_local_time_of(&t, &stamp, p->utc_by_rule, zone);
            put_zone(g, &t);
            if (!stamp.zoned && p->utc_by_rule)
                mk_grid_remark(g, "times without a zone are read as UTC, as the format says");
        }
        why = why ? why : odd;
    }
    if (why)
        mk_grid_doubt(g, TIME_RAW, why);
}

void mk_point_put(struct mk_grid *g, const struct mk_point *p, const struct mk_zone *zone)
{
    mk_grid_row(g, 0, p->row);
    mk_grid_text(g, KIND, mk_str(p->kind));
    put_degrees(g, LAT, p->lat, p->lat_raw);
    put_degrees(g, LON, p->lon, p->lon_raw);
    put_real(g, ALTITUDE, p->altitude_m);
    put_real(g, ACCURACY, p->accuracy_m);
    put_real(g, SPEED, p->speed_mps);
    put_real(g, BEARING, p->bearing_deg);
    put_real(g, CONFIDENCE, p->confidence);
    put_time(g, p, zone);
    put_text(g, END, p->end);
    put_text(g, LABEL, p->label);
    put_text(g, PLACE_ID, p->place_id);
    put_text(g, TRACK, p->track);
    put_text(g, NOTE, p->note);
    put_text(g, DEVICE, p->device);
    put_text(g, ACTIVITY, p->activity);
    put_text(g, TYPE, p->type);
    put_text(g, CENTER, p->center);
    put_text(g, ABOUT, p->about);
    put_text(g, ORIGIN, mk_str(p->origin));
    put_text(g, MEANING, mk_str(p->meaning));
}
