/*
 * Clubhouse for iPhone: its preferences, and those that it shares with its widget.
 *
 * Source: abrignoni/iLEAPP, scripts/artifacts/clubhouse.py (423798fa): keys, JSON inside of some, the time of the upload in seconds
 * since 2001-01-01, of notifications Unix time; keys as found in a file of iOS 17. That an address book was uploaded tells
 * contacts that need not use Clubhouse.
 */
#include "parsers/app/plist_values.h"
#include "parsers/engine/conv_ios.h"
#include "parsers/format/json_column.h"
#include "parsers/format/plist_shape.h"

static const char *const account_columns[] = {
    "kStorageKeyUserServerId", "kStorageKeyMyName", "kStorageKeyMyUsername", "kStorageKeyPhoneNumber", "kStorageKeyMyPhotoUrl",
    "kStorageKeyDeviceId", "kLastSyncDate", "kStorageKeyMyIsAdmin", "kStorageKeyNumInvites", "kCachedFollowing", "kCachedBlocked",
    "contact-upload-store-suggested-invites", "@rest", NULL,
};
static const char *const shared_columns[] = { "widgetConversations", "@rest", NULL };
static const char *const time_columns[] = { "@1", "@item", NULL };
static const struct mk_shape shape = {
    .marks = (const char *const[]){ "kStorageKey*", "contact-upload-store*", "widgetConversations", "notification_received_*", NULL },
    .tables = (const struct mk_shape_table[]){
        { "account", "", account_columns },
        { "shared", "", shared_columns },
        { "notifications", "notification_received_timestamps/*", time_columns },
        { "notification_ids", "notification_received_ids/*", time_columns },
        { "values", "", .facts = true },
        { 0 },
    },
};

static const struct mk_field account[] = {
    { MK_TIME,  "a.kLastSyncDate",           mk_cocoa_s,   .clock = "device" },
    { MK_ID,    "a.kStorageKeyUserServerId", mk_text },
    { MK_NAME,  "a.kStorageKeyMyName",       mk_text_some },
    { MK_PHONE, "a.kStorageKeyPhoneNumber",  mk_text_some },
    { MK_DATA,  "a.kStorageKeyMyUsername",   mk_text_some, .name = "username" },
    { MK_DATA,  "a.kStorageKeyMyPhotoUrl",   mk_text_some, .name = "picture" },
    { MK_DATA,  "a.kStorageKeyDeviceId",     mk_text_some, .name = "device" },
    { MK_DATA,  "a.kStorageKeyMyIsAdmin",    mk_bool,      .name = "admin" },
    { MK_DATA,  "a.kStorageKeyNumInvites",   mk_integer,   .name = "invites" },
    { MK_DATA,  "a.kCachedFollowing",        mk_text_some, .name = "following" },
    { MK_DATA,  "a.kCachedBlocked",          mk_text_some, .name = "blocked" },
    { 0 },
};
static const struct mk_lookup invites[] = {
    { "u", NULL, NULL, "a.contact-upload-store-suggested-invites", &mk_decoder_json },
    { "i", NULL, NULL, "a.contact-upload-store-suggested-invites", &mk_decoder_json, .each = "suggestedInvites" },
    { 0 },
};
static const struct mk_field invite[] = {
    { MK_TIME,   "u.lastUpdated", mk_cocoa_s,   .clock = "device" },
    { MK_NAME,   "i.name",        mk_text_some },
    { MK_PHONES, "i.phoneNumber", mk_text_some, .sub = MK_VALUE },
    { MK_DATA,   "i.cnContactIdentifier", mk_text_some, .name = "address_book" },
    { MK_DATA,   "i.hash",        mk_text_some, .name = "hash" },
    { MK_DATA,   "i.pop",         mk_integer,   .name = "popularity" },
    { MK_DATA,   "i.inApp",       mk_bool,      .name = "in_app" },
    { MK_DATA,   "i.imagePath",   mk_text_some, .name = "picture" },
    { 0 },
};
static const struct mk_lookup chats[] = { { "c", NULL, NULL, "s.widgetConversations", &mk_decoder_json, .each = MK_JSON_ITSELF }, { 0 } };
static const struct mk_field chat[] = {
    { MK_THREAD, "c.id",       mk_text_some },
    { MK_TITLE,  "c.name",     mk_text_some },
    { MK_DATA,   "c.imageUrl", mk_text_some, .name = "picture" },
    { 0 },
};
static const struct mk_lookup id_of[] = { { "i", "notification_ids", "i.@1", "n.@1" }, { 0 } };
static const struct mk_field notification[] = {
    { MK_TIME, "n.@item", mk_unix_s_decimal, .clock = "device" },
    { MK_DATA, "i.@item", mk_text_some,   .name = "id", .optional = true },
    { 0 },
};
static const struct mk_constant service[] = { { MK_SERVICE, "Clubhouse" }, { 0 } }, named[] = { { MK_NAME, "notification" }, { 0 } };
static const struct mk_when is_account[] = { { "a.kStorageKeyUserServerId", MK_IF_SOME }, { 0 } };

const struct mk_app mk_app_clubhouse_ios = {
    .id = "clubhouse.ios",
    .title = "Clubhouse (iOS)",
    .version = 1,
    .paths = (const char *const[]){
        "*/Preferences/co.alphaexploration.clubhouse.plist", "*/Preferences/group.alphaexploration.clubhouse.plist", NULL,
    },
    .queries = (const struct mk_query[]){
        { MK_KIND_ACCOUNT, "a", "account", NULL, account, .constants = service, .when = is_account, .extra = true, .optional = true },
        { MK_CONTACT, "a", "account", NULL, invite, invites, .extra = true, .optional = true },
        { MK_CONVERSATION, "s", "shared", NULL, chat, chats, .extra = true, .optional = true },
        { MK_DEVICE, "v", "values", NULL, mk_plist_values },
        { MK_EVENT, "n", "notifications", NULL, notification, id_of, .constants = named, .optional = true },
        { 0 },
    },
    .proven_on = "public-sample",
    .format = &mk_format_plist,
    .shape = &shape,
};
