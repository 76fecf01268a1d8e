/*
 * Packages that are installed, as the system lists them for its own tools: packages.list. The table
 * is that of parsers/format/conf.h.
 */
#include "parsers/engine/engine.h"
#include "parsers/format/conf.h"

static const struct mk_field fields[] = {
    { MK_ID,   "p.name",                 mk_text },
    { MK_DATA, "p.uid",                  mk_text_some, .name = "uid" },
    { MK_DATA, "p.data_dir",             mk_text_some, .name = "data_dir" },
    { MK_DATA, "p.version_code",         mk_text_some, .name = "version_code" },
    { MK_DATA, "p.installer",            mk_text_some, .name = "installer" },
    { MK_DATA, "p.debuggable",           mk_text_some, .name = "debuggable" },
    { MK_DATA, "p.seinfo",               mk_text_some, .name = "seinfo" },
    { MK_DATA, "p.gids",                 mk_text_some, .name = "groups" },
    { MK_DATA, "p.profileable_by_shell", mk_text_some, .name = "profileable_by_shell" },
    { MK_DATA, "p.profileable",          mk_text_some, .name = "profileable" },
    { 0 },
};

const struct mk_app mk_app_android_package_list = {
    .id = "android.package_list",
    .title = "Installed packages (packages.list)",
    .version = 1,
    .paths = (const char *const[]){ "*/system/packages.list", NULL },
    .queries = (const struct mk_query[]){ { MK_KIND_APP, "p", "packages", NULL, fields }, { 0 } },
    .proven_on = "simulated",
    .format = &mk_format_conf,
};
