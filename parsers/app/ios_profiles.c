/*
 * Configuration profiles of an iPhone, as MCInstall lists them: two dictionaries by identifier, kept by an
 * acquisition as ios/profiles.plist. Such a list does not say what a profile sets.
 *
 * Source of keys: danielpaulus/go-ios, ios/mcinstall/mcinstall.go; Apple, "Configuration Profile Reference", "TopLevel".
 */
#include "parsers/engine/conv_ios.h"
#include "parsers/engine/engine.h"
#include "parsers/format/plist_shape.h"

static const char *const metadata_columns[] = {
    "@1", "PayloadDisplayName", "PayloadDescription", "PayloadOrganization", "PayloadRemovalDisallowed", "PayloadUUID",
    "PayloadVersion", "@rest", NULL,
};
static const char *const manifest_columns[] = { "@1", "Description", "IsActive", NULL };
static const struct mk_shape shape = {
    .marks = (const char *const[]){ "ProfileMetadata", NULL },
    .tables = (const struct mk_shape_table[]){
        { "metadata", "ProfileMetadata/*", metadata_columns }, { "manifest", "ProfileManifest/*", manifest_columns }, { 0 },
    },
};

static const struct mk_lookup lookups[] = { { "m", "manifest", "m.@1", "p.@1" }, { 0 } };
static const struct mk_field fields[] = {
    { MK_DATA, "p.@1",                       mk_text,      .name = "identifier" },
    { MK_DATA, "p.PayloadDisplayName",       mk_text_some, .name = "title" },
    { MK_DATA, "p.PayloadDescription",       mk_text_some, .name = "description" },
    { MK_DATA, "p.PayloadOrganization",      mk_text_some, .name = "organization" },
    { MK_DATA, "p.PayloadRemovalDisallowed", mk_bool,      .name = "cannot_be_removed" },
    { MK_DATA, "p.PayloadUUID",              mk_text_some, .name = "uuid" },
    { MK_DATA, "p.PayloadVersion",           mk_integer,   .name = "version" },
    { MK_DATA, "m.IsActive",                 mk_bool,      .name = "active" },
    { MK_DATA, "p.@rest",                    mk_text_some, .name = "other" },
    { 0 },
};
static const struct mk_constant named[] = { { MK_NAME, "configuration_profile" }, { 0 } };

const struct mk_app mk_app_ios_profiles = {
    .id = "ios.profiles",
    .title = "Configuration profiles (iOS, MCInstall)",
    .version = 1,
    .paths = (const char *const[]){ "*/ios/profiles.plist", NULL },
    .queries = (const struct mk_query[]){ { MK_EVENT, "p", "metadata", NULL, fields, lookups, .constants = named }, { 0 } },
    .proven_on = "simulated",
    .format = &mk_format_plist,
    .shape = &shape,
};
