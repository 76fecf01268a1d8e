/*
 * Android call log: calllog.db (older versions: contacts2.db), or replies to content://call_log/calls.
 *
 * Sources: packages/providers/ContactsProvider, CallLogDatabaseHelper.java, onCreate (LineageOS 21,
 * 510dd128); frameworks/base, core/java/android/provider/CallLog.java, class Calls: types, features
 * and presentations. INCOMING_TYPE is "an incoming call which the user answered"; of an outgoing
 * call the log does not say whether anybody answered, so it has no result. Before `presentation`
 * came (Android 4.4) hidden numbers were stored as -1, -2 and -3 and stay so in `id`. The phone
 * account (subscription_component_name, subscription_id) tells the SIM: with the telephony
 * component the id is a SIM's ICCID or, later, its row in siminfo (android.sim); any other
 * component is an app that calls.
 */
#include "parsers/engine/engine.h"

static const struct mk_name dir[] = {
    { 1, "in" }, { 2, "out" }, { 3, "in" }, { 4, "in" }, { 5, "in" }, { 6, "in" }, { 7, "in" }, { 0 },
};
static const struct mk_name result[] = { /* 7: answered, on another device */
    { 1, "answered" }, { 2, "" }, { 3, "missed" }, { 4, "voicemail" }, { 5, "rejected" }, { 6, "blocked" }, { 7, "answered" }, { 0 },
};
static const struct mk_name presentation[] = {
    { 1, "allowed" }, { 2, "restricted" }, { 3, "unknown" }, { 4, "payphone" }, { 5, "unavailable" }, { 0 },
};
static const int64_t video = 1 << 0; /* FEATURES_VIDEO */

static const struct mk_field fields[] = {
    { MK_TIME,         "c.date",              mk_unix_ms,   .clock = "device" },
    { MK_TIMES,        "c.last_modified",     mk_unix_ms,   .sub = MK_MODIFIED, .optional = true },
    { MK_DIR,          "c.type",              mk_named,     dir },
    { MK_RESULT,       "c.type",              mk_named,     result },
    { MK_PEER,         "c.number",            mk_text_some, .sub = MK_ID },
    { MK_PEER,         "c.name",              mk_text_some, .sub = MK_NAME },
    { MK_PEER,         "c.number",            mk_phone,     .sub = MK_PHONE },
    { MK_PEER,         "c.normalized_number", mk_phone,     .sub = MK_PHONE, .optional = true },
    { MK_PRESENTATION, "c.presentation",      mk_named,     presentation, .optional = true },
    { MK_DURATION_S,   "c.duration",          mk_seconds },
    { MK_MEDIA,        "c.features",          mk_video,     &video, .optional = true },
    { MK_READ,         "c.is_read",           mk_bool,      .optional = true },
    { MK_SUBSCRIPTION, "c.subscription_id",   mk_text_some, .optional = true }, /* a SIM's, or of an app's account */
    { MK_ACCOUNT,      "c.subscription_component_name", mk_text_some, .sub = MK_SERVICE, .optional = true },
    { MK_ACCOUNT,      "c.phone_account_address", mk_text_some, .sub = MK_ID, .optional = true },
    { MK_VIA,          "c.via_number",        mk_text_some, .optional = true },
    { MK_COUNTRY,      "c.countryiso",        mk_text_some, .optional = true },
    { MK_LABEL,        "c.geocoded_location", mk_text_some, .optional = true },
    { MK_PATH,         "c.voicemail_uri",     mk_text_some, .optional = true },
    { MK_TEXT,         "c.transcription",     mk_text_some, .optional = true },
    { MK_SUBJECT,      "c.subject",           mk_text_some, .optional = true },
    { MK_DELETED,      "c.deleted",           mk_bool,      .optional = true },
    { MK_DATA,         "c.sub_id",            mk_positive,  .name = "sub_id", .optional = true },
    { MK_DATA,         "c.post_dial_digits",  mk_text_some, .name = "dialled_after", .optional = true },
    { MK_DATA,         "c.new",               mk_integer,   .name = "new", .optional = true },
    { MK_DATA,         "c.data_usage",        mk_not_zero,  .name = "data_bytes", .optional = true },
    { MK_DATA,         "c.block_reason",      mk_not_zero,  .name = "block_reason", .optional = true },
    { MK_DATA,         "c.missed_reason",     mk_not_zero,  .name = "missed_reason", .optional = true },
    { MK_DATA,         "c.call_screening_app_name", mk_text_some, .name = "screened_by", .optional = true },
    { MK_DATA,         "c.source_package",    mk_text_some, .name = "voicemail_app", .optional = true },
    { 0 },
};

static const char *const needs[] = { "number", "duration", NULL };

static const char *const numbers[] = {
    "date", "last_modified", "type", "presentation", "duration", "features", "is_read", "new", "data_usage", "block_reason", "missed_reason", NULL,
};
static const char *const parties[] = { "number", "normalized_number", NULL };
static const char *const texts[] = {
    "number", "name", "normalized_number", "subscription_id", "subscription_component_name", "phone_account_address", "via_number",
    "post_dial_digits", "countryiso", "geocoded_location", NULL,
};

const struct mk_app mk_app_android_calls = {
    .id = "android.calls",
    .title = "Call log (Android)",
    .version = 1,
    .paths = (const char *const[]){ "*/com.android.providers.contacts/databases/calllog.db", NULL },
    .also = (const char *const[]){ "*/com.android.providers.contacts/databases/contacts2.db", NULL },
    .queries = (const struct mk_query[]){
        { MK_CALL, "c", "calls",                    needs, fields },
        { MK_CALL, "c", "content://call_log/calls", needs, fields },
        { 0 },
    },
    .providers = (const struct mk_provider[]){
        { "content://call_log/calls", "android.calls", "calls", numbers, texts, "date", 1000, "READ_CALL_LOG", NULL, .party_columns = parties, .party_since = 21 },
        { 0 },
    },
    .proven_on = "public-sample",
};
