/*
 * Google Messages, and AOSP's Messaging that it comes from: bugle_db. SMS and MMS are copies of what
 * the telephony provider has; RCS chats are here only.
 *
 * Sources: packages/apps/Messaging, datamodel/DatabaseHelper.java (LineageOS, 0f8c4f49),
 * datamodel/data/MessageData.java: BUGLE_STATUS_*, PROTOCOL_*; ParticipantData.java: sub_id -2 is
 * anybody else, any other number one of the phone's SIMs. Protocol 3 is RCS, and file_size_bytes and
 * local_cache_path of parts came with Google's versions (ALEAPP, googleMessages.py, 075122c8;
 * observed). The numbers of later statuses are not public: they stay codes.
 */
#include "parsers/engine/conv_android.h"
#include "parsers/engine/engine.h"

static const struct mk_name draft[] = { { 3, "draft" }, { 0 } };
static const struct mk_name status[] = {
    { 0, "unknown" }, { 1, "sent" }, { 2, "delivered" }, { 3, "draft" }, { 4, "yet_to_send" }, { 5, "sending" }, { 6, "resending" },
    { 7, "awaiting_retry" }, { 8, "failed" }, { 9, "failed_emergency_number" }, { 100, "received" }, { 101, "yet_to_download" },
    { 102, "retrying_download" }, { 103, "downloading" }, { 104, "retrying_download" }, { 105, "downloading" },
    { 106, "download_failed" }, { 107, "expired" }, { 0 },
};
static const struct mk_name transport[] = { { 0, "sms" }, { 1, "mms" }, { 2, "mms" }, { 3, "rcs" }, { 0 } };

static const struct mk_field message[] = {
    { MK_TIME,      "m.received_timestamp",     mk_unix_ms,      .clock = "device" },
    { MK_TIMES,     "m.sent_timestamp",         mk_unix_ms,      .sub = MK_SENT },
    { MK_DIR,       "m.message_status",         mk_named_some,   draft },
    { MK_DIR,       "s.sub_id",                 mk_sub_dir },
    { MK_STATUS,    "m.message_status",         mk_named,        status },
    { MK_TRANSPORT, "m.message_protocol",       mk_named,        transport },
    { MK_PEER,      "s.normalized_destination", mk_text_some,    .sub = MK_ID, .only = "in" },
    { MK_PEER,      "s.send_destination",       mk_text_some,    .sub = MK_ID, .only = "in", .optional = true },
    { MK_PEER,      "c.participant_normalized_destination", mk_text_some, .sub = MK_ID, .only = "out", .optional = true },
    { MK_PEER,      "s.full_name",              mk_text_some,    .sub = MK_NAME, .only = "in", .optional = true },
    { MK_PEER,      "c.name",                   mk_text_some,    .sub = MK_NAME, .only = "out", .optional = true },
    { MK_PEER,      "s.normalized_destination", mk_phone,        .sub = MK_PHONE, .only = "in" },
    { MK_PEER,      "c.participant_normalized_destination", mk_phone, .sub = MK_PHONE, .only = "out", .optional = true },
    { MK_THREAD,    "m.conversation_id",        mk_text },
    { MK_SUBJECT,   "m.mms_subject",            mk_text_some,    .optional = true },
    { MK_READ,      "m.read",                   mk_bool,         .optional = true },
    { MK_SEEN,      "m.seen",                   mk_bool,         .optional = true },
    { MK_SUBSCRIPTION, "o.sub_id",              mk_positive,     .optional = true },
    { MK_ID,        "m.rcs_message_id",         mk_text_some,    .optional = true },
    { MK_DATA,      "m.message_protocol",       mk_integer,      .name = "protocol" },
    { MK_DATA,      "m.sender_id",              mk_integer,      .name = "sender" },
    { MK_DATA,      "m.sms_message_uri",        mk_text_some,    .name = "provider_uri", .optional = true }, /* its twin */
    { 0 },
};
static const struct mk_field conversation[] = {
    { MK_TIME,   "c.sort_timestamp", mk_unix_ms,   .clock = "device" }, /* of the last message */
    { MK_THREAD, "c._id",            mk_text },
    { MK_TITLE,  "c.name",           mk_text_some },
    { MK_TEXT,   "c.snippet_text",   mk_text_some, .optional = true },
    { MK_DATA,   "c.sms_thread_id",  mk_positive,  .name = "sms_thread", .optional = true },
    { MK_DATA,   "c.archive_status", mk_integer,   .name = "archive_status", .optional = true },
    { MK_DATA,   "c.rcs_group_id",   mk_text_some, .name = "rcs_group", .optional = true },
    { MK_DATA,   "c.rcs_session_id", mk_positive,  .name = "rcs_session", .optional = true },
    { 0 },
};
static const struct mk_field person[] = {
    { MK_NAME,  "p.full_name",              mk_text_some },
    { MK_ID,    "p.normalized_destination", mk_text_some },
    { MK_PHONE, "p.normalized_destination", mk_phone },
    { MK_SELF,  "p.sub_id",                 mk_sub_self },
    { MK_DATA,  "p.sub_id",                 mk_integer,   .name = "sub_id" },
    { MK_DATA,  "p.sim_slot_id",            mk_positive,  .name = "slot", .optional = true },
    { MK_DATA,  "p.display_destination",    mk_text_some, .name = "shown_as", .optional = true },
    { MK_DATA,  "p.contact_id",             mk_positive,  .name = "contact", .optional = true },
    { MK_DATA,  "p.blocked",                mk_bool,      .name = "blocked", .optional = true },
    { 0 },
};
static const struct mk_field attachment[] = {
    { MK_TIME,   "a.timestamp",        mk_unix_ms,   .clock = "device", .optional = true },
    { MK_PARENT, "a.message_id",       mk_integer,   .ref = "messages" },
    { MK_MIME,   "a.content_type",     mk_text_some },
    { MK_PATH,   "a.local_cache_path", mk_text_some, .optional = true },
    { MK_URL,    "a.uri",              mk_text_some, .optional = true },
    { MK_TEXT,   "a.text",             mk_text_some, .optional = true },
    { MK_NAME,   "a.file_name",        mk_text_some, .optional = true },
    { MK_BYTES,  "a.file_size_bytes",  mk_size,      .optional = true },
    { MK_WIDTH,  "a.width",            mk_size,      .optional = true },
    { MK_HEIGHT, "a.height",           mk_size,      .optional = true },
    { 0 },
};

static const struct mk_field text[] = { { MK_TEXT, "a.text", mk_text_some }, { 0 } };
static const struct mk_field piece[] = {
    { 0, "a.content_type", mk_text_some, .sub = MK_TYPE }, { 0, "a.text", mk_text_some, .sub = MK_TEXT }, { 0 },
};
static const struct mk_field member[] = {
    { 0, "p.normalized_destination", mk_text_some, .sub = MK_ID },
    { 0, "p.full_name",              mk_text_some, .sub = MK_NAME },
    { 0, "p.normalized_destination", mk_phone,     .sub = MK_PHONE },
    { 0, "p.sub_id",                 mk_sub_self,  .sub = MK_SELF },
    { 0, "n.participant_id",         mk_integer,   .name = "participant" },
    { 0 },
};
static const struct mk_part pieces[] = { { "text/plain", 0, text }, { NULL, MK_PARTS, piece }, { 0 } };
static const struct mk_part members[] = { { NULL, MK_MEMBERS, member }, { 0 } };
static const struct mk_lookup who[] = { { "p", "participants", "p._id", "n.participant_id" }, { 0 } };

static const struct mk_gather parts[] = {
    { "a", "parts", "a.message_id", "m._id", "a.content_type", NULL, pieces }, { 0 },
};
static const struct mk_gather people[] = {
    { "n", "conversation_participants", "n.conversation_id", "c._id", NULL, who, members }, { 0 },
};
static const struct mk_lookup around[] = {
    { "c", "conversations", "c._id", "m.conversation_id" },
    { "s", "participants",  "s._id", "m.sender_id" },
    { "o", "participants",  "o._id", "m.self_id" },
    { 0 },
};
static const struct mk_when no_text[] = { { "a.content_type", MK_IF_NOT, .text = "text/plain" }, { 0 } };
static const char *const needs[] = { "message_status", "sender_id", NULL };

static const char *const talk_needs[] = { "name", "sort_timestamp", NULL };
static const char *const person_needs[] = { "sub_id", "normalized_destination", NULL };
static const char *const part_needs[] = { "message_id", "content_type", NULL };

const struct mk_app mk_app_google_messages = {
    .id = "google.messages",
    .title = "Google Messages (SMS, MMS, RCS)",
    .version = 1,
    .paths = (const char *const[]){
        "*/com.google.android.apps.messaging/databases/bugle_db", "*/com.android.messaging/databases/bugle_db", NULL,
    },
    .queries = (const struct mk_query[]){
        { MK_MESSAGE,      "m", "messages",      needs, message,      around, parts },
        { MK_CONVERSATION, "c", "conversations", talk_needs, conversation, .gather = people },
        { MK_CONTACT,      "p", "participants",  person_needs, person },
        { MK_ATTACHMENT,   "a", "parts",         part_needs, attachment,   .when = no_text, .extra = true },
        { 0 },
    },
    .proven_on = "simulated",
};
