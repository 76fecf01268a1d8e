/*
 * Google's Timeline as Android exports it since 2024 (Settings, Location, Timeline, Export):
 * semanticSegments with visits, and rawSignals with positions. Shapes as seen in public exports;
 * the degree sign stands behind each coordinate, times carry the phone's offset.
 */
#include "host/train/document.h"
#include "parsers/base/time.h"

#define SIGNALS_MAX 5000u

struct maker {
    struct mk_document d;
    struct mk_at at;
    char zone[8];
    int64_t row;
};

/* "2025-06-03T19:46:02.000+01:00" */
static void local_iso(char out[static 40], const struct maker *m, int64_t ms)
{
    char iso[MK_ISO_MAX];
    mk_time_iso(iso, (ms + m->d.t->sc->phone.utc_offset_min * 60000) * 1000, 3);
    snprintf(out, 40, "%.23s%s", iso, m->zone);
}

static struct mk_json *tell(struct maker *m, const char *iso, int64_t ms, double lat, double lon,
                            const char *origin)
{
    struct mk_json *j = mk_true(&m->at, "location", ++m->row);
    mk_json_kv_iso(j, "time", ms * 1000, 3);
    mk_json_kv_str(j, "time_raw", iso);
    mk_json_kv_str(j, "time_unit", "iso");
    mk_json_kv_str(j, "zone", m->zone);
    mk_json_kv_str(j, "zone_origin", "stored");
    mk_true_real(j, "lat", lat);
    mk_true_real(j, "lon", lon);
    mk_json_kv_str(j, "origin", origin);
    mk_json_kv_str(j, "whose", "device");
    mk_json_kv_str(j, "meaning", "visited");
    return j;
}

/* A visit a week to each place. */
static void put_visits(struct maker *m)
{
    const struct mk_train *t = m->d.t;
    int64_t n = t->sc->weeks * (int64_t)t->sc->nplaces;
    char from[40], to[40];
    for (int64_t i = 0; i < n; i++) {
        const struct mk_place *p = &t->sc->places[(size_t)i % t->sc->nplaces];
        int64_t ms = t->now_ms - (n - i) * t->sc->weeks * 7 * 86400000 / n;
        local_iso(from, m, ms);
        local_iso(to, m, ms + 3600000);
        fprintf(
            m->d.f,
            "%s{\"startTime\":\"%s\",\"endTime\":\"%s\",\"visit\":{\"hierarchyLevel\":0,"
            "\"probability\":0.75,\"topCandidate\":{\"placeId\":\"p-%s\",\"semanticType\":"
            "\"UNKNOWN\",\"probability\":0.5,\"placeLocation\":{\"latLng\":\"%.5f°, %.5f°\"}}}}",
            i ? ",\n" : "", from, to, p->id, p->lat, p->lon);
        tell(m, from, ms, p->lat, p->lon, "visit");
        mk_true_end(&m->at);
    }
}

static void put_signals(struct maker *m, uint64_t n)
{
    char iso[40];
    for (uint64_t i = 0; i < n; i++) {
        struct mk_point_at p;
        bool gps = i % 3 == 0;
        mk_train_point(&p, m->d.t, i, n);
        local_iso(iso, m, p.ms);
        fprintf(m->d.f,
                "%s{\"position\":{\"LatLng\":\"%.5f°, %.5f°\",\"accuracyMeters\":%d,"
                "\"altitudeMeters\":%.1f,\"source\":\"%s\",\"timestamp\":\"%s\","
                "\"speedMetersPerSecond\":0.5}}",
                i ? ",\n" : "", p.lat, p.lon, gps ? 5 : 30, p.alt_m, gps ? "GPS" : "WIFI", iso);
        struct mk_json *j = tell(m, iso, p.ms, p.lat, p.lon, gps ? "gps" : "wifi");
        mk_json_kv_int(j, "accuracy_m", gps ? 5 : 30);
        mk_true_real(j, "altitude_m", p.alt_m);
        mk_true_real(j, "speed_mps", 0.5);
        mk_true_end(&m->at);
    }
}

int mk_train_timeline(struct mk_train *t, struct mk_error *e)
{
    struct maker m = { .at = { &t->whole, "google.timeline", NULL, "points" } };
    int64_t minutes = t->sc->phone.utc_offset_min, size = minutes < 0 ? -minutes : minutes;
    uint64_t n = t->o->places / 2;
    if (mk_document_open(&m.d, t, "Download/Timeline.json", e) != 0)
        return -1;
    m.at.file = m.d.where;
    snprintf(m.zone, sizeof m.zone, "%c%02d:%02d", minutes < 0 ? '-' : '+', (int)size / 60 % 24,
             (int)size % 60);
    fputs("{\"semanticSegments\":[\n", m.d.f);
    put_visits(&m);
    fputs("],\n\"rawSignals\":[\n", m.d.f);
    put_signals(&m, n < SIGNALS_MAX ? n : SIGNALS_MAX);
    fputs("]}\n", m.d.f);
    return mk_document_close(&m.d, e);
}
