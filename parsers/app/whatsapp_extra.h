#ifndef MK_APP_WHATSAPP_EXTRA_H
#define MK_APP_WHATSAPP_EXTRA_H

#include "parsers/app/whatsapp_codes.h"

/* What is attached to messages of the newer schema in tables of its own; each row a record that
 * names its message, so that none is lost when the message is gone. */

/* Reactions (type 56), and other things that came later. In a chat of two the sender is not named. */
static const struct mk_lookup x_addon_lookups[] = {
    { "t",  "message_add_on_reaction", "t.message_add_on_row_id", "a._id" },
    { "c",  "chat",    "c._id",         "a.chat_row_id" },
    { "j",  "jid",     "j._id",         "c.jid_row_id" },
    { "s",  "jid",     "s._id",         "a.sender_jid_row_id" },
    { "sm", "jid_map", "sm.lid_row_id", "a.sender_jid_row_id" },
    { "sp", "jid",     "sp._id",        "sm.jid_row_id" },
    { 0 },
};
#define X_ADDON                                                                                \
    { MK_DIR,    "a.from_me",               mk_named,       dir },                             \
    { MK_TIME,   "a.timestamp",             mk_unix_ms_set },                                  \
    { MK_PARENT, "a.parent_message_row_id", mk_integer,     .ref = "message" },                \
    { MK_FROM,   "s.raw_string",            mk_text_some,   .sub = MK_ID,    .only = "in" },   \
    { MK_FROM,   "j.raw_string",            mk_jid_person,  .sub = MK_ID,    .only = "in" },   \
    { MK_FROM,   "a.sender_jid_row_id",     mk_row_number,  .sub = MK_ID,    .only = "in" },   \
    { MK_FROM,   "sp.raw_string",           mk_jid_phone,   .sub = MK_PHONE, .only = "in", .optional = true }, \
    { MK_FROM,   "s.raw_string",            mk_jid_phone,   .sub = MK_PHONE, .only = "in" },   \
    { MK_FROM,   "j.raw_string",            mk_jid_phone,   .sub = MK_PHONE, .only = "in" },   \
    { MK_FROM,   "a.from_me",               mk_is,          one, .sub = MK_SELF },             \
    { MK_THREAD, "j.raw_string",            mk_text_some }
static const struct mk_field x_reaction[] = {
    X_ADDON,
    { MK_TIMES, "t.sender_timestamp", mk_unix_ms_set, .sub = MK_SENT },
    { MK_TEXT,  "t.reaction",         mk_text_some }, /* none: it was taken back */
    { 0 },
};
static const struct mk_name x_addons[] = {
    { 67, "poll_vote" }, { 68, "kept_in_chat" }, { 74, "edit" }, { 79, "pinned" }, { 93, "event_response" }, { 0 },
};
static const struct mk_field x_addon[] = { { MK_NAME, "a.message_add_on_type", mk_named, x_addons }, X_ADDON, { 0 } };
static const struct mk_when x_is_reaction[] = { { "a.message_add_on_type", MK_IF_IS, 56 }, { 0 } };
static const struct mk_when x_no_reaction[] = { { "a.message_add_on_type", MK_IF_NOT, 56 }, { 0 } };

/* When a recipient's phone had it, and when it was read and played there. */
static const struct mk_lookup x_user[] = {
    { "u",  "jid",     "u._id",         "a.receipt_user_jid_row_id" },
    { "um", "jid_map", "um.lid_row_id", "a.receipt_user_jid_row_id" },
    { "up", "jid",     "up._id",        "um.jid_row_id" },
    { 0 },
};
static const struct mk_field x_receipt[] = {
    { MK_PARENT, "a.message_row_id",          mk_integer,     .ref = "message" },
    { MK_PEER,   "u.raw_string",              mk_text_some,   .sub = MK_ID },
    { MK_PEER,   "a.receipt_user_jid_row_id", mk_row_number,  .sub = MK_ID },
    { MK_PEER,   "up.raw_string",             mk_jid_phone,   .sub = MK_PHONE, .optional = true },
    { MK_PEER,   "u.raw_string",              mk_jid_phone,   .sub = MK_PHONE },
    { MK_TIMES,  "a.receipt_timestamp",       mk_unix_ms_set, .sub = MK_DELIVERED },
    { MK_TIMES,  "a.read_timestamp",          mk_unix_ms_set, .sub = MK_READ },
    { MK_TIMES,  "a.played_timestamp",        mk_unix_ms_set, .name = "played" },
    { 0 },
};
static const struct mk_constant receipt[] = { { MK_NAME, "receipt" }, { 0 } };

static const struct mk_field x_poll[] = {
    { MK_PARENT, "a.message_row_id", mk_integer,   .ref = "message" },
    { MK_DATA,   "a.option_name",    mk_text,      .name = "option" },
    { MK_DATA,   "a.vote_total",     mk_integer,   .name = "votes" },
    { 0 },
};
static const struct mk_constant poll[] = { { MK_NAME, "poll_option" }, { 0 } };

static const struct mk_field x_link[] = {
    { MK_PARENT, "a.message_row_id", mk_integer,   .ref = "message" },
    { MK_URL,    "a.url",            mk_text_some },
    { MK_TITLE,  "a.page_title",     mk_text_some },
    { MK_TEXT,   "a.description",    mk_text_some },
    { 0 },
};
static const struct mk_constant preview[] = { { MK_NAME, "link_preview" }, { 0 } };

/* People that a message names: mentioned in it, or what a system message is about. */
static const struct mk_lookup x_mentioned[] = {
    { "u",  "jid",     "u._id",         "a.jid_row_id" },
    { "um", "jid_map", "um.lid_row_id", "a.jid_row_id" },
    { "up", "jid",     "up._id",        "um.jid_row_id" },
    { 0 },
};
static const struct mk_field x_mention[] = {
    { MK_PARENT, "a.message_row_id", mk_integer,    .ref = "message" },
    { MK_PEER,   "u.raw_string",     mk_text_some,  .sub = MK_ID },
    { MK_PEER,   "a.jid_row_id",     mk_row_number, .sub = MK_ID },
    { MK_PEER,   "up.raw_string",    mk_jid_phone,  .sub = MK_PHONE, .optional = true },
    { MK_PEER,   "u.raw_string",     mk_jid_phone,  .sub = MK_PHONE },
    { 0 },
};
static const struct mk_constant mention[] = { { MK_NAME, "mention" }, { 0 } };
static const struct mk_lookup x_subject[] = {
    { "u",  "jid",     "u._id",         "a.user_jid_row_id" },
    { "um", "jid_map", "um.lid_row_id", "a.user_jid_row_id" },
    { "up", "jid",     "up._id",        "um.jid_row_id" },
    { 0 },
};
static const struct mk_field x_participant[] = {
    { MK_PARENT, "a.message_row_id",  mk_integer,    .ref = "message" },
    { MK_PEER,   "u.raw_string",      mk_text_some,  .sub = MK_ID },
    { MK_PEER,   "a.user_jid_row_id", mk_row_number, .sub = MK_ID },
    { MK_PEER,   "up.raw_string",    mk_jid_phone,  .sub = MK_PHONE, .optional = true },
    { MK_PEER,   "u.raw_string",      mk_jid_phone,  .sub = MK_PHONE },
    { 0 },
};
static const struct mk_constant participant[] = { { MK_NAME, "system_participant" }, { 0 } };

static const struct mk_lookup x_numbers[] = {
    { "o", "jid", "o._id", "a.old_jid_row_id" }, { "u", "jid", "u._id", "a.new_jid_row_id" }, { 0 },
};
static const struct mk_field x_number[] = {
    { MK_PARENT, "a.message_row_id", mk_integer,   .ref = "message" },
    { MK_DATA,   "o.raw_string",     mk_text_some, .name = "old" },
    { MK_DATA,   "u.raw_string",     mk_text_some, .name = "new" },
    { 0 },
};
static const struct mk_constant number[] = { { MK_NAME, "number_change" }, { 0 } };
static const struct mk_field x_value[] = {
    { MK_PARENT, "a.message_row_id", mk_integer,   .ref = "message" },
    { MK_DATA,   "a.old_data",       mk_text_some, .name = "old" },
    { 0 },
};
static const struct mk_constant value[] = { { MK_NAME, "value_change" }, { 0 } };

/* Names that people gave themselves, by the address that hides their number. */
static const struct mk_lookup x_lids[] = {
    { "j",  "jid",     "j._id",         "d.lid_row_id" },
    { "jm", "jid_map", "jm.lid_row_id", "d.lid_row_id" },
    { "jp", "jid",     "jp._id",        "jm.jid_row_id" },
    { 0 },
};
static const struct mk_field x_lid[] = {
    { MK_NAME,    "d.display_name", mk_text_some },
    { MK_HANDLES, "j.raw_string",   mk_text_some, .sub = MK_ID },
    { MK_PHONES,  "jp.raw_string",  mk_jid_phone, .sub = MK_PHONE },
    { MK_DATA,    "d.username",     mk_text_some, .name = "username", .optional = true },
    { 0 },
};

static const struct mk_when x_owner[] = { { "p.key", MK_IF_IS, .text = "user_push_name" }, { 0 } };
static const struct mk_field x_account[] = { { MK_NAME, "p.value", mk_text_some }, { 0 } };
static const struct mk_constant service[] = { { MK_SERVICE, "whatsapp" }, { 0 } };

#endif
