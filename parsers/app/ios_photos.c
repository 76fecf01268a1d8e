/*
 * The index of an iPhone's pictures and films: Photos.sqlite. What of them is in the bin, hidden or
 * not on the phone at all, where they were taken, which app brought them, who is on them.
 *
 * Sources: ScottKjr3347/iOS_Local_PL_Photos.sqlite_Queries, queries of iOS 12 to 17 (860ea4c): tables,
 * codes, -180 stands for no place; abrignoni/iLEAPP, scripts/artifacts/photosMetadata.py and
 * Ph*.py (423798fa): iOS 18 and 26, faces. ZGENERICASSET became ZASSET in iOS 14. ZINTERNALRESOURCE
 * has a row for each form of a picture, 1 in ZDATASTORESUBTYPE is the original; ZLOCALAVAILABILITY
 * -1: it is not on the phone, which keeps smaller ones. Times are in UTC, of the picture's own
 * clock; ZDIRECTORY lies in the folder above that of the database. Codes that their sources call
 * untested are kept as they stand.
 */
#include "parsers/app/ios_photos_albums.h"
#include "parsers/engine/conv_ios.h"

static const struct mk_name kind[] = { { 0, "photo" }, { 1, "video" }, { 2, "audio" }, { 0 } };
static const struct mk_name subtype[] = {
    { 0, "" }, { 2, "live_photo" }, { 10, "screenshot" }, { 100, "" }, { 101, "slow_motion" }, { 102, "time_lapse" },
    { 103, "screen_recording" }, { 0 },
};
static const struct mk_name by[] = {
    { 0, "" }, { 1, "back_camera" }, { 2, "front_camera" }, { 3, "third_party_app" }, { 6, "third_party_app" },
    { 7, "icloud_link" }, { 8, "system_app" }, { 9, "native_app" }, { 12, "shared_with_you" }, { 0 },
};
static const struct mk_name gone[] = { { -1, "not on the phone" }, { 0 } };
static const struct mk_name gone_remote[] = { { -1, "not on the phone, kept in iCloud" }, { 0 } };

static const struct mk_field original[] = {
    { MK_PRESENT,     "r.ZLOCALAVAILABILITY", mk_available },
    { MK_MISSING_WHY, "r.ZLOCALAVAILABILITY", mk_named_some, gone_remote, .given = "r.ZREMOTEAVAILABILITY" },
    { MK_MISSING_WHY, "r.ZLOCALAVAILABILITY", mk_named_some, gone },
    { 0 },
};
static const struct mk_field form[] = {
    { 0, "r.ZDATASTORESUBTYPE",   mk_integer,   .name = "form" },
    { 0, "r.ZRESOURCETYPE",       mk_integer,   .name = "resource_type", .optional = true },
    { 0, "r.ZLOCALAVAILABILITY",  mk_available, .sub = MK_PRESENT },
    { 0, "r.ZDATALENGTH",         mk_above_zero, .sub = MK_BYTES, .optional = true },
    { 0 },
};
static const struct mk_part forms[] = { { "1", MK_KEY_NONE, original }, { NULL, MK_PARTS, form }, { 0 } };
static const struct mk_gather resources[] = {
    { "r", "ZINTERNALRESOURCE", "r.ZASSET", "a.Z_PK", "r.ZDATASTORESUBTYPE", NULL, forms, .loose = true }, { 0 },
};

static const struct mk_lookup lookups[] = {
    { "x", "ZADDITIONALASSETATTRIBUTES", "x.Z_PK", "a.ZADDITIONALATTRIBUTES" },
    { "e", "ZEXTENDEDATTRIBUTES",        "e.Z_PK", "a.ZEXTENDEDATTRIBUTES" },
    { "d", "ZASSETDESCRIPTION",          "d.Z_PK", "x.ZASSETDESCRIPTION" },
    { "m", "ZCLOUDMASTER",               "m.Z_PK", "a.ZMASTER" },
    { 0 },
};
static const struct mk_field asset[] = {
    { MK_TIME,     "a.ZDATECREATED",         mk_cocoa_s },
    { MK_ZONE,     "x.ZTIMEZONENAME",        mk_text_some,  .optional = true },
    { MK_ZONE_ORIGIN, "x.ZTIMEZONENAME",     mk_fixed,      "stored", .optional = true },
    { MK_TIMES,    "a.ZADDEDDATE",           mk_cocoa_s,    .name = "added", .optional = true },
    { MK_TIMES,    "a.ZMODIFICATIONDATE",    mk_cocoa_s,    .sub = MK_MODIFIED },
    { MK_TIMES,    "a.ZADJUSTMENTTIMESTAMP", mk_cocoa_s,    .sub = MK_EDITED,  .optional = true },
    { MK_TIMES,    "a.ZTRASHEDDATE",         mk_cocoa_s,    .sub = MK_DELETED },
    { MK_TIMES,    "a.ZLASTSHAREDDATE",      mk_cocoa_s,    .name = "shared",  .optional = true },
    { MK_PATH,     "a.ZFILENAME",            mk_text_some,  .given = "a.ZDIRECTORY", .plus = true, .below = "../" },
    { MK_PATH,     "a.ZFILENAME",            mk_text_some },
    { MK_NAME,     "x.ZORIGINALFILENAME",    mk_text_some },
    { MK_TYPE,     "a.ZUNIFORMTYPEIDENTIFIER", mk_text_some, .optional = true },
    { MK_BYTES,    "x.ZORIGINALFILESIZE",    mk_above_zero, .optional = true },
    { MK_WIDTH,    "a.ZWIDTH",               mk_not_zero },
    { MK_HEIGHT,   "a.ZHEIGHT",              mk_not_zero },
    { MK_DURATION_S, "a.ZDURATION",          mk_real_above_zero },
    { MK_CAMERA,   "e.ZCAMERAMODEL",         mk_text_some,  .optional = true },
    { MK_LAT,      "a.ZLATITUDE",            mk_latitude_set },
    { MK_LON,      "a.ZLONGITUDE",           mk_longitude_set },
    { MK_TITLE,    "x.ZTITLE",               mk_text_some,  .optional = true },
    { MK_CAPTION,  "d.ZLONGDESCRIPTION",     mk_text_some,  .optional = true },
    { MK_DELETED,  "a.ZTRASHEDSTATE",        mk_bool },
    { MK_HIDDEN,   "a.ZHIDDEN",              mk_bool },
    { MK_STARRED,  "a.ZFAVORITE",            mk_bool },
    { MK_CREATOR,  "x.ZIMPORTEDBYBUNDLEIDENTIFIER", mk_text_some, .optional = true },
    { MK_CREATOR,  "m.ZIMPORTEDBYBUNDLEIDENTIFIER", mk_text_some, .optional = true },
    { MK_CREATOR,  "x.ZCREATORBUNDLEID",     mk_text_some,  .optional = true },
    { MK_CREATOR,  "m.ZCREATORBUNDLEID",     mk_text_some,  .optional = true },
    { MK_ID,       "a.ZUUID",                mk_text_some },
    { MK_DATA,     "a.ZKIND",                mk_named,      kind, .name = "kind" },
    { MK_DATA,     "a.ZKINDSUBTYPE",         mk_named_some, subtype, .name = "subtype" },
    { MK_DATA,     "a.ZKINDSUBTYPE",         mk_not_zero,   .name = "subtype" },
    { MK_DATA,     "a.ZHASADJUSTMENTS",      mk_bool,       .name = "adjusted" },
    { MK_DATA,     "x.ZIMPORTEDBY",          mk_named_some, by, .name = "imported_by", .optional = true },
    { MK_DATA,     "x.ZIMPORTEDBY",          mk_not_zero,   .name = "imported_by", .optional = true },
    { MK_DATA,     "x.ZIMPORTEDBYDISPLAYNAME", mk_text_some, .name = "app_name", .optional = true },
    { MK_DATA,     "x.ZEDITORBUNDLEID",      mk_text_some,  .name = "edited_by", .optional = true },
    { MK_DATA,     "e.ZCAMERAMAKE",          mk_text_some,  .name = "camera_make", .optional = true },
    { MK_DATA,     "x.ZEXIFTIMESTAMPSTRING", mk_text_some,  .name = "exif_time", .optional = true },
    { MK_DATA,     "a.ZSAVEDASSETTYPE",      mk_integer,    .name = "saved_asset_type", .optional = true },
    { MK_DATA,     "a.ZCLOUDLOCALSTATE",     mk_integer,    .name = "cloud_local_state", .optional = true },
    { MK_DATA,     "a.ZVISIBILITYSTATE",     mk_not_zero,   .name = "visibility", .optional = true },
    { MK_DATA,     "a.ZAVALANCHEUUID",       mk_text_some,  .name = "burst", .optional = true },
    { MK_DATA,     "x.ZVIEWCOUNT",           mk_not_zero,   .name = "views", .optional = true },
    { MK_DATA,     "x.ZSHARECOUNT",          mk_not_zero,   .name = "shares", .optional = true },
    { 0 },
};

#define PLACE(table)                                                                  \
    { MK_PARENT, "a.Z_PK",       mk_integer,       .ref = (table) },                  \
    { MK_TIME,   "a.ZDATECREATED", mk_cocoa_s },                                      \
    { MK_LAT,    "a.ZLATITUDE",  mk_latitude_set },                                   \
    { MK_LON,    "a.ZLONGITUDE", mk_longitude_set },                                  \
    { MK_ACCURACY_M, "x.ZGPSHORIZONTALACCURACY", mk_real_above_zero, .optional = true }
static const struct mk_field place[] = { PLACE("ZASSET"), { 0 } };
static const struct mk_field old_place[] = { PLACE("ZGENERICASSET"), { 0 } };
static const struct mk_when placed[] = { { "a.ZLATITUDE", MK_IF_SOME }, { "a.ZLATITUDE", MK_IF_NOT, -180 }, { 0 } };
static const struct mk_constant taken[] = { { MK_ORIGIN, "exif" }, { MK_WHOSE, "unknown" }, { MK_MEANING, "media" }, { 0 } };

static const struct mk_name album_kind[] = {
    { 2, "album" }, { 1505, "shared_album" }, { 1506, "import" }, { 1508, "project" }, { 1510, "duplicates" },
    { 3571, "sync" }, { 3572, "restore" }, { 3573, "file_import" }, { 3998, "root_of_projects" }, { 3999, "root" }, { 4000, "folder" }, { 0 },
};
static const struct mk_field album[] = {
    { MK_TIME,    "g.ZCREATIONDATE",       mk_cocoa_s,    .optional = true },
    { MK_TITLE,   "g.ZTITLE",              mk_text_some },
    { MK_ID,      "g.ZUUID",               mk_text_some },
    { MK_TIMES,   "g.ZSTARTDATE",          mk_cocoa_s,    .sub = MK_START,   .optional = true },
    { MK_TIMES,   "g.ZENDDATE",            mk_cocoa_s,    .sub = MK_END,     .optional = true },
    { MK_TIMES,   "g.ZTRASHEDDATE",        mk_cocoa_s,    .sub = MK_DELETED, .optional = true },
    { MK_TIMES,   "g.ZCLOUDSUBSCRIPTIONDATE", mk_cocoa_s, .name = "subscribed", .optional = true },
    { MK_PARENT,  "g.ZPARENTFOLDER",       mk_not_zero,   .ref = "ZGENERICALBUM", .optional = true },
    { MK_DELETED, "g.ZTRASHEDSTATE",       mk_bool },
    { MK_OWNER,   "g.ZCLOUDOWNERFULLNAME", mk_text_some,  .sub = MK_NAME,    .optional = true },
    { MK_OWNER,   "g.ZCLOUDOWNEREMAILKEY", mk_text_some,  .sub = MK_EMAIL,   .optional = true },
    { MK_CREATOR, "g.ZIMPORTEDBYBUNDLEIDENTIFIER", mk_text_some, .optional = true },
    { MK_URL,     "g.ZPUBLICURL",          mk_text_some,  .optional = true },
    { MK_DATA,    "g.ZKIND",               mk_named_some, album_kind, .name = "kind" },
    { MK_DATA,    "g.ZKIND",               mk_integer,    .name = "kind" },
    { MK_DATA,    "g.ZCACHEDCOUNT",        mk_integer,    .name = "count", .optional = true },
    { 0 },
};
static const struct mk_constant albums[] = { { MK_NAME, "album" }, { 0 } };

/* Faces that were found, of people who have a name; and the people, with how many faces of them. */
static const struct mk_field person[] = {
    { MK_TITLE,   "p.ZFULLNAME",    mk_text_some },
    { MK_TITLE,   "p.ZDISPLAYNAME", mk_text_some, .optional = true },
    { MK_ID,      "p.ZPERSONUUID",  mk_text_some, .optional = true },
    { MK_DATA,    "p.ZFACECOUNT",   mk_integer,   .name = "faces" },
    { MK_DATA,    "p.ZPERSONURI",   mk_text_some, .name = "contact", .optional = true },
    { MK_DATA,    "p.ZTYPE",        mk_not_zero,  .name = "type", .optional = true },
    { 0 },
};
static const struct mk_constant persons[] = { { MK_NAME, "person_in_photos" }, { 0 } };
#define FACE(col)                                                                     \
    { MK_TITLE, "p.ZFULLNAME",    mk_text_some },                                     \
    { MK_TITLE, "p.ZDISPLAYNAME", mk_text_some, .optional = true },                   \
    { MK_DATA,  "f." col,         mk_integer,   .name = "person_row" }
static const struct mk_lookup face_new[] = { { "p", "ZPERSON", "p.Z_PK", "f.ZPERSONFORFACE" }, { 0 } };
static const struct mk_lookup face_old[] = { { "p", "ZPERSON", "p.Z_PK", "f.ZPERSON" }, { 0 } };
static const struct mk_field face[] = {
    { MK_PARENT, "f.ZASSETFORFACE", mk_integer, .ref = "ZASSET" }, FACE("ZPERSONFORFACE"), { 0 },
};
static const struct mk_field face_16[] = { { MK_PARENT, "f.ZASSET", mk_integer, .ref = "ZASSET" }, FACE("ZPERSON"), { 0 } };
static const struct mk_when named[] = { { "p.ZFULLNAME", MK_IF_SOME }, { 0 } };
static const struct mk_constant faces[] = { { MK_NAME, "face" }, { 0 } };

#define NEEDS(...) (const char *const[]){ __VA_ARGS__, NULL }

const struct mk_app mk_app_ios_photos = {
    .id = "ios.photos",
    .title = "Photos (iOS)",
    .version = 1,
    .paths = (const char *const[]){ "*/PhotoData/Photos.sqlite", NULL },
    .queries = (const struct mk_query[]){
        { MK_KIND_MEDIA, "a", "ZASSET", NEEDS("ZDIRECTORY", "ZFILENAME"), asset, lookups, resources },
        { MK_KIND_MEDIA, "a", "ZGENERICASSET", NEEDS("ZDIRECTORY", "ZFILENAME"), asset, lookups, resources },
        { MK_LOCATION, "a", "ZASSET", NEEDS("ZLATITUDE"), place, lookups, .constants = taken, .when = placed, .extra = true },
        { MK_LOCATION, "a", "ZGENERICASSET", NEEDS("ZLATITUDE"), old_place, lookups, .constants = taken, .when = placed, .extra = true },
        { MK_EVENT, "g", "ZGENERICALBUM", NEEDS("ZTITLE", "ZKIND"), album, .constants = albums, .optional = true },
        { MK_EVENT, "p", "ZPERSON", NEEDS("ZFACECOUNT"), person, .constants = persons, .also = true, .optional = true },
        { MK_EVENT, "f", "ZDETECTEDFACE", NEEDS("ZASSETFORFACE", "ZPERSONFORFACE"), face, face_new,
          .constants = faces, .when = named, .also = true, .extra = true, .optional = true },
        { MK_EVENT, "f", "ZDETECTEDFACE", NEEDS("ZASSET", "ZPERSON"), face_16, face_old,
          .constants = faces, .when = named, .extra = true, .optional = true },
        PHOTOS_FIRST,
        PHOTOS_TABLES(PHOTOS_QUERY)
        { 0 },
    },
    .proven_on = "simulated",
};
