/*
 * Chrome's History and Cookies. Tables: Chromium, components/history/core/browser,
 * visit_database.cc, url_database.cc, download_database.cc, keyword_search_terms of
 * url_database.cc; net/extras/sqlite, sqlite_persistent_cookie_store.cc (version 23).
 */
#include "host/train/make_web.h"

#define HISTORY "data/data/com.android.chrome/app_chrome/Default/History"
#define COOKIES "data/data/com.android.chrome/app_chrome/Default/Cookies"
#define WEBVIEW "data/data/org.example.reader/app_webview/Default/Cookies"
#define VERSION "INSERT INTO meta VALUES('version','59'),('last_compatible_version','16');"

static const char history_schema[] =
    "CREATE TABLE meta(key LONGVARCHAR NOT NULL UNIQUE PRIMARY KEY, value LONGVARCHAR);" VERSION
    "CREATE TABLE urls(id INTEGER PRIMARY KEY AUTOINCREMENT,url LONGVARCHAR,title LONGVARCHAR,"
    "visit_count INTEGER DEFAULT 0 NOT NULL,typed_count INTEGER DEFAULT 0 NOT NULL,"
    "last_visit_time INTEGER NOT NULL,hidden INTEGER DEFAULT 0 NOT NULL);"
    "CREATE TABLE visits(id INTEGER PRIMARY KEY AUTOINCREMENT,url INTEGER NOT NULL,"
    "visit_time INTEGER NOT NULL,from_visit INTEGER,external_referrer_url TEXT,"
    "transition INTEGER DEFAULT 0 NOT NULL,segment_id INTEGER,"
    "visit_duration INTEGER DEFAULT 0 NOT NULL,incremented_omnibox_typed_score BOOLEAN DEFAULT "
    "FALSE NOT NULL,opener_visit INTEGER,originator_cache_guid TEXT,originator_visit_id INTEGER,"
    "originator_from_visit INTEGER,originator_opener_visit INTEGER,is_known_to_sync BOOLEAN "
    "DEFAULT FALSE NOT NULL,consider_for_ntp_most_visited BOOLEAN DEFAULT FALSE NOT NULL,"
    "visited_link_id INTEGER DEFAULT 0 NOT NULL,app_id TEXT);"
    "CREATE TABLE visit_source(id INTEGER PRIMARY KEY,source INTEGER NOT NULL);"
    "CREATE TABLE keyword_search_terms(keyword_id INTEGER NOT NULL,url_id INTEGER NOT NULL,"
    "term LONGVARCHAR NOT NULL,normalized_term LONGVARCHAR NOT NULL);"
    "CREATE TABLE downloads(id INTEGER PRIMARY KEY,guid VARCHAR NOT NULL,"
    "current_path LONGVARCHAR NOT NULL,target_path LONGVARCHAR NOT NULL,"
    "start_time INTEGER NOT NULL,received_bytes INTEGER NOT NULL,total_bytes INTEGER NOT NULL,"
    "state INTEGER NOT NULL,danger_type INTEGER NOT NULL,interrupt_reason INTEGER NOT NULL,"
    "hash BLOB NOT NULL,end_time INTEGER NOT NULL,opened INTEGER NOT NULL,"
    "last_access_time INTEGER NOT NULL,transient INTEGER NOT NULL,referrer VARCHAR NOT NULL,"
    "site_url VARCHAR NOT NULL,embedder_download_data VARCHAR NOT NULL,tab_url VARCHAR NOT NULL,"
    "tab_referrer_url VARCHAR NOT NULL,http_method VARCHAR NOT NULL,by_ext_id VARCHAR NOT NULL,"
    "by_ext_name VARCHAR NOT NULL,by_web_app_id VARCHAR NOT NULL,etag VARCHAR NOT NULL,"
    "last_modified VARCHAR NOT NULL,mime_type VARCHAR(255) NOT NULL,"
    "original_mime_type VARCHAR(255) NOT NULL);"
    "CREATE TABLE downloads_url_chains(id INTEGER NOT NULL,chain_index INTEGER NOT NULL,"
    "url LONGVARCHAR NOT NULL,PRIMARY KEY (id, chain_index))";
static const char cookie_schema[] =
    "CREATE TABLE meta(key LONGVARCHAR NOT NULL UNIQUE PRIMARY KEY, value LONGVARCHAR);"
    "INSERT INTO meta VALUES('version','23'),('last_compatible_version','23');"
    "CREATE TABLE cookies(creation_utc INTEGER NOT NULL,host_key TEXT NOT NULL,"
    "top_frame_site_key TEXT NOT NULL,name TEXT NOT NULL,value TEXT NOT NULL,"
    "encrypted_value BLOB NOT NULL,path TEXT NOT NULL,expires_utc INTEGER NOT NULL,"
    "is_secure INTEGER NOT NULL,is_httponly INTEGER NOT NULL,last_access_utc INTEGER NOT NULL,"
    "has_expires INTEGER NOT NULL,is_persistent INTEGER NOT NULL,priority INTEGER NOT NULL,"
    "samesite INTEGER NOT NULL,source_scheme INTEGER NOT NULL,source_port INTEGER NOT NULL,"
    "last_update_utc INTEGER NOT NULL,source_type INTEGER NOT NULL,"
    "has_cross_site_ancestor INTEGER NOT NULL)";

struct maker {
    struct mk_train *t;
    struct mk_db d;
    struct mk_into urls, visits, terms, downloads, chains;
    uint64_t visited[64];
    int64_t last_us[64];
    struct mk_buf url; /* of a search */
};

/* The i-th of n moments, in microseconds; the same for the same i. */
static int64_t moment_us(const struct mk_train *t, uint64_t i, uint64_t n)
{
    struct mk_rng g = mk_rng_for(t->o->seed, 700000000 + i);
    int64_t ms = mk_train_moment(t, &g, i, n);
    return ms * 1000 + mk_rng_below(&g, 1000);
}

static void tell_time(struct mk_json *j, int64_t us)
{
    mk_true_time(j, us, 6, us + MK_WEBKIT, "webkit_us");
}

static void put_visit(struct maker *m, uint64_t i, uint64_t n)
{
    static const int64_t transitions[] = { 0x30000001, 0x30000000, 0x10000007, 0x20000008 };
    struct mk_at at = { &m->t->whole, "chrome.history", HISTORY, "visits" };
    size_t p = mk_page_of(m->t, 7, i);
    int64_t us = moment_us(m->t, i, n), id = (int64_t)i + 1;
    mk_put(&m->visits, mk_i(id), mk_i((int64_t)p + 1), mk_i(us + MK_WEBKIT), mk_i(0),
           mk_i(transitions[i % 4]), mk_i((int64_t)(i % 9) * 1000000));
    struct mk_json *j = mk_true(&at, "web_visit", id);
    tell_time(j, us);
    mk_json_kv_str(j, "url", mk_page_at(p)->url);
    mk_true_some(j, "title", mk_page_at(p)->title);
    mk_json_kv_uint(j, "visits", m->visited[p]);
    mk_true_end(&at);
}

static void put_urls(struct maker *m, uint64_t n)
{
    for (uint64_t i = 0; i < n; i++) {
        size_t p = mk_page_of(m->t, 7, i);
        m->visited[p]++;
        m->last_us[p] = moment_us(m->t, i, n);
    }
    for (size_t p = 0; p < mk_pages(); p++)
        if (m->visited[p])
            mk_put(&m->urls, mk_i((int64_t)p + 1), mk_t(mk_page_at(p)->url),
                   mk_t(mk_page_at(p)->title), mk_i((int64_t)m->visited[p]), mk_i(0),
                   mk_i(m->last_us[p] + MK_WEBKIT), mk_i(0));
}

/* A search, and the visit to its results. */
static void put_search(struct maker *m, uint64_t i, uint64_t n, int64_t visit)
{
    struct mk_at at = { &m->t->whole, "chrome.history", HISTORY, "keyword_search_terms" };
    struct mk_at visited = { &m->t->whole, "chrome.history", HISTORY, "visits" };
    int64_t us = moment_us(m->t, i + n * 1000, n * 1001), id = 1000 + (int64_t)i;
    const char *term = mk_search_at(i);
    mk_search_url(&m->url, term);
    mk_put(&m->urls, mk_i(id), mk_s(mk_buf_span(&m->url)), mk_t(term), mk_i(1), mk_i(0),
           mk_i(us + MK_WEBKIT), mk_i(0));
    mk_put(&m->visits, mk_i(visit), mk_i(id), mk_i(us + MK_WEBKIT), mk_i(0), mk_i(0x30000005),
           mk_i(0));
    mk_put(&m->terms, mk_i(2), mk_i(id), mk_t(term), mk_t(term));
    struct mk_json *j = mk_true(&at, "web_search", (int64_t)i + 1);
    tell_time(j, us);
    mk_json_kv_str(j, "query", term);
    mk_true_end(&at);
    j = mk_true(&visited, "web_visit", visit);
    tell_time(j, us);
    mk_json_kv_text(j, "url", mk_buf_span(&m->url));
    mk_json_kv_str(j, "title", term);
    mk_json_kv_int(j, "visits", 1);
    mk_true_end(&visited);
}

static void put_download(struct maker *m, uint64_t i, uint64_t n)
{
    struct mk_at at = { &m->t->whole, "chrome.history", HISTORY, "downloads" };
    int64_t us = moment_us(m->t, i + n * 2000, n * 2001), id = (int64_t)i + 1, size = 4096 + id * 7;
    char url[96], path[96], guid[40];
    snprintf(url, sizeof url, "https://files.example.com/form-%lld.pdf", (long long)id);
    snprintf(path, sizeof path, "/storage/emulated/0/Download/form-%lld.pdf", (long long)id);
    snprintf(guid, sizeof guid, "00000000-0000-4000-8000-%012lld", (long long)id);
    mk_put(&m->downloads, mk_i(id), mk_t(guid), mk_t(path), mk_t(path), mk_i(us + MK_WEBKIT),
           mk_i(size), mk_i(size), mk_i(1), mk_i(0), mk_i(0), mk_b(mk_str("")),
           mk_i(us + MK_WEBKIT + 2000000), mk_i(0), mk_i(0), mk_i(0), mk_t(""), mk_t(""), mk_t(""),
           mk_t(""), mk_t(""), mk_t("GET"), mk_t(""), mk_t(""), mk_t(""), mk_t(""), mk_t(""),
           mk_t("application/pdf"), mk_t("application/pdf"));
    mk_put(&m->chains, mk_i(id), mk_i(0), mk_t(url));
    struct mk_json *j = mk_true(&at, "web_download", id);
    tell_time(j, us);
    mk_json_kv_str(j, "url", url);
    mk_json_kv_str(j, "path", path);
    mk_json_kv_int(j, "bytes", size);
    mk_true_end(&at);
}

/* An address that is remembered though its visits were cleared. */
static void put_remembered(struct maker *m)
{
    struct mk_at at = { &m->t->whole, "chrome.history", HISTORY, "urls" };
    int64_t us = (m->t->now_ms - 90 * 86400000LL) * 1000;
    const char *url = "https://forum.example.net/topic/17";
    mk_put(&m->urls, mk_i(900), mk_t(url), mk_t("Topic 17"), mk_i(4), mk_i(1), mk_i(us + MK_WEBKIT),
           mk_i(0));
    struct mk_json *j = mk_true(&at, "web_visit", 900);
    tell_time(j, us);
    mk_json_kv_str(j, "url", url);
    mk_json_kv_str(j, "title", "Topic 17");
    mk_json_kv_int(j, "visits", 4);
    mk_true_end(&at);
}

static void open_tables(struct maker *m)
{
    m->urls = mk_into(&m->d, "urls", "id,url,title,visit_count,typed_count,last_visit_time,hidden");
    m->visits = mk_into(&m->d, "visits", "id,url,visit_time,from_visit,transition,visit_duration");
    m->terms = mk_into(&m->d, "keyword_search_terms", "keyword_id,url_id,term,normalized_term");
    m->downloads = mk_into(
        &m->d, "downloads",
        "id,guid,current_path,target_path,start_time,received_bytes,total_bytes,state,danger_type,"
        "interrupt_reason,hash,end_time,opened,last_access_time,transient,referrer,site_url,"
        "embedder_download_data,tab_url,tab_referrer_url,http_method,by_ext_id,by_ext_name,"
        "by_web_app_id,etag,last_modified,mime_type,original_mime_type");
    m->chains = mk_into(&m->d, "downloads_url_chains", "id,chain_index,url");
}

static int put_history(struct mk_train *t, struct mk_error *e)
{
    struct maker m = { .t = t };
    uint64_t n = t->o->web - t->o->web / 3, searches = t->o->web / 12, downloads = t->o->web / 20;
    if (mk_db_open(&m.d, t, "system/" HISTORY, history_schema, e) != 0)
        return -1;
    if (!mk_buf_fixed(&m.url, 4096))
        mk_fail(&m.d.e, MK_ENOMEM, "pages");
    open_tables(&m);
    put_urls(&m, n);
    put_remembered(&m);
    for (uint64_t i = 0; i < n; i++)
        put_visit(&m, i, n);
    for (uint64_t i = 0; i < searches; i++)
        put_search(&m, i, searches, (int64_t)(n + i + 1));
    for (uint64_t i = 0; i < downloads; i++)
        put_download(&m, i, downloads);
    mk_buf_done(&m.url);
    return mk_db_close(&m.d, e);
}

static int put_cookies(struct mk_train *t, const char *path, uint64_t n, struct mk_error *e)
{
    static const char *const names[] = { "sid", "consent", "_ga", "lang", "__Host-token" };
    struct mk_db d;
    char whole[160], host[64];
    struct mk_at at = { &t->whole, "chrome.cookies", path, "cookies" };
    snprintf(whole, sizeof whole, "system/%s", path);
    if (mk_db_open(&d, t, whole, cookie_schema, e) != 0)
        return -1;
    struct mk_into in =
        mk_into(&d, "cookies",
                "creation_utc,host_key,top_frame_site_key,name,value,encrypted_value,path,"
                "expires_utc,is_secure,is_httponly,last_access_utc,has_expires,is_persistent,"
                "priority,samesite,source_scheme,source_port,last_update_utc,source_type,"
                "has_cross_site_ancestor");
    for (uint64_t i = 0; i < n; i++) {
        int64_t us = moment_us(t, i, n), kit = us + MK_WEBKIT, row = (int64_t)i + 1;
        snprintf(host, sizeof host, ".%s", mk_page_at(i)->host);
        mk_put(&in, mk_i(kit), mk_t(host), mk_t(""), mk_t(names[i % 5]), mk_t(""),
               mk_b(mk_str("v10\x01\x02\x03")), mk_t("/"), mk_i(kit + 31536000000000), mk_i(1),
               mk_i(1), mk_i(kit + 5000000), mk_i(1), mk_i(1), mk_i(1), mk_i(1), mk_i(2), mk_i(443),
               mk_i(kit), mk_i(1), mk_i(0));
        struct mk_json *j = mk_true(&at, "cookie", row);
        tell_time(j, us);
        mk_json_kv_str(j, "host", host);
        mk_json_kv_str(j, "name", names[i % 5]);
        mk_json_kv_str(j, "path", "/");
        mk_true_end(&at);
    }
    return mk_db_close(&d, e);
}

int mk_train_chrome(struct mk_train *t, struct mk_error *e)
{
    if (!t->o->system || !t->o->web)
        return 0;
    return put_history(t, e) || put_cookies(t, COOKIES, t->o->web / 8, e) ||
                   put_cookies(t, WEBVIEW, t->o->web / 30, e)
               ? -1
               : 0;
}
