/*
 * Where the owner went and looked: searches in Maps (MapsSync_0.0.1) and routes of workouts
 * (healthdb_secure.sqlite). Tables and columns: the sources of parsers/app/ios_maps.c and
 * ios_health.c; those that hold something here.
 */
#include "host/train/ios.h"

#define MAPS   "AppDomainGroup-group.com.apple.Maps/Maps/MapsSync_0.0.1"
#define HEALTH "Health/healthdb_secure.sqlite"
static const struct mk_ios_file maps = {
    "phone/" MAPS,
    MK_IOS_MOBILE "Containers/Shared/AppGroup/group.com.apple.Maps/Maps/MapsSync_0.0.1", false
};
static const struct mk_ios_file health = { "phone/HealthDomain/" HEALTH,
                                           MK_IOS_MOBILE "Library/" HEALTH, true };
static const char maps_schema[] =
    "CREATE TABLE ZHISTORYITEM (Z_PK INTEGER PRIMARY KEY,Z_ENT INTEGER,Z_OPT INTEGER,"
    "ZMAPITEM INTEGER,ZPOSITIONINDEX INTEGER,ZCREATETIME TIMESTAMP,ZMODIFICATIONTIME TIMESTAMP,"
    "ZLATITUDE FLOAT,ZLONGITUDE FLOAT,ZLATITUDE1 FLOAT,ZLONGITUDE1 FLOAT,ZQUERY VARCHAR,"
    "ZLOCATIONDISPLAY VARCHAR,ZIDENTIFIER BLOB,ZROUTEREQUESTSTORAGE BLOB);"
    "CREATE TABLE ZMIXINMAPITEM (Z_PK INTEGER PRIMARY KEY,Z_ENT INTEGER,Z_OPT INTEGER,"
    "ZNAME VARCHAR,ZMAPITEMSTORAGE BLOB);"
    "CREATE TABLE ZFAVORITEITEM (Z_PK INTEGER PRIMARY KEY,Z_ENT INTEGER,Z_OPT INTEGER,"
    "ZHIDDEN INTEGER,ZTYPE INTEGER,ZCREATETIME TIMESTAMP,ZMODIFICATIONTIME TIMESTAMP,"
    "ZLATITUDE FLOAT,ZLONGITUDE FLOAT,ZCUSTOMNAME VARCHAR,ZORIGINATINGADDRESSSTRING VARCHAR);";
static const char health_schema[] =
    "CREATE TABLE location_series_data (series_identifier INTEGER NOT NULL,"
    "timestamp REAL NOT NULL,latitude REAL,longitude REAL,altitude REAL,speed REAL,course REAL,"
    "horizontal_accuracy REAL,vertical_accuracy REAL,speed_accuracy REAL,course_accuracy REAL,"
    "signal_environment INTEGER,PRIMARY KEY (series_identifier,timestamp)) WITHOUT ROWID;"
    "CREATE TABLE data_series (data_id INTEGER PRIMARY KEY,frozen INTEGER,count INTEGER,"
    "insertion_era INTEGER,hfd_key INTEGER UNIQUE NOT NULL,series_location INTEGER);"
    "CREATE TABLE objects (data_id INTEGER PRIMARY KEY AUTOINCREMENT,uuid BLOB,"
    "provenance INTEGER,type INTEGER,creation_date REAL);"
    "CREATE TABLE data_provenances (ROWID INTEGER PRIMARY KEY AUTOINCREMENT,"
    "origin_product_type TEXT,source_id INTEGER);"
    "CREATE TABLE samples (data_id INTEGER PRIMARY KEY,start_date REAL,end_date REAL,"
    "data_type INTEGER);"
    "CREATE TABLE workouts (data_id INTEGER PRIMARY KEY,activity_type INTEGER,duration REAL,"
    "total_energy_burned REAL,total_distance REAL,goal_type INTEGER,goal REAL,"
    "total_w_steps REAL);"
    "INSERT INTO data_provenances(origin_product_type,source_id) VALUES('iPhone14,5',1)";
enum { RUNNING = 37, WALKING = 52 };

static void put_search(struct mk_train *t, struct mk_into *in, int64_t row,
                       const struct mk_place *p, int64_t ms)
{
    struct mk_at at = mk_ios_at(t, &maps, "ios.maps", "ZHISTORYITEM");
    mk_put(in, mk_i(row), mk_i(16), mk_r(mk_cocoa(ms)), mk_r(mk_cocoa(ms + 500)), mk_r(p->lat),
           mk_r(p->lon), mk_t(p->name));
    struct mk_json *j = mk_true(&at, "web_search", row);
    mk_true_cocoa_s(j, ms);
    mk_json_kv_str(j, "query", p->name);
    mk_true_end(&at);
    j = mk_true(&at, "location", row);
    mk_true_cocoa_s(j, ms);
    mk_true_ref(j, "parent", "ZHISTORYITEM", row);
    mk_true_real(j, "lat", p->lat);
    mk_true_real(j, "lon", p->lon);
    mk_json_kv_str(j, "origin", "app");
    mk_json_kv_str(j, "whose", "unknown");
    mk_json_kv_str(j, "meaning", "searched");
    mk_true_end(&at);
}

static int put_maps(struct mk_train *t, struct mk_error *e)
{
    struct mk_rng g = mk_rng_for(t->o->seed, 0x6d70);
    struct mk_at at = mk_ios_at(t, &maps, "ios.maps", "ZFAVORITEITEM");
    const struct mk_scenario *sc = t->sc;
    struct mk_db d;
    uint32_t n = t->o->places / 10;
    if (mk_ios_open(&d, t, &maps, maps_schema, e))
        return -1;
    struct mk_into in = mk_into(&d, "ZHISTORYITEM",
                                "Z_PK,Z_ENT,ZCREATETIME,ZMODIFICATIONTIME,ZLATITUDE,ZLONGITUDE,"
                                "ZQUERY");
    for (uint32_t i = 0; i < n; i++)
        put_search(t, &in, i + 1, &sc->places[mk_rng_below(&g, (uint32_t)sc->nplaces)],
                   mk_train_moment(t, &g, i, n));
    struct mk_into kept =
        mk_into(&d, "ZFAVORITEITEM", "Z_PK,ZHIDDEN,ZCREATETIME,ZLATITUDE,ZLONGITUDE,ZCUSTOMNAME");
    const struct mk_place *home = &sc->places[0];
    int64_t ms = t->now_ms - 300ll * 86400000 + 125;
    mk_put(&kept, mk_i(1), mk_i(0), mk_r(mk_cocoa(ms)), mk_r(home->lat), mk_r(home->lon),
           mk_t(home->name));
    struct mk_json *j = mk_true(&at, "location", 1);
    mk_true_cocoa_s(j, ms);
    mk_true_place(j, home, "app", "unknown", "searched");
    mk_true_end(&at);
    return mk_db_close(&d, e);
}

struct workouts {
    struct mk_train *t;
    struct mk_into object, sample, workout, series, point;
    struct mk_at at;
};

/* A walk from one place towards another: a point a minute. */
static void put_workout(struct workouts *w, int64_t i, int64_t ms, const struct mk_place *a,
                        const struct mk_place *b)
{
    int64_t id = 2 * i + 1, minutes = 12 + i % 10;
    struct mk_at points = w->at;
    points.table = "location_series_data";
    mk_put(&w->object, mk_i(id), mk_i(1));
    mk_put(&w->object, mk_i(id + 1), mk_i(1));
    mk_put(&w->sample, mk_i(id), mk_r(mk_cocoa(ms)), mk_r(mk_cocoa(ms + minutes * 60000)),
           mk_i(79));
    mk_put(&w->workout, mk_i(id), mk_i(i % 2 ? RUNNING : WALKING), mk_r((double)minutes * 60),
           mk_r(3.5));
    mk_put(&w->series, mk_i(id + 1), mk_i(1), mk_i(minutes), mk_i(100 + i));
    struct mk_json *j = mk_true(&w->at, "event", id);
    mk_true_cocoa_real(j, ms);
    mk_json_kv_str(j, "name", "workout");
    mk_json_kv_str(j, "type", i % 2 ? "running" : "walking");
    mk_true_end(&w->at);
    for (int64_t k = 0; k < minutes; k++) {
        double part = (double)k / 60, lat = a->lat + (b->lat - a->lat) * part;
        double lon = a->lon + (b->lon - a->lon) * part;
        int64_t at_ms = ms + k * 60000;
        mk_put(&w->point, mk_i(100 + i), mk_r(mk_cocoa(at_ms)), mk_r(lat), mk_r(lon),
               mk_r(a->alt_m), mk_r(1.5), mk_r(90), mk_r(4.5));
        j = mk_true(&points, "location", -1);
        mk_true_cocoa_real(j, at_ms);
        mk_true_real(j, "lat", lat);
        mk_true_real(j, "lon", lon);
        mk_true_real(j, "altitude_m", a->alt_m);
        mk_true_real(j, "speed_mps", 1.5);
        mk_true_real(j, "bearing_deg", 90);
        mk_true_real(j, "accuracy_m", 4.5);
        mk_json_kv_str(j, "origin", "gps");
        mk_json_kv_str(j, "whose", "unknown");
        mk_json_kv_str(j, "meaning", "visited");
        mk_true_end(&points);
    }
}

static int put_health(struct mk_train *t, struct mk_error *e)
{
    struct mk_rng g = mk_rng_for(t->o->seed, 0x6865);
    struct workouts w = { .t = t, .at = mk_ios_at(t, &health, "ios.health", "workouts") };
    const struct mk_scenario *sc = t->sc;
    struct mk_db d;
    uint32_t n = t->o->places / 30;
    if (mk_ios_open(&d, t, &health, health_schema, e))
        return -1;
    w.object = mk_into(&d, "objects", "data_id,provenance");
    w.sample = mk_into(&d, "samples", "data_id,start_date,end_date,data_type");
    w.workout = mk_into(&d, "workouts", "data_id,activity_type,duration,total_distance");
    w.series = mk_into(&d, "data_series", "data_id,frozen,count,hfd_key");
    w.point = mk_into(&d, "location_series_data",
                      "series_identifier,timestamp,latitude,longitude,altitude,speed,course,"
                      "horizontal_accuracy");
    for (uint32_t i = 0; i < n; i++)
        put_workout(&w, i, mk_train_moment(t, &g, i, n), &sc->places[i % sc->nplaces],
                    &sc->places[(i + 1) % sc->nplaces]);
    return mk_db_close(&d, e);
}

int mk_ios_places(struct mk_train *t, struct mk_error *e)
{
    if (!t->sc->nplaces)
        return 0;
    return put_maps(t, e) || put_health(t, e) ? -1 : 0;
}
