/*
 * SMS and MMS out of an Android backup (adb backup, cloud or device transfer): what the telephony
 * provider's backup agent writes. Codes are the provider's: see android_sms.c and android_mms.c.
 *
 * Source: packages/providers/TelephonyProvider, TelephonyBackupAgent.java (LineageOS, 09683b39). The
 * agent keeps no `_id`: a message is known by its place in the file. Only text MMS are backed up;
 * attachments are named, their data are not there. Dates of MMS are seconds.
 */
#include "parsers/engine/conv_android.h"
#include "parsers/engine/engine.h"
#include "parsers/format/telephony_backup.h"

static const struct mk_name sms_dir[] = {
    { 1, "in" }, { 2, "out" }, { 3, "draft" }, { 4, "out" }, { 5, "out" }, { 6, "out" }, { 0 },
};
static const struct mk_name sms_box[] = {
    { 1, "received" }, { 2, "sent" }, { 3, "draft" }, { 4, "outbox" }, { 5, "failed" }, { 6, "queued" }, { 0 },
};
static const struct mk_name delivery[] = {
    { -1, "" }, { 0, "complete" }, { 32, "pending" }, { 64, "failed" }, { 0 },
};
static const struct mk_field sms[] = {
    { MK_TIME,     "s.date",       mk_unix_ms,   .clock = "device" },
    { MK_TIMES,    "s.date_sent",  mk_unix_ms,   .sub = MK_SENT },
    { MK_DIR,      "s.type",       mk_named,     sms_dir },
    { MK_CLOCKS,   "s.date_sent",  mk_fixed,     "network", .sub = MK_SENT, .only = "in" },
    { MK_STATUS,   "s.type",       mk_named,     sms_box },
    { MK_PEER,     "s.address",    mk_text_some, .sub = MK_ID },
    { MK_PEER,     "s.address",    mk_phone,     .sub = MK_PHONE },
    { MK_TEXT,     "s.body",       mk_text },
    { MK_SUBJECT,  "s.subject",    mk_text_some },
    { MK_READ,     "s.read",       mk_bool },
    { MK_DELIVERY, "s.status",     mk_named,     delivery },
    { MK_DATA,     "s.self_phone", mk_text_some, .name = "self_phone" },
    { MK_DATA,     "s.archived",   mk_bool,      .name = "archived" },
    { MK_DATA,     "s.restricted", mk_not_zero,  .name = "restricted" },
    { MK_DATA,     "s.more",       mk_text,      .name = "more" },
    { 0 },
};

static const struct mk_name mms_dir[] = {
    { 1, "in" }, { 2, "out" }, { 3, "draft" }, { 4, "out" }, { 5, "out" }, { 0 },
};
static const struct mk_name mms_box[] = {
    { 1, "received" }, { 2, "sent" }, { 3, "draft" }, { 4, "outbox" }, { 5, "failed" }, { 0 },
};
static const struct mk_name mms_type[] = { { 128, "send_request" }, { 130, "notification" }, { 132, "retrieved" }, { 0 } };
static const struct mk_field mms[] = {
    { MK_TIME,    "m.date",        mk_unix_s,    .clock = "device" },
    { MK_TIMES,   "m.date_sent",   mk_unix_s,    .sub = MK_SENT },
    { MK_DIR,     "m.msg_box",     mk_named,     mms_dir },
    { MK_STATUS,  "m.msg_box",     mk_named,     mms_box },
    { MK_TYPE,    "m.m_type",      mk_named,     mms_type },
    { MK_TEXT,    "m.mms_body",    mk_text },
    { MK_SUBJECT, "m.sub",         mk_text_some },
    { MK_READ,    "m.read",        mk_bool },
    { MK_DATA,    "m.sub_cs",      mk_not_zero,  .name = "subject_charset" },
    { MK_DATA,    "m.mms_charset", mk_not_zero,  .name = "charset" },
    { MK_DATA,    "m.ct_l",        mk_text_some, .name = "content_location" },
    { MK_DATA,    "m.tr_id",       mk_text_some, .name = "transaction" },
    { MK_DATA,    "m.v",           mk_not_zero,  .name = "mms_version" },
    { MK_DATA,    "m.smil",        mk_text_some, .name = "smil" },
    { MK_DATA,    "m.self_phone",  mk_text_some, .name = "self_phone" },
    { MK_DATA,    "m.archived",    mk_bool,      .name = "archived" },
    { MK_DATA,    "m.restricted",  mk_not_zero,  .name = "restricted" },
    { MK_DATA,    "m.more",        mk_text,      .name = "more" },
    { 0 },
};

/* All parties of the thread that the message is in. */
static const struct mk_field member[] = {
    { 0, "r.address", mk_text_some, .sub = MK_ID },
    { 0, "r.address", mk_phone,     .sub = MK_PHONE },
    { 0 },
};
static const struct mk_part thread[] = { { NULL, MK_MEMBERS, member }, { 0 } };

#define PARTY(key) { key, "a.address", mk_text_some, .sub = MK_ID }, \
                   { key, "a.address", mk_phone,     .sub = MK_PHONE }, \
                   { key, "a.address", mk_mms_self,  .sub = MK_SELF }
static const struct mk_field from[] = { PARTY(MK_FROM), { 0 } };
static const struct mk_field to[] = { PARTY(0), { 0 } };
static const struct mk_field other[] = { PARTY(0), { 0, "a.type", mk_text, .sub = MK_TYPE }, { 0 } };
static const struct mk_part parties[] = {
    { "137", 0, from }, { "151", MK_TO, to }, { "130", MK_CC, to }, { "129", MK_BCC, to }, { NULL, MK_OTHER, other }, { 0 },
};

static const struct mk_gather of_sms[] = {
    { "r", "sms_recipients", "r.message", "s.row", "r.message", NULL, thread },
    { 0 },
};
static const struct mk_gather of_mms[] = {
    { "a", "addresses",      "a.message", "m.row", "a.type",    NULL, parties },
    { "r", "mms_recipients", "r.message", "m.row", "r.message", NULL, thread },
    { 0 },
};

static const struct mk_field attachment[] = {
    { MK_PARENT,      "t.message",   mk_integer,   .ref = "mms" },
    { MK_MIME,        "t.mime_type", mk_text_some },
    { MK_NAME,        "t.filename",  mk_text_some },
    { 0 },
};

static const char *const sms_needs[] = { "address", "body", NULL };
static const char *const mms_needs[] = { "msg_box", NULL };
static const char *const part_needs[] = { "mime_type", NULL };
static const struct mk_constant is_sms[] = { { MK_TRANSPORT, "sms" }, { 0 } };
static const struct mk_constant is_mms[] = { { MK_TRANSPORT, "mms" }, { 0 } };
static const struct mk_constant not_there[] = { { MK_MISSING_WHY, "a backup of this kind has no attachments' data" }, { 0 } };

const struct mk_app mk_app_android_telephony_backup = {
    .id = "android.telephony-backup",
    .title = "SMS and MMS in an Android backup",
    .version = 1,
    .paths = (const char *const[]){
        "*/com.android.providers.telephony/d_f/*_sms_backup", "*/com.android.providers.telephony/d_f/*_mms_backup", NULL,
    },
    .also = (const char *const[]){ "*_sms_backup", "*_mms_backup", NULL },
    .queries = (const struct mk_query[]){
        { MK_MESSAGE,    "s", "sms",         sms_needs,  sms, .gather = of_sms, .constants = is_sms },
        { MK_MESSAGE,    "m", "mms",         mms_needs,  mms, .gather = of_mms, .constants = is_mms, .also = true },
        { MK_ATTACHMENT, "t", "attachments", part_needs, attachment, .constants = not_there },
        { 0 },
    },
    .format = &mk_format_telephony_backup,
    .many = true,
    .proven_on = "public-sample",
};
