/*
 * Notifications of the last day, where their history is switched on: what apps said of messages that
 * may be deleted since. The table is that of parsers/format/notifications.h.
 */
#include "parsers/engine/engine.h"
#include "parsers/format/notifications.h"

static const struct mk_field fields[] = {
    { MK_TIME,  "n.posted_ms",    mk_unix_ms,   .clock = "device" },
    { MK_TITLE, "n.title",        mk_text_some },
    { MK_TEXT,  "n.text",         mk_text_some },
    { MK_DATA,  "n.package",      mk_text_some, .name = "package" },
    { MK_DATA,  "n.channel",      mk_text_some, .name = "channel" },
    { MK_DATA,  "n.channel_id",   mk_text_some, .name = "channel_id" },
    { MK_DATA,  "n.conversation", mk_text_some, .name = "conversation" },
    { MK_DATA,  "n.uid",          mk_decimal,   .name = "uid" },
    { MK_DATA,  "n.user",         mk_decimal,   .name = "user" },
    { MK_DATA,  "n.icon",         mk_text_some, .name = "icon" },
    { 0 },
};
static const struct mk_constant name[] = { { MK_NAME, "notification" }, { 0 } };

const struct mk_app mk_app_android_notifications = {
    .id = "android.notifications",
    .title = "Notification history",
    .version = 1,
    .paths = (const char *const[]){ "*/notification_history/*history/*", NULL },
    .queries = (const struct mk_query[]){ { MK_EVENT, "n", "notifications", NULL, fields, .constants = name }, { 0 } },
    .proven_on = "simulated",
    .format = &mk_format_notifications,
    .many = true,
};
