/*
 * Tabs that are open in Safari on iOS: BrowserState.db (to iOS 15, and read on), SafariTabs.db (iOS 15 and
 * later, with tab groups and profiles). Where a tab has been is in its session.
 *
 * Sources: CREATE statements of BrowserState.db in a public backup of iOS 14 (mvt-project/mvt,
 * tests/artifacts), what sessions hold: mvt-project/mvt, safari_browserstate.py (dac4acb); columns and
 * attributes of SafariTabs.db, which clock: abrignoni/iLEAPP, scripts/artifacts/safariTabs.py
 * (423798fa); profiles are folders of subtype 2: public readers of Safari's profiles (observed).
 * last_viewed_time is no time of a visit: it belongs to the tab, not to the page that it shows
 * (I. Whiffin, doubleblak.com, "BrowserState"). So a tab has no main time.
 */
#include "parsers/engine/conv_ios.h"
#include "parsers/engine/engine.h"
#include "parsers/format/plist_column.h"

#define TAB                                                                           \
    { MK_URL,   "t.url",              mk_text_some },                                 \
    { MK_URL,   "t.user_visible_url", mk_text_some, .optional = true },               \
    { MK_HOST,  "t.url",              mk_url_host },                                  \
    { MK_TITLE, "t.title",            mk_text_some },                                 \
    { MK_TIMES, "t.last_viewed_time", mk_cocoa_or_unix_s, .name = "tab_last_viewed", .optional = true }, \
    { MK_ID,    "t.uuid",             mk_text_some, .optional = true },               \
    { MK_DATA,  "t.private_browsing", mk_bool,      .name = "private", .optional = true }, \
    { MK_DATA,  "t.opened_from_link", mk_bool,      .name = "opened_from_link", .optional = true }, \
    { MK_DATA,  "t.order_index",      mk_integer,   .name = "order", .optional = true }, \
    { MK_DATA,  "h.SessionHistory/SessionHistoryCurrentIndex", mk_integer, .name = "at_page", .optional = true }
static const struct mk_field tab[] = { TAB, { 0 } };
static const struct mk_constant tabs[] = { { MK_NAME, "open_tab" }, { 0 } };

/* Where a tab has been, oldest first; when, its session does not say. */
#define ENTRIES(from) { "h", NULL, NULL, from ".session_data", &mk_decoder_plist, .each = "SessionHistory/SessionHistoryEntries" }
static const struct mk_lookup session[] = { ENTRIES("s"), { "t", "tabs", "t.uuid", "s.tab_uuid" }, { 0 } };
static const struct mk_lookup old_session[] = { ENTRIES("t"), { 0 } };
#define PAGE                                                                          \
    { MK_PARENT, "t.id",                       mk_integer,   .ref = "tabs" },         \
    { MK_URL,    "h.SessionHistoryEntryURL",   mk_text_some },                        \
    { MK_HOST,   "h.SessionHistoryEntryURL",   mk_url_host },                         \
    { MK_TITLE,  "h.SessionHistoryEntryTitle", mk_text_some }
static const struct mk_field page[] = { PAGE, { 0 } };
static const struct mk_constant pages[] = { { MK_STATUS, "in_tab_history" }, { 0 } };
/* A session that holds no such list, or cannot be read, is told with its tab. */
static const struct mk_lookup of_tab[] = {
    { "s", "tab_sessions", "s.tab_uuid", "t.uuid" },
    { "h", NULL, NULL, "s.session_data", &mk_decoder_plist },
    { 0 },
};
static const struct mk_lookup of_old_tab[] = { { "h", NULL, NULL, "t.session_data", &mk_decoder_plist }, { 0 } };

static const struct mk_lookup groups[] = {
    { "p", "bookmarks", "p.id", "b.parent" },
    { "g", "bookmarks", "g.id", "p.parent" },
    { "x", NULL, NULL, "b.extra_attributes", &mk_decoder_plist },
    { "l", NULL, NULL, "b.local_attributes", &mk_decoder_plist },
    { 0 },
};
static const struct mk_glob private[] = { { "[Pp]rivate*", "private" }, { 0 } };
#define ROW                                                                           \
    { MK_TITLE,   "b.title",         mk_text_some },                                  \
    { MK_FOLDER,  "p.title",         mk_text_some },                                  \
    { MK_PARENT,  "b.parent",        mk_not_zero,  .ref = "bookmarks" },              \
    { MK_ID,      "b.external_uuid", mk_text_some, .optional = true },                \
    { MK_DELETED, "b.deleted",       mk_bool,      .optional = true },                \
    { MK_TIMES,   "b.last_modified", mk_cocoa_or_unix_s, .sub = MK_MODIFIED, .optional = true }, \
    { MK_TIMES,   "b.date_closed",   mk_cocoa_or_unix_s, .name = "closed", .optional = true }
static const struct mk_field new_tab[] = {
    { MK_URL,   "b.url",             mk_text_some },
    { MK_HOST,  "b.url",             mk_url_host },
    ROW,
    { MK_TIMES, "x.DateLastViewed",  mk_cocoa_s,   .name = "tab_last_viewed", .optional = true },
    { MK_TIMES, "l.LastVisitTime",   mk_cocoa_or_unix_s, .name = "last_visit", .optional = true },
    { MK_DATA,  "p.title",           mk_by_glob,   private, .name = "mode" },
    { MK_DATA,  "g.title",           mk_by_glob,   private, .name = "mode" },
    { MK_DATA,  "g.title",           mk_text_some, .name = "group_of" },
    { MK_DATA,  "l.OpenedFromLink",  mk_bool,      .name = "opened_from_link", .optional = true },
    { 0 },
};
static const struct mk_name subtype[] = { { 0, "group" }, { 2, "profile" }, { 0 } };
static const struct mk_field group[] = {
    ROW,
    { MK_TYPE, "b.subtype",  mk_named_some, subtype, .optional = true },
    { MK_DATA, "b.subtype",  mk_integer,    .name = "subtype", .optional = true },
    { 0 },
};
static const struct mk_when is_tab[] = { { "b.url", MK_IF_SOME }, { 0 } };
static const struct mk_when is_group[] = { { "b.url", MK_IF_NONE }, { 0 } };
static const struct mk_constant tab_groups[] = { { MK_NAME, "tab_group" }, { 0 } };

#define NEEDS(...) (const char *const[]){ __VA_ARGS__, NULL }

const struct mk_app mk_app_safari_tabs = {
    .id = "safari.tabs",
    .title = "Open tabs (Safari)",
    .version = 1,
    .paths = (const char *const[]){ "*/Library/Safari/BrowserState.db", "*/Library/Safari/SafariTabs.db", NULL },
    .queries = (const struct mk_query[]){
        { MK_EVENT, "t", "tabs", NEEDS("url", "session_data"), tab, of_old_tab, .constants = tabs, .optional = true },
        { MK_EVENT, "t", "tabs", NEEDS("url", "order_index"), tab, of_tab, .constants = tabs, .optional = true },
        { MK_WEB_VISIT, "s", "tab_sessions", NEEDS("session_data"), page, session, .constants = pages, .optional = true },
        { MK_WEB_VISIT, "t", "tabs", NEEDS("url", "session_data"), page, old_session, .constants = pages, .extra = true, .optional = true },
        { MK_EVENT, "b", "bookmarks", NEEDS("url", "parent", "order_index"), new_tab, groups,
          .constants = tabs, .when = is_tab, .also = true, .optional = true },
        { MK_EVENT, "b", "bookmarks", NEEDS("url", "parent", "order_index"), group, groups,
          .constants = tab_groups, .when = is_group, .also = true, .optional = true },
        { 0 },
    },
    .proven_on = "public-sample",
    .whole_path = true,
};
