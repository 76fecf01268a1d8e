/*
 * How long apps were in front, and how long the keyboard was up in them: app_usage_database.plist.
 *
 * Source: abrignoni/iLEAPP, scripts/artifacts/keyboard.py (423798fa). The date has no time of day (it stands at midnight), and
 * whether it is a day of UTC or of the phone's zone is not documented; seconds as the keys' sizes suggest (observed).
 */
#include "parsers/engine/engine.h"
#include "parsers/format/plist_shape.h"

static const char *const columns[] = { "@1", "startDate", "appTime", "keyboardTimes", "@rest", NULL };
static const struct mk_shape shape = {
    .tables = (const struct mk_shape_table[]){ { "uses", "*/*", columns }, { 0 } },
};
static const struct mk_field use[] = {
    { MK_TIME, "u.startDate",     mk_cocoa_s,   .clock = "device" },
    { MK_DATA, "u.@1",            mk_text,      .name = "bundle" },
    { MK_DATA, "u.appTime",       mk_real,      .name = "app_s" },
    { MK_DATA, "u.keyboardTimes", mk_text_some, .name = "keyboard_s" },
    { MK_DATA, "u.@rest",         mk_text_some, .name = "other" },
    { 0 },
};
static const struct mk_constant named[] = { { MK_NAME, "app_usage" }, { 0 } };

const struct mk_app mk_app_ios_keyboard_apps = {
    .id = "ios.keyboard_apps",
    .title = "Apps used with the keyboard (iOS)",
    .version = 1,
    .paths = (const char *const[]){ "*/Library/Keyboard/app_usage_database.plist", NULL },
    .queries = (const struct mk_query[]){ { MK_EVENT, "u", "uses", NULL, use, .constants = named }, { 0 } },
    .proven_on = "public-sample",
    .format = &mk_format_plist,
    .shape = &shape,
};
