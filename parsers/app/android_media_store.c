/*
 * What the phone's own media index says of files: replies to content://media/external/file. It
 * names pictures, films, sounds, downloads and other files of the shared storage, which app made
 * each, and what waits in the bin.
 *
 * Sources: frameworks/base (to Android 10) and packages/providers/MediaProvider, apex/framework/
 * java/android/provider/MediaStore.java, MediaColumns and FileColumns; MediaProvider.java. Times:
 * date_added and date_modified are seconds, datetaken milliseconds. Android 10 took latitude and
 * longitude out, 11 brought is_trashed, is_favorite and generation_added. The shell is let in like
 * an app that may manage all files (LocalCallingIdentity.java, PERMISSION_IS_SHELL).
 */
#include "parsers/engine/conv_android.h"
#include "parsers/engine/engine.h"

static const struct mk_name type[] = {
    { 0, "" }, { 1, "image" }, { 2, "audio" }, { 3, "video" }, { 4, "playlist" }, { 5, "subtitle" }, { 6, "document" }, { 0 },
};

static const struct mk_field fields[] = {
    { MK_TIME,    "m.datetaken",          mk_unix_ms,   .clock = "device", .optional = true },
    { MK_TIME,    "m.date_added",         mk_unix_s,    .clock = "device" },
    { MK_TIMES,   "m.date_modified",      mk_unix_s,    .sub = MK_MODIFIED },
    { MK_TIMES,   "m.date_expires",       mk_unix_s_set, .sub = MK_EXPIRES, .optional = true },
    { MK_PATH,    "m._data",              mk_text_some },
    { MK_NAME,    "m._display_name",      mk_text_some, .optional = true },
    { MK_TITLE,   "m.title",              mk_text_some, .optional = true },
    { MK_MIME,    "m.mime_type",          mk_text_some, .optional = true },
    { MK_BYTES,   "m._size",              mk_size },
    { MK_WIDTH,   "m.width",              mk_not_zero,  .optional = true },
    { MK_HEIGHT,  "m.height",             mk_not_zero,  .optional = true },
    { MK_CREATOR, "m.owner_package_name", mk_text_some, .optional = true },
    { MK_DELETED, "m.is_trashed",         mk_bool,      .optional = true },
    { MK_STARRED, "m.is_favorite",        mk_bool,      .optional = true },
    { MK_DATA,    "m.media_type",         mk_named,     type, .name = "type", .optional = true },
    { MK_DATA,    "m.duration",           mk_not_zero,  .name = "duration_ms", .optional = true },
    { MK_DATA,    "m.bucket_display_name", mk_text_some, .name = "album", .optional = true },
    { MK_DATA,    "m.volume_name",        mk_text_some, .name = "volume", .optional = true },
    { MK_DATA,    "m.latitude",           mk_text_some, .name = "latitude", .optional = true },
    { MK_DATA,    "m.longitude",          mk_text_some, .name = "longitude", .optional = true },
    { 0 },
};
static const char *const needs[] = { "_data", "_size", NULL };

static const char *const numbers[] = {
    "date_added", "date_modified", "datetaken", "date_expires", "_size", "width", "height", "duration", "media_type", "is_trashed",
    "is_favorite", NULL,
};
static const char *const texts[] = {
    "_data", "_display_name", "title", "mime_type", "owner_package_name", "bucket_display_name", "volume_name", NULL,
};

const struct mk_app mk_app_android_media_store = {
    .id = "android.media_store",
    .title = "Media index (Android)",
    .version = 1,
    .paths = (const char *const[]){ "*/com.google.android.providers.media.module/databases/external.db",
                                    "*/com.android.providers.media.module/databases/external.db",
                                    "*/com.android.providers.media/databases/external.db", NULL },
    .queries = (const struct mk_query[]){
        { MK_KIND_MEDIA, "m", "files",                         needs, fields },
        { MK_KIND_MEDIA, "m", "content://media/external/file", needs, fields },
        { 0 },
    },
    .providers = (const struct mk_provider[]){
        { "content://media/external/file", "android.media_store", "files", numbers, texts, "date_modified", 1, "READ_EXTERNAL_STORAGE", NULL, .mime_column = "mime_type" },
        { 0 },
    },
    .proven_on = "simulated",
};
