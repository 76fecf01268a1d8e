/*
 * Chats that WhatsApp exported as text, and Signal's by text exporters; which of them is told by the
 * form of the lines.
 *
 * Sources: parsers/format/chat_text.h. The export says who wrote by the name in the owner's address
 * book, not who the owner is: a direction cannot be told. Times are the exporting phone's wall clock.
 */
#include "parsers/engine/engine.h"
#include "parsers/format/chat_text.h"

static const struct mk_name dir[] = { { 0, "unknown" }, { 1, "system" }, { 0 } };

static const struct mk_field message[] = {
    { MK_TIME,        "m.time",        mk_instant, .clock = "device" },
    { MK_TIME_RAW,    "m.time_raw",    mk_text },
    { MK_ZONE,        "m.zone",        mk_text },
    { MK_ZONE_ORIGIN, "m.zone_origin", mk_text },
    { MK_DIR,         "m.system",      mk_named, dir },
    { MK_FROM,        "m.from",        mk_text,  .sub = MK_NAME },
    { MK_FROM,        "m.from",        mk_phone, .sub = MK_PHONE },
    { MK_THREAD,      "m.chat",        mk_text },
    { MK_TEXT,        "m.text",        mk_text },
    { MK_SERVICE,     "m.service",     mk_text },
    { MK_DELETED,     "m.deleted",     mk_bool },
    { MK_EDITED,      "m.edited",      mk_bool },
    { 0 },
};
static const struct mk_field file[] = {
    { MK_PARENT,      "m.row",         mk_integer, .ref = "messages" },
    { MK_PATH,        "m.file",        mk_text },
    { MK_MISSING_WHY, "m.omitted",     mk_fixed, "left out of the export" },
    { 0 },
};
static const struct mk_constant app[] = { { MK_TRANSPORT, "app" }, { MK_TIME_UNIT, "local" }, { 0 } };
static const struct mk_when attached[] = { { "m.file", MK_IF_SOME }, { 0 } };
static const struct mk_when omitted[] = { { "m.file", MK_IF_NONE }, { "m.omitted", MK_IF_IS, .value = 1 }, { 0 } };

const struct mk_app mk_app_export_chat_text = {
    .id = "export.chat_text",
    .title = "Chats exported as text (WhatsApp, Signal)",
    .version = 1,
    .paths = (const char *const[]){ "*/WhatsApp Chat*.txt", "*/_chat.txt", "*/Chat WhatsApp*.txt", "*/WhatsApp-Chat*.txt", NULL },
    .also = (const char *const[]){ "*.txt", NULL },
    .queries = (const struct mk_query[]){
        { MK_MESSAGE,    "m", "messages", NULL, message, .constants = app },
        { MK_ATTACHMENT, "m", "messages", NULL, file, .when = attached, .also = true, .extra = true },
        { MK_ATTACHMENT, "m", "messages", NULL, file, .when = omitted, .also = true, .extra = true },
        { 0 },
    },
    .proven_on = "public-sample",
    .format = &mk_format_chat_text,
    .many = true,
};
