/*
 * The identifiers that an iPhone shows to advertisers and to the apps of each vendor: com.apple.lsdidentifiers.plist.
 *
 * Source: abrignoni/iLEAPP, scripts/artifacts/advertisingID.py (423798fa); keys as observed in a file of iOS 16.
 */
#include "parsers/app/plist_values.h"
#include "parsers/format/plist_shape.h"

static const char *const vendor_columns[] = { "@1", "LSVendorIdentifier", "LSApplications", "@rest", NULL };
static const struct mk_shape shape = {
    .marks = (const char *const[]){ "LSAdvertiserIdentifier", "LSVendors", NULL },
    .tables = (const struct mk_shape_table[]){
        { "vendors", "LSVendors/*", vendor_columns }, { "values", "", .facts = true }, { 0 },
    },
};
static const struct mk_field vendor[] = {
    { MK_DATA, "v.@1",                 mk_text,      .name = "vendor" },
    { MK_DATA, "v.LSVendorIdentifier", mk_text_some, .name = "identifier" },
    { MK_DATA, "v.LSApplications",     mk_text_some, .name = "apps" },
    { MK_DATA, "v.@rest",              mk_text_some, .name = "other" },
    { 0 },
};
static const struct mk_constant named[] = { { MK_NAME, "vendor_identifier" }, { 0 } };

const struct mk_app mk_app_ios_advertising = {
    .id = "ios.advertising",
    .title = "Advertising identifier (iOS)",
    .version = 1,
    .paths = (const char *const[]){ "*/com.apple.lsdidentifiers.plist", NULL },
    .queries = (const struct mk_query[]){
        { MK_EVENT,  "v", "vendors", NULL, vendor, .constants = named, .optional = true },
        { MK_DEVICE, "v", "values",  NULL, mk_plist_values },
        { 0 },
    },
    .proven_on = "public-sample",
    .format = &mk_format_plist,
    .shape = &shape,
};
