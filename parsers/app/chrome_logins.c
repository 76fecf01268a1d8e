/*
 * Login Data of Chrome and its kin: for which sites a sign-in was kept, or refused to be kept. The
 * passwords are encrypted and are not read.
 *
 * Sources: Chromium, components/password_manager/core/browser/password_store/login_database.cc
 * (InitializeBuilders; up to version 7 date_created is time_t, MigrateLogins).
 */
#include "parsers/engine/engine.h"

static const struct mk_name scheme[] = { { 0, "form" }, { 1, "basic" }, { 2, "digest" }, { 3, "other" }, { 4, "username_only" }, { 0 } };

static const struct mk_field fields[] = {
    { MK_TIME,      "l.date_created",            mk_webkit_or_s, .clock = "device" },
    { MK_TIMES,     "l.date_last_used",          mk_webkit_us, .sub = MK_ACCESSED, .optional = true },
    { MK_TIMES,     "l.date_password_modified",  mk_webkit_us, .sub = MK_MODIFIED, .optional = true },
    { MK_SERVICE,   "l.signon_realm",            mk_text_some },
    { MK_URL,       "l.origin_url",              mk_text_some },
    { MK_ID,        "l.username_value",          mk_text_some },
    { MK_NAME,      "l.display_name",            mk_text_some, .optional = true },
    { MK_ENCRYPTED, "l.password_value",          mk_some },
    { MK_DATA,      "l.blacklisted_by_user",     mk_bool, .name = "never_for_this_site", .optional = true },
    { MK_DATA,      "l.action_url",              mk_text_some, .name = "action_url", .optional = true },
    { MK_DATA,      "l.scheme",                  mk_named, scheme, .name = "scheme", .optional = true },
    { MK_DATA,      "l.times_used",              mk_integer, .name = "times_used", .optional = true },
    { MK_DATA,      "l.federation_url",          mk_text_some, .name = "federation", .optional = true },
    { 0 },
};
static const char *const needs[] = { "origin_url", "username_value", NULL };

const struct mk_app mk_app_chrome_logins = {
    .id = "chrome.logins",
    .title = "Kept sign-ins (Chrome and its kin)",
    .version = 1,
    .paths = (const char *const[]){ "*/Login Data", "*/Login Data For Account", NULL },
    .queries = (const struct mk_query[]){ { MK_KIND_ACCOUNT, "l", "logins", needs, fields }, { 0 } },
    .proven_on = "simulated",
};
