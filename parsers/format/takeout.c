#include "parsers/format/takeout.h"
#include "parsers/base/time.h"
#include "parsers/format/json_points.h"
#include <stdio.h>

/* Older files have milliseconds since 1970, as text. */
static void put_time(struct mk_point *p, const json_t *o, const char *iso, const char *ms)
{
    p->time = mk_json_member(o, iso);
    if (p->time.len)
        return;
    p->time = mk_json_member(o, ms);
    p->unit = "unix_ms";
}

static const char *origin_of(struct mk_span source)
{
    static const struct {
        const char *source, *origin;
    } t[] = { { "GPS", "gps" }, { "WIFI", "wifi" }, { "CELL", "cell" } };
    for (size_t i = 0; i < sizeof t / sizeof *t; i++)
        if (mk_span_is(source, t[i].source))
            return t[i].origin;
    return "app";
}

static void take_record(struct mk_json_points *j, const json_t *o)
{
    char device[32];
    struct mk_point p = mk_point_none("record", origin_of(mk_json_member(o, "source")), "visited");
    double tag = mk_json_num(o, "deviceTag");
    mk_json_e7(&p, o, "latitudeE7", "longitudeE7");
    put_time(&p, o, "timestamp", "timestampMs");
    p.accuracy_m = mk_json_num(o, "accuracy");
    p.altitude_m = mk_json_num(o, "altitude");
    p.speed_mps = mk_json_num(o, "velocity");
    p.bearing_deg = mk_json_num(o, "heading");
    p.type = mk_json_member(o, "source");
    p.place_id = mk_json_member(o, "placeId");
    if (!isnan(tag)) {
        int n = snprintf(device, sizeof device, "%.0f", tag);
        p.device = mk_span(device, n > 0 && n < 32 ? (size_t)n : 0);
    }
    mk_json_point(j, &p);
}

/* ---- semantic history ---- */

static bool has_position(const json_t *o)
{
    return json_object_get(o, "latitudeE7") && json_object_get(o, "longitudeE7");
}

static void put_place(struct mk_point *p, const json_t *place)
{
    struct mk_span name = mk_json_member(place, "name");
    mk_json_e7(p, place, "latitudeE7", "longitudeE7");
    p->label = name.len ? name : mk_json_member(place, "address");
    p->note = name.len ? mk_json_member(place, "address") : mk_span(NULL, 0);
    p->place_id = mk_json_member(place, "placeId");
    p->type = mk_json_member(place, "semanticType");
    double confidence = mk_json_num(place, "locationConfidence");
    p->confidence = confidence >= 0 && confidence <= 100 ? confidence / 100 : NAN;
}

/* From and to; the end as ISO 8601, whatever it is stored as. */
static void put_span(struct mk_point *p, const json_t *o, char end[static MK_ISO_MAX])
{
    const json_t *duration = json_object_get(o, "duration");
    double ms = mk_json_num(duration, "endTimestampMs");
    put_time(p, duration, "startTimestamp", "startTimestampMs");
    p->end = mk_json_member(duration, "endTimestamp");
    if (!p->end.len && fabs(ms) < 253402300800e3)
        p->end = mk_span(end, mk_time_iso(end, (int64_t)ms * 1000, 3));
}

/* Where the phone was, out of which the way was drawn. */
static void take_path(struct mk_json_points *j, const json_t *o)
{
    size_t i;
    json_t *point;
    json_array_foreach(json_object_get(json_object_get(o, "simplifiedRawPath"), "points"), i, point)
    {
        struct mk_point p = mk_point_none("path", "app", "visited");
        mk_json_e7(&p, point, "latE7", "lngE7");
        put_time(&p, point, "timestamp", "timestampMs");
        p.accuracy_m = mk_json_num(point, "accuracyMeters");
        mk_json_point(j, &p);
    }
}

static void take_candidates(struct mk_json_points *j, const json_t *visit)
{
    char end[MK_ISO_MAX];
    size_t i;
    json_t *place;
    json_array_foreach(json_object_get(visit, "otherCandidateLocations"), i, place)
    {
        struct mk_point p = mk_point_none("candidate", "visit", "inferred");
        put_place(&p, place);
        put_span(&p, visit, end);
        mk_json_point(j, &p);
    }
}

static void take_visit(struct mk_json_points *j, const json_t *visit, unsigned depth)
{
    char end[MK_ISO_MAX], center[64];
    size_t i;
    json_t *child;
    struct mk_point p = mk_point_none(depth ? "child visit" : "visit", "visit", "visited");
    double lat = mk_json_num(visit, "centerLatE7") / 1e7;
    double lon = mk_json_num(visit, "centerLngE7") / 1e7;
    put_place(&p, json_object_get(visit, "location"));
    put_span(&p, visit, end);
    if (!isnan(lat) && !isnan(lon)) {
        int n = snprintf(center, sizeof center, "%.7f,%.7f", lat, lon);
        p.center = mk_span(center, n > 0 && (size_t)n < sizeof center ? (size_t)n : 0);
    }
    double confidence = mk_json_num(visit, "visitConfidence");
    if (confidence >= 0 && confidence <= 100)
        p.confidence = confidence / 100;
    p.about = mk_json_member(visit, "editConfirmationStatus");
    mk_json_point(j, &p);
    take_candidates(j, visit);
    take_path(j, visit);
    json_array_foreach(json_object_get(visit, "childVisits"), i, child) if (depth < 4)
        take_visit(j, child, depth + 1);
}

static void take_end(struct mk_json_points *j, const json_t *segment, bool start)
{
    const json_t *place = json_object_get(segment, start ? "startLocation" : "endLocation");
    const json_t *duration = json_object_get(segment, "duration");
    struct mk_point p = mk_point_none(start ? "start" : "end", "app", "visited");
    if (!has_position(place))
        return;
    put_place(&p, place);
    put_time(&p, duration, start ? "startTimestamp" : "endTimestamp",
             start ? "startTimestampMs" : "endTimestampMs");
    p.activity = mk_json_member(segment, "activityType");
    mk_json_point(j, &p);
}

/* Places on a way that nobody measured: their order is all there is. */
static void take_way(struct mk_json_points *j, const json_t *segment, const char *path,
                     const char *points)
{
    const json_t *way = json_object_get(segment, path);
    bool stops = !strcmp(points, "transitStops");
    size_t i;
    json_t *point;
    json_array_foreach(json_object_get(way, points), i, point)
    {
        struct mk_point p = mk_point_none(stops ? "stop" : "way", "app", "inferred");
        if (stops)
            put_place(&p, point);
        else
            mk_json_e7(&p, point, "latE7", "lngE7");
        p.activity = mk_json_member(segment, "activityType");
        p.about = mk_json_member(way, "source");
        mk_json_point(j, &p);
    }
}

static void take_parking(struct mk_json_points *j, const json_t *segment)
{
    const json_t *parking = json_object_get(segment, "parkingEvent");
    const json_t *place = json_object_get(parking, "location");
    struct mk_point p = mk_point_none("parking", "app", "visited");
    if (!has_position(place ? place : parking))
        return;
    put_place(&p, place ? place : parking);
    p.accuracy_m = mk_json_num(place ? place : parking, "accuracyMetres");
    put_time(&p, parking, "timestamp", "timestampMs");
    mk_json_point(j, &p);
}

static void take_object(struct mk_json_points *j, const json_t *o)
{
    const json_t *visit = json_object_get(o, "placeVisit");
    const json_t *segment = json_object_get(o, "activitySegment");
    if (visit)
        take_visit(j, visit, 0);
    else if (!segment)
        mk_grid_remark(j->g, "neither a visit nor a movement: not understood");
    if (!segment)
        return;
    if (!has_position(json_object_get(segment, "startLocation")) &&
        !has_position(json_object_get(segment, "endLocation")))
        mk_grid_remark(j->g, "movements without the places they go from and to");
    take_end(j, segment, true);
    take_way(j, segment, "waypointPath", "waypoints");
    take_way(j, segment, "transitPath", "transitStops");
    take_path(j, segment);
    take_parking(j, segment);
    take_end(j, segment, false);
}

static bool knows(struct mk_span head, struct mk_span path)
{
    (void)path;
    return mk_head_has(head, "\"timelineObjects\"") ||
           (mk_head_has(head, "\"locations\"") && mk_head_has(head, "\"latitudeE7\""));
}

static int open_takeout(struct mk_tables *out, const struct mk_file *file,
                        const struct mk_context *cx, struct mk_error *e)
{
    static const struct mk_json_section sections[] = { { "locations", true, take_record },
                                                       { "timelineObjects", false, take_object },
                                                       { 0 } };
    return mk_json_points_open(out, sections, file, cx, e);
}

const struct mk_format mk_format_takeout = { "takeout", knows, open_takeout, mk_grid_close };
