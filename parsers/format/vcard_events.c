#include "parsers/base/time.h"
#include "parsers/format/vcard_rows.h"
#include <stdio.h>

/* Times, and the events of iCalendar, as rows. */

enum {
    E_EVENT,
    E_TYPE,
    E_TITLE,
    E_TEXT,
    E_PLACE,
    E_START,
    E_START_RAW,
    E_END,
    E_END_RAW,
    E_ZONE,
    E_ZONE_ORIGIN,
    E_UID,
    E_ORGANIZER,
    E_ATTENDEES,
    E_RULE,
    E_STATUS
};
const char *const mk_vcard_event_columns[] = {
    "event",     "type",      "title",   "text",   "place",       "start",
    "start_raw", "end",       "end_raw", "zone",   "zone_origin", "uid",
    "organizer", "attendees", "rule",    "status", NULL,
};
/* "20240131T120000Z", with or without '-' and ':', and dates alone. */
static bool read_time(struct mk_civil *out, bool *utc, struct mk_span s)
{
    char d[15] = { 0 };
    size_t n = 0, i = 0;
    for (; i < s.len && s.p[i] != '.' && s.p[i] != 'Z'; i++) {
        bool digit = s.p[i] >= '0' && s.p[i] <= '9';
        if (digit && n < 14)
            d[n++] = (char)s.p[i];
        else if (digit || !strchr("-:T ", s.p[i]))
            return false;
    }
    unsigned y, mo, da, h, mi, se;
    if (n != 14 || sscanf(d, "%4u%2u%2u%2u%2u%2u", &y, &mo, &da, &h, &mi, &se) != 6)
        return false;
    *utc = s.p[s.len - 1] == 'Z';
    *out = (struct mk_civil){ (int32_t)y, (uint8_t)mo, (uint8_t)da,
                              (uint8_t)h, (uint8_t)mi, (uint8_t)se,
                              0 };
    return true;
}

bool mk_vcard_put_time(struct mk_grid *g, size_t column, struct mk_span s,
                       const struct mk_zone *local)
{
    struct mk_civil c;
    char iso[MK_ISO_MAX];
    bool utc, twice = false;
    int64_t us;
    if (!read_time(&c, &utc, s))
        return false;
    if (utc) {
        if (!mk_month_has(c.year, c.month, c.day) || c.year < 1 || c.hour > 23 || c.minute > 59 ||
            c.second > 59)
            return false;
        us = (mk_days(c.year, c.month, c.day) * 86400 + c.hour * 3600 + c.minute * 60 + c.second) *
             MK_US;
    } else if (!local || !mk_zone_to_utc(&us, &twice, local, &c)) {
        return false;
    }
    mk_time_iso(iso, us, 0);
    mk_grid_text(g, column, mk_str(iso));
    if (twice)
        mk_grid_doubt(g, column, "the hour exists twice that day: the first is given");
    return !utc;
}

static void put_zone(struct mk_grid *g, const char *zone, const char *origin)
{
    mk_grid_text(g, E_ZONE, mk_str(zone));
    mk_grid_text(g, E_ZONE_ORIGIN, mk_str(origin));
}

/* A time with TZID is told in UTC only where that is the zone we were given; one with neither Z nor
 * TZID is by whatever clock the owner follows. */
static void put_when(struct mk_grid *g, const struct mk_vcomp *c, const char *name, size_t column,
                     const struct mk_zone *zone)
{
    const struct mk_vprop *p = mk_vcard_first(c, name);
    struct mk_span tzid;
    if (!p)
        return;
    bool named = mk_vparam(&tzid, p->params, "TZID");
    bool same = named && zone && mk_span_is(tzid, mk_zone_name(zone));
    mk_vcard_put_text(g, column + 1, p, p->value);
    bool local = mk_vcard_put_time(g, column, p->value, named && !same ? NULL : zone);
    if (named)
        mk_grid_text(g, E_ZONE, tzid);
    if (named)
        mk_grid_text(g, E_ZONE_ORIGIN, mk_str("stored"));
    else if (local)
        put_zone(g, mk_zone_name(zone), "assumed");
}

static void put_attendees(struct mk_grid *g, const struct mk_vcomp *c)
{
    struct mk_buf b;
    mk_buf_init(&b, MK_LINE_MAX);
    for (const struct mk_vprop *p = c->first; p; p = p->next)
        if (mk_vname_is(p->name, "ATTENDEE")) {
            mk_buf_puts(&b, b.len ? "; " : "");
            mk_vunescape(&b, p->value);
        }
    if (b.len)
        mk_grid_text(g, E_ATTENDEES, mk_buf_span(&b));
    mk_buf_done(&b);
}

void mk_vcard_put_event(struct mk_grid *g, const struct mk_vcomp *c, const struct mk_zone *zone)
{
    static const struct {
        const char *name;
        size_t column;
    } plain[] = { { "SUMMARY", E_TITLE },      { "DESCRIPTION", E_TEXT },
                  { "LOCATION", E_PLACE },     { "UID", E_UID },
                  { "RRULE", E_RULE },         { "STATUS", E_STATUS },
                  { "ORGANIZER", E_ORGANIZER } };
    const struct mk_vprop *p;
    if (!mk_grid_wants(g, MK_V_EVENTS))
        return;
    mk_grid_row(g, MK_V_EVENTS, c->number);
    mk_grid_int(g, E_EVENT, c->number);
    mk_grid_text(g, E_TYPE, c->name);
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        if ((p = mk_vcard_first(c, plain[i].name)) != NULL)
            mk_vcard_put_text(g, plain[i].column, p, p->value);
    put_when(g, c, "DTSTART", E_START, zone);
    put_when(g, c, mk_vcard_first(c, "DTEND") ? "DTEND" : "DUE", E_END, zone);
    put_attendees(g, c);
}
