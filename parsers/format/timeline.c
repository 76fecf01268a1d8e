#include "parsers/base/time.h"
#include "parsers/format/json_points.h"
#include "parsers/format/takeout.h"
#include <stdio.h>

/* Timeline as phones keep it. Android writes "52.1°, 4.5°" and numbers, iOS "geo:52.1,4.5" and
 * numbers as texts. */

/* A position that is a text, or an object with "latLng". */
static bool put_position(struct mk_point *p, const json_t *v)
{
    struct mk_span s = json_is_string(v) ? mk_span(json_string_value(v), json_string_length(v))
                                         : mk_json_member(v, "latLng");
    if (s.len)
        mk_point_pair(p, s);
    return s.len > 0;
}

static double probability(const json_t *o)
{
    double v = mk_json_num(o, "probability");
    return v >= 0 && v <= 1 ? v : NAN;
}

static void take_visit(struct mk_json_points *j, const json_t *segment, const json_t *visit)
{
    const json_t *place = json_object_get(visit, "topCandidate");
    struct mk_point p = mk_point_none("visit", "visit", "visited");
    put_position(&p, json_object_get(place, "placeLocation"));
    p.time = mk_json_member(segment, "startTime");
    p.end = mk_json_member(segment, "endTime");
    p.place_id = mk_json_member(place, "placeId");
    if (!p.place_id.len)
        p.place_id = mk_json_member(place, "placeID");
    p.type = mk_json_member(place, "semanticType");
    p.confidence = probability(visit);
    mk_json_point(j, &p);
}

static void take_activity(struct mk_json_points *j, const json_t *segment, const json_t *activity)
{
    static const char *const ends[] = { "start", "end" };
    static const char *const times[] = { "startTime", "endTime" };
    const json_t *top = json_object_get(activity, "topCandidate");
    for (size_t i = 0; i < 2; i++) {
        struct mk_point p = mk_point_none(ends[i], "app", "visited");
        if (!put_position(&p, json_object_get(activity, ends[i])))
            continue;
        p.time = mk_json_member(segment, times[i]);
        p.activity = mk_json_member(top, "type");
        mk_json_point(j, &p);
    }
    const json_t *parking = json_object_get(activity, "parking");
    struct mk_point p = mk_point_none("parking", "app", "visited");
    if (!put_position(&p, json_object_get(parking, "location")))
        return;
    p.time = mk_json_member(parking, "startTime");
    mk_json_point(j, &p);
}

/* iOS: minutes since the segment began. */
static void put_offset(struct mk_point *p, const json_t *point, struct mk_span began,
                       char utc[static MK_ISO_MAX])
{
    struct mk_stamp t;
    double minutes = mk_json_num(point, "durationMinutesOffsetFromStartTime");
    if (isnan(minutes) || fabs(minutes) > 1e7 || !mk_time_read(&t, began))
        return;
    p->time = began;
    p->time_why = "the segment's start; the point's own time is worked out by its offset";
    if (t.zoned)
        p->utc = mk_span(utc, mk_time_iso(utc, t.us + (int64_t)(minutes * 60e6), t.digits));
}

static void take_path(struct mk_json_points *j, const json_t *segment, const json_t *path)
{
    size_t i;
    json_t *point;
    json_array_foreach(path, i, point)
    {
        char utc[MK_ISO_MAX];
        struct mk_point p = mk_point_none("path", "app", "visited");
        put_position(&p, json_object_get(point, "point"));
        p.time = mk_json_member(point, "time");
        if (!p.time.len)
            put_offset(&p, point, mk_json_member(segment, "startTime"), utc);
        mk_json_point(j, &p);
    }
}

static void take_segment(struct mk_json_points *j, const json_t *o)
{
    const json_t *visit = json_object_get(o, "visit"), *path = json_object_get(o, "timelinePath");
    const json_t *activity = json_object_get(o, "activity");
    if (visit)
        take_visit(j, o, visit);
    if (activity)
        take_activity(j, o, activity);
    if (path)
        take_path(j, o, path);
    if (!visit && !activity && !path && !json_object_get(o, "timelineMemory"))
        mk_grid_remark(j->g, "neither a visit, a movement nor a path: not understood");
}

static void take_signal(struct mk_json_points *j, const json_t *o)
{
    static const struct {
        const char *source, *origin;
    } sources[] = { { "GPS", "gps" }, { "WIFI", "wifi" }, { "CELL", "cell" } };
    const json_t *position = json_object_get(o, "position");
    struct mk_span latlng = mk_json_member(position, "LatLng");
    struct mk_point p = mk_point_none("signal", "app", "visited");
    if (!position) /* a scan or a guess of the activity: no place in it */
        return;
    p.type = mk_json_member(position, "source");
    for (size_t i = 0; i < 3; i++)
        if (mk_span_is(p.type, sources[i].source))
            p.origin = sources[i].origin;
    mk_point_pair(&p, latlng.len ? latlng : mk_json_member(position, "latLng"));
    p.time = mk_json_member(position, "timestamp");
    p.accuracy_m = mk_json_num(position, "accuracyMeters");
    p.altitude_m = mk_json_num(position, "altitudeMeters");
    p.speed_mps = mk_json_num(position, "speedMetersPerSecond");
    mk_json_point(j, &p);
}

static void take_frequent(struct mk_json_points *j, const json_t *o)
{
    struct mk_point p = mk_point_none("frequent place", "app", "inferred");
    put_position(&p, json_object_get(o, "placeLocation"));
    p.place_id = mk_json_member(o, "placeId");
    p.label = mk_json_member(o, "label");
    mk_json_point(j, &p);
}

static bool knows(struct mk_span head, struct mk_span path)
{
    (void)path;
    return mk_head_has(head, "\"semanticSegments\"") || mk_head_has(head, "\"rawSignals\"") ||
           (mk_head_has(head, "\"startTime\"") &&
            (mk_head_has(head, "\"timelinePath\"") || mk_head_has(head, "\"topCandidate\"")));
}

static int open_timeline(struct mk_tables *out, const struct mk_file *file,
                         const struct mk_context *cx, struct mk_error *e)
{
    static const struct mk_json_section sections[] = {
        { "", false, take_segment },
        { "semanticSegments", false, take_segment },
        { "rawSignals", false, take_signal },
        { "userLocationProfile.frequentPlaces", false, take_frequent },
        { 0 },
    };
    return mk_json_points_open(out, sections, file, cx, e);
}

const struct mk_format mk_format_timeline = { "timeline", knows, open_timeline, mk_grid_close };
