/*
 * Microsoft Teams for iPhone (also the free one, "SkypeSpacesDogfood"): its Core Data file, one for each account.
 *
 * Sources: abrignoni/iLEAPP, scripts/artifacts/teams.py (423798fa): tables, ZARRIVALTIME in seconds since 2001-01-01, ZPROPERTIES as
 * a keyed archive with "call-log" and "cards"; columns as found in a file of iOS 15. The cards of a live location have its
 * coordinates in an "id" of JSON (observed), those of a place in the address of its map.
 */
#include "parsers/engine/conv_ios.h"
#include "parsers/engine/engine.h"
#include "parsers/format/json_column.h"
#include "parsers/format/map_link.h"
#include "parsers/format/markup.h"
#include "parsers/format/plist_column.h"

static const struct mk_name dir[] = { { 0, "in" }, { 1, "out" }, { 0 } }, whose[] = { { 0, "peer" }, { 1, "device" }, { 0 } };
static const int64_t mine[] = { 1, MK_CODES_END };

#define OF_MESSAGE                                                                   \
    { "p", "ZMESSAGEPROPERTIES", "p.ZTSID", "m.ZTSID", .many = true },               \
    { "q", NULL, NULL, "p.ZPROPERTIES", &mk_decoder_plist },                         \
    { "d", NULL, NULL, "q.cards", &mk_decoder_json },                                \
    { "k", NULL, NULL, "d.0.content.body.0.id", &mk_decoder_json },                  \
    { "u", NULL, NULL, "d.0.content.body.0.selectAction.url", &mk_decoder_map_link }
static const struct mk_lookup of[] = { OF_MESSAGE, { "h", NULL, NULL, "m.ZCONTENT", &mk_decoder_markup }, { 0 } };

#define MESSAGE                                                                      \
    { MK_TIME,    "m.ZARRIVALTIME",   mk_cocoa_s,   .clock = "server" },             \
    { MK_TIMES,   "m.ZCOMPOSETIME",   mk_iso,       .name = "composed" },            \
    { MK_TIMES,   "m.ZEDITTIME",      mk_cocoa_s,   .sub = MK_EDITED, .optional = true }, \
    { MK_FROM,    "m.ZTS_ISSENTBYME", mk_is,        mine, .sub = MK_SELF },          \
    { MK_FROM,    "m.ZFROM",          mk_text_some, .sub = MK_ID },                  \
    { MK_FROM,    "m.ZIMDISPLAYNAME", mk_text_some, .sub = MK_NAME },                \
    { MK_THREAD,  "m.ZTHREADID",      mk_text_some },                                \
    { MK_SUBJECT, "m.ZSUBJECT",       mk_text_some },                                \
    { MK_DELETED, "m.ZTS_ISSOFTDELETED", mk_bool },                                  \
    { MK_DATA,    "m.ZMESSAGETYPE",   mk_text_some, .name = "type" },                \
    { MK_DATA,    "m.ZTSID",          mk_text,      .name = "id" },                  \
    { MK_DATA,    "d.0.content.body.0.selectAction.url", mk_text_some, .name = "card_url" }, \
    { MK_DATA,    "d.0.content.body.0.selectAction.title", mk_text_some, .name = "card_title" }, \
    { MK_DATA,    "d.0.content.body.1.text", mk_text_some, .name = "card_text" },    \
    { MK_DATA,    "d.0.content.body.0.url", mk_text_some, .name = "card_picture" }
static const struct mk_field plain[] = {
    { MK_DIR, "m.ZTS_ISSENTBYME", mk_named, dir }, { MK_TEXT, "m.ZCONTENT", mk_text_some }, MESSAGE, { 0 },
};
static const struct mk_field html[] = {
    { MK_DIR, "m.ZTS_ISSENTBYME", mk_named, dir }, { MK_TEXT, "h.text", mk_text_some }, MESSAGE,
    { MK_DATA, "m.ZCONTENT", mk_text_some, .name = "html" }, { 0 },
};
static const struct mk_field activity[] = {
    { MK_DIR, "m.ZTSID", mk_fixed, "system" }, { MK_TEXT, "m.ZCONTENT", mk_text_some },
    { MK_ACTION, "m.ZTS_MESSAGECONTENTTYPE", mk_text_some }, MESSAGE, { 0 },
};
static const struct mk_constant app[] = { { MK_TRANSPORT, "app" }, { 0 } };
#define BASE(test, ...) (const struct mk_when[]){ { "m.ZTS_MESSAGEBASETYPE", test, 0, "threadactivity" }, __VA_ARGS__ { 0 } }

static const struct mk_glob ways[] = { { "incoming", "in" }, { "outgoing", "out" }, { 0 } };
static const struct mk_glob results[] = {
    { "accepted", "answered" }, { "missed", "missed" }, { "declined", "rejected" }, { "*", "unknown" }, { 0 },
};
static const struct mk_field call[] = {
    { MK_DIR,        "q.call-log/callDirection", mk_by_glob, ways },
    { MK_TIME,       "q.call-log/startTime",     mk_iso,       .clock = "server" },
    { MK_TIMES,      "q.call-log/connectTime",   mk_iso,       .name = "connected" },
    { MK_TIMES,      "q.call-log/endTime",       mk_iso,       .sub = MK_END },
    { MK_PEER,       "q.call-log/originator",    mk_text_some, .sub = MK_ID, .only = "in" },
    { MK_PEER,       "q.call-log/target",        mk_text_some, .sub = MK_ID, .only = "out" },
    { MK_PEER,       "q.call-log/originatorParticipant/displayName", mk_text_some, .sub = MK_NAME, .only = "in" },
    { MK_PEER,       "q.call-log/targetParticipant/displayName", mk_text_some, .sub = MK_NAME, .only = "out" },
    { MK_RESULT,     "q.call-log/callState",     mk_by_glob, results },
    { MK_THREAD,     "m.ZTHREADID",              mk_text_some },
    { MK_DATA,       "q.call-log/callState",     mk_text_some, .name = "state" },
    { MK_DATA,       "q.call-log/callType",      mk_text_some, .name = "call_type" },
    { MK_DATA,       "q.call-log/callDirection", mk_text_some, .name = "direction" },
    { MK_DATA,       "q.call-log/originator",    mk_text_some, .name = "originator" },
    { MK_DATA,       "q.call-log/originatorParticipant/displayName", mk_text_some, .name = "originator_name" },
    { MK_DATA,       "q.call-log/target",        mk_text_some, .name = "target" },
    { MK_DATA,       "q.call-log/callId",        mk_text_some, .name = "id" },
    { 0 },
};
static const struct mk_when has_call[] = { { "q.call-log/startTime", MK_IF_SOME }, { 0 } };
/* A live location: the sender's, when it was shared. */
static const struct mk_field live[] = {
    { MK_TIME,   "m.ZARRIVALTIME",   mk_cocoa_s,   .clock = "server" },
    { MK_TIMES,  "k.expiresAt",      mk_unix_ms,   .sub = MK_EXPIRES },
    { MK_LAT,    "k.latitude",       mk_latitude_text },
    { MK_LON,    "k.longitude",      mk_longitude_text },
    { MK_LABEL,  "d.0.content.body.1.text", mk_text_some },
    { MK_WHOSE,  "m.ZTS_ISSENTBYME", mk_named,     whose },
    { MK_PARENT, "m.Z_PK",           mk_integer,   .ref = "ZSMESSAGE" },
    { MK_DATA,   "k.deviceId",       mk_text_some, .name = "device" },
    { MK_DATA,   "k.sessionId",      mk_text_some, .name = "session" },
    { 0 },
};
/* A place that was sent: whether the sender was there it does not say. */
static const struct mk_field place[] = {
    { MK_TIME,   "m.ZARRIVALTIME",   mk_cocoa_s,   .clock = "server" },
    { MK_LAT,    "u.lat",            mk_latitude },
    { MK_LON,    "u.lon",            mk_longitude },
    { MK_LABEL,  "d.0.content.body.1.text", mk_text_some },
    { MK_PARENT, "m.Z_PK",           mk_integer,   .ref = "ZSMESSAGE" },
    { 0 },
};
static const struct mk_constant shared[] = { { MK_ORIGIN, "app" }, { MK_MEANING, "shared" }, { 0 } };
static const struct mk_constant sent[] = { { MK_ORIGIN, "app" }, { MK_MEANING, "shared" }, { MK_WHOSE, "unknown" }, { 0 } };
static const struct mk_when is_live[] = { { "k.latitude", MK_IF_SOME }, { 0 } };
static const struct mk_when is_place[] = { { "k.latitude", MK_IF_NONE }, { "u.lat", MK_IF_SOME }, { 0 } };

static const struct mk_field thread[] = {
    { MK_THREAD, "t.ZTSID",        mk_text },
    { MK_TITLE,  "t.ZTHREADTOPIC", mk_text_some },
    { MK_TYPE,   "t.ZTHREADTYPE",  mk_text_some },
    { MK_DATA,   "t.ZISCREATOR",   mk_bool,      .name = "created_by_owner" },
    { MK_DATA,   "t.ZPICTURE",     mk_text_some, .name = "picture" },
    { 0 },
};
static const struct mk_field hashed[] = {
    { MK_NAME,   "c.ZDISPLAYNAME", mk_text_some },
    { MK_EMAILS, "c.ZEMAIL",       mk_text_some, .sub = MK_VALUE },
    { MK_PHONES, "c.ZPHONENUMBER", mk_text_some, .sub = MK_VALUE },
    { 0 },
};
static const struct mk_field person[] = {
    { MK_NAME,    "c.ZDISPLAYNAME", mk_text_some },
    { MK_HANDLES, "c.ZMRI",         mk_text_some, .sub = MK_ID },
    { MK_EMAILS,  "c.ZEMAIL",       mk_text_some, .sub = MK_VALUE, .optional = true },
    { MK_PHONES,  "c.ZPHONE",       mk_text_some, .sub = MK_VALUE, .optional = true },
    { 0 },
};
/* Everybody whom it met, the owner among them. */
static const struct mk_field user[] = {
    { MK_TIME,    "u.ZTS_LASTSYNCEDAT", mk_cocoa_s,   .clock = "device" },
    { MK_NAME,    "u.ZDISPLAYNAME",     mk_text_some },
    { MK_HANDLES, "u.ZTSID",            mk_text_some, .sub = MK_ID },
    { MK_EMAILS,  "u.ZMAIL",            mk_text_some, .sub = MK_VALUE },
    { MK_PHONES,  "u.ZTELEPHONENUMBER", mk_text_some, .sub = MK_VALUE },
    { MK_TYPE,    "u.ZTYPE",            mk_text_some },
    { MK_DATA,    "u.ZGIVENNAME",       mk_text_some, .name = "given_name" },
    { MK_DATA,    "u.ZSURNAME",         mk_text_some, .name = "family_name" },
    { 0 },
};
static const struct mk_field sharing[] = {
    { MK_TIME,   "s.ZLASTUPDATEDDATE", mk_cocoa_s,   .clock = "device" },
    { MK_THREAD, "s.ZTHREADID",        mk_text_some },
    { MK_DATA,   "s.ZUSERMRI",         mk_text_some, .name = "user" },
    { MK_DATA,   "s.ZISACTIVE",        mk_bool,      .name = "active" },
    { 0 },
};
static const struct mk_constant is_sharing[] = { { MK_NAME, "location_shared" }, { 0 } };

#define NEEDS(...) (const char *const[]){ __VA_ARGS__, NULL }
static const char *const needs[] = { "ZCONTENT", "ZTS_ISSENTBYME", "ZARRIVALTIME", NULL };

const struct mk_app mk_app_teams_ios = {
    .id = "teams.ios",
    .title = "Microsoft Teams (iOS)",
    .version = 1,
    .paths = (const char *const[]){ "*/SkypeSpacesDogfood/*/SkypeSpacesDogfood-*.sqlite", NULL },
    .queries = (const struct mk_query[]){
        { MK_MESSAGE, "m", "ZSMESSAGE", needs, activity, of, .constants = app, .when = BASE(MK_IF_IS), .also = true },
        { MK_MESSAGE, "m", "ZSMESSAGE", needs, html, of, .constants = app,
          .when = BASE(MK_IF_NOT, { "m.ZTS_MESSAGECONTENTTYPE", MK_IF_IS, 0, "html" },), .also = true },
        { MK_MESSAGE, "m", "ZSMESSAGE", needs, plain, of, .constants = app,
          .when = BASE(MK_IF_NOT, { "m.ZTS_MESSAGECONTENTTYPE", MK_IF_NOT, 0, "html" },), .also = true },
        { MK_CALL,     "m", "ZSMESSAGE", needs, call, of, .when = has_call, .extra = true, .optional = true },
        { MK_LOCATION, "m", "ZSMESSAGE", needs, live, of, .constants = shared, .when = is_live, .extra = true, .also = true, .optional = true },
        { MK_LOCATION, "m", "ZSMESSAGE", needs, place, of, .constants = sent, .when = is_place, .extra = true, .also = true, .optional = true },
        { MK_CONVERSATION, "t", "ZTHREAD", NEEDS("ZTHREADTOPIC"), thread, .optional = true },
        { MK_CONTACT, "u", "ZUSER", NEEDS("ZDISPLAYNAME"), user, .also = true, .optional = true },
        { MK_CONTACT, "c", "ZSCONTACT", NEEDS("ZDISPLAYNAME"), person, .also = true, .optional = true },
        { MK_CONTACT, "c", "ZDEVICECONTACTHASH", NEEDS("ZDISPLAYNAME"), hashed, .also = true, .optional = true },
        { MK_EVENT, "s", "ZUSERLOCATION", NEEDS("ZUSERMRI"), sharing, .constants = is_sharing, .optional = true },
        { 0 },
    },
    .proven_on = "public-sample",
};
