/*
 * Signal for Android: signal.db, once SQLCipher is taken off. `message` holds all since 2023; before
 * it there were `sms` and `mms`. A person is a row of `recipient`, a conversation a number.
 *
 * Sources: signalapp/Signal-Android, database/MessageTypes (the low five bits of a type),
 * MessageTable, RecipientTable, AttachmentTable, CallTable (type, direction, event); which columns had
 * which names before: abrignoni/ALEAPP, signalAndroid.py (075122c8). date_sent is the sender's clock,
 * date_received this phone's.
 */
#include "parsers/engine/engine.h"

static const struct mk_name low[] = { /* of the low five bits */
    { 1, "in" }, { 2, "out" }, { 3, "in" }, { 4, "system" }, { 5, "system" }, { 6, "system" }, { 7, "system" },
    { 8, "in" }, { 9, "system" }, { 10, "in" }, { 11, "out" }, { 12, "system" }, { 13, "system" }, { 14, "system" },
    { 15, "system" }, { 16, "system" }, { 17, "system" }, { 18, "system" }, { 19, "system" }, { 20, "in" },
    { 21, "out" }, { 22, "out" }, { 23, "out" }, { 24, "out" }, { 25, "out" }, { 26, "out" }, { 27, "draft" }, { 0 },
};
static const struct mk_masked dir = { 0x1f, low };
static const struct mk_name said[] = {
    { 1, "call" }, { 2, "call" }, { 3, "missed_call" }, { 4, "joined_signal" }, { 7, "profile_changed" },
    { 8, "missed_call" }, { 10, "call" }, { 11, "call" }, { 12, "group_call" }, { 14, "number_changed" }, { 20, "" },
    { 21, "" }, { 22, "" }, { 23, "" }, { 24, "" }, { 25, "" }, { 26, "" }, { 27, "" }, { 0 },
};
static const struct mk_masked type = { 0x1f, said };
static const struct mk_name sent[] = {
    { 2, "" }, { 11, "" }, { 20, "" }, { 21, "outbox" }, { 22, "sending" }, { 23, "sent" }, { 24, "failed" }, { 25, "pending" },
    { 26, "pending" }, { 27, "draft" }, { 0 },
};
static const struct mk_masked status = { 0x1f, sent };

/* A person by all names that versions gave the columns; `p` is the lookup's alias. */
#define PERSON(key, p, ...)                                                                   \
    { key, p ".aci",                 mk_text_some, .sub = MK_ID,    .optional = true, __VA_ARGS__ }, \
    { key, p ".uuid",                mk_text_some, .sub = MK_ID,    .optional = true, __VA_ARGS__ }, \
    { key, p ".e164",                mk_text_some, .sub = MK_ID,    .optional = true, __VA_ARGS__ }, \
    { key, p ".phone",               mk_text_some, .sub = MK_ID,    .optional = true, __VA_ARGS__ }, \
    { key, p ".group_id",            mk_text_some, .sub = MK_ID,    .optional = true, __VA_ARGS__ }, \
    { key, p ".e164",                mk_phone,     .sub = MK_PHONE, .optional = true, __VA_ARGS__ }, \
    { key, p ".phone",               mk_phone,     .sub = MK_PHONE, .optional = true, __VA_ARGS__ }, \
    { key, p ".system_joined_name",  mk_text_some, .sub = MK_NAME,  .optional = true, __VA_ARGS__ }, \
    { key, p ".system_display_name", mk_text_some, .sub = MK_NAME,  .optional = true, __VA_ARGS__ }, \
    { key, p ".profile_joined_name", mk_text_some, .sub = MK_NAME,  .optional = true, __VA_ARGS__ }

#define SAID                                                                                  \
    { MK_TYPE,     "m.type",          mk_named_bits, &type },                                 \
    { MK_TIMES,    "m.date_received", mk_unix_ms_set, .sub = MK_RECEIVED, .optional = true }, \
    { MK_TIMES,    "m.date_server",   mk_unix_ms_set, .name = "server",   .optional = true }, \
    { MK_THREAD,   "m.thread_id",     mk_text },                                              \
    { MK_TEXT,     "m.body",          mk_text },                                              \
    { MK_READ,     "m.read",          mk_bool,        .optional = true },                     \
    { MK_STATUS,   "m.type",          mk_named_bits,  &status, .only = "out" }

static const struct mk_lookup two[] = {
    { "r", "recipient", "r._id", "m.from_recipient_id" }, { "o", "recipient", "o._id", "m.to_recipient_id" }, { 0 },
};
static const struct mk_field message[] = {
    { MK_DIR,       "m.type",               mk_named_bits, &dir },
    { MK_TIME,      "m.date_sent",          mk_unix_ms_set, .clock = "sender" },
    SAID,
    PERSON(MK_FROM, "r"),
    { MK_FROM,      "m.from_recipient_id",  mk_row_number, .name = "recipient" },
    { MK_FROM,      "m._id",                mk_there,      .sub = MK_SELF, .only = "out" },
    PERSON(MK_TO, "o", .only = "out"),
    { MK_TO,        "m.to_recipient_id",    mk_row_number, .name = "recipient", .only = "out" },
    { MK_REPLY_TO,  "m.quote_id",           mk_row_number, .optional = true }, /* date_sent of the other one */
    { MK_QUOTED,    "m.quote_body",         mk_text_some,  .sub = MK_TEXT, .optional = true },
    { MK_DELETED,   "m.remote_deleted",     mk_bool,       .optional = true },
    { MK_EDITED,    "m.original_message_id", mk_there,     .given = "m.original_message_id", .optional = true },
    { MK_DATA,      "m.original_message_id", mk_row_number, .name = "edit_of", .optional = true },
    { MK_DATA,      "m.latest_revision_id", mk_row_number, .name = "edited_by", .optional = true },
    { MK_VIEW_ONCE, "m.view_once",          mk_bool,       .given = "m.view_once", .optional = true },
    { MK_DATA,      "m.expires_in",         mk_not_zero,   .name = "timer_ms", .optional = true },
    { 0 },
};
static const char *const m_needs[] = { "from_recipient_id", "date_sent", NULL };

/* Until from_recipient_id came there was one other side to a message. */
static const struct mk_lookup other[] = { { "r", "recipient", "r._id", "m.recipient_id" }, { 0 } };
static const struct mk_field single[] = {
    { MK_DIR,      "m.type",           mk_named_bits, &dir },
    { MK_TIME,     "m.date_sent",      mk_unix_ms_set, .clock = "sender" },
    SAID,
    PERSON(MK_PEER, "r"),
    { MK_PEER,     "m.recipient_id",   mk_row_number, .name = "recipient" },
    { MK_FROM,     "m._id",            mk_there,      .sub = MK_SELF, .only = "out" },
    { MK_REPLY_TO, "m.quote_id",       mk_row_number, .optional = true },
    { MK_QUOTED,   "m.quote_body",     mk_text_some,  .sub = MK_TEXT, .optional = true },
    { MK_DELETED,  "m.remote_deleted", mk_bool,       .optional = true },
    { 0 },
};
static const char *const single_needs[] = { "recipient_id", "date_sent", NULL };

static const struct mk_lookup address[] = { { "r", "recipient", "r._id", "m.address" }, { 0 } };
static const struct mk_field sms[] = {
    { MK_DIR,     "m.type",           mk_named_bits, &dir },
    { MK_TIME,    "m.date_sent",      mk_unix_ms_set, .clock = "sender" },
    SAID,
    { MK_TIMES,   "m.date",           mk_unix_ms_set, .name = "stored" },
    PERSON(MK_PEER, "r"),
    { MK_PEER,    "m.address",        mk_text_some,  .name = "address" },
    { MK_FROM,    "m._id",            mk_there,      .sub = MK_SELF, .only = "out" },
    { MK_DELETED, "m.remote_deleted", mk_bool,       .optional = true },
    { 0 },
};
static const char *const sms_needs[] = { "address", "date_sent", "type", NULL };
static const struct mk_field mms[] = {
    { MK_DIR,      "m.msg_box",        mk_named_bits, &dir },
    { MK_TYPE,     "m.msg_box",        mk_named_bits, &type },
    { MK_TIME,     "m.date",           mk_unix_ms_set, .clock = "sender" },
    { MK_TIMES,    "m.date_received",  mk_unix_ms_set, .sub = MK_RECEIVED },
    { MK_THREAD,   "m.thread_id",      mk_text },
    { MK_TEXT,     "m.body",           mk_text },
    { MK_READ,     "m.read",           mk_bool,       .optional = true },
    { MK_STATUS,   "m.msg_box",        mk_named_bits, &status, .only = "out" },
    PERSON(MK_PEER, "r"),
    { MK_PEER,     "m.address",        mk_text_some,  .name = "address" },
    { MK_FROM,     "m._id",            mk_there,      .sub = MK_SELF, .only = "out" },
    { MK_REPLY_TO, "m.quote_id",       mk_row_number, .optional = true },
    { MK_QUOTED,   "m.quote_body",     mk_text_some,  .sub = MK_TEXT, .optional = true },
    { MK_DELETED,  "m.remote_deleted", mk_bool,       .optional = true },
    { 0 },
};
static const char *const mms_needs[] = { "msg_box", "address", NULL };
static const struct mk_constant app[] = { { MK_TRANSPORT, "app" }, { 0 } };

static const struct mk_field attachment[] = {
    { MK_PARENT,  "a.message_id",   mk_integer,   .ref = "message" },
    { MK_MIME,    "a.content_type", mk_text_some },
    { MK_PATH,    "a.data_file",    mk_text_some }, /* encrypted by itself */
    { MK_NAME,    "a.file_name",    mk_text_some },
    { MK_BYTES,   "a.data_size",    mk_not_zero },
    { MK_CAPTION, "a.caption",      mk_text_some, .optional = true },
    { MK_WIDTH,   "a.width",        mk_not_zero,  .optional = true },
    { MK_HEIGHT,  "a.height",       mk_not_zero,  .optional = true },
    { 0 },
};
static const struct mk_field part[] = {
    { MK_DATA,    "a.mid",       mk_integer,   .name = "message" }, /* of `mms`, later of `message` */
    { MK_MIME,    "a.ct",        mk_text_some },
    { MK_PATH,    "a._data",     mk_text_some },
    { MK_NAME,    "a.file_name", mk_text_some, .optional = true },
    { MK_BYTES,   "a.data_size", mk_not_zero },
    { MK_CAPTION, "a.caption",   mk_text_some, .optional = true },
    { 0 },
};
static const char *const part_needs[] = { "mid", "ct", NULL };

static const struct mk_lookup author[] = { { "r", "recipient", "r._id", "a.author_id" }, { 0 } };
static const struct mk_field reaction[] = {
    { MK_PARENT, "a.message_id",    mk_integer,     .ref = "message" },
    { MK_TIME,   "a.date_sent",     mk_unix_ms_set, .clock = "sender" },
    { MK_TIMES,  "a.date_received", mk_unix_ms_set, .sub = MK_RECEIVED },
    PERSON(MK_FROM, "r"),
    { MK_FROM,   "a.author_id",     mk_row_number,  .name = "recipient" },
    { MK_TEXT,   "a.emoji",         mk_text },
    { 0 },
};
static const char *const reaction_needs[] = { "author_id", "emoji", NULL };

static const struct mk_name c_dir[] = { { 0, "in" }, { 1, "out" }, { 0 } };
static const struct mk_name c_media[] = { { 0, "voice" }, { 1, "video" }, { 3, "" }, { 4, "" }, { 0 } }; /* groups: both */
static const struct mk_name c_in[] = {
    { 0, "unknown" }, { 1, "answered" }, { 2, "rejected" }, { 3, "missed" }, { 4, "unknown" }, { 5, "unknown" },
    { 6, "answered" }, { 7, "unknown" }, { 8, "rejected" }, { 10, "missed" }, { 0 },
};
static const struct mk_name c_out[] = {
    { 0, "unknown" }, { 1, "answered" }, { 2, "cancelled" }, { 4, "unknown" }, { 5, "unknown" }, { 6, "answered" },
    { 9, "unknown" }, { 0 },
};
static const struct mk_lookup caller[] = { { "r", "recipient", "r._id", "c.peer" }, { 0 } };
static const struct mk_field call[] = {
    { MK_DIR,    "c.direction",  mk_named,       c_dir },
    { MK_TIME,   "c.timestamp",  mk_unix_ms_set },
    { MK_RESULT, "c.event",      mk_named,       c_in,  .only = "in" },
    { MK_RESULT, "c.event",      mk_named,       c_out, .only = "out" },
    { MK_MEDIA,  "c.type",       mk_named,       c_media },
    PERSON(MK_PEER, "r"),
    { MK_PEER,   "c.peer",       mk_row_number,  .name = "recipient" },
    { MK_PARENT, "c.message_id", mk_integer,     .ref = "message", .given = "c.message_id" },
    { 0 },
};
static const char *const call_needs[] = { "peer", "direction", "event", NULL };

static const struct mk_lookup of_thread[] = {
    { "r", "recipient", "r._id", "t.recipient_id" }, { "g", "groups", "g.recipient_id", "t.recipient_id" }, { 0 },
};
static const struct mk_field thread[] = {
    { MK_TIME,   "t.date",         mk_unix_ms_set },
    { MK_THREAD, "t._id",          mk_text },
    { MK_TITLE,  "g.title",        mk_text_some, .optional = true },
    PERSON(MK_PEER, "r"),
    { MK_PEER,   "t.recipient_id", mk_row_number, .name = "recipient", .optional = true },
    { MK_PEER,   "t.recipient_ids", mk_text_some, .name = "recipient", .optional = true }, /* before 2021 */
    { 0 },
};

static const struct mk_field contact[] = {
    { MK_NAME,    "r.system_joined_name",  mk_text_some, .optional = true },
    { MK_NAME,    "r.system_display_name", mk_text_some, .optional = true },
    { MK_NAME,    "r.profile_joined_name", mk_text_some, .optional = true },
    { MK_HANDLES, "r.aci",                 mk_text_some, .sub = MK_ID, .optional = true },
    { MK_HANDLES, "r.uuid",                mk_text_some, .sub = MK_ID, .optional = true },
    { MK_HANDLES, "r._id",                 mk_fixed,     "signal", .sub = MK_SERVICE },
    { MK_HANDLES, "r.username",            mk_text_some, .sub = MK_NAME, .optional = true },
    { MK_PHONES,  "r.e164",                mk_text_some, .sub = MK_ID, .optional = true },
    { MK_PHONES,  "r.phone",               mk_text_some, .sub = MK_ID, .optional = true },
    { MK_PHONES,  "r.e164",                mk_phone,     .sub = MK_PHONE, .optional = true },
    { MK_PHONES,  "r.phone",               mk_phone,     .sub = MK_PHONE, .optional = true },
    { MK_DATA,    "r._id",                 mk_integer,   .name = "recipient" },
    { MK_DATA,    "r.profile_joined_name", mk_text_some, .name = "own_name", .optional = true },
    { MK_DATA,    "r.group_id",            mk_text_some, .name = "group", .optional = true },
    { MK_DATA,    "r.blocked",             mk_bool,      .name = "blocked", .optional = true },
    { 0 },
};

const struct mk_app mk_app_signal_android = {
    .id = "signal.android",
    .title = "Signal (Android)",
    .version = 1,
    .paths = (const char *const[]){ "*/org.thoughtcrime.securesms/databases/signal.db", NULL },
    .queries = (const struct mk_query[]){
        { MK_MESSAGE,      "m", "message",    m_needs,        message,    two,       NULL, app, .optional = true },
        { MK_MESSAGE,      "m", "message",    single_needs,   single,     other,     NULL, app, .optional = true },
        { MK_MESSAGE,      "m", "sms",        sms_needs,      sms,        address,   NULL, app, .also = true, .optional = true },
        { MK_MESSAGE,      "m", "mms",        mms_needs,      mms,        address,   NULL, app, .also = true, .optional = true },
        { MK_ATTACHMENT,   "a", "attachment", NULL,           attachment, .optional = true },
        { MK_ATTACHMENT,   "a", "part",       part_needs,     part,       .also = true, .optional = true },
        { MK_REACTION,     "a", "reaction",   reaction_needs, reaction,   author,    .optional = true },
        { MK_CALL,         "c", "call",       call_needs,     call,       caller,    .optional = true },
        { MK_CONVERSATION, "t", "thread",     NULL,           thread,     of_thread, .optional = true },
        { MK_CONTACT,      "r", "recipient",  NULL,           contact },
        { 0 },
    },
    .proven_on = "simulated",
};
