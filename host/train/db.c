#include "host/train/make.h"

/* Columns in the order of AOSP: TelephonyProvider MmsSmsDatabaseHelper.java (createSmsTables,
 * createMmsTables), ContactsProvider CallLogDatabaseHelper.java (calls) and ContactsDatabaseHelper
 * (the views that serve contacts, raw_contacts, data, directories), SettingsProvider. */
static const char schema[] =
    "CREATE TABLE sms (_id INTEGER PRIMARY KEY,thread_id INTEGER,address TEXT,person INTEGER,"
    "date INTEGER,date_sent INTEGER DEFAULT 0,protocol INTEGER,read INTEGER DEFAULT 0,"
    "status INTEGER DEFAULT -1,type INTEGER,reply_path_present INTEGER,subject TEXT,body TEXT,"
    "service_center TEXT,locked INTEGER DEFAULT 0,sub_id INTEGER DEFAULT -1,"
    "error_code INTEGER DEFAULT -1,creator TEXT,seen INTEGER DEFAULT 0);"
    "CREATE TABLE pdu (_id INTEGER PRIMARY KEY,thread_id INTEGER,date INTEGER,"
    "date_sent INTEGER DEFAULT 0,msg_box INTEGER,read INTEGER DEFAULT 0,m_id TEXT,sub TEXT,"
    "sub_cs INTEGER,ct_t TEXT,ct_l TEXT,exp INTEGER,m_cls TEXT,m_type INTEGER,v INTEGER,"
    "m_size INTEGER,pri INTEGER,rr INTEGER,rpt_a INTEGER,resp_st INTEGER,st INTEGER,tr_id TEXT,"
    "retr_st INTEGER,retr_txt TEXT,retr_txt_cs INTEGER,read_status INTEGER,ct_cls INTEGER,"
    "resp_txt TEXT,d_tm INTEGER,d_rpt INTEGER,locked INTEGER DEFAULT 0,sub_id INTEGER DEFAULT -1,"
    "seen INTEGER DEFAULT 0,creator TEXT,text_only INTEGER DEFAULT 0);"
    "CREATE TABLE calls (_id INTEGER PRIMARY KEY,number TEXT,"
    "presentation INTEGER NOT NULL DEFAULT 1,post_dial_digits TEXT NOT NULL DEFAULT '',"
    "via_number TEXT NOT NULL DEFAULT '',date INTEGER,duration INTEGER,data_usage INTEGER,"
    "type INTEGER,features INTEGER NOT NULL DEFAULT 0,subscription_component_name TEXT,"
    "subscription_id TEXT,phone_account_address TEXT,"
    "phone_account_hidden INTEGER NOT NULL DEFAULT 0,sub_id INTEGER DEFAULT -1,new INTEGER,"
    "name TEXT,numbertype INTEGER,numberlabel TEXT,countryiso TEXT,voicemail_uri TEXT,"
    "is_read INTEGER,geocoded_location TEXT,lookup_uri TEXT,matched_number TEXT,"
    "normalized_number TEXT,photo_id INTEGER NOT NULL DEFAULT 0,photo_uri TEXT,"
    "formatted_number TEXT,add_for_all_users INTEGER NOT NULL DEFAULT 1,"
    "last_modified INTEGER DEFAULT 0,call_screening_component_name TEXT,"
    "call_screening_app_name TEXT,block_reason INTEGER NOT NULL DEFAULT 0,"
    "missed_reason INTEGER NOT NULL DEFAULT 0,transcription TEXT);"
    "CREATE TABLE contacts (_id INTEGER PRIMARY KEY,display_name TEXT,display_name_alt TEXT,"
    "lookup TEXT,name_raw_contact_id INTEGER,photo_id INTEGER,starred INTEGER DEFAULT 0,"
    "has_phone_number INTEGER DEFAULT 0,times_contacted INTEGER DEFAULT 0,"
    "last_time_contacted INTEGER DEFAULT 0,in_visible_group INTEGER DEFAULT 1,"
    "send_to_voicemail INTEGER DEFAULT 0,custom_ringtone TEXT,"
    "contact_last_updated_timestamp INTEGER);"
    "CREATE TABLE raw_contacts (_id INTEGER PRIMARY KEY,contact_id INTEGER,account_name TEXT,"
    "account_type TEXT,data_set TEXT,sourceid TEXT,version INTEGER DEFAULT 1,"
    "dirty INTEGER DEFAULT 0,deleted INTEGER DEFAULT 0,display_name TEXT,display_name_alt TEXT,"
    "starred INTEGER DEFAULT 0,times_contacted INTEGER DEFAULT 0,"
    "last_time_contacted INTEGER DEFAULT 0);"
    "CREATE TABLE data (_id INTEGER PRIMARY KEY,raw_contact_id INTEGER,contact_id INTEGER,"
    "lookup TEXT,mimetype TEXT,is_primary INTEGER DEFAULT 0,is_super_primary INTEGER DEFAULT 0,"
    "data_version INTEGER DEFAULT 0,data1 TEXT,data2 TEXT,data3 TEXT,data4 TEXT,data5 TEXT,"
    "data6 TEXT,data7 TEXT,data8 TEXT,data9 TEXT,data10 TEXT,data11 TEXT,data12 TEXT,data13 TEXT,"
    "data14 TEXT,data15 TEXT,data_sync1 TEXT,data_sync2 TEXT,data_sync3 TEXT,data_sync4 TEXT,"
    "display_name TEXT,display_name_alt TEXT,account_name TEXT,account_type TEXT,data_set TEXT,"
    "sourceid TEXT,starred INTEGER DEFAULT 0,has_phone_number INTEGER DEFAULT 0,photo_id INTEGER,"
    "times_contacted INTEGER DEFAULT 0,last_time_contacted INTEGER DEFAULT 0,"
    "contact_last_updated_timestamp INTEGER);"
    "CREATE TABLE directories (_id INTEGER PRIMARY KEY,packageName TEXT,authority TEXT,"
    "typeResourceId INTEGER,displayName TEXT,accountType TEXT,accountName TEXT,"
    "exportSupport INTEGER,shortcutSupport INTEGER,photoSupport INTEGER);"
    "INSERT INTO directories VALUES"
    "(0,'com.android.providers.contacts','com.android.contacts',NULL,NULL,NULL,NULL,0,0,3),"
    "(1,'com.android.providers.contacts','com.android.contacts',NULL,NULL,NULL,NULL,0,0,3);"
    "CREATE TABLE settings_global (_id INTEGER PRIMARY KEY,name TEXT,value TEXT);"
    "CREATE TABLE settings_secure (_id INTEGER PRIMARY KEY,name TEXT,value TEXT);"
    "CREATE TABLE settings_system (_id INTEGER PRIMARY KEY,name TEXT,value TEXT);"
    "INSERT INTO settings_global(name,value) VALUES"
    "('adb_enabled','1'),('airplane_mode_on','1'),('auto_time','1'),('auto_time_zone','1'),"
    "('device_name','Phantom One'),('mobile_data','0'),('wifi_on','0');"
    "INSERT INTO settings_secure(name,value) VALUES"
    "('android_id','4d6f6b6150686e74'),('bluetooth_name','Phantom One'),"
    "('location_mode','3'),('sms_default_application','com.android.messaging');"
    "INSERT INTO settings_system(name,value) VALUES"
    "('screen_brightness','102'),('screen_off_timeout','60000'),('time_12_24','24');";

static int fail_sql(struct mk_train *t, struct mk_error *e)
{
    return mk_fail(e, MK_EIO, "providers.db: %s", t->db ? sqlite3_errmsg(t->db) : "no memory");
}

int mk_train_db_open(struct mk_train *t, struct mk_error *e)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/providers.db", t->dir);
    if (sqlite3_open_v2(path, &t->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL) ||
        sqlite3_exec(t->db,
                     "PRAGMA page_size=4096; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;"
                     "BEGIN",
                     NULL, NULL, NULL) ||
        sqlite3_exec(t->db, schema, NULL, NULL, NULL))
        return fail_sql(t, e);
    return 0;
}

int mk_train_db_close(struct mk_train *t, struct mk_error *e)
{
    if (sqlite3_exec(t->db, "COMMIT", NULL, NULL, NULL))
        return fail_sql(t, e);
    if (sqlite3_close(t->db))
        return fail_sql(t, e);
    t->db = NULL;
    return 0;
}

int mk_train_prepare(sqlite3_stmt **out, struct mk_train *t, const char *sql, struct mk_error *e)
{
    return sqlite3_prepare_v2(t->db, sql, -1, out, NULL) ? fail_sql(t, e) : 0;
}

int mk_train_step(struct mk_train *t, sqlite3_stmt *st, struct mk_error *e)
{
    if (sqlite3_step(st) != SQLITE_DONE || sqlite3_reset(st))
        return fail_sql(t, e);
    sqlite3_clear_bindings(st);
    t->n.rows++;
    return 0;
}

void mk_train_text(sqlite3_stmt *st, const char *param, struct mk_span s)
{
    int i = sqlite3_bind_parameter_index(st, param);
    if (s.p)
        sqlite3_bind_text(st, i, (const char *)s.p, (int)s.len, SQLITE_TRANSIENT);
    else
        sqlite3_bind_null(st, i);
}

void mk_train_str(sqlite3_stmt *st, const char *param, const char *s)
{
    mk_train_text(st, param, mk_str(s));
}

void mk_train_int(sqlite3_stmt *st, const char *param, int64_t v)
{
    sqlite3_bind_int64(st, sqlite3_bind_parameter_index(st, param), v);
}

int64_t mk_train_moment(struct mk_rng *r, uint64_t i, uint64_t n)
{
    const int64_t days = 7 * MK_TRAIN_WEEKS - 1, day = 86400000, awake = 16 * 3600000LL;
    /* the i-th of n equal parts, and some way into it: the order stays */
    double part = ((double)i + (double)mk_rng_below(r, 1000) / 1000) / (double)n;
    int64_t at = (int64_t)(part * (double)(days * awake));
    int64_t start = (MK_TRAIN_NOW_MS / day - days) * day;
    return start + at / awake * day + 7 * 3600000LL + at % awake;
}
