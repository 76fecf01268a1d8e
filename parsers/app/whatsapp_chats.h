#ifndef MK_APP_WHATSAPP_CHATS_H
#define MK_APP_WHATSAPP_CHATS_H

#include "parsers/app/whatsapp_codes.h"

/* Conversations and calls of the newer schema. call_log is older than it and has the same columns. */

static const struct mk_name c_rank[] = { { 0, "member" }, { 1, "admin" }, { 2, "superadmin" }, { 0 } };
static const struct mk_field c_member[] = {
    { 0, "u.raw_string",    mk_text_some,   .sub = MK_ID },
    { 0, "p.user_jid_row_id", mk_row_number, .sub = MK_ID },
    { 0, "up.raw_string",   mk_jid_phone,   .sub = MK_PHONE, .optional = true },
    { 0, "u.raw_string",    mk_jid_phone,   .sub = MK_PHONE },
    { 0, "p.rank",          mk_named,       c_rank, .sub = MK_ROLE },
    { 0, "p.add_timestamp", mk_unix_ms_set, .sub = MK_JOINED, .optional = true },
    { 0 },
};
static const struct mk_lookup c_members_lookups[] = {
    { "u",  "jid",     "u._id",         "p.user_jid_row_id" },
    { "um", "jid_map", "um.lid_row_id", "p.user_jid_row_id" },
    { "up", "jid",     "up._id",        "um.jid_row_id" },
    { 0 },
};
static const struct mk_part c_members[] = { { NULL, MK_MEMBERS, c_member }, { 0 } };
static const struct mk_gather c_group[] = {
    { "p", "group_participant_user", "p.group_jid_row_id", "c.jid_row_id", NULL, c_members_lookups, c_members, .loose = true },
    { 0 },
};
static const struct mk_lookup c_lookups[] = {
    { "j",  "jid",     "j._id",         "c.jid_row_id" },
    { "jm", "jid_map", "jm.lid_row_id", "c.jid_row_id" },
    { "jp", "jid",     "jp._id",        "jm.jid_row_id" },
    { 0 },
};
static const struct mk_field c_chat[] = {
    { MK_TIME,   "c.created_timestamp",    mk_unix_ms_set },
    { MK_THREAD, "j.raw_string",           mk_text_some },
    { MK_THREAD, "c._id",                  mk_row_number }, /* as messages call a chat without an address */
    { MK_TITLE,  "c.subject",              mk_text_some },
    { MK_PHONE,  "jp.raw_string",          mk_jid_phone,  .optional = true },
    { MK_PHONE,  "j.raw_string",           mk_jid_phone },
    { MK_DATA,   "c.archived",             mk_bool,       .name = "archived", .optional = true },
    { MK_DATA,   "c.hidden",               mk_bool,       .name = "hidden",   .optional = true },
    { MK_DATA,   "c.ephemeral_expiration", mk_not_zero,   .name = "timer_s",  .optional = true },
    { 0 },
};
static const char *const c_needs[] = { "jid_row_id", NULL };

/* Codes of call_result: 2 no answer, 4 rejected, 5 answered; of the others the sources differ. Who
 * calls can neither miss nor reject a call. */
static const struct mk_name c_in[] = {
    { 0, "unknown" }, { 2, "missed" }, { 3, "unknown" }, { 4, "rejected" }, { 5, "answered" }, { 6, "unknown" },
    { 7, "unknown" }, { 8, "unknown" }, { 0 },
};
static const struct mk_name c_out[] = {
    { 0, "unknown" }, { 2, "cancelled" }, { 3, "unknown" }, { 4, "unknown" }, { 5, "answered" }, { 6, "unknown" },
    { 7, "unknown" }, { 8, "unknown" }, { 0 },
};
static const struct mk_name c_media[] = { { 0, "voice" }, { 1, "video" }, { 0 } };
static const struct mk_lookup c_call_lookups[] = {
    { "j",  "jid",     "j._id",         "l.jid_row_id" },
    { "jm", "jid_map", "jm.lid_row_id", "l.jid_row_id" },
    { "jp", "jid",     "jp._id",        "jm.jid_row_id" },
    { "g",  "jid",     "g._id",         "l.group_jid_row_id" },
    { 0 },
};
static const struct mk_field c_call[] = {
    { MK_DIR,        "l.from_me",     mk_named,       dir },
    { MK_TIME,       "l.timestamp",   mk_unix_ms_set },
    { MK_RESULT,     "l.call_result", mk_named,       c_in,  .only = "in" },
    { MK_RESULT,     "l.call_result", mk_named,       c_out, .only = "out" },
    { MK_DURATION_S, "l.duration",    mk_seconds },
    { MK_MEDIA,      "l.video_call",  mk_named,       c_media },
    { MK_PEER,       "j.raw_string",  mk_text_some,   .sub = MK_ID },
    { MK_PEER,       "l.jid_row_id",  mk_row_number,  .sub = MK_ID },
    { MK_PEER,       "jp.raw_string", mk_jid_phone,   .sub = MK_PHONE, .optional = true },
    { MK_PEER,       "j.raw_string",  mk_jid_phone,   .sub = MK_PHONE },
    { MK_THREAD,     "g.raw_string",  mk_text_some,   .optional = true },
    { MK_ID,         "l.call_id",     mk_text_some,   .optional = true },
    { 0 },
};
static const struct mk_lookup c_with_lookups[] = {
    { "u",  "jid",     "u._id",         "p.jid_row_id" },
    { "um", "jid_map", "um.lid_row_id", "p.jid_row_id" },
    { "up", "jid",     "up._id",        "um.jid_row_id" },
    { 0 },
};
static const struct mk_field c_with[] = {
    { 0, "u.raw_string",  mk_text_some,  .sub = MK_ID },
    { 0, "p.jid_row_id",  mk_row_number, .sub = MK_ID },
    { 0, "up.raw_string", mk_jid_phone,  .sub = MK_PHONE, .optional = true },
    { 0, "u.raw_string",  mk_jid_phone,  .sub = MK_PHONE },
    { 0, "p.call_result", mk_integer,    .sub = MK_RESULT_RAW },
    { 0 },
};
static const struct mk_part c_withs[] = { { NULL, MK_MEMBERS, c_with }, { 0 } };
static const struct mk_gather c_conference[] = {
    { "p", "call_log_participant_v2", "p.call_log_row_id", "l._id", NULL, c_with_lookups, c_withs, .loose = true },
    { 0 },
};

#endif
