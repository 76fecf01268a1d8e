/*
 * Android SMS: the telephony provider, as mmssms.db or as replies to content://sms.
 *
 * Sources: packages/providers/TelephonyProvider, MmsSmsDatabaseHelper.java, CREATE_SMS_TABLE_STRING
 * (LineageOS 21, b87ec340); frameworks/base, core/java/android/provider/Telephony.java,
 * TextBasedSmsColumns (MESSAGE_TYPE_*, STATUS_*); TP-Status: 3GPP TS 23.040, 9.2.3.15. date_sent
 * came with version 57 of the database, sub_id and creator with 60 and 61 (onUpgrade).
 */
#include "parsers/engine/engine.h"

static const struct mk_name dir[] = {
    { 1, "in" }, { 2, "out" }, { 3, "draft" }, { 4, "out" }, { 5, "out" }, { 6, "out" }, { 0 },
};
static const struct mk_name box[] = {
    { 1, "received" }, { 2, "sent" }, { 3, "draft" }, { 4, "outbox" }, { 5, "failed" }, { 6, "queued" }, { 0 },
};
static const struct mk_name delivery[] = { /* STATUS_NONE is -1 */
    { -1, "" }, { 0, "complete" }, { 32, "pending" }, { 64, "failed" }, { 0 },
};

static const struct mk_field fields[] = {
    { MK_TIME,           "s.date",           mk_unix_ms,   .clock = "device" },
    { MK_TIMES,          "s.date_sent",      mk_unix_ms,   .sub = MK_SENT, .optional = true },
    { MK_DIR,            "s.type",           mk_named,     dir },
    { MK_CLOCKS,         "s.date_sent",      mk_fixed,     "network", .sub = MK_SENT, .only = "in", .optional = true },
    { MK_STATUS,         "s.type",           mk_named,     box },
    { MK_PEER,           "s.address",        mk_text_some, .sub = MK_ID },
    { MK_PEER,           "s.address",        mk_phone,     .sub = MK_PHONE },
    { MK_THREAD,         "s.thread_id",      mk_text },
    { MK_TEXT,           "s.body",           mk_text },
    { MK_SUBJECT,        "s.subject",        mk_text_some, .optional = true },
    { MK_READ,           "s.read",           mk_bool },
    { MK_SEEN,           "s.seen",           mk_bool,      .optional = true },
    { MK_LOCKED,         "s.locked",         mk_bool,      .optional = true },
    { MK_DELIVERY,       "s.status",         mk_named,     delivery, .optional = true },
    { MK_ERROR_CODE,     "s.error_code",     mk_not_zero,  .optional = true },
    { MK_SERVICE_CENTER, "s.service_center", mk_text_some, .optional = true },
    { MK_SUBSCRIPTION,   "s.sub_id",         mk_positive,  .optional = true },
    { MK_CREATOR,        "s.creator",        mk_text_some, .optional = true },
    { 0 },
};

static const char *const needs[] = { "address", "body", NULL };
static const struct mk_constant sms[] = { { MK_TRANSPORT, "sms" }, { 0 } };

static const char *const numbers[] = {
    "date", "date_sent", "type", "thread_id", "read", "seen", "locked", "status", "error_code", "sub_id", NULL,
};
static const char *const parties[] = { "address", NULL };
static const char *const texts[] = { "address", "body", "subject", "service_center", "creator", NULL };

const struct mk_app mk_app_android_sms = {
    .id = "android.sms",
    .title = "SMS (Android)",
    .version = 1,
    .paths = (const char *const[]){ "*/com.android.providers.telephony/databases/mmssms.db", NULL },
    .queries = (const struct mk_query[]){
        { MK_MESSAGE, "s", "sms",           needs, fields, .constants = sms },
        { MK_MESSAGE, "s", "content://sms", needs, fields, .constants = sms },
        { 0 },
    },
    .providers = (const struct mk_provider[]){
        { "content://sms", "android.sms", "messages", numbers, texts, "date", 1000, "READ_SMS", NULL, .party_columns = parties, .thread_column = "thread_id", .phone_wide = true },
        { 0 },
    },
    .proven_on = "public-sample",
};
