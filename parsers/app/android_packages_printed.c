/*
 * Packages of one user, as pm list packages prints them: all that are installed, and by other files
 * those whose data is kept, that are switched off, that are not the system's. The table is that of
 * parsers/format/printed.h. Names that stand for forensic agents, for finding a phone and for wiping
 * it are told as events of their own: their list is in parsers/format/agents.c.
 */
#include "parsers/engine/engine.h"
#include "parsers/format/printed.h"

static const struct mk_field fields[] = {
    { MK_ID,   "p.name",         mk_text },
    { MK_PATH, "p.path",         mk_text_some },
    { MK_DATA, "p.version_code", mk_text_some, .name = "version_code" },
    { MK_DATA, "p.uid",          mk_text_some, .name = "uid" },
    { MK_DATA, "p.installer",    mk_text_some, .name = "installer" },
    { 0 },
};
static const struct mk_field agent[] = {
    { MK_NAME, "k.kind",   mk_text },
    { MK_DATA, "p.name",   mk_text, .name = "package" },
    { MK_DATA, "k.vendor", mk_text_some, .name = "vendor" },
    { MK_DATA, "k.basis",  mk_text_some, .name = "known_from" },
    { 0 },
};
static const struct mk_lookup known[] = { { "k", NULL, NULL, "p.name", &mk_decoder_agents }, { 0 } };
static const struct mk_when is_known[] = { { "k.kind", MK_IF_SOME }, { 0 } };

const struct mk_app mk_app_android_packages_printed = {
    .id = "android.packages_printed",
    .title = "Installed packages (pm list packages)",
    .version = 1,
    .paths = (const char *const[]){ "*/packages.txt", "*/packages_all.txt", "*/packages_disabled.txt", "*/packages_third.txt", NULL },
    .queries = (const struct mk_query[]){
        { MK_KIND_APP, "p", "packages", NULL, fields },
        { MK_EVENT,    "p", "packages", NULL, agent, known, .when = is_known, .extra = true },
        { 0 },
    },
    .proven_on = "simulated",
    .format = &mk_format_printed,
};
