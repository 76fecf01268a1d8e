#ifndef MK_APP_WHATSAPP_CODES_H
#define MK_APP_WHATSAPP_CODES_H

#include "parsers/engine/engine.h"

/* Codes that both generations of the schema share. Sources: whatsapp.h. */

static const int64_t one[] = { 1, MK_CODES_END };
static const int64_t forwarded_bit = 1;
static const int64_t revoked[] = { 15, 64, MK_CODES_END };
static const int64_t by_sender[] = { 15, MK_CODES_END };
static const int64_t once[] = { 42, 43, 82, MK_CODES_END };

static const struct mk_name dir[] = { { 0, "in" }, { 1, "out" }, { 0 } };
static const struct mk_name status[] = { /* of what the owner sent */
    { 0, "pending" }, { 4, "sent" }, { 5, "delivered" }, { 6, "" }, { 8, "played" }, { 13, "read" }, { 0 },
};
static const struct mk_name type[] = { /* 0: text, which needs no word */
    { 0, "" }, { 1, "image" }, { 2, "audio" }, { 3, "video" }, { 4, "contact" }, { 5, "location" }, { 7, "system" },
    { 8, "call" }, { 9, "document" }, { 10, "missed_call" }, { 11, "waiting" }, { 13, "gif" }, { 14, "contacts" },
    { 15, "deleted" }, { 16, "live_location" }, { 20, "sticker" }, { 23, "product" }, { 24, "group_invitation" },
    { 25, "list" }, { 26, "list_reply" }, { 27, "buttons" }, { 28, "whatsapp" }, { 36, "timer" },
    { 42, "view_once_image" }, { 43, "view_once_video" }, { 45, "interactive" }, { 46, "interactive_reply" },
    { 55, "carousel" }, { 64, "deleted_by_admin" }, { 66, "poll" }, { 81, "video_note" }, { 82, "view_once_audio" },
    { 90, "call_log" }, { 92, "event" }, { 99, "album" }, { 106, "poll" }, { 112, "chat_privacy" }, { 0 },
};
static const struct mk_name action[] = { /* of system messages */
    { 1, "subject_changed" }, { 4, "added" }, { 5, "left" }, { 6, "icon_changed" }, { 7, "you_were_removed" },
    { 10, "number_changed" }, { 11, "group_created" }, { 12, "added" }, { 13, "left" }, { 14, "removed" },
    { 15, "made_admin" }, { 18, "security_code_changed" }, { 19, "encrypted" }, { 20, "joined_by_link" },
    { 27, "description_changed" }, { 28, "number_changed" }, { 46, "business_account" }, { 56, "timer_changed" },
    { 57, "devices_changed" }, { 58, "blocked_or_unblocked" }, { 59, "timer_changed" }, { 67, "encrypted" },
    { 69, "business_notice" }, { 70, "group_call" }, { 79, "joined_from_community" }, { 118, "message_pinned" },
    { 165, "username_changed" }, { 0 },
};

static const struct mk_constant app[] = { { MK_TRANSPORT, "app" }, { 0 } };
static const struct mk_constant shared[] = { { MK_ORIGIN, "app" }, { MK_MEANING, "shared" }, { 0 } };
static const struct mk_constant placeholder[] = { { MK_NAME, "placeholder" }, { 0 } };
static const struct mk_constant vcard[] = { { MK_MIME, "text/vcard" }, { 0 } };
static const struct mk_name whose[] = { { 0, "peer" }, { 1, "device" }, { 0 } };

#endif
