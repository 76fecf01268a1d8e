/*
 * What the system knows: accounts, SIM cards, downloads. Tables: frameworks/base, services/core,
 * AccountsDb.java (CE database); TelephonyProvider.java, createSimInfoTableString;
 * DownloadProvider, DownloadProvider.java, onUpgrade (AOSP 14).
 */
#include "host/train/make.h"

#define ACCOUNTS  "data/system_ce/0/accounts_ce.db"
#define SIM       "data/user_de/0/com.android.providers.telephony/databases/telephony.db"
#define DOWNLOADS "data/data/com.android.providers.downloads/databases/downloads.db"

static const char account_schema[] =
    "CREATE TABLE accounts (_id INTEGER PRIMARY KEY AUTOINCREMENT,name TEXT NOT NULL,"
    "type TEXT NOT NULL,password TEXT,UNIQUE(name,type));"
    "CREATE TABLE authtokens (_id INTEGER PRIMARY KEY AUTOINCREMENT,accounts_id INTEGER NOT NULL,"
    "type TEXT NOT NULL,authtoken TEXT,UNIQUE (accounts_id,type));"
    "CREATE TABLE extras (_id INTEGER PRIMARY KEY AUTOINCREMENT,accounts_id INTEGER,"
    "key TEXT NOT NULL,value TEXT,UNIQUE(accounts_id,key))";
static const char sim_schema[] =
    "CREATE TABLE siminfo(_id INTEGER PRIMARY KEY AUTOINCREMENT,icc_id TEXT NOT NULL,"
    "sim_id INTEGER DEFAULT -1,display_name TEXT,carrier_name TEXT,name_source INTEGER DEFAULT 0,"
    "color INTEGER DEFAULT 0,number TEXT,display_number_format INTEGER NOT NULL DEFAULT 1,"
    "data_roaming INTEGER DEFAULT 0,mcc INTEGER DEFAULT 0,mnc INTEGER DEFAULT 0,mcc_string TEXT,"
    "mnc_string TEXT,imsi TEXT,iso_country_code TEXT,carrier_id INTEGER DEFAULT -1,"
    "is_embedded INTEGER DEFAULT 0,card_id TEXT NOT NULL,subscription_type INTEGER DEFAULT 0)";
static const char download_schema[] =
    "CREATE TABLE downloads(_id INTEGER PRIMARY KEY AUTOINCREMENT,uri TEXT,method INTEGER,"
    "entity TEXT,no_integrity BOOLEAN,hint TEXT,otaupdate BOOLEAN,_data TEXT,mimetype TEXT,"
    "destination INTEGER,no_system BOOLEAN,visibility INTEGER,control INTEGER,status INTEGER,"
    "numfailed INTEGER,lastmod BIGINT,notificationpackage TEXT,notificationclass TEXT,"
    "notificationextras TEXT,cookiedata TEXT,useragent TEXT,referer TEXT,total_bytes INTEGER,"
    "current_bytes INTEGER,etag TEXT,uid INTEGER,otheruid INTEGER,title TEXT,description TEXT,"
    "scanned BOOLEAN,is_public_api INTEGER NOT NULL DEFAULT 0,"
    "is_visible_in_downloads_ui INTEGER NOT NULL DEFAULT 1,mediaprovider_uri TEXT,"
    "deleted BOOLEAN NOT NULL DEFAULT 0,errorMsg TEXT);"
    "CREATE TABLE request_headers(id INTEGER PRIMARY KEY AUTOINCREMENT,"
    "download_id INTEGER NOT NULL,header TEXT NOT NULL,value TEXT NOT NULL)";

static void put_account(struct mk_train *t, struct mk_into *in, int64_t id, const char *name,
                        const char *type)
{
    struct mk_at at = { &t->whole, "android.accounts", ACCOUNTS, "accounts" };
    mk_put(in, mk_i(id), mk_t(name), mk_t(type), mk_t("aas_et/not-a-real-token"));
    struct mk_json *j = mk_true(&at, "account", id);
    mk_json_kv_str(j, "service", type);
    mk_json_kv_str(j, "id", name);
    mk_json_kv_str(j, "profile", "0");
    mk_true_end(&at);
}

static int put_accounts(struct mk_train *t, struct mk_error *e)
{
    struct mk_db d;
    if (mk_db_open(&d, t, "system/" ACCOUNTS, account_schema, e) != 0)
        return -1;
    struct mk_into in = mk_into(&d, "accounts", "_id,name,type,password");
    struct mk_into tokens = mk_into(&d, "authtokens", "_id,accounts_id,type,authtoken");
    put_account(t, &in, 1, t->sc->owner.email, "com.google");
    put_account(t, &in, 2, "WhatsApp", "com.whatsapp");
    put_account(t, &in, 3, t->sc->owner.number, "org.telegram.messenger");
    mk_put(&tokens, mk_i(1), mk_i(1), mk_t("oauth2:email"), mk_t("ya29.not-a-real-token"));
    return mk_db_close(&d, e);
}

static int put_sim(struct mk_train *t, struct mk_error *e)
{
    struct mk_at at = { &t->whole, "android.sim", SIM, "siminfo" };
    const char *icc = MK_SIM_ICC;
    struct mk_db d;
    if (mk_db_open(&d, t, "system/" SIM, sim_schema, e) != 0)
        return -1;
    struct mk_into in = mk_into(&d, "siminfo",
                                "_id,icc_id,sim_id,display_name,carrier_name,number,mcc,mnc,"
                                "mcc_string,mnc_string,imsi,iso_country_code,card_id");
    mk_put(&in, mk_i(1), mk_t(icc), mk_i(0), mk_t("SIM 1"), mk_t("Example Mobile"),
           mk_t(t->sc->owner.number), mk_i(234), mk_i(15), mk_t("234"), mk_t("15"),
           mk_t("234150000001234"), mk_t("gb"), mk_t(icc));
    struct mk_json *j = mk_true(&at, "account", 1);
    mk_json_kv_str(j, "service", "sim");
    mk_json_kv_str(j, "id", icc);
    mk_json_kv_str(j, "name", "SIM 1");
    mk_json_kv_str(j, "phone", t->sc->owner.number);
    mk_json_kv_str(j, "subscription", "1");
    mk_json_kv_str(j, "profile", "0");
    mk_true_end(&at);
    return mk_db_close(&d, e);
}

static void put_download(struct mk_train *t, struct mk_into *in, uint32_t i, int64_t ms)
{
    struct mk_at at = { &t->whole, "android.downloads", DOWNLOADS, "downloads" };
    int64_t id = i + 1 + i / 5, bytes = 1000 + 37 * id;
    bool failed = i % 4 == 3;
    char url[64], path[96];
    snprintf(url, sizeof url, "https://files.example.com/leaflet-%lld.pdf", (long long)id);
    snprintf(path, sizeof path, "/storage/emulated/0/Download/leaflet-%lld.pdf", (long long)id);
    mk_put(in, mk_i(id), mk_t(url), mk_t(path), mk_t("application/pdf"), mk_i(4),
           mk_i(failed ? 404 : 200), mk_i(ms), mk_t("com.android.chrome"),
           failed ? mk_i(-1) : mk_i(bytes), mk_i(failed ? 0 : bytes), mk_i(10123),
           mk_t("leaflet.pdf"), mk_i(0));
    struct mk_json *j = mk_true(&at, "web_download", id);
    mk_true_ms(j, ms);
    mk_json_kv_str(j, "url", url);
    mk_json_kv_str(j, "path", path);
    if (!failed)
        mk_json_kv_int(j, "bytes", bytes);
    mk_json_kv_str(j, "title", "leaflet.pdf");
    mk_json_kv_str(j, "status", failed ? "http_error" : "complete");
    mk_true_end(&at);
}

static int put_downloads(struct mk_train *t, struct mk_error *e)
{
    struct mk_rng g = mk_rng_for(t->o->seed, 11);
    uint32_t n = t->o->web / 15;
    struct mk_db d;
    if (!n)
        return 0;
    if (mk_db_open(&d, t, "system/" DOWNLOADS, download_schema, e) != 0)
        return -1;
    struct mk_into in = mk_into(&d, "downloads",
                                "_id,uri,_data,mimetype,destination,status,lastmod,"
                                "notificationpackage,total_bytes,current_bytes,uid,title,deleted");
    for (uint32_t i = 0; i < n; i++)
        put_download(t, &in, i, mk_train_moment(t, &g, i, n));
    return mk_db_close(&d, e);
}

int mk_train_device(struct mk_train *t, struct mk_error *e)
{
    if (!t->o->system)
        return 0;
    return put_accounts(t, e) || put_sim(t, e) || put_downloads(t, e) ? -1 : 0;
}
