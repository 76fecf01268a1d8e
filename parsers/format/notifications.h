#ifndef MK_NOTIFICATIONS_H
#define MK_NOTIFICATIONS_H

#include "parsers/table/format.h"

/*
 * Notifications that Android (11 on) keeps for a day where its owner switched that on: table
 * "notifications": package, channel, channel_id, uid, user, posted_ms, title, text, icon (the
 * message as it is), conversation.
 *
 *   1  string pool   2  version   3  notifications: package 1, or its number in the pool 2; channel
 *   name 3, 4; channel id 5, 6; uid 7; user 8; posted 9, ms since 1970; title 10; text 11; icon 12;
 *   conversation 13, 14
 *
 * Source: frameworks/base, core/proto/android/server/notificationhistory.proto (27030cd14e49);
 * where it lies: NotificationHistoryDatabase.java. (The form of a development version, with the
 * pool in field 2, was never on a phone that was sold.)
 */
extern const struct mk_format mk_format_notifications;

#endif
