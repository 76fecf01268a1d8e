/*
 * Viber's address book and calls: viber_data. Tables and columns: ALEAPP,
 * scripts/artifacts/Viber.py; plaso, android_viber_call.py.
 */
#include "host/train/make.h"

#define DATA_DB "data/data/com.viber.voip/databases/viber_data"

static const char schema[] =
    "CREATE TABLE phonebookcontact (_id INTEGER PRIMARY KEY NOT NULL,native_id INTEGER DEFAULT 0,"
    "display_name TEXT,low_display_name TEXT,starred BOOLEAN,viber BOOLEAN,contact_hash LONG);"
    "CREATE TABLE phonebookdata (_id INTEGER PRIMARY KEY NOT NULL,contact_id LONG NOT NULL,"
    "raw_id LONG,data1 TEXT,data2 TEXT,data3 TEXT,mime_type INTEGER);"
    "CREATE TABLE calls (_id INTEGER PRIMARY KEY NOT NULL,call_id LONG NOT NULL,"
    "aggregate_hash LONG NOT NULL,number TEXT NOT NULL,canonized_number TEXT,"
    "viber_call BOOLEAN DEFAULT TRUE,viber_call_type INTEGER DEFAULT 1,date LONG NOT NULL,"
    "duration LONG NOT NULL,type INTEGER NOT NULL,end_reason INTEGER,start_reason INTEGER,"
    "token LONG DEFAULT 0)";

static void put_people(struct mk_train *t, struct mk_db *d)
{
    struct mk_at at = { &t->whole, "viber.android", DATA_DB, "phonebookcontact" };
    struct mk_into contact = mk_into(d, "phonebookcontact", "_id,display_name,viber");
    struct mk_into data = mk_into(d, "phonebookdata", "_id,contact_id,data1,data2,mime_type");
    struct mk_person_made made;
    for (uint32_t k = 0; k < mk_train_people(t); k++) {
        const struct mk_person *p = mk_train_person(t, &made, k);
        if (!mk_train_is_contact(t, p, k))
            continue;
        mk_put(&contact, mk_i(k + 1), mk_t(p->name), mk_i((p->by & 1u << MK_BY_VIBER) != 0));
        mk_put(&data, mk_i(k + 1), mk_i(k + 1), mk_t(p->number), mk_t(p->number), mk_i(0));
        struct mk_json *j = mk_true(&at, "contact", k + 1);
        mk_json_kv_str(j, "name", p->name);
        mk_true_party(j, "phones", true, mk_str(p->number), NULL);
        mk_true_end(&at);
    }
}

static void put_call(struct mk_train *t, struct mk_into *in, const struct mk_said *s)
{
    struct mk_at at = { &t->whole, "viber.android", DATA_DB, "calls" };
    int64_t id = (int64_t)s->index + 1, seconds = id % 3 ? 7 * id : 0;
    bool video = id % 4 == 0;
    if (s->group)
        return;
    mk_put(in, mk_i(id), mk_i(4000 + id), mk_i(4000 + id), mk_t(s->who->number),
           mk_t(s->who->number), mk_i(1), mk_i(video ? 4 : 1), mk_i(s->at_ms), mk_i(seconds),
           mk_i(s->out ? 2 : 1));
    struct mk_json *j = mk_true(&at, "call", id);
    mk_true_ms(j, s->at_ms);
    mk_json_kv_str(j, "dir", s->out ? "out" : "in");
    mk_json_kv_int(j, "duration_s", seconds);
    mk_json_kv_str(j, "media", video ? "video" : "voice");
    mk_true_party(j, "peer", false, mk_str(s->who->number), NULL);
    mk_true_end(&at);
}

int mk_train_viber_data(struct mk_train *t, struct mk_error *e)
{
    struct mk_talk k;
    struct mk_said s;
    struct mk_db d;
    if (!t->o->system || !t->o->viber)
        return 0;
    if (mk_db_open(&d, t, "system/" DATA_DB, schema, e) != 0)
        return -1;
    put_people(t, &d);
    struct mk_into calls = mk_into(&d, "calls",
                                   "_id,call_id,aggregate_hash,number,canonized_number,"
                                   "viber_call,viber_call_type,date,duration,type");
    if (mk_talk_open(&k, t, MK_BY_VIBER, false, t->o->viber / 8, 26, &d.e) == 0) {
        k.lead = t->sc->nleads; /* they are messages */
        while (mk_talk_next(&s, &k))
            put_call(t, &calls, &s);
        if (!mk_talk_ok(&k))
            mk_fail(&d.e, MK_ENOMEM, "calls");
        mk_talk_close(&k);
    }
    return mk_db_close(&d, e);
}
