/*
 * Android MMS: the telephony provider, as mmssms.db or as replies to content://mms; conversations
 * of SMS and MMS.
 *
 * Sources: packages/providers/TelephonyProvider, MmsSmsDatabaseHelper.java, createMmsTables and
 * createCommonTables, MmsProvider.java, query (LineageOS 21, b87ec340); frameworks/base, core/java/
 * android/provider/Telephony.java, BaseMmsColumns (MESSAGE_BOX_*); frameworks/opt/mms, PduHeaders:
 * message types, address types (BCC 129, CC 130, FROM 137, TO 151), statuses. Dates are seconds:
 * `date` is when the phone had it, `date_sent` what the network's header says. The provider gives
 * addresses of one message at a time only, so replies have none: see the conversation.
 */
#include "parsers/engine/conv_android.h"
#include "parsers/engine/engine.h"
#include "parsers/format/mms_text.h"

static const struct mk_name dir[] = {
    { 1, "in" }, { 2, "out" }, { 3, "draft" }, { 4, "out" }, { 5, "out" }, { 0 },
};
static const struct mk_name box[] = {
    { 1, "received" }, { 2, "sent" }, { 3, "draft" }, { 4, "outbox" }, { 5, "failed" }, { 0 },
};
static const struct mk_name type[] = {
    { 128, "send_request" }, { 129, "send_confirmation" }, { 130, "notification" }, { 131, "notification_response" },
    { 132, "retrieved" }, { 133, "acknowledgement" }, { 134, "delivery_report" }, { 135, "read_report_sent" },
    { 136, "read_report" }, { 0 },
};
static const struct mk_name yes_no[] = { { 128, "yes" }, { 129, "no" }, { 0 } };
static const struct mk_name priority[] = { { 128, "low" }, { 129, "" }, { 130, "high" }, { 0 } };
static const struct mk_name state[] = {
    { 128, "expired" }, { 129, "retrieved" }, { 130, "rejected" }, { 131, "deferred" }, { 132, "unrecognised" },
    { 133, "indeterminate" }, { 134, "forwarded" }, { 135, "unreachable" }, { 0 },
};
static const struct mk_name read_state[] = { { 128, "read" }, { 129, "deleted_unread" }, { 0 } };

static const struct mk_field fields[] = {
    { MK_TIME,         "p.date",       mk_unix_s,    .clock = "device" },
    { MK_TIMES,        "p.date_sent",  mk_unix_s,    .sub = MK_SENT, .optional = true },
    { MK_TIMES,        "p.exp",        mk_unix_s,    .sub = MK_EXPIRES, .only = "in", .optional = true },
    { MK_DIR,          "p.msg_box",    mk_named,     dir },
    { MK_STATUS,       "p.msg_box",    mk_named,     box },
    { MK_ID,           "p.m_id",       mk_text_some, .optional = true },
    { MK_TYPE,         "p.m_type",     mk_named,     type },
    { MK_THREAD,       "p.thread_id",  mk_text },
    { MK_SUBJECT,      "s.text",       mk_text_some, .optional = true },
    { MK_READ,         "p.read",       mk_bool },
    { MK_SEEN,         "p.seen",       mk_bool,      .optional = true },
    { MK_LOCKED,       "p.locked",     mk_bool,      .optional = true },
    { MK_BYTES,        "p.m_size",     mk_not_zero,  .optional = true },
    { MK_SUBSCRIPTION, "p.sub_id",     mk_positive,  .optional = true },
    { MK_CREATOR,      "p.creator",    mk_text_some, .optional = true },
    { MK_DATA,         "p.sub_cs",     mk_not_zero,  .name = "subject_charset", .optional = true },
    { MK_DATA,         "p.d_rpt",      mk_named,     yes_no, .name = "delivery_report_asked", .optional = true },
    { MK_DATA,         "p.rr",         mk_named,     yes_no, .name = "read_report_asked", .optional = true },
    { MK_DATA,         "p.pri",        mk_named,     priority, .name = "priority", .optional = true },
    { MK_DATA,         "p.m_cls",      mk_text_some, .name = "class", .optional = true },
    { MK_DATA,         "p.st",         mk_not_zero,  .name = "status", .optional = true },
    { MK_DATA,         "p.resp_st",    mk_not_zero,  .name = "response_status", .optional = true },
    { MK_DATA,         "p.retr_st",    mk_not_zero,  .name = "retrieve_status", .optional = true },
    { MK_DATA,         "p.tr_id",      mk_text_some, .name = "transaction", .optional = true },
    { MK_DATA,         "p.ct_l",       mk_text_some, .name = "content_location", .optional = true },
    { MK_DATA,         "p.ct_t",       mk_text_some, .name = "content_type", .optional = true },
    { 0 },
};
/* What came back about a message that was sent: it names it by its message id. */
static const struct mk_field report[] = {
    { MK_TIME,         "p.date",        mk_unix_s,    .clock = "device" },
    { MK_NAME,         "p.m_type",      mk_named,     type },
    { MK_ID,           "p.m_id",        mk_text_some },
    { MK_SUBSCRIPTION, "p.sub_id",      mk_positive,  .optional = true },
    { MK_DATA,         "p.st",          mk_named,     state, .name = "status", .optional = true },
    { MK_DATA,         "p.read_status", mk_named,     read_state, .name = "read_status", .optional = true },
    { MK_DATA,         "p.thread_id",   mk_text,      .name = "thread", .optional = true },
    { 0 },
};

#define PARTY(key) { key, "a.address", mk_text_some, .sub = MK_ID }, \
                   { key, "a.address", mk_phone,     .sub = MK_PHONE }, \
                   { key, "a.address", mk_mms_self,  .sub = MK_SELF }
#define MEMBER     { 0, "a.address", mk_text_some, .sub = MK_ID }, \
                   { 0, "a.address", mk_phone,     .sub = MK_PHONE }, \
                   { 0, "a.address", mk_mms_self,  .sub = MK_SELF }
static const struct mk_field from[] = { PARTY(MK_FROM), { 0 } };
static const struct mk_field to[] = { MEMBER, { 0 } };
static const struct mk_field other[] = { MEMBER, { 0, "a.type", mk_text, .sub = MK_TYPE }, { 0 } };
static const struct mk_part parties[] = {
    { "137", 0, from }, { "151", MK_TO, to }, { "130", MK_CC, to }, { "129", MK_BCC, to }, { NULL, MK_OTHER, other }, { 0 },
};

static const struct mk_field text[] = { { MK_TEXT, "t.text", mk_text_some }, { 0 } };
static const struct mk_field piece[] = {
    { 0, "t.ct",   mk_text_some, .sub = MK_TYPE },
    { 0, "t.text", mk_text_some, .sub = MK_TEXT },
    { 0 },
};
static const struct mk_part pieces[] = { { "text/plain", 0, text }, { NULL, MK_PARTS, piece }, { 0 } };

static const struct mk_gather db[] = {
    { "a", "addr", "a.msg_id", "p._id", "a.type", NULL, parties },
    { "t", "part", "t.mid",    "p._id", "t.ct",   NULL, pieces },
    { 0 },
};
static const struct mk_gather reply[] = {
    { "a", "content://mms/addr", "a.msg_id", "p._id", "a.type", NULL, parties },
    { "t", "content://mms/part", "t.mid",    "p._id", "t.ct",   NULL, pieces },
    { 0 },
};

static const struct mk_lookup subject[] = { { "s", NULL, NULL, "p.sub", &mk_decoder_mms_text }, { 0 } };

#define ATTACHMENT(table, ...) {                                                 \
    { MK_PARENT, "t.mid",   mk_integer,   .ref = (table) },                      \
    { MK_MIME,   "t.ct",    mk_text_some },                                      \
    __VA_ARGS__                                                                  \
    { MK_NAME,   "f.text",  mk_text_some, .optional = true },                    \
    { MK_NAME,   "n.text",  mk_text_some, .optional = true },                    \
    { MK_NAME,   "l.text",  mk_text_some, .optional = true },                    \
    { MK_TEXT,   "t.text",  mk_text_some, .optional = true },                    \
    { MK_DATA,   "t.seq",   mk_integer,   .name = "order", .optional = true },   \
    { MK_DATA,   "t.cid",   mk_text_some, .name = "content_id", .optional = true }, \
    { MK_DATA,   "t.cd",    mk_text_some, .name = "disposition", .optional = true }, \
    { MK_DATA,   "t.chset", mk_not_zero,  .name = "charset", .optional = true }, \
    { 0 },                                                                       \
}
static const struct mk_field part_db[] = ATTACHMENT("pdu", { MK_PATH, "t._data", mk_text_some, .optional = true },);
/* its bytes, where they were taken, lie in the bundle under the part's URI */
static const struct mk_field part_reply[] = ATTACHMENT("content://mms",
    { MK_PATH, "t._id",   mk_row_uri, "content://mms/part/" },
    { MK_DATA, "t._data", mk_text_some, .name = "stored_as", .optional = true },);
static const struct mk_lookup names[] = {
    { "f", NULL, NULL, "t.fn",   &mk_decoder_mms_text },
    { "n", NULL, NULL, "t.name", &mk_decoder_mms_text },
    { "l", NULL, NULL, "t.cl",   &mk_decoder_mms_text },
    { 0 },
};

static const int64_t reports[] = { 129, 131, 133, 134, 136, MK_CODES_END };
static const struct mk_when is_message[] = { { "p.m_type", MK_IF_NOT_AMONG, .codes = reports }, { 0 } };
static const struct mk_when is_report[] = { { "p.m_type", MK_IF_AMONG, .codes = reports }, { 0 } };
static const struct mk_when no_text[] = { { "t.ct", MK_IF_NOT, .text = "text/plain" }, { 0 } };

static const char *const needs[] = { "msg_box", "thread_id", NULL };
static const struct mk_constant mms[] = { { MK_TRANSPORT, "mms" }, { 0 } };

static const char *const numbers[] = {
    "date", "date_sent", "msg_box", "m_type", "thread_id", "read", "seen", "locked", "sub_cs", "exp", "m_size", "pri", "rr", "d_rpt",
    "st", "resp_st", "retr_st", "read_status", "sub_id", NULL,
};
static const char *const texts[] = { "sub", "m_id", "tr_id", "ct_l", "ct_t", "m_cls", "creator", NULL };
static const char *const part_numbers[] = { "mid", "seq", "chset", NULL };
static const char *const part_texts[] = { "ct", "text", "name", "fn", "cl", "cid", "cd", "_data", NULL };

static const char *const address_numbers[] = { "msg_id", "type", NULL };
static const char *const address_texts[] = { "address", NULL };

static const char *const part_needs[] = { "mid", "ct", NULL };

const struct mk_app mk_app_android_mms = {
    .id = "android.mms",
    .title = "MMS (Android)",
    .version = 1,
    .paths = (const char *const[]){ "*/com.android.providers.telephony/databases/mmssms.db", NULL },
    .queries = (const struct mk_query[]){
        { MK_MESSAGE,    "p", "pdu",                needs, fields,     subject, db,    mms, is_message, .optional = true },
        { MK_MESSAGE,    "p", "content://mms",      needs, fields,     subject, reply, mms, is_message, .optional = true },
        { MK_EVENT,      "p", "pdu",                needs, report,     .when = is_report, .optional = true },
        { MK_EVENT,      "p", "content://mms",      needs, report,     .when = is_report, .optional = true },
        { MK_ATTACHMENT, "t", "part",               part_needs, part_db,    names, .when = no_text, .extra = true, .optional = true },
        { MK_ATTACHMENT, "t", "content://mms/part", part_needs, part_reply, names, .when = no_text, .extra = true, .optional = true },
        { 0 },
    },
    .providers = (const struct mk_provider[]){
        { "content://mms",      "android.mms", "messages", numbers,      texts,      "date", 1, "READ_SMS", NULL, .thread_column = "thread_id", .phone_wide = true },
        { "content://mms/part", "android.mms", "messages", part_numbers, part_texts, NULL,   0, "READ_SMS", NULL, .follows = "content://mms", .follow_column = "mid", .mime_column = "ct", .phone_wide = true,
          .bytes = "ct NOT LIKE 'text/%' AND ct<>'application/smil'", .bytes_artefact = "android.mms_parts" },
        /* MmsProvider.java knows addresses of one message at a time: "#/addr" */
        { "content://mms/addr", "android.mms_addresses", "messages", address_numbers, address_texts, NULL, 0, "READ_SMS", NULL, .follows = "content://mms", .follow_column = "msg_id", .phone_wide = true,
          .each = true, .each_of_groups = "android.mms_group_addresses" },
        { 0 },
    },
    .proven_on = "simulated",
};
