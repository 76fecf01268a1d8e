/*
 * Providers that hold less: the media index, the owner's card, words taught to the keyboard; and
 * those that refuse the shell, whose tables are there all the same. Columns: AOSP 14, the sources
 * named in parsers/app/android_media_store.c, android_owner.c and the like.
 */
#include "host/train/make.h"

#define OWNER_URI "content://com.android.contacts/profile/data"
#define FIRST_OWN 9223372032559808513 /* ContactsContract.Profile.MIN_ID + 1 */

static const char schema[] =
    "CREATE TABLE files (_id INTEGER PRIMARY KEY,_data TEXT,_size INTEGER,date_added INTEGER,"
    "date_modified INTEGER,datetaken INTEGER,date_expires INTEGER,mime_type TEXT,"
    "media_type INTEGER,title TEXT,_display_name TEXT,width INTEGER,height INTEGER,"
    "duration INTEGER,owner_package_name TEXT,is_trashed INTEGER DEFAULT 0,"
    "is_favorite INTEGER DEFAULT 0,bucket_display_name TEXT,volume_name TEXT);"
    "CREATE TABLE profile_data (_id INTEGER PRIMARY KEY,mimetype TEXT,data1 TEXT,data2 TEXT,"
    "data3 TEXT);"
    "CREATE TABLE words (_id INTEGER PRIMARY KEY,word TEXT,frequency INTEGER,locale TEXT,"
    "appid INTEGER,shortcut TEXT);"
    "CREATE TABLE blocked (_id INTEGER PRIMARY KEY,original_number TEXT,e164_number TEXT);"
    "CREATE TABLE carriers (_id INTEGER PRIMARY KEY,name TEXT,mcc TEXT,mnc TEXT,apn TEXT,type TEXT,"
    "user TEXT,proxy TEXT,current INTEGER,edited INTEGER);"
    "CREATE TABLE broadcasts (_id INTEGER PRIMARY KEY,date INTEGER,body TEXT,language TEXT,"
    "plmn TEXT,lac INTEGER,cid INTEGER,service_category INTEGER,read INTEGER);"
    "CREATE TABLE voicemails (_id INTEGER PRIMARY KEY,number TEXT,date INTEGER,duration INTEGER,"
    "_data TEXT,mime_type TEXT,transcription TEXT,is_read INTEGER,deleted INTEGER,"
    "source_package TEXT);"
    "CREATE TABLE downloads (_id INTEGER PRIMARY KEY,uri TEXT,_data TEXT,mimetype TEXT,"
    "lastmod INTEGER,status INTEGER);";

static void put_media(struct mk_train *t)
{
    static const struct {
        const char *path, *name, *mime, *owner;
        int type, trashed;
    } files[] = {
        { "/storage/emulated/0/DCIM/Camera/IMG_1.jpg", "IMG_1.jpg", "image/jpeg",
          "com.android.camera2", 1, 0 },
        { "/storage/emulated/0/DCIM/Camera/.trashed-1-IMG_2.jpg", "IMG_2.jpg", "image/jpeg",
          "com.android.camera2", 1, 1 },
        { "/storage/emulated/0/Download/leaflet.pdf", "leaflet.pdf", "application/pdf",
          "com.android.chrome", 6, 0 },
    };
    struct mk_into in = mk_into(&t->db, "files",
                                "_data,_size,date_added,date_modified,mime_type,media_type,"
                                "_display_name,owner_package_name,is_trashed,volume_name");
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        mk_put(&in, mk_t(files[i].path), mk_i(1000 + (int64_t)i), mk_i(t->now_ms / 1000 - 86400),
               mk_i(t->now_ms / 1000 - 86400), mk_t(files[i].mime), mk_i(files[i].type),
               mk_t(files[i].name), mk_t(files[i].owner), mk_i(files[i].trashed),
               mk_t("external_primary"));
}

static void put_owner(struct mk_train *t)
{
    const char *const rows[][2] = {
        { "vnd.android.cursor.item/name", t->sc->owner.name },
        { "vnd.android.cursor.item/phone_v2", t->sc->owner.number },
    };
    struct mk_at at = { &t->truth, "android.owner", OWNER_URI, NULL };
    struct mk_into in = mk_into(&t->db, "profile_data", "_id,mimetype,data1");
    for (size_t i = 0; i < 2; i++) {
        mk_put(&in, mk_i(FIRST_OWN + (int64_t)i), mk_t(rows[i][0]), mk_t(rows[i][1]));
        if (!mk_train_is_ok(t, OWNER_URI))
            continue;
        struct mk_json *j = mk_true(&at, "event", FIRST_OWN + (int64_t)i);
        mk_json_kv_str(j, "name", "owner_card");
        mk_json_kv_str(j, "value", rows[i][1]);
        mk_true_end(&at);
    }
}

int mk_train_more(struct mk_train *t, struct mk_error *e)
{
    (void)e;
    mk_db_sql(&t->db, schema);
    put_media(t);
    if (!mk_train_is_empty(t, OWNER_URI))
        put_owner(t);
    return 0;
}
