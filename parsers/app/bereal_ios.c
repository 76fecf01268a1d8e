/*
 * BeReal for iPhone: caches of JSON, one for each list, below Library/Caches/disk-bereal-*.
 *
 * Source: abrignoni/iLEAPP, scripts/artifacts/BeReal.py (423798fa): which cache holds what, numbers as seconds since 2001-01-01;
 * members as found in caches of iOS 15. Relations are whatever their "status" says: "accepted" is a friend.
 */
#include "parsers/engine/engine.h"
#include "parsers/format/plist_shape.h"

static const char *const item_columns[] = {
    "id", "username", "fullname", "status", "statusUpdatedAt", "updatedAt", "profilePicture/url", "mutualFriends", "givenName",
    "middleName", "familyName", "nickName", "organizationName", "phoneNumbers/0", "phoneNumbers/1", "phoneNumbers/2", "memoryDay",
    "memoryDate", "takenAt", "caption", "isLate", "primary/url", "secondary/url", "thumbnail/url", "location/latitude",
    "location/longitude", "@rest", NULL,
};
static const struct mk_shape shape = {
    .tables = (const struct mk_shape_table[]){ { "items", "object/*", item_columns }, { 0 } },
};

static const struct mk_field relation[] = {
    { MK_TIME,    "i.statusUpdatedAt", mk_cocoa_s, .clock = "server" },
    { MK_TIME,    "i.updatedAt",     mk_cocoa_s,   .clock = "server" },
    { MK_NAME,    "i.fullname",      mk_text_some },
    { MK_HANDLES, "i.id",            mk_text_some, .sub = MK_ID },
    { MK_STATUS,  "i.status",        mk_text_some },
    { MK_PHOTO,   "i.profilePicture/url", mk_text_some },
    { MK_DATA,    "i.username",      mk_text_some, .name = "username" },
    { MK_DATA,    "i.@rest",         mk_text_some, .name = "other" },
    { 0 },
};
static const struct mk_field person[] = {
    { MK_ORG,    "i.organizationName", mk_text_some },
    { MK_PHONES, "i.phoneNumbers/0",   mk_text_some, .sub = MK_VALUE },
    { MK_DATA,   "i.givenName",        mk_text_some, .name = "given_name" },
    { MK_DATA,   "i.middleName",       mk_text_some, .name = "middle_name" },
    { MK_DATA,   "i.familyName",       mk_text_some, .name = "family_name" },
    { MK_DATA,   "i.nickName",         mk_text_some, .name = "nickname" },
    { MK_DATA,   "i.phoneNumbers/1",   mk_text_some, .name = "phone_2" },
    { MK_DATA,   "i.phoneNumbers/2",   mk_text_some, .name = "phone_3" },
    { MK_DATA,   "i.@rest",            mk_text_some, .name = "other" },
    { 0 },
};
/* What the owner posted. The day's date is midnight of the phone's zone then. */
static const struct mk_field memory[] = {
    { MK_TIME, "i.takenAt",       mk_cocoa_s,   .clock = "server" },
    { MK_TIMES, "i.memoryDate",   mk_cocoa_s,   .name = "day_begins" },
    { MK_URL,  "i.primary/url",   mk_text_some },
    { MK_TEXT, "i.caption",       mk_text_some },
    { MK_DATA, "i.memoryDay",     mk_text_some, .name = "day" },
    { MK_DATA, "i.secondary/url", mk_text_some, .name = "second_url" },
    { MK_DATA, "i.thumbnail/url", mk_text_some, .name = "thumbnail_url" },
    { MK_DATA, "i.isLate",        mk_bool,      .name = "late" },
    { MK_DATA, "i.id",            mk_text_some, .name = "id" },
    { MK_DATA, "i.@rest",         mk_text_some, .name = "other" },
    { 0 },
};

static const struct mk_constant post[] = { { MK_NAME, "bereal" }, { 0 } };
static const struct mk_when is_relation[] = { { "i.username", MK_IF_SOME }, { 0 } };
static const struct mk_when is_memory[] = { { "i.username", MK_IF_NONE }, { "i.primary/url", MK_IF_SOME }, { 0 } };
static const struct mk_when is_person[] = { { "i.username", MK_IF_NONE }, { "i.phoneNumbers/0", MK_IF_SOME }, { 0 } };

const struct mk_app mk_app_bereal_ios = {
    .id = "bereal.ios",
    .title = "BeReal: posts and people (iOS)",
    .version = 1,
    .paths = (const char *const[]){
        "*/disk-bereal-BlockedUserManager/*", "*/disk-bereal-MemoriesRepository-subject-key/*",
        "*/disk-bereal-Relationships*/*", NULL,
    },
    .queries = (const struct mk_query[]){
        { MK_CONTACT, "i", "items", NULL, relation, .when = is_relation, .also = true },
        { MK_CONTACT, "i", "items", NULL, person, .when = is_person, .also = true, .optional = true },
        { MK_EVENT, "i", "items", NULL, memory, .constants = post, .when = is_memory, .also = true, .optional = true },
        { 0 },
    },
    .proven_on = "public-sample",
    .format = &mk_format_plist,
    .shape = &shape,
    .whole_path = true,
};
