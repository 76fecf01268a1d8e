#ifndef MK_APP_WHATSAPP_IOS_MEDIA_H
#define MK_APP_WHATSAPP_IOS_MEDIA_H

#include "parsers/app/whatsapp_ios.h"

/*
 * What belongs to messages of ChatStorage.sqlite: see whatsapp_ios.h. ZWAMEDIAITEM serves several
 * ends, told apart by the message's type: of a picture ZLATITUDE and ZLONGITUDE are its width and
 * height, ZVCARDSTRING its MIME type, ZVCARDNAME its SHA-256. Files lie below the folder "Message"
 * beside the database. Rows that only say what a message answers are told with that message.
 */
#define CARDS 4, 5
static const int64_t d_media[] = { 1, 2, 3, 11, 15, 38, 39, 53, 54, MK_CODES_END };
static const int64_t d_no_media[] = { CARDS, 1, 2, 3, 8, 11, 15, 38, 39, 53, 54, MK_CODES_END };
static const struct mk_lookup d_of[] = { { "m", "ZWAMESSAGE", "m.Z_PK", "a.ZMESSAGE" }, { 0 } };

#define D_FILE                                                                        \
    { MK_PARENT,     "a.ZMESSAGE",        mk_integer,    .ref = "ZWAMESSAGE" },       \
    { MK_PATH,       "a.ZMEDIALOCALPATH", mk_text_some,  .below = "Message/" },       \
    { MK_MIME,       "a.ZVCARDSTRING",    mk_text_some,  .optional = true },          \
    { MK_BYTES,      "a.ZFILESIZE",       mk_not_zero,   .optional = true },          \
    { MK_SHA256,     "a.ZVCARDNAME",      mk_sha256_base64, .optional = true },       \
    { MK_DURATION_S, "a.ZMOVIEDURATION",  mk_not_zero,   .optional = true },          \
    { MK_URL,        "a.ZMEDIAURL",       mk_text_some },                             \
    { MK_DATA,       "a.ZXMPPTHUMBPATH",  mk_text_some,  .name = "thumbnail", .below = "Message/", .optional = true }, \
    { MK_DATA,       "a.ZCOLLECTIONNAME", mk_text_some,  .name = "collection", .optional = true }
static const struct mk_field d_picture[] = {
    D_FILE,
    { MK_CAPTION,   "a.ZTITLE",       mk_text_some, .optional = true },
    { MK_WIDTH,     "a.ZLATITUDE",    mk_pixels,    .optional = true },
    { MK_HEIGHT,    "a.ZLONGITUDE",   mk_pixels,    .optional = true },
    { MK_VIEW_ONCE, "m.ZMESSAGETYPE", mk_is,        w_once },
    { 0 },
};
static const struct mk_field d_document[] = { D_FILE, { MK_NAME, "a.ZTITLE", mk_text_some, .optional = true }, { 0 } };
static const struct mk_when d_is_picture[] = { { "m.ZMESSAGETYPE", MK_IF_AMONG, .codes = d_media }, { 0 } };
static const struct mk_when d_is_document[] = { { "m.ZMESSAGETYPE", MK_IF_IS, 8 }, { 0 } };

/* Of another type, or of a message that is gone or was deleted: what file it had. */
static const struct mk_field d_other[] = { D_FILE, { MK_TITLE, "a.ZTITLE", mk_text_some, .optional = true }, { 0 } };
static const struct mk_when d_is_other[] = {
    { "m.ZMESSAGETYPE", MK_IF_NOT_AMONG, .codes = d_no_media }, { "a.ZMEDIALOCALPATH", MK_IF_SOME }, { 0 },
};
static const struct mk_when d_is_remote[] = {
    { "m.ZMESSAGETYPE", MK_IF_NOT_AMONG, .codes = d_no_media }, { "a.ZMEDIALOCALPATH", MK_IF_NONE },
    { "a.ZMEDIAURL", MK_IF_SOME }, { 0 },
};

static const struct mk_field d_card[] = {
    { MK_PARENT, "a.ZMESSAGE",     mk_integer,   .ref = "ZWAMESSAGE" },
    { MK_NAME,   "a.ZVCARDNAME",   mk_text_some, .optional = true },
    { MK_TEXT,   "a.ZVCARDSTRING", mk_text_some, .optional = true },
    { 0 },
};
static const struct mk_when d_is_card[] = { { "m.ZMESSAGETYPE", MK_IF_IS, 4 }, { 0 } };
static const struct mk_constant d_vcard[] = { { MK_MIME, "text/vcard" }, { 0 } };

static const struct mk_name d_whose[] = { { 0, "peer" }, { 1, "device" }, { 0 } };
static const struct mk_field d_place[] = {
    { MK_PARENT,     "a.ZMESSAGE",     mk_integer,   .ref = "ZWAMESSAGE" },
    { MK_TIME,       "m.ZMESSAGEDATE", mk_cocoa_s },
    { MK_WHOSE,      "m.ZISFROMME",    mk_named,     d_whose },
    { MK_WHOSE,      "a.Z_PK",         mk_fixed,     "unknown" },
    { MK_LAT,        "a.ZLATITUDE",    mk_latitude },
    { MK_LON,        "a.ZLONGITUDE",   mk_longitude },
    { MK_ACCURACY_M, "a.ZHACCURACY",   mk_real_above_zero, .optional = true },
    { MK_LABEL,      "a.ZTITLE",       mk_text_some, .optional = true },
    { MK_URL,        "a.ZMEDIAURL",    mk_text_some, .optional = true },
    { MK_DATA,       "a.ZVCARDNAME",   mk_text_some, .name = "address", .optional = true },
    { MK_DATA,       "a.ZXMPPTHUMBPATH", mk_text_some, .name = "thumbnail", .below = "Message/", .optional = true },
    { 0 },
};
static const struct mk_when d_is_place[] = { { "m.ZMESSAGETYPE", MK_IF_IS, 5 }, { 0 } };
static const struct mk_constant d_shared[] = { { MK_ORIGIN, "app" }, { MK_MEANING, "shared" }, { 0 } };

/* Reactions: 7.1 of others {2 who, 3 what, 4 when}, 7.2 the owner's {2 what, 3 when}; none: taken
 * back. 7.3: counts of a channel. 8.3: what a poll offers. */
#define R_PARENT { MK_PARENT, "i.ZMESSAGE", mk_integer, .ref = "ZWAMESSAGE" }
static const struct mk_lookup r_theirs[] = {
    { "e", NULL, NULL,              "i.ZRECEIPTINFO", &mk_decoder_proto, .each = "7.1" },
    { "l", "ZWACHATSESSION",        "l.ZCONTACTJID",  "e.2", .many = true },
    { "p", "ZWAPHONENUMBERLIDPAIR", "p.ZLID",         "e.2", .many = true },
    { 0 },
};
static const struct mk_lookup r_own[] = { { "e", NULL, NULL, "i.ZRECEIPTINFO", &mk_decoder_proto, .each = "7.2" }, { 0 } };
static const struct mk_lookup r_counts[] = { { "e", NULL, NULL, "i.ZRECEIPTINFO", &mk_decoder_proto, .each = "7.3.1" }, { 0 } };
static const struct mk_lookup r_options[] = { { "e", NULL, NULL, "i.ZRECEIPTINFO", &mk_decoder_proto, .each = "8.3" }, { 0 } };
static const struct mk_field r_reaction[] = {
    R_PARENT,
    { MK_DIR,  "i.Z_PK", mk_fixed,      "in" },
    { MK_TIME, "e.4",    mk_unix_ms_set },
    { MK_FROM, "e.2",    mk_text_some,  .sub = MK_ID },
    { MK_FROM, "e.2",    mk_jid_phone,  .sub = MK_PHONE },
    { MK_FROM, "l.ZCONTACTIDENTIFIER", mk_jid_phone, .sub = MK_PHONE, .optional = true },
    { MK_FROM, "p.ZPHONENUMBER", mk_jid_phone, .sub = MK_PHONE, .optional = true },
    { MK_TEXT, "e.3",    mk_text_some },
    { MK_ID,   "e.1",    mk_text_some },
    { 0 },
};
static const struct mk_field r_own_reaction[] = {
    R_PARENT,
    { MK_DIR,  "i.Z_PK", mk_fixed,      "out" },
    { MK_TIME, "e.3",    mk_unix_ms_set },
    { MK_FROM, "i.Z_PK", mk_there,      .sub = MK_SELF },
    { MK_TEXT, "e.2",    mk_text_some },
    { MK_ID,   "e.1",    mk_text_some },
    { 0 },
};
static const struct mk_field r_count[] = {
    R_PARENT, { MK_DATA, "e.1", mk_text_some, .name = "reaction" }, { MK_DATA, "e.2", mk_integer, .name = "count" }, { 0 },
};
static const struct mk_field r_option[] = { R_PARENT, { MK_DATA, "e.1:text", mk_text_some, .name = "option" }, { 0 } };
static const struct mk_constant r_counted[] = { { MK_NAME, "reaction_count" }, { 0 } };
static const struct mk_constant r_poll[] = { { MK_NAME, "poll_option" }, { 0 } };

#endif
