/*
 * Facebook Messenger for Android, as it was until 2021: threads_db2 (later versions have
 * msys_database, which is another schema).
 *
 * Source: abrignoni/ALEAPP, FacebookMessenger.py (075122c8): tables, columns, JSON in `sender`,
 * `attachments`, `shares` and of calls, times in milliseconds. Who the owner is stands in another
 * file (threads_db2-uid), so that which way a message went is not told here.
 */
#include "parsers/engine/engine.h"
#include "parsers/format/json_column.h"

static const struct mk_lookup parts[] = {
    { "s", NULL, NULL, "m.sender",      &mk_decoder_json },
    { "h", NULL, NULL, "m.shares",      &mk_decoder_json },
    { "g", NULL, NULL, "m.generic_admin_message_extensible_data", &mk_decoder_json },
    { 0 },
};
static const struct mk_field message[] = {
    { MK_TIME,   "m.timestamp_ms",      mk_unix_ms_set },
    { MK_TIMES,  "m.timestamp_sent_ms", mk_unix_ms_set, .sub = MK_SENT, .optional = true },
    { MK_ID,     "m.msg_id",            mk_text_some },
    { MK_FROM,   "s.user_key",          mk_text_some,   .sub = MK_ID },
    { MK_FROM,   "s.name",              mk_text_some,   .sub = MK_NAME },
    { MK_THREAD, "m.thread_key",        mk_text_some },
    { MK_TEXT,   "m.text",              mk_text_some },
    { MK_DATA,   "m.sender",            mk_text_some,   .name = "sender" },
    { MK_DATA,   "m.snippet",           mk_text_some,   .name = "snippet", .optional = true },
    { MK_DATA,   "m.msg_type",          mk_integer,     .name = "msg_type", .optional = true },
    { MK_DATA,   "m.shares",            mk_text_some,   .name = "shares", .optional = true },
    { MK_DATA,   "h.0.href",            mk_text_some,   .name = "share_url" },
    { MK_DATA,   "h.0.name",            mk_text_some,   .name = "share_title" },
    { MK_DATA,   "m.generic_admin_message_extensible_data", mk_text_some, .name = "notice", .optional = true },
    { MK_DATA,   "g.caller_id",         mk_text,        .name = "caller" },
    { MK_DATA,   "g.call_duration",     mk_integer,     .name = "call_duration_s" },
    { 0 },
};
static const struct mk_constant app[] = { { MK_TRANSPORT, "app" }, { MK_DIR, "unknown" }, { 0 } };
static const char *const m_needs[] = { "msg_id", "thread_key", "sender", "timestamp_ms", NULL };

/* The list as it is stored; of the first one its name. */
static const struct mk_when has_file[] = { { "m.attachments", MK_IF_SOME }, { "m.attachments", MK_IF_NOT, .text = "[]" }, { 0 } };
static const struct mk_lookup files[] = { { "a", NULL, NULL, "m.attachments", &mk_decoder_json }, { 0 } };
static const struct mk_field file[] = {
    { MK_PARENT, "m.rowid",       mk_integer,   .ref = "messages", .optional = true },
    { MK_NAME,   "a.0.filename",  mk_text_some },
    { MK_DATA,   "m.attachments", mk_text_some, .name = "all" },
    { 0 },
};

static const struct mk_field thread[] = {
    { MK_THREAD, "t.thread_key", mk_text_some },
    { MK_TITLE,  "t.name",       mk_text_some,   .optional = true },
    { MK_TIME,   "t.timestamp_ms", mk_unix_ms_set, .optional = true },
    { 0 },
};
static const char *const t_needs[] = { "thread_key", NULL };
static const struct mk_field person[] = {
    { MK_NAME,    "u.name",       mk_text_some, .optional = true },
    { MK_NAME,    "u.first_name", mk_text_some },
    { MK_HANDLES, "u.user_key",   mk_text_some, .sub = MK_ID },
    { MK_HANDLES, "u.username",   mk_text_some, .sub = MK_NAME, .optional = true },
    { MK_DATA,    "u.first_name", mk_text_some, .name = "first_name" },
    { MK_DATA,    "u.last_name",  mk_text_some, .name = "last_name" },
    { MK_DATA,    "u.is_friend",  mk_not_zero,  .name = "friend", .optional = true },
    { 0 },
};
static const char *const u_needs[] = { "user_key", "first_name", "last_name", NULL };
static const struct mk_lookup reacted[] = { { "x", "messages", "x.msg_id", "r.msg_id" }, { 0 } };
static const struct mk_field reaction[] = {
    { MK_PARENT, "x.rowid",              mk_integer,     .ref = "messages", .optional = true },
    { MK_DATA,   "r.msg_id",             mk_text,        .name = "message" },
    { MK_TIME,   "r.reaction_timestamp", mk_unix_ms_set, .optional = true },
    { MK_FROM,   "r.user_key",           mk_text_some,   .sub = MK_ID, .optional = true },
    { MK_TEXT,   "r.reaction",           mk_text },
    { 0 },
};
static const char *const r_needs[] = { "msg_id", "reaction", NULL };

const struct mk_app mk_app_messenger_android = {
    .id = "messenger.android",
    .title = "Facebook Messenger (Android)",
    .version = 1,
    .paths = (const char *const[]){ "*/com.facebook.*/databases/threads_db2", NULL },
    .also = (const char *const[]){ "*/threads_db2", NULL },
    .queries = (const struct mk_query[]){
        { MK_MESSAGE,      "m", "messages",          m_needs, message,  parts, NULL, app },
        { MK_ATTACHMENT,   "m", "messages",          m_needs, file,     files, .when = has_file, .extra = true, .optional = true },
        { MK_REACTION,     "r", "message_reactions", r_needs, reaction, reacted, .optional = true },
        { MK_CONVERSATION, "t", "threads",           t_needs, thread,   .optional = true },
        { MK_CONTACT,      "u", "thread_users",      u_needs, person,   .optional = true },
        { 0 },
    },
    .proven_on = "simulated",
};
