#ifndef MK_APP_SIGNAL_BACKUP_PEOPLE_H
#define MK_APP_SIGNAL_BACKUP_PEOPLE_H

#include "parsers/app/signal_backup_more.h"

/* People, groups, chats and the account of a Signal backup; sources: signal_backup.h. */

/* ---- people ---- */
static const struct mk_name s_visibility[] = { { 0, "" }, { 1, "hidden" }, { 2, "hidden_message_request" }, { 0 } };
static const struct mk_name s_identity[] = { { 0, "" }, { 1, "verified" }, { 2, "unverified" }, { 0 } };
static const struct mk_name s_registered[] = { { 0, "" }, { 7, "registered" }, { 8, "not_registered" }, { 0 } };
static const struct mk_when s_is_contact[] = { { "r.kind", MK_IF_IS, .value = 2 }, { 0 } };
static const struct mk_when s_no_contact[] = { { "r.kind", MK_IF_NOT, .value = 2 }, { 0 } };

static const struct mk_field s_contact[] = {
    { MK_NAME,    "r.nickname",        mk_text_some },
    { MK_NAME,    "r.system_name",     mk_text_some },
    { MK_NAME,    "r.profile_name",    mk_text_some },
    { MK_NAME,    "r.username",        mk_text_some },
    { MK_PHONES,  "r.e164",            mk_text_some, .sub = MK_ID },
    { MK_PHONES,  "r.e164",            mk_phone,     .sub = MK_PHONE },
    { MK_HANDLES, "r.aci",             mk_text_some, .sub = MK_ID },
    { MK_HANDLES, "r.pni",             mk_text_some, .sub = MK_ID },
    { MK_HANDLES, "r.username",        mk_text_some, .sub = MK_ID },
    { MK_HANDLES, "r.username",        mk_text_some, .sub = MK_NAME },
    { MK_NOTE,    "r.note",            mk_text_some },
    { MK_TIMES,   "r.blocked_at",      mk_unix_ms,   .name = "blocked" },
    { MK_TIMES,   "r.unregistered_at", mk_unix_ms,   .name = "unregistered" },
    { MK_DATA,    "r.id",              mk_text,      .name = "recipient" },
    { MK_DATA,    "r.aci",             mk_text_some, .name = "aci" },
    { MK_DATA,    "r.pni",             mk_text_some, .name = "pni" },
    { MK_DATA,    "r.nickname",        mk_text_some, .name = "nickname" },
    { MK_DATA,    "r.system_name",     mk_text_some, .name = "system_name" },
    { MK_DATA,    "r.system_nickname", mk_text_some, .name = "system_nickname" },
    { MK_DATA,    "r.profile_name",    mk_text_some, .name = "profile_name" },
    { MK_DATA,    "r.blocked",         mk_bool,      .name = "blocked" },
    { MK_DATA,    "r.visibility",      mk_named,     s_visibility, .name = "visibility" },
    { MK_DATA,    "r.registered",      mk_named,     s_registered, .name = "registration" },
    { MK_DATA,    "r.profile_sharing", mk_bool,      .name = "profile_sharing" },
    { MK_DATA,    "r.hide_story",      mk_bool,      .name = "hide_story" },
    { MK_DATA,    "r.identity_key",    mk_text_some, .name = "identity_key" },
    { MK_DATA,    "r.identity_state",  mk_named,     s_identity, .name = "identity_state" },
    { MK_DATA,    "r.profile_key",     mk_text_some, .name = "profile_key" },
    { 0 },
};

/* Whoever else messages go to: the owner, groups, lists for stories, links to calls, Signal itself. */
static const struct mk_name s_kind[] = {
    { 0, "" }, { 3, "group" }, { 4, "distribution_list" }, { 5, "self" }, { 6, "release_notes" }, { 7, "call_link" }, { 0 },
};
static const struct mk_name s_privacy[] = { { 0, "" }, { 1, "only_with" }, { 2, "all_except" }, { 3, "all" }, { 0 } };
static const struct mk_name s_restrictions[] = { { 0, "" }, { 1, "none" }, { 2, "admin_approval" }, { 0 } };
static const struct mk_field s_other[] = {
    { MK_TITLE, "r.title",              mk_text_some },
    { MK_TYPE,  "r.kind",               mk_named,     s_kind },
    { MK_TIMES, "r.blocked_at",         mk_unix_ms,   .name = "blocked" },
    { MK_TIMES, "r.list_deleted_at",    mk_unix_ms,   .sub = MK_DELETED },
    { MK_TIMES, "r.link_expires",       mk_unix_ms,   .sub = MK_EXPIRES },
    { MK_DATA,  "r.id",                 mk_text,      .name = "recipient" },
    { MK_DATA,  "r.description",        mk_text_some, .name = "description" },
    { MK_DATA,  "r.master_key",         mk_text_some, .name = "master_key" },
    { MK_DATA,  "r.group_version",      mk_integer,   .name = "version" },
    { MK_DATA,  "r.group_expire_s",     mk_not_zero,  .name = "timer_s" },
    { MK_DATA,  "r.invite_password",    mk_text_some, .name = "invite_password" },
    { MK_DATA,  "r.announcements_only", mk_bool,      .name = "announcements_only" },
    { MK_DATA,  "r.terminated",         mk_bool,      .name = "terminated" },
    { MK_DATA,  "r.blocked",            mk_bool,      .name = "blocked" },
    { MK_DATA,  "r.hide_story",         mk_bool,      .name = "hide_story" },
    { MK_DATA,  "r.list_id",            mk_text_some, .name = "list_id" },
    { MK_DATA,  "r.list_privacy",       mk_named,     s_privacy, .name = "privacy" },
    { MK_DATA,  "r.list_members",       mk_text_some, .name = "recipients" },
    { MK_DATA,  "r.link_root_key",      mk_text_some, .name = "root_key" },
    { MK_DATA,  "r.link_admin_key",     mk_text_some, .name = "admin_key" },
    { MK_DATA,  "r.link_restrictions",  mk_named,     s_restrictions, .name = "restrictions" },
    { 0 },
};
static const struct mk_constant s_recipient_name[] = { { MK_NAME, "recipient" }, { 0 } };

/* ---- chats ---- */
static const struct mk_name s_role[] = { { 0, "" }, { 1, "member" }, { 2, "admin" }, { 0 } };
static const struct mk_lookup s_member_lookups[] = {
    { "u", "recipient", "u.aci", "m.user" },
    { "n", "recipient", "n.aci", "m.added_by" },
    { 0 },
};
static const struct mk_field s_member[] = {
    { 0, "m.user",            mk_text_some, .sub = MK_ID },
    { 0, "u.nickname",        mk_text_some, .sub = MK_NAME },
    { 0, "u.system_name",     mk_text_some, .sub = MK_NAME },
    { 0, "u.profile_name",    mk_text_some, .sub = MK_NAME },
    { 0, "u.e164",            mk_phone,     .sub = MK_PHONE },
    { 0, "m.state",           mk_text,      .sub = MK_STATUS },
    { 0, "m.role",            mk_named,     s_role, .sub = MK_ROLE },
    { 0, "m.label",           mk_text_some, .sub = MK_LABEL },
    { 0, "m.added_by",        mk_text_some, .name = "added_by" },
    { 0, "m.time",            mk_unix_ms,   .sub = MK_TIME },
    { 0 },
};
static const struct mk_part s_members[] = { { NULL, MK_MEMBERS, s_member }, { 0 } };
static const struct mk_gather s_group[] = {
    { "m", "member", "m.recipient", "c.recipient", NULL, s_member_lookups, s_members, .loose = true },
    { 0 },
};
static const struct mk_lookup s_chat_lookups[] = { { "p", "recipient", "p.id", "c.recipient" }, { 0 } };
static const struct mk_field s_chat[] = {
    { MK_THREAD, "c.id",             mk_text },
    { MK_TITLE,  "p.title",          mk_text_some },
    { MK_TITLE,  "p.nickname",       mk_text_some },
    { MK_TITLE,  "p.system_name",    mk_text_some },
    { MK_TITLE,  "p.profile_name",   mk_text_some },
    { MK_TITLE,  "p.e164",           mk_text_some },
    { MK_TYPE,   "p.kind",           mk_named_some, s_kind },
    { MK_PHONE,  "p.e164",           mk_phone },
    { MK_TIMES,  "c.mute_until",     mk_unix_ms,    .name = "mute_until" },
    { MK_DATA,   "c.recipient",      mk_text,       .name = "recipient" },
    { MK_DATA,   "p.description",    mk_text_some,  .name = "description" },
    { MK_DATA,   "c.archived",       mk_bool,       .name = "archived" },
    { MK_DATA,   "c.pinned",         mk_integer,    .name = "pinned_order" },
    { MK_DATA,   "c.expire_ms",      mk_not_zero,   .name = "timer_ms" },
    { MK_DATA,   "c.unread",         mk_bool,       .name = "marked_unread" },
    { MK_DATA,   "c.mentions_muted", mk_bool,       .name = "mentions_muted" },
    { 0 },
};

/* ---- the account ---- */
static const struct mk_name s_sharing[] = { { 0, "" }, { 1, "everybody" }, { 2, "nobody" }, { 0 } };
static const struct mk_field s_account[] = {
    { MK_ID,   "a.username",         mk_text_some },
    { MK_NAME, "a.name",             mk_text_some },
    { MK_NOTE, "a.bio",              mk_text_some },
    { MK_DATA, "a.bio_emoji",        mk_text_some, .name = "bio_emoji" },
    { MK_DATA, "a.profile_key",      mk_text_some, .name = "profile_key" },
    { MK_DATA, "a.link_entropy",     mk_text_some, .name = "username_link_entropy" },
    { MK_DATA, "a.link_server_id",   mk_text_some, .name = "username_link_id" },
    { MK_DATA, "a.avatar",           mk_text_some, .name = "avatar" },
    { MK_DATA, "a.donor_id",         mk_text_some, .name = "donor_id" },
    { MK_DATA, "a.donor_currency",   mk_text_some, .name = "donor_currency" },
    { MK_DATA, "a.backup_subscriber_id", mk_text_some, .name = "backup_subscriber_id" },
    { MK_DATA, "a.purchase_token",   mk_text_some, .name = "purchase_token" },
    { MK_DATA, "a.transaction_id",   mk_text,      .name = "transaction_id" },
    { MK_DATA, "a.pin",              mk_text_some, .name = "pin" },
    { MK_DATA, "a.phone_sharing",    mk_named,     s_sharing, .name = "phone_sharing" },
    { MK_DATA, "a.not_discoverable", mk_bool,      .name = "not_discoverable_by_phone" },
    { MK_DATA, "a.read_receipts",    mk_bool,      .name = "read_receipts" },
    { MK_DATA, "a.typing_indicators", mk_bool,     .name = "typing_indicators" },
    { MK_DATA, "a.expire_timer_s",   mk_not_zero,  .name = "default_timer_s" },
    { MK_DATA, "a.stories_disabled", mk_bool,      .name = "stories_disabled" },
    { MK_DATA, "a.backup_tier",      mk_integer,   .name = "backup_tier" },
    { MK_DATA, "a.screen_lock_min",  mk_integer,   .name = "screen_lock_min" },
    { MK_DATA, "a.screenshot_security", mk_bool,   .name = "screenshot_security" },
    { MK_DATA, "a.system_call_log",  mk_bool,      .name = "system_call_log" },
    { 0 },
};

#endif
