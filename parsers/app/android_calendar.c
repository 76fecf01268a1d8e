/*
 * Android calendar: calendar.db, or replies to content://com.android.calendar.
 *
 * Sources: packages/providers/CalendarProvider, CalendarDatabaseHelper.java, createEventsTable,
 * createCalendarsTable, Attendees, Reminders (LineageOS 21, 826caec6), CalendarProvider2.java,
 * query; frameworks/base, core/java/android/provider/CalendarContract.java: statuses, kinds of
 * attendees, methods. An event of whole days has dtstart and dtend at midnight UTC, which stand for
 * dates: they have no zone and are never moved. dtend is then the day after the last one. An event
 * that comes again has a duration and no dtend; its rules are kept as they stand.
 */
#include "parsers/engine/conv_android.h"
#include "parsers/engine/engine.h"

static const struct mk_name status[] = { { 0, "tentative" }, { 1, "confirmed" }, { 2, "cancelled" }, { 0 } };
static const struct mk_name answer[] = {
    { 0, "" }, { 1, "accepted" }, { 2, "declined" }, { 3, "invited" }, { 4, "tentative" }, { 0 },
};
static const struct mk_name role[] = {
    { 0, "" }, { 1, "attendee" }, { 2, "organizer" }, { 3, "performer" }, { 4, "speaker" }, { 0 },
};
static const struct mk_name part[] = { { 0, "" }, { 1, "required" }, { 2, "optional" }, { 3, "resource" }, { 0 } };
static const struct mk_name busy[] = { { 0, "busy" }, { 1, "free" }, { 2, "tentative" }, { 0 } };
static const struct mk_name access[] = { { 0, "" }, { 1, "confidential" }, { 2, "private" }, { 3, "public" }, { 0 } };
static const struct mk_name method[] = { { 0, "default" }, { 1, "alert" }, { 2, "email" }, { 3, "sms" }, { 4, "alarm" }, { 0 } };

/* What timed events and those of whole days have in common. */
#define COMMON                                                                                   \
    { MK_TITLE,   "e.title",                mk_text_some },                                      \
    { MK_TEXT,    "e.description",          mk_text_some, .optional = true },                    \
    { MK_PLACE,   "e.eventLocation",        mk_text_some, .optional = true },                    \
    { MK_STATUS,  "e.eventStatus",          mk_named,     status, .optional = true },            \
    { MK_DELETED, "e.deleted",              mk_bool,      .optional = true },                    \
    { MK_OWNER,   "e.organizer",            mk_text_some, .optional = true },                    \
    { MK_ACCOUNT, "c.account_type",         mk_text_some, .sub = MK_SERVICE, .optional = true }, \
    { MK_ACCOUNT, "e.account_type",         mk_text_some, .sub = MK_SERVICE, .optional = true }, \
    { MK_ACCOUNT, "c.account_name",         mk_text_some, .sub = MK_ID, .optional = true },      \
    { MK_ACCOUNT, "e.account_name",         mk_text_some, .sub = MK_ID, .optional = true },      \
    { MK_ACCOUNT, "c.calendar_displayName", mk_text_some, .sub = MK_NAME, .optional = true },    \
    { MK_ACCOUNT, "e.calendar_displayName", mk_text_some, .sub = MK_NAME, .optional = true },    \
    { MK_DATA, "e.calendar_id",      mk_integer,   .name = "calendar", .optional = true },       \
    { MK_DATA, "e.rrule",            mk_text_some, .name = "rrule", .optional = true },          \
    { MK_DATA, "e.rdate",            mk_text_some, .name = "rdate", .optional = true },          \
    { MK_DATA, "e.exrule",           mk_text_some, .name = "exrule", .optional = true },         \
    { MK_DATA, "e.exdate",           mk_text_some, .name = "exdate", .optional = true },         \
    { MK_DATA, "e.duration",         mk_text_some, .name = "duration", .optional = true },       \
    { MK_DATA, "e.lastDate",         mk_not_zero,  .name = "last_date_ms", .optional = true },   \
    { MK_DATA, "e.original_id",      mk_not_zero,  .name = "exception_of", .optional = true },   \
    { MK_DATA, "e.originalInstanceTime", mk_not_zero, .name = "exception_to_ms", .optional = true }, \
    { MK_DATA, "e.selfAttendeeStatus", mk_named,   answer, .name = "own_answer", .optional = true }, \
    { MK_DATA, "e.availability",     mk_named,     busy, .name = "availability", .optional = true }, \
    { MK_DATA, "e.accessLevel",      mk_named,     access, .name = "access", .optional = true }, \
    { MK_DATA, "e.eventTimezone",    mk_text_some, .name = "timezone", .optional = true },       \
    { MK_DATA, "e.eventEndTimezone", mk_text_some, .name = "end_timezone", .optional = true },   \
    { MK_DATA, "e.uid2445",          mk_text_some, .name = "uid", .optional = true },            \
    { MK_DATA, "e._sync_id",         mk_text_some, .name = "sync_id", .optional = true },        \
    { MK_DATA, "e.customAppPackage", mk_text_some, .name = "app", .optional = true }

static const struct mk_field timed[] = {
    { MK_TIME,        "e.dtstart",       mk_unix_ms },
    { MK_START,       "e.dtstart",       mk_unix_ms },
    { MK_END,         "e.dtend",         mk_unix_ms },
    { MK_ZONE,        "e.eventTimezone", mk_text_some,  .optional = true },
    { MK_ZONE_ORIGIN, "e.eventTimezone", mk_fixed_some, "stored", .optional = true },
    COMMON,
    { 0 },
};
static const struct mk_field days[] = {
    { MK_START, "e.dtstart", mk_day_ms },
    { MK_END,   "e.dtend",   mk_day_ms },
    COMMON,
    { MK_DATA,  "e.allDay",  mk_bool, .name = "all_day" },
    { 0 },
};
static const struct mk_field calendar[] = {
    { MK_TITLE,   "c.calendar_displayName", mk_text_some },
    { MK_OWNER,   "c.ownerAccount",         mk_text_some, .optional = true },
    { MK_DELETED, "c.deleted",              mk_bool,      .optional = true },
    { MK_ACCOUNT, "c.account_type",         mk_text_some, .sub = MK_SERVICE },
    { MK_ACCOUNT, "c.account_name",         mk_text_some, .sub = MK_ID },
    { MK_DATA,    "c.calendar_timezone",    mk_text_some, .name = "timezone", .optional = true },
    { MK_DATA,    "c.visible",              mk_bool,      .name = "visible", .optional = true },
    { MK_DATA,    "c.sync_events",          mk_bool,      .name = "synced", .optional = true },
    { 0 },
};

static const struct mk_field guest[] = {
    { 0, "a.attendeeEmail",        mk_text_some, .sub = MK_ID },
    { 0, "a.attendeeName",         mk_text_some, .sub = MK_NAME },
    { 0, "a.attendeeStatus",       mk_named,     answer, .sub = MK_STATUS },
    { 0, "a.attendeeRelationship", mk_named,     role,   .sub = MK_ROLE, .optional = true },
    { 0, "a.attendeeType",         mk_named,     part,   .sub = MK_TYPE, .optional = true },
    { 0 },
};
static const struct mk_field reminder[] = {
    { 0, "m.minutes", mk_integer, .sub = MK_MINUTES }, /* -1: the calendar's default */
    { 0, "m.method",  mk_named,   method, .sub = MK_TYPE },
    { 0 },
};
static const struct mk_part guests[] = { { NULL, MK_MEMBERS, guest }, { 0 } };
static const struct mk_part reminders[] = { { NULL, MK_REMINDERS, reminder }, { 0 } };

#define AUTHORITY "content://com.android.calendar/"

#define GUESTS(how)    { "a", "Attendees",           "a.event_id", "e._id", NULL, NULL, guests, how }
#define REMINDERS(how) { "m", "Reminders",           "m.event_id", "e._id", NULL, NULL, reminders, how }
#define ASKED(how)     { "m", AUTHORITY "reminders", "m.event_id", "e._id", NULL, NULL, reminders, how }
static const struct mk_gather db[] = { GUESTS(false), REMINDERS(false), { 0 } };
static const struct mk_gather db_days[] = { GUESTS(true), REMINDERS(true), { 0 } }; /* told above */
static const struct mk_gather reply[] = { ASKED(false), { 0 } };
static const struct mk_gather reply_days[] = { ASKED(true), { 0 } };

static const struct mk_lookup calendars[] = { { "c", "Calendars", "c._id", "e.calendar_id" }, { 0 } };
static const struct mk_when is_timed[] = { { "e.allDay", MK_IF_NOT, 1 }, { 0 } };
static const struct mk_when is_days[] = { { "e.allDay", MK_IF_IS, 1 }, { 0 } };
static const struct mk_constant name[] = { { MK_NAME, "calendar" }, { 0 } };
static const char *const needs[] = { "dtstart", "title", NULL };

static const char *const numbers[] = {
    "dtstart", "dtend", "allDay", "eventStatus", "deleted", "calendar_id", "lastDate", "original_id", "originalInstanceTime",
    "selfAttendeeStatus", "availability", "accessLevel", NULL,
};
static const char *const texts[] = {
    "title", "description", "eventLocation", "organizer", "eventTimezone", "eventEndTimezone", "rrule", "rdate", "exrule", "exdate",
    "duration", "account_type", "account_name", "calendar_displayName", "uid2445", "_sync_id", "customAppPackage", NULL,
};
static const char *const calendar_numbers[] = { "deleted", "visible", "sync_events", NULL };
static const char *const calendar_texts[] = {
    "calendar_displayName", "ownerAccount", "account_type", "account_name", "calendar_timezone", NULL,
};
static const char *const reminder_numbers[] = { "event_id", "minutes", "method", NULL };
static const char *const none[] = { NULL };

static const char *const calendar_needs[] = { "account_name", "account_type", NULL };

const struct mk_app mk_app_android_calendar = {
    .id = "android.calendar",
    .title = "Calendar (Android)",
    .version = 1,
    .paths = (const char *const[]){ "*/com.android.providers.calendar/databases/calendar.db", NULL },
    .queries = (const struct mk_query[]){
        { MK_CALENDAR, "e", "Events",             needs, timed,    calendars, db,         NULL, is_timed },
        { MK_CALENDAR, "e", AUTHORITY "events",   needs, timed,    NULL,      reply,      NULL, is_timed },
        { MK_CALENDAR, "e", "Events",             needs, days,     calendars, db_days,    NULL, is_days, .also = true },
        { MK_CALENDAR, "e", AUTHORITY "events",   needs, days,     NULL,      reply_days, NULL, is_days },
        { MK_EVENT,    "c", "Calendars",          calendar_needs, calendar, .constants = name },
        { MK_EVENT,    "c", AUTHORITY "calendars", calendar_needs, calendar, .constants = name },
        { 0 },
    },
    .providers = (const struct mk_provider[]){
        { AUTHORITY "events",    "android.calendar", "calendar", numbers, texts, "dtstart", 1000, "READ_CALENDAR", NULL },
        { AUTHORITY "reminders", "android.calendar", "calendar", reminder_numbers, none, NULL, 0, "READ_CALENDAR", NULL, .follows = AUTHORITY "events", .follow_column = "event_id" },
        { AUTHORITY "calendars", "android.calendar", "calendar", calendar_numbers, calendar_texts, NULL, 0, "READ_CALENDAR", NULL },
        { 0 },
    },
    .proven_on = "simulated",
};
