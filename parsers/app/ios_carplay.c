/*
 * Apps that were used on a car's screen: com.apple.CarPlayApp.plist.
 *
 * Source: log2timeline/plaso, plist_plugins/ios_carplay.py (4ea03ef9a): the time is Unix seconds of the last use.
 */
#include "parsers/app/plist_values.h"
#include "parsers/format/plist_shape.h"

static const char *const app_columns[] = { "@1", "@item", NULL };
static const struct mk_shape shape = {
    .marks = (const char *const[]){ "CAR*", NULL },
    .tables = (const struct mk_shape_table[]){
        { "apps", "CARRecentAppHistory/*", app_columns }, { "values", "", .facts = true }, { 0 },
    },
};
static const struct mk_field use[] = {
    { MK_TIME, "a.@item", mk_unix_s, .clock = "device" },
    { MK_DATA, "a.@1",    mk_text,   .name = "bundle" },
    { 0 },
};
static const struct mk_constant named[] = { { MK_NAME, "carplay_app_last_used" }, { 0 } };

const struct mk_app mk_app_ios_carplay = {
    .id = "ios.carplay",
    .title = "CarPlay (iOS)",
    .version = 1,
    .paths = (const char *const[]){ "*/com.apple.CarPlayApp.plist", NULL },
    .queries = (const struct mk_query[]){
        { MK_EVENT,  "a", "apps",   NULL, use, .constants = named, .optional = true },
        { MK_DEVICE, "v", "values", NULL, mk_plist_values },
        { 0 },
    },
    .proven_on = "public-sample",
    .format = &mk_format_plist,
    .shape = &shape,
};
