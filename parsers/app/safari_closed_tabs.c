/*
 * Tabs and windows of Safari that were closed last: RecentlyClosedTabs.plist. An item is a tab, or a
 * window with tabs of its own. It outlives a cleared history.
 * Sources: key names as public readers of macOS use them (ydkhatri/mac_apt, safari.py; others of
 * RecentlyClosedTabs.plist); no file of iOS was at hand.
 */
#include "parsers/engine/engine.h"
#include "parsers/format/plist_shape.h"

static const char *const tab_columns[] = {
    "PersistentState/TabURL", "PersistentState/TabTitle", "PersistentState/DateClosed", "PersistentState/TabUUID",
    "PersistentState/IsPrivateWindow", "PersistentStateType", "@rest", NULL,
};
static const char *const window_columns[] = { "TabURL", "TabTitle", "DateClosed", "TabUUID", "^1/PersistentState/DateClosed", "@rest", NULL };
static const struct mk_shape shape = {
    .marks = (const char *const[]){ "ClosedTabOrWindowPersistentStates", NULL },
    .tables = (const struct mk_shape_table[]){
        { "closed", "ClosedTabOrWindowPersistentStates/*", tab_columns },
        { "of_windows", "ClosedTabOrWindowPersistentStates/*/PersistentState/TabStates/*", window_columns },
        { 0 },
    },
};
static const struct mk_field closed[] = {
    { MK_TIME,  "c.PersistentState/DateClosed", mk_cocoa_s,   .clock = "device" },
    { MK_URL,   "c.PersistentState/TabURL",     mk_text_some },
    { MK_HOST,  "c.PersistentState/TabURL",     mk_url_host },
    { MK_TITLE, "c.PersistentState/TabTitle",   mk_text_some },
    { MK_ID,    "c.PersistentState/TabUUID",    mk_text_some },
    { MK_DATA,  "c.PersistentStateType",        mk_integer,   .name = "type" },
    { MK_DATA,  "c.PersistentState/IsPrivateWindow", mk_bool, .name = "private" },
    { MK_DATA,  "c.@rest",                      mk_text_some, .name = "other" },
    { 0 },
};
static const struct mk_field of_window[] = {
    { MK_TIME,  "w.DateClosed", mk_cocoa_s,   .clock = "device" },
    { MK_TIME,  "w.^1/PersistentState/DateClosed", mk_cocoa_s, .clock = "device" }, /* the window's */
    { MK_URL,   "w.TabURL",     mk_text_some },
    { MK_HOST,  "w.TabURL",     mk_url_host },
    { MK_TITLE, "w.TabTitle",   mk_text_some },
    { MK_ID,    "w.TabUUID",    mk_text_some },
    { MK_DATA,  "w.@rest",      mk_text_some, .name = "other" },
    { 0 },
};
static const struct mk_constant name[] = { { MK_NAME, "closed_tab" }, { 0 } };

const struct mk_app mk_app_safari_closed_tabs = {
    .id = "safari.closed_tabs",
    .title = "Closed tabs (Safari)",
    .version = 1,
    .paths = (const char *const[]){ "*/RecentlyClosedTabs.plist", NULL },
    .queries = (const struct mk_query[]){
        { MK_EVENT, "c", "closed", NULL, closed, .constants = name },
        { MK_EVENT, "w", "of_windows", NULL, of_window, .constants = name, .also = true, .optional = true },
        { 0 },
    },
    .proven_on = "simulated",
    .format = &mk_format_plist,
    .shape = &shape,
};
