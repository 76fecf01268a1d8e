#ifndef MK_APP_WHATSAPP_IOS_H
#define MK_APP_WHATSAPP_IOS_H

#include "parsers/engine/conv_ios.h"
#include "parsers/engine/engine.h"
#include "parsers/format/proto.h"

/*
 * Messages of ChatStorage.sqlite. A row has its chat (ZWACHATSESSION), in a group its sender
 * (ZWAGROUPMEMBER), what is attached and what it answers (ZWAMEDIAITEM), and reactions, polls and
 * receipts in one protobuf (ZWAMESSAGEINFO). An "@lid" hides a number: of the person a chat is with,
 * ZCONTACTIDENTIFIER tells it, of others a table or LID.sqlite.
 *
 * Sources: CREATE statements and rows of a public image of iOS 15 (J. Hickman; abrignoni/iLEAPP,
 * admin/test/cases, whatsAppMessages: "observed" below); columns, message types, event codes,
 * states and the numbers in protobufs: sepinf-inc/IPED, ExtractorIOS.java (ad1a8364d); reactions and
 * what a forwarded message counts: abrignoni/iLEAPP, scripts/artifacts/whatsApp.py,
 * whatsAppExtended.py (423798fa); where files lie and sent calls: KnugiHK/WhatsApp-Chat-Exporter,
 * ios_handler.py (a0719bc); hidden numbers: mvt-project/mvt, whatsapp.py (dac4acb), and how session
 * types are called: bakerst221b.com, WhatsApp. Receipts in the protobuf have no published meaning
 * and stay untold; so does ZPUSHNAME, which has held different things.
 */
static const struct mk_name w_dir[] = { { 0, "in" }, { 1, "out" }, { 0 } };
static const struct mk_name w_status[] = { { 1, "sent" }, { 6, "delivered" }, { 8, "read" }, { 9, "unsent" }, { 0 } };
static const struct mk_name w_type[] = { /* the words of whatsapp_codes.h; 0: text, which needs none */
    { 0, "" }, { 1, "image" }, { 2, "video" }, { 3, "audio" }, { 4, "contact" }, { 5, "location" }, { 7, "link" },
    { 8, "document" }, { 11, "gif" }, { 12, "waiting" }, { 14, "deleted" }, { 15, "sticker" }, { 19, "interactive" },
    { 20, "interactive" }, { 23, "interactive" }, { 24, "interactive" }, { 25, "interactive_reply" }, { 26, "product" },
    { 27, "group_invitation" }, { 30, "interactive" }, { 31, "interactive_reply" }, { 32, "interactive" },
    { 34, "interactive_reply" }, { 38, "view_once_image" }, { 39, "view_once_video" }, { 41, "interactive" },
    { 42, "interactive" }, { 46, "poll" }, { 53, "view_once_audio" }, { 54, "video_note" }, { 59, "call_log" },
    { 66, "album" }, { 0 },
};
static const struct mk_name w_group[] = { /* of type 6: what ZGROUPEVENTTYPE says happened in a group */
    { 1, "subject_changed" }, { 2, "added" }, { 3, "left" }, { 4, "icon_changed" }, { 5, "icon_removed" }, { 7, "removed" },
    { 9, "number_changed" }, { 10, "made_admin" }, { 11, "admin_removed" }, { 12, "group_created" },
    { 13, "community_unavailable" }, { 15, "joined_by_link" }, { 17, "description_changed" }, { 18, "only_admins_edit" },
    { 19, "all_edit" }, { 20, "only_admins_send" }, { 21, "all_send" }, { 22, "description_removed" },
    { 23, "joined_by_invitation" }, { 26, "timer_changed" }, { 30, "joined_from_community" }, { 31, "added_to_community" },
    { 33, "removed_from_community" }, { 39, "made_admin" }, { 42, "only_admins_add" }, { 43, "not_in_community" },
    { 50, "added" }, { 51, "community_managed" }, { 56, "subject_changed" }, { 57, "description_changed" },
    { 60, "community_welcome" }, { 61, "added_to_community" }, { 64, "who_adds_changed" }, { 0 },
};
static const struct mk_name w_notice[] = { /* of type 10 */
    { 1, "missed_voice_call" }, { 2, "encrypted" }, { 3, "security_code_changed" }, { 4, "missed_video_call" },
    { 5, "number_changed" }, { 6, "number_changed" }, { 21, "missed_voice_call" }, { 22, "missed_video_call" },
    { 25, "business_account" }, { 26, "business_account" }, { 29, "business_renamed" }, { 30, "business_ended" },
    { 34, "blocked" }, { 35, "unblocked" }, { 36, "security_code_changed" }, { 38, "business_account" },
    { 40, "group_call" }, { 41, "group_call" }, { 45, "missed_voice_call" }, { 46, "missed_video_call" },
    { 47, "messages_kept" }, { 51, "chat_privacy" }, { 56, "added_to_contacts" }, { 0 },
};
static const struct mk_name w_channel[] = { { 1, "channel_created" }, { 4, "channel_privacy" }, { 0 } }; /* of type 55 */

#define SYSTEM_TYPES 6, 10, 28, 55
static const int64_t w_system[] = { SYSTEM_TYPES, MK_CODES_END };
static const int64_t w_one[] = { 1, MK_CODES_END };
static const int64_t w_deleted[] = { 14, MK_CODES_END };
static const int64_t w_once[] = { 38, 39, 53, MK_CODES_END };
static const int64_t w_forwarded = 0x180;

#define W_LOOKUPS                                                                     \
    { "c",  "ZWACHATSESSION",        "c.Z_PK",         "m.ZCHATSESSION" },            \
    { "g",  "ZWAGROUPMEMBER",        "g.Z_PK",         "m.ZGROUPMEMBER" },            \
    { "n",  "ZWAPROFILEPUSHNAME",    "n.ZJID",         "g.ZMEMBERJID", .many = true }, \
    { "h",  "ZWAPROFILEPUSHNAME",    "h.ZJID",         "c.ZCONTACTJID", .many = true }, \
    { "l",  "ZWACHATSESSION",        "l.ZCONTACTJID",  "g.ZMEMBERJID", .many = true }, \
    { "p",  "ZWAPHONENUMBERLIDPAIR", "p.ZLID",         "g.ZMEMBERJID", .many = true }, \
    { "d",  "ZWAMEDIAITEM",          "d.Z_PK",         "m.ZMEDIAITEM" },              \
    { "q",  NULL, NULL,              "d.ZMETADATA",    &mk_decoder_proto },           \
    { "i",  "ZWAMESSAGEINFO",        "i.Z_PK",         "m.ZMESSAGEINFO" },            \
    { "r",  NULL, NULL,              "i.ZRECEIPTINFO", &mk_decoder_proto },           \
    { "o",  "ZWAMESSAGE",            "o.ZSTANZAID",    "q.5", .many = true }

/* Whom it is from: a group's member, or the person the chat is with. */
#define W_ID(key, dir_)                                                               \
    { key, "g.ZMEMBERJID",   mk_text_some,  .sub = MK_ID,    .only = dir_, .optional = true }, \
    { key, "m.ZFROMJID",     mk_jid_person, .sub = MK_ID,    .only = dir_ }
#define W_PHONE(key, dir_)                                                            \
    { key, "g.ZMEMBERJID",   mk_jid_phone,  .sub = MK_PHONE, .only = dir_, .optional = true }, \
    { key, "l.ZCONTACTIDENTIFIER", mk_jid_phone, .sub = MK_PHONE, .only = dir_, .optional = true }, \
    { key, "p.ZPHONENUMBER", mk_jid_phone,  .sub = MK_PHONE, .only = dir_, .optional = true }, \
    { key, "m.ZFROMJID",     mk_jid_phone,  .sub = MK_PHONE, .only = dir_ }
#define W_NAME(key, dir_)                                                             \
    { key, "g.ZCONTACTNAME", mk_text_some,  .sub = MK_NAME,  .only = dir_, .optional = true }, \
    { key, "n.ZPUSHNAME",    mk_text_some,  .sub = MK_NAME,  .only = dir_, .optional = true }

#define W_COMMON                                                                      \
    { MK_TIME,   "m.ZMESSAGEDATE",  mk_cocoa_s,     .clock = "device", .only = "out" }, \
    { MK_TIME,   "m.ZMESSAGEDATE",  mk_cocoa_s },                                     \
    { MK_THREAD, "c.ZCONTACTJID",   mk_text_some,   .optional = true },               \
    { MK_THREAD, "m.ZCHATSESSION",  mk_row_number },                                  \
    { MK_ID,     "m.ZSTANZAID",     mk_text_some },                                   \
    { MK_TEXT,   "m.ZTEXT",         mk_text_some },                                   \
    { MK_STARRED, "m.ZSTARRED",     mk_bool,        .optional = true }

static const struct mk_lookup w_lookups[] = { W_LOOKUPS, { 0 } };
static const struct mk_field w_message[] = {
    { MK_DIR,        "m.ZISFROMME",          mk_named,      w_dir },
    { MK_STATUS,     "m.ZMESSAGESTATUS",     mk_named,      w_status, .only = "out" },
    { MK_STATUS_RAW, "m.ZMESSAGESTATUS",     mk_not_zero,   .only = "in" },
    { MK_TYPE,       "m.ZMESSAGETYPE",       mk_named,      w_type },
    W_ID(MK_PEER, "in"),
    { MK_PEER,       "c.ZCONTACTJID",        mk_jid_person, .sub = MK_ID,    .only = "in",  .optional = true },
    { MK_PEER,       "c.ZCONTACTJID",        mk_text_some,  .sub = MK_ID,    .only = "out", .optional = true },
    { MK_PEER,       "m.ZTOJID",             mk_text_some,  .sub = MK_ID,    .only = "out" },
    W_PHONE(MK_PEER, "in"),
    { MK_PEER,       "c.ZCONTACTJID",        mk_jid_phone,  .sub = MK_PHONE, .optional = true },
    { MK_PEER,       "c.ZCONTACTIDENTIFIER", mk_jid_phone,  .sub = MK_PHONE, .optional = true },
    W_NAME(MK_PEER, "in"),
    { MK_PEER,       "h.ZPUSHNAME",          mk_text_some,  .sub = MK_NAME,  .optional = true },
    W_COMMON,
    { MK_TEXT,       "r.8.2",                mk_text_some,  .optional = true }, /* what a poll asks */
    { MK_TIMES,      "m.ZSENTDATE",          mk_cocoa_s,    .sub = MK_SENT,     .only = "out", .optional = true },
    { MK_TIMES,      "m.ZSENTDATE",          mk_cocoa_s,    .sub = MK_RECEIVED, .only = "in",  .optional = true },
    { MK_REPLY_TO,   "o.Z_PK",               mk_integer,    .ref = "ZWAMESSAGE" },
    { MK_REPLY_TO,   "q.5",                  mk_text_some },
    { MK_QUOTED,     "q.6",                  mk_text_some,  .sub = MK_ID },
    { MK_QUOTED,     "q.19.1:text",          mk_text_some,  .sub = MK_TEXT },
    { MK_DELETED,    "m.ZMESSAGETYPE",       mk_is,         w_deleted },
    { MK_FORWARDED,  "m.ZFLAGS",             mk_all_bits,   &w_forwarded, .optional = true },
    { MK_FORWARDS,   "q.17",                 mk_not_zero },
    { MK_VIEW_ONCE,  "m.ZMESSAGETYPE",       mk_is,         w_once },
    { MK_DURATION_S, "q.87.1.3",             mk_seconds },  /* of a call */
    { MK_ERROR_CODE, "m.ZMESSAGEERRORSTATUS", mk_not_zero,  .optional = true },
    { MK_DATA,       "m.ZPARENTMESSAGE",     mk_not_zero,   .name = "parent_message", .optional = true },
    { MK_DATA,       "q.21:text",            mk_text_some,  .name = "forwarded_from" },
    { 0 },
};
static const struct mk_when w_is_message[] = { { "m.ZMESSAGETYPE", MK_IF_NOT_AMONG, .codes = w_system }, { 0 } };

/* What the app itself put into a chat; ZTEXT then is whom or what it is about. */
#define W_EVENT                                                                       \
    { MK_DIR, "m.Z_PK",         mk_fixed, "system" },                                 \
    W_ID(MK_FROM, "system"), W_PHONE(MK_FROM, "system"), W_NAME(MK_FROM, "system"),    \
    { MK_FROM, "m.ZISFROMME",   mk_is,    w_one, .sub = MK_SELF },                    \
    W_COMMON
static const struct mk_field w_group_event[] = { W_EVENT, { MK_ACTION, "m.ZGROUPEVENTTYPE", mk_named, w_group }, { 0 } };
static const struct mk_field w_notices[] = { W_EVENT, { MK_ACTION, "m.ZGROUPEVENTTYPE", mk_named, w_notice }, { 0 } };
static const struct mk_field w_channels[] = { W_EVENT, { MK_ACTION, "m.ZGROUPEVENTTYPE", mk_named, w_channel }, { 0 } };
static const struct mk_field w_timer[] = {
    W_EVENT,
    { MK_ACTION, "m.Z_PK", mk_fixed,   "timer_changed" },
    { MK_DATA,   "q.36",   mk_decimal, .name = "timer_s" },
    { 0 },
};
static const struct mk_when w_is_group_event[] = { { "m.ZMESSAGETYPE", MK_IF_IS, 6 }, { 0 } };
static const struct mk_when w_is_notice[] = { { "m.ZMESSAGETYPE", MK_IF_IS, 10 }, { 0 } };
static const struct mk_when w_is_timer[] = { { "m.ZMESSAGETYPE", MK_IF_IS, 28 }, { 0 } };
static const struct mk_when w_is_channel[] = { { "m.ZMESSAGETYPE", MK_IF_IS, 55 }, { 0 } };
static const struct mk_constant w_app[] = { { MK_TRANSPORT, "app" }, { 0 } };

#endif
