/* What apps were let at: TCC.db. Columns: a public backup of iOS 14 (mvt-project/mvt,
 * tests/artifacts); codes: mac4n6/APOLLO, modules/tcc_db.txt. */
#include "host/train/ios.h"

static const struct mk_ios_file db = { MK_IOS_HOME("Library/TCC/TCC.db") };
static const char schema[] =
    "CREATE TABLE admin (key TEXT PRIMARY KEY NOT NULL,value INTEGER NOT NULL);"
    "INSERT INTO admin VALUES('version',15);"
    "CREATE TABLE access (service TEXT NOT NULL,client TEXT NOT NULL,client_type INTEGER NOT NULL,"
    "auth_value INTEGER NOT NULL,auth_reason INTEGER NOT NULL,auth_version INTEGER NOT NULL,"
    "csreq BLOB,policy_id INTEGER,indirect_object_identifier_type INTEGER,"
    "indirect_object_identifier TEXT NOT NULL DEFAULT 'UNUSED',"
    "indirect_object_code_identity BLOB,flags INTEGER,last_modified INTEGER NOT NULL DEFAULT 0);";
enum { DENIED, ALLOWED = 2, LIMITED };

static const struct {
    const char *service, *client;
    int value;
} granted[] = {
    { "kTCCServiceCamera", "net.whatsapp.WhatsApp", ALLOWED },
    { "kTCCServiceMicrophone", "net.whatsapp.WhatsApp", ALLOWED },
    { "kTCCServicePhotos", "net.whatsapp.WhatsApp", LIMITED },
    { "kTCCServiceAddressBook", "ph.telegra.Telegraph", DENIED },
    { "kTCCServiceMicrophone", "org.whispersystems.signal", ALLOWED },
    { "kTCCServiceCalendar", "com.example.notebook", DENIED },
};

int mk_ios_permissions(struct mk_train *t, struct mk_error *e)
{
    static const char *const words[] = { "denied", "", "allowed", "limited" };
    struct mk_at at = mk_ios_at(t, &db, "ios.permissions", "access");
    struct mk_db d;
    if (mk_ios_open(&d, t, &db, schema, e))
        return -1;
    struct mk_into in = mk_into(&d, "access",
                                "service,client,client_type,auth_value,auth_reason,auth_version,"
                                "flags,last_modified");
    for (size_t i = 0; i < sizeof granted / sizeof *granted; i++) {
        int64_t s = t->now_ms / 1000 - 86400 * (200 - (int64_t)i * 7);
        mk_put(&in, mk_t(granted[i].service), mk_t(granted[i].client), mk_i(0),
               mk_i(granted[i].value), mk_i(2), mk_i(1), mk_i(0), mk_i(s));
        struct mk_json *j = mk_true(&at, "event", (int64_t)i + 1);
        mk_true_s(j, s);
        mk_json_kv_str(j, "name", "permission");
        mk_json_kv_str(j, "id", granted[i].client);
        mk_json_kv_str(j, "permissions", granted[i].service);
        mk_json_kv_str(j, "status", words[granted[i].value]);
        mk_true_end(&at);
    }
    return mk_db_close(&d, e);
}
