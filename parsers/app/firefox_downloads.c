/*
 * downloads.sqlite of Firefox up to version 25; later ones note downloads in places.sqlite.
 *
 * Sources: mozilla-central before version 26, toolkit/components/downloads/nsDownloadManager.cpp
 * (CreateTable), nsIDownloadManager.idl (DOWNLOAD_*).
 */
#include "parsers/engine/engine.h"

static const struct mk_name state[] = {
    { -1, "not_started" }, { 0, "in_progress" }, { 1, "complete" }, { 2, "failed" }, { 3, "cancelled" }, { 4, "paused" },
    { 5, "queued" }, { 6, "blocked_parental" }, { 7, "scanning" }, { 8, "infected" }, { 9, "blocked_policy" }, { 0 },
};

static const struct mk_field fields[] = {
    { MK_TIME,     "d.startTime", mk_unix_us,   .clock = "device" },
    { MK_TIMES,    "d.endTime",   mk_unix_us,   .sub = MK_END },
    { MK_URL,      "d.source",    mk_text },
    { MK_PATH,     "d.target",    mk_text_some },
    { MK_NAME,     "d.name",      mk_text_some },
    { MK_BYTES,    "d.maxBytes",  mk_above_zero },
    { MK_BYTES_RECEIVED, "d.currBytes", mk_integer },
    { MK_MIME,     "d.mimeType",  mk_text_some, .optional = true },
    { MK_STATUS,   "d.state",     mk_named,     state },
    { MK_REFERRER, "d.referrer",  mk_text_some },
    { 0 },
};
static const char *const needs[] = { "source", "target", NULL };

const struct mk_app mk_app_firefox_downloads = {
    .id = "firefox.downloads",
    .title = "Downloads (Firefox up to 25)",
    .version = 1,
    .paths = (const char *const[]){ "*/downloads.sqlite", NULL },
    .queries = (const struct mk_query[]){ { MK_WEB_DOWNLOAD, "d", "moz_downloads", needs, fields }, { 0 } },
    .proven_on = "public-sample",
};
