/*
 * Skype, up to version 7, on desktops and phones: main.db of an account. Accounts has the owner, so
 * that who wrote a message tells its direction.
 *
 * Sources: log2timeline/plaso, skype.py (4ea03ef9a), tables and times; suurjaak/Skyperious,
 * skypedata.py, MESSAGE_TYPE_* ; SkypeKit, Sms::TYPE. body_xml is XML where body_is_rawxml is 1.
 */
#include "parsers/engine/engine.h"
#include "parsers/format/markup.h"

static const struct mk_name type[] = { /* 61: an ordinary message */
    { 2, "topic_changed" }, { 4, "group_created" }, { 8, "updated" }, { 9, "update_needed" }, { 10, "added" },
    { 12, "removed" }, { 13, "left" }, { 30, "call" }, { 39, "call_ended" }, { 50, "contact_request" },
    { 51, "contact_shared" }, { 53, "blocked" }, { 60, "emote" }, { 61, "" }, { 63, "contacts" }, { 64, "sms" },
    { 68, "file" }, { 70, "video" }, { 110, "birthday" }, { 201, "photo" }, { 0 },
};
static const struct mk_lookup talk[] = {
    { "a", "Accounts",      "a.skypename", "m.author", .many = true },
    { "c", "Chats",         "c.name",      "m.chatname", .many = true },
    { "v", "Conversations", "v.id",        "m.convo_id" },
    { "b", NULL, NULL, "m.body_xml", &mk_decoder_markup },
    { 0 },
};
#define MESSAGE \
    { MK_DIR,     "a.skypename",        mk_fixed,     "out" }, \
    { MK_DIR,     "m.author",           mk_fixed,     "in" }, \
    { MK_TIME,    "m.timestamp",        mk_unix_s }, \
    { MK_TIMES,   "m.edited_timestamp", mk_unix_s,    .sub = MK_EDITED }, \
    { MK_TYPE,    "m.type",             mk_named,     type }, \
    { MK_ID,      "m.remote_id",        mk_row_number }, \
    { MK_FROM,    "m.author",           mk_text_some, .sub = MK_ID }, \
    { MK_FROM,    "m.from_dispname",    mk_text_some, .sub = MK_NAME }, \
    { MK_FROM,    "a.skypename",        mk_there,     .sub = MK_SELF }, \
    { MK_TO,      "v.identity",         mk_text_some, .sub = MK_ID, .only = "out" }, \
    { MK_TO,      "m.dialog_partner",   mk_text_some, .sub = MK_ID, .only = "out" }, \
    { MK_THREAD,  "v.identity",         mk_text_some }, \
    { MK_THREAD,  "m.chatname",         mk_text_some }, \
    { MK_THREAD,  "m.convo_id",         mk_row_number }, \
    { MK_EDITED,  "m.edited_timestamp", mk_there,     .given = "m.edited_timestamp" }, \
    { MK_DATA,    "m.edited_by",        mk_text_some, .name = "edited_by" }, \
    { MK_DATA,    "m.body_xml",         mk_text,      .name = "xml", .given = "b.tags" }, \
    { MK_DATA,    "m.chatname",         mk_text_some, .name = "chat" }, \
    { MK_DATA,    "c.friendlyname",     mk_text_some, .name = "chat_title" }, \
    { MK_DATA,    "m.identities",       mk_text_some, .name = "about" }, \
    { MK_DATA,    "m.sending_status",   mk_integer,   .name = "sending_status" }
static const struct mk_field message[] = { MESSAGE, { MK_TEXT, "b.text", mk_text }, { 0 } };
static const struct mk_field notice[] = { MESSAGE, { 0 } }; /* what it says is in `xml` */
static const int64_t notices[] = { 30, 39, 63, 64, 68, 70, 201, MK_CODES_END };
static const struct mk_when is_text[] = { { "m.type", MK_IF_NOT_AMONG, .codes = notices }, { 0 } };
static const struct mk_when no_text[] = { { "m.type", MK_IF_AMONG, .codes = notices }, { 0 } };
static const struct mk_constant app[] = { { MK_TRANSPORT, "app" }, { 0 } };
static const char *const m_needs[] = { "author", "body_xml", NULL };

static const struct mk_name sms_dir[] = { { 1, "in" }, { 2, "out" }, { 3, "out" }, { 4, "out" }, { 0 } };
static const struct mk_field sms[] = {
    { MK_DIR,    "s.type",           mk_named,     sms_dir },
    { MK_TIME,   "s.timestamp",      mk_unix_s },
    { MK_PEER,   "s.target_numbers", mk_text_some, .sub = MK_ID },
    { MK_PEER,   "s.target_numbers", mk_phone,     .sub = MK_PHONE },
    { MK_TEXT,   "s.body",           mk_text },
    { MK_PARENT, "s.chatmsg_id",     mk_integer,   .ref = "Messages", .given = "s.chatmsg_id" },
    { MK_STATUS_RAW, "s.status",     mk_integer },
    { 0 },
};
static const struct mk_constant as_sms[] = { { MK_TRANSPORT, "sms" }, { 0 } };
static const char *const s_needs[] = { "target_numbers", "body", NULL };

/* A file that is offered is one row, each who takes it another with the first as its parent. */
static const struct mk_lookup taker[] = { { "r", "Transfers", "r.parent_id", "t.pk_id", .many = true }, { 0 } };
static const struct mk_field transfer[] = {
    { MK_TIME,   "t.starttime",        mk_unix_s },
    { MK_TIMES,  "t.accepttime",       mk_unix_s,    .name = "accepted" },
    { MK_TIMES,  "t.finishtime",       mk_unix_s,    .name = "finished" },
    { MK_PATH,   "t.filepath",         mk_text_some },
    { MK_NAME,   "t.filename",         mk_text_some },
    { MK_BYTES,  "t.filesize",         mk_decimal },
    { MK_PEER,   "t.partner_handle",   mk_text_some, .sub = MK_ID },
    { MK_PEER,   "t.partner_dispname", mk_text_some, .sub = MK_NAME },
    { MK_TO,     "r.partner_handle",   mk_text_some, .sub = MK_ID },
    { MK_TO,     "r.partner_dispname", mk_text_some, .sub = MK_NAME },
    { MK_DATA,   "t.offer_send_list",  mk_text_some, .name = "offered_by" },
    { MK_DATA,   "t.bytestransferred", mk_decimal,   .name = "transferred" },
    { MK_STATUS_RAW, "t.status",       mk_integer },
    { 0 },
};
static const char *const t_needs[] = { "partner_handle", "filepath", NULL };

static const struct mk_name incoming[] = { { 0, "out" }, { 1, "in" }, { 0 } };
static const struct mk_lookup call_with[] = {
    { "a", "Accounts",    "a.skypename",   "c.host_identity", .many = true },
    { "w", "CallMembers", "w.call_db_id",  "c.id", .many = true },
    { 0 },
};
static const struct mk_field member[] = {
    { 0, "w.identity",        mk_text_some, .sub = MK_ID },
    { 0, "w.dispname",        mk_text_some, .sub = MK_NAME },
    { 0, "w.call_duration",   mk_not_zero,  .sub = MK_DURATION_S },
    { 0, "w.start_timestamp", mk_unix_s,    .sub = MK_JOINED },
    { 0 },
};
static const struct mk_part members[] = { { NULL, MK_MEMBERS, member }, { 0 } };
static const struct mk_gather conference[] = {
    { "w", "CallMembers", "w.call_db_id", "c.id", NULL, NULL, members, .loose = true }, { 0 },
};
static const struct mk_field call[] = {
    { MK_DIR,        "a.skypename",       mk_fixed,     "out" },
    { MK_DIR,        "c.is_incoming",     mk_named,     incoming },
    { MK_DIR,        "c.host_identity",   mk_fixed,     "in" },
    { MK_TIME,       "c.begin_timestamp", mk_unix_s },
    { MK_TIMES,      "c.begin_timestamp", mk_unix_s,    .sub = MK_END, .given = "c.duration", .plus = true },
    { MK_TIMES,      "c.begin_timestamp", mk_unix_s,    .sub = MK_END, .given = "w.call_duration", .plus = true },
    { MK_DURATION_S, "c.duration",        mk_not_zero },
    { MK_DURATION_S, "w.call_duration",   mk_not_zero },
    { MK_PEER,       "c.partner_handle",  mk_text_some, .sub = MK_ID },
    { MK_PEER,       "w.identity",        mk_text_some, .sub = MK_ID, .only = "out" },
    { MK_PEER,       "c.host_identity",   mk_text_some, .sub = MK_ID, .only = "in" },
    { MK_PEER,       "c.partner_dispname", mk_text_some, .sub = MK_NAME },
    { MK_PEER,       "w.dispname",        mk_text_some, .sub = MK_NAME, .only = "out" },
    { MK_PEER,       "c.pstn_number",     mk_phone,     .sub = MK_PHONE },
    { MK_DATA,       "c.host_identity",   mk_text_some, .name = "host" },
    { MK_DATA,       "c.topic",           mk_text_some, .name = "topic" },
    { MK_DATA,       "c.is_conference",   mk_not_zero,  .name = "conference" },
    { 0 },
};
static const char *const c_needs[] = { "begin_timestamp", "host_identity", NULL };

static const struct mk_field voicemail[] = {
    { MK_TIME,       "v.timestamp",        mk_unix_s },
    { MK_PEER,       "v.partner_handle",   mk_text_some, .sub = MK_ID },
    { MK_PEER,       "v.partner_dispname", mk_text_some, .sub = MK_NAME },
    { MK_DURATION_S, "v.duration",         mk_seconds },
    { MK_PATH,       "v.path",             mk_text_some },
    { 0 },
};
static const char *const v_needs[] = { "partner_handle", NULL };

static const struct mk_field participant[] = {
    { 0, "p.identity", mk_text_some, .sub = MK_ID }, { 0, "p.adder", mk_text_some, .name = "added_by" }, { 0 },
};
static const struct mk_part participants[] = { { NULL, MK_MEMBERS, participant }, { 0 } };
static const struct mk_gather in_it[] = {
    { "p", "Participants", "p.convo_id", "v.id", NULL, NULL, participants, .loose = true }, { 0 },
};
static const struct mk_field conversation[] = {
    { MK_TIME,   "v.creation_timestamp", mk_unix_s },
    { MK_THREAD, "v.identity",           mk_text_some },
    { MK_TITLE,  "v.displayname",        mk_text_some },
    { MK_OWNER,  "v.creator",            mk_text_some, .sub = MK_ID },
    { 0 },
};
static const char *const k_needs[] = { "identity", "displayname", NULL };

static const struct mk_field chat[] = { /* what a conversation was until version 5 */
    { MK_TIME,   "c.timestamp",          mk_unix_s },
    { MK_TIMES,  "c.activity_timestamp", mk_unix_s,    .sub = MK_MODIFIED },
    { MK_THREAD, "c.name",               mk_text_some },
    { MK_TITLE,  "c.friendlyname",       mk_text_some },
    { MK_DATA,   "c.participants",       mk_text_some, .name = "participants" },
    { MK_PEER,   "c.dialog_partner",     mk_text_some, .sub = MK_ID },
    { 0 },
};
static const char *const h_needs[] = { "friendlyname", NULL };

static const struct mk_field contact[] = {
    { MK_NAME,    "c.displayname",            mk_text_some },
    { MK_NAME,    "c.fullname",               mk_text_some },
    { MK_HANDLES, "c.skypename",              mk_text_some, .sub = MK_ID },
    { MK_HANDLES, "c.skypename",              mk_fixed,     "skype", .sub = MK_SERVICE },
    { MK_PHONES,  "c.phone_mobile",           mk_text_some, .sub = MK_ID },
    { MK_PHONES,  "c.pstnnumber",             mk_text_some, .sub = MK_ID },
    { MK_PHONES,  "c.phone_mobile",           mk_phone,     .sub = MK_PHONE },
    { MK_PHONES,  "c.pstnnumber",             mk_phone,     .sub = MK_PHONE },
    { MK_EMAILS,  "c.emails",                 mk_text_some, .sub = MK_ID },
    { MK_NOTE,    "c.about",                  mk_text_some },
    { MK_TIMES,   "c.lastonline_timestamp",   mk_unix_s,    .name = "last_online" },
    { MK_TIMES,   "c.profile_timestamp",      mk_unix_s,    .sub = MK_MODIFIED },
    { MK_DATA,    "c.fullname",               mk_text_some, .name = "fullname" },
    { MK_DATA,    "c.phone_home",             mk_text_some, .name = "phone_home" },
    { MK_DATA,    "c.phone_office",           mk_text_some, .name = "phone_office" },
    { MK_DATA,    "c.country",                mk_text_some, .name = "country" },
    { MK_DATA,    "c.isblocked",              mk_not_zero,  .name = "blocked", .optional = true },
    { 0 },
};
static const char *const o_needs[] = { "skypename", "fullname", NULL };

static const struct mk_field account[] = {
    { MK_ID,    "a.skypename",            mk_text_some },
    { MK_NAME,  "a.fullname",             mk_text_some },
    { MK_PHONE, "a.phone_mobile",         mk_phone },
    { MK_EMAIL, "a.emails",               mk_text_some },
    { MK_TIMES, "a.profile_timestamp",    mk_unix_s, .sub = MK_MODIFIED },
    { MK_TIMES, "a.lastonline_timestamp", mk_unix_s, .name = "last_online" },
    { MK_TIMES, "a.lastused_timestamp",   mk_unix_s, .name = "last_used" },
    { MK_TIMES, "a.mood_timestamp",       mk_unix_s, .name = "mood" },
    { MK_DATA,  "a.phone_mobile",         mk_text_some, .name = "phone_mobile" },
    { MK_DATA,  "a.country",              mk_text_some, .name = "country" },
    { MK_DATA,  "a.city",                 mk_text_some, .name = "city" },
    { 0 },
};
static const struct mk_constant service[] = { { MK_SERVICE, "skype" }, { 0 } };

const struct mk_app mk_app_skype = {
    .id = "skype",
    .title = "Skype (to version 7)",
    .version = 1,
    .paths = (const char *const[]){ "*/Skype/*/main.db", "*/com.skype.raider/files/*/main.db", NULL },
    .also = (const char *const[]){ "*main.db", NULL },
    .queries = (const struct mk_query[]){
        { MK_MESSAGE,      "m", "Messages",      m_needs, message,      talk, NULL, app, is_text },
        { MK_MESSAGE,      "m", "Messages",      m_needs, notice,       talk, NULL, app, no_text, .also = true },
        { MK_MESSAGE,      "s", "SMSes",         s_needs, sms,          NULL, NULL, as_sms, .also = true, .optional = true },
        { MK_ATTACHMENT,   "t", "Transfers",     t_needs, transfer,     taker, .optional = true },
        { MK_CALL,         "c", "Calls",         c_needs, call,         call_with, conference, .optional = true },
        { MK_VOICEMAIL,    "v", "Voicemails",    v_needs, voicemail,    .optional = true },
        { MK_CONVERSATION, "v", "Conversations", k_needs, conversation, NULL, in_it, .optional = true },
        { MK_CONVERSATION, "c", "Chats",         h_needs, chat,         .also = true, .optional = true },
        { MK_CONTACT,      "c", "Contacts",      o_needs, contact,      .optional = true },
        { MK_KIND_ACCOUNT, "a", "Accounts",      o_needs, account,      .constants = service },
        { 0 },
    },
    .proven_on = "public-sample",
};
