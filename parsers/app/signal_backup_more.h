#ifndef MK_APP_SIGNAL_BACKUP_MORE_H
#define MK_APP_SIGNAL_BACKUP_MORE_H

#include "parsers/app/signal_backup.h"

/* What hangs on messages, people and chats of a Signal backup; sources: signal_backup.h. */

static const struct mk_constant s_service[] = { { MK_SERVICE, "signal" }, { 0 } };

/* ---- attachments, reactions ---- */
static const struct mk_name s_flag[] = { { 0, "" }, { 1, "voice_message" }, { 2, "borderless" }, { 3, "gif" }, { 0 } };
static const struct mk_glob s_once[] = { { "view_once", "yes" }, { 0 } };
static const struct mk_field s_attachment[] = {
    { MK_PARENT,  "f.frame",      mk_integer,   .ref = "item" },
    { MK_TIME,    "f.uploaded",   mk_unix_ms },
    { MK_PATH,    "f.name",       mk_text_some },
    { MK_MIME,    "f.mime",       mk_text_some },
    { MK_BYTES,   "f.bytes",      mk_not_zero },
    { MK_SHA256,  "f.sha256",     mk_text_some },
    { MK_CAPTION, "f.caption",    mk_text_some },
    { MK_WIDTH,   "f.width",      mk_not_zero },
    { MK_HEIGHT,  "f.height",     mk_not_zero },
    { MK_ROLE,    "f.role",       mk_text },
    { MK_DATA,    "f.role",       mk_by_glob,   s_once, .name = "view_once" },
    { MK_DATA,    "f.flag",       mk_named,     s_flag, .name = "flag" },
    { MK_DATA,    "f.downloaded", mk_bool,      .name = "was_downloaded" },
    { MK_DATA,    "f.client_id",  mk_text_some, .name = "client_id" },
    { MK_DATA,    "f.key",        mk_text_some, .name = "key" },
    { MK_DATA,    "f.local_key",  mk_text_some, .name = "local_key" },
    { MK_DATA,    "f.digest",     mk_text_some, .name = "encrypted_sha256" },
    { MK_DATA,    "f.cdn_key",    mk_text_some, .name = "cdn_key" },
    { MK_DATA,    "f.blur_hash",  mk_text_some, .name = "blur_hash" },
    { 0 },
};
static const struct mk_constant s_kept[] = { { MK_MISSING_WHY, "the backup's frames hold no files" }, { 0 } };

static const struct mk_lookup s_reactors[] = { { "r", "recipient", "r.id", "e.author" }, { 0 } };
static const struct mk_field s_reaction[] = {
    { MK_PARENT, "e.frame", mk_integer, .ref = "item" },
    { MK_TIME,   "e.time",  mk_unix_ms },
    S_PERSON(MK_FROM, "r", "e.author"),
    { MK_TEXT,   "e.text",  mk_text },
    { 0 },
};

/* ---- calls, payments: out of messages ---- */
static const int64_t s_calls[] = { 7, MK_CODES_END }, s_group_calls[] = { 8, MK_CODES_END };
static const struct mk_when s_is_call[] = { { "i.call", MK_IF_AMONG, .codes = s_calls }, { 0 } };
static const struct mk_when s_is_group_call[] = { { "i.call", MK_IF_AMONG, .codes = s_group_calls }, { 0 } };
static const struct mk_when s_is_payment[] = { { "i.payment", MK_IF_SOME }, { 0 } };

static const struct mk_name s_call_dir[] = { { 0, "unknown" }, { 1, "in" }, { 2, "out" }, { 0 } };
static const struct mk_name s_call_media[] = { { 0, "" }, { 1, "voice" }, { 2, "video" }, { 0 } };
static const struct mk_name s_call_in[] = {
    { 0, "unknown" }, { 1, "answered" }, { 2, "rejected" }, { 3, "missed" }, { 4, "missed" }, { 0 },
};
static const struct mk_name s_call_out[] = {
    { 0, "unknown" }, { 1, "answered" }, { 2, "cancelled" }, { 3, "cancelled" }, { 4, "cancelled" }, { 0 },
};
static const struct mk_lookup s_peers[] = {
    { "c", "chat",      "c.id", "i.chat" },
    { "p", "recipient", "p.id", "c.recipient" },
    { 0 },
};
static const struct mk_field s_call[] = {
    { MK_DIR,        "i.call_direction", mk_named,      s_call_dir },
    { MK_TIME,       "i.call_started",   mk_unix_ms },
    { MK_TIME,       "i.sent",           mk_unix_ms },
    { MK_RESULT,     "i.call_state",     mk_named,      s_call_in,  .only = "in" },
    { MK_RESULT,     "i.call_state",     mk_named,      s_call_out, .only = "out" },
    { MK_MEDIA,      "i.call_type",      mk_named,      s_call_media },
    S_PERSON(MK_PEER, "p", "c.recipient"),
    { MK_THREAD,     "i.chat",           mk_text },
    { MK_ID,         "i.call_id",        mk_text },
    { MK_READ,       "i.call_read",      mk_bool },
    { MK_PARENT,     "i.frame",          mk_integer,    .ref = "item" },
    { 0 },
};
static const struct mk_name s_group_dir[] = {
    { 0, "unknown" }, { 1, "unknown" }, { 2, "unknown" }, { 3, "in" }, { 4, "in" }, { 5, "in" }, { 6, "in" }, { 7, "in" },
    { 8, "out" }, { 0 },
};
static const struct mk_name s_group_result[] = {
    { 0, "unknown" }, { 1, "unknown" }, { 2, "answered" }, { 3, "unknown" }, { 4, "answered" }, { 5, "rejected" },
    { 6, "missed" }, { 7, "missed" }, { 8, "unknown" }, { 0 },
};
static const struct mk_lookup s_group_peers[] = {
    { "c", "chat",      "c.id", "i.chat" },
    { "p", "recipient", "p.id", "c.recipient" },
    { "s", "recipient", "s.id", "i.call_starter" },
    { "r", "recipient", "r.id", "i.call_ringer" },
    { 0 },
};
static const struct mk_field s_group_call[] = {
    { MK_DIR,        "i.group_call_state", mk_named,   s_group_dir },
    { MK_TIME,       "i.call_started",     mk_unix_ms },
    { MK_TIME,       "i.sent",             mk_unix_ms },
    { MK_TIMES,      "i.call_ended",       mk_unix_ms, .name = "ended" },
    { MK_RESULT,     "i.group_call_state", mk_named,   s_group_result },
    S_PERSON(MK_PEER, "p", "c.recipient"),
    { MK_THREAD,     "i.chat",             mk_text },
    { MK_ID,         "i.call_id",          mk_text },
    { MK_READ,       "i.call_read",        mk_bool },
    { MK_PARENT,     "i.frame",            mk_integer, .ref = "item" },
    { MK_DATA,       "s.e164",             mk_text_some, .name = "started_by" },
    { MK_DATA,       "s.aci",              mk_text_some, .name = "started_by" },
    { MK_DATA,       "i.call_starter",     mk_text,      .name = "started_by" },
    { MK_DATA,       "r.e164",             mk_text_some, .name = "rung_by" },
    { MK_DATA,       "r.aci",              mk_text_some, .name = "rung_by" },
    { MK_DATA,       "i.call_ringer",      mk_text,      .name = "rung_by" },
    { 0 },
};

static const struct mk_name s_payment_status[] = { { 0, "initial" }, { 1, "submitted" }, { 2, "successful" }, { 0 } };
static const struct mk_name s_payment_failure[] = { { 0, "generic" }, { 1, "network" }, { 2, "insufficient_funds" }, { 0 } };
static const struct mk_field s_payment[] = {
    { MK_DIR,    "i.direction",       mk_named,     s_direction },
    { MK_TIME,   "i.payment_time",    mk_unix_ms },
    { MK_TIME,   "i.sent",            mk_unix_ms },
    S_PERSON(MK_PEER, "p", "c.recipient"),
    { MK_AMOUNT, "i.amount",          mk_text_some },
    { MK_TEXT,   "i.payment_note",    mk_text_some },
    { MK_STATUS, "i.payment_status",  mk_named,     s_payment_status },
    { MK_PARENT, "i.frame",           mk_integer,   .ref = "item" },
    { MK_DATA,   "i.fee",             mk_text_some, .name = "fee" },
    { MK_DATA,   "i.payment_failed",  mk_there,     .name = "failed", .given = "i.payment_failed" },
    { MK_DATA,   "i.payment_failure", mk_named,     s_payment_failure, .name = "failure" },
    { 0 },
};
static const struct mk_constant s_mobilecoin[] = { { MK_CURRENCY, "MOB" }, { 0 } };

#endif
