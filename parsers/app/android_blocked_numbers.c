/*
 * Numbers that the owner blocked: blockednumbers.db, or replies to content://com.android.
 * blockednumber/blocked (Android 7.0 on). Source: packages/providers/BlockedNumberProvider,
 * BlockedNumberDatabaseHelper.java, BlockedNumberProvider.java: only the system, the apps for calls
 * and for messages, and carriers' own are let in; the shell is asked for all the same.
 */
#include "parsers/engine/engine.h"

static const struct mk_field fields[] = {
    { MK_PHONE, "b.e164_number",     mk_phone,     .optional = true },
    { MK_DATA,  "b.original_number", mk_text_some, .name = "number" },
    { 0 },
};
static const char *const needs[] = { "original_number", NULL };
static const char *const none[] = { NULL };
static const char *const texts[] = { "original_number", "e164_number", NULL };
static const struct mk_constant name[] = { { MK_NAME, "blocked_number" }, { 0 } };

const struct mk_app mk_app_android_blocked_numbers = {
    .id = "android.blocked_numbers",
    .title = "Blocked numbers (Android)",
    .version = 1,
    .paths = (const char *const[]){ "*/com.android.providers.blockednumber/databases/blockednumbers.db", NULL },
    .queries = (const struct mk_query[]){
        { MK_EVENT, "b", "blocked",                                     needs, fields, .constants = name },
        { MK_EVENT, "b", "content://com.android.blockednumber/blocked", needs, fields, .constants = name },
        { 0 },
    },
    .providers = (const struct mk_provider[]){
        { "content://com.android.blockednumber/blocked", "android.blocked_numbers", "contacts", none, texts, NULL, 0, NULL, NULL, .party_columns = texts, .phone_wide = true },
        { 0 },
    },
    .proven_on = "simulated",
};
