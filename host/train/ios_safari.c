/*
 * Safari on an iPhone: what was visited (History.db), fetched and kept as cookies. Tables: CREATE
 * statements of History.db of iOS 17 as in parsers/app/safari_history.c's sources; Downloads.plist:
 * parsers/format/safari_downloads.h; cookies: parsers/format/binarycookies.h.
 */
#include "host/train/ios_plist.h"
#include "host/train/make_web.h"

static const struct mk_ios_file history = { MK_IOS_HOME("Library/Safari/History.db"),
                                            .encrypted_only = true };
static const struct mk_ios_file downloads = { MK_IOS_HOME(
    "Library/Safari/Downloads/Downloads.plist") };
#define COOKIES "AppDomain-com.apple.mobilesafari/Library/Cookies/Cookies.binarycookies"
static const struct mk_ios_file cookies = {
    "phone/" COOKIES,
    MK_IOS_MOBILE "Containers/Data/Application/com.apple.mobilesafari/Library/Cookies/"
                  "Cookies.binarycookies",
    false
};

static const char schema[] =
    "CREATE TABLE history_items (id INTEGER PRIMARY KEY AUTOINCREMENT,url TEXT NOT NULL UNIQUE,"
    "domain_expansion TEXT NULL,visit_count INTEGER NOT NULL,daily_visit_counts BLOB NOT NULL,"
    "weekly_visit_counts BLOB NULL,autocomplete_triggers BLOB NULL,"
    "should_recompute_derived_visit_counts INTEGER NOT NULL,visit_count_score INTEGER NOT NULL,"
    "status_code INTEGER NOT NULL DEFAULT 0);"
    "CREATE TABLE history_visits (id INTEGER PRIMARY KEY AUTOINCREMENT,"
    "history_item INTEGER NOT NULL REFERENCES history_items(id) ON DELETE CASCADE,"
    "visit_time REAL NOT NULL,title TEXT NULL,load_successful BOOLEAN NOT NULL DEFAULT 1,"
    "http_non_get BOOLEAN NOT NULL DEFAULT 0,synthesized BOOLEAN NOT NULL DEFAULT 0,"
    "redirect_source INTEGER NULL UNIQUE REFERENCES history_visits(id) ON DELETE CASCADE,"
    "redirect_destination INTEGER NULL UNIQUE REFERENCES history_visits(id) ON DELETE CASCADE,"
    "origin INTEGER NOT NULL DEFAULT 0,generation INTEGER NOT NULL DEFAULT 0,"
    "attributes INTEGER NOT NULL DEFAULT 0,score INTEGER NOT NULL DEFAULT 0);"
    "CREATE TABLE history_tombstones (id INTEGER PRIMARY KEY AUTOINCREMENT,"
    "start_time REAL NOT NULL,end_time REAL NOT NULL,url TEXT,"
    "generation INTEGER NOT NULL DEFAULT 0);"
    "CREATE TABLE metadata (key TEXT NOT NULL UNIQUE,value);"
    "CREATE INDEX history_visits__last_visit ON history_visits (history_item,visit_time DESC)";

/* Pages, then searches: each is one item. */
static const char *url_of(struct mk_buf *room, size_t item)
{
    if (item < mk_pages())
        return mk_page_at(item)->url;
    mk_search_url(room, mk_search_at(item - mk_pages()));
    return mk_buf_cstr(room);
}

#define ITEMS    64u
#define SEARCHES 9u

struct maker {
    struct mk_train *t;
    struct mk_db d;
    struct mk_rng g;
    uint32_t visits[ITEMS];
    struct mk_at at;
};

/* Which item visit i goes to. */
static size_t item_of(const struct maker *m, uint32_t i)
{
    return i % 7 == 3 ? mk_pages() + i / 7 % SEARCHES : mk_page_of(m->t, 0x7361, i);
}

static void put_items(struct maker *m)
{
    struct mk_into in = mk_into(&m->d, "history_items",
                                "id,url,visit_count,daily_visit_counts,"
                                "should_recompute_derived_visit_counts,visit_count_score");
    struct mk_buf room;
    mk_buf_init(&room, 4096);
    for (size_t i = 0; i < mk_pages() + SEARCHES; i++)
        if (m->visits[i])
            mk_put(&in, mk_i((int64_t)i + 1), mk_t(url_of(&room, i)), mk_i(m->visits[i]),
                   mk_b(mk_str("\x01\x02\x03\x04")), mk_i(0), mk_i(100));
    if (!mk_buf_ok(&room))
        mk_fail(&m->d.e, MK_ENOMEM, "web pages");
    mk_buf_done(&room);
}

static void put_visits(struct maker *m)
{
    struct mk_into in = mk_into(&m->d, "history_visits", "id,history_item,visit_time,title");
    struct mk_buf room;
    mk_buf_init(&room, 4096);
    for (uint32_t i = 0; i < m->t->o->web; i++) {
        size_t item = item_of(m, i);
        int64_t ms = mk_train_moment(m->t, &m->g, i, m->t->o->web);
        const char *title =
            item < mk_pages() ? mk_page_at(item)->title : mk_search_at(item - mk_pages());
        mk_put(&in, mk_i(i + 1), mk_i((int64_t)item + 1), mk_r(mk_cocoa(ms)), mk_t(title));
        struct mk_json *j = mk_true(&m->at, "web_visit", i + 1);
        mk_true_cocoa_real(j, ms);
        mk_json_kv_str(j, "url", url_of(&room, item));
        mk_true_some(j, "title", title);
        mk_json_kv_int(j, "visits", m->visits[item]);
        mk_true_end(&m->at);
    }
    mk_buf_done(&room);
}

/* The owner cleared an hour of it. */
static void put_tombstone(struct maker *m)
{
    struct mk_into in = mk_into(&m->d, "history_tombstones", "id,start_time,end_time,url");
    int64_t end = m->t->now_ms - 3 * 86400000;
    struct mk_at at = m->at;
    at.table = "history_tombstones";
    mk_put(&in, mk_i(1), mk_r(mk_cocoa(end - 3600000)), mk_r(mk_cocoa(end)), mk_null());
    struct mk_json *j = mk_true(&at, "event", 1);
    mk_true_cocoa_real(j, end);
    mk_json_kv_str(j, "name", "history_deleted");
    mk_true_end(&at);
}

static int put_history(struct mk_train *t, struct mk_error *e)
{
    struct maker m = { .t = t, .g = mk_rng_for(t->o->seed, 0x7361) };
    if (mk_ios_open(&m.d, t, &history, schema, e))
        return -1;
    m.at = mk_ios_at(t, &history, "safari.history", "history_visits");
    for (uint32_t i = 0; i < t->o->web; i++)
        m.visits[item_of(&m, i)]++;
    put_items(&m);
    put_visits(&m);
    put_tombstone(&m);
    return mk_db_close(&m.d, e);
}

static void put_download(struct mk_bplist *p, struct mk_train *t, struct mk_rng *g, int64_t i)
{
    static const char *const names[] = { "timetable.pdf", "form.pdf",
                                         "\xd8\xa8\xd8\xb7\xd8\xa7\xd9\x82\xd8\xa9.jpg" };
    struct mk_at at = mk_ios_at(t, &downloads, "safari.downloads", "DownloadHistory");
    char url[128], path[200];
    int64_t ms = t->now_ms - (9 - i) * 86400000 + 500, bytes = 20000 + 1111 * i;
    snprintf(url, sizeof url, "https://files.example.com/%lld/%s", (long long)i, names[i % 3]);
    snprintf(path, sizeof path, "~/Library/Mobile Documents/com~apple~CloudDocs/Downloads/%s",
             names[i % 3]);
    mk_bp_open(p, '{');
    mk_bp_str(p, "DownloadEntryDateAddedKey");
    mk_bp_date(p, mk_cocoa(ms));
    mk_bp_str(p, "DownloadEntryDateFinishedKey");
    mk_bp_date(p, mk_cocoa(ms + 4000));
    mk_bp_str(p, "DownloadEntryIdentifier");
    mk_bp_str(p, mk_ios_guid(g).s);
    mk_bp_str(p, "DownloadEntryPath");
    mk_bp_str(p, path);
    mk_bp_str(p, "DownloadEntryProgressBytesSoFar");
    mk_bp_int(p, bytes);
    mk_bp_str(p, "DownloadEntryProgressTotalToLoad");
    mk_bp_int(p, bytes);
    mk_bp_str(p, "DownloadEntryURL");
    mk_bp_str(p, url);
    mk_bp_close(p);
    struct mk_json *j = mk_true(&at, "web_download", i + 1);
    mk_true_cocoa_real(j, ms);
    mk_json_kv_str(j, "url", url);
    mk_json_kv_str(j, "path", path);
    mk_json_kv_int(j, "bytes", bytes);
    mk_true_end(&at);
}

static int put_downloads(struct mk_train *t, struct mk_error *e)
{
    struct mk_rng g = mk_rng_for(t->o->seed, 0x646c);
    struct mk_bplist p;
    int64_t n = t->o->web / 30;
    mk_bp_begin(&p);
    mk_bp_open(&p, '{');
    mk_bp_str(&p, "DownloadHistory");
    mk_bp_open(&p, '[');
    for (int64_t i = 0; i < n && i < 100; i++)
        put_download(&p, t, &g, i);
    mk_bp_close(&p);
    mk_bp_close(&p);
    return mk_ios_put_plist(t, downloads.where + strlen("phone/"), t->now_ms, &p, e);
}

static void put_real(struct mk_buf *b, double v)
{
    uint64_t bits;
    memcpy(&bits, &v, sizeof bits);
    mk_buf_u64le(b, bits);
}

/* One cookie, with the record of it. */
static void put_cookie(struct mk_buf *b, struct mk_train *t, struct mk_rng *g, uint32_t i)
{
    struct mk_at at = mk_ios_at(t, &cookies, "safari.cookies", "cookies");
    const char *host = mk_page_at(i)->host;
    char value[24];
    int64_t ms = mk_train_moment(t, g, i, 40);
    snprintf(value, sizeof value, "%016llx", (unsigned long long)mk_rng(g));
    const char *const texts[] = { host, "sid", "/", value };
    uint32_t at_byte = 56, size = 56;
    for (size_t k = 0; k < 4; k++)
        size += (uint32_t)strlen(texts[k]) + 1;
    mk_buf_u32le(b, size);
    mk_buf_u32le(b, 0);
    mk_buf_u32le(b, 5); /* secure, HTTP only */
    mk_buf_u32le(b, 0);
    for (size_t k = 0; k < 4; k++) {
        mk_buf_u32le(b, at_byte);
        at_byte += (uint32_t)strlen(texts[k]) + 1;
    }
    mk_buf_u64le(b, 0);
    put_real(b, mk_cocoa(ms + 365ll * 86400000));
    put_real(b, mk_cocoa(ms));
    for (size_t k = 0; k < 4; k++)
        mk_buf_put(b, texts[k], strlen(texts[k]) + 1);
    struct mk_json *j = mk_true(&at, "cookie", i + 1);
    mk_true_cocoa_real(j, ms);
    mk_json_kv_str(j, "host", host);
    mk_json_kv_str(j, "name", "sid");
    mk_json_kv_str(j, "path", "/");
    mk_true_end(&at);
}

static void put_page(struct mk_buf *page, struct mk_train *t, uint32_t n)
{
    struct mk_rng g = mk_rng_for(t->o->seed, 0x636b);
    struct mk_buf all;
    mk_buf_init(&all, 1 << 20);
    mk_buf_u32be(page, 0x100);
    mk_buf_u32le(page, n);
    for (uint32_t i = 0; i < n; i++) {
        mk_buf_u32le(page, 12 + 4 * n + (uint32_t)all.len);
        put_cookie(&all, t, &g, i);
    }
    mk_buf_u32le(page, 0);
    mk_buf_put(page, all.p, all.len);
    page->bad = page->bad || !mk_buf_ok(&all);
    mk_buf_done(&all);
}

static int put_cookies(struct mk_train *t, struct mk_error *e)
{
    struct mk_buf page, file;
    uint32_t n = t->o->web < 40 ? t->o->web : 40, sum = 0;
    mk_buf_init(&page, 1 << 20);
    mk_buf_init(&file, 1 << 20);
    put_page(&page, t, n);
    for (size_t i = 0; i < page.len; i += 4)
        sum += page.p[i];
    mk_buf_puts(&file, "cook");
    mk_buf_u32be(&file, 1);
    mk_buf_u32be(&file, (uint32_t)page.len);
    mk_buf_put(&file, page.p, page.len);
    mk_buf_u32be(&file, sum);
    mk_buf_put(&file, "\x07\x17\x20\x05\0\0\0\x4b", 8);
    int rc = mk_buf_ok(&page) && mk_buf_ok(&file)
                 ? mk_ios_put(t, COOKIES, t->now_ms, mk_buf_span(&file), e)
                 : mk_fail(e, MK_ENOMEM, "cookies");
    mk_buf_done(&file);
    mk_buf_done(&page);
    return rc;
}

int mk_ios_safari(struct mk_train *t, struct mk_error *e)
{
    return put_history(t, e) || put_downloads(t, e) || put_cookies(t, e) ? -1 : 0;
}
