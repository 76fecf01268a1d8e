#ifndef MK_APP_WHATSAPP_IOS_CHATS_H
#define MK_APP_WHATSAPP_IOS_CHATS_H

#include "parsers/app/whatsapp_ios.h"

/* Conversations of ChatStorage.sqlite, and smaller tables beside them: see whatsapp_ios.h. */

static const struct mk_name s_type[] = { { 0, "single" }, { 1, "group" }, { 2, "broadcast" }, { 3, "status" }, { 0 } };
static const struct mk_name s_rank[] = { { 0, "member" }, { 1, "admin" }, { 0 } };
static const struct mk_lookup s_member_lookups[] = {
    { "l", "ZWACHATSESSION",        "l.ZCONTACTJID", "p.ZMEMBERJID", .many = true },
    { "k", "ZWAPHONENUMBERLIDPAIR", "k.ZLID",        "p.ZMEMBERJID", .many = true },
    { "n", "ZWAPROFILEPUSHNAME",    "n.ZJID",        "p.ZMEMBERJID", .many = true },
    { 0 },
};
static const struct mk_field s_member[] = {
    { 0, "p.ZMEMBERJID",         mk_text_some, .sub = MK_ID },
    { 0, "p.ZCONTACTNAME",       mk_text_some, .sub = MK_NAME,  .optional = true },
    { 0, "p.ZFIRSTNAME",         mk_text_some, .sub = MK_NAME,  .optional = true },
    { 0, "n.ZPUSHNAME",          mk_text_some, .sub = MK_NAME,  .optional = true },
    { 0, "p.ZMEMBERJID",         mk_jid_phone, .sub = MK_PHONE },
    { 0, "l.ZCONTACTIDENTIFIER", mk_jid_phone, .sub = MK_PHONE, .optional = true },
    { 0, "k.ZPHONENUMBER",       mk_jid_phone, .sub = MK_PHONE, .optional = true },
    { 0, "p.ZISADMIN",           mk_named,     s_rank, .sub = MK_ROLE, .optional = true },
    { 0, "p.ZISACTIVE",          mk_bool,      .name = "active", .optional = true },
    { 0 },
};
static const struct mk_part s_members[] = { { NULL, MK_MEMBERS, s_member }, { 0 } };
static const struct mk_gather s_group[] = {
    { "p", "ZWAGROUPMEMBER", "p.ZCHATSESSION", "c.Z_PK", NULL, s_member_lookups, s_members, .loose = true }, { 0 },
};
static const struct mk_lookup s_lookups[] = {
    { "g", "ZWAGROUPINFO",       "g.Z_PK", "c.ZGROUPINFO" },
    { "h", "ZWAPROFILEPUSHNAME", "h.ZJID", "c.ZCONTACTJID", .many = true },
    { 0 },
};
static const struct mk_field s_chat[] = {
    { MK_TIME,    "g.ZCREATIONDATE",      mk_cocoa_s,    .optional = true },
    { MK_THREAD,  "c.ZCONTACTJID",        mk_text_some },
    { MK_THREAD,  "c.Z_PK",               mk_row_number }, /* as messages call a chat without an address */
    { MK_TITLE,   "c.ZPARTNERNAME",       mk_text_some },
    { MK_TYPE,    "c.ZSESSIONTYPE",       mk_named,      s_type },
    { MK_PHONE,   "c.ZCONTACTJID",        mk_jid_phone },
    { MK_PHONE,   "c.ZCONTACTIDENTIFIER", mk_jid_phone,  .optional = true },
    { MK_OWNER,   "g.ZCREATORJID",        mk_text_some,  .sub = MK_ID,    .optional = true },
    { MK_OWNER,   "g.ZCREATORJID",        mk_jid_phone,  .sub = MK_PHONE, .optional = true },
    { MK_DELETED, "c.ZREMOVED",           mk_bool },
    { MK_TIMES,   "c.ZLASTMESSAGEDATE",   mk_cocoa_s,    .name = "last_message" },
    { MK_TIMES,   "g.ZSUBJECTTIMESTAMP",  mk_cocoa_s,    .name = "subject_changed", .optional = true },
    { MK_TIMES,   "c.ZLOCATIONSHARINGENDDATE", mk_cocoa_s, .name = "location_shared_until", .optional = true },
    { MK_DATA,    "c.ZCONTACTIDENTIFIER", mk_text_some,  .name = "identifier", .optional = true },
    { MK_DATA,    "h.ZPUSHNAME",          mk_text_some,  .name = "own_name", .optional = true },
    { MK_DATA,    "c.ZARCHIVED",          mk_bool,       .name = "archived", .optional = true },
    { MK_DATA,    "c.ZHIDDEN",            mk_bool,       .name = "hidden",   .optional = true },
    { MK_DATA,    "c.ZMESSAGECOUNTER",    mk_integer,    .name = "counter",  .optional = true },
    { MK_DATA,    "c.ZUNREADCOUNT",       mk_not_zero,   .name = "unread",   .optional = true },
    { MK_DATA,    "c.ZSAVEDINPUT",        mk_text_some,  .name = "draft",    .optional = true },
    { 0 },
};

static const struct mk_field s_change[] = {
    { MK_TIME,   "v.ZCHANGEDATE", mk_cocoa_s },
    { MK_THREAD, "v.ZGROUPJID",   mk_text_some },
    { MK_DATA,   "v.ZCHANGETYPE", mk_integer,   .name = "type" },
    { MK_DATA,   "v.ZMEMBERJIDS", mk_text_some, .name = "members" },
    { 0 },
};
static const struct mk_constant s_changed[] = { { MK_NAME, "group_members_changed" }, { 0 } };

/* A link in a message, and what it leads to. */
static const struct mk_field s_link[] = {
    { MK_PARENT, "v.ZMESSAGE",      mk_integer,   .ref = "ZWAMESSAGE" },
    { MK_TIME,   "v.ZDATE",         mk_cocoa_s,   .optional = true },
    { MK_URL,    "v.ZMATCHEDTEXT",  mk_text_some },
    { MK_TITLE,  "v.ZTITLE",        mk_text_some },
    { MK_TEXT,   "v.ZSUMMARY",      mk_text_some },
    { MK_DATA,   "v.ZCONTENT1",     mk_text_some, .name = "content_1" },
    { MK_DATA,   "v.ZCONTENT2",     mk_text_some, .name = "content_2" },
    { MK_DATA,   "v.ZTYPE",         mk_integer,   .name = "type", .optional = true },
    { 0 },
};
static const struct mk_constant s_preview[] = { { MK_NAME, "link_preview" }, { 0 } };

static const struct mk_lookup s_mention_lookups[] = { { "d", "ZWAMEDIAITEM", "d.Z_PK", "v.ZMEDIAITEM" }, { 0 } };
static const struct mk_field s_mention[] = {
    { MK_PARENT, "d.ZMESSAGE",    mk_integer,   .ref = "ZWAMESSAGE" },
    { MK_TIME,   "v.ZDATE",       mk_cocoa_s,   .optional = true },
    { MK_PEER,   "v.ZWHATSAPPID", mk_text_some, .sub = MK_ID },
    { MK_PEER,   "v.ZWHATSAPPID", mk_jid_phone, .sub = MK_PHONE },
    { 0 },
};
static const struct mk_constant s_mentioned[] = { { MK_NAME, "contact_card_of" }, { 0 } };

static const struct mk_field s_block[] = {
    { MK_PEER, "v.ZJID", mk_text_some, .sub = MK_ID }, { MK_PEER, "v.ZJID", mk_jid_phone, .sub = MK_PHONE }, { 0 },
};
static const struct mk_constant s_blocked[] = { { MK_NAME, "blocked_contact" }, { 0 } };

/* The names that people gave themselves. */
static const struct mk_field s_name[] = {
    { MK_NAME,    "v.ZPUSHNAME", mk_text_some },
    { MK_HANDLES, "v.ZJID",      mk_text_some, .sub = MK_ID },
    { MK_HANDLES, "v.ZJID",      mk_fixed,     "whatsapp", .sub = MK_SERVICE },
    { MK_PHONES,  "v.ZJID",      mk_jid_phone, .sub = MK_PHONE },
    { 0 },
};

static const struct mk_field s_payment[] = {
    { MK_TIME,     "v.ZTIMESTAMP",      mk_cocoa_s },
    { MK_FROM,     "v.ZSENDERJID",      mk_text_some, .sub = MK_ID },
    { MK_FROM,     "v.ZSENDERJID",      mk_jid_phone, .sub = MK_PHONE },
    { MK_TO,       "v.ZRECEIVERJID",    mk_text_some, .sub = MK_ID },
    { MK_TO,       "v.ZRECEIVERJID",    mk_jid_phone, .sub = MK_PHONE },
    { MK_AMOUNT,   "v.ZAMOUNT_1000",    mk_thousandths },
    { MK_CURRENCY, "v.ZCURRENCY",       mk_text_some },
    { MK_ID,       "v.ZTRANSACTIONID",  mk_text_some },
    { MK_STATUS_RAW, "v.ZSTATUS",       mk_integer },
    { MK_DATA,     "v.ZTYPE",           mk_integer,   .name = "type" },
    { MK_DATA,     "v.ZMESSAGESTANZAID", mk_text_some, .name = "message" },
    { MK_DATA,     "v.ZGROUPJID",       mk_text_some, .name = "group", .optional = true },
    { MK_DATA,     "v.ZERRORCODE",      mk_text_some, .name = "error", .optional = true },
    { 0 },
};

#endif
