/*
 * The calendar of an iPhone: Calendar.sqlitedb. Tables: a schema of iOS 17 as published in test
 * data of public programs; of CalendarItem and others all columns that a row here fills, and those
 * that matter around them; codes: abrignoni/iLEAPP, scripts/artifacts/calendarAll.py. Whole days
 * float: their zone is "_float".
 */
#include "host/train/ios.h"
#include "host/train/make_calendar.h"

static const struct mk_ios_file db = { MK_IOS_HOME("Library/Calendar/Calendar.sqlitedb") };
static const char schema[] =
    "CREATE TABLE _SqliteDatabaseProperties (key TEXT,value TEXT,UNIQUE(key));"
    "CREATE TABLE Store (ROWID INTEGER PRIMARY KEY AUTOINCREMENT,name TEXT,notes TEXT,"
    "default_alarm_offset INTEGER,type INTEGER,constraint_path TEXT,disabled INTEGER,"
    "external_id TEXT,persistent_id TEXT,flags INTEGER,creator_bundle_id TEXT,"
    "creator_code_signing_identity TEXT,only_creator_can_modify INTEGER,external_mod_tag TEXT,"
    "preferred_event_private_value INTEGER,strictest_event_private_value INTEGER,"
    "last_sync_start REAL,last_sync_end REAL,delegated_account_owner_store_id TEXT,"
    "delegated_account_default_calendar_for_new_events_id INTEGER,shows_notifications INTEGER,"
    "flags2 INTEGER,display_order INTEGER,owner_name TEXT,default_all_day_alarm_offset INTEGER,"
    "error_id INTEGER,cached_external_info BLOB,app_group_id TEXT UNIQUE);"
    "CREATE TABLE Calendar (ROWID INTEGER PRIMARY KEY AUTOINCREMENT,store_id INTEGER,title TEXT,"
    "flags INTEGER,color TEXT,symbolic_color_name TEXT,color_is_display INTEGER,type TEXT,"
    "supported_entity_types INTEGER,external_id TEXT,external_mod_tag TEXT,external_id_tag TEXT,"
    "external_rep BLOB,display_order INTEGER,UUID TEXT,shared_owner_name TEXT,"
    "shared_owner_address TEXT,sharing_status INTEGER,sharing_invitation_response INTEGER,"
    "published_URL TEXT,is_published INTEGER,invitation_status INTEGER,sync_token TEXT,"
    "self_identity_id INTEGER,self_identity_email TEXT,owner_identity_id INTEGER,"
    "owner_identity_email TEXT,notes TEXT);"
    "CREATE TABLE CalendarItem (ROWID INTEGER PRIMARY KEY AUTOINCREMENT,summary TEXT,"
    "location_id INTEGER,client_location_id INTEGER,description TEXT,start_date REAL,"
    "start_tz TEXT,end_date REAL,end_tz TEXT,all_day INTEGER,calendar_id INTEGER,"
    "orig_item_id INTEGER,orig_date REAL,organizer_id INTEGER,self_attendee_id INTEGER,"
    "status INTEGER,invitation_status INTEGER,availability INTEGER,privacy_level INTEGER,"
    "url TEXT,last_modified REAL,sequence_num INTEGER,birthday_id INTEGER,"
    "modified_properties INTEGER,external_tracking_status INTEGER,external_id TEXT,"
    "external_mod_tag TEXT,unique_identifier TEXT,external_schedule_id TEXT,external_rep BLOB,"
    "response_comment TEXT,last_synced_response_comment TEXT,hidden INTEGER,"
    "has_recurrences INTEGER,has_attachment INTEGER,has_attendees INTEGER,UUID TEXT,"
    "entity_type INTEGER,priority INTEGER,due_date REAL,due_tz TEXT,due_all_day INTEGER,"
    "completion_date REAL,creation_date REAL,conference_url TEXT,calendar_scale TEXT,"
    "travel_time INTEGER,contact_identifier TEXT,flags INTEGER,contact_name TEXT,"
    "conference_url_detected TEXT);"
    "CREATE TABLE Location (ROWID INTEGER PRIMARY KEY AUTOINCREMENT,title TEXT,address TEXT,"
    "latitude INTEGER,longitude INTEGER,reference_frame INTEGER,address_book_id TEXT,"
    "mapkit_handle BLOB,radius INTEGER,routing TEXT,derived_from TEXT,item_owner_id INTEGER,"
    "alarm_owner_id INTEGER,start_loc_owner_id INTEGER,end_loc_owner_id INTEGER,"
    "client_loc_owner_id INTEGER);"
    "CREATE TABLE Identity (display_name TEXT,address TEXT,first_name TEXT,last_name TEXT,"
    "UNIQUE (display_name,address,first_name,last_name));"
    "CREATE TABLE Participant (ROWID INTEGER PRIMARY KEY AUTOINCREMENT,entity_type INTEGER,"
    "type INTEGER,status INTEGER,pending_status INTEGER,role INTEGER,identity_id INTEGER,"
    "owner_id INTEGER,external_rep BLOB,UUID TEXT,email TEXT,phone_number TEXT,is_self INTEGER,"
    "comment TEXT,schedule_agent INTEGER,flags INTEGER,last_modified REAL,"
    "proposed_start_date REAL,invited_by TEXT,proposed_start_date_status INTEGER,"
    "schedule_status INTEGER,schedule_force_send INTEGER,comment_last_modified REAL);"
    "CREATE INDEX CalendarItemCalendarId on CalendarItem(calendar_id);"
    "CREATE INDEX LocationOwnerItemId on Location(item_owner_id);"
    "CREATE INDEX ParticipantOwnerId on Participant(owner_id);"
    "INSERT INTO Store(name,type) VALUES('Default',0),('iCloud',2);"
    "INSERT INTO Calendar(store_id,title,color,UUID) VALUES(2,'Home','#1BADF8','CAL-HOME'),"
    "(2,'Work','#CC73E1','CAL-WORK')";
enum { INVITED = 7, ACCEPTED = 1 };

struct maker {
    struct mk_train *t;
    struct mk_db d;
    struct mk_into item, location, participant;
    struct mk_at at;
    struct mk_rng g;
};

static const struct mk_place *place_of(const struct maker *m, const struct mk_event *x)
{
    const struct mk_scenario *sc = m->t->sc;
    for (size_t i = 0; x->place && i < sc->nplaces; i++)
        if (!strcmp(sc->places[i].name, x->place))
            return &sc->places[i];
    return NULL;
}

/* Whoever could be invited. */
static void put_identities(struct maker *m)
{
    struct mk_into in = mk_into(&m->d, "Identity", "ROWID,display_name,address");
    char address[160];
    for (size_t i = 0; i < m->t->sc->npeople; i++) {
        const struct mk_person *p = &m->t->sc->people[i];
        snprintf(address, sizeof address, "mailto:%s", p->email ? p->email : "");
        if (p->email)
            mk_put(&in, mk_i((int64_t)i + 1), mk_t(p->name), mk_t(address));
    }
}

static void put_guest(struct maker *m, const struct mk_event *x)
{
    mk_put(&m->participant, mk_i(INVITED), mk_i(ACCEPTED), mk_i(x->guest - m->t->sc->people + 1),
           mk_i(x->id), mk_t(x->guest->email));
}

static void tell(struct maker *m, const struct mk_event *x, const struct mk_place *p)
{
    struct mk_json *j = mk_true(&m->at, "calendar", x->id);
    if (!x->days) {
        mk_true_cocoa_real(j, x->start);
        mk_json_kv_iso(j, "start", x->start * 1000, 6);
        mk_json_kv_iso(j, "end", x->end * 1000, 6);
    }
    mk_json_kv_str(j, "title", x->title);
    mk_true_some(j, "text", x->text);
    mk_true_some(j, "place", x->place);
    if (p) {
        mk_true_real(j, "lat", p->lat);
        mk_true_real(j, "lon", p->lon);
    }
    mk_true_end(&m->at);
}

static void put(struct maker *m, const struct mk_event *x)
{
    const struct mk_place *p = place_of(m, x);
    mk_put(&m->item, mk_i(x->id), mk_t(x->title), mk_i(p ? x->id : 0), mk_t(x->text),
           mk_r(mk_cocoa(x->start)), mk_t(x->days ? "_float" : x->zone),
           mk_r(mk_cocoa(x->days ? x->end - 1000 : x->end)), mk_t(x->days ? "_float" : x->zone),
           mk_i(x->days), mk_i(1 + x->id % 2), mk_i(x->status),
           mk_r(mk_cocoa(x->start - MK_DAY_MS)), mk_i(x->guest != NULL), mk_t(mk_ios_guid(&m->g).s),
           mk_i(2), mk_r(mk_cocoa(x->start - 2 * MK_DAY_MS)));
    if (p)
        mk_put(&m->location, mk_i(x->id), mk_t(p->name), mk_r(p->lat), mk_r(p->lon), mk_i(x->id));
    if (x->guest)
        put_guest(m, x);
    tell(m, x, p);
}

int mk_ios_calendar(struct mk_train *t, struct mk_error *e)
{
    struct maker m = { .t = t, .g = mk_rng_for(t->o->seed, 0x6361) };
    struct mk_rng g = mk_rng_for(t->o->seed, 6);
    struct mk_event x;
    if (mk_ios_open(&m.d, t, &db, schema, e))
        return -1;
    m.item = mk_into(&m.d, "CalendarItem",
                     "ROWID,summary,location_id,description,start_date,start_tz,end_date,end_tz,"
                     "all_day,calendar_id,status,last_modified,has_attendees,UUID,entity_type,"
                     "creation_date");
    m.location = mk_into(&m.d, "Location", "ROWID,title,latitude,longitude,item_owner_id");
    m.participant = mk_into(&m.d, "Participant", "entity_type,status,identity_id,owner_id,email");
    m.at = mk_ios_at(t, &db, "ios.calendar", "CalendarItem");
    put_identities(&m);
    for (uint32_t i = 0; i < t->o->calendar; i++) {
        mk_event_make(&x, t, &g, i);
        put(&m, &x);
    }
    return mk_db_close(&m.d, e);
}
