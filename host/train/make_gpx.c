/* Where the phone was as a tracker wrote it, and places that were marked: GPX 1.1
 * (topografix.com/GPX/1/1) and KML 2.2 (OGC 07-147r2). */
#include "host/train/document.h"
#include "parsers/base/time.h"

#define POINTS_MAX 5000u

static struct mk_json *tell(const struct mk_at *at, int64_t row, double lat, double lon,
                            const char *origin, const char *meaning)
{
    struct mk_json *j = mk_true(at, "location", row);
    mk_true_real(j, "lat", lat);
    mk_true_real(j, "lon", lon);
    mk_json_kv_str(j, "origin", origin);
    mk_json_kv_str(j, "whose", "unknown");
    mk_json_kv_str(j, "meaning", meaning);
    return j;
}

static void tell_time(struct mk_json *j, const char *iso, int64_t ms)
{
    mk_json_kv_iso(j, "time", ms * 1000, 0);
    mk_json_kv_str(j, "time_raw", iso);
    mk_json_kv_str(j, "time_unit", "iso");
}

static int64_t put_waypoints(struct mk_document *d, const struct mk_at *at)
{
    const struct mk_scenario *sc = d->t->sc;
    for (size_t i = 0; i < sc->nplaces; i++) {
        const struct mk_place *p = &sc->places[i];
        fprintf(d->f, "<wpt lat=\"%.5f\" lon=\"%.5f\"><name>", p->lat, p->lon);
        mk_document_xml(d, p->name);
        fputs("</name></wpt>\n", d->f);
        struct mk_json *j = tell(at, (int64_t)i + 1, p->lat, p->lon, "app", "saved");
        mk_json_kv_str(j, "label", p->name);
        mk_true_end(at);
    }
    return (int64_t)sc->nplaces;
}

int mk_train_gpx(struct mk_train *t, struct mk_error *e)
{
    struct mk_document d;
    uint64_t n = t->o->places < POINTS_MAX ? t->o->places : POINTS_MAX;
    char iso[MK_ISO_MAX];
    if (mk_document_open(&d, t, "Documents/tracks/weeks.gpx", e) != 0)
        return -1;
    struct mk_at at = { &t->whole, "gpx", d.where, "points" };
    fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<gpx version=\"1.1\" creator=\"Moka "
          "exercise\" "
          "xmlns=\"http://www.topografix.com/GPX/1/1\">\n",
          d.f);
    int64_t row = put_waypoints(&d, &at);
    fputs("<trk><name>weeks</name><trkseg>\n", d.f);
    for (uint64_t i = 0; i < n; i++) {
        struct mk_point_at p;
        mk_train_point(&p, t, i, n);
        mk_time_iso(iso, p.ms * 1000, 0);
        fprintf(d.f, "<trkpt lat=\"%.5f\" lon=\"%.5f\"><ele>%.1f</ele><time>%s</time></trkpt>\n",
                p.lat, p.lon, p.alt_m, iso);
        struct mk_json *j = tell(&at, ++row, p.lat, p.lon, "gps", "visited");
        mk_true_real(j, "altitude_m", p.alt_m);
        tell_time(j, iso, p.ms);
        mk_true_end(&at);
    }
    fputs("</trkseg></trk>\n</gpx>\n", d.f);
    return mk_document_close(&d, e);
}

int mk_train_kml(struct mk_train *t, struct mk_error *e)
{
    struct mk_document d;
    if (mk_document_open(&d, t, "Download/places.kml", e) != 0)
        return -1;
    struct mk_at at = { &t->whole, "kml", d.where, "points" };
    fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<kml "
          "xmlns=\"http://www.opengis.net/kml/2.2\"><Document>\n",
          d.f);
    for (size_t i = 0; i < t->sc->nplaces; i++) {
        const struct mk_place *p = &t->sc->places[i];
        fputs("<Placemark><name>", d.f);
        mk_document_xml(&d, p->name);
        fprintf(d.f,
                "</name><Point><coordinates>%.5f,%.5f,%.1f</coordinates></Point></Placemark>\n",
                p->lon, p->lat, p->alt_m);
        struct mk_json *j = tell(&at, (int64_t)i + 1, p->lat, p->lon, "app", "saved");
        mk_true_real(j, "altitude_m", p->alt_m);
        mk_json_kv_str(j, "label", p->name);
        mk_true_end(&at);
    }
    fputs("</Document></kml>\n", d.f);
    return mk_document_close(&d, e);
}
