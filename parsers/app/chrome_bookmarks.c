/*
 * Bookmarks of Chrome and its kin; folders are records too.
 *
 * Sources: parsers/format/chrome_bookmarks.h.
 */
#include "parsers/engine/engine.h"
#include "parsers/format/chrome_bookmarks.h"

static const struct mk_field fields[] = {
    { MK_TIME,   "b.added",    mk_webkit_us_text, .clock = "device" },
    { MK_TIMES,  "b.used",     mk_webkit_us_text, .sub = MK_ACCESSED },
    { MK_TIMES,  "b.modified", mk_webkit_us_text, .sub = MK_MODIFIED },
    { MK_URL,    "b.url",      mk_text },
    { MK_TITLE,  "b.name",     mk_text_some },
    { MK_TYPE,   "b.type",     mk_text },
    { MK_FOLDER, "b.folder",   mk_text },
    { MK_DATA,   "b.guid",     mk_text_some, .name = "guid" },
    { 0 },
};

const struct mk_app mk_app_chrome_bookmarks = {
    .id = "chrome.bookmarks",
    .title = "Bookmarks (Chrome and its kin)",
    .version = 1,
    .paths = (const char *const[]){ "*/Bookmarks", "*/Bookmarks.bak", NULL },
    .queries = (const struct mk_query[]){ { MK_BOOKMARK, "b", "bookmarks", NULL, fields }, { 0 } },
    .proven_on = "simulated",
    .format = &mk_format_chrome_bookmarks,
};
