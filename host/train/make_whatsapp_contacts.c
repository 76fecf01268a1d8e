/* wa.db: whom WhatsApp knows. Columns: CREATE statement of wa_contacts as in the tests of
 * frozenspider/chat-history-manager-rs; ALEAPP, scripts/artifacts/WhatsApp.py. */
#include "host/train/make_whatsapp.h"

#define WA_DB "data/data/com.whatsapp/databases/wa.db"

static const char schema[] =
    "CREATE TABLE wa_contacts (_id INTEGER PRIMARY KEY AUTOINCREMENT,jid TEXT NOT NULL,"
    "is_whatsapp_user BOOLEAN NOT NULL,status TEXT,status_timestamp INTEGER,number TEXT,"
    "raw_contact_id INTEGER,display_name TEXT,phone_type INTEGER,phone_label TEXT,"
    "unseen_msg_count INTEGER,photo_ts INTEGER,thumb_ts INTEGER,photo_id_timestamp INTEGER,"
    "given_name TEXT,family_name TEXT,wa_name TEXT,sort_name TEXT,nickname TEXT,company TEXT,"
    "title TEXT,status_autodownload_disabled INTEGER,keep_timestamp INTEGER,"
    "is_spam_reported INTEGER,is_sidelist_synced BOOLEAN DEFAULT 0,"
    "is_business_synced BOOLEAN DEFAULT 0,disappearing_mode_duration INTEGER,"
    "disappearing_mode_timestamp LONG,history_sync_initial_phash TEXT)";

static void put(struct mk_into *in, const struct mk_at *at, int64_t id, const struct mk_person *p,
                bool known)
{
    struct mk_jid jid;
    const char *name = known ? p->name : NULL, *own = p->handle ? p->handle : p->id;
    mk_jid_of_person(&jid, p);
    mk_put(in, mk_i(id), mk_t(jid.raw), mk_i(1), mk_t("Available"), mk_t(known ? p->number : NULL),
           known ? mk_i(id) : mk_i(-1), mk_t(name), mk_some(known ? 2 : 0), mk_t(own),
           mk_t(known ? p->org : NULL));
    struct mk_json *j = mk_true(at, "contact", id);
    mk_json_kv_str(j, "name", known ? name : own);
    mk_json_key(j, "handles");
    mk_json_open(j, '[');
    mk_json_open(j, '{');
    mk_json_kv_str(j, "id", jid.raw);
    mk_json_close(j, '}');
    mk_json_close(j, ']');
    mk_json_key(j, "phones");
    mk_json_open(j, '[');
    mk_json_open(j, '{');
    if (known)
        mk_json_kv_str(j, "id", p->number);
    mk_json_kv_str(j, "phone", p->number);
    mk_json_close(j, '}');
    mk_json_close(j, ']');
    mk_true_some(j, "org", known ? p->org : NULL);
    mk_true_end(at);
}

int mk_whatsapp_contacts(struct mk_train *t, struct mk_error *e)
{
    struct mk_db d;
    struct mk_person_made made;
    struct mk_at at = { &t->whole, "whatsapp.contacts", WA_DB, "wa_contacts" };
    int64_t id = 0;
    if (mk_db_open(&d, t, "system/" WA_DB, schema, e) != 0)
        return -1;
    struct mk_into in = mk_into(&d, "wa_contacts",
                                "_id,jid,is_whatsapp_user,status,number,raw_contact_id,"
                                "display_name,phone_type,wa_name,company");
    for (uint32_t k = 0, n = mk_train_people(t); k < n; k++) {
        const struct mk_person *p = mk_train_person(t, &made, k);
        if (mk_on_whatsapp(p))
            put(&in, &at, ++id, p, mk_train_is_contact(t, p, k));
    }
    return mk_db_close(&d, e);
}
