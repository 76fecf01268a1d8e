/*
 * mmssms.db. Tables: TelephonyProvider, MmsSmsDatabaseHelper.java, CREATE_SMS_TABLE_STRING,
 * createMmsTables and createCommonTables (AOSP 14).
 */
#include "host/train/make_telephony.h"

static const char schema[] =
    "CREATE TABLE android_metadata (locale TEXT);"
    "INSERT INTO android_metadata VALUES('en_GB');"
    "CREATE TABLE sms (_id INTEGER PRIMARY KEY,thread_id INTEGER,address TEXT,person INTEGER,"
    "date INTEGER,date_sent INTEGER DEFAULT 0,protocol INTEGER,read INTEGER DEFAULT 0,"
    "status INTEGER DEFAULT -1,type INTEGER,reply_path_present INTEGER,subject TEXT,body TEXT,"
    "service_center TEXT,locked INTEGER DEFAULT 0,sub_id INTEGER DEFAULT -1,"
    "error_code INTEGER DEFAULT -1,creator TEXT,seen INTEGER DEFAULT 0);"
    "CREATE TABLE pdu (_id INTEGER PRIMARY KEY AUTOINCREMENT,thread_id INTEGER,date INTEGER,"
    "date_sent INTEGER DEFAULT 0,msg_box INTEGER,read INTEGER DEFAULT 0,m_id TEXT,sub TEXT,"
    "sub_cs INTEGER,ct_t TEXT,ct_l TEXT,exp INTEGER,m_cls TEXT,m_type INTEGER,v INTEGER,"
    "m_size INTEGER,pri INTEGER,rr INTEGER,rpt_a INTEGER,resp_st INTEGER,st INTEGER,tr_id TEXT,"
    "retr_st INTEGER,retr_txt TEXT,retr_txt_cs INTEGER,read_status INTEGER,ct_cls INTEGER,"
    "resp_txt TEXT,d_tm INTEGER,d_rpt INTEGER,locked INTEGER DEFAULT 0,sub_id INTEGER DEFAULT -1,"
    "seen INTEGER DEFAULT 0,creator TEXT,text_only INTEGER DEFAULT 0);"
    "CREATE TABLE addr (_id INTEGER PRIMARY KEY,msg_id INTEGER,contact_id INTEGER,address TEXT,"
    "type INTEGER,charset INTEGER,sub_id INTEGER DEFAULT -1);"
    "CREATE TABLE part (_id INTEGER PRIMARY KEY AUTOINCREMENT,mid INTEGER,seq INTEGER DEFAULT 0,"
    "ct TEXT,name TEXT,chset INTEGER,cd TEXT,fn TEXT,cid TEXT,cl TEXT,ctt_s INTEGER,ctt_t TEXT,"
    "_data TEXT,text TEXT,sub_id INTEGER DEFAULT -1);"
    "CREATE TABLE threads (_id INTEGER PRIMARY KEY AUTOINCREMENT,date INTEGER DEFAULT 0,"
    "message_count INTEGER DEFAULT 0,recipient_ids TEXT,snippet TEXT,snippet_cs INTEGER DEFAULT 0,"
    "read INTEGER DEFAULT 1,archived INTEGER DEFAULT 0,type INTEGER DEFAULT 0,"
    "error INTEGER DEFAULT 0,has_attachment INTEGER DEFAULT 0,sub_id INTEGER DEFAULT -1);"
    "CREATE TABLE canonical_addresses (_id INTEGER PRIMARY KEY AUTOINCREMENT,address TEXT,"
    "sub_id INTEGER DEFAULT -1);"
    "CREATE INDEX typeThreadIdIndex ON sms (type, thread_id);"
    "CREATE INDEX threadIdIndex ON sms (thread_id);"
    "CREATE INDEX threadIdDateIndex ON sms (thread_id, date);"
    "CREATE INDEX addrMsgIdIndex ON addr (msg_id, contact_id, address);"
    "CREATE INDEX partMidIndex ON part (mid)";

/* Of its last message: seconds apart, and not in the order of the ids. */
static int64_t thread_ms(const struct mk_train *t, uint32_t k)
{
    return t->now_ms - (int64_t)(k * 7 % 5) * 1000;
}

static void tell_thread(struct mk_train *t, uint32_t k, const char *id, const char *number)
{
    struct mk_at at = { &t->whole, "android.threads", MK_TELEPHONY_DB, "threads" };
    struct mk_json *j = mk_true(&at, "conversation", k + 1);
    mk_true_ms(j, thread_ms(t, k));
    mk_json_kv_str(j, "thread", id);
    mk_true_party(j, "members", true, mk_str(number), NULL);
    mk_json_kv_str(j, "profile", "0");
    mk_true_end(&at);
}

/* One canonical address a person; threads are counted alike. Which of them the database keeps
 * depends on who wrote; all people are kept, as after years of use. */
static void put_threads(struct mk_db *d, const struct mk_train *t, bool shown)
{
    struct mk_into addresses = mk_into(d, "canonical_addresses", "_id,address");
    struct mk_into threads = mk_into(d, "threads", "_id,date,recipient_ids,read");
    struct mk_person_made made;
    char id[16];
    for (uint32_t k = 0, n = mk_train_people(t); k < n; k++) {
        snprintf(id, sizeof id, "%u", k + 1);
        const char *number = mk_train_person(t, &made, k)->number;
        mk_put(&addresses, mk_i(k + 1), mk_t(number));
        mk_put(&threads, mk_i(k + 1), mk_i(thread_ms(t, k)), mk_t(id), mk_i(1));
        if (!shown)
            tell_thread(d->t, k, id, number);
    }
}

int mk_train_telephony(struct mk_train *t, struct mk_error *e)
{
    struct mk_db d = { 0 };
    int rc = 0;
    if (t->o->system)
        rc = mk_db_open(&d, t, "system/" MK_TELEPHONY_DB, schema, e);
    if (rc == 0)
        rc = mk_train_sms(t, &d, e);
    if (rc == 0 && t->o->system)
        put_threads(&d, t, false);
    if (rc == 0)
        put_threads(&t->db, t, true);
    if (rc == 0)
        rc = mk_train_mms(t, &d, e);
    struct mk_error other = { 0 };
    int closed = mk_db_close(&d, rc == 0 ? e : &other);
    return rc == 0 ? closed : rc;
}
