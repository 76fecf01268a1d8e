#include "host/export/formats.h"
#include "parsers/base/escape.h"
#include "parsers/base/time.h"
#include "parsers/base/utf.h"
#include <math.h>

/*
 * Places: GeoJSON (RFC 7946; WGS 84, longitude first) and KML (OGC 12-007r2). Whose place it is,
 * what it means and how exact it is go with each: the EXIF of a received picture is not where this
 * phone was.
 */
enum { NO_PLACE, ODD_PLACE };

static int where(double *lat, double *lon, const struct mk_view *v, unsigned *why)
{
    *why = NO_PLACE;
    if (!mk_view_real(lat, v, MK_LAT) || !mk_view_real(lon, v, MK_LON))
        return -1;
    *why = ODD_PLACE;
    return fabs(*lat) <= 90 && fabs(*lon) <= 180 ? 0 : -1;
}

static void text(struct mk_json *j, const char *name, struct mk_span s)
{
    if (s.len)
        mk_json_kv_text(j, name, s);
}

static void json_begin(struct mk_buf *out)
{
    mk_buf_puts(out, "{\"type\":\"FeatureCollection\",\"features\":[");
}

static void json_end(struct mk_buf *out)
{
    mk_buf_puts(out, "\n]}\n");
}

static void properties(struct mk_json *j, const struct mk_view *v)
{
    struct mk_buf b;
    struct mk_value t;
    double r;
    mk_buf_init(&b, MK_ITEM_MAX);
    mk_view_words(&b, v);
    mk_json_key(j, "properties");
    mk_json_open(j, '{');
    text(j, "name", mk_buf_span(&b));
    if (mk_view_time(&t, v))
        mk_json_kv_iso(j, "time", t.i, t.digits);
    text(j, "origin", mk_view_text(v, MK_ORIGIN));
    text(j, "whose", mk_view_text(v, MK_WHOSE));
    text(j, "meaning", mk_view_text(v, MK_MEANING));
    if (mk_view_real(&r, v, MK_ACCURACY_M)) {
        mk_json_key(j, "accuracy_m");
        mk_json_real(j, r);
    }
    mk_export_common(j, v);
    mk_json_close(j, '}');
    j->b->bad |= !mk_buf_ok(&b);
    mk_buf_done(&b);
}

static int json_record(struct mk_buf *out, const struct mk_view *v, bool first, unsigned *why)
{
    double lat, lon, up;
    if (where(&lat, &lon, v, why) != 0)
        return -1;
    mk_buf_puts(out, first ? "\n" : ",\n");
    struct mk_json j = mk_json(out);
    mk_json_open(&j, '{');
    mk_json_kv_str(&j, "type", "Feature");
    mk_json_key(&j, "geometry");
    mk_json_open(&j, '{');
    mk_json_kv_str(&j, "type", "Point");
    mk_json_key(&j, "coordinates");
    mk_json_open(&j, '[');
    mk_json_real(&j, lon);
    mk_json_real(&j, lat);
    if (mk_view_real(&up, v, MK_ALTITUDE_M))
        mk_json_real(&j, up);
    mk_json_close(&j, ']');
    mk_json_close(&j, '}');
    properties(&j, v);
    mk_json_close(&j, '}');
    return 0;
}

const struct mk_export_format mk_export_geojson = {
    .name = "geojson",
    .summary = "places as GeoJSON (RFC 7946)",
    .why = { "no place", "a place that is on no map" },
    .begin = json_begin,
    .record = json_record,
    .end = json_end,
};

/* ---- KML ---- */

/* What XML 1.0 cannot hold at all is U+FFFD. */
static void xml(struct mk_buf *out, struct mk_span s)
{
    for (size_t at = 0; at < s.len;) {
        int32_t p = mk_utf8_next(s, &at);
        bool fits = p == '\t' || p == '\n' || (p >= 0x20 && p != 0xfffe && p != 0xffff);
        if (fits && p != '\t' && p != '\n' && mk_is_steering((uint32_t)p))
            mk_buf_printf(out, "\\u{%04X}", (unsigned)p); /* shown, not followed */
        else if (p == '<')
            mk_buf_puts(out, "&lt;");
        else if (p == '>')
            mk_buf_puts(out, "&gt;");
        else if (p == '&')
            mk_buf_puts(out, "&amp;");
        else if (p == '"')
            mk_buf_puts(out, "&quot;");
        else
            mk_utf8_put(out, fits ? (uint32_t)p : 0xfffd);
    }
}

static void data(struct mk_buf *out, const char *name, struct mk_span s)
{
    if (!s.len)
        return;
    mk_buf_printf(out, "<Data name=\"%s\"><value>", name);
    xml(out, s);
    mk_buf_puts(out, "</value></Data>");
}

static void kml_begin(struct mk_buf *out)
{
    mk_buf_puts(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                     "<kml xmlns=\"http://www.opengis.net/kml/2.2\"><Document>\n");
}

static void kml_end(struct mk_buf *out)
{
    mk_buf_puts(out, "</Document></kml>\n");
}

static void kml_data(struct mk_buf *out, const struct mk_view *v)
{
    struct mk_buf b;
    double r;
    mk_buf_init(&b, MK_ITEM_MAX);
    mk_buf_puts(out, "<ExtendedData>");
    data(out, "kind", mk_str(mk_kind_name(v->kind)));
    data(out, "app", mk_view_text(v, MK_APP));
    data(out, "origin", mk_view_text(v, MK_ORIGIN));
    data(out, "whose", mk_view_text(v, MK_WHOSE));
    data(out, "meaning", mk_view_text(v, MK_MEANING));
    if (mk_view_real(&r, v, MK_ACCURACY_M))
        mk_buf_printf(out, "<Data name=\"accuracy_m\"><value>%g</value></Data>", r);
    mk_view_source(&b, v);
    data(out, "source", mk_buf_span(&b));
    mk_buf_clear(&b);
    mk_view_ref(&b, v);
    data(out, "ref", mk_buf_span(&b));
    mk_buf_printf(out, "<Data name=\"bundle\"><value>%lld %s%s</value></Data></ExtendedData>",
                  (long long)v->bundle, v->verdict, v->training ? " TRAINING" : "");
    out->bad |= !mk_buf_ok(&b);
    mk_buf_done(&b);
}

static int kml_record(struct mk_buf *out, const struct mk_view *v, bool first, unsigned *why)
{
    char iso[MK_ISO_MAX];
    double lat, lon;
    struct mk_value t;
    struct mk_buf b;
    (void)first;
    if (where(&lat, &lon, v, why) != 0)
        return -1;
    mk_buf_init(&b, MK_ITEM_MAX);
    mk_view_words(&b, v);
    mk_buf_puts(out, "<Placemark><name>");
    xml(out, mk_buf_span(&b));
    mk_buf_puts(out, "</name>");
    if (mk_view_time(&t, v))
        mk_buf_printf(out, "<TimeStamp><when>%.*s</when></TimeStamp>",
                      (int)mk_time_iso(iso, t.i, t.digits), iso);
    kml_data(out, v);
    struct mk_json j = mk_json(out);
    mk_buf_puts(out, "<Point><coordinates>");
    mk_json_real(&j, lon);
    mk_buf_u8(out, ',');
    j.comma = false;
    mk_json_real(&j, lat);
    mk_buf_puts(out, "</coordinates></Point></Placemark>\n");
    out->bad |= !mk_buf_ok(&b);
    mk_buf_done(&b);
    return 0;
}

const struct mk_export_format mk_export_kml = {
    .name = "kml",
    .summary = "places as KML, with their times",
    .why = { "no place", "a place that is on no map" },
    .begin = kml_begin,
    .record = kml_record,
    .end = kml_end,
};
