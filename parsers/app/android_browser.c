/*
 * The browser of phones up to Android 5: browser2.db (tables of their own there), or replies to
 * content://browser/bookmarks, where visits and bookmarks stand in one table. Source: frameworks/
 * base (Android 5.1), core/java/android/provider/Browser.java, BookmarkColumns. `date` is the last
 * visit, `created` when the bookmark was made, both in milliseconds.
 */
#include "parsers/engine/engine.h"

static const struct mk_field visit[] = {
    { MK_TIME,   "b.date",   mk_unix_ms,   .clock = "device" },
    { MK_URL,    "b.url",    mk_text_some },
    { MK_TITLE,  "b.title",  mk_text_some },
    { MK_VISITS, "b.visits", mk_integer },
    { 0 },
};
static const struct mk_field bookmark[] = {
    { MK_TIME,   "b.created", mk_unix_ms,   .clock = "device" },
    { MK_URL,    "b.url",     mk_text_some },
    { MK_TITLE,  "b.title",   mk_text_some },
    { MK_VISITS, "b.visits",  mk_not_zero },
    { 0 },
};
static const struct mk_when is_bookmark[] = { { "b.bookmark", MK_IF_IS, 1 }, { 0 } };
static const struct mk_when is_visit[] = { { "b.bookmark", MK_IF_NOT, 1 }, { 0 } };
static const char *const needs[] = { "url", "visits", NULL };
static const char *const numbers[] = { "date", "created", "visits", "bookmark", NULL };
static const char *const texts[] = { "url", "title", NULL };

const struct mk_app mk_app_android_browser = {
    .id = "android.browser",
    .title = "Browser (Android, to 5.1)",
    .version = 1,
    .paths = (const char *const[]){ "*/com.android.browser/databases/browser.db", NULL },
    .queries = (const struct mk_query[]){
        { MK_WEB_VISIT, "b", "bookmarks",                   needs, visit,    .when = is_visit },
        { MK_WEB_VISIT, "b", "content://browser/bookmarks", needs, visit,    .when = is_visit },
        { MK_BOOKMARK,  "b", "bookmarks",                   needs, bookmark, .when = is_bookmark },
        { MK_BOOKMARK,  "b", "content://browser/bookmarks", needs, bookmark, .when = is_bookmark },
        { 0 },
    },
    .providers = (const struct mk_provider[]){
        { "content://browser/bookmarks", "android.browser", "activity", numbers, texts, "date", 1000, NULL, NULL },
        { 0 },
    },
    .proven_on = "simulated",
};
