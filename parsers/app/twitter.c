/*
 * Twitter for Android: databases/<owner>-<n>.db. Statuses are what the app had loaded, whoever wrote
 * them. Source: log2timeline/plaso, android_twitter.py (4ea03ef9a); direct messages and their columns
 * as stored in plaso's test data. What a direct message says is a serialised value that no public
 * source describes: it is kept in `raw`.
 */
#include "parsers/engine/engine.h"

static const struct mk_lookup author[] = { { "u", "users", "u.user_id", "s.author_id" }, { 0 } };
static const struct mk_field status[] = {
    { MK_TIME,      "s.created",         mk_unix_ms_set },
    { MK_FROM,      "s.author_id",       mk_text,      .sub = MK_ID },
    { MK_FROM,      "u.name",            mk_text_some, .sub = MK_NAME },
    { MK_FROM,      "u.username",        mk_text_some, .name = "username" },
    { MK_TEXT,      "s.content",         mk_text_some },
    { MK_ID,        "s.status_id",       mk_text },
    { MK_REPLY_TO,  "s.in_r_status_id",  mk_row_number, .optional = true },
    { MK_DATA,      "s.source",          mk_text_some, .name = "source",    .optional = true },
    { MK_DATA,      "s.favorited",       mk_bool,      .name = "favorited", .optional = true },
    { MK_DATA,      "s.retweeted",       mk_bool,      .name = "retweeted", .optional = true },
    { MK_DATA,      "s.quoted_tweet_id", mk_row_number, .name = "quotes",   .optional = true },
    { 0 },
};
static const struct mk_constant tweet[] = { { MK_NAME, "tweet" }, { 0 } };
static const char *const s_needs[] = { "author_id", "content", "created", NULL };

static const struct mk_field user[] = {
    { MK_NAME,      "u.name",            mk_text_some },
    { MK_HANDLES,   "u.user_id",         mk_text,        .sub = MK_ID },
    { MK_HANDLES,   "u.username",        mk_text_some,   .sub = MK_NAME },
    { MK_HANDLES,   "u.user_id",         mk_fixed,       "twitter", .sub = MK_SERVICE },
    { MK_NOTE,      "u.description",     mk_text_some },
    { MK_URL,       "u.web_url",         mk_text_some },
    { MK_ADDRESSES, "u.location",        mk_text_some,   .sub = MK_TEXT },
    { MK_TIMES,     "u.updated",         mk_unix_ms_set, .sub = MK_MODIFIED },
    { MK_TIMES,     "u.profile_created", mk_unix_ms_set, .name = "profile_created" },
    { MK_TIMES,     "u.friendship_time", mk_unix_ms_set, .name = "friendship" },
    { MK_DATA,      "u.friendship",      mk_integer,     .name = "friendship" },
    { MK_DATA,      "u.followers",       mk_integer,     .name = "followers" },
    { MK_DATA,      "u.friends",         mk_integer,     .name = "friends" },
    { MK_DATA,      "u.statuses",        mk_integer,     .name = "statuses" },
    { MK_DATA,      "u.image_url",       mk_text_some,   .name = "image_url" },
    { 0 },
};
static const char *const u_needs[] = { "user_id", "username", "profile_created", NULL };

static const struct mk_field search[] = {
    { MK_TIME,  "q.time",  mk_unix_ms_set },
    { MK_QUERY, "q.query", mk_text },
    { MK_TITLE, "q.name",  mk_text_some },
    { 0 },
};
static const char *const q_needs[] = { "name", "query", "time", NULL };

/* Whose account it is stands in the file's name only, so that messages have no direction. */
static const struct mk_lookup sender[] = { { "u", "users", "u.user_id", "e.user_id" }, { 0 } };
static const struct mk_field entry[] = {
    { MK_TIME,   "e.created",         mk_unix_ms_set },
    { MK_FROM,   "e.user_id",         mk_text,      .sub = MK_ID },
    { MK_FROM,   "u.name",            mk_text_some, .sub = MK_NAME },
    { MK_THREAD, "e.conversation_id", mk_text_some },
    { MK_ID,     "e.entry_id",        mk_text },
    { MK_TEXT,   "e.data",            mk_text },
    { MK_DATA,   "e.entry_type",      mk_integer,   .name = "entry_type" },
    { 0 },
};
static const struct mk_constant app[] = { { MK_TRANSPORT, "app" }, { MK_DIR, "unknown" }, { 0 } };
static const char *const e_needs[] = { "entry_id", "conversation_id", NULL };

static const struct mk_lookup member_user[] = { { "u", "users", "u.user_id", "p.user_id" }, { 0 } };
static const struct mk_field member[] = {
    { 0, "p.user_id",   mk_text,        .sub = MK_ID },
    { 0, "u.name",      mk_text_some,   .sub = MK_NAME },
    { 0, "p.join_time", mk_unix_ms_set, .sub = MK_JOINED },
    { 0 },
};
static const struct mk_part members[] = { { NULL, MK_MEMBERS, member }, { 0 } };
static const struct mk_gather group[] = {
    { "p", "conversation_participants", "p.conversation_id", "c.conversation_id", NULL, member_user, members },
    { 0 },
};
static const struct mk_field conversation[] = {
    { MK_TIME,   "c.sort_timestamp",  mk_unix_ms_set },
    { MK_THREAD, "c.conversation_id", mk_text_some },
    { MK_TITLE,  "c.title",           mk_text_some },
    { 0 },
};
static const char *const c_needs[] = { "conversation_id", "title", NULL };

const struct mk_app mk_app_twitter = {
    .id = "twitter.android",
    .title = "Twitter (Android)",
    .version = 1,
    .paths = (const char *const[]){ "*/com.twitter.android/databases/*.db", NULL },
    .also = (const char *const[]){ "*twitter.db", NULL },
    .queries = (const struct mk_query[]){
        { MK_MESSAGE,      "e", "conversation_entries", e_needs, entry,        sender, NULL, app, .optional = true },
        { MK_CONVERSATION, "c", "conversations",        c_needs, conversation, NULL, group, .optional = true },
        { MK_CONTACT,      "u", "users",                u_needs, user },
        { MK_WEB_SEARCH,   "q", "search_queries",       q_needs, search, .optional = true },
        { MK_EVENT,        "s", "statuses",             s_needs, status, author, NULL, tweet },
        { 0 },
    },
    .proven_on = "public-sample",
};
