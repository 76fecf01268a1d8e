/* Places, and whether the phone was near one at a time. */
#include "host/case/views.h"
#include "host/viewer/desk.h"
#include "parsers/base/time.h"
#include <math.h>

#define NEAR_MAX  2000u     /* positions that are weighed */
#define NEAR_SHOW 100u      /* reasons and records that are told */
#define EARTH_M   6371008.8 /* mean radius (IUGG) */
#define ROUND     0.006 /* how far a sphere is off the WGS 84 ellipsoid at most, of a distance */
/* A stated accuracy holds the true position two times out of three (Android's Location,
 * getAccuracy): three times that is what a contradiction has to leave. Nor may it hang on how fast
 * somebody went: no passenger aircraft is faster over ground than this. */
#define SURE_OF   3.0
#define SPEED_M_S 300.0

static void put_part(struct mk_json *j, const char *name, struct mk_span text)
{
    mk_json_key(j, name);
    if (text.len)
        mk_json_text(j, text);
    else
        mk_json_null(j);
}

struct put {
    struct mk_json *j;
    uint32_t n;
    int64_t last, last_us;
};

static int put_place(void *u, const struct mk_place *x, struct mk_error *e)
{
    struct put *p = u;
    struct mk_json *j = p->j;
    (void)e;
    mk_json_open(j, '{');
    mk_json_kv_int(j, "id", x->id);
    mk_json_kv_int(j, "bundle", x->bundle);
    mk_json_kv_str(j, "kind", "location");
    mk_json_key(j, "lat");
    mk_json_real(j, x->lat);
    mk_json_key(j, "lon");
    mk_json_real(j, x->lon);
    mk_json_key(j, "accuracy_m");
    mk_json_real(j, x->accuracy_m < 0 ? NAN : x->accuracy_m); /* null */
    mk_put_us(j, "time_us", x->time_us);
    mk_put_us(j, "until_us", x->until_us);
    put_part(j, "origin", x->origin);
    put_part(j, "meaning", x->meaning);
    put_part(j, "whose", x->whose);
    put_part(j, "label", x->label);
    mk_json_close(j, '}');
    p->n++;
    p->last = x->id;
    p->last_us = x->time_us;
    return 0;
}

static void read_box(struct mk_places *p, struct mk_ask *a)
{
    static const double limit[] = { 180, 90, 180, 90 };
    const json_t *box = json_object_get(a->members, "box");
    double v[4] = { 0 };
    if (!box)
        return;
    bool good = json_is_array(box) && json_array_size(box) == 4;
    for (size_t i = 0; good && i < 4; i++) {
        v[i] = json_number_value(json_array_get(box, i));
        good = json_is_number(json_array_get(box, i)) && fabs(v[i]) <= limit[i];
    }
    if (!good || v[1] > v[3])
        mk_ask_wrong(a, "box", "west, south, east, north in degrees");
    p->boxed = true;
    p->west = v[0];
    p->south = v[1];
    p->east = v[2];
    p->north = v[3];
}

int mk_desk_places(struct mk_desk *d, struct mk_ask *a, struct mk_json *j)
{
    struct mk_places q = {
        .bundle = mk_ask_bundle(a),
        .from_us = mk_ask_from(a),
        .until_us = mk_ask_until(a),
        .origin = mk_ask_text(a, "origin"),
        .meaning = mk_ask_text(a, "meaning"),
        .after_us = INT64_MIN,
        .limit = mk_ask_limit(a),
    };
    struct put p = { .j = j };
    int64_t after[2];
    uint64_t without = 0;
    read_box(&q, a);
    if (mk_ask_after(a, after, 2)) {
        q.after_us = after[0];
        q.after = after[1];
    }
    if (a->bad)
        return -1;
    mk_json_key(j, "places");
    mk_json_open(j, '[');
    int rc = mk_case_places(d->c, &q, put_place, &p, a->e);
    mk_json_close(j, ']');
    mk_put_next(j, p.n == q.limit, (const int64_t[]){ p.last_us, p.last }, 2);
    rc = rc ? rc : mk_case_placeless(&without, d->c, q.bundle, a->e);
    mk_json_kv_uint(j, "without_place", without);
    return rc;
}

/* ---- near ---- */

struct near {
    struct mk_json *j;
    double lat, lon, radius_m;
    int64_t time_us;
    int64_t bundle; /* whose positions decide; 0: none yet */
    bool several;
    uint32_t all, supports, excludes, undecided, others, told;
    int64_t ids[NEAR_SHOW];
};

/* Along a great circle (haversine), in metres. */
static double distance(double lat1, double lon1, double lat2, double lon2)
{
    const double rad = 3.14159265358979323846 / 180;
    double a = sin((lat2 - lat1) * rad / 2), b = sin((lon2 - lon1) * rad / 2);
    double h = a * a + cos(lat1 * rad) * cos(lat2 * rad) * b * b;
    return 2 * EARTH_M * asin(sqrt(h < 1 ? h : 1));
}

/* Seconds from the time that is asked for: 0 within a stay. */
static double apart_s(const struct near *q, const struct mk_place *x)
{
    int64_t until = x->until_us != INT64_MIN ? x->until_us : x->time_us;
    if (q->time_us >= x->time_us && q->time_us <= until)
        return 0;
    return (double)(q->time_us < x->time_us ? x->time_us - q->time_us : q->time_us - until) / 1e6;
}

enum verdict { SUPPORTS, EXCLUDES, NOT_FAR, WIDE, NO_ACCURACY, NOT_DEVICE };
static const struct {
    const char *code, *text;
} verdicts[] = {
    [SUPPORTS] = { "supports", "the phone holds a position of its own whose circle of accuracy "
                               "lies wholly within the distance asked for" },
    [EXCLUDES] = { "excludes", "the phone holds a position of its own that lies outside of the "
                               "distance asked for by more than three times its accuracy and than "
                               "300 metres for each second between" },
    [NOT_FAR] = { "not-far",
                  "this position lies outside of the distance asked for, but three times "
                  "its accuracy, or the time between, let the phone have been there: it "
                  "decides nothing" },
    [WIDE] = { "wide", "the circle of accuracy reaches both into and out of the distance asked "
                       "for: it decides nothing" },
    [NO_ACCURACY] = { "unknown-accuracy", "the source says no accuracy: how far off the position "
                                          "may be is not known, and it decides nothing" },
    [NOT_DEVICE] = { "not-device", "this is not where the phone says that it was (searched for, "
                                   "shared, of a picture, or whose is not known): it decides "
                                   "nothing" },
};

static enum verdict judge(const struct near *q, const struct mk_place *x, double d)
{
    if (!mk_span_is(x->whose, "device") || !mk_span_is(x->meaning, "visited"))
        return NOT_DEVICE;
    if (x->accuracy_m < 0)
        return NO_ACCURACY;
    if (d * (1 + ROUND) + x->accuracy_m <= q->radius_m)
        return SUPPORTS;
    double beyond = d * (1 - ROUND) - q->radius_m;
    if (beyond > SURE_OF * x->accuracy_m + SPEED_M_S * apart_s(q, x))
        return EXCLUDES;
    return beyond > x->accuracy_m ? NOT_FAR : WIDE;
}

static void tell(struct near *q, const struct mk_place *x, enum verdict v, double d)
{
    struct mk_json *j = q->j;
    q->ids[q->told++] = x->id;
    mk_json_open(j, '{');
    mk_json_kv_str(j, "code", verdicts[v].code);
    mk_json_kv_int(j, "id", x->id);
    mk_json_key(j, "distance_m");
    mk_json_real(j, floor(d * 10 + 0.5) / 10);
    if (x->accuracy_m >= 0) {
        mk_json_key(j, "accuracy_m");
        mk_json_real(j, x->accuracy_m);
    }
    mk_json_kv_int(j, "time_us", x->time_us);
    mk_json_key(j, "apart_s");
    mk_json_real(j, apart_s(q, x));
    mk_json_kv_str(j, "text", verdicts[v].text);
    mk_json_close(j, '}');
}

static int weigh(void *u, const struct mk_place *x, struct mk_error *e)
{
    struct near *q = u;
    double d = distance(q->lat, q->lon, x->lat, x->lon);
    enum verdict v = judge(q, x, d);
    (void)e;
    q->all++;
    if (v == SUPPORTS || v == EXCLUDES) {
        q->several = q->several || (q->bundle && q->bundle != x->bundle);
        q->bundle = x->bundle;
    }
    q->supports += v == SUPPORTS;
    q->excludes += v == EXCLUDES;
    q->undecided += v == NOT_FAR || v == WIDE || v == NO_ACCURACY;
    q->others += v == NOT_DEVICE;
    if (q->told < NEAR_SHOW)
        tell(q, x, v, d);
    return 0;
}

static void conclude(struct mk_json *j, const char *code, const char *text)
{
    mk_json_open(j, '{');
    mk_json_kv_str(j, "code", code);
    mk_json_kv_str(j, "text", text);
    mk_json_close(j, '}');
}

/* The answer; what stands behind it that no single position tells goes to the reasons. */
static const char *decide(const struct near *q)
{
    if (q->all >= NEAR_MAX) {
        conclude(q->j, "too-many",
                 "there are more positions within this time than are weighed: "
                 "ask for a shorter one");
        return "no-data";
    }
    if (q->several) {
        conclude(q->j, "several-phones",
                 "several phones hold positions within this time: ask of "
                 "one of them");
        return "no-data";
    }
    if (q->supports && q->excludes) {
        conclude(q->j, "conflict",
                 "positions within this time support it and contradict it: the "
                 "phone moved, or the source errs; ask for a shorter time");
        return "no-data";
    }
    if (q->supports || q->excludes) {
        conclude(q->j, "limits",
                 "the circle is the accuracy that the phone stated, for most phones the radius "
                 "that holds the true position two times out of three; it is where the phone was, "
                 "not who carried it");
        return q->supports ? "supported" : "contradicted";
    }
    if (q->undecided || q->others)
        conclude(q->j, "undecided", "no position within this time decides it");
    else
        conclude(q->j, "nothing",
                 "the phone holds no position within this time, which says "
                 "nothing about where it was");
    return "no-data";
}

static int put_records(struct mk_desk *d, const struct near *q, struct mk_error *e)
{
    struct mk_puts puts = { .d = d, .j = q->j };
    mk_json_key(q->j, "records");
    mk_json_open(q->j, '[');
    for (uint32_t i = 0; i < q->told; i++)
        if (mk_case_one(d->c, q->ids[i], mk_put_record_of_case, &puts, e) < 0)
            return -1;
    mk_json_close(q->j, ']');
    return 0;
}

int mk_desk_near(struct mk_desk *d, struct mk_ask *a, struct mk_json *j)
{
    struct near q = { .j = j };
    int64_t bundle = mk_ask_bundle(a);
    q.lat = mk_ask_real(a, "lat", -90, 90);
    q.lon = mk_ask_real(a, "lon", -180, 180);
    q.radius_m = mk_ask_real(a, "radius_m", 0, 1e6);
    if (!json_object_get(a->members, "time_us"))
        mk_ask_wrong(a, "time_us", "has to be there");
    /* within the years that a time can be in, so that no window leaves them */
    q.time_us = mk_ask_int(a, "time_us", INT64_MIN / 2, INT64_MAX / 2, 0);
    int64_t window = mk_ask_int(a, "window_s", 0, 86400LL * 366, 900) * MK_US;
    if (a->bad)
        return -1;
    mk_json_key(j, "why");
    mk_json_open(j, '[');
    if (mk_case_around(d->c, bundle, q.time_us - window, q.time_us + window, NEAR_MAX, weigh, &q,
                       a->e) != 0)
        return -1;
    const char *answer = decide(&q);
    mk_json_close(j, ']');
    mk_json_kv_str(j, "answer", answer);
    return put_records(d, &q, a->e);
}
