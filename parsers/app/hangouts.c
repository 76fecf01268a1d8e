/*
 * Hangouts for Android: babel0.db, babel1.db and on, one of each account.
 *
 * Sources: log2timeline/plaso, android_hangouts.py and data/formatters/android.yaml (4ea03ef9a):
 * tables, type (1 sent, 2 received), status (4: read), times in microseconds. That texts have HTML's
 * references ("&#39;") and that no place is 0.0 is observed in plaso's test data.
 */
#include "parsers/engine/engine.h"
#include "parsers/format/markup.h"

static const struct mk_name dir[] = { { 1, "out" }, { 2, "in" }, { 0 } };
static const struct mk_name whose[] = { { 1, "device" }, { 2, "peer" }, { 0 } };
static const int64_t out[] = { 1, MK_CODES_END };
static const int64_t is_read[] = { 4, MK_CODES_END };
static const struct mk_lookup author[] = {
    { "p", "participants", "p.chat_id", "m.author_chat_id", .many = true },
    { "g", "participants", "g.gaia_id", "m.author_gaia_id", .many = true },
    { "b", NULL, NULL, "m.text", &mk_decoder_markup },
    { 0 },
};
static const struct mk_field message[] = {
    { MK_DIR,        "m.type",                mk_named,       dir },
    { MK_TIME,       "m.timestamp",           mk_unix_us },
    { MK_TIMES,      "m.expiration_timestamp", mk_unix_us,    .sub = MK_EXPIRES, .optional = true },
    { MK_ID,         "m.message_id",          mk_text_some },
    { MK_FROM,       "m.author_chat_id",      mk_text_some,   .sub = MK_ID },
    { MK_FROM,       "m.author_gaia_id",      mk_text_some,   .sub = MK_ID },
    { MK_FROM,       "m.sms_raw_sender",      mk_text_some,   .sub = MK_ID, .optional = true },
    { MK_FROM,       "p.full_name",           mk_text_some,   .sub = MK_NAME },
    { MK_FROM,       "p.fallback_name",       mk_text_some,   .sub = MK_NAME, .optional = true },
    { MK_FROM,       "g.full_name",           mk_text_some,   .sub = MK_NAME },
    { MK_FROM,       "p.phone_id",            mk_phone,       .sub = MK_PHONE, .optional = true },
    { MK_FROM,       "m.sms_raw_sender",      mk_phone,       .sub = MK_PHONE, .optional = true },
    { MK_FROM,       "m.type",                mk_is,          out, .sub = MK_SELF },
    { MK_THREAD,     "m.conversation_id",     mk_text_some },
    { MK_SUBJECT,    "m.mms_subject",         mk_text_some,   .optional = true },
    { MK_TEXT,       "b.text",                mk_text_some },
    { MK_TEXT,       "m.text",                mk_text_some },
    { MK_READ,       "m.status",              mk_is,          is_read, .only = "in" },
    { MK_STATUS_RAW, "m.status",              mk_integer },
    { MK_DATA,       "m.message_type",        mk_integer,     .name = "message_type", .optional = true },
    { MK_DATA,       "m.transport_type",      mk_integer,     .name = "transport_type", .optional = true },
    { MK_DATA,       "m.new_conversation_name", mk_text_some, .name = "new_title", .optional = true },
    { MK_DATA,       "m.voicemail_length",    mk_not_zero,    .name = "voicemail_s", .optional = true },
    { 0 },
};
static const struct mk_constant app[] = { { MK_TRANSPORT, "app" }, { 0 } };
static const struct mk_constant shared[] = { { MK_ORIGIN, "app" }, { MK_MEANING, "shared" }, { 0 } };
static const char *const m_needs[] = { "conversation_id", "author_chat_id", "timestamp", "type", NULL };

static const struct mk_when has_remote[] = { { "m.remote_url", MK_IF_SOME }, { 0 } };
static const struct mk_when has_local[] = { { "m.remote_url", MK_IF_NONE }, { "m.local_url", MK_IF_SOME }, { 0 } };
static const struct mk_field file[] = {
    { MK_PARENT, "m._id",                     mk_integer,   .ref = "messages" },
    { MK_PATH,   "m.local_url",               mk_text_some },
    { MK_URL,    "m.remote_url",              mk_text_some },
    { MK_MIME,   "m.attachment_content_type", mk_text_some },
    { MK_NAME,   "m.attachment_name",         mk_text_some, .optional = true },
    { MK_WIDTH,  "m.width_pixels",            mk_not_zero,  .optional = true },
    { MK_HEIGHT, "m.height_pixels",           mk_not_zero,  .optional = true },
    { 0 },
};
static const struct mk_when has_place[] = { { "m.latitude", MK_IF_SOME }, { 0 } };
static const struct mk_field place[] = {
    { MK_PARENT, "m._id",       mk_integer,   .ref = "messages" },
    { MK_TIME,   "m.timestamp", mk_unix_us },
    { MK_LAT,    "m.latitude",  mk_latitude },
    { MK_LON,    "m.longitude", mk_longitude },
    { MK_LABEL,  "m.address",   mk_text_some, .optional = true },
    { MK_WHOSE,  "m.type",      mk_named,     whose },
    { 0 },
};

static const struct mk_name kind[] = { { 1, "one_to_one" }, { 2, "group" }, { 0 } };
static const struct mk_lookup who[] = { { "p", "participants", "p._id", "w.participant_row_id" }, { 0 } };
static const struct mk_field member[] = {
    { 0, "p.chat_id",            mk_text_some,  .sub = MK_ID },
    { 0, "p.gaia_id",            mk_text_some,  .sub = MK_ID },
    { 0, "w.participant_row_id", mk_row_number, .sub = MK_ID },
    { 0, "p.full_name",          mk_text_some,  .sub = MK_NAME },
    { 0 },
};
static const struct mk_part members[] = { { NULL, MK_MEMBERS, member }, { 0 } };
static const struct mk_gather in_it[] = {
    { "w", "conversation_participants", "w.conversation_id", "c.conversation_id", NULL, who, members, .loose = true }, { 0 },
};
static const struct mk_field conversation[] = {
    { MK_THREAD, "c.conversation_id",          mk_text_some },
    { MK_TIME,   "c.latest_message_timestamp", mk_unix_us,   .optional = true },
    { MK_TITLE,  "c.name",                     mk_text_some },
    { MK_TITLE,  "c.generated_name",           mk_text_some, .optional = true },
    { MK_TYPE,   "c.conversation_type",        mk_named,     kind },
    { MK_DATA,   "c.inviter_chat_id",          mk_text_some, .name = "inviter", .optional = true },
    { MK_DATA,   "c.self_watermark",           mk_not_zero,  .name = "read_up_to_us", .optional = true },
    { MK_DATA,   "c.draft",                    mk_text_some, .name = "draft", .optional = true },
    { 0 },
};
static const char *const c_needs[] = { "conversation_id", "conversation_type", NULL };

static const struct mk_field person[] = {
    { MK_NAME,    "p.full_name",     mk_text_some },
    { MK_NAME,    "p.fallback_name", mk_text_some, .optional = true },
    { MK_HANDLES, "p.chat_id",       mk_text_some, .sub = MK_ID },
    { MK_HANDLES, "p.gaia_id",       mk_text_some, .sub = MK_ID },
    { MK_PHONES,  "p.phone_id",      mk_text_some, .sub = MK_ID, .optional = true },
    { MK_PHONES,  "p.phone_id",      mk_phone,     .sub = MK_PHONE, .optional = true },
    { MK_DATA,    "p.fallback_name", mk_text_some, .name = "fallback_name", .optional = true },
    { MK_DATA,    "p.blocked",       mk_not_zero,  .name = "blocked", .optional = true },
    { 0 },
};
static const char *const p_needs[] = { "chat_id", "full_name", NULL };

const struct mk_app mk_app_hangouts = {
    .id = "hangouts.android",
    .title = "Hangouts (Android)",
    .version = 1,
    .paths = (const char *const[]){ "*/com.google.android.talk/databases/babel*.db", NULL },
    .also = (const char *const[]){ "*/babel*.db", NULL },
    .queries = (const struct mk_query[]){
        { MK_MESSAGE,      "m", "messages",      m_needs, message,      author, NULL, app },
        { MK_ATTACHMENT,   "m", "messages",      m_needs, file,         NULL, NULL, NULL,   has_remote, .extra = true, .optional = true },
        { MK_ATTACHMENT,   "m", "messages",      m_needs, file,         NULL, NULL, NULL,   has_local, .extra = true, .also = true, .optional = true },
        { MK_LOCATION,     "m", "messages",      m_needs, place,        NULL, NULL, shared, has_place, .extra = true, .optional = true },
        { MK_CONVERSATION, "c", "conversations", c_needs, conversation, NULL, in_it, .optional = true },
        { MK_CONTACT,      "p", "participants",  p_needs, person, .optional = true },
        { 0 },
    },
    .proven_on = "public-sample",
};
