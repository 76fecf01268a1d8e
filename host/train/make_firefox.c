/*
 * places.sqlite of Firefox for Android. Tables: application-services, components/places/sql,
 * create_shared_schema.sql, create_shared_triggers.sql; times are in milliseconds.
 */
#include "host/train/make_web.h"

#define PLACES "data/data/org.mozilla.firefox/files/places.sqlite"

static const char schema[] =
    "CREATE TABLE moz_places (id INTEGER PRIMARY KEY,url LONGVARCHAR NOT NULL,title LONGVARCHAR,"
    "description TEXT,preview_image_url TEXT,visit_count_local INTEGER NOT NULL DEFAULT 0,"
    "visit_count_remote INTEGER NOT NULL DEFAULT 0,hidden INTEGER DEFAULT 0 NOT NULL,"
    "typed INTEGER DEFAULT 0 NOT NULL,frecency INTEGER DEFAULT -1 NOT NULL,"
    "last_visit_date_local INTEGER NOT NULL DEFAULT 0,"
    "last_visit_date_remote INTEGER NOT NULL DEFAULT 0,guid TEXT NOT NULL,"
    "sync_status TINYINT NOT NULL DEFAULT 1,sync_change_counter INTEGER NOT NULL DEFAULT 0,"
    "url_hash INTEGER DEFAULT 0 NOT NULL,foreign_count INTEGER DEFAULT 0 NOT NULL,"
    "origin_id INTEGER,unknown_fields TEXT);"
    "CREATE TABLE moz_historyvisits (id INTEGER PRIMARY KEY,is_local INTEGER NOT NULL,"
    "from_visit INTEGER,place_id INTEGER NOT NULL,visit_date INTEGER NOT NULL,"
    "visit_type INTEGER NOT NULL,unknown_fields TEXT);"
    "CREATE TABLE moz_bookmarks (id INTEGER PRIMARY KEY,fk INTEGER DEFAULT NULL,"
    "type INTEGER NOT NULL,parent INTEGER,position INTEGER NOT NULL,title TEXT,"
    "dateAdded INTEGER NOT NULL DEFAULT 0,lastModified INTEGER NOT NULL DEFAULT 0,"
    "guid TEXT NOT NULL,syncStatus INTEGER NOT NULL DEFAULT 0,"
    "syncChangeCounter INTEGER NOT NULL DEFAULT 1)";

struct maker {
    struct mk_train *t;
    struct mk_db d;
    struct mk_into places, visits, bookmarks;
    uint64_t visited[64];
    int64_t last_ms[64];
};

static int64_t moment(const struct mk_train *t, uint64_t i, uint64_t n)
{
    struct mk_rng g = mk_rng_for(t->o->seed, 800000000 + i);
    return mk_train_moment(t, &g, i, n);
}

static void put_visit(struct maker *m, uint64_t i, uint64_t n)
{
    struct mk_at at = { &m->t->whole, "firefox.places", PLACES, "moz_historyvisits" };
    size_t p = mk_page_of(m->t, 9, i);
    int64_t ms = moment(m->t, i, n), id = (int64_t)i + 1;
    mk_put(&m->visits, mk_i(id), mk_i(1), mk_i(0), mk_i((int64_t)p + 1), mk_i(ms),
           mk_i(1 + (int64_t)(i % 2)));
    struct mk_json *j = mk_true(&at, "web_visit", id);
    mk_true_ms(j, ms);
    mk_json_kv_str(j, "url", mk_page_at(p)->url);
    mk_true_some(j, "title", mk_page_at(p)->title);
    mk_json_kv_uint(j, "visits", m->visited[p]);
    mk_true_end(&at);
}

static void put_places(struct maker *m, uint64_t n)
{
    char guid[16];
    for (uint64_t i = 0; i < n; i++) {
        size_t p = mk_page_of(m->t, 9, i);
        m->visited[p]++;
        m->last_ms[p] = moment(m->t, i, n);
    }
    for (size_t p = 0; p < mk_pages(); p++) {
        snprintf(guid, sizeof guid, "place%07zu", p);
        if (m->visited[p] || p < 3) /* the first ones are bookmarked */
            mk_put(&m->places, mk_i((int64_t)p + 1), mk_t(mk_page_at(p)->url),
                   mk_t(mk_page_at(p)->title), mk_i((int64_t)m->visited[p]), mk_i(m->last_ms[p]),
                   mk_t(guid));
    }
}

static void put_bookmark(struct maker *m, int64_t id, int64_t place, int64_t parent,
                         const char *title, const char *guid)
{
    struct mk_at at = { &m->t->whole, "firefox.places", PLACES, "moz_bookmarks" };
    int64_t ms = m->t->now_ms - 200 * 86400000LL + id * 60000;
    mk_put(&m->bookmarks, mk_i(id), mk_some(place), mk_i(place ? 1 : 2), mk_some(parent), mk_i(id),
           mk_t(title), mk_i(ms), mk_i(ms), mk_t(guid));
    struct mk_json *j = mk_true(&at, "bookmark", id);
    mk_true_ms(j, ms);
    mk_json_kv_str(j, "title", title);
    if (place)
        mk_json_kv_str(j, "url", mk_page_at((size_t)place - 1)->url);
    mk_true_end(&at);
}

int mk_train_firefox(struct mk_train *t, struct mk_error *e)
{
    static const char *const roots[] = { "root", "menu", "toolbar", "unfiled", "mobile" };
    static const char *const guids[] = { "root________", "menu________", "toolbar_____",
                                         "unfiled_____", "mobile______" };
    struct maker m = { .t = t };
    uint64_t n = t->o->web / 6;
    char guid[16];
    if (!t->o->system || !t->o->web)
        return 0;
    if (mk_db_open(&m.d, t, "system/" PLACES, schema, e) != 0)
        return -1;
    m.places =
        mk_into(&m.d, "moz_places", "id,url,title,visit_count_local,last_visit_date_local,guid");
    m.visits =
        mk_into(&m.d, "moz_historyvisits", "id,is_local,from_visit,place_id,visit_date,visit_type");
    m.bookmarks = mk_into(&m.d, "moz_bookmarks",
                          "id,fk,type,parent,position,title,dateAdded,lastModified,guid");
    put_places(&m, n);
    for (uint64_t i = 0; i < n; i++)
        put_visit(&m, i, n);
    for (int64_t i = 0; i < 5; i++)
        put_bookmark(&m, i + 1, 0, i ? 1 : 0, roots[i], guids[i]);
    for (int64_t i = 0; i < 3; i++) {
        snprintf(guid, sizeof guid, "mark%08lld", (long long)i);
        put_bookmark(&m, i + 6, i + 1, 5, mk_page_at((size_t)i)->title, guid);
    }
    return mk_db_close(&m.d, e);
}
