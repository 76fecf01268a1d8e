/*
 * calendar.db. Tables: CalendarProvider, CalendarDatabaseHelper.java, bootstrapDB and
 * createEventsTable (AOSP 14); codes: android.provider.CalendarContract. Events of whole days lie
 * at midnight UTC and end the day after.
 */
#include "host/train/make_calendar.h"
#include "parsers/base/time.h"

#define CALENDAR_DB "data/data/com.android.providers.calendar/databases/calendar.db"

static const char schema[] =
    "CREATE TABLE Calendars (_id INTEGER PRIMARY KEY,account_name TEXT,account_type TEXT,"
    "_sync_id TEXT,dirty INTEGER,mutators TEXT,name TEXT,calendar_displayName TEXT,"
    "calendar_color INTEGER,calendar_color_index TEXT,calendar_access_level INTEGER,"
    "visible INTEGER NOT NULL DEFAULT 1,sync_events INTEGER NOT NULL DEFAULT 0,"
    "calendar_location TEXT,calendar_timezone TEXT,ownerAccount TEXT,isPrimary INTEGER,"
    "canOrganizerRespond INTEGER NOT NULL DEFAULT 1,canModifyTimeZone INTEGER DEFAULT 1,"
    "canPartiallyUpdate INTEGER DEFAULT 0,maxReminders INTEGER DEFAULT 5,"
    "allowedReminders TEXT DEFAULT '0,1',allowedAvailability TEXT DEFAULT '0,1',"
    "allowedAttendeeTypes TEXT DEFAULT '0,1,2',deleted INTEGER NOT NULL DEFAULT 0);"
    "CREATE TABLE Events (_id INTEGER PRIMARY KEY AUTOINCREMENT,_sync_id TEXT,dirty INTEGER,"
    "mutators TEXT,lastSynced INTEGER DEFAULT 0,calendar_id INTEGER NOT NULL,title TEXT,"
    "eventLocation TEXT,description TEXT,eventColor INTEGER,eventColor_index TEXT,"
    "eventStatus INTEGER,selfAttendeeStatus INTEGER NOT NULL DEFAULT 0,dtstart INTEGER,"
    "dtend INTEGER,eventTimezone TEXT,duration TEXT,allDay INTEGER NOT NULL DEFAULT 0,"
    "accessLevel INTEGER NOT NULL DEFAULT 0,availability INTEGER NOT NULL DEFAULT 0,"
    "hasAlarm INTEGER NOT NULL DEFAULT 0,hasExtendedProperties INTEGER NOT NULL DEFAULT 0,"
    "rrule TEXT,rdate TEXT,exrule TEXT,exdate TEXT,original_id INTEGER,original_sync_id TEXT,"
    "originalInstanceTime INTEGER,originalAllDay INTEGER,lastDate INTEGER,"
    "hasAttendeeData INTEGER NOT NULL DEFAULT 0,guestsCanModify INTEGER NOT NULL DEFAULT 0,"
    "guestsCanInviteOthers INTEGER NOT NULL DEFAULT 1,"
    "guestsCanSeeGuests INTEGER NOT NULL DEFAULT 1,organizer STRING,isOrganizer INTEGER,"
    "deleted INTEGER NOT NULL DEFAULT 0,eventEndTimezone TEXT,customAppPackage TEXT,"
    "customAppUri TEXT,uid2445 TEXT,sync_data1 TEXT,sync_data2 TEXT);"
    "CREATE TABLE Attendees (_id INTEGER PRIMARY KEY,event_id INTEGER,attendeeName TEXT,"
    "attendeeEmail TEXT,attendeeStatus INTEGER,attendeeRelationship INTEGER,"
    "attendeeType INTEGER,attendeeIdentity TEXT,attendeeIdNamespace TEXT);"
    "CREATE TABLE Reminders (_id INTEGER PRIMARY KEY,event_id INTEGER,minutes INTEGER,"
    "method INTEGER NOT NULL DEFAULT 0);"
    "CREATE INDEX attendeesEventIdIndex ON Attendees (event_id)";

struct maker {
    struct mk_train *t;
    struct mk_db d;
    struct mk_into events, attendees, reminders;
    struct mk_at at;
};

static void tell_day(struct mk_json *j, const char *key, int64_t ms)
{
    char iso[MK_ISO_MAX];
    mk_time_iso(iso, ms * 1000, 0);
    mk_json_kv_text(j, key, mk_span(iso, 10));
}

static void tell_when(struct mk_json *j, const struct mk_event *x)
{
    if (x->days) {
        tell_day(j, "start", x->start);
        tell_day(j, "end", x->end);
        return;
    }
    mk_true_ms(j, x->start);
    mk_json_kv_iso(j, "start", x->start * 1000, 3);
    mk_json_kv_iso(j, "end", x->end * 1000, 3);
    mk_json_kv_str(j, "zone", x->zone);
    mk_json_kv_str(j, "zone_origin", "stored");
}

static void tell_guest(struct mk_json *j, const struct mk_person *p)
{
    mk_json_key(j, "members");
    mk_json_open(j, '[');
    mk_json_open(j, '{');
    mk_json_kv_str(j, "id", p->email);
    mk_json_kv_str(j, "name", p->name);
    mk_json_close(j, '}');
    mk_json_close(j, ']');
}

static void put(struct maker *m, const struct mk_event *x)
{
    static const char *const states[] = { "tentative", "confirmed", "cancelled" };
    const char *email = m->t->sc->owner.email;
    mk_put(&m->events, mk_i(x->id), mk_i(1), mk_t(x->title), mk_t(x->place), mk_t(x->text),
           mk_i(x->status), mk_i(x->start), mk_i(x->end), mk_t(x->days ? "UTC" : x->zone),
           mk_i(x->days), mk_i(x->guest != NULL), mk_i(x->end), mk_t(email), mk_i(1),
           mk_i(x->deleted));
    if (x->guest)
        mk_put(&m->attendees, mk_i(x->id), mk_i(x->id), mk_t(x->guest->name), mk_t(x->guest->email),
               mk_i(1), mk_i(1), mk_i(1));
    mk_put(&m->reminders, mk_i(x->id), mk_i(x->id), mk_i(30), mk_i(1));
    struct mk_json *j = mk_true(&m->at, "calendar", x->id);
    mk_json_kv_str(j, "title", x->title);
    mk_true_some(j, "text", x->text);
    mk_true_some(j, "place", x->place);
    tell_when(j, x);
    mk_json_kv_str(j, "status", states[x->status]);
    mk_json_kv_bool(j, "deleted", x->deleted);
    if (x->guest)
        tell_guest(j, x->guest);
    mk_true_end(&m->at);
}

void mk_event_make(struct mk_event *x, const struct mk_train *t, struct mk_rng *g, uint32_t i)
{
    static const struct {
        const char *title, *text;
        bool days;
    } list[] = {
        { "Dentist", "bring the referral", false },
        { "Late shift", NULL, false },
        { "Birthday 🎂", NULL, true },
        { "عشاء عند ليلى", "الساعة ٨", false },
        { "和小明吃饭", NULL, false },
        { "Bank holiday", NULL, true },
        { "Choir ሐሙስ", "second door\nbell 3", false },
        { "=1+1 <b>rent</b>", "due", false },
    };
    const struct mk_scenario *sc = t->sc;
    size_t k = i % (sizeof list / sizeof *list);
    int64_t at = mk_train_moment(t, g, i, t->o->calendar);
    *x = (struct mk_event){ .id = i + 1 + i / 9, .title = list[k].title, .text = list[k].text };
    x->days = list[k].days;
    x->start = x->days ? at / MK_DAY_MS * MK_DAY_MS : at / 900000 * 900000;
    x->end =
        x->days ? x->start + MK_DAY_MS : x->start + 1800000 * (1 + (int64_t)mk_rng_below(g, 6));
    x->place = sc->nplaces ? sc->places[mk_rng_below(g, (uint32_t)sc->nplaces)].name : NULL;
    x->zone = sc->phone.zone;
    x->status = (int)mk_rng_below(g, 3);
    x->deleted = mk_rng_below(g, 10) == 0;
    const struct mk_person *p = &sc->people[mk_rng_below(g, (uint32_t)sc->npeople)];
    x->guest = p->email ? p : NULL;
}

static void put_calendar(struct maker *m)
{
    struct mk_at at = m->at;
    const char *email = m->t->sc->owner.email;
    struct mk_into in = mk_into(&m->d, "Calendars",
                                "_id,account_name,account_type,name,calendar_displayName,visible,"
                                "sync_events,calendar_timezone,ownerAccount");
    mk_put(&in, mk_i(1), mk_t(email), mk_t("com.google"), mk_t(email), mk_t("Personal"), mk_i(1),
           mk_i(1), mk_t(m->t->sc->phone.zone), mk_t(email));
    at.table = "Calendars";
    struct mk_json *j = mk_true(&at, "event", 1);
    mk_json_kv_str(j, "name", "calendar");
    mk_json_kv_str(j, "title", "Personal");
    mk_true_end(&at);
}

int mk_train_calendar(struct mk_train *t, struct mk_error *e)
{
    struct maker m = { .t = t, .at = { &t->whole, "android.calendar", CALENDAR_DB, "Events" } };
    struct mk_rng g = mk_rng_for(t->o->seed, 6);
    struct mk_event x;
    if (!t->o->system || !t->o->calendar)
        return 0;
    if (mk_db_open(&m.d, t, "system/" CALENDAR_DB, schema, e) != 0)
        return -1;
    m.events =
        mk_into(&m.d, "Events",
                "_id,calendar_id,title,eventLocation,description,eventStatus,dtstart,dtend,"
                "eventTimezone,allDay,hasAttendeeData,lastDate,organizer,isOrganizer,deleted");
    m.attendees = mk_into(&m.d, "Attendees",
                          "_id,event_id,attendeeName,attendeeEmail,attendeeStatus,"
                          "attendeeRelationship,attendeeType");
    m.reminders = mk_into(&m.d, "Reminders", "_id,event_id,minutes,method");
    put_calendar(&m);
    for (uint32_t i = 0; i < t->o->calendar; i++) {
        mk_event_make(&x, t, &g, i);
        put(&m, &x);
    }
    return mk_db_close(&m.d, e);
}
