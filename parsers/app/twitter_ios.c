/*
 * Direct messages of Twitter (X) for iPhone: an archive of objects for each account, in com.atebits.tweetie.direct-message.cache.
 *
 * Source: abrignoni/iLEAPP, scripts/artifacts/twitterX.py (423798fa): names of classes' fields, the three lists of conversations (the
 * untrusted and the low quality ones were never accepted); fields as found in a file of iOS 17. The cache holds what was loaded.
 */
#include "parsers/engine/engine.h"
#include "parsers/format/plist_shape.h"

static const char *const entry_columns[] = {
    "^1/identifier/canonicalID", "^1/conversationName", "time", "displayText", "originalText", "sender/userID", "sender/fullName",
    "sender/username", "identifier/canonicalID", "inReplyToMessageEntry/identifier/canonicalID", "attachment/entityMedia/mediaURL",
    "attachment/entityMedia/displayURL", "marked_as_spam", "marked_as_abuse", NULL,
};
static const char *const conversation_columns[] = {
    "identifier/canonicalID", "identifier/localID", "conversationName", "createTime", "lastestUpdateTime", "creatorID", "trusted",
    "low_quality", "nsfw", "readOnly", "participants/0/participatingUser/userID", "participants/0/participatingUser/username",
    "participants/0/participatingUser/fullName", "participants/1/participatingUser/userID", "participants/1/participatingUser/username",
    "participants/1/participatingUser/fullName", NULL,
};
static const char *const user_columns[] = {
    "@1", "userID", "username", "fullName", "bio", "createdAt", "kUpdatedTimestampCodingKey", "profileImageMediaEntity/url", "verified",
    "protected", "blocking", "following", NULL,
};
static const char *const owner_columns[] = { "userID", "accountID", NULL };
#define LIST "_conversations_timeline/conversations/*"
static const struct mk_shape shape = {
    .marks = (const char *const[]){ "inbox", "cachedUserByUserID", NULL },
    .tables = (const struct mk_shape_table[]){
        { "owner", "inbox/context", owner_columns },
        { "trusted", "inbox/trusted" LIST "/entries/*", entry_columns },
        { "untrusted", "inbox/untrusted" LIST "/entries/*", entry_columns },
        { "low_quality", "inbox/low_quality" LIST "/entries/*", entry_columns },
        { "trusted_list", "inbox/trusted" LIST, conversation_columns },
        { "untrusted_list", "inbox/untrusted" LIST, conversation_columns },
        { "low_quality_list", "inbox/low_quality" LIST, conversation_columns },
        { "users", "cachedUserByUserID/*", user_columns },
        { 0 },
    },
};

static const struct mk_lookup owner[] = { { "o", "owner", "o.userID", "e.sender/userID", .many = true }, { 0 } };
#define ENTRY                                                                                   \
    { MK_TIME,     "e.time",             mk_cocoa_s,   .clock = "server" },                     \
    { MK_FROM,     "o.userID",           mk_there,     .sub = MK_SELF },                        \
    { MK_FROM,     "e.sender/userID",    mk_text,      .sub = MK_ID },                          \
    { MK_FROM,     "e.sender/fullName",  mk_text_some, .sub = MK_NAME },                        \
    { MK_THREAD,   "e.^1/identifier/canonicalID", mk_text },                                    \
    { MK_TEXT,     "e.displayText",      mk_text_some },                                        \
    { MK_TEXT,     "e.originalText",     mk_text_some },                                        \
    { MK_REPLY_TO, "e.inReplyToMessageEntry/identifier/canonicalID", mk_text },                 \
    { MK_DATA,     "e.identifier/canonicalID", mk_text, .name = "id" },                         \
    { MK_DATA,     "e.sender/username",  mk_text_some, .name = "username" },                    \
    { MK_DATA,     "e.attachment/entityMedia/mediaURL", mk_text_some, .name = "media_url" },    \
    { MK_DATA,     "e.attachment/entityMedia/displayURL", mk_text_some, .name = "media_page" }, \
    { MK_DATA,     "e.marked_as_spam",   mk_bool,      .name = "marked_as_spam" },              \
    { MK_DATA,     "e.marked_as_abuse",  mk_bool,      .name = "marked_as_abuse" }
/* An entry without a sender is no message: somebody came, reacted, ended a call. */
static const struct mk_field out[] = { { MK_DIR, "e.sender/userID", mk_fixed, "out" }, ENTRY, { 0 } };
static const struct mk_field in[] = { { MK_DIR, "e.sender/userID", mk_fixed, "in" }, ENTRY, { 0 } };
static const struct mk_field other[] = { ENTRY, { 0 } };
static const struct mk_when is_mine[] = { { "o.userID", MK_IF_SOME }, { 0 } };
static const struct mk_when is_theirs[] = { { "o.userID", MK_IF_NONE }, { "e.sender/userID", MK_IF_SOME }, { 0 } };
static const struct mk_when is_other[] = { { "o.userID", MK_IF_NONE }, { "e.sender/userID", MK_IF_NONE }, { 0 } };
#define FROM(list) (const struct mk_constant[]){ { MK_TRANSPORT, "app" }, { MK_FOLDER, list }, { 0 } }
#define SYSTEM(list) (const struct mk_constant[]){ { MK_TRANSPORT, "app" }, { MK_DIR, "system" }, { MK_FOLDER, list }, { 0 } }

static const struct mk_field conversation[] = {
    { MK_THREAD, "c.identifier/canonicalID", mk_text },
    { MK_THREAD, "c.identifier/localID",     mk_text },
    { MK_TITLE,  "c.conversationName",       mk_text_some },
    { MK_TIME,   "c.lastestUpdateTime",      mk_cocoa_s,   .clock = "server" },
    { MK_TIMES,  "c.createTime",             mk_cocoa_s,   .name = "created" },
    { MK_DATA,   "c.creatorID",              mk_not_zero,  .name = "creator" },
    { MK_DATA,   "c.participants/0/participatingUser/userID",   mk_text,      .name = "member_1" },
    { MK_DATA,   "c.participants/0/participatingUser/username", mk_text_some, .name = "member_1_username" },
    { MK_DATA,   "c.participants/0/participatingUser/fullName", mk_text_some, .name = "member_1_name" },
    { MK_DATA,   "c.participants/1/participatingUser/userID",   mk_text,      .name = "member_2" },
    { MK_DATA,   "c.participants/1/participatingUser/username", mk_text_some, .name = "member_2_username" },
    { MK_DATA,   "c.participants/1/participatingUser/fullName", mk_text_some, .name = "member_2_name" },
    { MK_DATA,   "c.trusted",                mk_bool,      .name = "trusted" },
    { MK_DATA,   "c.low_quality",            mk_bool,      .name = "low_quality" },
    { MK_DATA,   "c.readOnly",               mk_bool,      .name = "read_only" },
    { 0 },
};
static const struct mk_lookup is_owner[] = { { "o", "owner", "o.userID", "u.userID", .many = true }, { 0 } };
static const struct mk_field user[] = {
    { MK_TIMES,   "u.createdAt", mk_cocoa_s,   .name = "created" },
    { MK_TIMES,   "u.kUpdatedTimestampCodingKey", mk_cocoa_s, .sub = MK_MODIFIED },
    { MK_NAME,    "u.fullName",  mk_text_some },
    { MK_HANDLES, "u.userID",    mk_text,      .sub = MK_ID },
    { MK_NOTE,    "u.bio",       mk_text_some },
    { MK_PHOTO,   "u.profileImageMediaEntity/url", mk_text_some },
    { MK_DATA,    "u.username",  mk_text_some, .name = "username" },
    { MK_DATA,    "o.userID",    mk_there,     .name = "owner" },
    { MK_DATA,    "u.following", mk_bool,      .name = "following" },
    { MK_DATA,    "u.blocking",  mk_bool,      .name = "blocked" },
    { MK_DATA,    "u.protected", mk_bool,      .name = "protected" },
    { MK_DATA,    "u.verified",  mk_bool,      .name = "verified" },
    { 0 },
};
static const struct mk_field account[] = { { MK_ID, "a.userID", mk_text }, { MK_DATA, "a.accountID", mk_text_some, .name = "account" }, { 0 } };
static const struct mk_constant service[] = { { MK_SERVICE, "Twitter" }, { 0 } };

#define ENTRIES(list)                                                                                                       \
    { MK_MESSAGE, "e", list, NULL, out, owner, .constants = FROM(list), .when = is_mine, .also = true, .optional = true },   \
    { MK_MESSAGE, "e", list, NULL, in, owner, .constants = FROM(list), .when = is_theirs, .also = true, .optional = true },  \
    { MK_MESSAGE, "e", list, NULL, other, owner, .constants = SYSTEM(list), .when = is_other, .also = true, .optional = true }
#define CONVERSATIONS(list) { MK_CONVERSATION, "c", list, NULL, conversation, .also = true, .optional = true }

const struct mk_app mk_app_twitter_ios = {
    .id = "twitter.ios",
    .title = "Twitter (iOS)",
    .version = 1,
    .also = (const char *const[]){ "*/com.atebits.tweetie.direct-message.cache/*", NULL }, /* other files lie there, too */
    .queries = (const struct mk_query[]){
        ENTRIES("trusted"), ENTRIES("untrusted"), ENTRIES("low_quality"),
        CONVERSATIONS("trusted_list"), CONVERSATIONS("untrusted_list"), CONVERSATIONS("low_quality_list"),
        { MK_CONTACT, "u", "users", NULL, user, is_owner, .optional = true },
        { MK_KIND_ACCOUNT, "a", "owner", NULL, account, .constants = service },
        { 0 },
    },
    .proven_on = "public-sample",
    .format = &mk_format_plist,
    .shape = &shape,
};
