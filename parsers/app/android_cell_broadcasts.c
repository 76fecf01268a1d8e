/*
 * Warnings that cells sent to all phones around: cell_broadcasts.db, or replies to content://
 * cellbroadcasts. They say in which cell the phone was then. Sources: packages/apps/
 * CellBroadcastReceiver, CellBroadcastDatabaseHelper.java, createBroadcastTable; frameworks/base,
 * core/java/android/provider/Telephony.java, CellBroadcasts. The shell lacks
 * READ_CELL_BROADCASTS on versions that ask for it.
 */
#include "parsers/engine/engine.h"

static const struct mk_field fields[] = {
    { MK_TIME, "b.date",     mk_unix_ms,   .clock = "device" },
    { MK_TEXT, "b.body",     mk_text_some },
    { MK_READ, "b.read",     mk_bool,      .optional = true },
    { MK_DATA, "b.language", mk_text_some, .name = "language", .optional = true },
    { MK_DATA, "b.plmn",     mk_text_some, .name = "plmn", .optional = true },
    { MK_DATA, "b.lac",      mk_integer,   .name = "lac", .optional = true },
    { MK_DATA, "b.cid",      mk_integer,   .name = "cid", .optional = true },
    { MK_DATA, "b.service_category", mk_integer, .name = "category", .optional = true },
    { 0 },
};
static const char *const needs[] = { "date", "body", NULL };
static const char *const numbers[] = { "date", "read", "lac", "cid", "service_category", NULL };
static const char *const texts[] = { "body", "language", "plmn", NULL };
static const struct mk_constant name[] = { { MK_NAME, "cell_broadcast" }, { 0 } };

const struct mk_app mk_app_android_cell_broadcasts = {
    .id = "android.cell_broadcasts",
    .title = "Cell broadcasts (Android)",
    .version = 1,
    .paths = (const char *const[]){ "*/databases/cell_broadcasts.db", NULL },
    .queries = (const struct mk_query[]){
        { MK_EVENT, "b", "broadcasts",               needs, fields, .constants = name },
        { MK_EVENT, "b", "content://cellbroadcasts", needs, fields, .constants = name },
        { 0 },
    },
    .providers = (const struct mk_provider[]){
        { "content://cellbroadcasts", "android.cell_broadcasts", "messages", numbers, texts, "date", 1000, NULL, NULL },
        { 0 },
    },
    .proven_on = "simulated",
};
