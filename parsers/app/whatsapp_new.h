#ifndef MK_APP_WHATSAPP_NEW_H
#define MK_APP_WHATSAPP_NEW_H

#include "parsers/app/whatsapp_codes.h"

/*
 * Messages of the newer schema. A chat's and a sender's address stand in `jid`; an "@lid" hides a
 * number, which jid_map may tell. sender_jid_row_id is 0 or -1 where only one person can have sent
 * it; of a system message it is who did it, even where from_me is 1. The first row of `message` is made by the app itself and is none.
 */
static const struct mk_lookup n_lookups[] = {
    { "c",  "chat",              "c._id",            "m.chat_row_id" },
    { "j",  "jid",               "j._id",            "c.jid_row_id" },
    { "jm", "jid_map",           "jm.lid_row_id",    "c.jid_row_id" },
    { "jp", "jid",               "jp._id",           "jm.jid_row_id" },
    { "s",  "jid",               "s._id",            "m.sender_jid_row_id" },
    { "sm", "jid_map",           "sm.lid_row_id",    "m.sender_jid_row_id" },
    { "sp", "jid",               "sp._id",           "sm.jid_row_id" },
    { "q",  "message_quoted",    "q.message_row_id", "m._id" },
    { "e",  "message_edit_info", "e.message_row_id", "m._id" },
    { "r",  "message_revoked",   "r.message_row_id", "m._id" },
    { "a",  "jid",               "a._id",            "r.admin_jid_row_id" },
    { "x",  "message_ephemeral", "x.message_row_id", "m._id" },
    { "f",  "message_forwarded", "f.message_row_id", "m._id" },
    { "y",  "message_system",    "y.message_row_id", "m._id" },
    { 0 },
};

static const int64_t nobody[] = { 0, -1, MK_CODES_END };
static const struct mk_name n_system[] = { { 7, "system" }, { 0 } };

static const struct mk_field n_message[] = {
    { MK_DIR,        "m.message_type",             mk_named_some,  n_system },
    { MK_DIR,        "m.from_me",                  mk_named,       dir },
    { MK_TIME,       "m.timestamp",                mk_unix_ms_set, .clock = "device", .only = "out" },
    { MK_TIME,       "m.timestamp",                mk_unix_ms_set },
    { MK_TIMES,      "m.receipt_server_timestamp", mk_unix_ms_set, .sub = MK_SENT,     .only = "out", .optional = true },
    { MK_TIMES,      "m.received_timestamp",       mk_unix_ms_set, .sub = MK_RECEIVED, .only = "in" },
    { MK_TIMES,      "e.edited_timestamp",         mk_unix_ms_set, .sub = MK_EDITED,   .optional = true },
    { MK_TIMES,      "r.revoke_timestamp",         mk_unix_ms_set, .sub = MK_DELETED,  .optional = true },
    { MK_TIMES,      "x.expire_timestamp",         mk_unix_ms_set, .sub = MK_EXPIRES,  .optional = true },
    { MK_STATUS,     "m.status",                   mk_named,       status, .only = "out" },
    { MK_STATUS_RAW, "m.status",                   mk_not_zero,    .only = "in" },
    { MK_TYPE,       "m.message_type",             mk_named,       type },
    { MK_ACTION,     "y.action_type",              mk_named,       action, .optional = true },
    { MK_ID,         "m.key_id",                   mk_text_some },
    { MK_FROM,       "s.raw_string",               mk_text_some,   .sub = MK_ID,    .only = "system" },
    { MK_FROM,       "sp.raw_string",              mk_jid_phone,   .sub = MK_PHONE, .only = "system", .optional = true },
    { MK_FROM,       "s.raw_string",               mk_jid_phone,   .sub = MK_PHONE, .only = "system" },
    { MK_FROM,       "m.sender_jid_row_id",        mk_is,          nobody, .sub = MK_SELF, .only = "system", .given = "m.from_me" },
    { MK_FROM,       "m.from_me",                  mk_is,          one, .sub = MK_SELF,    .only = "out" },
    { MK_PEER,       "s.raw_string",               mk_text_some,   .sub = MK_ID,    .only = "in" },
    { MK_PEER,       "j.raw_string",               mk_jid_person,  .sub = MK_ID,    .only = "in" },
    { MK_PEER,       "m.sender_jid_row_id",        mk_row_number,  .sub = MK_ID,    .only = "in" },
    { MK_PEER,       "j.raw_string",               mk_text_some,   .sub = MK_ID,    .only = "out" },
    { MK_PEER,       "s.raw_string",               mk_text_some,   .sub = MK_ID,    .only = "unknown" },
    { MK_PEER,       "j.raw_string",               mk_text_some,   .sub = MK_ID,    .only = "unknown" },
    { MK_PEER,       "sp.raw_string",              mk_jid_phone,   .sub = MK_PHONE, .only = "in", .optional = true },
    { MK_PEER,       "s.raw_string",               mk_jid_phone,   .sub = MK_PHONE, .only = "in" },
    { MK_PEER,       "jp.raw_string",              mk_jid_phone,   .sub = MK_PHONE, .only = "in", .optional = true },
    { MK_PEER,       "j.raw_string",               mk_jid_phone,   .sub = MK_PHONE, .only = "in" },
    { MK_PEER,       "jp.raw_string",              mk_jid_phone,   .sub = MK_PHONE, .only = "out", .optional = true },
    { MK_PEER,       "j.raw_string",               mk_jid_phone,   .sub = MK_PHONE, .only = "out" },
    { MK_THREAD,     "j.raw_string",               mk_text_some },
    { MK_THREAD,     "m.chat_row_id",              mk_row_number }, /* the chat is gone: its number tells what belongs together */
    { MK_TEXT,       "m.text_data",                mk_text },
    { MK_REPLY_TO,   "q.key_id",                   mk_text_some,   .optional = true }, /* the `id` of the message */
    { MK_QUOTED,     "q.text_data",                mk_text_some,   .sub = MK_TEXT, .optional = true },
    { MK_EDITED,     "e.message_row_id",           mk_there,       .optional = true },
    { MK_DELETED,    "r.message_row_id",           mk_there,       .optional = true },
    { MK_DELETED,    "m.message_type",             mk_is,          revoked },
    { MK_DELETED_BY, "a.raw_string",               mk_text_some,   .sub = MK_ID,    .optional = true },
    { MK_DELETED_BY, "s.raw_string",               mk_text_some,   .sub = MK_ID,    .only = "in", .given = "r.message_row_id" },
    { MK_DELETED_BY, "j.raw_string",               mk_jid_person,  .sub = MK_ID,    .only = "in", .given = "r.message_row_id" },
    { MK_DELETED_BY, "a.raw_string",               mk_jid_phone,   .sub = MK_PHONE, .optional = true },
    { MK_DELETED_BY, "s.raw_string",               mk_jid_phone,   .sub = MK_PHONE, .only = "in", .given = "r.message_row_id" },
    { MK_DELETED_BY, "j.raw_string",               mk_jid_phone,   .sub = MK_PHONE, .only = "in", .given = "r.message_row_id" },
    { MK_DELETED_BY, "m.message_type",             mk_is,          by_sender, .sub = MK_SELF, .only = "out" },
    { MK_STARRED,    "m.starred",                  mk_bool,        .optional = true },
    { MK_FORWARDED,  "f.message_row_id",           mk_there,       .optional = true },
    { MK_FORWARDED,  "m.origination_flags",        mk_bits,        &forwarded_bit, .optional = true },
    { MK_FORWARDS,   "f.forward_score",            mk_not_zero,    .optional = true },
    { MK_VIEW_ONCE,  "m.message_type",             mk_is,          once },
    { 0 },
};
static const struct mk_when n_real[] = { { "m.key_id", MK_IF_NOT, .text = "-1" }, { 0 } };
static const struct mk_when n_made[] = { { "m.key_id", MK_IF_IS, .text = "-1" }, { 0 } };
static const struct mk_field n_none[] = { { MK_ID, "m.key_id", mk_text }, { 0 } };
static const char *const n_needs[] = { "chat_row_id", "key_id", NULL };

/* A place that was sent, and where a live one ended. */
static const struct mk_lookup n_places[] = { { "m", "message", "m._id", "l.message_row_id" }, { 0 } };
#define N_PLACE                                                                 \
    { MK_PARENT, "l.message_row_id",                mk_integer,     .ref = "message" }, \
    { MK_WHOSE,  "m.from_me",                       mk_named,       whose },    \
    { MK_WHOSE,  "l.message_row_id",                mk_fixed,       "unknown" }
static const struct mk_field n_place[] = {
    N_PLACE,
    { MK_TIME,   "m.timestamp",                     mk_unix_ms_set },
    { MK_LAT,    "l.latitude",                      mk_real },
    { MK_LON,    "l.longitude",                     mk_real },
    { MK_LABEL,  "l.place_name",                    mk_text_some },
    { MK_LABEL,  "l.place_address",                 mk_text_some },
    { MK_URL,    "l.url",                           mk_text_some },
    { MK_DATA,   "l.place_address",                 mk_text_some,   .name = "address" },
    { MK_DATA,   "l.live_location_share_duration",  mk_not_zero,    .name = "live_s" },
    { 0 },
};
static const struct mk_when n_ended[] = { { "l.live_location_final_latitude", MK_IF_SOME }, { 0 } };
static const struct mk_field n_end[] = {
    N_PLACE,
    { MK_TIME,   "l.live_location_final_timestamp", mk_unix_ms_set },
    { MK_LAT,    "l.live_location_final_latitude",  mk_real },
    { MK_LON,    "l.live_location_final_longitude", mk_real },
    { 0 },
};

static const struct mk_lookup n_onces[] = { { "v", "message_view_once_media", "v.message_row_id", "a.message_row_id" }, { 0 } };
static const struct mk_field n_media[] = {
    { MK_PARENT,     "a.message_row_id", mk_integer,       .ref = "message" },
    { MK_PATH,       "a.file_path",      mk_text_some },
    { MK_MIME,       "a.mime_type",      mk_text_some },
    { MK_BYTES,      "a.file_size",      mk_not_zero },
    { MK_BYTES,      "a.file_length",    mk_not_zero },
    { MK_NAME,       "a.media_name",     mk_text_some },
    { MK_CAPTION,    "a.media_caption",  mk_text_some,     .optional = true },
    { MK_TEXT,       "a.raw_transcription_text", mk_text_some, .optional = true },
    { MK_SHA256,     "a.file_hash",      mk_sha256_base64 },
    { MK_WIDTH,      "a.width",          mk_not_zero },
    { MK_HEIGHT,     "a.height",         mk_not_zero },
    { MK_DURATION_S, "a.media_duration", mk_not_zero },
    { MK_URL,        "a.message_url",    mk_text_some },
    { MK_VIEW_ONCE,  "v.message_row_id", mk_there,         .optional = true },
    { 0 },
};
static const struct mk_field n_vcard[] = {
    { MK_PARENT, "a.message_row_id", mk_integer, .ref = "message" },
    { MK_TEXT,   "a.vcard",          mk_text },
    { 0 },
};

#endif
