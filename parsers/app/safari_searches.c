/*
 * What was last searched for in Safari on iOS: com.apple.mobilesafari.plist, which holds its settings
 * as well. Source: abrignoni/iLEAPP, scripts/artifacts/safariRecentWebSearches.py (423798fa).
 */
#include "parsers/engine/engine.h"
#include "parsers/format/plist_shape.h"

static const char *const search_columns[] = { "Date", "SearchString", "@rest", NULL };
static const struct mk_shape shape = {
    .marks = (const char *const[]){ "RecentWebSearches", NULL },
    .tables = (const struct mk_shape_table[]){ { "searches", "RecentWebSearches/*", search_columns }, { 0 } },
};
static const struct mk_field search[] = {
    { MK_TIME,  "s.Date",         mk_cocoa_s,   .clock = "device" },
    { MK_QUERY, "s.SearchString", mk_text },
    { MK_DATA,  "s.@rest",        mk_text_some, .name = "other" },
    { 0 },
};

const struct mk_app mk_app_safari_searches = {
    .id = "safari.searches",
    .title = "Recent searches (Safari)",
    .version = 1,
    .paths = (const char *const[]){ "*/com.apple.mobilesafari.plist", NULL },
    .queries = (const struct mk_query[]){ { MK_WEB_SEARCH, "s", "searches", NULL, search }, { 0 } },
    .proven_on = "simulated",
    .format = &mk_format_plist,
    .shape = &shape,
};
