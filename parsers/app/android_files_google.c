/*
 * Files by Google: its list of the files on the phone, files_master_database.
 *
 * Sources: the tables as the app creates them (seen in a public sample of 2022); media types:
 * frameworks/base, core/java/android/provider/MediaStore.java, Files.FileColumns.MEDIA_TYPE_*.
 * A row is what the phone's media scanner said: the file itself need not be there any more. Where a
 * picture was taken is not where this phone was.
 */
#include "parsers/engine/engine.h"

static const struct mk_name type[] = {
    { 0, "other" }, { 1, "image" }, { 2, "audio" }, { 3, "video" }, { 4, "playlist" }, { 5, "subtitle" }, { 6, "document" }, { 0 },
};

static const struct mk_field file[] = {
    { MK_TIME,       "f.file_date_modified_ms",   mk_unix_ms,   .clock = "device" },
    { MK_TIMES,      "m.taken_date_ms",           mk_unix_ms,   .sub = MK_TAKEN, .optional = true },
    { MK_PATH,       "f.root_relative_file_path", mk_text_some },
    { MK_NAME,       "f.file_name",               mk_text_some },
    { MK_TITLE,      "f.title",                   mk_text_some, .optional = true },
    { MK_MIME,       "f.mime_type",               mk_text_some },
    { MK_BYTES,      "f.size",                    mk_integer },
    { MK_TYPE,       "f.media_type",              mk_named,     type, .optional = true },
    { MK_URL,        "f.uri",                     mk_text_some },
    { MK_WIDTH,      "m.width_px",                mk_not_zero,  .optional = true },
    { MK_HEIGHT,     "m.height_px",               mk_not_zero,  .optional = true },
    { MK_CAMERA,     "m.device_description",      mk_text_some, .optional = true },
    { MK_LAT,        "m.latitude",                mk_real,      .optional = true },
    { MK_LON,        "m.longitude",               mk_real,      .optional = true },
    { MK_DATA,       "f.root_path",               mk_text_some, .name = "root", .optional = true },
    { MK_DATA,       "f.parent_folder_name",      mk_text_some, .name = "folder", .optional = true },
    { MK_DATA,       "f.is_hidden",               mk_bool,      .name = "hidden", .optional = true },
    { MK_DATA,       "f.storage_location",        mk_integer,   .name = "storage_location", .optional = true },
    { MK_DATA,       "f.artist",                  mk_text_some, .name = "artist", .optional = true },
    { MK_DATA,       "f.album",                   mk_text_some, .name = "album", .optional = true },
    { MK_DATA,       "m.file_hash",               mk_text_some, .name = "file_hash", .optional = true },
    { 0 },
};
static const struct mk_field place[] = {
    { MK_TIME,   "f.taken_date_ms", mk_unix_ms, .clock = "device", .optional = true },
    { MK_LAT,    "f.latitude",      mk_real },
    { MK_LON,    "f.longitude",     mk_real },
    { MK_PARENT, "f.file_id",       mk_integer, .ref = "files_master_table" },
    { 0 },
};
static const struct mk_field open[] = {
    { MK_TIME,   "o.file_open_time_stamp_ms", mk_unix_ms, .clock = "device" },
    { MK_PARENT, "o.file_id",                 mk_integer, .ref = "files_master_table" },
    { MK_DATA,   "f.root_relative_file_path", mk_text_some, .name = "path" },
    { 0 },
};

static const struct mk_lookup metadata[] = { { "m", "files_metadata_table", "m.file_id", "f.id" }, { 0 } };
static const struct mk_lookup opened[] = { { "f", "files_master_table", "f.id", "o.file_id" }, { 0 } };
static const struct mk_constant name[] = { { MK_NAME, "file_opened" }, { 0 } };
static const struct mk_constant where[] = {
    { MK_ORIGIN, "exif" }, { MK_WHOSE, "unknown" }, { MK_MEANING, "media" }, { 0 },
};
static const struct mk_when placed[] = {
    { "f.latitude", MK_IF_SOME }, { "f.longitude", MK_IF_SOME }, { 0 },
};
static const char *const needs[] = { "uri", "root_relative_file_path", NULL };

static const char *const place_needs[] = { "file_id", "latitude", "longitude", NULL };
static const char *const open_needs[] = { "file_open_time_stamp_ms", NULL };

const struct mk_app mk_app_android_files_google = {
    .id = "android.files_google",
    .title = "Files by Google",
    .version = 1,
    .paths = (const char *const[]){ "*/com.google.android.apps.nbu.files/databases/files_master_database", NULL },
    .queries = (const struct mk_query[]){
        { MK_KIND_MEDIA, "f", "files_master_table",   needs, file,  metadata },
        { MK_LOCATION,   "f", "files_metadata_table", place_needs, place, .constants = where, .when = placed, .extra = true, .optional = true },
        { MK_EVENT,      "o", "file_open_info_table", open_needs, open,  opened, .constants = name, .optional = true },
        { 0 },
    },
    .proven_on = "public-sample",
};
