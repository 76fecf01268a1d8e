/*
 * Installed packages, as androidqf asked the package manager for them, and the hashes of their files
 * that the phone's own tools worked out. The tables are those of parsers/format/packages_json.h.
 */
#include "parsers/engine/engine.h"
#include "parsers/format/packages_json.h"

static const struct mk_field fields[] = {
    { MK_ID,   "p.name",        mk_text },
    { MK_DATA, "p.uid",         mk_integer,   .name = "uid" },
    { MK_DATA, "p.installer",   mk_text_some, .name = "installer" },
    { MK_DATA, "p.disabled",    mk_bool,      .name = "disabled" },
    { MK_DATA, "p.system",      mk_bool,      .name = "system" },
    { MK_DATA, "p.third_party", mk_bool,      .name = "third_party" },
    { 0 },
};
static const struct mk_field file[] = {
    { 0, "f.path",              mk_text_some, .sub = MK_PATH },
    { 0, "f.sha256",            mk_text_some, .sub = MK_SHA256 },
    { 0, "f.md5",               mk_text_some, .name = "md5" },
    { 0, "f.sha1",              mk_text_some, .name = "sha1" },
    { 0, "f.sha512",            mk_text_some, .name = "sha512" },
    { 0, "f.local_name",        mk_text_some, .name = "local_name" },
    { 0, "f.certificate",       mk_text_some, .name = "certificate" },
    { 0, "f.verified",          mk_bool,      .name = "certificate_verified" },
    { 0, "f.trusted",           mk_bool,      .name = "certificate_trusted" },
    { 0, "f.certificate_error", mk_text_some, .name = "certificate_error" },
    { 0, "f.error",             mk_text_some, .name = "error" },
    { 0 },
};
static const struct mk_part parts[] = { { NULL, MK_PARTS, file }, { 0 } };
static const struct mk_gather files[] = { { "f", "files", "f.package_row", "p._row", NULL, NULL, parts }, { 0 } };

const struct mk_app mk_app_android_packages_json = {
    .id = "android.packages_json",
    .title = "Installed packages (androidqf)",
    .version = 1,
    .paths = (const char *const[]){ "*/packages.json", NULL },
    .queries = (const struct mk_query[]){ { MK_KIND_APP, "p", "packages", NULL, fields, .gather = files }, { 0 } },
    .proven_on = "simulated",
    .format = &mk_format_packages_json,
};
