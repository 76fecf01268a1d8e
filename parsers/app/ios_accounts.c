/*
 * Accounts of an iPhone (iCloud, mail, calendars, what apps registered): Accounts3.sqlite.
 *
 * Sources: log2timeline/plaso, plaso/parsers/sqlite_plugins/ios_accounts.py (4ea03ef9a): ZDATE in seconds
 * since 2001-01-01 is when it was made, ZACCOUNTTYPEDESCRIPTION names the service; CREATE
 * statements as found in files of iOS 13 to 16 (observed). An account below another (mail of an
 * iCloud account) names it by ZPARENTACCOUNT. Passwords and tokens are in the keychain, not here.
 */
#include "parsers/engine/engine.h"

static const struct mk_lookup of[] = {
    { "t", "ZACCOUNTTYPE", "t.Z_PK", "a.ZACCOUNTTYPE" },
    { "p", "ZACCOUNT",     "p.Z_PK", "a.ZPARENTACCOUNT" },
    { 0 },
};
static const struct mk_field account[] = {
    { MK_TIME,    "a.ZDATE",               mk_cocoa_s,   .clock = "device" },
    { MK_TIMES,   "a.ZLASTCREDENTIALRENEWALREJECTIONDATE", mk_cocoa_s, .name = "credential_rejected", .optional = true },
    { MK_SERVICE, "t.ZACCOUNTTYPEDESCRIPTION", mk_text_some },
    { MK_SERVICE, "t.ZIDENTIFIER",         mk_text_some },
    { MK_ID,      "a.ZIDENTIFIER",         mk_text_some },
    { MK_NAME,    "a.ZUSERNAME",           mk_text_some },
    { MK_LABEL,   "a.ZACCOUNTDESCRIPTION", mk_text_some },
    { MK_PARENT,  "a.ZPARENTACCOUNT",      mk_integer,   .ref = "ZACCOUNT" },
    { MK_CREATOR, "a.ZOWNINGBUNDLEID",     mk_text_some },
    { MK_TYPE,    "t.ZIDENTIFIER",         mk_text_some },
    { MK_DATA,    "p.ZUSERNAME",           mk_text_some, .name = "parent_name" },
    { MK_DATA,    "a.ZACTIVE",             mk_bool,      .name = "active", .optional = true },
    { MK_DATA,    "a.ZAUTHENTICATED",      mk_bool,      .name = "authenticated", .optional = true },
    { MK_DATA,    "a.ZVISIBLE",            mk_bool,      .name = "visible", .optional = true },
    { MK_DATA,    "a.ZAUTHENTICATIONTYPE", mk_text_some, .name = "authentication", .optional = true },
    { MK_DATA,    "a.ZCREDENTIALTYPE",     mk_text_some, .name = "credential", .optional = true },
    { 0 },
};
/* Which app was let at which kind of account. */
static const struct mk_lookup kind[] = { { "t", "ZACCOUNTTYPE", "t.Z_PK", "z.ZACCOUNTTYPE" }, { 0 } };
static const struct mk_field access[] = {
    { MK_ID,          "z.ZBUNDLEID",    mk_text_some },
    { MK_SERVICE,     "t.ZIDENTIFIER",  mk_text_some },
    { MK_PERMISSIONS, "z.ZGRANTEDPERMISSIONS", mk_text_some },
    { 0 },
};
static const struct mk_constant granted[] = { { MK_NAME, "account_access" }, { 0 } };

#define NEEDS(...) (const char *const[]){ __VA_ARGS__, NULL }

const struct mk_app mk_app_ios_accounts = {
    .id = "ios.accounts",
    .title = "Accounts (iOS)",
    .version = 1,
    .paths = (const char *const[]){ "*Library/Accounts/Accounts3.sqlite", NULL },
    .queries = (const struct mk_query[]){
        { MK_KIND_ACCOUNT, "a", "ZACCOUNT", NEEDS("ZUSERNAME", "ZIDENTIFIER"), account, of },
        { MK_EVENT, "z", "ZAUTHORIZATION", NEEDS("ZBUNDLEID"), access, kind, .constants = granted, .optional = true },
        { 0 },
    },
    .proven_on = "public-sample",
};
