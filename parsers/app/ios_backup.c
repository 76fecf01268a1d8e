/*
 * What an iOS backup says of the phone, itself and the apps on it. The tables are those of
 * parsers/format/ios_facts.h.
 */
#include "parsers/engine/engine.h"
#include "parsers/format/ios_facts.h"

static const struct mk_field facts[] = {
    { MK_NAME,  "f.name",  mk_text },
    { MK_VALUE, "f.value", mk_text },
    { MK_TIME,  "f.date",  mk_cocoa_s },
    { 0 },
};

static const struct mk_field apps[] = {
    { MK_ID,          "a.id",      mk_text },
    { MK_NAME,        "a.title",   mk_text },
    { MK_APP_VERSION, "a.version", mk_text },
    { MK_DATA,        "a.path",    mk_text, .name = "path" },
    { MK_DATA,        "a.seller",  mk_text, .name = "seller" },
    { MK_DATA,        "a.bought",  mk_any,  .name = "bought" },
    { 0 },
};

const struct mk_app mk_app_ios_backup = {
    .id = "ios.backup",
    .title = "iOS backup: the phone and its apps",
    .version = 1,
    .also = (const char *const[]){ "*/Info.plist", "*/Manifest.plist", "*/Status.plist", NULL },
    .queries = (const struct mk_query[]){
        { MK_DEVICE,   "f", "facts", NULL, facts },
        { MK_KIND_APP, "a", "apps",  NULL, apps, .also = true, .optional = true },
        { 0 },
    },
    .proven_on = "public-sample",
    .format = &mk_format_ios_facts,
};
