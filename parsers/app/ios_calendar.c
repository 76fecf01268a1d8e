/*
 * Calendar of an iPhone: Calendar.sqlitedb.
 *
 * Source: abrignoni/iLEAPP, scripts/artifacts/calendarAll.py (003d1a4f): tables and columns, times in
 * seconds since 2001-01-01, participant status, entity_type 7 for who is invited. An event of
 * start_tz "_float" is at that hour wherever the phone is: its numbers are no moments, so it has no
 * time, and what was stored stays in data.
 */
#include "parsers/engine/engine.h"

static const struct mk_name answer[] = {
    { 0, "none" }, { 1, "accepted" }, { 2, "declined" }, { 3, "maybe" }, { 7, "none" }, { 0 },
};
static const struct mk_lookup identity[] = { { "n", "Identity", "n.ROWID", "p.identity_id" }, { 0 } };
static const struct mk_field member[] = {
    { 0, "p.email",        mk_text_some, .sub = MK_ID, .optional = true },
    { 0, "n.address",      mk_text_some, .sub = MK_ID, .optional = true },
    { 0, "n.display_name", mk_text_some, .sub = MK_NAME, .optional = true },
    { 0, "p.status",       mk_named,     answer, .sub = MK_STATUS, .optional = true },
    { 0, "p.entity_type",  mk_integer,   .sub = MK_TYPE, .optional = true },
    { 0 },
};
static const struct mk_part members[] = { { NULL, MK_MEMBERS, member }, { 0 } };
static const struct mk_gather invited[] = {
    { "p", "Participant", "p.owner_id", "e.ROWID", NULL, identity, members, .loose = true }, { 0 },
};
static const struct mk_lookup of[] = {
    { "c", "Calendar", "c.ROWID", "e.calendar_id" },
    { "s", "Store",    "s.ROWID", "c.store_id" },
    { "l", "Location", "l.ROWID", "e.location_id" },
    { 0 },
};

#define EVENT \
    { MK_TIMES, "e.creation_date", mk_cocoa_s,   .name = "created", .optional = true }, \
    { MK_TIMES, "e.last_modified", mk_cocoa_s,   .sub = MK_MODIFIED, .optional = true }, \
    { MK_TITLE, "e.summary",       mk_text_some }, \
    { MK_TEXT,  "e.description",   mk_text_some }, \
    { MK_PLACE, "l.title",         mk_text_some, .optional = true }, \
    { MK_PLACE, "l.address",       mk_text_some, .optional = true }, \
    { MK_LAT,   "l.latitude",      mk_latitude,  .optional = true }, \
    { MK_LON,   "l.longitude",     mk_longitude, .optional = true }, \
    { MK_FOLDER, "c.title",        mk_text_some }, \
    { MK_ACCOUNT, "s.name",        mk_text_some, .sub = MK_SERVICE, .optional = true }, \
    { MK_URL,   "e.url",           mk_text_some, .optional = true }, \
    { MK_DATA,  "l.address",       mk_text_some, .name = "address", .optional = true }, \
    { MK_DATA,  "e.start_tz",      mk_text_some, .name = "time_zone", .optional = true }, \
    { MK_DATA,  "e.all_day",       mk_bool,      .name = "all_day", .optional = true }, \
    { MK_DATA,  "e.calendar_scale", mk_text_some, .name = "calendar_scale", .optional = true }, \
    { MK_DATA,  "e.conference_url_detected", mk_text_some, .name = "conference", .optional = true }, \
    { MK_DATA,  "e.conference_url", mk_text_some, .name = "conference", .optional = true }, \
    { MK_DATA,  "e.invitation_status", mk_not_zero, .name = "invitation_status", .optional = true }
static const struct mk_field event[] = {
    { MK_TIME,  "e.start_date", mk_cocoa_s },
    { MK_START, "e.start_date", mk_cocoa_s },
    { MK_END,   "e.end_date",   mk_cocoa_s },
    EVENT,
    { 0 },
};
static const struct mk_field floating[] = {
    EVENT,
    { MK_DATA, "e.start_date", mk_any, .name = "start_local_cocoa_s" },
    { MK_DATA, "e.end_date",   mk_any, .name = "end_local_cocoa_s" },
    { 0 },
};
static const struct mk_when is_floating[] = { { "e.start_tz", MK_IF_IS, .text = "_float" }, { 0 } };
static const struct mk_when is_moment[] = { { "e.start_tz", MK_IF_NOT, .text = "_float" }, { 0 } };
static const char *const needs[] = { "summary", "start_date", "calendar_id", NULL };

const struct mk_app mk_app_ios_calendar = {
    .id = "ios.calendar",
    .title = "Calendar (iOS)",
    .version = 1,
    .paths = (const char *const[]){ "*Library/Calendar/Calendar.sqlitedb", NULL },
    .queries = (const struct mk_query[]){
        { MK_CALENDAR, "e", "CalendarItem", needs, event, of, invited, .when = is_moment },
        { MK_CALENDAR, "e", "CalendarItem", needs, floating, of, invited, .when = is_floating, .also = true },
        { 0 },
    },
    .proven_on = "simulated",
};
