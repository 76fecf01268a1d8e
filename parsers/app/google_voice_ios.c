/*
 * Google Voice for iPhone: messages, calls and voicemails of a number that is not the SIM's: threadingStore.sqlite.
 *
 * Source: abrignoni/iLEAPP, scripts/artifacts/googleVoice.py (423798fa): itemType tells what a row is and which way it went; of
 * what was sent senderPhoneNumber is the owner's Google Voice number; times are Unix seconds, kept by the server. Who a message
 * was sent to are the members of its thread; the key of a thread with one other is "t." and that number (observed).
 */
#include "parsers/engine/conv_ios.h"
#include "parsers/engine/engine.h"

static const struct mk_field incoming[] = {
    { MK_DIR,    "i.itemType",          mk_fixed,     "in" },
    { MK_TIME,   "i.timestamp",         mk_unix_s,    .clock = "server" },
    { MK_PEER,   "i.senderPhoneNumber", mk_text_some, .sub = MK_ID },
    { MK_PEER,   "i.senderPhoneNumber", mk_phone,     .sub = MK_PHONE },
    { MK_THREAD, "i.threadKey",         mk_text_some },
    { MK_TEXT,   "i.messageText",       mk_text_some },
    { MK_DELETED, "i.isDeleted",        mk_bool },
    { MK_DATA,   "i.isUnread",          mk_bool,      .name = "unread" },
    { MK_DATA,   "i.isSystemMessage",   mk_bool,      .name = "system_message" },
    { 0 },
};
static const struct mk_field outgoing[] = {
    { MK_DIR,    "i.itemType",          mk_fixed,     "out" },
    { MK_TIME,   "i.timestamp",         mk_unix_s,    .clock = "server" },
    { MK_FROM,   "i.itemType",          mk_there,     .sub = MK_SELF },
    { MK_FROM,   "i.senderPhoneNumber", mk_text_some, .sub = MK_ID },
    { MK_FROM,   "i.senderPhoneNumber", mk_phone,     .sub = MK_PHONE },
    { MK_PEER,   "i.threadKey",         mk_behind,    "t.", .sub = MK_ID },
    { MK_THREAD, "i.threadKey",         mk_text_some },
    { MK_TEXT,   "i.messageText",       mk_text_some },
    { MK_DELETED, "i.isDeleted",        mk_bool },
    { MK_DATA,   "i.sendingState",      mk_integer,   .name = "sending_state" },
    { MK_DATA,   "i.failureReason",     mk_not_zero,  .name = "failure" },
    { 0 },
};
#define CALL(way)                                                              \
    { MK_DIR,        "i.itemType",             mk_fixed,     way },            \
    { MK_TIME,       "i.timestamp",            mk_unix_s,    .clock = "server" }, \
    { MK_PEER,       "i.senderPhoneNumber",    mk_text_some, .sub = MK_ID },   \
    { MK_PEER,       "i.senderPhoneNumber",    mk_phone,     .sub = MK_PHONE }, \
    { MK_DURATION_S, "i.duration",             mk_real },                      \
    { MK_THREAD,     "i.threadKey",            mk_text_some },                 \
    { MK_DELETED,    "i.isDeleted",            mk_bool },                      \
    { MK_DATA,       "i.ringGroupName",        mk_text_some, .name = "ring_group" }, \
    { MK_DATA,       "i.ringGroupPhoneNumber", mk_text_some, .name = "ring_group_number" }, \
    { MK_DATA,       "i.transferredFromE164",  mk_text_some, .name = "transferred_from" }, \
    { MK_DATA,       "i.transferredToE164",    mk_text_some, .name = "transferred_to" }
static const struct mk_field call_in[] = { CALL("in"), { 0 } }, call_out[] = { CALL("out"), { 0 } };
static const struct mk_lookup transcript[] = { { "t", "Transcript", "t.threadItemKey", "i.threadItemKey", .many = true }, { 0 } };
/* The call that left it: told apart from its recording, as other telephones do. */
static const struct mk_field left[] = {
    CALL("in"), { MK_DATA, "t.text", mk_text_some, .name = "transcript" }, { 0 },
};
static const struct mk_field voicemail[] = {
    { MK_TIME,       "i.timestamp",         mk_unix_s,    .clock = "server" },
    { MK_PEER,       "i.senderPhoneNumber", mk_text_some, .sub = MK_ID },
    { MK_PEER,       "i.senderPhoneNumber", mk_phone,     .sub = MK_PHONE },
    { MK_DURATION_S, "i.duration",          mk_real },
    { MK_TEXT,       "t.text",              mk_text_some },
    { MK_CONFIDENCE, "t.confidence",        mk_real },
    { 0 },
};
/* Of a thread's members each by itself: a message was sent to all of them. */
static const struct mk_field member[] = { { MK_PHONE, "p.phoneNumberE164", mk_phone }, { MK_ID, "p.phoneNumberE164", mk_text_some }, { 0 } };
static const struct mk_part members[] = { { NULL, MK_MEMBERS, member }, { 0 } };
static const struct mk_gather of_thread[] = {
    { "p", "ThreadParticipant", "p.threadKey", "t.threadKey", "p.threadType", NULL, members, .loose = true }, { 0 },
};
static const struct mk_field thread[] = {
    { MK_TIME,    "t.timestamp", mk_unix_s,    .clock = "server" },
    { MK_THREAD,  "t.threadKey", mk_text },
    { MK_TITLE,   "t.groupName", mk_text_some },
    { MK_DELETED, "t.isDeleted", mk_bool },
    { MK_DATA,    "t.isUnread",  mk_bool, .name = "unread" },
    { MK_DATA,    "t.isSuspectedSpam", mk_bool, .name = "spam" },
    { 0 },
};
static const struct mk_field person[] = {
    { MK_PHONES, "p.phoneNumberE164", mk_text, .sub = MK_VALUE },
    { MK_DATA,   "p.isBlocked",       mk_bool, .name = "blocked" },
    { 0 },
};
static const struct mk_lookup item[] = { { "i", "ThreadItem", "i.threadItemKey", "a.threadItemKey", .many = true }, { 0 } };
static const struct mk_lookup size[] = {
    { "i", "ThreadItem", "i.threadItemKey", "a.threadItemKey", .many = true },
    { "f", "FileAttachmentInfo", "f.attachmentKey", "a.attachmentKey", .many = true }, { 0 },
};
static const struct mk_field mms[] = {
    { MK_PARENT, "i.rowid",          mk_integer,   .ref = "ThreadItem" },
    { MK_TIME,  "i.timestamp",       mk_unix_s,    .clock = "server" },
    { MK_ID,    "a.attachmentKey",   mk_text_some },
    { MK_PATH,  "f.attachmentName",  mk_text_some },
    { MK_BYTES, "f.byteCount",       mk_integer },
    { MK_DATA,  "a.threadItemKey",   mk_text_some, .name = "item" },
    { MK_DATA,  "a.mediaType",       mk_integer,   .name = "media_type" },
    { 0 },
};
static const struct mk_field recording[] = {
    { MK_PARENT, "i.rowid",        mk_integer,   .ref = "ThreadItem" },
    { MK_TIME, "i.timestamp",      mk_unix_s,    .clock = "server" },
    { MK_ID,   "a.attachmentID",   mk_text_some },
    { MK_DATA, "a.threadItemKey",  mk_text_some, .name = "item" },
    { MK_DATA, "a.attachmentType", mk_integer,   .name = "attachment_type" },
    { 0 },
};
static const struct mk_constant app[] = { { MK_TRANSPORT, "app" }, { 0 } };
static const struct mk_constant missed[] = { { MK_RESULT, "missed" }, { MK_MEDIA, "voice" }, { 0 } };
static const struct mk_constant to_mailbox[] = { { MK_RESULT, "voicemail" }, { MK_MEDIA, "voice" }, { 0 } };
static const struct mk_constant voice[] = { { MK_MEDIA, "voice" }, { 0 } };
#define IS(name) (const struct mk_when[]){ { "i.itemType", MK_IF_IS, 0, name }, { 0 } }

static const char *const needs[] = { "itemType", "messageText", "timestamp", NULL };
#define NEEDS(...) (const char *const[]){ __VA_ARGS__, NULL }

const struct mk_app mk_app_google_voice_ios = {
    .id = "google_voice.ios",
    .title = "Google Voice (iOS)",
    .version = 1,
    .paths = (const char *const[]){ "*/threadingStore.sqlite", NULL },
    .queries = (const struct mk_query[]){
        { MK_MESSAGE, "i", "ThreadItem", needs, incoming, .constants = app, .when = IS("SmsIn"), .also = true },
        { MK_MESSAGE, "i", "ThreadItem", needs, outgoing, .constants = app, .when = IS("SmsOut"), .also = true },
        { MK_CALL, "i", "ThreadItem", needs, call_in,  .constants = voice,  .when = IS("IncomingCall"), .also = true },
        { MK_CALL, "i", "ThreadItem", needs, call_out, .constants = voice,  .when = IS("OutgoingCall"), .also = true },
        { MK_CALL, "i", "ThreadItem", needs, call_in,  .constants = missed, .when = IS("MissedCall"), .also = true },
        { MK_CALL, "i", "ThreadItem", needs, left, transcript, .constants = to_mailbox, .when = IS("Voicemail"), .also = true },
        { MK_VOICEMAIL, "i", "ThreadItem", needs, voicemail, transcript, .when = IS("Voicemail"), .extra = true },
        { MK_CONVERSATION, "t", "Thread", NEEDS("threadKey"), thread, .gather = of_thread, .optional = true },
        { MK_CONTACT, "p", "Participant", NEEDS("phoneNumberE164"), person, .optional = true },
        { MK_ATTACHMENT, "a", "MMSAttachmentInfo", NEEDS("attachmentKey"), mms, size, .also = true, .optional = true },
        { MK_ATTACHMENT, "a", "ItemAttachment", NEEDS("attachmentID"), recording, item, .also = true, .optional = true },
        { 0 },
    },
    .proven_on = "public-sample",
};
