/*
 * Packages that are installed for anybody on the phone: /data/system/packages.xml. The table is
 * that of parsers/format/android_xml.h. From Android 13 on the time of the first install stands
 * with each user, not here.
 */
#include "parsers/engine/engine.h"
#include "parsers/format/android_xml.h"

static const struct mk_field fields[] = {
    { MK_TIME,  "p.last_update_ms",   mk_unix_ms,   .clock = "device" },
    { MK_TIMES, "p.first_install_ms", mk_unix_ms,   .sub = MK_INSTALLED },
    { MK_TIMES, "p.file_ms",          mk_unix_ms,   .sub = MK_MODIFIED },
    { MK_ID,    "p.name",             mk_text },
    { MK_PATH,  "p.path",             mk_text_some },
    { MK_DATA,  "p.version_code",     mk_text_some, .name = "version_code" },
    { MK_DATA,  "p.uid",              mk_text_some, .name = "uid" },
    { MK_DATA,  "p.installer",        mk_text_some, .name = "installer" },
    { 0 },
};

const struct mk_app mk_app_android_packages = {
    .id = "android.packages",
    .title = "Installed packages (packages.xml)",
    .version = 1,
    .paths = (const char *const[]){ "*/system/packages.xml", NULL },
    .queries = (const struct mk_query[]){ { MK_KIND_APP, "p", "packages", NULL, fields }, { 0 } },
    .proven_on = "simulated",
    .format = &mk_format_android_xml,
};
