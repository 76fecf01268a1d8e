/*
 * Kik for Android: kikDatabase.db, "<core id>.kikDatabase.db" in later versions.
 *
 * Source: abrignoni/ALEAPP, kikMessenger.py (075122c8): tables, columns, was_me, times in
 * milliseconds, one row of KIKContentTable for each property of what was sent. bin_id is the chat:
 * a person's or a group's address. read_state is kept as it is: what its codes say is not known.
 */
#include "parsers/engine/engine.h"

static const struct mk_name dir[] = { { 0, "in" }, { 1, "out" }, { 0 } };
static const int64_t one[] = { 1, MK_CODES_END };
static const struct mk_lookup partner[] = {
    { "p", "KIKcontactsTable", "p.jid", "m.partner_jid", .many = true },
    { "b", "KIKcontactsTable", "b.jid", "m.bin_id", .many = true },
    { 0 },
};
static const struct mk_field message[] = {
    { MK_DIR,    "m.sys_msg",     mk_fixed,       "system", .given = "m.sys_msg", .optional = true },
    { MK_DIR,    "m.was_me",      mk_named,       dir },
    { MK_TIME,   "m.timestamp",   mk_unix_ms_set },
    { MK_ID,     "m.uid",         mk_text_some,   .optional = true },
    { MK_FROM,   "m.was_me",      mk_is,          one, .sub = MK_SELF },
    { MK_PEER,   "m.partner_jid", mk_text_some,   .sub = MK_ID,   .only = "in" },
    { MK_PEER,   "p.display_name", mk_text_some,  .sub = MK_NAME, .only = "in" },
    { MK_PEER,   "m.bin_id",      mk_text_some,   .sub = MK_ID,   .only = "out" },
    { MK_PEER,   "m.partner_jid", mk_text_some,   .sub = MK_ID,   .only = "out" },
    { MK_PEER,   "b.display_name", mk_text_some,  .sub = MK_NAME, .only = "out" },
    { MK_FROM,   "m.partner_jid", mk_text_some,   .sub = MK_ID,   .only = "system" },
    { MK_THREAD, "m.bin_id",      mk_text_some },
    { MK_TEXT,   "m.body",        mk_text_some },
    { MK_DATA,   "m.sys_msg",     mk_text_some,   .name = "notice", .optional = true },
    { MK_DATA,   "m.stat_msg",    mk_text_some,   .name = "status_message", .optional = true },
    { MK_DATA,   "m.read_state",  mk_integer,     .name = "read_state", .optional = true },
    { MK_DATA,   "m.app_id",      mk_text_some,   .name = "app", .optional = true },
    { MK_DATA,   "m.content_id",  mk_text_some,   .name = "content", .optional = true },
    { 0 },
};
static const struct mk_constant app[] = { { MK_TRANSPORT, "app" }, { 0 } };
static const char *const m_needs[] = { "body", "was_me", "partner_jid", "bin_id", NULL };

/* What was sent is kept under the name of its content_id. */
static const struct mk_when has_content[] = { { "m.content_id", MK_IF_SOME }, { 0 } };
static const struct mk_lookup content[] = { { "u", "KIKContentURITable", "u.content_id", "m.content_id", .many = true }, { 0 } };
static const struct mk_field file[] = {
    { MK_PARENT, "m.rowid",            mk_integer,   .ref = "messagesTable", .optional = true },
    { MK_ID,     "m.content_id",       mk_text_some },
    { MK_URL,    "u.content_uri",      mk_text_some, .optional = true },
    { MK_MIME,   "u.file_content_type", mk_text_some, .optional = true },
    { 0 },
};
static const struct mk_field property[] = {
    { MK_ID,   "c.content_id",     mk_text_some },
    { MK_DATA, "c.content_name",   mk_text_some, .name = "property" },
    { MK_DATA, "c.content_string", mk_text_some, .name = "value" },
    { 0 },
};
static const struct mk_constant of_content[] = { { MK_NAME, "content_property" }, { 0 } };
static const char *const c_needs[] = { "content_id", "content_name", "content_string", NULL };

static const struct mk_when is_person[] = { { "k.is_group", MK_IF_NONE }, { 0 } };
static const struct mk_when is_group[] = { { "k.is_group", MK_IF_SOME }, { 0 } };
static const struct mk_field person[] = {
    { MK_NAME,    "k.display_name", mk_text_some },
    { MK_HANDLES, "k.jid",          mk_text_some, .sub = MK_ID },
    { MK_HANDLES, "k.user_name",    mk_text_some, .sub = MK_NAME },
    { MK_DATA,    "k.local_name",   mk_text_some, .name = "local_name", .optional = true },
    { MK_DATA,    "k.in_roster",    mk_not_zero,  .name = "in_roster", .optional = true },
    { MK_DATA,    "k.is_blocked",   mk_not_zero,  .name = "blocked", .optional = true },
    { MK_DATA,    "k.photo_url",    mk_text_some, .name = "photo", .optional = true },
    { 0 },
};
static const struct mk_field group[] = {
    { MK_THREAD, "k.jid",           mk_text_some },
    { MK_TITLE,  "k.display_name",  mk_text_some },
    { MK_DATA,   "k.group_size",    mk_not_zero,  .name = "members", .optional = true },
    { MK_DATA,   "k.group_hashtag", mk_text_some, .name = "hashtag", .optional = true },
    { 0 },
};
static const char *const k_needs[] = { "jid", "display_name", "user_name", NULL };

static const struct mk_field account[] = {
    { MK_ID,   "a.username",  mk_text_some },
    { MK_DATA, "a.core_id",   mk_text_some, .name = "core_id" },
    { MK_DATA, "a.is_active", mk_not_zero,  .name = "active", .optional = true },
    { 0 },
};
static const struct mk_constant service[] = { { MK_SERVICE, "kik" }, { 0 } };
static const char *const a_needs[] = { "username", "core_id", NULL };

const struct mk_app mk_app_kik_android = {
    .id = "kik.android",
    .title = "Kik (Android)",
    .version = 1,
    .paths = (const char *const[]){
        "*/kik.android/databases/*kikDatabase.db", "*/kik.android/databases/*kikCoreDatabase.db", NULL,
    },
    .also = (const char *const[]){ "*kikDatabase.db", "*kikCoreDatabase.db", NULL },
    .queries = (const struct mk_query[]){
        { MK_MESSAGE,      "m", "messagesTable",    m_needs, message,  partner, NULL, app, .optional = true },
        { MK_ATTACHMENT,   "m", "messagesTable",    m_needs, file,     content, NULL, NULL, has_content, .extra = true, .optional = true },
        { MK_EVENT,        "c", "KIKContentTable",  c_needs, property, NULL, NULL, of_content, .optional = true },
        { MK_CONTACT,      "k", "KIKcontactsTable", k_needs, person,   .when = is_person, .optional = true },
        { MK_CONVERSATION, "k", "KIKcontactsTable", k_needs, group,    .when = is_group, .optional = true },
        { MK_KIND_ACCOUNT, "a", "CoreTable",        a_needs, account,  NULL, NULL, service, .optional = true },
        { 0 },
    },
    .proven_on = "simulated",
};
