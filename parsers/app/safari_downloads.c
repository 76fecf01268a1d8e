/*
 * What Safari downloaded: Downloads.plist. Sources: parsers/format/safari_downloads.h; meaning of
 * the keys as their names say, checked on files of macOS 13.
 */
#include "parsers/engine/engine.h"
#include "parsers/format/safari_downloads.h"

static const struct mk_field fields[] = {
    { MK_TIME,  "d.DownloadEntryDateAddedKey",         mk_cocoa_s,    .clock = "device" },
    { MK_TIMES, "d.DownloadEntryDateFinishedKey",      mk_cocoa_s,    .sub = MK_END },
    { MK_URL,   "d.DownloadEntryURL",                  mk_text },
    { MK_PATH,  "d.DownloadEntryPath",                 mk_text_some },
    { MK_BYTES, "d.DownloadEntryProgressTotalToLoad",  mk_above_zero },
    { MK_BYTES_RECEIVED, "d.DownloadEntryProgressBytesSoFar", mk_integer },
    { MK_DATA,  "d.DownloadEntryPostPath",             mk_text_some,  .name = "unpacked_path" },
    { MK_DATA,  "d.DownloadEntryIdentifier",           mk_text_some,  .name = "identifier" },
    { MK_DATA,  "d.DownloadEntryRemoveWhenDoneKey",    mk_bool,       .name = "remove_when_done" },
    { MK_DATA,  "d.DownloadEntryErrorCodeDictionaryKey", mk_text_some, .name = "error" },
    { MK_DATA,  "d.DownloadEntryProfileUUIDStringKey", mk_text_some,  .name = "profile" },
    { MK_DATA,  "d.DownloadEntrySandboxIdentifier",    mk_text_some,  .name = "sandbox" },
    { 0 },
};
static const char *const needs[] = { "DownloadEntryURL", NULL };

const struct mk_app mk_app_safari_downloads = {
    .id = "safari.downloads",
    .title = "Downloads (Safari)",
    .version = 1,
    .paths = (const char *const[]){ "*/Library/Safari/Downloads.plist", "*/Library/Safari/Downloads/Downloads.plist", NULL },
    .also = (const char *const[]){ "*/Downloads.plist", NULL },
    .queries = (const struct mk_query[]){ { MK_WEB_DOWNLOAD, "d", "DownloadHistory", needs, fields }, { 0 } },
    .format = &mk_format_safari_downloads,
    .proven_on = "public-sample",
};
