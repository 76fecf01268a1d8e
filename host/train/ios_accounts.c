/* Accounts of an iPhone: Accounts3.sqlite. Tables: CREATE statements of a file of iOS 16
 * (observed); ZDATE: log2timeline/plaso, sqlite_plugins/ios_accounts.py. */
#include "host/train/ios.h"

static const struct mk_ios_file db = { MK_IOS_HOME("Library/Accounts/Accounts3.sqlite") };
static const char schema[] =
    "CREATE TABLE ZACCOUNT (Z_PK INTEGER PRIMARY KEY,Z_ENT INTEGER,Z_OPT INTEGER,ZACTIVE INTEGER,"
    "ZAUTHENTICATED INTEGER,ZSUPPORTSAUTHENTICATION INTEGER,ZVISIBLE INTEGER,ZWARMINGUP INTEGER,"
    "ZACCOUNTTYPE INTEGER,ZPARENTACCOUNT INTEGER,ZDATE TIMESTAMP,"
    "ZLASTCREDENTIALRENEWALREJECTIONDATE TIMESTAMP,ZACCOUNTDESCRIPTION VARCHAR,"
    "ZAUTHENTICATIONTYPE VARCHAR,ZCREDENTIALTYPE VARCHAR,ZIDENTIFIER VARCHAR,"
    "ZMODIFICATIONID VARCHAR,ZOWNINGBUNDLEID VARCHAR,ZUSERNAME VARCHAR,"
    "ZDATACLASSPROPERTIES BLOB);"
    "CREATE TABLE ZACCOUNTPROPERTY (Z_PK INTEGER PRIMARY KEY,Z_ENT INTEGER,Z_OPT INTEGER,"
    "ZOWNER INTEGER,ZKEY VARCHAR,ZVALUE BLOB);"
    "CREATE TABLE ZACCOUNTTYPE (Z_PK INTEGER PRIMARY KEY,Z_ENT INTEGER,Z_OPT INTEGER,"
    "ZOBSOLETE INTEGER,ZSUPPORTSAUTHENTICATION INTEGER,ZSUPPORTSMULTIPLEACCOUNTS INTEGER,"
    "ZVISIBILITY INTEGER,ZACCOUNTTYPEDESCRIPTION VARCHAR,ZCREDENTIALPROTECTIONPOLICY VARCHAR,"
    "ZCREDENTIALTYPE VARCHAR,ZIDENTIFIER VARCHAR,ZOWNINGBUNDLEID VARCHAR);"
    "CREATE TABLE ZAUTHORIZATION (Z_PK INTEGER PRIMARY KEY,Z_ENT INTEGER,Z_OPT INTEGER,"
    "ZACCOUNTTYPE INTEGER,ZBUNDLEID VARCHAR,ZGRANTEDPERMISSIONS VARCHAR,ZOPTIONS BLOB);"
    "CREATE TABLE ZDATACLASS (Z_PK INTEGER PRIMARY KEY,Z_ENT INTEGER,Z_OPT INTEGER,ZNAME BLOB);"
    "CREATE INDEX ZACCOUNT_ZACCOUNTTYPE_INDEX ON ZACCOUNT (ZACCOUNTTYPE);"
    "CREATE TABLE Z_PRIMARYKEY (Z_ENT INTEGER PRIMARY KEY,Z_NAME VARCHAR,Z_SUPER INTEGER,"
    "Z_MAX INTEGER);"
    "CREATE TABLE Z_METADATA (Z_VERSION INTEGER PRIMARY KEY,Z_UUID VARCHAR(255),Z_PLIST BLOB)";

static const struct {
    const char *type, *about, *owner; /* of the account's kind */
    int64_t parent;
    bool by_handle;
} accounts[] = {
    { "com.apple.account.AppleAccount", "iCloud", NULL, 0, false },
    { "com.apple.account.CardDAV", "CardDAV", NULL, 1, false },
    { "com.apple.account.IMAP", "IMAP", NULL, 0, false },
    { "com.apple.account.idms", "Apple ID Authentication", NULL, 0, false },
    { "com.apple.account.iTunesStore", "iTunes Store", NULL, 0, false },
    { "com.example.notebook.account", "Notebook", "com.example.notebook", 0, true },
};

int mk_ios_accounts(struct mk_train *t, struct mk_error *e)
{
    struct mk_db d;
    struct mk_rng g = mk_rng_for(t->o->seed, 0x6163);
    if (mk_ios_open(&d, t, &db, schema, e))
        return -1;
    struct mk_at at = mk_ios_at(t, &db, "ios.accounts", "ZACCOUNT");
    struct mk_into types =
        mk_into(&d, "ZACCOUNTTYPE", "Z_PK,Z_ENT,ZACCOUNTTYPEDESCRIPTION,ZIDENTIFIER");
    struct mk_into in = mk_into(&d, "ZACCOUNT",
                                "Z_PK,Z_ENT,Z_OPT,ZACTIVE,ZAUTHENTICATED,ZVISIBLE,ZACCOUNTTYPE,"
                                "ZPARENTACCOUNT,ZDATE,ZACCOUNTDESCRIPTION,ZIDENTIFIER,"
                                "ZOWNINGBUNDLEID,ZUSERNAME");
    for (size_t i = 0; i < sizeof accounts / sizeof *accounts; i++) {
        int64_t id = (int64_t)i + 1, ms = t->now_ms - (900 - id) * 86400000 - 1250 * id;
        const char *user = accounts[i].by_handle ? t->sc->owner.handle : t->sc->owner.email;
        struct mk_ios_guid guid = mk_ios_guid(&g);
        mk_put(&types, mk_i(id), mk_i(4), mk_t(accounts[i].about), mk_t(accounts[i].type));
        mk_put(&in, mk_i(id), mk_i(2), mk_i(1), mk_i(1), mk_i(1), mk_i(1), mk_i(id),
               mk_some(accounts[i].parent), mk_r(mk_cocoa(ms)), mk_t(accounts[i].about),
               mk_t(guid.s), mk_t(accounts[i].owner), mk_t(user));
        struct mk_json *j = mk_true(&at, "account", id);
        mk_true_cocoa_s(j, ms);
        mk_json_kv_str(j, "service", accounts[i].about);
        mk_json_kv_str(j, "id", guid.s);
        mk_true_some(j, "name", user);
        if (accounts[i].parent)
            mk_true_ref(j, "parent", "ZACCOUNT", accounts[i].parent);
        mk_true_end(&at);
    }
    return mk_db_close(&d, e);
}
