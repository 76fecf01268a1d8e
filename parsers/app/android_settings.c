/*
 * Settings of the phone and of each of its users, as they are stored. The table is that of
 * parsers/format/android_xml.h.
 */
#include "parsers/engine/engine.h"
#include "parsers/format/android_xml.h"

static const struct mk_field fields[] = {
    { MK_TYPE,  "s.space",   mk_text_some },
    { MK_NAME,  "s.name",    mk_text },
    { MK_VALUE, "s.value",   mk_text },
    { MK_DATA,  "s.package", mk_text_some, .name = "set_by" },
    { MK_DATA,  "s.default", mk_text_some, .name = "default" },
    { MK_DATA,  "s.id",      mk_text_some, .name = "id" },
    { 0 },
};

const struct mk_app mk_app_android_settings = {
    .id = "android.settings",
    .title = "Settings (Android)",
    .version = 1,
    .paths = (const char *const[]){ "*/settings_global.xml", "*/settings_secure.xml", "*/settings_system.xml", NULL },
    .queries = (const struct mk_query[]){ { MK_DEVICE, "s", "settings", NULL, fields }, { 0 } },
    .proven_on = "simulated",
    .format = &mk_format_android_xml,
};
