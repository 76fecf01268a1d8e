/*
 * Telegram for Android: cache4.db, one of each account. What a message, a user or a chat is stands
 * in a blob of TL (parsers/format/tl.h); the columns beside it are the app's index.
 *
 * Sources: Telegram-Android, MessagesStorage.java: tables, send_state, read_state (setUnreadFlags),
 * users.status; RealityNet/teleparser (4c714699) and abrignoni/ALEAPP, telegramAndroid.py
 * (075122c8): tables, columns. A call is a service message, its result as VoIPHelper.java tells it.
 */
#include "parsers/app/telegram.h"

/* Not sent yet: the date is when it is to go out. */
static const struct mk_field planned[] = {
    { MK_TIMES,  "m.date",     mk_unix_s_set, .name = "planned" },
    { MK_ID,     "m.mid",      mk_text },
    { MK_FROM,   "m.mid",      mk_there,      .sub = MK_SELF },
    { MK_TO,     "m.uid",      mk_text,       .sub = MK_ID },
    { MK_THREAD, "m.uid",      mk_text },
    { MK_TEXT,   "b.@text",    mk_text_some },
    { MK_TYPE,   "b.media",    mk_by_glob,    media },
    KEPT("m.data"),
    { 0 },
};
static const struct mk_constant app[] = { { MK_TRANSPORT, "app" }, { 0 } };
static const struct mk_constant scheduled[] = { { MK_TRANSPORT, "app" }, { MK_DIR, "draft" }, { 0 } };
static const struct mk_constant shared[] = { { MK_ORIGIN, "app" }, { MK_MEANING, "shared" }, { 0 } };
static const struct mk_constant service[] = { { MK_SERVICE, "telegram" }, { 0 } };
static const struct mk_constant chat_known[] = { { MK_NAME, "chat" }, { 0 } };
static const struct mk_constant secret_chat[] = { { MK_NAME, "secret_chat" }, { 0 } };

static const struct mk_when is_call[] = { { "b.action", MK_IF_IS, .text = "messageActionPhoneCall" }, { 0 } };
static const struct mk_when no_call[] = { { "b.action", MK_IF_NOT, .text = "messageActionPhoneCall" }, { 0 } };
static const struct mk_when has_file[] = { { "b.media.document", MK_IF_SOME }, { 0 } };
static const struct mk_when has_photo[] = { { "b.media.photo", MK_IF_SOME }, { 0 } };
static const struct mk_when has_video[] = { { "b.media.video", MK_IF_SOME }, { 0 } };
static const struct mk_when has_audio[] = { { "b.media.audio", MK_IF_SOME }, { 0 } };
static const struct mk_when has_place[] = { { "b.media.geo", MK_IF_IS, .text = "geoPoint" }, { 0 } };

/* status: when that user was last there; below 0 the app knows only roughly. */
static const struct mk_lookup u_lookups[] = { { "b", NULL, NULL, "u.data", &mk_decoder_tl }, { 0 } };
static const struct mk_field user[] = {
    { MK_ID,      "u.uid",        mk_text },
    { MK_NAME,    "b.@name",      mk_text_some },
    { MK_NAME,    "u.name",       mk_text_some },
    { MK_HANDLES, "b.username",   mk_text_some,  .sub = MK_ID },
    { MK_PHONES,  "b.@phone",     mk_text_some,  .sub = MK_ID },
    { MK_PHONES,  "b.@phone",     mk_phone,      .sub = MK_PHONE },
    { MK_TIMES,   "u.status",     mk_unix_s_set, .name = "last_seen" },
    { MK_DATA,    "u.status",     mk_integer,    .name = "status" },
    { MK_DATA,    "b.bot",        mk_not_zero,   .name = "bot" },
    { MK_DATA,    "b.contact",    mk_not_zero,   .name = "contact" },
    { MK_DATA,    "b.deleted",    mk_not_zero,   .name = "deleted" },
    KEPT("u.data"),
    { 0 },
};
static const struct mk_field self[] = {
    { MK_ID,      "u.uid",      mk_text },
    { MK_NAME,    "b.@name",    mk_text_some },
    { MK_PHONE,   "b.@phone",   mk_phone },
    { MK_HANDLES, "b.username", mk_text_some, .sub = MK_ID },
    { 0 },
};
static const struct mk_when is_self[] = { { "b.self", MK_IF_SOME }, { 0 } };
static const struct mk_when is_self_old[] = { { "b.@", MK_IF_IS, .text = "userSelf" }, { 0 } };

static const struct mk_lookup d_lookups[] = {
    { "n",  NULL,        NULL,    "d.did",  &mk_decoder_tl_dialog },
    { "u",  "users",     "u.uid", "n.user" },
    { "ub", NULL,        NULL,    "u.data", &mk_decoder_tl },
    { "c",  "chats",     "c.uid", "n.chat" },
    { "cb", NULL,        NULL,    "c.data", &mk_decoder_tl },
    { "e",  "enc_chats", "e.uid", "n.secret" },
    { 0 },
};
static const struct mk_field dialog[] = {
    { MK_THREAD, "d.did",          mk_text },
    { MK_TIME,   "d.date",         mk_unix_s_set }, /* of the last message */
    { MK_TITLE,  "cb.title",       mk_text_some },
    { MK_TITLE,  "c.name",         mk_text_some, .optional = true },
    { MK_TITLE,  "ub.@name",       mk_text_some },
    { MK_TITLE,  "u.name",         mk_text_some, .optional = true },
    { MK_TITLE,  "e.name",         mk_text_some, .optional = true },
    { MK_DATA,   "cb.@",           mk_text,       .name = "kind" },
    { MK_DATA,   "n.secret",       mk_text,       .name = "secret_chat" },
    { MK_DATA,   "e.user",         mk_row_number, .name = "secret_with", .optional = true },
    { MK_DATA,   "d.unread_count", mk_not_zero,  .name = "unread" },
    { MK_DATA,   "d.pinned",       mk_not_zero,  .name = "pinned", .optional = true },
    { MK_DATA,   "d.folder_id",    mk_not_zero,  .name = "archived", .optional = true },
    { 0 },
};
static const struct mk_lookup c_lookups[] = { { "b", NULL, NULL, "c.data", &mk_decoder_tl }, { 0 } };
static const struct mk_field chat[] = {
    { MK_ID,    "c.uid",                mk_text },
    { MK_TITLE, "b.title",              mk_text_some },
    { MK_TITLE, "c.name",               mk_text_some },
    { MK_TIMES, "b.date",               mk_unix_s_set, .sub = MK_JOINED }, /* or made, by its owner */
    { MK_DATA,  "b.@",                  mk_text,       .name = "kind" },
    { MK_DATA,  "b.username",           mk_text_some,  .name = "username" },
    { MK_DATA,  "b.participants_count", mk_not_zero,   .name = "members" },
    { MK_DATA,  "b.creator",            mk_not_zero,   .name = "own" },
    { MK_DATA,  "b.left",               mk_not_zero,   .name = "left" },
    KEPT("c.data"),
    { 0 },
};
static const struct mk_field secret[] = {
    { MK_ID,    "c.uid",            mk_text },
    { MK_TITLE, "c.name",           mk_text_some },
    { MK_PEER,  "c.user",           mk_text,       .sub = MK_ID },
    { MK_TIMES, "b.date",           mk_unix_s_set, .name = "requested" },
    { MK_DATA,  "b.@",              mk_text,       .name = "state" },
    { MK_DATA,  "b.admin_id",       mk_text,       .name = "started_by" },
    { MK_DATA,  "c.ttl",            mk_not_zero,   .name = "timer_s" },
    KEPT("c.data"),
    { 0 },
};

/* The phone's address book, as the app has taken it over. */
static const struct mk_field number[] = { { 0, "p.phone", mk_text_some, .sub = MK_ID }, { 0, "p.phone", mk_phone, .sub = MK_PHONE }, { 0 } };
static const struct mk_part numbers[] = { { NULL, MK_PHONES, number }, { 0 } };
static const struct mk_gather phones[] = { { "p", "user_phones_v7", "p.key", "k.key", NULL, NULL, numbers, .loose = true }, { 0 } };
static const struct mk_field entry[] = {
    { MK_NAME, "k.fname", mk_text_some },
    { MK_DATA, "k.sname", mk_text_some,  .name = "last_name" },
    { MK_DATA, "k.uid",   mk_row_number, .name = "user" },
    { 0 },
};

static const char *const needs[] = { "mid", "uid", "date", "data", "out", NULL };
static const char *const s_needs[] = { "mid", "uid", "date", "data", NULL };
static const char *const u_needs[] = { "uid", "status", "data", NULL };
static const char *const d_needs[] = { "did", "last_mid", NULL };
static const char *const c_needs[] = { "uid", "data", NULL };
static const char *const k_needs[] = { "key", "fname", "sname", NULL };

#define EXTRA .extra = true, .also = true, .optional = true

const struct mk_app mk_app_telegram_android = {
    .id = "telegram.android",
    .title = "Telegram (Android)",
    .version = 1,
    .paths = (const char *const[]){
        "*/org.telegram.messenger*/files/cache4.db", "*/org.telegram.messenger*/files/account*/cache4.db",
        "*/org.telegram.plus*/files/cache4.db", NULL,
    },
    .also = (const char *const[]){ "*/cache4.db", NULL },
    .queries = (const struct mk_query[]){
        { MK_MESSAGE,      "m", "messages_v2",           needs,   message,  m_lookups, NULL, app,    no_call, .optional = true },
        { MK_MESSAGE,      "m", "messages",              needs,   message,  m_lookups, NULL, app,    no_call, .also = true, .optional = true },
        { MK_MESSAGE,      "m", "scheduled_messages_v2", s_needs, planned,  m_lookups, NULL, scheduled, .also = true, .optional = true },
        { MK_CALL,         "m", "messages_v2",           needs,   call,     m_lookups, NULL, NULL,   is_call, .optional = true },
        { MK_CALL,         "m", "messages",              needs,   call,     m_lookups, NULL, NULL,   is_call, .also = true, .optional = true },
        { MK_ATTACHMENT,   "m", "messages_v2",           needs,   file_v2,  b_lookup,  NULL, NULL,   has_file,  EXTRA },
        { MK_ATTACHMENT,   "m", "messages_v2",           needs,   photo_v2, b_lookup,  NULL, NULL,   has_photo, EXTRA },
        { MK_ATTACHMENT,   "m", "messages",              needs,   file_v1,  b_lookup,  NULL, NULL,   has_file,  EXTRA },
        { MK_ATTACHMENT,   "m", "messages",              needs,   photo_v1, b_lookup,  NULL, NULL,   has_photo, EXTRA },
        { MK_ATTACHMENT,   "m", "messages",              needs,   video_v1, b_lookup,  NULL, NULL,   has_video, EXTRA },
        { MK_ATTACHMENT,   "m", "messages",              needs,   audio_v1, b_lookup,  NULL, NULL,   has_audio, EXTRA },
        { MK_LOCATION,     "m", "messages_v2",           needs,   place_v2, b_lookup,  NULL, shared, has_place, EXTRA },
        { MK_LOCATION,     "m", "messages",              needs,   place_v1, b_lookup,  NULL, shared, has_place, EXTRA },
        { MK_CONTACT,      "u", "users",                 u_needs, user,     u_lookups, .optional = true },
        { MK_CONTACT,      "k", "user_contacts_v7",      k_needs, entry,    NULL, phones, .also = true, .optional = true },
        { MK_KIND_ACCOUNT, "u", "users",                 u_needs, self,     u_lookups, NULL, service, is_self, EXTRA },
        { MK_KIND_ACCOUNT, "u", "users",                 u_needs, self,     u_lookups, NULL, service, is_self_old, EXTRA },
        { MK_CONVERSATION, "d", "dialogs",               d_needs, dialog,   d_lookups, .optional = true },
        { MK_EVENT,        "c", "chats",                 c_needs, chat,     c_lookups, NULL, chat_known, .optional = true },
        { MK_EVENT,        "c", "enc_chats",             c_needs, secret,   c_lookups, NULL, secret_chat, .also = true, .optional = true },
        { 0 },
    },
    .proven_on = "simulated",
};
