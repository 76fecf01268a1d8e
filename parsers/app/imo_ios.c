/*
 * imo for iPhone: IMODb2.sqlite.
 *
 * Sources: log2timeline/plaso, sqlite_plugins/ios_imohdchat.py (4ea03ef9a): ZTS in nanoseconds since 1970; columns as found in a
 * file of iOS 16: ZISSENT 1 are the owner's, ZA_UID is who wrote, ZBUID the chat, ZSENDERTS the sender's clock; ZIMDATA is a keyed
 * archive of what was attached (observed).
 */
#include "parsers/engine/conv_ios.h"
#include "parsers/engine/engine.h"
#include "parsers/format/plist_column.h"

static const struct mk_name dir[] = { { 0, "in" }, { 1, "out" }, { 0 } };
static const int64_t sent[] = { 1, MK_CODES_END };
static const struct mk_name groups[] = { { 0, "" }, { 1, "group" }, { 0 } };

static const struct mk_lookup of[] = {
    { "c", "ZIMOCONTACT", "c.ZBUID", "m.ZBUID", .many = true }, { "d", NULL, NULL, "m.ZIMDATA", &mk_decoder_plist }, { 0 },
};
static const struct mk_field message[] = {
    { MK_DIR,    "m.ZISSENT",       mk_named,     dir },
    { MK_TIME,   "m.ZTS",           mk_unix_ns,   .clock = "server" },
    { MK_TIMES,  "m.ZSENDERTS",     mk_unix_ns,   .sub = MK_SENT },
    { MK_FROM,   "m.ZISSENT",       mk_is,        sent, .sub = MK_SELF },
    { MK_PEER,   "m.ZBUID",         mk_text_some, .sub = MK_ID },
    { MK_PEER,   "m.ZALIAS",        mk_text_some, .sub = MK_NAME, .only = "in" },
    { MK_PEER,   "m.ZCONTACT_ALIAS", mk_text_some, .sub = MK_NAME },
    { MK_THREAD, "m.ZBUID",         mk_text_some },
    { MK_TEXT,   "m.ZTEXT",         mk_text_some },
    { MK_DATA,   "m.ZA_UID",        mk_text_some, .name = "author" },
    { MK_DATA,   "m.ZALIAS",        mk_text_some, .name = "alias" },
    { MK_DATA,   "c.ZPHONE",        mk_text_some, .name = "peer_phone_in_address_book", .optional = true },
    { MK_DATA,   "m.ZTYPE",         mk_integer,   .name = "type" },
    { MK_DATA,   "m.ZSTATE",        mk_integer,   .name = "state" },
    { 0 },
};
static const struct mk_constant app[] = { { MK_TRANSPORT, "app" }, { 0 } };
static const struct mk_field file[] = {
    { MK_PARENT, "m.Z_PK",                                  mk_integer,   .ref = "ZIMOCHATMSG" },
    { MK_TIME,   "m.ZTS",                                   mk_unix_ns,   .clock = "server" },
    { MK_PATH,   "d.objects/0/filename",                    mk_text_some },
    { MK_URL,    "d.photo_url",                             mk_text_some },
    { MK_ID,     "d.objects/0/object_id",                   mk_text_some },
    { MK_DATA,   "d.type",                                  mk_text_some, .name = "type" },
    { 0 },
};
static const struct mk_when has_data[] = { { "m.ZIMDATA", MK_IF_SOME }, { 0 } };
static const struct mk_field contact[] = {
    { MK_NAME,    "c.ZDISPLAY", mk_text_some },
    { MK_NAME,    "c.ZALIAS",   mk_text_some },
    { MK_HANDLES, "c.ZBUID",    mk_text_some, .sub = MK_ID },
    { MK_PHONES,  "c.ZPHONE",   mk_text_some, .sub = MK_VALUE },
    { MK_DATA,    "c.ZALIAS",   mk_text_some, .name = "alias" },
    { MK_DATA,    "c.ZPH_NAME", mk_text_some, .name = "name_in_address_book" },
    { MK_TYPE,    "c.ZIS_GROUP", mk_named,    groups },
    { 0 },
};
static const struct mk_field chat[] = {
    { MK_TIME,   "r.ZTS",         mk_unix_ns,   .clock = "server" },
    { MK_THREAD, "r.ZBUID",       mk_text_some },
    { MK_TITLE,  "r.ZALIAS",      mk_text_some },
    { MK_DATA,   "r.ZTEXT",       mk_text_some, .name = "last_text" },
    { MK_DATA,   "r.ZNUM_UNREAD", mk_integer,   .name = "unread" },
    { 0 },
};
static const struct mk_field call[] = {
    { MK_TIME, "r.ZTS",        mk_unix_ns,   .clock = "server" },
    { MK_PEER, "r.ZBUID",      mk_text_some, .sub = MK_ID },
    { MK_PEER, "r.ZDISPLAY",   mk_text_some, .sub = MK_NAME },
    { MK_DATA, "r.ZCALL_TYPE", mk_integer,   .name = "call_type" },
    { MK_DATA, "r.ZCHAT_TYPE", mk_integer,   .name = "chat_type" },
    { 0 },
};
static const struct mk_field value[] = {
    { MK_NAME,  "k.ZKEY",        mk_text },
    { MK_VALUE, "k.ZSTRING_VAL", mk_text_some },
    { MK_VALUE, "k.ZLONG_VAL",   mk_text },
    { 0 },
};
static const struct mk_constant undirected[] = { { MK_DIR, "unknown" }, { 0 } };

#define NEEDS(...) (const char *const[]){ __VA_ARGS__, NULL }

const struct mk_app mk_app_imo_ios = {
    .id = "imo.ios",
    .title = "imo (iOS)",
    .version = 1,
    .paths = (const char *const[]){ "*/IMODb2.sqlite", NULL },
    .queries = (const struct mk_query[]){
        { MK_MESSAGE,      "m", "ZIMOCHATMSG", NEEDS("ZISSENT", "ZTEXT"), message, of, .constants = app },
        { MK_ATTACHMENT,   "m", "ZIMOCHATMSG", NEEDS("ZISSENT", "ZIMDATA"), file, of, .when = has_data, .extra = true, .optional = true },
        { MK_CONTACT,      "c", "ZIMOCONTACT", NEEDS("ZBUID"), contact, .optional = true },
        { MK_CONVERSATION, "r", "ZIMORECENTCHAT", NEEDS("ZBUID"), chat, .optional = true },
        { MK_CALL,         "r", "ZIMORECENTCALL", NEEDS("ZBUID"), call, .constants = undirected, .optional = true },
        { MK_DEVICE,       "k", "ZIMOKEYVAL", NEEDS("ZKEY"), value, .optional = true },
        { 0 },
    },
    .proven_on = "public-sample",
};
