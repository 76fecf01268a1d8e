#ifndef MK_APP_SIGNAL_BACKUP_H
#define MK_APP_SIGNAL_BACKUP_H

#include "parsers/engine/engine.h"
#include "parsers/format/signal_frames.h"

/*
 * Messages of a Signal backup, version 2: names of codes and fields of parsers/app/signal_backup.c.
 *
 * Source: libsignal b056faa6, rust/message-backup/src/proto/backup.proto; the columns are those of
 * parsers/format/signal_items.c. Codes of `direction`, `type`, `update` and `status` are the numbers
 * of the fields that are set there.
 */

/* ---- people: a recipient of that alias ---- */
#define S_PERSON(key, r, none) \
    { key, r ".aci",      mk_text_some, .sub = MK_ID }, \
    { key, r ".pni",      mk_text_some, .sub = MK_ID }, \
    { key, r ".e164",     mk_text_some, .sub = MK_ID }, \
    { key, none,          mk_text,      .sub = MK_ID }, \
    { key, r ".nickname",     mk_text_some, .sub = MK_NAME }, \
    { key, r ".system_name",  mk_text_some, .sub = MK_NAME }, \
    { key, r ".profile_name", mk_text_some, .sub = MK_NAME }, \
    { key, r ".username",     mk_text_some, .sub = MK_NAME }, \
    { key, r ".title",        mk_text_some, .sub = MK_NAME }, \
    { key, r ".e164",     mk_phone,     .sub = MK_PHONE }, \
    { key, r ".is_self",  mk_is,        s_self, .sub = MK_SELF }

static const int64_t s_self[] = { 5, MK_CODES_END };

/* ---- codes ---- */
static const struct mk_name s_direction[] = { { 8, "in" }, { 9, "out" }, { 10, "system" }, { 0, "unknown" }, { 0 } };
static const struct mk_name s_type[] = {
    { 0, "" }, { 11, "standard" }, { 12, "contact" }, { 13, "sticker" }, { 14, "deleted" }, { 15, "update" },
    { 16, "payment" }, { 17, "gift_badge" }, { 18, "view_once" }, { 19, "story_reply" }, { 20, "poll" },
    { 22, "deleted_by_admin" }, { 0 },
};
static const int64_t s_deleted[] = { 14, 22, MK_CODES_END };
static const struct mk_name s_update[] = {
    { 0, "" }, { 1, "simple" }, { 2, "group_change" }, { 3, "expiration_timer" }, { 4, "profile_change" },
    { 5, "thread_merge" }, { 6, "session_switchover" }, { 7, "call" }, { 8, "group_call" }, { 9, "learned_profile" },
    { 10, "poll_ended" }, { 11, "message_pinned" }, { 0 },
};
static const struct mk_name s_simple[] = {
    { 0, "" }, { 1, "joined_signal" }, { 2, "identity_update" }, { 3, "identity_verified" }, { 4, "identity_default" },
    { 5, "change_number" }, { 6, "donation_request" }, { 7, "end_session" }, { 8, "chat_session_refresh" },
    { 9, "bad_decrypt" }, { 10, "payments_activated" }, { 11, "payment_activation_request" },
    { 12, "unsupported_protocol_message" }, { 13, "reported_spam" }, { 14, "blocked" }, { 15, "unblocked" },
    { 16, "message_request_accepted" }, { 0 },
};
static const struct mk_name s_quote[] = { { 0, "" }, { 1, "" }, { 2, "gift_badge" }, { 3, "view_once" }, { 4, "poll" }, { 0 } };
static const struct mk_name s_gift[] = { { 0, "unopened" }, { 1, "opened" }, { 2, "redeemed" }, { 3, "failed" }, { 0 } };
static const struct mk_name s_status[] = {
    { 0, "" }, { 3, "pending" }, { 4, "sent" }, { 5, "delivered" }, { 6, "read" }, { 7, "viewed" }, { 8, "skipped" },
    { 9, "failed" }, { 0 },
};
static const struct mk_name s_reason[] = { { 0, "unknown" }, { 1, "network" }, { 2, "identity_key_mismatch" }, { 0 } };

/* ---- what belongs to a message ---- */
static const struct mk_field s_recipient[] = {
    S_PERSON(0, "r", "s.recipient"),
    { 0, "s.status",    mk_named,   s_status, .sub = MK_STATUS },
    { 0, "s.time",      mk_unix_ms, .sub = MK_TIME },
    { 0, "s.delivered", mk_unix_ms, .sub = MK_DELIVERED },
    { 0, "s.read",      mk_unix_ms, .sub = MK_READ },
    { 0, "s.reason",    mk_named,   s_reason, .sub = MK_WHY },
    { 0 },
};
static const struct mk_lookup s_recipients[] = { { "r", "recipient", "r.id", "s.recipient" }, { 0 } };
static const struct mk_part s_to[] = { { NULL, MK_TO, s_recipient }, { 0 } };

static const struct mk_field s_version[] = {
    { 0, "v.text",     mk_text,    .sub = MK_TEXT },
    { 0, "v.sent",     mk_unix_ms, .sub = MK_TIME },
    { 0, "v.received", mk_unix_ms, .sub = MK_RECEIVED },
    { 0, "v.type",     mk_named,   s_type, .sub = MK_TYPE },
    { 0 },
};
static const struct mk_part s_versions[] = { { NULL, MK_VERSIONS, s_version }, { 0 } };

static const struct mk_gather s_gathers[] = {
    { "s", "send",     "s.frame", "i.frame", NULL, s_recipients, s_to },
    { "v", "revision", "v.frame", "i.frame", NULL, NULL, s_versions },
    { 0 },
};

/* ---- messages ---- */
static const struct mk_lookup s_lookups[] = {
    { "a",  "recipient", "a.id",   "i.author" },
    { "ad", "recipient", "ad.id",  "i.admin" },
    { "q",  "item",      "q.key",  "i.quote", .many = true },
    { "t",  "item",      "t.key",  "i.target", .many = true },
    { "qa", "recipient", "qa.id",  "i.quote_author" },
    { 0 },
};
static const struct mk_field s_message[] = {
    { MK_DIR,        "i.direction",     mk_named,      s_direction },
    { MK_TIME,       "i.sent",          mk_unix_ms,    .clock = "sender", .only = "in" },
    { MK_TIME,       "i.sent",          mk_unix_ms,    .clock = "device", .only = "out" },
    { MK_TIME,       "i.sent",          mk_unix_ms,    .clock = "device", .only = "system" },
    { MK_TIME,       "i.sent",          mk_unix_ms },
    { MK_TIMES,      "i.received",      mk_unix_ms,    .sub = MK_RECEIVED },
    { MK_TIMES,      "i.server_sent",   mk_unix_ms,    .name = "server" },
    { MK_TIMES,      "i.expire_start",  mk_unix_ms,    .name = "timer_start" },
    { MK_TIMES,      "i.expires",       mk_unix_ms,    .sub = MK_EXPIRES },
    { MK_TIMES,      "i.pinned_at",     mk_unix_ms,    .name = "pinned" },
    { MK_TIMES,      "i.pin_expires",   mk_unix_ms,    .name = "pin_expires" },
    { MK_TIMES,      "i.payment_time",  mk_unix_ms,    .name = "payment" },
    S_PERSON(MK_FROM, "a", "i.author"),
    { MK_THREAD,     "i.chat",          mk_text },
    { MK_PARENT,     "t.frame",         mk_integer,    .ref = "item" }, /* what was pinned */
    { MK_TYPE,       "i.type",          mk_named,      s_type },
    { MK_TEXT,       "i.text",          mk_text },
    { MK_TEXT,       "i.payment_note",  mk_text_some },
    { MK_REPLY_TO,   "q.frame",         mk_integer,    .ref = "item" },
    { MK_REPLY_TO,   "i.quote",         mk_text },
    { MK_READ,       "i.read",          mk_bool },
    { MK_EDITED,     "i.revisions",     mk_there,      .given = "i.revisions" },
    { MK_DELETED,    "i.type",          mk_is,         s_deleted },
    S_PERSON(MK_DELETED_BY, "ad", "i.admin"),
    { MK_VIEW_ONCE,  "i.view_once",     mk_there,      .given = "i.view_once" },
    { MK_DATA,       "i.sms",           mk_bool,       .name = "sms" },
    { MK_DATA,       "i.sealed_sender", mk_bool,       .name = "sealed_sender" },
    { MK_DATA,       "i.expires_in_ms", mk_not_zero,   .name = "timer_ms" },
    { MK_DATA,       "i.quote_text",    mk_text,       .name = "quoted_text" },
    { MK_DATA,       "qa.e164",         mk_text_some,  .name = "quoted_author" },
    { MK_DATA,       "qa.aci",          mk_text_some,  .name = "quoted_author" },
    { MK_DATA,       "i.quote_author",  mk_text,       .name = "quoted_author" },
    { MK_DATA,       "i.quote_type",    mk_named,      s_quote, .name = "quoted_type" },
    { MK_DATA,       "i.sticker_emoji", mk_text_some,  .name = "sticker_emoji" },
    { MK_DATA,       "i.sticker_pack",  mk_text_some,  .name = "sticker_pack" },
    { MK_DATA,       "i.sticker_id",    mk_integer,    .name = "sticker_id" },
    { MK_DATA,       "i.gift_state",    mk_named,      s_gift, .name = "gift_state" },
    { MK_DATA,       "i.poll_multiple", mk_bool,       .name = "poll_multiple" },
    { MK_DATA,       "i.poll_ended",    mk_bool,       .name = "poll_ended" },
    { MK_DATA,       "i.update",        mk_named,      s_update, .name = "update" },
    { MK_DATA,       "i.simple",        mk_named,      s_simple, .name = "simple" },
    { MK_DATA,       "i.timer_ms",      mk_integer,    .name = "new_timer_ms" },
    { MK_DATA,       "i.previous_name", mk_text,       .name = "previous_name" },
    { MK_DATA,       "i.new_name",      mk_text,       .name = "new_name" },
    { MK_DATA,       "i.previous_e164", mk_text_some,  .name = "previous_phone" },
    { MK_DATA,       "i.target",        mk_text_some,  .name = "target" },
    { MK_DATA,       "i.target_sent",   mk_integer,    .name = "target_sent" },
    { 0 },
};
static const struct mk_constant s_app[] = { { MK_TRANSPORT, "app" }, { 0 } };

#endif
