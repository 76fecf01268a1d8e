/*
 * Chats that Telegram Desktop exported as JSON.
 *
 * Sources: parsers/format/chat_json.h. Whose account exported stands in another part of the file:
 * a direction is not told.
 */
#include "parsers/engine/engine.h"
#include "parsers/format/chat_json.h"

static const struct mk_field common[] = {
    { MK_TIME,        "m.unix",        mk_unix_s_text, .clock = "server" },
    { MK_TIME,        "m.time",        mk_instant },
    { MK_TIME_RAW,    "m.local",       mk_text },
    { MK_TIME_UNIT,   "m.local",       mk_fixed, "local" },
    { MK_TIMES,       "m.edited",      mk_unix_s_text, .sub = MK_EDITED },
    { MK_ZONE,        "m.zone",        mk_text },
    { MK_ZONE_ORIGIN, "m.zone_origin", mk_text },
    { MK_FROM,        "m.from_id",     mk_text, .sub = MK_ID },
    { MK_FROM,        "m.from",        mk_text, .sub = MK_NAME },
    { MK_THREAD,      "m.chat",        mk_text },
    { MK_TEXT,        "m.text",        mk_text },
    { MK_REPLY_TO,    "m.reply_to",    mk_text },
    { MK_DATA,        "m.id",          mk_text, .name = "message_id" },
    { MK_DATA,        "m.date",        mk_text, .name = "local_date" },
    { MK_DATA,        "m.action",      mk_text, .name = "action" },
    { MK_DATA,        "m.forwarded_from", mk_text, .name = "forwarded_from" },
    { MK_DURATION_S,  "m.duration_s",  mk_seconds },
    { 0 },
};
static const struct mk_field file[] = {
    { MK_PARENT, "m.row",  mk_integer, .ref = "messages" },
    { MK_PATH,   "m.file", mk_text },
    { MK_MIME,   "m.mime", mk_text },
    { 0 },
};
static const struct mk_field place[] = {
    { MK_TIME,   "m.unix", mk_unix_s_text, .clock = "server" },
    { MK_TIME,   "m.time", mk_instant },
    { MK_PARENT, "m.row",  mk_integer, .ref = "messages" },
    { MK_LAT,    "m.lat",  mk_real },
    { MK_LON,    "m.lon",  mk_real },
    { 0 },
};
static const struct mk_constant said[] = { { MK_TRANSPORT, "app" }, { MK_DIR, "unknown" }, { 0 } };
static const struct mk_constant told[] = { { MK_TRANSPORT, "app" }, { MK_DIR, "system" }, { 0 } };
static const struct mk_constant shared[] = { { MK_ORIGIN, "app" }, { MK_WHOSE, "unknown" }, { MK_MEANING, "shared" }, { 0 } };
static const struct mk_when is_service[] = { { "m.kind", MK_IF_IS, .text = "service" }, { 0 } };
static const struct mk_when no_service[] = { { "m.kind", MK_IF_NOT, .text = "service" }, { 0 } };
static const struct mk_when has_file[] = { { "m.file", MK_IF_SOME }, { 0 } };
static const struct mk_when has_place[] = { { "m.lat", MK_IF_SOME }, { 0 } };

const struct mk_app mk_app_export_telegram = {
    .id = "export.telegram",
    .title = "Exported chats (Telegram)",
    .version = 1,
    .paths = (const char *const[]){ "*/ChatExport*/result.json", "*/DataExport*/result.json", NULL },
    .also = (const char *const[]){ "*.json", NULL },
    .queries = (const struct mk_query[]){
        { MK_MESSAGE,    "m", "messages", NULL, common, .constants = said, .when = no_service },
        { MK_MESSAGE,    "m", "messages", NULL, common, .constants = told, .when = is_service, .also = true },
        { MK_ATTACHMENT, "m", "messages", NULL, file, .when = has_file, .extra = true },
        { MK_LOCATION,   "m", "messages", NULL, place, .constants = shared, .when = has_place, .extra = true },
        { 0 },
    },
    .proven_on = "public-sample",
    .format = &mk_format_telegram_json,
    .many = true,
};
