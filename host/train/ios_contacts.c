/*
 * The address book: AddressBook.sqlitedb. Tables and columns: CREATE statements of a file of iOS 16
 * (observed); properties and labels: abrignoni/iLEAPP, scripts/artifacts/addressBook.py. Its
 * triggers call functions of Apple's and are left out.
 */
#include "host/train/ios.h"

static const struct mk_ios_file book = { MK_IOS_HOME("Library/AddressBook/AddressBook.sqlitedb") };
enum { PHONE = 3, EMAIL = 4, ADDRESS = 5 };
enum { MOBILE = 1, HOME, WORK }; /* rows of ABMultiValueLabel */

#define GUID "guid TEXT NOT NULL DEFAULT (ab_generate_guid())"
static const char schema[] =
    "CREATE TABLE _SqliteDatabaseProperties (key TEXT,value TEXT,UNIQUE(key));"
    "INSERT INTO _SqliteDatabaseProperties VALUES('_ClientVersion','84');"
    "CREATE TABLE ABStore (ROWID INTEGER PRIMARY KEY AUTOINCREMENT,Name TEXT,"
    "ExternalIdentifier TEXT,Type INTEGER,ConstraintsPath TEXT,ExternalModificationTag TEXT,"
    "ExternalSyncTag TEXT,StoreInternalIdentifier TEXT,AccountID INTEGER DEFAULT -1,"
    "Enabled INTEGER DEFAULT 1,SyncData BLOB,MeIdentifier INTEGER DEFAULT -1,"
    "Capabilities INTEGER DEFAULT 0," GUID ",LastSyncDate TEXT,UNIQUE(StoreInternalIdentifier),"
    "UNIQUE(guid));"
    "CREATE TABLE ABPerson (ROWID INTEGER PRIMARY KEY AUTOINCREMENT,First TEXT,Last TEXT,"
    "Middle TEXT,FirstPhonetic TEXT,MiddlePhonetic TEXT,LastPhonetic TEXT,Organization TEXT,"
    "Department TEXT,Note TEXT,Kind INTEGER,Birthday TEXT,JobTitle TEXT,Nickname TEXT,"
    "Prefix TEXT,Suffix TEXT,FirstSort TEXT,LastSort TEXT,CreationDate INTEGER,"
    "ModificationDate INTEGER,CompositeNameFallback TEXT,ExternalIdentifier TEXT,"
    "ExternalModificationTag TEXT,ExternalUUID TEXT,StoreID INTEGER,DisplayName TEXT,"
    "ExternalRepresentation BLOB,FirstSortSection TEXT,LastSortSection TEXT,"
    "FirstSortLanguageIndex INTEGER DEFAULT 2147483647,"
    "LastSortLanguageIndex INTEGER DEFAULT 2147483647,PersonLink INTEGER DEFAULT -1,"
    "ImageURI TEXT,IsPreferredName INTEGER DEFAULT 1," GUID ",PhonemeData TEXT,"
    "AlternateBirthday TEXT,MapsData TEXT,FirstPronunciation TEXT,MiddlePronunciation TEXT,"
    "LastPronunciation TEXT,OrganizationPhonetic TEXT,OrganizationPronunciation TEXT,"
    "PreviousFamilyName TEXT,PreferredLikenessSource TEXT,PreferredPersonaIdentifier TEXT,"
    "PreferredChannel TEXT,DowntimeWhitelist TEXT,ImageType TEXT,ImageHash BLOB,"
    "MemojiMetadata BLOB,UNIQUE(guid));"
    "CREATE TABLE ABPersonLink (ROWID INTEGER PRIMARY KEY AUTOINCREMENT,"
    "PreferredImagePersonID INTEGER DEFAULT -1,PreferredNamePersonID INTEGER DEFAULT -1," GUID
    ",UNIQUE(guid));"
    "CREATE TABLE ABGroup (ROWID INTEGER PRIMARY KEY AUTOINCREMENT,Name TEXT,"
    "ExternalIdentifier TEXT,StoreID INTEGER,ExternalModificationTag TEXT,"
    "ExternalRepresentation BLOB,ExternalUUID TEXT," GUID ",UNIQUE(guid));"
    "CREATE TABLE ABGroupMembers (UID INTEGER PRIMARY KEY,group_id INTEGER,member_type INTEGER,"
    "member_id INTEGER,UNIQUE(group_id,member_type,member_id));"
    "CREATE TABLE ABMultiValue (UID INTEGER PRIMARY KEY,record_id INTEGER,property INTEGER,"
    "identifier INTEGER,label INTEGER,value TEXT," GUID ",UNIQUE(guid));"
    "CREATE TABLE ABMultiValueLabel (value TEXT,UNIQUE(value));"
    "CREATE TABLE ABMultiValueEntry (parent_id INTEGER,key INTEGER,value TEXT,"
    "UNIQUE(parent_id,key));"
    "CREATE TABLE ABMultiValueEntryKey (value TEXT,UNIQUE(value));"
    "CREATE TABLE ABPhoneLastFour (multivalue_id INTEGER PRIMARY KEY,value TEXT);"
    "CREATE INDEX ABPersonPersonLinkIndex ON ABPerson(PersonLink);"
    "CREATE INDEX ABMultiValueRecordIDIndex ON ABMultiValue(record_id);"
    "CREATE INDEX ABPhoneLastFourIndex ON ABPhoneLastFour(value);"
    "INSERT INTO ABMultiValueLabel VALUES('_$!<Mobile>!$_'),('_$!<Home>!$_'),('_$!<Work>!$_');"
    "INSERT INTO ABMultiValueEntryKey VALUES('Street'),('City'),('Country');"
    "INSERT INTO ABGroup(Name,StoreID,guid) VALUES('Work',1,'AB-WORK:ABGroup')";

struct maker {
    struct mk_train *t;
    struct mk_db d;
    struct mk_into person, value, last_four, entry, member;
    struct mk_at at, entry_at;
    struct mk_rng g;
    int64_t id, values, entries;
};

static void put_value(struct maker *m, int property, int label, const char *text)
{
    if (!text && property != ADDRESS)
        return;
    m->values++;
    mk_put(&m->value, mk_i(m->values), mk_i(m->id), mk_i(property), mk_i(m->values), mk_i(label),
           mk_t(text), mk_t(mk_ios_guid(&m->g).s));
    size_t n = text ? strlen(text) : 0;
    if (property == PHONE && n >= 4)
        mk_put(&m->last_four, mk_i(m->values), mk_t(text + n - 4));
}

/* An address is a value without text, and a row of each of its parts. */
static void put_address(struct maker *m, const char *street)
{
    const char *const parts[] = { street, "London" };
    put_value(m, ADDRESS, WORK, NULL);
    for (int64_t i = 0; i < 2; i++) {
        mk_put(&m->entry, mk_i(m->values), mk_i(i + 1), mk_t(parts[i]));
        struct mk_json *j = mk_true(&m->entry_at, "event", ++m->entries);
        mk_json_kv_str(j, "name", "contact_detail");
        mk_json_kv_str(j, "type", "address");
        mk_json_kv_str(j, "label", "Work");
        mk_json_kv_str(j, "value", parts[i]);
        mk_true_ref(j, "parent", "ABPerson", m->id);
        mk_true_end(&m->entry_at);
    }
}

static void tell(struct maker *m, const struct mk_person *p, int64_t made_s)
{
    struct mk_json *j = mk_true(&m->at, "contact", m->id);
    mk_true_time(j, (made_s + MK_COCOA_S) * 1000000, 0, made_s, "cocoa_s");
    mk_json_kv_str(j, "name", p->name);
    mk_true_pair(j, "phones", p->number, p->second);
    mk_true_pair(j, "emails", p->email, p->email2);
    mk_true_some(j, "org", p->org);
    mk_true_some(j, "note", p->relation);
    mk_true_end(&m->at);
}

/* What stands behind the first space is the last name. */
static void put_person(struct maker *m, const struct mk_person *p)
{
    const char *space = strchr(p->name, ' ');
    size_t first = space ? (size_t)(space - p->name) : strlen(p->name);
    int64_t made_s = m->t->now_ms / 1000 - MK_COCOA_S - 86400 * (400 - m->id % 300);
    m->id++;
    mk_put(&m->person, mk_i(m->id), mk_s(mk_span(p->name, first)), mk_t(space ? space + 1 : NULL),
           mk_t(p->org), mk_t(p->relation), mk_i(0), mk_i(made_s), mk_i(made_s + m->id * 1000),
           mk_i(1), mk_t(mk_ios_guid(&m->g).s));
    put_value(m, PHONE, MOBILE, p->number);
    put_value(m, PHONE, HOME, p->second);
    put_value(m, EMAIL, HOME, p->email);
    put_value(m, EMAIL, WORK, p->email2);
    tell(m, p, made_s);
    if (p->org && m->id % 4 == 1)
        put_address(m, "12 High Street");
    if (p->org)
        mk_put(&m->member, mk_i(1), mk_i(0), mk_i(m->id));
}

static const struct mk_person hostile[] = {
    { .name = "=HYPERLINK(\"http://example.org\",\"x\")<b onload=alert(1)>",
      .number = "+12025550124" },
    { .name = "two\r\nlines", .number = "+12025550123", .org = "\xe2\x80\xaegnp.exe" },
    { .name = "_$!<Mobile>!$_", .number = "*31#+12025550121", .email = "\t", .relation = "NULL" },
};

static void put_all(struct maker *m)
{
    const struct mk_train *t = m->t;
    struct mk_person_made made;
    struct mk_person owner = { .name = t->sc->owner.name,
                               .number = t->sc->owner.number,
                               .email = t->sc->owner.email };
    put_person(m, &owner);
    for (uint32_t k = 0, n = mk_train_people(t); k < n; k++) {
        const struct mk_person *p = mk_train_person(t, &made, k);
        if (mk_train_is_contact(t, p, k))
            put_person(m, p);
    }
    for (size_t i = 0; t->o->hostile && i < sizeof hostile / sizeof *hostile; i++)
        put_person(m, &hostile[i]);
}

int mk_ios_contacts(struct mk_train *t, struct mk_error *e)
{
    struct maker m = { .t = t, .g = mk_rng_for(t->o->seed, 0x6162) };
    if (mk_ios_open(&m.d, t, &book, schema, e))
        return -1;
    struct mk_into store = mk_into(&m.d, "ABStore", "ROWID,Name,Type,StoreInternalIdentifier,guid");
    mk_put(&store, mk_i(1), mk_t("Card"), mk_i(2), mk_t("card"), mk_t(mk_ios_guid(&m.g).s));
    m.person = mk_into(&m.d, "ABPerson",
                       "ROWID,First,Last,Organization,Note,Kind,CreationDate,ModificationDate,"
                       "StoreID,guid");
    m.value = mk_into(&m.d, "ABMultiValue", "UID,record_id,property,identifier,label,value,guid");
    m.last_four = mk_into(&m.d, "ABPhoneLastFour", "multivalue_id,value");
    m.entry = mk_into(&m.d, "ABMultiValueEntry", "parent_id,key,value");
    m.member = mk_into(&m.d, "ABGroupMembers", "group_id,member_type,member_id");
    m.at = mk_ios_at(t, &book, "ios.contacts", "ABPerson");
    m.entry_at = mk_ios_at(t, &book, "ios.contacts", "ABMultiValueEntry");
    put_all(&m);
    return mk_db_close(&m.d, e);
}
