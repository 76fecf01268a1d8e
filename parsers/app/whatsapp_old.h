#ifndef MK_APP_WHATSAPP_OLD_H
#define MK_APP_WHATSAPP_OLD_H

#include "parsers/app/whatsapp_codes.h"

/*
 * Messages of the older schema: addresses stand in the row, codes of media are decimal text. In a
 * system message (status 6) media_size is the action. edit_version 7 is a message that was revoked.
 * The first row, for "-1", is made by the app itself.
 */
static const struct mk_lookup o_lookups[] = {
    { "q", "messages_quotes", "q._id",            "m.quoted_row_id" },
    { "y", "message_system",  "y.message_row_id", "m._id" },
    { 0 },
};

static const struct mk_name o_system[] = { { 6, "system" }, { 0 } };
static const int64_t o_revoked[] = { 7, MK_CODES_END };

static const struct mk_field o_message[] = {
    { MK_DIR,        "m.status",                   mk_named_some,  o_system },
    { MK_DIR,        "m.key_from_me",              mk_named,       dir },
    { MK_TIME,       "m.timestamp",                mk_unix_ms_set, .clock = "device", .only = "out" },
    { MK_TIME,       "m.timestamp",                mk_unix_ms_set },
    { MK_TIMES,      "m.receipt_server_timestamp", mk_unix_ms_set, .sub = MK_SENT,      .only = "out", .optional = true },
    { MK_TIMES,      "m.received_timestamp",       mk_unix_ms_set, .sub = MK_RECEIVED,  .only = "in" },
    { MK_TIMES,      "m.receipt_device_timestamp", mk_unix_ms_set, .sub = MK_DELIVERED, .only = "out" },
    { MK_TIMES,      "m.read_device_timestamp",    mk_unix_ms_set, .sub = MK_READ,      .only = "out", .optional = true },
    { MK_TIMES,      "m.played_device_timestamp",  mk_unix_ms_set, .name = "played",    .only = "out", .optional = true },
    { MK_STATUS,     "m.status",                   mk_named,       status, .only = "out" },
    { MK_STATUS_RAW, "m.status",                   mk_not_zero,    .only = "in" },
    { MK_TYPE,       "m.media_wa_type",            mk_named_text,  type },
    { MK_ACTION,     "y.action_type",              mk_named,       action, .only = "system", .optional = true },
    { MK_ACTION,     "m.media_size",               mk_named,       action, .only = "system" },
    { MK_ID,         "m.key_id",                   mk_text_some },
    { MK_FROM,       "m.remote_resource",          mk_text_some,   .sub = MK_ID,    .only = "system" },
    { MK_FROM,       "m.remote_resource",          mk_jid_phone,   .sub = MK_PHONE, .only = "system" },
    { MK_FROM,       "m.key_from_me",              mk_is,          one, .sub = MK_SELF },
    { MK_PEER,       "m.remote_resource",          mk_text_some,   .sub = MK_ID,    .only = "in" },
    { MK_PEER,       "m.key_remote_jid",           mk_jid_person,  .sub = MK_ID,    .only = "in" },
    { MK_PEER,       "m.key_remote_jid",           mk_text_some,   .sub = MK_ID,    .only = "out" },
    { MK_PEER,       "m.remote_resource",          mk_text_some,   .sub = MK_ID,    .only = "unknown" },
    { MK_PEER,       "m.key_remote_jid",           mk_text_some,   .sub = MK_ID,    .only = "unknown" },
    { MK_PEER,       "m.remote_resource",          mk_jid_phone,   .sub = MK_PHONE, .only = "in" },
    { MK_PEER,       "m.key_remote_jid",           mk_jid_phone,   .sub = MK_PHONE, .only = "in" },
    { MK_PEER,       "m.key_remote_jid",           mk_jid_phone,   .sub = MK_PHONE, .only = "out" },
    { MK_THREAD,     "m.key_remote_jid",           mk_text_some },
    { MK_TEXT,       "m.data",                     mk_text },
    { MK_REPLY_TO,   "q.key_id",                   mk_text_some,   .optional = true },
    { MK_QUOTED,     "q.data",                     mk_text_some,   .sub = MK_TEXT, .optional = true },
    { MK_DELETED,    "m.media_wa_type",            mk_is,          revoked },
    { MK_DELETED,    "m.edit_version",             mk_is,          o_revoked, .optional = true },
    { MK_DELETED_BY, "m.media_wa_type",            mk_is,          by_sender, .sub = MK_SELF, .only = "out" },
    { MK_STARRED,    "m.starred",                  mk_bool,        .optional = true },
    { MK_FORWARDED,  "m.forwarded",                mk_bits,        &forwarded_bit, .optional = true },
    { MK_VIEW_ONCE,  "m.media_wa_type",            mk_is,          once },
    { 0 },
};
static const struct mk_when o_real[] = { { "m.key_remote_jid", MK_IF_NOT, .text = "-1" }, { 0 } };
static const struct mk_when o_made[] = { { "m.key_remote_jid", MK_IF_IS, .text = "-1" }, { 0 } };
static const struct mk_field o_none[] = { { MK_ID, "m.key_id", mk_text }, { 0 } };
static const char *const o_needs[] = { "key_remote_jid", "key_id", NULL };

static const int64_t o_places[] = { 5, 16, MK_CODES_END };
static const struct mk_when o_placed[] = { { "m.media_wa_type", MK_IF_AMONG, .codes = o_places }, { 0 } };
static const struct mk_field o_place[] = {
    { MK_PARENT, "m._id",         mk_integer,     .ref = "messages" },
    { MK_TIME,   "m.timestamp",   mk_unix_ms_set },
    { MK_WHOSE,  "m.key_from_me", mk_named,       whose },
    { MK_LAT,    "m.latitude",    mk_real },
    { MK_LON,    "m.longitude",   mk_real },
    { MK_LABEL,  "m.media_name",  mk_text_some },
    { MK_URL,    "m.media_url",   mk_text_some },
    { 0 },
};

static const int64_t o_files[] = { 1, 2, 3, 9, 13, 20, 42, 43, 81, 82, MK_CODES_END };
static const struct mk_when o_filed[] = { { "m.media_wa_type", MK_IF_AMONG, .codes = o_files }, { 0 } };
static const struct mk_field o_media[] = {
    { MK_PARENT,     "m._id",             mk_integer,       .ref = "messages" },
    { MK_MIME,       "m.media_mime_type", mk_text_some },
    { MK_BYTES,      "m.media_size",      mk_not_zero },
    { MK_NAME,       "m.media_name",      mk_text_some },
    { MK_CAPTION,    "m.media_caption",   mk_text_some,     .optional = true },
    { MK_SHA256,     "m.media_hash",      mk_sha256_base64 },
    { MK_DURATION_S, "m.media_duration",  mk_not_zero,      .optional = true },
    { MK_URL,        "m.media_url",       mk_text_some },
    { MK_VIEW_ONCE,  "m.media_wa_type",   mk_is,            once },
    { 0 },
};
static const struct mk_field o_vcard[] = {
    { MK_PARENT, "a.message_row_id", mk_integer, .ref = "messages" },
    { MK_TEXT,   "a.vcard",          mk_text },
    { 0 },
};

/* Groups. Members are told apart by nothing: all are one list. */
static const struct mk_name o_admin[] = { { 0, "member" }, { 1, "admin" }, { 2, "superadmin" }, { 0 } };
static const struct mk_field o_member[] = {
    { 0, "p.jid",     mk_text_some,  .sub = MK_ID }, /* empty: the owner */
    { 0, "p.jid",     mk_jid_phone,  .sub = MK_PHONE },
    { 0, "p.admin",   mk_named,      o_admin, .sub = MK_ROLE },
    { 0 },
};
static const struct mk_part o_members[] = { { NULL, MK_MEMBERS, o_member }, { 0 } };
static const struct mk_gather o_group[] = {
    { "p", "group_participants", "p.gjid", "c.key_remote_jid", NULL, NULL, o_members, .loose = true },
    { 0 },
};
static const struct mk_field o_chat[] = {
    { MK_TIME,   "c.creation",       mk_unix_ms_set, .optional = true },
    { MK_THREAD, "c.key_remote_jid", mk_text_some },
    { MK_TITLE,  "c.subject",        mk_text_some,   .optional = true },
    { MK_DATA,   "c.archived",       mk_bool,        .name = "archived", .optional = true },
    { 0 },
};

#endif
