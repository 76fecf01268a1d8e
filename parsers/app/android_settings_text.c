/*
 * Settings, as `settings list` prints them (androidqf: settings_global.txt, settings_secure.txt,
 * settings_system.txt). The table is that of parsers/format/dump.h.
 */
#include "parsers/engine/engine.h"
#include "parsers/format/dump.h"

static const struct mk_field fields[] = {
    { MK_TYPE,  "s.space", mk_text_some },
    { MK_NAME,  "s.name",  mk_text },
    { MK_VALUE, "s.value", mk_text },
    { 0 },
};

const struct mk_app mk_app_android_settings_text = {
    .id = "android.settings_text",
    .title = "Settings (printed)",
    .version = 1,
    .paths = (const char *const[]){ "*/settings_global.txt", "*/settings_secure.txt", "*/settings_system.txt", NULL },
    .queries = (const struct mk_query[]){ { MK_DEVICE, "s", "settings", NULL, fields }, { 0 } },
    .proven_on = "simulated",
    .format = &mk_format_dump,
};
