#include "parsers/format/media.h"
#include "parsers/format/xmp.h"

/* Where it was taken: the GPS directory, else XMP, else what the movie says. */

static bool by_xmp(struct mk_place *out, const struct mk_media *m)
{
    if (m->xmp.lat.len == 0 && m->xmp.lon.len == 0)
        return false;
    out->lat = mk_xmp_angle(m->xmp.lat);
    out->lon = mk_xmp_angle(m->xmp.lon);
    if (!mk_place_is(out)) {
        out->lat = out->lon = NAN;
        out->why = "no position: XMP's latitude and longitude make none";
        return true;
    }
    mk_place_check(out);
    double alt = mk_xmp_rational(m->xmp.alt);
    if (!isnan(alt))
        out->altitude_m = mk_span_is(m->xmp.alt_ref, "1") ? -alt : alt;
    out->fix_raw = m->xmp.fix;
    return true;
}

static bool by_movie(struct mk_place *out, const struct mk_media *m)
{
    if (m->movie_facts.position.len == 0)
        return false;
    if (!mk_place_iso6709(out, m->movie_facts.position))
        out->why = "no position: not ISO 6709";
    double accuracy = mk_xmp_rational(m->movie_facts.accuracy);
    if (mk_place_is(out) && accuracy > 0)
        out->accuracy_m = accuracy;
    return true;
}

void mk_media_place(struct mk_place *out, const char **from, struct mk_media *m)
{
    struct mk_place other = mk_place_none();
    mk_exif_place(out, &m->exif);
    *from = "exif";
    if (mk_place_is(out))
        return;
    bool xmp = by_xmp(&other, m);
    if (!xmp && !by_movie(&other, m))
        return;
    if (mk_place_is(&other) || !out->why) {
        *out = other;
        *from = xmp ? "xmp" : "movie";
    }
}
