#ifndef MK_APP_TELEGRAM_H
#define MK_APP_TELEGRAM_H

#include "parsers/engine/engine.h"
#include "parsers/format/tl.h"

/* What the tables of messages share. Sources: telegram_android.c. */

static const int64_t one[] = { 1, MK_CODES_END };
static const int64_t read_bit = 1; /* bit 1 is of a message's file */
static const struct mk_name dir[] = { { 0, "in" }, { 1, "out" }, { 0 } };
static const struct mk_name whose[] = { { 0, "peer" }, { 1, "device" }, { 0 } };
static const struct mk_name status[] = { { 0, "sent" }, { 1, "sending" }, { 2, "failed" }, { 3, "editing" }, { 0 } };
static const struct mk_glob media[] = {
    { "messageMediaPhoto*", "image" }, { "messageMediaVideo", "video" }, { "messageMediaAudio", "audio" },
    { "messageMediaDocument*", "document" }, { "messageMediaGeo", "location" }, { "messageMediaGeoLive", "live_location" },
    { "messageMediaVenue", "location" }, { "messageMediaContact", "contact" }, { "messageMediaWebPage", "link" },
    { "messageMediaPoll", "poll" }, { "messageMediaGame", "game" }, { "messageMediaInvoice", "invoice" },
    { "messageMediaDice", "dice" }, { "messageMediaStory", "story" }, { "messageMediaUnsupported", "unsupported" },
    { "messageMediaToDo", "list" }, { "messageMediaPaidMedia", "paid_media" }, { "messageMediaGiveaway*", "giveaway" }, { 0 },
};
static const struct mk_glob answered[] = { { "*", "answered" }, { 0 } };
static const struct mk_glob result[] = { { "*Missed", "missed" }, { "*Busy", "rejected" }, { "*", "unknown" }, { 0 } };
static const struct mk_glob result_out[] = { { "*Missed", "cancelled" }, { "*", "unknown" }, { 0 } };

/* uid is the dialog: a user, or below 0 a chat or channel. Who wrote into a dialog of two is named
 * in the object by some layers only, and in a channel it is the channel. */
static const struct mk_lookup m_lookups[] = {
    { "b",  NULL,    NULL,    "m.data",         &mk_decoder_tl },
    { "d",  NULL,    NULL,    "m.uid",          &mk_decoder_tl_dialog },
    { "n",  NULL,    NULL,    "b.from_id:peer", &mk_decoder_tl_dialog },
    { "f",  "users", "f.uid", "n.user" },
    { "fb", NULL,    NULL,    "f.data",         &mk_decoder_tl },
    { "g",  "chats", "g.uid", "n.chat" },
    { "gb", NULL,    NULL,    "g.data",         &mk_decoder_tl },
    { "p",  "users", "p.uid", "d.user" },
    { "pb", NULL,    NULL,    "p.data",         &mk_decoder_tl },
    { "c",  "chats", "c.uid", "d.chat" },
    { "cb", NULL,    NULL,    "c.data",         &mk_decoder_tl },
    { "e",  "enc_chats", "e.uid", "d.secret" },
    { "s",  "users", "s.uid", "e.user" },
    { "sb", NULL,    NULL,    "s.data",         &mk_decoder_tl },
    { 0 },
};
static const struct mk_lookup b_lookup[] = { { "b", NULL, NULL, "m.data", &mk_decoder_tl }, { 0 } };

/* What could not be decoded is kept whole in `raw`. */
#define KEPT(blob)                                                                            \
    { MK_DATA, "b.@unknown", mk_text,     .name = "unknown_constructor" },                    \
    { MK_DATA, blob,         mk_dangling, "not read to its end", .name = "blob", .given = "b.@bad" }

static const struct mk_field message[] = {
    { MK_DIR,       "b.action",      mk_fixed,      "system" },
    { MK_DIR,       "m.out",         mk_named,      dir },
    { MK_TIME,      "m.date",        mk_unix_s_set, .clock = "server", .only = "in" },
    { MK_TIME,      "m.date",        mk_unix_s_set },
    { MK_TIMES,     "b.edit_date",   mk_unix_s_set, .sub = MK_EDITED },
    { MK_TIMES,     "b.fwd_from.date", mk_unix_s_set, .name = "original" },
    { MK_TIMES,     "b.fwd_date",    mk_unix_s_set, .name = "original" },
    { MK_TYPE,      "b.media",       mk_by_glob,    media },
    { MK_ACTION,    "b.action",      mk_text },
    { MK_ID,        "m.mid",         mk_text },
    { MK_FROM,      "b.from_id:peer", mk_text,      .sub = MK_ID },
    { MK_FROM,      "m.uid",         mk_text,       .sub = MK_ID,    .only = "in", .given = "b.date" },
    { MK_FROM,      "fb.@name",      mk_text_some,  .sub = MK_NAME },
    { MK_FROM,      "gb.title",      mk_text_some,  .sub = MK_NAME },
    { MK_FROM,      "pb.@name",      mk_text_some,  .sub = MK_NAME,  .only = "in", .given = "b.date" },
    { MK_FROM,      "cb.title",      mk_text_some,  .sub = MK_NAME,  .only = "in", .given = "b.post" },
    { MK_FROM,      "fb.@phone",     mk_phone,      .sub = MK_PHONE },
    { MK_FROM,      "pb.@phone",     mk_phone,      .sub = MK_PHONE, .only = "in", .given = "b.date" },
    { MK_FROM,      "m.out",         mk_is,         one, .sub = MK_SELF },
    { MK_TO,        "e.user",        mk_row_number, .sub = MK_ID,    .only = "out", .optional = true },
    { MK_TO,        "m.uid",         mk_text,       .sub = MK_ID,    .only = "out" },
    { MK_TO,        "pb.@name",      mk_text_some,  .sub = MK_NAME,  .only = "out" },
    { MK_TO,        "cb.title",      mk_text_some,  .sub = MK_NAME,  .only = "out" },
    { MK_TO,        "sb.@name",      mk_text_some,  .sub = MK_NAME,  .only = "out" },
    { MK_TO,        "pb.@phone",     mk_phone,      .sub = MK_PHONE, .only = "out" },
    { MK_TO,        "sb.@phone",     mk_phone,      .sub = MK_PHONE, .only = "out" },
    { MK_THREAD,    "m.uid",         mk_text },
    { MK_TEXT,      "b.@text",       mk_text_some },
    { MK_STATUS,    "m.send_state",  mk_named,      status, .only = "out" },
    { MK_READ,      "m.read_state",  mk_bits,       &read_bit, .optional = true }, /* of a sent one: by its recipient */
    { MK_REPLY_TO,  "b.reply_to.reply_to_msg_id", mk_row_number }, /* the `id` of the message */
    { MK_REPLY_TO,  "b.reply_to_msg_id",     mk_row_number },
    { MK_REPLY_TO,  "b.reply_to_random_id",  mk_text },
    { MK_QUOTED,    "b.reply_to.quote_text", mk_text_some,  .sub = MK_TEXT },
    { MK_EDITED,    "b.edit_date",           mk_there,      .given = "b.edit_date" },
    { MK_FORWARDED, "b.fwd_from",            mk_there },
    { MK_FORWARDED, "b.fwd_from_id:peer",    mk_there },
    { MK_DATA, "b.fwd_from.from_id:peer",  mk_text,       .name = "original_from" },
    { MK_DATA, "b.fwd_from_id:peer",       mk_text,       .name = "original_from" },
    { MK_DATA, "b.fwd_from.channel_id",    mk_text,       .name = "original_channel" },
    { MK_DATA, "b.fwd_from.from_name",     mk_text_some,  .name = "original_name" },
    { MK_DATA, "b.post_author",            mk_text_some,  .name = "author" },
    { MK_DATA, "b.via_bot_id",             mk_text,       .name = "via_bot" },
    { MK_DATA, "b.via_bot_name",           mk_text_some,  .name = "via_bot" },
    { MK_DATA, "b.views",                  mk_not_zero,   .name = "views" },
    { MK_DATA, "b.grouped_id",             mk_text,       .name = "album" },
    { MK_DATA, "m.ttl",                    mk_not_zero,   .name = "timer_s", .optional = true },
    { MK_DATA, "b.ttl_period",             mk_not_zero,   .name = "timer_s" },
    { MK_DATA, "b.media.phone_number",     mk_text_some,  .name = "contact_phone" },
    { MK_DATA, "b.media.first_name",       mk_text_some,  .name = "contact_first_name" },
    { MK_DATA, "b.media.last_name",        mk_text_some,  .name = "contact_last_name" },
    { MK_DATA, "b.media.user_id",          mk_row_number, .name = "contact_user" },
    { MK_DATA, "b.media.vcard",            mk_text_some,  .name = "contact_vcard" },
    { MK_DATA, "b.media.webpage.url",      mk_text_some,  .name = "url" },
    { MK_DATA, "b.media.webpage.title",    mk_text_some,  .name = "url_title" },
    { MK_DATA, "b.media.poll.question",    mk_text_some,  .name = "question" },
    { MK_DATA, "b.media.poll.question.text", mk_text_some, .name = "question_text" },
    { MK_DATA, "b.action.title",           mk_text_some,  .name = "title" },
    { MK_DATA, "b.action.users",           mk_text,       .name = "users" },
    { MK_DATA, "b.action.user_id",         mk_row_number, .name = "users" },
    { MK_DATA, "b.action.inviter_id",      mk_row_number, .name = "inviter" },
    { MK_DATA, "b.action.message",         mk_text_some,  .name = "notice" },
    { MK_DATA, "b.action.action",          mk_text,       .name = "secret_action" },
    { MK_DATA, "b.action.action.ttl_seconds", mk_integer, .name = "timer_set_s" },
    { MK_DATA, "b.action.ttl",             mk_integer,    .name = "timer_set_s" },
    { MK_DATA, "b.action.period",          mk_integer,    .name = "timer_set_s" },
    KEPT("m.data"),
    { 0 },
};
static const struct mk_field call[] = {
    { MK_DIR,        "m.out",             mk_named,      dir },
    { MK_TIME,       "m.date",            mk_unix_s_set, .clock = "server" },
    { MK_DURATION_S, "b.action.duration", mk_seconds },
    { MK_MEDIA,      "b.action.video",    mk_video,      &read_bit },
    { MK_RESULT,     "b.action.reason",   mk_by_glob,    answered, .given = "b.action.duration" },
    { MK_RESULT,     "b.action.reason",   mk_by_glob,    result, .only = "in" },
    { MK_RESULT,     "b.action.reason",   mk_by_glob,    result_out, .only = "out" },
    { MK_RESULT_RAW, "b.action.reason",   mk_text },
    { MK_PEER,       "m.uid",             mk_text,       .sub = MK_ID }, /* calls are in dialogs of two */
    { MK_PEER,       "pb.@name",          mk_text_some,  .sub = MK_NAME },
    { MK_PEER,       "pb.@phone",         mk_phone,      .sub = MK_PHONE },
    { MK_ID,         "m.mid",             mk_text },
    { MK_THREAD,     "m.uid",             mk_text },
    { 0 },
};

#define DOCUMENT(at)                                                                          \
    { MK_PARENT,     "m.rowid",           mk_integer,   .ref = TABLE, .optional = true },     \
    { MK_PATH,       "b.@rest",           mk_text_some },                                     \
    { MK_MIME,       at ".mime_type",     mk_text_some },                                     \
    { MK_NAME,       at ".file_name",     mk_text_some },                                     \
    { MK_NAME,       at ".attributes.documentAttributeFilename.file_name", mk_text_some },    \
    { MK_BYTES,      at ".size",          mk_not_zero },                                      \
    { MK_DURATION_S, at ".duration",      mk_not_zero },                                      \
    { MK_WIDTH,      at ".w",             mk_not_zero },                                      \
    { MK_HEIGHT,     at ".h",             mk_not_zero },                                      \
    { MK_WIDTH,      at ".attributes.documentAttributeVideo.w", mk_not_zero },                \
    { MK_HEIGHT,     at ".attributes.documentAttributeVideo.h", mk_not_zero },                \
    { MK_CAPTION,    "b.media.caption",   mk_text_some },                                     \
    { MK_TYPE,       at,                  mk_text },                                          \
    { MK_ID,         at ".id",            mk_text },                                          \
    { 0 }
#define PLACE                                                                                 \
    { MK_PARENT, "m.rowid",           mk_integer,    .ref = TABLE, .optional = true },        \
    { MK_TIME,   "m.date",            mk_unix_s_set },                                        \
    { MK_LAT,    "b.media.geo.lat",   mk_latitude },                                          \
    { MK_LON,    "b.media.geo.long",  mk_longitude },                                         \
    { MK_ACCURACY_M, "b.media.geo.accuracy_radius", mk_not_zero },                            \
    { MK_WHOSE,  "b.media",           mk_by_glob,    (const struct mk_glob[]){ { "*Venue", "unknown" }, { 0 } } }, \
    { MK_WHOSE,  "m.out",             mk_named,      whose },                                 \
    { MK_LABEL,  "b.media.title",     mk_text_some },                                         \
    { MK_DATA,   "b.media.address",   mk_text_some,  .name = "address" },                     \
    { MK_DATA,   "b.media.period",    mk_not_zero,   .name = "live_s" },                      \
    { 0 }
#define TABLE "messages_v2"
static const struct mk_field file_v2[] = { DOCUMENT("b.media.document") };
static const struct mk_field photo_v2[] = { DOCUMENT("b.media.photo") };
static const struct mk_field place_v2[] = { PLACE };
#undef TABLE
#define TABLE "messages"
static const struct mk_field file_v1[] = { DOCUMENT("b.media.document") };
static const struct mk_field photo_v1[] = { DOCUMENT("b.media.photo") };
static const struct mk_field video_v1[] = { DOCUMENT("b.media.video") };
static const struct mk_field audio_v1[] = { DOCUMENT("b.media.audio") };
static const struct mk_field place_v1[] = { PLACE };
#undef TABLE

#endif
