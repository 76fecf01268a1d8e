/*
 * Burner for iPhone: what its server answered, as the web cache kept it: com.adhoclabs.burner/Cache.db. The app's own store is
 * encrypted. Larger answers lie in files beside it: burner_ios_lists.c.
 *
 * Source: abrignoni/iLEAPP, scripts/artifacts/burnerCache.py (423798fa): which answer holds what, direction 1 in and 2 out, states 3
 * to 5 of calls, messageType 1 a call; times in milliseconds since 1970. The answer to one question can be there several times: a
 * record for each. A list of threads has the last message or call of each.
 */
#include "parsers/engine/conv_ios.h"
#include "parsers/engine/engine.h"
#include "parsers/format/json_column.h"

static const struct mk_name dir[] = { { 1, "in" }, { 2, "out" }, { 0 } }, types[] = { { 1, "call" }, { 0 } };
static const int64_t sent[] = { 2, MK_CODES_END };

#define ASKED { "r", "cfurl_cache_response", "r.entry_ID", "d.entry_ID" }
static const struct mk_lookup one[] = { ASKED, { "m", NULL, NULL, "d.receiver_data", &mk_decoder_json }, { 0 } };
static const struct mk_lookup each[] = {
    ASKED, { "m", NULL, NULL, "d.receiver_data", &mk_decoder_json, .each = MK_JSON_ITSELF }, { 0 },
};
#define URL { MK_DATA, "r.request_key", mk_text_some, .name = "url" }
static const struct mk_field message[] = {
    { MK_DIR,    "m.direction",          mk_named,     dir },
    { MK_TIME,   "m.dateCreated",        mk_unix_ms,   .clock = "server" },
    { MK_TIMES,  "m.lastUpdatedDate",    mk_unix_ms,   .sub = MK_MODIFIED },
    { MK_FROM,   "m.direction",          mk_is,        sent, .sub = MK_SELF },
    { MK_PEER,   "m.contactPhoneNumber", mk_text_some, .sub = MK_ID },
    { MK_PEER,   "m.contactPhoneNumber", mk_phone,     .sub = MK_PHONE },
    { MK_THREAD, "m.contactPhoneNumber", mk_text_some },
    { MK_TEXT,   "m.message",            mk_text_some },
    { MK_ACTION, "m.messageType",        mk_named_some, types },
    { MK_READ,   "m.read",               mk_bool },
    { MK_DATA,   "m.id",                 mk_text_some, .name = "id" },
    { MK_DATA,   "m.burnerId",           mk_text_some, .name = "burner" },
    { MK_DATA,   "m.messageType",        mk_integer,   .name = "type" },
    { MK_DATA,   "m.state",              mk_integer,   .name = "state" },
    { MK_DATA,   "m.assetUrl",           mk_text_some, .name = "media_url" },
    { MK_DATA,   "m.voiceUrl",           mk_text_some, .name = "voice_url" },
    { MK_DATA,   "m.messageDuration",    mk_real,      .name = "duration_s" },
    URL, { 0 },
};
static const struct mk_field number[] = {
    { MK_TIME,  "m.dateCreated",    mk_unix_ms,   .clock = "server" },
    { MK_TIMES, "m.expirationDate", mk_unix_ms,   .sub = MK_EXPIRES },
    { MK_ID,    "m.id",             mk_text_some },
    { MK_NAME,  "m.settings.name",  mk_text_some },
    { MK_PHONE, "m.phoneNumber",    mk_text_some },
    { MK_DATA,  "m.settings.autoReplyMessage.text",   mk_text_some, .name = "auto_reply" },
    { MK_DATA,  "m.settings.autoReplyMessage.active", mk_bool,      .name = "auto_reply_on" },
    { MK_DATA,  "m.entitlements.remainingMinutes", mk_integer, .name = "minutes_left" },
    { MK_DATA,  "m.entitlements.totalMinutes",     mk_integer, .name = "minutes" },
    { MK_DATA,  "m.entitlements.remainingTexts",   mk_integer, .name = "texts_left" },
    { MK_DATA,  "m.entitlements.totalTexts",       mk_integer, .name = "texts" },
    URL, { 0 },
};
static const struct mk_field contact[] = {
    { MK_TIME,   "m.dateCreated",     mk_unix_ms,   .clock = "server" },
    { MK_TIMES,  "m.lastUpdatedDate", mk_unix_ms,   .sub = MK_MODIFIED },
    { MK_NAME,   "m.name",            mk_text_some },
    { MK_PHONES, "m.phoneNumber",     mk_text_some, .sub = MK_VALUE },
    { MK_DATA,   "m.id",              mk_text_some, .name = "id" },
    { MK_DATA,   "m.blocked",         mk_bool,      .name = "blocked" },
    { MK_DATA,   "m.muted",           mk_bool,      .name = "muted" },
    URL, { 0 },
};
static const struct mk_field account[] = {
    { MK_TIME,  "m.dateCreated",     mk_unix_ms,   .clock = "server" },
    { MK_TIMES, "m.lastUpdatedDate", mk_unix_ms,   .sub = MK_MODIFIED },
    { MK_ID,    "m.id",              mk_text_some },
    { MK_PHONE, "m.phoneNumber",     mk_text_some },
    { MK_COUNTRY, "m.countryCode",   mk_text_some },
    { MK_DATA,  "m.carrierName",     mk_text_some, .name = "carrier" },
    { MK_DATA,  "m.totalNumberBurners", mk_integer, .name = "burners" },
    { MK_DATA,  "m.credits",         mk_integer,   .name = "credits" },
    { MK_DATA,  "m.appVersion",      mk_text_some, .name = "app_version" },
    URL, { 0 },
};
static const struct mk_field registered[] = {
    { MK_TIME,  "m.user.dateCreated",     mk_unix_ms,   .clock = "server" },
    { MK_TIMES, "m.user.lastUpdatedDate", mk_unix_ms,   .sub = MK_MODIFIED },
    { MK_ID,    "m.user.id",              mk_text_some },
    { MK_PHONE, "m.user.phoneNumber",     mk_text_some },
    { MK_COUNTRY, "m.user.countryCode",   mk_text_some },
    { MK_DATA,  "m.user.carrierName",     mk_text_some, .name = "carrier" },
    { MK_DATA,  "m.user.totalNumberBurners", mk_integer, .name = "burners" },
    URL, { 0 },
};
/* Every answer, whatever it holds: when it was kept, and its file where it has one. */
static const struct mk_field answer[] = {
    { MK_TIME, "r.time_stamp",    mk_sqlite_utc, .clock = "device" },
    { MK_URL,  "r.request_key",   mk_text_some },
    { MK_PATH, "f.receiver_data", mk_text_bytes, .given = "f.isDataOnFS" },
    { 0 },
};
static const struct mk_lookup data_of[] = { { "f", "cfurl_cache_receiver_data", "f.entry_ID", "r.entry_ID" }, { 0 } };

static const struct mk_constant app[] = { { MK_TRANSPORT, "app" }, { 0 } }, service[] = { { MK_SERVICE, "Burner" }, { 0 } };
static const struct mk_constant kept[] = { { MK_NAME, "web_answer" }, { 0 } };
#define HAS(...) (const struct mk_when[]){ { "d.isDataOnFS", MK_IF_NONE }, __VA_ARGS__, { 0 } }
static const char *const needs[] = { "receiver_data", NULL };
#define OF(kind, fields, lookups, constant, ...)                                                                \
    { kind, "d", "cfurl_cache_receiver_data", needs, fields, lookups, .constants = constant, .when = HAS(__VA_ARGS__), \
      .extra = true, .also = true }
#define SOME(col) { col, MK_IF_SOME }
#define NO(col) { col, MK_IF_NONE }

const struct mk_app mk_app_burner_ios = {
    .id = "burner.ios",
    .title = "Burner (iOS)",
    .version = 1,
    .paths = (const char *const[]){ "*/com.adhoclabs.burner/Cache.db", NULL },
    .queries = (const struct mk_query[]){
        { MK_EVENT, "r", "cfurl_cache_response", NULL, answer, data_of, .constants = kept },
        OF(MK_MESSAGE, message, one, app, SOME("m.messageType")),
        OF(MK_MESSAGE, message, each, app, SOME("m.messageType")),
        OF(MK_KIND_ACCOUNT, number, each, service, SOME("m.entitlements.totalTexts")),
        OF(MK_CONTACT, contact, each, NULL, SOME("m.phoneNumber"), SOME("m.userId"), NO("m.messageType")),
        OF(MK_KIND_ACCOUNT, account, one, service, SOME("m.totalNumberBurners")),
        OF(MK_KIND_ACCOUNT, registered, one, service, SOME("m.user.totalNumberBurners")),
        { 0 },
    },
    .proven_on = "public-sample",
};
