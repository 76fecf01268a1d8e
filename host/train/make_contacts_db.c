/*
 * contacts2.db. Tables: ContactsProvider, ContactsDatabaseHelper.java, onCreate (AOSP 14); MIME
 * types: android.provider.ContactsContract.CommonDataKinds.
 */
#include "host/train/make_contacts.h"

#define CONTACTS_DB "data/data/com.android.providers.contacts/databases/contacts2.db"
enum mime { EMAIL = 1, IM, NICKNAME, ORGANIZATION, PHONE, ADDRESS, NAME, NOTE, GROUP, WHATSAPP };
enum account { LOCAL = 1, GOOGLE, BY_WHATSAPP };

static const char schema[] =
    "CREATE TABLE android_metadata (locale TEXT);"
    "INSERT INTO android_metadata VALUES('en_GB');"
    "CREATE TABLE accounts (_id INTEGER PRIMARY KEY AUTOINCREMENT,account_name TEXT,"
    "account_type TEXT,data_set TEXT);"
    "CREATE TABLE contacts (_id INTEGER PRIMARY KEY AUTOINCREMENT,name_raw_contact_id INTEGER,"
    "photo_id INTEGER,photo_file_id INTEGER,custom_ringtone TEXT,"
    "send_to_voicemail INTEGER NOT NULL DEFAULT 0,x_times_contacted INTEGER NOT NULL DEFAULT 0,"
    "x_last_time_contacted INTEGER,times_contacted INTEGER NOT NULL DEFAULT 0,"
    "last_time_contacted INTEGER,starred INTEGER NOT NULL DEFAULT 0,"
    "pinned INTEGER NOT NULL DEFAULT 0,has_phone_number INTEGER NOT NULL DEFAULT 0,lookup TEXT,"
    "status_update_id INTEGER,contact_last_updated_timestamp INTEGER);"
    "CREATE TABLE raw_contacts (_id INTEGER PRIMARY KEY AUTOINCREMENT,account_id INTEGER,"
    "sourceid TEXT,backup_id TEXT,raw_contact_is_read_only INTEGER NOT NULL DEFAULT 0,"
    "version INTEGER NOT NULL DEFAULT 1,dirty INTEGER NOT NULL DEFAULT 0,"
    "deleted INTEGER NOT NULL DEFAULT 0,metadata_dirty INTEGER NOT NULL DEFAULT 0,"
    "contact_id INTEGER,aggregation_mode INTEGER NOT NULL DEFAULT 0,"
    "aggregation_needed INTEGER NOT NULL DEFAULT 1,custom_ringtone TEXT,"
    "send_to_voicemail INTEGER NOT NULL DEFAULT 0,x_times_contacted INTEGER NOT NULL DEFAULT 0,"
    "x_last_time_contacted INTEGER,times_contacted INTEGER NOT NULL DEFAULT 0,"
    "last_time_contacted INTEGER,starred INTEGER NOT NULL DEFAULT 0,"
    "pinned INTEGER NOT NULL DEFAULT 0,display_name TEXT,display_name_alt TEXT,"
    "display_name_source INTEGER NOT NULL DEFAULT 0,phonetic_name TEXT,phonetic_name_style TEXT,"
    "sort_key TEXT,phonebook_label TEXT,phonebook_bucket INTEGER,sort_key_alt TEXT,"
    "phonebook_label_alt TEXT,phonebook_bucket_alt INTEGER,"
    "name_verified INTEGER NOT NULL DEFAULT 0,sync1 TEXT,sync2 TEXT,sync3 TEXT,sync4 TEXT);"
    "CREATE TABLE mimetypes (_id INTEGER PRIMARY KEY AUTOINCREMENT,mimetype TEXT NOT NULL);"
    "CREATE TABLE data (_id INTEGER PRIMARY KEY AUTOINCREMENT,package_id INTEGER,"
    "mimetype_id INTEGER NOT NULL,raw_contact_id INTEGER NOT NULL,hash_id TEXT,"
    "is_read_only INTEGER NOT NULL DEFAULT 0,is_primary INTEGER NOT NULL DEFAULT 0,"
    "is_super_primary INTEGER NOT NULL DEFAULT 0,data_version INTEGER NOT NULL DEFAULT 0,"
    "data1 TEXT,data2 TEXT,data3 TEXT,data4 TEXT,data5 TEXT,data6 TEXT,data7 TEXT,data8 TEXT,"
    "data9 TEXT,data10 TEXT,data11 TEXT,data12 TEXT,data13 TEXT,data14 TEXT,data15 TEXT,"
    "data_sync1 TEXT,data_sync2 TEXT,data_sync3 TEXT,data_sync4 TEXT,"
    "carrier_presence INTEGER NOT NULL DEFAULT 0,preferred_phone_account_component_name TEXT,"
    "preferred_phone_account_id TEXT);"
    "CREATE TABLE groups (_id INTEGER PRIMARY KEY AUTOINCREMENT,package_id INTEGER,"
    "account_id INTEGER,sourceid TEXT,version INTEGER NOT NULL DEFAULT 1,"
    "dirty INTEGER NOT NULL DEFAULT 0,title TEXT,title_res INTEGER,notes TEXT,system_id TEXT,"
    "deleted INTEGER NOT NULL DEFAULT 0,group_visible INTEGER NOT NULL DEFAULT 0,"
    "should_sync INTEGER NOT NULL DEFAULT 1,auto_add INTEGER NOT NULL DEFAULT 0,"
    "favorites INTEGER NOT NULL DEFAULT 0,group_is_read_only INTEGER NOT NULL DEFAULT 0,"
    "sync1 TEXT,sync2 TEXT,sync3 TEXT,sync4 TEXT);"
    "CREATE INDEX data_raw_contact_id ON data (raw_contact_id);"
    "INSERT INTO mimetypes VALUES(1,'vnd.android.cursor.item/email_v2'),"
    "(2,'vnd.android.cursor.item/im'),(3,'vnd.android.cursor.item/nickname'),"
    "(4,'vnd.android.cursor.item/organization'),(5,'vnd.android.cursor.item/phone_v2'),"
    "(6,'vnd.android.cursor.item/postal-address_v2'),(7,'vnd.android.cursor.item/name'),"
    "(8,'vnd.android.cursor.item/note'),(9,'vnd.android.cursor.item/group_membership'),"
    "(10,'vnd.android.cursor.item/vnd.com.whatsapp.profile')";

static void put_group(struct mk_contacts_db *x, int64_t id, const char *source, const char *title,
                      const char *system_id)
{
    struct mk_at at = { &x->t->whole, "android.contacts", CONTACTS_DB, "groups" };
    struct mk_into in = mk_into(&x->d, "groups", "_id,account_id,sourceid,title,system_id");
    mk_put(&in, mk_i(id), mk_i(GOOGLE), mk_t(source), mk_t(title), mk_t(system_id));
    struct mk_json *j = mk_true(&at, "event", id);
    mk_json_kv_str(j, "name", "contact_group");
    mk_json_kv_str(j, "title", title);
    mk_true_end(&at);
}

int mk_contacts_db_open(struct mk_contacts_db *x, struct mk_train *t, struct mk_error *e)
{
    if (mk_db_open(&x->d, t, "system/" CONTACTS_DB, schema, e) != 0)
        return -1;
    x->t = t;
    x->contact = mk_into(&x->d, "contacts",
                         "_id,name_raw_contact_id,starred,has_phone_number,lookup,"
                         "contact_last_updated_timestamp");
    x->raw = mk_into(&x->d, "raw_contacts",
                     "_id,account_id,sourceid,deleted,contact_id,starred,display_name,"
                     "display_name_alt,display_name_source");
    x->data = mk_into(&x->d, "data", "_id,mimetype_id,raw_contact_id,data1,data2,data4");
    struct mk_into accounts = mk_into(&x->d, "accounts", "_id,account_name,account_type");
    mk_put(&accounts, mk_i(LOCAL), mk_null(), mk_null());
    mk_put(&accounts, mk_i(GOOGLE), mk_t(t->sc->owner.email), mk_t("com.google"));
    mk_put(&accounts, mk_i(BY_WHATSAPP), mk_t("WhatsApp"), mk_t("com.whatsapp"));
    put_group(x, 1, "6", "My Contacts", "Contacts");
    put_group(x, 2, "1a2b", "Work", NULL);
    return 0;
}

static void put_data(struct mk_contacts_db *x, const struct mk_card *c, enum mime mime,
                     const char *data1, const char *data2, const char *data4)
{
    if (!data1)
        return;
    x->data_id++;
    mk_put(&x->data, mk_i(x->data_id), mk_i(mime), mk_i(c->id), mk_t(data1), mk_t(data2),
           mk_t(data4));
}

static void put_details(struct mk_contacts_db *x, const struct mk_card *c)
{
    const struct mk_person *p = c->p;
    const char *e164 = mk_is_e164(mk_str(p->number)) ? p->number : NULL;
    char jid[64];
    put_data(x, c, NAME, p->name, p->name, NULL);
    if (c->by_whatsapp) {
        snprintf(jid, sizeof jid, "%s@s.whatsapp.net", p->number + 1);
        put_data(x, c, WHATSAPP, jid, "WhatsApp", NULL);
        return;
    }
    put_data(x, c, PHONE, p->number, "2", e164);
    put_data(x, c, PHONE, p->second, "1", NULL);
    put_data(x, c, EMAIL, p->email, "1", NULL);
    put_data(x, c, EMAIL, p->email2, "2", NULL);
    put_data(x, c, ORGANIZATION, p->org, "1", p->org ? "contact person" : NULL);
    put_data(x, c, NOTE, c->note, NULL, NULL);
    put_data(x, c, GROUP, "1", NULL, NULL);
    put_data(x, c, GROUP, p->org ? "2" : NULL, NULL, NULL);
}

static void tell(const struct mk_contacts_db *x, const struct mk_card *c)
{
    struct mk_at at = { &x->t->whole, "android.contacts", CONTACTS_DB, "raw_contacts" };
    struct mk_json *j = mk_true(&at, "contact", c->id);
    if (c->contact)
        mk_card_tell(j, c);
    mk_json_kv_bool(j, "deleted", !c->contact);
    mk_json_key(j, "account");
    mk_json_open(j, '{');
    mk_json_kv_str(j, "id", c->by_whatsapp ? "WhatsApp" : x->t->sc->owner.email);
    mk_json_kv_str(j, "service", c->by_whatsapp ? "com.whatsapp" : "com.google");
    mk_json_close(j, '}');
    mk_true_end(&at);
}

void mk_contacts_db_put(struct mk_contacts_db *x, const struct mk_card *c)
{
    const struct mk_person *p = c->p;
    if (!x->t)
        return;
    if (c->contact && !c->by_whatsapp)
        mk_put(&x->contact, mk_i(c->contact), mk_i(c->id), mk_i(c->id <= 2), mk_i(1),
               mk_t(c->lookup), mk_i(x->t->now_ms - c->id * 86400000));
    mk_put(&x->raw, mk_i(c->id), mk_i(c->by_whatsapp ? BY_WHATSAPP : GOOGLE), mk_t(c->lookup),
           mk_i(!c->contact), mk_some(c->contact), mk_i(c->id <= 2 && c->contact), mk_t(p->name),
           mk_t(p->name), mk_i(p->name ? 40 : 0));
    if (c->contact)
        put_details(x, c);
    tell(x, c);
}

int mk_contacts_db_close(struct mk_contacts_db *x, struct mk_error *e)
{
    return mk_db_close(&x->d, e);
}
