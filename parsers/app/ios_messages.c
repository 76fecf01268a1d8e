/*
 * Messages of an iPhone (SMS, MMS, iMessage, RCS): sms.db of iOS 6 and later; chat.db of macOS is
 * the same.
 *
 * Sources: ReagentX/imessage-exporter, imessage-database/src/tables: messages.rs (with the query
 * that joins chat_recoverable_message_join), chat.rs, handle.rs, attachment.rs; message_types/
 * variants.rs (associated_message_type); models/group_action.rs (07ec9236; item_type). That
 * deleted_messages keeps names only: its columns. An MMS is of service "SMS" and cannot be told.
 * `date` of a received message is when this phone had it; date_read of a sent one, when it was read
 * on the other. A sent message to a group has no handle: see the conversation's members.
 */
#include "parsers/app/ios_messages.h"

static const struct mk_lookup lookups[] = {
    LOOKUPS,
    { "b", NULL, NULL, "m.attributedBody",       &mk_decoder_attributed },
    { "e", NULL, NULL, "m.message_summary_info", &mk_decoder_message_summary },
    { "o", "message", "o.guid", "m.thread_originator_guid" },
    { 0 },
};
static const struct mk_field message[] = {
    { MK_DIR,        "m.is_from_me",       mk_named,         dir },
    { MK_TRANSPORT,  "m.service",          mk_by_glob,       transport },
    { MK_TRANSPORT,  "m.service",          mk_dangling,      unknown_service },
    { MK_TRANSPORT,  "h.service",          mk_by_glob,       transport, .optional = true },
    { MK_STATUS,     "m.error",            mk_fixed,         "failed",    .only = "out" },
    { MK_STATUS,     "m.is_delivered",     mk_fixed,         "delivered", .only = "out", .optional = true },
    { MK_STATUS,     "m.is_sent",          mk_fixed,         "sent",      .only = "out", .optional = true },
    { MK_PEER,       "h.id",               mk_text_some,     .sub = MK_ID },
    { MK_PEER,       "c.chat_identifier",  mk_chat_person,   .sub = MK_ID },
    { MK_PEER,       "h.id",               mk_phone,         .sub = MK_PHONE },
    { MK_PEER,       "c.chat_identifier",  mk_phone,         .sub = MK_PHONE },
    COMMON,
    { MK_TIMES,      "m.date_read",        mk_cocoa_s_or_ns, .sub = MK_READ },
    { MK_TIMES,      "m.date_delivered",   mk_cocoa_s_or_ns, .sub = MK_DELIVERED },
    { MK_TIMES,      "m.date_edited",      mk_cocoa_s_or_ns, .sub = MK_EDITED,   .optional = true },
    { MK_TIMES,      "m.date_retracted",   mk_cocoa_s_or_ns, .name = "unsent",   .optional = true },
    { MK_TIMES,      "m.date_played",      mk_cocoa_s_or_ns, .name = "played",   .optional = true },
    EACH(CHANGED),
    { MK_DELETED,    "x.message_id",       mk_there,         .optional = true },
    { MK_DELETED,    "e.unsent",           mk_there,         .optional = true },
    { MK_TEXT,       "m.text",             mk_text_some },
    { MK_TEXT,       "b.text",             mk_text_some },
    { MK_SUBJECT,    "m.subject",          mk_text_some },
    { MK_READ,       "m.is_read",          mk_bool,          .only = "in" },
    { MK_EDITED,     "e.versions",         mk_there,         .optional = true },
    { MK_REPLY_TO,   "o.ROWID",            mk_integer,       .ref = "message", .optional = true },
    { MK_REPLY_TO,   "m.thread_originator_guid", mk_text_some, .optional = true },
    { MK_ERROR_CODE, "m.error",            mk_not_zero },
    { MK_SERVICE_CENTER, "m.service_center", mk_text_some },
    { MK_ACCOUNT,    "m.account",          mk_text_some,     .sub = MK_ID },
    { MK_DATA,       "m.service",          mk_text_some,     .name = "service" },
    { MK_DATA,       "m.destination_caller_id", mk_text_some, .name = "own_address", .optional = true },
    { MK_DATA,       "m.associated_message_guid", mk_text_some, .name = "about", .optional = true },
    { MK_DATA,       "m.associated_message_type", mk_not_zero,  .name = "about_type", .optional = true },
    { MK_DATA,       "m.balloon_bundle_id", mk_text_some,    .name = "app", .optional = true },
    { MK_DATA,       "m.payload_data",     mk_some,          .name = "app_payload", .optional = true },
    { MK_DATA,       "m.expressive_send_style_id", mk_text_some, .name = "effect", .optional = true },
    { MK_DATA,       "m.cache_has_attachments", mk_not_zero, .name = "attachments" },
    { MK_DATA,       "m.is_audio_message", mk_not_zero,      .name = "audio", .optional = true },
    { MK_DATA,       "m.is_spam",          mk_not_zero,      .name = "spam", .optional = true },
    { MK_DATA,       "m.is_finished",      mk_integer,       .name = "finished" },
    { MK_DATA,       "e.unsent",           mk_integer,       .name = "unsent_parts", .optional = true },
    { MK_DATA,       "e.versions",         mk_integer,       .name = "versions", .optional = true },
    EACH(VERSION),
    { 0 },
};

/* What happened in a group: who did it, and whom it concerns. */
static const struct mk_lookup event_lookups[] = { LOOKUPS, { "w", "handle", "w.ROWID", "m.other_handle" }, { 0 } };
#define EVENT                                                                         \
    { MK_DIR,    "m.item_type",         mk_fixed,     "system", .optional = true },   \
    { MK_ACTION, "m.item_type",         mk_named,     item, .optional = true },       \
    { MK_TRANSPORT, "m.service",        mk_by_glob,   transport },                    \
    { MK_TRANSPORT, "m.service",        mk_dangling,  unknown_service },              \
    COMMON,                                                                           \
    { MK_DELETED, "x.message_id",       mk_there,     .optional = true },             \
    { MK_TEXT,   "m.text",              mk_text_some },                               \
    { MK_TITLE,  "m.group_title",       mk_text_some, .optional = true },             \
    { MK_DATA,   "m.group_action_type", mk_integer,   .name = "action", .optional = true }, \
    { MK_DATA,   "m.share_status",      mk_not_zero,  .name = "share_status", .optional = true }, \
    { MK_DATA,   "m.share_direction",   mk_not_zero,  .name = "share_direction", .optional = true }, \
    { MK_DATA,   "w.id",                mk_text_some, .name = "whom", .optional = true }
static const struct mk_field event[] = {
    EVENT,
    { MK_FROM, "h.id", mk_text_some, .sub = MK_ID },
    { MK_FROM, "h.id", mk_phone,     .sub = MK_PHONE },
    { 0 },
};
static const struct mk_field own_event[] = { EVENT, { MK_FROM, "m.is_from_me", mk_is, one, .sub = MK_SELF }, { 0 } };

static const struct mk_lookup reaction_lookups[] = {
    LOOKUPS,
    { "g", NULL, NULL, "m.associated_message_guid", &mk_decoder_message_guid },
    { "p", "message", "p.guid", "g.guid" },
    { 0 },
};
static const struct mk_field reacted[] = {
    { MK_DIR,    "m.is_from_me",              mk_named,     dir },
    { MK_PARENT, "p.ROWID",                   mk_integer,   .ref = "message", .optional = true },
    { MK_FROM,   "h.id",                      mk_text_some, .sub = MK_ID,    .only = "in" },
    { MK_FROM,   "h.id",                      mk_phone,     .sub = MK_PHONE, .only = "in" },
    { MK_FROM,   "m.is_from_me",              mk_is,        one, .sub = MK_SELF },
    COMMON,
    { MK_DELETED, "x.message_id",             mk_there,     .optional = true },
    { MK_TEXT,   "m.associated_message_emoji", mk_text_some, .optional = true },
    { MK_TEXT,   "m.associated_message_type", mk_named,     reaction, .optional = true },
    { MK_DATA,   "m.associated_message_type", mk_named,     reaction, .name = "reaction", .optional = true },
    { MK_DATA,   "m.associated_message_type", mk_is,        taken_back, .name = "taken_back", .optional = true },
    { MK_DATA,   "m.associated_message_guid", mk_text_some, .name = "about", .optional = true },
    { MK_DATA,   "g.part",                    mk_integer,   .name = "part", .optional = true },
    { MK_DATA,   "m.text",                    mk_text_some, .name = "shown_as" },
    { 0 },
};
static const struct mk_when is_message[] = {
    { "m.item_type", MK_IF_NONE }, { "m.associated_message_type", MK_IF_NOT_AMONG, .codes = reactions }, { 0 },
};
#define IS_EVENT { "m.item_type", MK_IF_SOME }, { "m.associated_message_type", MK_IF_NOT_AMONG, .codes = reactions }
static const struct mk_when is_event[] = { IS_EVENT, { "m.is_from_me", MK_IF_NOT, 1 }, { 0 } };
static const struct mk_when is_own_event[] = { IS_EVENT, { "m.is_from_me", MK_IF_IS, 1 }, { 0 } };
static const struct mk_when is_reaction[] = { { "m.associated_message_type", MK_IF_AMONG, .codes = reactions }, { 0 } };

static const struct mk_name style[] = { { 43, "group" }, { 45, "single" }, { 0 } };
static const struct mk_lookup member_lookups[] = { { "h", "handle", "h.ROWID", "p.handle_id" }, { 0 } };
static const struct mk_field member[] = {
    { 0, "h.id",        mk_text_some,  .sub = MK_ID },
    { 0, "p.handle_id", mk_row_number, .sub = MK_ID },
    { 0, "h.id",        mk_phone,      .sub = MK_PHONE },
    { 0 },
};
static const struct mk_part members[] = { { NULL, MK_MEMBERS, member }, { 0 } };
static const struct mk_gather joined[] = {
    { "p", "chat_handle_join", "p.chat_id", "c.ROWID", NULL, member_lookups, members }, { 0 },
};
static const struct mk_field chat[] = {
    { MK_THREAD,  "c.guid",            mk_text_some },
    { MK_THREAD,  "c.ROWID",           mk_row_number },
    { MK_TITLE,   "c.display_name",    mk_text_some, .optional = true },
    { MK_TYPE,    "c.style",           mk_named,     style },
    { MK_ACCOUNT, "c.account_login",   mk_text_some, .sub = MK_ID, .optional = true },
    { MK_TIMES,   "c.last_read_message_timestamp", mk_cocoa_s_or_ns, .name = "last_read", .optional = true },
    { MK_DATA,    "c.chat_identifier", mk_text_some, .name = "identifier" },
    { MK_DATA,    "c.service_name",    mk_text_some, .name = "service" },
    { MK_DATA,    "c.room_name",       mk_text_some, .name = "room", .optional = true },
    { MK_DATA,    "c.last_addressed_handle", mk_text_some, .name = "own_address", .optional = true },
    { MK_DATA,    "c.is_archived",     mk_not_zero,  .name = "archived", .optional = true },
    { MK_DATA,    "c.is_filtered",     mk_not_zero,  .name = "filtered", .optional = true },
    { 0 },
};

static const struct mk_lookup of[] = { { "j", "message_attachment_join", "j.attachment_id", "a.ROWID", .many = true }, { 0 } };
static const struct mk_field attachment[] = {
    { MK_TIME,   "a.created_date",  mk_cocoa_s_or_ns, .clock = "device", .optional = true },
    { MK_DIR,    "a.is_outgoing",   mk_named,      dir, .optional = true },
    { MK_PARENT, "j.message_id",    mk_integer,    .ref = "message" },
    { MK_PATH,   "a.filename",      mk_text_some },
    { MK_NAME,   "a.transfer_name", mk_text_some,  .optional = true },
    { MK_MIME,   "a.mime_type",     mk_text_some },
    { MK_TYPE,   "a.uti",           mk_text_some,  .optional = true },
    { MK_BYTES,  "a.total_bytes",   mk_above_zero, .optional = true },
    { MK_ID,     "a.guid",          mk_text_some },
    { MK_DATA,   "a.transfer_state", mk_integer,   .name = "transfer_state", .optional = true },
    { MK_DATA,   "a.is_sticker",    mk_not_zero,   .name = "sticker", .optional = true },
    { MK_DATA,   "a.hide_attachment", mk_not_zero, .name = "hidden", .optional = true },
    { MK_DATA,   "a.original_guid", mk_text_some,  .name = "original", .optional = true },
    { 0 },
};

/* That a message was deleted: of it nothing but its name is left. */
static const struct mk_field gone[] = { { MK_ID, "y.guid", mk_text }, { 0 } };
static const struct mk_constant deleted[] = { { MK_NAME, "message_deleted" }, { 0 } };

#define NEEDS(...) (const char *const[]){ __VA_ARGS__, NULL }

const struct mk_app mk_app_ios_messages = {
    .id = "ios.messages",
    .title = "Messages (iOS)",
    .version = 1,
    .paths = (const char *const[]){ "*Library/SMS/sms.db", "*/Library/Messages/chat.db", NULL },
    .queries = (const struct mk_query[]){
        { MK_MESSAGE, "m", "message", NEEDS("guid", "handle_id", "is_from_me"), message, lookups, .when = is_message },
        { MK_MESSAGE, "m", "message", NEEDS("guid"), event, event_lookups, .when = is_event, .also = true, .optional = true },
        { MK_MESSAGE, "m", "message", NEEDS("guid"), own_event, event_lookups, .when = is_own_event, .also = true, .optional = true },
        { MK_REACTION, "m", "message", NEEDS("guid"), reacted, reaction_lookups, .when = is_reaction, .optional = true },
        { MK_CONVERSATION, "c", "chat", NEEDS("chat_identifier", "style"), chat, .gather = joined },
        { MK_ATTACHMENT, "a", "attachment", NEEDS("filename", "guid"), attachment, of, .optional = true },
        { MK_EVENT, "y", "deleted_messages", NEEDS("guid"), gone, .constants = deleted, .optional = true },
        { MK_EVENT, "y", "sync_deleted_messages", NEEDS("guid"), gone, .constants = deleted, .also = true, .optional = true },
        { 0 },
    },
    .proven_on = "simulated",
};
