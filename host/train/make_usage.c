/*
 * Which app was used when, as Digital Wellbeing keeps it: app_usage. Tables: ALEAPP,
 * scripts/artifacts/wellbeing.py; types of events: android.app.usage.UsageEvents.Event.
 */
#include "host/train/make_usage.h"

#define USAGE "data/data/com.google.android.apps.wellbeing/databases/app_usage"

static const char schema[] =
    "CREATE TABLE packages(_id INTEGER PRIMARY KEY AUTOINCREMENT,package_name TEXT NOT NULL,"
    "timezone TEXT);"
    "CREATE TABLE events(_id INTEGER PRIMARY KEY AUTOINCREMENT,timestamp INTEGER NOT NULL,"
    "type INTEGER NOT NULL,package_id INTEGER NOT NULL,instance_id INTEGER,"
    "task_root_package_id INTEGER)";

static const char *const packages[] = { "com.whatsapp",
                                        "com.android.chrome",
                                        "org.telegram.messenger",
                                        "com.android.messaging",
                                        "org.thoughtcrime.securesms",
                                        "com.viber.voip",
                                        "com.google.android.apps.maps" };
#define PACKAGES (sizeof packages / sizeof *packages)
enum { RESUMED = 1, PAUSED = 2 };

static void put(struct mk_train *t, struct mk_into *in, int64_t id, int64_t ms, int type, size_t p)
{
    struct mk_at at = { &t->whole, "android.wellbeing", USAGE, "events" };
    mk_put(in, mk_i(id), mk_i(ms), mk_i(type), mk_i((int64_t)p + 1), mk_i(0), mk_null());
    struct mk_json *j = mk_true(&at, "event", id);
    mk_true_ms(j, ms);
    mk_json_key(j, "data");
    mk_json_open(j, '{');
    mk_json_kv_int(j, "type", type);
    mk_json_kv_str(j, "package", packages[p]);
    mk_json_close(j, '}');
    mk_true_end(&at);
}

size_t mk_used_packages(void)
{
    return PACKAGES;
}

const char *mk_used_package(size_t i)
{
    return packages[i % PACKAGES];
}

uint32_t mk_sessions(const struct mk_train *t)
{
    return t->o->web / 2;
}

void mk_session_next(struct mk_session *out, const struct mk_train *t, struct mk_rng *g, uint32_t i)
{
    out->begin_ms = mk_train_moment(t, g, i, mk_sessions(t));
    out->package = mk_rng_below(g, PACKAGES);
    out->end_ms = out->begin_ms + 1000 * (5 + mk_rng_below(g, 600));
}

int mk_train_usage(struct mk_train *t, struct mk_error *e)
{
    struct mk_rng g = mk_rng_for(t->o->seed, MK_SESSIONS);
    uint32_t n = mk_sessions(t);
    struct mk_session s;
    struct mk_db d;
    if (!t->o->system || !n)
        return 0;
    if (mk_db_open(&d, t, "system/" USAGE, schema, e) != 0)
        return -1;
    struct mk_into names = mk_into(&d, "packages", "_id,package_name,timezone");
    struct mk_into in =
        mk_into(&d, "events", "_id,timestamp,type,package_id,instance_id,task_root_package_id");
    for (size_t p = 0; p < PACKAGES; p++)
        mk_put(&names, mk_i((int64_t)p + 1), mk_t(packages[p]), mk_t(t->sc->phone.zone));
    for (uint32_t i = 0; i < n; i++) {
        mk_session_next(&s, t, &g, i);
        put(t, &in, 2 * i + 1, s.begin_ms, RESUMED, s.package);
        put(t, &in, 2 * i + 2, s.end_ms, PAUSED, s.package);
    }
    int rc = mk_db_close(&d, e);
    return rc == 0 ? mk_train_usage_stats(t, e) : rc;
}
