/*
 * Installed packages and what they may do, as dumpsys package prints them. The tables are those of
 * parsers/format/dump.h. Times are the phone's local ones without a zone: they stay texts.
 */
#include "parsers/engine/engine.h"
#include "parsers/format/dump.h"

static const struct mk_field fields[] = {
    { MK_ID,          "p.name",          mk_text },
    { MK_APP_VERSION, "p.version",       mk_text_some },
    { MK_PATH,        "p.path",          mk_text_some },
    { MK_DATA,        "p.version_code",  mk_text_some, .name = "version_code" },
    { MK_DATA,        "p.uid",           mk_text_some, .name = "uid" },
    { MK_DATA,        "p.installer",     mk_text_some, .name = "installer" },
    { MK_DATA,        "p.first_install", mk_text_some, .name = "first_install_local_time" },
    { MK_DATA,        "p.last_update",   mk_text_some, .name = "last_update_local_time" },
    { MK_DATA,        "p.data_dir",      mk_text_some, .name = "data_dir" },
    { MK_DATA,        "p.flags",         mk_text_some, .name = "flags" },
    { MK_DATA,        "p.hidden",        mk_bool,      .name = "replaced_system_package" },
    { 0 },
};
static const struct mk_field permission[] = {
    { 0, "r.name",    mk_text, .sub = MK_ID },
    { 0, "r.kind",    mk_text, .sub = MK_TYPE },
    { 0, "r.granted", mk_bool, .name = "granted" },
    { 0 },
};
static const struct mk_part parts[] = { { NULL, MK_PERMISSIONS, permission }, { 0 } };
static const struct mk_gather permissions[] = {
    { "r", "permissions", "r.package_row", "p._row", NULL, NULL, parts }, { 0 },
};

const struct mk_app mk_app_android_dump_packages = {
    .id = "android.dump_packages",
    .title = "Installed packages (dumpsys package)",
    .version = 1,
    .paths = (const char *const[]){ "*/dumpsys_package*.txt", NULL },
    .also = (const char *const[]){ "*/dumpsys.txt", NULL },
    .queries = (const struct mk_query[]){ { MK_KIND_APP, "p", "packages", NULL, fields, .gather = permissions }, { 0 } },
    .proven_on = "public-sample",
    .format = &mk_format_dump,
};
