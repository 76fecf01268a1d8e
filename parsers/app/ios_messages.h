#ifndef MK_APP_IOS_MESSAGES_H
#define MK_APP_IOS_MESSAGES_H

#include "parsers/engine/conv_ios.h"
#include "parsers/engine/engine.h"
#include "parsers/format/imessage.h"

/* What messages, reactions and chats of ios.messages share; its sources stand there. */

static const struct mk_name dir[] = { { 0, "in" }, { 1, "out" }, { 0 } };
static const int64_t one[] = { 1, MK_CODES_END };

static const struct mk_glob transport[] = {
    { "iMessage", "imessage" }, { "iMessageLite", "imessage" }, { "SMS", "sms" }, { "RCS", "rcs" }, { 0 },
};
static const char unknown_service[] = "unknown service";

/* 1000 and up: about another message. 3000 and up take one of 2000 and up back. */
#define REACTIONS 2000, 2001, 2002, 2003, 2004, 2005, 2006, 2007, 3000, 3001, 3002, 3003, 3004, 3005, 3006, 3007
static const int64_t reactions[] = { REACTIONS, MK_CODES_END };
static const int64_t taken_back[] = { 3000, 3001, 3002, 3003, 3004, 3005, 3006, 3007, MK_CODES_END };
static const struct mk_name reaction[] = {
    { 2000, "loved" }, { 2001, "liked" }, { 2002, "disliked" }, { 2003, "laughed" }, { 2004, "emphasized" },
    { 2005, "questioned" }, { 2006, "emoji" }, { 2007, "sticker" }, { 3000, "loved" }, { 3001, "liked" },
    { 3002, "disliked" }, { 3003, "laughed" }, { 3004, "emphasized" }, { 3005, "questioned" }, { 3006, "emoji" },
    { 3007, "sticker" }, { 0 },
};

static const struct mk_name item[] = {
    { 1, "members" }, { 2, "group_renamed" }, { 3, "group_left_or_picture" }, { 4, "location_sharing" },
    { 5, "audio_kept" }, { 6, "shareplay" }, { 0 },
};

/* Since iOS 16 a message that was deleted stays for 30 days, its chat named by another table. */
#define LOOKUPS                                                                       \
    { "h", "handle",                         "h.ROWID",      "m.handle_id" },         \
    { "j", "chat_message_join",              "j.message_id", "m.ROWID", .many = true }, \
    { "c", "chat",                           "c.ROWID",      "j.chat_id" },           \
    { "x", "chat_recoverable_message_join",  "x.message_id", "m.ROWID", .many = true }, \
    { "d", "chat",                           "d.ROWID",      "x.chat_id" }

#define COMMON                                                                        \
    { MK_TIME,    "m.date",        mk_cocoa_s_or_ns, .clock = "device" },             \
    { MK_THREAD,  "c.guid",        mk_text_some },                                    \
    { MK_THREAD,  "d.guid",        mk_text_some,  .optional = true },                 \
    { MK_THREAD,  "j.chat_id",     mk_row_number },                                   \
    { MK_THREAD,  "x.chat_id",     mk_row_number, .optional = true },                 \
    { MK_THREAD,  "m.cache_roomnames", mk_text_some, .optional = true },              \
    { MK_ID,      "m.guid",        mk_text_some },                                    \
    { MK_TIMES,   "x.delete_date", mk_cocoa_s_or_ns, .sub = MK_DELETED, .optional = true }

/* Texts and times of an edited message, oldest first; the last is the one that stands. */
#define VERSION(n, name_) { MK_DATA,  "e.text." n, mk_text,          .name = name_, .optional = true }
#define CHANGED(n, name_) { MK_TIMES, "e.time." n, mk_cocoa_s_or_ns, .name = name_, .optional = true }
#define EACH(x)                                                                       \
    x("0", "version_1"), x("1", "version_2"), x("2", "version_3"), x("3", "version_4"), \
    x("4", "version_5"), x("5", "version_6"), x("6", "version_7"), x("7", "version_8")

#endif
