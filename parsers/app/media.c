/*
 * Pictures and videos: what their own metadata say (parsers/format/media.h), one record a file, and
 * a location where they say where they were taken.
 *
 * Whose position that is: the camera's. A picture that was received was taken by somebody else's;
 * folders of received pictures: WhatsApp for Android keeps them in "WhatsApp Images" and "WhatsApp
 * Video", what was sent below "Sent" in there (observed). A picture in DCIM/Camera may have been
 * copied there: unknown as well.
 *
 * `time` is UTC only where an offset is stored with it, or by the format's own rule (movies), or
 * with --default-zone. A location's own time is that of the position's fix (GPSDateStamp and
 * GPSTimeStamp, always UTC), which may be older than the picture.
 */
#include "parsers/engine/engine.h"
#include "parsers/format/media.h"

static const struct mk_glob whose[] = {
    { "*/WhatsApp */Sent/*", "unknown" }, { "*/WhatsApp */Private/*", "unknown" },
    { "*/WhatsApp Images/*", "peer" },    { "*/WhatsApp Video/*", "peer" },
    { "*/WhatsApp Business Images/*", "peer" }, { "*/WhatsApp Business Video/*", "peer" },
    { "*", "unknown" }, { 0 },
};

static const struct mk_field media[] = {
    { MK_TIME,        "m.time",        mk_instant, .clock = "device" },
    { MK_TIME_RAW,    "m.time_raw",    mk_any },
    { MK_TIME_UNIT,   "m.time_unit",   mk_text },
    { MK_TIME_FROM,   "m.time_from",   mk_text },
    { MK_ZONE,        "m.zone",        mk_text },
    { MK_ZONE_ORIGIN, "m.zone_origin", mk_text },
    { MK_TIMES,       "m.changed",     mk_instant, .sub = MK_MODIFIED },
    { MK_PATH,        "m.path",        mk_text },
    { MK_MIME,        "m.mime",        mk_text },
    { MK_BYTES,       "m.bytes",       mk_integer },
    { MK_SHA256,      "m.sha256",      mk_text },
    { MK_WIDTH,       "m.width",       mk_integer },
    { MK_HEIGHT,      "m.height",      mk_integer },
    { MK_DURATION_S,  "m.duration_s",  mk_real },
    { MK_CAMERA,      "m.camera",      mk_text },
    { MK_LAT,         "m.lat",         mk_real },
    { MK_LON,         "m.lon",         mk_real },
    { MK_ALTITUDE_M,  "m.altitude_m",  mk_real },
    { MK_DATA,        "m.make",        mk_text,    .name = "make" },
    { MK_DATA,        "m.model",       mk_text,    .name = "model" },
    { MK_DATA,        "m.lens",        mk_text,    .name = "lens" },
    { MK_DATA,        "m.serial",      mk_text,    .name = "serial" },
    { MK_DATA,        "m.software",    mk_text,    .name = "software" },
    { MK_DATA,        "m.orientation", mk_integer, .name = "orientation" },
    { MK_DATA,        "m.description", mk_text,    .name = "description" },
    { MK_DATA,        "m.comment",     mk_text,    .name = "comment" },
    { MK_DATA,        "m.xmp_taken",   mk_text,    .name = "xmp_taken" },
    { MK_DATA,        "m.unique_id",   mk_text,    .name = "unique_id" },
    { MK_DATA,        "m.content_id",  mk_text,    .name = "content_id" },
    { 0 },
};

static const struct mk_field place[] = {
    { MK_TIME,          "m.place_time",        mk_instant },
    { MK_TIME_RAW,      "m.place_raw",         mk_any },
    { MK_TIME_UNIT,     "m.place_unit",        mk_text },
    { MK_CLOCK,         "m.place_clock",       mk_text },
    { MK_ZONE,          "m.place_zone",        mk_text },
    { MK_ZONE_ORIGIN,   "m.place_zone_origin", mk_text },
    { MK_LAT,           "m.lat",           mk_real },
    { MK_LON,           "m.lon",           mk_real },
    { MK_ACCURACY_M,    "m.accuracy_m",    mk_real },
    { MK_ALTITUDE_M,    "m.altitude_m",    mk_real },
    { MK_SPEED_MPS,     "m.speed_mps",     mk_real },
    { MK_BEARING_DEG,   "m.bearing_deg",   mk_real },
    { MK_DIRECTION_DEG, "m.direction_deg", mk_real },
    { MK_DIRECTION_REF, "m.direction_ref", mk_text },
    { MK_PARENT,        "m.placed",        mk_integer, .ref = "media" },
    { MK_PATH,          "m.path",          mk_text },
    { MK_WHOSE,         "m.path",          mk_by_glob, whose },
    { MK_DATA,          "m.place_from",    mk_text,    .name = "from" },
    { 0 },
};

static const struct mk_constant origin[] = { { MK_ORIGIN, "exif" }, { MK_MEANING, "media" }, { 0 } };
static const struct mk_when placed[] = { { "m.placed", MK_IF_IS, 1 }, { 0 } };

const struct mk_app mk_app_media = {
    .id = "media",
    .title = "Pictures and videos",
    .version = 1,
    .paths = (const char *const[]){
        "*.[jJ][pP][gG]", "*.[jJ][pP][eE][gG]", "*.[jJ][pP][eE]", "*.[hH][eE][iI][cCfF]", "*.[hH][iI][fF]",
        "*.[aA][vV][iI][fF]", "*.[pP][nN][gG]", "*.[wW][eE][bB][pP]", "*.[gG][iI][fF]", "*.[bB][mM][pP]",
        "*.[tT][iI][fF]", "*.[tT][iI][fF][fF]", "*.[dD][nN][gG]", "*.[cC][rR][23]", "*.[nN][eE][fF]", "*.[aA][rR][wW]",
        "*.[mM][pP]4", "*.[mM]4[vVaA]", "*.[mM][oO][vV]", "*.3[gG][pP2]", "*.[aA][vV][iI]", "*.[mM][kK][vV]",
        "*.[wW][eE][bB][mM]", NULL,
    },
    .also = (const char *const[]){ "content://mms/part/*", NULL }, /* parts of messages, of any kind */
    .queries = (const struct mk_query[]){
        { MK_KIND_MEDIA, "m", "media", NULL, media },
        { MK_LOCATION,   "m", "media", NULL, place, .constants = origin, .when = placed, .extra = true },
        { 0 },
    },
    .proven_on = "public-sample",
    .format = &mk_format_media,
    .media = true,
    .many = true,
};
