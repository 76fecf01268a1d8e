/*
 * Bookmarks and the reading list of Safari on iOS: Bookmarks.db.
 *
 * Sources: table and columns as WebBookmarkCollection makes them (strings of MobileSafari's WebUI
 * framework in public symbol listings); abrignoni/iLEAPP, scripts/artifacts/safariBookmarks.py
 * (423798fa); that last_modified is unix seconds, `read` is NULL for what is no item of the reading
 * list, and the names of the special folders: tests of a public reader of backups (observed);
 * attributes of items of the reading list: the same keys as in Safari's Bookmarks.plist of macOS
 * (kb-macfor-io.pages.dev, "Safari Bookmarks"; guessed to be kept here as well). A row that was
 * deleted stays until it is synced.
 */
#include "parsers/engine/conv_ios.h"
#include "parsers/engine/engine.h"
#include "parsers/format/plist_column.h"

#define LIST "x.com.apple.ReadingList/"

static const struct mk_lookup lookups[] = {
    { "p", "bookmarks", "p.id", "b.parent" },
    { "x", NULL, NULL, "b.extra_attributes", &mk_decoder_plist },
    { 0 },
};
#define COMMON                                                                        \
    { MK_TITLE,   "b.title",         mk_text_some },                                  \
    { MK_TIMES,   "b.last_modified", mk_cocoa_or_unix_s, .sub = MK_MODIFIED, .optional = true }, \
    { MK_FOLDER,  "p.title",         mk_text_some },                                  \
    { MK_PARENT,  "b.parent",        mk_not_zero,  .ref = "bookmarks" },              \
    { MK_ID,      "b.external_uuid", mk_text_some, .optional = true },                \
    { MK_DELETED, "b.deleted",       mk_bool,      .optional = true },                \
    { MK_HIDDEN,  "b.hidden",        mk_bool,      .optional = true }
static const struct mk_field bookmark[] = {
    { MK_TIME,  LIST "DateAdded",       mk_cocoa_s,   .clock = "device", .optional = true },
    { MK_URL,   "b.url",                mk_text_some },
    { MK_HOST,  "b.url",                mk_url_host },
    COMMON,
    { MK_READ,  "b.read",               mk_bool,      .optional = true },
    { MK_TIMES, LIST "DateLastViewed",  mk_cocoa_s,   .sub = MK_ACCESSED, .optional = true },
    { MK_TEXT,  LIST "PreviewText",     mk_text_some, .optional = true },
    { MK_DATA,  "b.locally_added",      mk_bool,      .name = "added_here", .optional = true },
    { 0 },
};
static const struct mk_field folder[] = {
    COMMON, { MK_DATA, "b.num_children", mk_integer, .name = "items", .optional = true }, { 0 },
};
static const struct mk_when is_leaf[] = { { "b.url", MK_IF_SOME }, { 0 } };
static const struct mk_when is_folder[] = { { "b.url", MK_IF_NONE }, { 0 } };
static const struct mk_constant folders[] = { { MK_NAME, "bookmark_folder" }, { 0 } };

#define NEEDS(...) (const char *const[]){ __VA_ARGS__, NULL }

const struct mk_app mk_app_safari_bookmarks = {
    .id = "safari.bookmarks",
    .title = "Bookmarks and reading list (Safari)",
    .version = 1,
    .paths = (const char *const[]){ "*/Library/Safari/Bookmarks.db", NULL },
    .queries = (const struct mk_query[]){
        { MK_BOOKMARK, "b", "bookmarks", NEEDS("url", "parent", "order_index"), bookmark, lookups, .when = is_leaf },
        { MK_EVENT, "b", "bookmarks", NEEDS("url", "parent", "order_index"), folder, lookups,
          .constants = folders, .when = is_folder, .also = true },
        { 0 },
    },
    .proven_on = "simulated",
    .whole_path = true,
};
