/* Signal's backup, version 2: the frames that are in it once it is decrypted. Sources: signal_backup.h. */
#include "parsers/app/signal_backup_people.h"

#define ALSO .also = true

static const struct mk_field info[] = {
    { MK_TIME, "b.time",              mk_unix_ms },
    { MK_DATA, "b.version",           mk_integer,   .name = "version" },
    { MK_DATA, "b.app_version",       mk_text_some, .name = "app_version" },
    { MK_DATA, "b.first_app_version", mk_text_some, .name = "first_app_version" },
    { MK_DATA, "b.media_root_key",    mk_text_some, .name = "media_root_key" },
    { MK_DATA, "b.debug",             mk_text_some, .name = "debug" },
    { 0 },
};

static const struct mk_lookup callers[] = { { "r", "recipient", "r.id", "c.recipient" }, { 0 } };
static const struct mk_field ad_hoc_call[] = {
    { MK_TIME,       "c.time",    mk_unix_ms },
    { MK_ID,         "c.call_id", mk_text },
    { MK_RESULT_RAW, "c.state",   mk_integer },
    S_PERSON(MK_PEER, "r", "c.recipient"),
    { 0 },
};
static const struct mk_constant by_link[] = { { MK_DIR, "unknown" }, { MK_RESULT, "unknown" }, { MK_TYPE, "call_link" }, { 0 } };

static const struct mk_field option[] = {
    { MK_PARENT, "o.frame", mk_integer, .ref = "item" },
    { MK_DATA,   "o.text",  mk_text,    .name = "option" },
    { MK_DATA,   "o.votes", mk_integer, .name = "votes" },
    { 0 },
};
static const struct mk_lookup voters[] = { { "r", "recipient", "r.id", "v.voter" }, { 0 } };
static const struct mk_field vote[] = {
    { MK_PARENT, "v.frame",  mk_integer, .ref = "item" },
    S_PERSON(MK_FROM, "r", "v.voter"),
    { MK_DATA,   "v.option", mk_text,    .name = "option" },
    { MK_DATA,   "v.count",  mk_integer, .name = "times" },
    { 0 },
};
static const struct mk_field shared[] = {
    { MK_PARENT, "s.frame",    mk_integer,   .ref = "item" },
    { MK_DATA,   "s.name",     mk_text_some, .name = "name" },
    { MK_DATA,   "s.nickname", mk_text_some, .name = "nickname" },
    { MK_DATA,   "s.org",      mk_text_some, .name = "org" },
    { MK_DATA,   "s.phones",   mk_text_some, .name = "phones" },
    { MK_DATA,   "s.emails",   mk_text_some, .name = "emails" },
    { MK_DATA,   "s.street",   mk_text_some, .name = "street" },
    { MK_DATA,   "s.city",     mk_text_some, .name = "city" },
    { MK_DATA,   "s.postcode", mk_text_some, .name = "postcode" },
    { MK_DATA,   "s.country",  mk_text_some, .name = "country" },
    { 0 },
};
static const struct mk_field preview[] = {
    { MK_PARENT, "l.frame",       mk_integer,   .ref = "item" },
    { MK_TIME,   "l.date",        mk_unix_ms },
    { MK_DATA,   "l.url",         mk_text_some, .name = "url" },
    { MK_DATA,   "l.title",       mk_text_some, .name = "title" },
    { MK_DATA,   "l.description", mk_text_some, .name = "description" },
    { 0 },
};
static const struct mk_name style[] = {
    { 0, "none" }, { 1, "bold" }, { 2, "italic" }, { 3, "spoiler" }, { 4, "strikethrough" }, { 5, "monospace" }, { 0 },
};
static const struct mk_lookup mentioned[] = { { "r", "recipient", "r.aci", "t.who" }, { 0 } };
static const struct mk_field range[] = {
    { MK_PARENT, "t.frame",  mk_integer,   .ref = "item" },
    { MK_DATA,   "t.start",  mk_integer,   .name = "start" },
    { MK_DATA,   "t.length", mk_integer,   .name = "length" },
    { MK_DATA,   "t.style",  mk_named,     style, .name = "style" },
    { MK_DATA,   "t.who",    mk_text_some, .name = "mentions" },
    { MK_DATA,   "r.e164",   mk_text_some, .name = "mentions_phone" },
    { 0 },
};
static const struct mk_name change[] = {
    { 1, "generic" }, { 2, "created" }, { 3, "name" }, { 4, "avatar" }, { 5, "description" }, { 6, "membership_access" },
    { 7, "attributes_access" }, { 8, "announcements_only" }, { 9, "admin_status" }, { 10, "member_left" },
    { 11, "member_removed" }, { 12, "self_invited" }, { 13, "self_invited_other" }, { 14, "unknown_invitees" },
    { 15, "invitation_accepted" }, { 16, "invitation_declined" }, { 17, "member_joined" }, { 18, "member_added" },
    { 19, "self_invitation_revoked" }, { 20, "invitation_revoked" }, { 21, "join_request" }, { 22, "join_request_decided" },
    { 23, "join_request_cancelled" }, { 24, "invite_link_reset" }, { 25, "invite_link_enabled" },
    { 26, "invite_link_approval" }, { 27, "invite_link_disabled" }, { 28, "member_joined_by_link" }, { 29, "migrated" },
    { 30, "migrated_self_invited" }, { 31, "migrated_invited" }, { 32, "migrated_dropped" },
    { 33, "join_requests_and_cancels" }, { 34, "expiration_timer" }, { 35, "label_access" }, { 36, "terminated" }, { 0 },
};
static const struct mk_field group_change[] = {
    { MK_PARENT, "g.frame",  mk_integer, .ref = "item" },
    { MK_DATA,   "g.change", mk_named,   change, .name = "change" },
    { MK_DATA,   "g.first",  mk_text,    .name = "field_1" },
    { MK_DATA,   "g.text",   mk_text,    .name = "text" },
    { MK_DATA,   "g.second", mk_text,    .name = "field_2" },
    { MK_DATA,   "g.third",  mk_text,    .name = "field_3" },
    { MK_DATA,   "g.fourth", mk_text,    .name = "field_4" },
    { 0 },
};
static const struct mk_field pack[] = {
    { MK_DATA, "s.pack_id",  mk_text_some, .name = "pack_id" },
    { MK_DATA, "s.pack_key", mk_text_some, .name = "pack_key" },
    { 0 },
};
static const struct mk_name folder_type[] = { { 0, "" }, { 1, "all" }, { 2, "custom" }, { 0 } };
static const struct mk_field folder[] = {
    { MK_TITLE, "f.name",           mk_text_some },
    { MK_DATA,  "f.type",           mk_named,     folder_type, .name = "type" },
    { MK_DATA,  "f.included",       mk_text_some, .name = "included_recipients" },
    { MK_DATA,  "f.excluded",       mk_text_some, .name = "excluded_recipients" },
    { MK_DATA,  "f.only_unread",    mk_bool,      .name = "only_unread" },
    { MK_DATA,  "f.muted_too",      mk_bool,      .name = "muted_too" },
    { MK_DATA,  "f.all_individual", mk_bool,      .name = "all_individual_chats" },
    { MK_DATA,  "f.all_groups",     mk_bool,      .name = "all_group_chats" },
    { MK_DATA,  "f.id",             mk_text_some, .name = "id" },
    { 0 },
};
static const struct mk_field profile[] = {
    { MK_TITLE, "n.name",         mk_text_some },
    { MK_TIME,  "n.created",      mk_unix_ms },
    { MK_DATA,  "n.emoji",        mk_text_some, .name = "emoji" },
    { MK_DATA,  "n.members",      mk_text_some, .name = "allowed_recipients" },
    { MK_DATA,  "n.all_calls",    mk_bool,      .name = "all_calls" },
    { MK_DATA,  "n.all_mentions", mk_bool,      .name = "all_mentions" },
    { MK_DATA,  "n.scheduled",    mk_bool,      .name = "scheduled" },
    { MK_DATA,  "n.start",        mk_integer,   .name = "start_hhmm" },
    { MK_DATA,  "n.end",          mk_integer,   .name = "end_hhmm" },
    { MK_DATA,  "n.days",         mk_text_some, .name = "days" },
    { MK_DATA,  "n.id",           mk_text_some, .name = "id" },
    { 0 },
};
static const struct mk_field unread[] = {
    { MK_DATA, "x.kind",  mk_integer,   .name = "frame_kind" },
    { MK_DATA, "x.bytes", mk_text_some, .name = "bytes" },
    { 0 },
};

static const struct mk_field unknown[] = {
    { MK_DATA,   "x.frame", mk_integer, .name = "frame" },
    { MK_DATA,   "x.path",  mk_text,    .name = "path" },
    { MK_DATA,   "x.bytes", mk_text,    .name = "bytes" },
    { 0 },
};

#define NAMED(what) (const struct mk_constant[]){ { MK_NAME, what }, { 0 } }

const struct mk_app mk_app_signal_backup = {
    .id = "signal.backup",
    .title = "Signal backup, version 2",
    .version = 1,
    .paths = (const char *const[]){ "*/SignalBackups/*.binproto", "*.binproto", NULL },
    .also = (const char *const[]){ "*/SignalBackups/signal-backup-*/main", NULL },
    .format = &mk_format_signal_backup,
    .queries = (const struct mk_query[]){
        { MK_EVENT,        "b", "info",       NULL, info, .constants = NAMED("backup") },
        { MK_KIND_ACCOUNT, "a", "account",    NULL, s_account, .constants = s_service },
        { MK_CONTACT,      "r", "recipient",  NULL, s_contact, .when = s_is_contact },
        { MK_EVENT,        "r", "recipient",  NULL, s_other, .when = s_no_contact, .constants = s_recipient_name },
        { MK_CONVERSATION, "c", "chat",       NULL, s_chat, s_chat_lookups, s_group },
        { MK_MESSAGE,      "i", "item",       NULL, s_message, s_lookups, s_gathers, s_app },
        { MK_CALL,         "i", "item",       NULL, s_call, s_peers, .when = s_is_call, .extra = true },
        { MK_CALL,         "i", "item",       NULL, s_group_call, s_group_peers, .when = s_is_group_call, .extra = true, ALSO },
        { MK_PAYMENT,      "i", "item",       NULL, s_payment, s_peers, .constants = s_mobilecoin, .when = s_is_payment, .extra = true },
        { MK_ATTACHMENT,   "f", "attachment", NULL, s_attachment, .constants = s_kept },
        { MK_REACTION,     "e", "reaction",   NULL, s_reaction, s_reactors },
        { MK_CALL,         "c", "ad_hoc_call", NULL, ad_hoc_call, callers, .constants = by_link },
        { MK_EVENT,        "o", "poll_option", NULL, option, .constants = NAMED("poll_option"), ALSO },
        { MK_EVENT,        "v", "poll_vote",   NULL, vote, voters, .constants = NAMED("poll_vote"), ALSO },
        { MK_EVENT,        "s", "shared_contact", NULL, shared, .constants = NAMED("shared_contact"), ALSO },
        { MK_EVENT,        "l", "link_preview", NULL, preview, .constants = NAMED("link_preview"), ALSO },
        { MK_EVENT,        "t", "text_range",   NULL, range, mentioned, .constants = NAMED("text_range"), ALSO },
        { MK_EVENT,        "g", "group_change", NULL, group_change, .constants = NAMED("group_change"), ALSO },
        { MK_EVENT,        "s", "sticker_pack", NULL, pack, .constants = NAMED("sticker_pack"), ALSO },
        { MK_EVENT,        "f", "folder",       NULL, folder, .constants = NAMED("chat_folder"), ALSO },
        { MK_EVENT,        "n", "notification_profile", NULL, profile, .constants = NAMED("notification_profile"), ALSO },
        { MK_EVENT,        "x", "other",        NULL, unread, .constants = NAMED("unknown_frame"), ALSO },
        { MK_EVENT,        "x", "unknown",      NULL, unknown, .constants = NAMED("unknown_field"), ALSO },
        { 0 },
    },
    .proven_on = "public-sample",
};
