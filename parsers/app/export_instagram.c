/*
 * Conversations out of "Download your information" of Instagram and Messenger, as JSON.
 *
 * Sources: parsers/format/chat_json.h. The export does not say which of the names is the owner.
 */
#include "parsers/engine/engine.h"
#include "parsers/format/chat_json.h"

static const struct mk_field message[] = {
    { MK_TIME,       "m.ms",         mk_unix_ms, .clock = "server" },
    { MK_FROM,       "m.from",       mk_text, .sub = MK_NAME },
    { MK_TEXT,       "m.text",       mk_text },
    { MK_DELETED,    "m.unsent",     mk_bool },
    { MK_DURATION_S, "m.duration_s", mk_seconds },
    { MK_DATA,       "m.kind",       mk_text, .name = "type" },
    { 0 },
};
static const struct mk_field file[] = {
    { MK_PARENT, "m.row",  mk_integer, .ref = "messages" },
    { MK_PATH,   "m.file", mk_text },
    { 0 },
};
static const struct mk_field reaction[] = {
    { MK_PARENT, "r.message", mk_integer, .ref = "messages" },
    { MK_FROM,   "r.from",    mk_text, .sub = MK_NAME },
    { MK_TEXT,   "r.text",    mk_text },
    { 0 },
};
static const struct mk_constant app[] = { { MK_TRANSPORT, "app" }, { MK_DIR, "unknown" }, { 0 } };
static const struct mk_when has_file[] = { { "m.file", MK_IF_SOME }, { 0 } };

const struct mk_app mk_app_export_instagram = {
    .id = "export.instagram",
    .title = "Exported conversations (Instagram, Messenger)",
    .version = 1,
    .paths = (const char *const[]){ "*/inbox/*/message_*.json", "*/message_requests/*/message_*.json", NULL },
    .also = (const char *const[]){ "*.json", NULL },
    .queries = (const struct mk_query[]){
        { MK_MESSAGE,    "m", "messages", NULL, message, .constants = app },
        { MK_REACTION,   "r", "reactions", NULL, reaction },
        { MK_ATTACHMENT, "m", "messages", NULL, file, .when = has_file, .extra = true },
        { 0 },
    },
    .proven_on = "public-sample",
    .format = &mk_format_instagram_json,
    .many = true,
};
