/*
 * Apps of an iPhone, as installation_proxy lists them: an array with a dictionary for each, kept by an
 * acquisition as ios/apps.plist.
 *
 * Source of keys: libimobiledevice/ideviceinstaller 1.1.1, src/ideviceinstaller.c; Apple, "Information Property
 * List"; iTunesMetadata is a property list inside it (see parsers/format/ios_facts.h).
 */
#include "parsers/engine/conv_ios.h"
#include "parsers/engine/engine.h"
#include "parsers/format/plist_shape.h"

static const char *const columns[] = {
    "CFBundleIdentifier", "CFBundleDisplayName", "CFBundleName", "CFBundleExecutable", "CFBundleShortVersionString",
    "CFBundleVersion", "ApplicationType", "Container", "Path", "UIFileSharingEnabled", "StaticDiskUsage",
    "DynamicDiskUsage", "ApplicationDSID", "SignerIdentity", "@rest", NULL,
};
static const struct mk_shape shape = {
    .tables = (const struct mk_shape_table[]){ { "apps", "*", columns }, { 0 } },
};

static const struct mk_field fields[] = {
    { MK_ID,          "a.CFBundleIdentifier",         mk_text },
    { MK_NAME,        "a.CFBundleDisplayName",        mk_text_some },
    { MK_APP_VERSION, "a.CFBundleShortVersionString", mk_text_some },
    { MK_PATH,        "a.Path",                       mk_text_some },
    { MK_DATA,        "a.CFBundleName",               mk_text_some, .name = "bundle_name" },
    { MK_DATA,        "a.CFBundleExecutable",         mk_text_some, .name = "executable" },
    { MK_DATA,        "a.CFBundleVersion",            mk_text_some, .name = "build" },
    { MK_DATA,        "a.ApplicationType",            mk_text_some, .name = "type" },
    { MK_DATA,        "a.Container",                  mk_text_some, .name = "container" },
    { MK_DATA,        "a.UIFileSharingEnabled",       mk_any,       .name = "shares_files" },
    { MK_DATA,        "a.StaticDiskUsage",            mk_integer,   .name = "app_bytes" },
    { MK_DATA,        "a.DynamicDiskUsage",           mk_integer,   .name = "data_bytes" },
    { MK_DATA,        "a.ApplicationDSID",            mk_any,       .name = "store_account" },
    { MK_DATA,        "a.SignerIdentity",             mk_text_some, .name = "signer" },
    { MK_DATA,        "a.@rest",                      mk_text_some, .name = "other" },
    { 0 },
};

const struct mk_app mk_app_ios_apps = {
    .id = "ios.apps",
    .title = "Installed apps (iOS, installation_proxy)",
    .version = 1,
    .paths = (const char *const[]){ "*/ios/apps.plist", NULL },
    .queries = (const struct mk_query[]){ { MK_KIND_APP, "a", "apps", NULL, fields }, { 0 } },
    .proven_on = "simulated",
    .format = &mk_format_plist,
    .shape = &shape,
};
