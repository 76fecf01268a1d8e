/*
 * Viber for Android: viber_messages (messages) and viber_data (calls, contacts), both without a
 * suffix. Sources: abrignoni/ALEAPP, Viber.py (075122c8): tables, columns, send_type, type and
 * viber_call_type; log2timeline/plaso, android_viber_call.py (4ea03ef9a).
 */
#include "parsers/engine/engine.h"

static const struct mk_name dir[] = { { 0, "in" }, { 1, "out" }, { 0 } };
static const int64_t one[] = { 1, MK_CODES_END };
static const struct mk_lookup people[] = {
    { "p", "participants",      "p._id", "m.participant_id" },
    { "i", "participants_info", "i._id", "p.participant_info_id" },
    { 0 },
};
/* participant_id is whoever wrote it: the owner's own row where it was sent. */
static const struct mk_field message[] = {
    { MK_DIR,    "m.send_type",       mk_named,       dir },
    { MK_TIME,   "m.msg_date",        mk_unix_ms_set },
    { MK_FROM,   "i.number",          mk_text_some,   .sub = MK_ID },
    { MK_FROM,   "m.participant_id",  mk_row_number,  .sub = MK_ID },
    { MK_FROM,   "i.number",          mk_phone,       .sub = MK_PHONE },
    { MK_FROM,   "m.send_type",       mk_is,          one, .sub = MK_SELF },
    { MK_THREAD, "m.conversation_id", mk_text },
    { MK_TEXT,   "m.body",            mk_text },
    { MK_READ,   "m.unread",          mk_is,          (const int64_t[]){ 0, MK_CODES_END } },
    { 0 },
};
static const struct mk_constant app[] = { { MK_TRANSPORT, "app" }, { 0 } };
static const char *const m_needs[] = { "conversation_id", "participant_id", "send_type", NULL };

static const struct mk_when has_file[] = { { "m.extra_uri", MK_IF_SOME }, { 0 } };
static const struct mk_field file[] = {
    { MK_PARENT, "m._id",       mk_integer,   .ref = "messages" },
    { MK_PATH,   "m.extra_uri", mk_text_some },
    { 0 },
};

/* Who is in a conversation. */
static const struct mk_lookup info[] = { { "i", "participants_info", "i._id", "p.participant_info_id" }, { 0 } };
static const struct mk_field participant[] = {
    { MK_THREAD, "p.conversation_id",     mk_text },
    { MK_PEER,   "i.number",              mk_text_some,  .sub = MK_ID },
    { MK_PEER,   "p.participant_info_id", mk_row_number, .sub = MK_ID },
    { MK_PEER,   "i.number",              mk_phone,      .sub = MK_PHONE },
    { 0 },
};
static const struct mk_constant member[] = { { MK_NAME, "participant" }, { 0 } };
static const char *const p_needs[] = { "conversation_id", "participant_info_id", NULL };

static const struct mk_name c_dir[] = { { 1, "in" }, { 2, "out" }, { 0 } };
static const struct mk_name c_media[] = { { 1, "voice" }, { 4, "video" }, { 0 } };
static const struct mk_field call[] = {
    { MK_DIR,        "c.type",             mk_named,       c_dir },
    { MK_TIME,       "c.date",             mk_unix_ms_set },
    { MK_DURATION_S, "c.duration",         mk_seconds },
    { MK_MEDIA,      "c.viber_call_type",  mk_named,       c_media, .optional = true },
    { MK_PEER,       "c.canonized_number", mk_text_some,   .sub = MK_ID, .optional = true },
    { MK_PEER,       "c.number",           mk_text_some,   .sub = MK_ID, .optional = true },
    { MK_PEER,       "c.canonized_number", mk_phone,       .sub = MK_PHONE, .optional = true },
    { MK_PEER,       "c.number",           mk_phone,       .sub = MK_PHONE, .optional = true },
    { 0 },
};
static const char *const c_needs[] = { "date", "type", "duration", NULL };

static const struct mk_field number[] = {
    { 0, "d.data2", mk_text_some, .sub = MK_ID }, { 0, "d.data1", mk_text_some, .sub = MK_ID },
    { 0, "d.data3", mk_text_some, .sub = MK_ID }, { 0, "d.data2", mk_phone, .sub = MK_PHONE }, { 0 },
};
static const struct mk_part numbers[] = { { NULL, MK_PHONES, number }, { 0 } };
static const struct mk_gather phones[] = {
    { "d", "phonebookdata", "d.contact_id", "c._id", NULL, NULL, numbers, .loose = true }, { 0 },
};
static const struct mk_field contact[] = { { MK_NAME, "c.display_name", mk_text_some }, { 0 } };
static const char *const k_needs[] = { "display_name", NULL };

const struct mk_app mk_app_viber = {
    .id = "viber.android",
    .title = "Viber (Android)",
    .version = 1,
    .paths = (const char *const[]){
        "*/com.viber.voip/databases/viber_messages", "*/com.viber.voip/databases/viber_data", NULL,
    },
    .queries = (const struct mk_query[]){
        { MK_MESSAGE,    "m", "messages",         m_needs, message,     people, NULL, app, .optional = true },
        { MK_ATTACHMENT, "m", "messages",         m_needs, file,        NULL, NULL, NULL, has_file, .extra = true, .optional = true },
        { MK_EVENT,      "p", "participants",     p_needs, participant, info, NULL, member, .optional = true },
        { MK_CALL,       "c", "calls",            c_needs, call,        .optional = true },
        { MK_CONTACT,    "c", "phonebookcontact", k_needs, contact,     NULL, phones, .optional = true },
        { 0 },
    },
    .proven_on = "simulated",
};
