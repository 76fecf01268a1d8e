/*
 * MeWe for iPhone: sgrouplesdb.sqlite.
 *
 * Source: abrignoni/iLEAPP, scripts/artifacts/meWe.py (423798fa): tables, times in seconds since 2001-01-01, ZUSER.ZCURRENTUSER as
 * the mark of the owner, shared places as links to OpenStreetMap; columns as found in a file of iOS 17. Posts are those that the app
 * kept of the owner's and of others' pages.
 */
#include "parsers/engine/engine.h"
#include "parsers/format/map_link.h"

static const struct mk_lookup of[] = {
    { "u", "ZUSER", "u.ZUSERID", "m.ZSENDER", .many = true },
    { "g", NULL, NULL, "m.ZTEXT", &mk_decoder_map_link },
    { 0 },
};
#define MESSAGE                                                                  \
    { MK_TIME,     "m.ZDATE",       mk_cocoa_s,   .clock = "server" },           \
    { MK_TIMES,    "m.ZEDITEDDATE", mk_cocoa_s,   .sub = MK_EDITED },            \
    { MK_FROM,     "u.ZCURRENTUSER", mk_there,    .sub = MK_SELF },              \
    { MK_FROM,     "m.ZSENDER",     mk_text_some, .sub = MK_ID },                \
    { MK_FROM,     "u.ZNAME",       mk_text_some, .sub = MK_NAME },              \
    { MK_FROM,     "u.ZHANDLE",     mk_text_some, .sub = MK_NAME },              \
    { MK_THREAD,   "m.ZTHREADID",   mk_text_some },                              \
    { MK_TEXT,     "m.ZTEXT",       mk_text_some },                              \
    { MK_REPLY_TO, "m.ZREPLYMESSAGEID", mk_text_some },                          \
    { MK_ACTION,   "m.ZEVENTTYPE",  mk_text_some },                              \
    { MK_DELETED,  "m.ZDELETEDBYSENDER", mk_bool },                              \
    { MK_DATA,     "m.ZMESSAGEID",  mk_text_some, .name = "id" },                \
    { MK_DATA,     "m.ZORIGINALTEXT", mk_text_some, .name = "original_text" },   \
    { MK_DATA,     "m.ZDISAPPEARINGTYPE", mk_text_some, .name = "disappearing" }, \
    { MK_DATA,     "m.ZEXPIRESIN",  mk_real,      .name = "expires_in_s" },      \
    { MK_DATA,     "m.ZCALLDURATION", mk_not_zero, .name = "call_duration_s" },  \
    { MK_DATA,     "g.lat",         mk_real,      .name = "lat" },               \
    { MK_DATA,     "g.lon",         mk_real,      .name = "lon" },               \
    { MK_DATA,     "m.ZKINDNUMBER", mk_integer,   .name = "kind" }
static const struct mk_field in[] = { { MK_DIR, "m.ZDATE", mk_fixed, "in" }, MESSAGE, { 0 } };
static const struct mk_field out[] = { { MK_DIR, "m.ZDATE", mk_fixed, "out" }, MESSAGE, { 0 } };
static const struct mk_when is_mine[] = { { "u.ZCURRENTUSER", MK_IF_SOME }, { 0 } };
static const struct mk_when is_theirs[] = { { "u.ZCURRENTUSER", MK_IF_NONE }, { 0 } };
static const struct mk_constant app[] = { { MK_TRANSPORT, "app" }, { 0 } };

/* The link says where it is where the sender was then, and not a place that was picked. */
static const struct mk_glob own[] = { { "*meweLocationType=current*", "device" }, { "*", "unknown" }, { 0 } };
static const struct mk_glob peers[] = { { "*meweLocationType=current*", "peer" }, { "*", "unknown" }, { 0 } };
#define PLACE(who)                                                          \
    { MK_TIME,   "m.ZDATE",   mk_cocoa_s,   .clock = "server" },             \
    { MK_LAT,    "g.lat",     mk_latitude },                                \
    { MK_LON,    "g.lon",     mk_longitude },                               \
    { MK_WHOSE,  "m.ZTEXT",   mk_by_glob,   who },                          \
    { MK_PARENT, "m.Z_PK",    mk_integer,   .ref = "ZCHATMESSAGE" }
static const struct mk_field place_mine[] = { PLACE(own), { 0 } }, place_theirs[] = { PLACE(peers), { 0 } };
static const struct mk_constant shared[] = { { MK_ORIGIN, "app" }, { MK_MEANING, "shared" }, { 0 } };
static const struct mk_when my_place[] = { { "g.lat", MK_IF_SOME }, { "u.ZCURRENTUSER", MK_IF_SOME }, { 0 } };
static const struct mk_when their_place[] = { { "g.lat", MK_IF_SOME }, { "u.ZCURRENTUSER", MK_IF_NONE }, { 0 } };

static const struct mk_field file[] = {
    { MK_PARENT, "a.ZCHATMESSAGE",  mk_integer,   .ref = "ZCHATMESSAGE" },
    { MK_PATH,   "a.ZFILENAME",     mk_text_some },
    { MK_MIME,   "a.ZMIMETYPE",     mk_text_some },
    { MK_URL,    "a.ZURL",          mk_text_some },
    { MK_WIDTH,  "a.ZPHOTOWIDTH",   mk_not_zero },
    { MK_HEIGHT, "a.ZPHOTOHEIGHT",  mk_not_zero },
    { MK_DATA,   "a.ZATYPE",        mk_text_some, .name = "type" },
    { MK_DATA,   "a.ZFILEOBJECTID", mk_text_some, .name = "object" },
    { 0 },
};
static const struct mk_lookup member_of[] = { { "u", "ZUSER", "u.Z_PK", "p.Z_38PARTICIPATINGUSERS" }, { 0 } };
static const struct mk_field member[] = {
    { MK_ID, "u.ZUSERID", mk_text_some }, { MK_NAME, "u.ZNAME", mk_text_some }, { MK_SELF, "u.ZCURRENTUSER", mk_there }, { 0 },
};
static const struct mk_part members[] = { { NULL, MK_MEMBERS, member }, { 0 } };
static const struct mk_gather of_thread[] = {
    { "p", "Z_11PARTICIPATINGUSERS", "p.Z_11THREADS", "t.Z_PK", "p.Z_38PARTICIPATINGUSERS", member_of, members, .loose = true }, { 0 },
};
static const struct mk_field thread[] = {
    { MK_TIME,   "t.ZDATE",      mk_cocoa_s,   .clock = "server" },
    { MK_THREAD, "t.ZTHREADID",  mk_text },
    { MK_TYPE,   "t.ZCHATTYPE",  mk_text_some },
    { MK_DATA,   "t.ZSTARTEDBY", mk_text_some, .name = "started_by" },
    { MK_DATA,   "t.ZUNREADCOUNT", mk_integer, .name = "unread" },
    { 0 },
};
static const struct mk_lookup contact_of[] = { { "c", "ZCONTACT", "c.ZUSER", "u.Z_PK", .many = true }, { 0 } };
static const struct mk_field person[] = {
    { MK_TIMES,   "c.ZCREATEDDATE", mk_cocoa_s,   .name = "contact_created" },
    { MK_NAME,    "u.ZNAME",        mk_text_some },
    { MK_HANDLES, "u.ZUSERID",      mk_text_some, .sub = MK_ID },
    { MK_DATA,    "u.ZHANDLE",      mk_text_some, .name = "handle" },
    { MK_DATA,    "u.ZFIRSTNAME",   mk_text_some, .name = "given_name" },
    { MK_DATA,    "u.ZLASTNAME",    mk_text_some, .name = "family_name" },
    { MK_DATA,    "u.ZCURRENTUSER", mk_there,     .name = "owner" },
    { MK_DATA,    "c.ZCONTACTTYPE", mk_text_some, .name = "contact_type" },
    { MK_DATA,    "c.ZINVITATIONTYPE", mk_text_some, .name = "invitation" },
    { 0 },
};
static const struct mk_lookup user_of[] = { { "u", "ZUSER", "u.Z_PK", "c.ZUSER" }, { 0 } };
static const struct mk_field account[] = {
    { MK_ID,    "u.ZUSERID",        mk_text_some },
    { MK_NAME,  "u.ZNAME",          mk_text_some },
    { MK_PHONE, "c.ZPRIMARYPHONE",  mk_text_some },
    { MK_EMAIL, "c.ZPRIMARYEMAIL",  mk_text_some },
    { MK_DATA,  "u.ZHANDLE",        mk_text_some, .name = "handle" },
    { MK_DATA,  "u.ZFINGERPRINT",   mk_text_some, .name = "fingerprint" },
    { MK_DATA,  "c.ZCONTACTINVITEID", mk_text_some, .name = "invite" },
    { MK_DATA,  "c.ZREGISTERED",    mk_text_some, .name = "registered" },
    { 0 },
};
static const struct mk_constant service[] = { { MK_SERVICE, "MeWe" }, { 0 } };
static const struct mk_field group[] = {
    { MK_THREAD, "g.ZGROUPID",    mk_text },
    { MK_TITLE,  "g.ZNAME",       mk_text_some },
    { MK_OWNER,  "g.ZOWNERID",    mk_text_some, .sub = MK_ID },
    { MK_ROLE,   "g.ZROLE",       mk_text_some },
    { MK_DATA,   "g.ZDESCRIPTIONPLAIN", mk_text_some, .name = "description" },
    { MK_DATA,   "g.ZCATEGORY",   mk_text_some, .name = "category" },
    { MK_DATA,   "g.ZPUBLICURLID", mk_text_some, .name = "url" },
    { MK_DATA,   "g.ZISPUBLIC",   mk_bool,      .name = "public" },
    { 0 },
};
static const struct mk_lookup author_of[] = {
    { "u", "ZUSER", "u.ZUSERID", "p.ZUSERID", .many = true }, { "g", "ZGROUP", "g.ZGROUPID", "p.ZGROUPID", .many = true }, { 0 },
};
static const struct mk_field post[] = {
    { MK_TIME,   "p.ZCREATIONDATE", mk_cocoa_s,   .clock = "server" },
    { MK_TIMES,  "p.ZEDITEDDATE",   mk_cocoa_s,   .sub = MK_EDITED },
    { MK_TIMES,  "p.ZUPDATEDDATE",  mk_cocoa_s,   .sub = MK_MODIFIED },
    { MK_FROM,   "u.ZCURRENTUSER",  mk_there,     .sub = MK_SELF },
    { MK_FROM,   "p.ZUSERID",       mk_text_some, .sub = MK_ID },
    { MK_FROM,   "u.ZNAME",         mk_text_some, .sub = MK_NAME },
    { MK_TEXT,   "p.ZTEXT",         mk_text_some },
    { MK_DATA,   "p.ZPOSTID",       mk_text_some, .name = "id" },
    { MK_DATA,   "p.ZPARENTPOSTID", mk_text_some, .name = "parent" },
    { MK_DATA,   "p.ZGROUPID",      mk_text_some, .name = "group" },
    { MK_DATA,   "g.ZNAME",         mk_text_some, .name = "group_name" },
    { MK_DATA,   "p.ZPAGEID",       mk_text_some, .name = "page" },
    { MK_DATA,   "p.ZALBUMNAME",    mk_text_some, .name = "album" },
    { MK_DATA,   "p.ZSOURCE",       mk_text_some, .name = "source" },
    { 0 },
};
static const struct mk_constant is_post[] = { { MK_NAME, "post" }, { 0 } }, is_poll[] = { { MK_NAME, "poll" }, { 0 } },
                                is_option[] = { { MK_NAME, "poll_option" }, { 0 } };
static const struct mk_lookup post_of[] = { { "p", "ZPOST", "p.ZPOLL", "l.Z_PK", .many = true }, { 0 } };
static const struct mk_field poll[] = {
    { MK_TIME,  "p.ZCREATIONDATE", mk_cocoa_s,   .clock = "server" },
    { MK_TIMES, "l.ZENDDATE",      mk_cocoa_s,   .sub = MK_END },
    { MK_TEXT,  "l.ZQUESTION",     mk_text_some },
    { MK_DATA,  "p.ZPOSTID",       mk_text_some, .name = "post" },
    { MK_DATA,  "p.ZUSERID",       mk_text_some, .name = "author" },
    { MK_DATA,  "l.ZISCLOSED",     mk_bool,      .name = "closed" },
    { 0 },
};
static const struct mk_field option[] = {
    { MK_PARENT, "o.Z29OPTIONS",  mk_integer,   .ref = "ZPOLL" },
    { MK_TEXT,   "o.ZTEXT",       mk_text_some },
    { MK_DATA,   "o.ZVOTES",      mk_integer,   .name = "votes" },
    { MK_DATA,   "o.ZISSELECTED", mk_bool,      .name = "selected" },
    { 0 },
};

static const char *const needs[] = { "ZSENDER", "ZTEXT", "ZTHREADID", NULL };
#define NEEDS(...) (const char *const[]){ __VA_ARGS__, NULL }

const struct mk_app mk_app_mewe_ios = {
    .id = "mewe.ios",
    .title = "MeWe (iOS)",
    .version = 1,
    .paths = (const char *const[]){ "*/Documents/sgrouplesdb.sqlite", NULL },
    .queries = (const struct mk_query[]){
        { MK_MESSAGE, "m", "ZCHATMESSAGE", needs, out, of, .constants = app, .when = is_mine, .also = true },
        { MK_MESSAGE, "m", "ZCHATMESSAGE", needs, in, of, .constants = app, .when = is_theirs, .also = true },
        { MK_LOCATION, "m", "ZCHATMESSAGE", needs, place_mine, of, .constants = shared, .when = my_place, .extra = true, .also = true },
        { MK_LOCATION, "m", "ZCHATMESSAGE", needs, place_theirs, of, .constants = shared, .when = their_place, .extra = true, .also = true },
        { MK_ATTACHMENT, "a", "ZCHATATTACHMENT", NEEDS("ZCHATMESSAGE"), file, .optional = true },
        { MK_CONVERSATION, "t", "ZCHATTHREAD", NEEDS("ZTHREADID"), thread, .gather = of_thread, .also = true, .optional = true },
        { MK_CONVERSATION, "g", "ZGROUP", NEEDS("ZGROUPID"), group, .also = true, .optional = true },
        { MK_CONTACT, "u", "ZUSER", NEEDS("ZUSERID"), person, contact_of, .optional = true },
        { MK_KIND_ACCOUNT, "c", "ZCURRENTUSER", NEEDS("ZUSER"), account, user_of, .constants = service, .optional = true },
        { MK_EVENT, "p", "ZPOST", NEEDS("ZPOSTID"), post, author_of, .constants = is_post, .also = true, .optional = true },
        { MK_EVENT, "l", "ZPOLL", NEEDS("ZQUESTION"), poll, post_of, .constants = is_poll, .also = true, .optional = true },
        { MK_EVENT, "o", "ZPOLLOPTION", NEEDS("ZTEXT"), option, .constants = is_option, .also = true, .optional = true },
        { 0 },
    },
    .proven_on = "public-sample",
};
