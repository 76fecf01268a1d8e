/*
 * Accounts on an Android phone: accounts_ce.db (opened by the owner's unlock), accounts_de.db, and
 * accounts.db before Android 7.
 *
 * Sources: frameworks/base, services/core/java/com/android/server/accounts/AccountsDb.java: classes
 * CeDatabaseHelper, DeDatabaseHelper, PreNDatabaseHelper. What the account service did is told in
 * the phone's local time without a zone (debug_table). Passwords and tokens open the owner's
 * accounts at their providers, which an authority over the phone does not cover: records say that
 * there are some, and of what type; the values stay in the file.
 */
#include "parsers/engine/conv_android.h"
#include "parsers/engine/engine.h"

static const struct mk_field secrets[] = { /* CE, and before Android 7 */
    { MK_SERVICE, "a.type",     mk_text_some },
    { MK_ID,      "a.name",     mk_text_some },
    { MK_DATA,    "a.password", mk_there, .name = "password_kept" },
    { MK_DATA,    "a.previous_name", mk_text_some, .name = "previous_name", .optional = true },
    { MK_TIMES,   "a.last_password_entry_time_millis_epoch", mk_unix_ms, .sub = MK_SIGNED_IN, .optional = true },
    { 0 },
};
static const struct mk_field known[] = { /* DE */
    { MK_SERVICE, "a.type",          mk_text_some },
    { MK_ID,      "a.name",          mk_text_some },
    { MK_DATA,    "a.previous_name", mk_text_some, .name = "previous_name" },
    { MK_TIMES,   "a.last_password_entry_time_millis_epoch", mk_unix_ms, .sub = MK_SIGNED_IN, .optional = true },
    { 0 },
};
static const struct mk_field act[] = {
    { MK_NAME, "d.action_type", mk_text_some },
    { MK_DATA, "d.time",        mk_text_some, .name = "local_time" },
    { MK_DATA, "d.caller_uid",  mk_integer,   .name = "uid", .optional = true },
    { MK_DATA, "d.table_name",  mk_text_some, .name = "table", .optional = true },
    { MK_DATA, "d.primary_key", mk_integer,   .name = "account", .optional = true },
    { MK_DATA, "a.type",        mk_text_some, .name = "service", .optional = true },
    { MK_DATA, "a.name",        mk_text_some, .name = "id", .optional = true },
    { 0 },
};

static const struct mk_field extra[] = {
    { 0, "x.key", mk_text, .sub = MK_NAME }, { 0, "x.value", mk_text, .sub = MK_VALUE }, { 0 },
};
static const struct mk_field token[] = { { 0, "t.type", mk_text, .sub = MK_TYPE }, { 0 } };
static const struct mk_field seen[] = {
    { 0, "v._package", mk_text, .sub = MK_ID }, { 0, "v.value", mk_integer, .sub = MK_VALUE }, { 0 },
};
static const struct mk_part extras[] = { { NULL, MK_OTHER, extra }, { 0 } };
static const struct mk_part tokens[] = { { NULL, MK_TOKENS, token }, { 0 } };
static const struct mk_part visible[] = { { NULL, MK_VISIBLE_TO, seen }, { 0 } };

static const struct mk_gather ce[] = {
    { "x", "extras",     "x.accounts_id", "a._id", NULL, NULL, extras },
    { "t", "authtokens", "t.accounts_id", "a._id", NULL, NULL, tokens },
    { 0 },
};
static const struct mk_gather de[] = { { "v", "visibility", "v.accounts_id", "a._id", NULL, NULL, visible }, { 0 } };

static const struct mk_lookup account[] = { { "a", "accounts", "a._id", "d.primary_key" }, { 0 } };
static const char *const ce_needs[] = { "name", "type", "password", NULL };
static const char *const de_needs[] = { "name", "type", "previous_name", NULL };
static const char *const act_needs[] = { "action_type", NULL };

const struct mk_app mk_app_android_accounts = {
    .id = "android.accounts",
    .title = "Accounts (Android)",
    .version = 1,
    .paths = (const char *const[]){
        "*/system_ce/*/accounts_ce.db", "*/system_de/*/accounts_de.db", "*/system/users/*/accounts.db", NULL,
    },
    .queries = (const struct mk_query[]){
        { MK_KIND_ACCOUNT, "a", "accounts",    ce_needs,  secrets, .gather = ce },
        { MK_KIND_ACCOUNT, "a", "accounts",    de_needs,  known,   .gather = de },
        { MK_EVENT,        "d", "debug_table", act_needs, act,     account, .optional = true },
        { 0 },
    },
    .proven_on = "simulated",
};
