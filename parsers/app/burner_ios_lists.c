/*
 * Burner for iPhone: messages and calls in answers of its server that were too large for Cache.db: fsCachedData/<UUID>, an array of
 * JSON. Sources: burner_ios.c.
 */
#include "parsers/engine/engine.h"
#include "parsers/format/plist_shape.h"

static const char *const columns[] = {
    "id", "dateCreated", "lastUpdatedDate", "direction", "messageType", "state", "message", "read", "burnerId", "contactId",
    "contactPhoneNumber", "assetUrl", "voiceUrl", "messageDuration", "duration", "connected", "userId", "@rest", NULL,
};
static const struct mk_shape shape = { .tables = (const struct mk_shape_table[]){ { "messages", "*", columns }, { 0 } } };

static const struct mk_name dir[] = { { 1, "in" }, { 2, "out" }, { 0 } };
static const int64_t sent[] = { 2, MK_CODES_END };
static const struct mk_name results[] = { { 3, "answered" }, { 4, "missed" }, { 5, "voicemail" }, { 0 } };
static const struct mk_name results_out[] = { { 3, "answered" }, { 4, "unknown" }, { 5, "unknown" }, { 0 } };

#define WHO                                                                          \
    { MK_DIR,    "m.direction",          mk_named,     dir },                        \
    { MK_TIME,   "m.dateCreated",        mk_unix_ms,   .clock = "server" },          \
    { MK_TIMES,  "m.lastUpdatedDate",    mk_unix_ms,   .sub = MK_MODIFIED },         \
    { MK_PEER,   "m.contactPhoneNumber", mk_text_some, .sub = MK_ID },               \
    { MK_PEER,   "m.contactPhoneNumber", mk_phone,     .sub = MK_PHONE },            \
    { MK_THREAD, "m.contactPhoneNumber", mk_text_some },                             \
    { MK_READ,   "m.read",               mk_bool }
#define MORE                                                                         \
    { MK_DATA,   "m.id",                 mk_text_some, .name = "id" },               \
    { MK_DATA,   "m.burnerId",           mk_text_some, .name = "burner" },           \
    { MK_DATA,   "m.state",              mk_integer,   .name = "state" },            \
    { MK_DATA,   "m.assetUrl",           mk_text_some, .name = "media_url" },        \
    { MK_DATA,   "m.voiceUrl",           mk_text_some, .name = "voice_url" },        \
    { MK_DATA,   "m.@rest",              mk_text_some, .name = "other" }
static const struct mk_field message[] = {
    WHO, { MK_FROM, "m.direction", mk_is, sent, .sub = MK_SELF }, { MK_TEXT, "m.message", mk_text_some }, MORE, { 0 },
};
static const struct mk_field call[] = {
    WHO, { MK_RESULT, "m.state", mk_named, results }, MORE, { MK_DATA, "m.messageDuration", mk_real, .name = "voicemail_s" }, { 0 },
};
static const struct mk_field call_out[] = { WHO, { MK_RESULT, "m.state", mk_named, results_out }, MORE, { 0 } };
static const struct mk_constant app[] = { { MK_TRANSPORT, "app" }, { 0 } };
static const struct mk_when is_call[] = { { "m.messageType", MK_IF_IS, 1 }, { "m.direction", MK_IF_NOT, 2 }, { 0 } };
static const struct mk_when is_call_out[] = { { "m.messageType", MK_IF_IS, 1 }, { "m.direction", MK_IF_IS, 2 }, { 0 } };
static const struct mk_when no_call[] = { { "m.messageType", MK_IF_NOT, 1 }, { 0 } };
static const char *const needs[] = { "contactPhoneNumber", NULL };

const struct mk_app mk_app_burner_ios_lists = {
    .id = "burner.ios_lists",
    .title = "Burner: larger answers (iOS)",
    .version = 1,
    .also = (const char *const[]){ "*/com.adhoclabs.burner/fsCachedData/*", NULL },
    .queries = (const struct mk_query[]){
        { MK_MESSAGE, "m", "messages", needs, message, .constants = app, .when = no_call, .also = true },
        { MK_CALL,    "m", "messages", needs, call, .when = is_call, .also = true },
        { MK_CALL,    "m", "messages", needs, call_out, .when = is_call_out, .also = true },
        { 0 },
    },
    .proven_on = "public-sample",
    .format = &mk_format_plist,
    .shape = &shape,
};
