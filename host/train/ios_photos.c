/*
 * The index of the pictures that the camera took: Photos.sqlite, which AFC shows and backups have,
 * its last rows in its log. Tables and columns: queries of iOS 15 to 17 in ScottKjr3347/
 * iOS_Local_PL_Photos.sqlite_Queries; of each table those columns that hold something here. Assets
 * whose files are in iCloud alone, in the bin, or came from an app lie behind the camera's.
 */
#include "host/train/ios.h"
#include "host/train/ios_wal.h"
#include "host/train/picture.h"
#include <stdlib.h>

#define PATH "PhotoData/Photos.sqlite"
static const struct mk_ios_file db = { "media/" PATH, MK_IOS_MOBILE "Media/" PATH, false };
static const char schema[] =
    "CREATE TABLE ZASSET (Z_PK INTEGER PRIMARY KEY,Z_ENT INTEGER,Z_OPT INTEGER,"
    "ZAVALANCHEPICKTYPE INTEGER,ZBUNDLESCOPE INTEGER,ZCLOUDLOCALSTATE INTEGER,ZCOMPLETE INTEGER,"
    "ZDEFERREDPROCESSINGNEEDED INTEGER,ZDEPTHTYPE INTEGER,ZFAVORITE INTEGER,"
    "ZHASADJUSTMENTS INTEGER,ZHEIGHT INTEGER,ZHIDDEN INTEGER,ZKIND INTEGER,ZKINDSUBTYPE INTEGER,"
    "ZORIENTATION INTEGER,ZSAVEDASSETTYPE INTEGER,ZTRASHEDSTATE INTEGER,"
    "ZVISIBILITYSTATE INTEGER,ZWIDTH INTEGER,ZADDITIONALATTRIBUTES INTEGER,"
    "ZEXTENDEDATTRIBUTES INTEGER,ZMASTER INTEGER,ZADDEDDATE TIMESTAMP,"
    "ZADJUSTMENTTIMESTAMP TIMESTAMP,ZDATECREATED TIMESTAMP,ZDURATION FLOAT,"
    "ZLASTSHAREDDATE TIMESTAMP,ZLATITUDE FLOAT,ZLONGITUDE FLOAT,ZMODIFICATIONDATE TIMESTAMP,"
    "ZSORTTOKEN INTEGER,ZTRASHEDDATE TIMESTAMP,ZAVALANCHEUUID VARCHAR,ZDIRECTORY VARCHAR,"
    "ZFILENAME VARCHAR,ZUNIFORMTYPEIDENTIFIER VARCHAR,ZUUID VARCHAR);"
    "CREATE TABLE ZADDITIONALASSETATTRIBUTES (Z_PK INTEGER PRIMARY KEY,Z_ENT INTEGER,"
    "Z_OPT INTEGER,ZIMPORTEDBY INTEGER,ZORIGINALFILESIZE INTEGER,ZPENDINGSHARECOUNT INTEGER,"
    "ZPENDINGVIEWCOUNT INTEGER,ZSHARECOUNT INTEGER,ZTIMEZONEOFFSET INTEGER,ZVIEWCOUNT INTEGER,"
    "ZASSET INTEGER,ZASSETDESCRIPTION INTEGER,ZGPSHORIZONTALACCURACY FLOAT,"
    "ZCREATORBUNDLEID VARCHAR,ZEDITORBUNDLEID VARCHAR,ZEXIFTIMESTAMPSTRING VARCHAR,"
    "ZIMPORTEDBYBUNDLEIDENTIFIER VARCHAR,ZIMPORTEDBYDISPLAYNAME VARCHAR,"
    "ZORIGINALFILENAME VARCHAR,ZTIMEZONENAME VARCHAR,ZTITLE VARCHAR);"
    "CREATE TABLE ZEXTENDEDATTRIBUTES (Z_PK INTEGER PRIMARY KEY,Z_ENT INTEGER,Z_OPT INTEGER,"
    "ZASSET INTEGER,ZLATITUDE FLOAT,ZLONGITUDE FLOAT,ZCAMERAMAKE VARCHAR,ZCAMERAMODEL VARCHAR,"
    "ZLENSMODEL VARCHAR);"
    "CREATE TABLE ZASSETDESCRIPTION (Z_PK INTEGER PRIMARY KEY,Z_ENT INTEGER,Z_OPT INTEGER,"
    "ZASSETATTRIBUTES INTEGER,ZLONGDESCRIPTION VARCHAR);"
    "CREATE TABLE ZCLOUDMASTER (Z_PK INTEGER PRIMARY KEY,Z_ENT INTEGER,Z_OPT INTEGER,"
    "ZCREATORBUNDLEID VARCHAR,ZIMPORTEDBYBUNDLEIDENTIFIER VARCHAR);"
    "CREATE TABLE ZINTERNALRESOURCE (Z_PK INTEGER PRIMARY KEY,Z_ENT INTEGER,Z_OPT INTEGER,"
    "ZDATASTORESUBTYPE INTEGER,ZLOCALAVAILABILITY INTEGER,ZREMOTEAVAILABILITY INTEGER,"
    "ZRESOURCETYPE INTEGER,ZASSET INTEGER,ZDATALENGTH INTEGER);"
    "CREATE TABLE ZGENERICALBUM (Z_PK INTEGER PRIMARY KEY,Z_ENT INTEGER,Z_OPT INTEGER,"
    "ZCACHEDCOUNT INTEGER,ZCLOUDLOCALSTATE INTEGER,ZKIND INTEGER,ZTRASHEDSTATE INTEGER,"
    "ZPARENTFOLDER INTEGER,ZCREATIONDATE TIMESTAMP,ZENDDATE TIMESTAMP,ZSTARTDATE TIMESTAMP,"
    "ZTRASHEDDATE TIMESTAMP,ZCLOUDSUBSCRIPTIONDATE TIMESTAMP,ZCLOUDGUID VARCHAR,"
    "ZCLOUDOWNEREMAILKEY VARCHAR,ZCLOUDOWNERFULLNAME VARCHAR,"
    "ZIMPORTEDBYBUNDLEIDENTIFIER VARCHAR,ZPUBLICURL VARCHAR,ZTITLE VARCHAR,ZUUID VARCHAR);"
    "CREATE TABLE Z_28ASSETS (Z_28ALBUMS INTEGER,Z_3ASSETS INTEGER,Z_FOK_3ASSETS INTEGER,"
    "PRIMARY KEY (Z_28ALBUMS,Z_3ASSETS));"
    "CREATE TABLE ZPERSON (Z_PK INTEGER PRIMARY KEY,Z_ENT INTEGER,Z_OPT INTEGER,"
    "ZFACECOUNT INTEGER,ZTYPE INTEGER,ZDISPLAYNAME VARCHAR,ZFULLNAME VARCHAR,"
    "ZPERSONURI VARCHAR,ZPERSONUUID VARCHAR);"
    "CREATE TABLE ZDETECTEDFACE (Z_PK INTEGER PRIMARY KEY,Z_ENT INTEGER,Z_OPT INTEGER,"
    "ZASSETFORFACE INTEGER,ZPERSONFORFACE INTEGER);"
    "CREATE INDEX ZASSET_ZDATECREATED ON ZASSET (ZDATECREATED);"
    "CREATE INDEX Z_28ASSETS_Z_3ASSETS_INDEX ON Z_28ASSETS (Z_3ASSETS,Z_28ALBUMS);"
    "CREATE TABLE Z_PRIMARYKEY (Z_ENT INTEGER PRIMARY KEY,Z_NAME VARCHAR,Z_SUPER INTEGER,"
    "Z_MAX INTEGER);"
    "INSERT INTO Z_PRIMARYKEY VALUES(3,'Asset',0,0),(28,'Album',27,0);"
    "CREATE TABLE Z_METADATA (Z_VERSION INTEGER PRIMARY KEY,Z_UUID VARCHAR(255),Z_PLIST BLOB)";
enum { ROOT = 1, ALBUM, SHARED };
enum { CAMERA = 1, APP = 3 };
enum { HERE = 1, NOT_HERE = -1 };

/* An asset; what the camera took, or one of those behind. */
struct asset {
    char directory[64], name[64];
    int64_t ms, bytes;
    const struct mk_place *place;
    uint32_t width, height, duration_ms;
    bool away, trashed, hidden, favourite;
    const char *app;
};

struct maker {
    struct mk_train *t;
    struct mk_db d;
    struct mk_into asset, more, extended, resource, in_album, face;
    struct mk_at at;
    struct mk_rng g;
    int64_t id, resources, faces, in;
    int ios; /* its version */
};

/* Entities have other numbers before iOS 16, faces other columns before 17. */
static void change_tables(struct maker *m)
{
    if (m->ios < 16)
        mk_db_sql(&m->d, "ALTER TABLE Z_28ASSETS RENAME TO Z_27ASSETS;"
                         "ALTER TABLE Z_27ASSETS RENAME COLUMN Z_28ALBUMS TO Z_27ALBUMS");
    if (m->ios < 17)
        mk_db_sql(&m->d, "ALTER TABLE ZDETECTEDFACE RENAME COLUMN ZASSETFORFACE TO ZASSET;"
                         "ALTER TABLE ZDETECTEDFACE RENAME COLUMN ZPERSONFORFACE TO ZPERSON");
}

static void open_tables(struct maker *m)
{
    m->asset = mk_into(&m->d, "ZASSET",
                       "Z_PK,Z_ENT,ZCLOUDLOCALSTATE,ZFAVORITE,ZHASADJUSTMENTS,ZHEIGHT,ZHIDDEN,"
                       "ZKIND,ZKINDSUBTYPE,ZSAVEDASSETTYPE,ZTRASHEDSTATE,ZWIDTH,"
                       "ZADDITIONALATTRIBUTES,ZEXTENDEDATTRIBUTES,ZADDEDDATE,ZDATECREATED,"
                       "ZDURATION,ZLATITUDE,ZLONGITUDE,ZMODIFICATIONDATE,ZTRASHEDDATE,ZDIRECTORY,"
                       "ZFILENAME,ZUNIFORMTYPEIDENTIFIER,ZUUID");
    m->more = mk_into(&m->d, "ZADDITIONALASSETATTRIBUTES",
                      "Z_PK,ZIMPORTEDBY,ZORIGINALFILESIZE,ZTIMEZONEOFFSET,ZVIEWCOUNT,ZASSET,"
                      "ZGPSHORIZONTALACCURACY,ZIMPORTEDBYBUNDLEIDENTIFIER,ZORIGINALFILENAME,"
                      "ZTIMEZONENAME");
    m->extended = mk_into(&m->d, "ZEXTENDEDATTRIBUTES", "Z_PK,ZASSET,ZCAMERAMAKE,ZCAMERAMODEL");
    m->resource = mk_into(&m->d, "ZINTERNALRESOURCE",
                          "Z_PK,ZDATASTORESUBTYPE,ZLOCALAVAILABILITY,ZREMOTEAVAILABILITY,"
                          "ZRESOURCETYPE,ZASSET,ZDATALENGTH");
    m->in_album = m->ios < 16 ? mk_into(&m->d, "Z_27ASSETS", "Z_27ALBUMS,Z_3ASSETS,Z_FOK_3ASSETS")
                              : mk_into(&m->d, "Z_28ASSETS", "Z_28ALBUMS,Z_3ASSETS,Z_FOK_3ASSETS");
    m->face = mk_into(&m->d, "ZDETECTEDFACE",
                      m->ios < 17 ? "Z_PK,ZASSET,ZPERSON" : "Z_PK,ZASSETFORFACE,ZPERSONFORFACE");
}

static void tell_event(struct maker *m, const char *table, int64_t row, const char *name,
                       const char *title, int64_t asset)
{
    struct mk_at at = m->at;
    at.table = table;
    struct mk_json *j = mk_true(&at, "event", row);
    mk_json_kv_str(j, "name", name);
    mk_true_some(j, "title", title);
    if (asset)
        mk_true_ref(j, "parent", "ZASSET", asset);
    mk_true_end(&at);
}

static void tell(struct maker *m, const struct asset *a)
{
    char path[200];
    snprintf(path, sizeof path, MK_IOS_MOBILE "Media/%s/%s", a->directory, a->name);
    struct mk_json *j = mk_true(&m->at, "media", m->id);
    mk_true_cocoa_s(j, a->ms);
    mk_json_kv_str(j, "path", path);
    mk_json_kv_int(j, "bytes", a->bytes);
    if (a->width) {
        mk_json_kv_uint(j, "width", a->width);
        mk_json_kv_uint(j, "height", a->height);
    }
    if (!a->app)
        mk_json_kv_str(j, "camera", m->t->model);
    if (a->place) {
        mk_true_real(j, "lat", a->place->lat);
        mk_true_real(j, "lon", a->place->lon);
    }
    mk_json_kv_bool(j, "present", !a->away);
    if (a->trashed)
        mk_json_kv_bool(j, "deleted", true);
    mk_true_end(&m->at);
    if (!a->place)
        return;
    j = mk_true(&m->at, "location", m->id);
    mk_true_cocoa_s(j, a->ms);
    mk_true_ref(j, "parent", "ZASSET", m->id);
    mk_true_real(j, "lat", a->place->lat);
    mk_true_real(j, "lon", a->place->lon);
    mk_true_real(j, "accuracy_m", 4.75);
    mk_json_kv_str(j, "origin", "exif");
    mk_json_kv_str(j, "whose", "unknown");
    mk_json_kv_str(j, "meaning", "media");
    mk_true_end(&m->at);
}

static void store(struct maker *m, const struct asset *a)
{
    struct mk_cell nowhere = mk_r(-180);
    bool video = a->duration_ms > 0;
    mk_put(&m->asset, mk_i(m->id), mk_i(3), mk_i(1), mk_i(a->favourite), mk_i(0), mk_i(a->height),
           mk_i(a->hidden), mk_i(video), mk_i(0), mk_i(3), mk_i(a->trashed), mk_i(a->width),
           mk_i(m->id), mk_i(m->id), mk_r(mk_cocoa(a->ms + 500)), mk_r(mk_cocoa(a->ms)),
           mk_r(a->duration_ms / 1000.0), a->place ? mk_r(a->place->lat) : nowhere,
           a->place ? mk_r(a->place->lon) : nowhere, mk_r(mk_cocoa(a->ms + 60250)),
           a->trashed ? mk_r(mk_cocoa(a->ms + 86400500)) : mk_null(), mk_t(a->directory),
           mk_t(a->name), mk_t(video ? "public.mpeg-4" : "public.jpeg"),
           mk_t(mk_ios_guid(&m->g).s));
    mk_put(&m->more, mk_i(m->id), mk_i(a->app ? APP : CAMERA), mk_i(a->bytes),
           mk_i(m->t->sc->phone.utc_offset_min * 60), mk_i(m->id % 5), mk_i(m->id),
           mk_r(a->place ? 4.75 : -1), mk_t(a->app ? a->app : "com.apple.camera"), mk_t(a->name),
           mk_t(m->t->sc->phone.zone));
    mk_put(&m->extended, mk_i(m->id), mk_i(m->id), mk_t(a->app ? NULL : "Apple"),
           mk_t(a->app ? NULL : m->t->model));
    m->resources++;
    mk_put(&m->resource, mk_i(m->resources), mk_i(1), mk_i(a->away ? NOT_HERE : HERE), mk_i(1),
           mk_i(video), mk_i(m->id), mk_i(a->bytes));
    m->resources++;
    mk_put(&m->resource, mk_i(m->resources), mk_i(3), mk_i(HERE), mk_i(1), mk_i(video), mk_i(m->id),
           mk_i(a->bytes / 10 + 1));
}

static void put(struct maker *m, const struct asset *a)
{
    m->id++;
    store(m, a);
    tell(m, a);
    if (m->id % 4 == 0) {
        const char *album = m->t->sc->places[0].name;
        mk_put(&m->in_album, mk_i(ALBUM), mk_i(m->id), mk_i(m->id * 1000));
        tell_event(m, m->ios < 16 ? "Z_27ASSETS" : "Z_28ASSETS", ++m->in, "in_album", album, m->id);
    }
    if (m->id % 3 == 0) {
        m->faces++;
        mk_put(&m->face, mk_i(m->faces), mk_i(m->id), mk_i(1));
        tell_event(m, "ZDETECTEDFACE", m->faces, "face", m->t->sc->people[0].name, m->id);
    }
}

static void took(void *arg, const struct mk_taken *x)
{
    struct maker *m = arg;
    const char *slash = strrchr(x->path, '/');
    struct asset a = { .ms = x->at_ms, .bytes = (int64_t)x->bytes, .place = x->place };
    snprintf(a.directory, sizeof a.directory, "%.*s", (int)(slash - x->path), x->path);
    snprintf(a.name, sizeof a.name, "%s", slash + 1);
    a.width = x->width;
    a.height = x->height;
    a.duration_ms = x->duration_ms;
    a.favourite = m->id % 6 == 2;
    put(m, &a);
    mk_train_lead(m->t, x->lead, &m->at, "media", m->id);
}

/* In the log: what is no longer on the phone, in the bin, hidden, and from an app. */
static void put_others(struct maker *m)
{
    const struct mk_scenario *sc = m->t->sc;
    for (uint32_t i = 0; i < 6; i++) {
        struct asset a = { .ms = m->t->now_ms - (40 - i) * 3600000ll + 125, .away = i < 3 };
        snprintf(a.directory, sizeof a.directory, "DCIM/%uAPPLE", 190 + i / 3);
        snprintf(a.name, sizeof a.name, "IMG_%04u.JPG", 7000 + i);
        a.bytes = 1234567 + i;
        a.width = 4032;
        a.height = 3024;
        a.place = i % 2 && sc->nplaces ? &sc->places[i % sc->nplaces] : NULL;
        a.trashed = i == 3;
        a.hidden = i == 4;
        a.app = i == 5 ? "net.whatsapp.WhatsApp" : NULL;
        put(m, &a);
    }
}

static void put_albums(struct maker *m)
{
    const struct mk_scenario *sc = m->t->sc;
    struct mk_into in = mk_into(&m->d, "ZGENERICALBUM",
                                "Z_PK,Z_ENT,ZKIND,ZTRASHEDSTATE,ZPARENTFOLDER,ZTITLE,ZUUID,"
                                "ZCLOUDOWNERFULLNAME,ZCLOUDOWNEREMAILKEY");
    struct mk_into person =
        mk_into(&m->d, "ZPERSON", "Z_PK,ZFACECOUNT,ZTYPE,ZFULLNAME,ZPERSONUUID");
    const char *place = sc->places[0].name, *who = sc->people[0].name;
    mk_put(&in, mk_i(ROOT), mk_i(29), mk_i(3999), mk_i(0), mk_null(), mk_null(),
           mk_t(mk_ios_guid(&m->g).s), mk_null(), mk_null());
    mk_put(&in, mk_i(ALBUM), mk_i(28), mk_i(2), mk_i(0), mk_i(ROOT), mk_t(place),
           mk_t(mk_ios_guid(&m->g).s), mk_null(), mk_null());
    mk_put(&in, mk_i(SHARED), mk_i(28), mk_i(1505), mk_i(1), mk_i(ROOT), mk_t("Shared"),
           mk_t(mk_ios_guid(&m->g).s), mk_t(who), mk_t(sc->people[0].email));
    mk_put(&person, mk_i(1), mk_i(4), mk_i(1), mk_t(who), mk_t(mk_ios_guid(&m->g).s));
    tell_event(m, "ZGENERICALBUM", ROOT, "album", NULL, 0);
    tell_event(m, "ZGENERICALBUM", ALBUM, "album", place, 0);
    tell_event(m, "ZGENERICALBUM", SHARED, "album", "Shared", 0);
    tell_event(m, "ZPERSON", 1, "person_in_photos", who, 0);
}

static int put_all(struct maker *m, struct mk_error *e)
{
    change_tables(m);
    open_tables(m);
    m->at = mk_ios_at(m->t, &db, "ios.photos", "ZASSET");
    put_albums(m);
    m->t->took = took;
    m->t->took_arg = m;
    int rc = mk_train_pictures(m->t, e);
    m->t->took = NULL;
    return rc;
}

static int put_log(struct maker *m, struct mk_error *e)
{
    struct mk_wal w;
    if (mk_wal_begin(&w, m->t, db.where, e) || mk_db_open(&m->d, m->t, db.where, "", e)) {
        mk_wal_done(&w);
        return -1;
    }
    open_tables(m);
    put_others(m);
    if (mk_db_close(&m->d, e)) {
        mk_wal_done(&w);
        return -1;
    }
    return mk_wal_end(&w, e);
}

int mk_ios_photos(struct mk_train *t, struct mk_error *e)
{
    struct maker m = { .t = t, .g = mk_rng_for(t->o->seed, 0x7068) };
    m.ios = (int)strtol(t->o->ios ? t->o->ios : MK_IOS_VERSION, NULL, 10);
    struct mk_error other = { 0 };
    if (!t->sc->nplaces || !t->sc->npeople)
        return mk_train_pictures(t, e);
    if (mk_ios_open(&m.d, t, &db, schema, e))
        return -1;
    int rc = put_all(&m, e);
    int closed = mk_db_close(&m.d, rc == 0 ? e : &other);
    if (rc || closed || put_log(&m, e))
        return -1;
    return mk_keep_shared(t, PATH, e) || mk_keep_shared(t, PATH "-wal", e) ? -1 : 0;
}
