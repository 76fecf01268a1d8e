/*
 * formhistory.sqlite of Firefox: what was typed into forms; the search bar is one of them.
 *
 * Sources: mozilla-central, toolkit/components/satchel/FormHistory.sys.mjs (table moz_formhistory,
 * times in microseconds), browser/components/search (the field "searchbar-history").
 */
#include "parsers/engine/engine.h"

#define TIMES_OF                                                                                       \
    { MK_TIME,  "f.lastUsed",  mk_unix_us, .clock = "device" },                                        \
    { MK_TIMES, "f.firstUsed", mk_unix_us, .sub = MK_START },                                          \
    { MK_DATA,  "f.timesUsed", mk_integer, .name = "times_used" }

static const struct mk_field search[] = { TIMES_OF, { MK_QUERY, "f.value", mk_text }, { 0 } };
static const struct mk_field form[] = {
    TIMES_OF,
    { MK_DATA, "f.fieldname", mk_text, .name = "field" },
    { MK_DATA, "f.value",     mk_text, .name = "value" },
    { 0 },
};
#define BAR "searchbar-history"
static const struct mk_when is_search[] = { { "f.fieldname", MK_IF_IS, .text = BAR }, { 0 } };
static const struct mk_when no_search[] = { { "f.fieldname", MK_IF_NOT, .text = BAR }, { 0 } };
static const struct mk_constant form_is[] = { { MK_NAME, "form_entry" }, { 0 } };
static const char *const needs[] = { "fieldname", "value", NULL };

const struct mk_app mk_app_firefox_forms = {
    .id = "firefox.forms",
    .title = "Form entries and searches (Firefox)",
    .version = 1,
    .paths = (const char *const[]){ "*/formhistory.sqlite", NULL },
    .queries = (const struct mk_query[]){
        { MK_WEB_SEARCH, "f", "moz_formhistory", needs, search, .when = is_search },
        { MK_EVENT,      "f", "moz_formhistory", needs, form, .constants = form_is, .when = no_search },
        { 0 },
    },
    .proven_on = "simulated",
};
