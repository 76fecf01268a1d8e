/*
 * Android conversations of SMS and MMS: threads and the addresses they are with, in mmssms.db.
 *
 * Sources: packages/providers/TelephonyProvider, MmsSmsDatabaseHelper.java, createCommonTables
 * (LineageOS 21, b87ec340), MmsSmsProvider.java, URI_CONVERSATIONS with simple=true and
 * URI_CANONICAL_ADDRESSES; frameworks/base, core/java/android/provider/Telephony.java,
 * ThreadsColumns: recipient_ids are ids of canonical_addresses with a space between them. The date
 * moves with each message, and when one is deleted; the snippet is the start of the last one.
 */
#include "parsers/engine/engine.h"

static const struct mk_name type[] = { { 0, "common" }, { 1, "broadcast" }, { 0 } };

static const struct mk_field fields[] = {
    { MK_TIME,   "t.date",          mk_unix_ms,   .clock = "device" },
    { MK_THREAD, "t._id",           mk_text },
    { MK_TEXT,   "t.snippet",       mk_text_some, .optional = true },
    { MK_READ,   "t.read",          mk_bool,      .optional = true },
    { MK_TYPE,   "t.type",          mk_named,     type, .optional = true },
    { MK_DATA,   "t.message_count", mk_integer,   .name = "messages", .optional = true },
    { MK_DATA,   "t.archived",      mk_bool,      .name = "archived", .optional = true },
    { MK_DATA,   "t.recipient_ids", mk_text_some, .name = "recipient_ids" },
    { MK_DATA,   "t.snippet_cs",    mk_not_zero,  .name = "snippet_charset", .optional = true },
    { 0 },
};

static const struct mk_field member[] = {
    { 0, "c.address", mk_text_some, .sub = MK_ID }, { 0, "c.address", mk_phone, .sub = MK_PHONE }, { 0 },
};
static const struct mk_part members[] = { { NULL, MK_MEMBERS, member }, { 0 } };

#define CONVERSATIONS "content://mms-sms/conversations?simple=true"
#define ADDRESSES     "content://mms-sms/canonical-addresses"

static const struct mk_gather db[] = {
    { "c", "canonical_addresses", "c._id", "t.recipient_ids", NULL, NULL, members, .split = ' ', .loose = true }, { 0 },
};
static const struct mk_gather reply[] = {
    { "c", ADDRESSES, "c._id", "t.recipient_ids", NULL, NULL, members, .split = ' ', .loose = true }, { 0 },
};

static const char *const needs[] = { "recipient_ids", NULL };
static const char *const numbers[] = { "date", "read", "type", "message_count", "archived", "snippet_cs", NULL };
static const char *const texts[] = { "recipient_ids", "snippet", NULL };
static const char *const none[] = { NULL };
static const char *const addresses[] = { "address", NULL };

const struct mk_app mk_app_android_threads = {
    .id = "android.threads",
    .title = "Conversations of SMS and MMS (Android)",
    .version = 1,
    .paths = (const char *const[]){ "*/com.android.providers.telephony/databases/mmssms.db", NULL },
    .queries = (const struct mk_query[]){
        { MK_CONVERSATION, "t", "threads",     needs, fields, .gather = db, .optional = true },
        { MK_CONVERSATION, "t", CONVERSATIONS, needs, fields, .gather = reply, .optional = true },
        { 0 },
    },
    .providers = (const struct mk_provider[]){
        { CONVERSATIONS, "android.threads", "messages", numbers, texts,     "date", 1000, "READ_SMS", NULL, .thread_column = "_id" },
        { ADDRESSES,     "android.threads", "messages", none,    addresses, NULL,   0,    "READ_SMS", NULL, .party_columns = addresses, .fixed_columns = true },
        { 0 },
    },
    .proven_on = "simulated",
};
