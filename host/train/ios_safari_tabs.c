/*
 * Bookmarks, open tabs here and elsewhere, and last searches of Safari. Tables: CREATE statements
 * as in parsers/app/safari_bookmarks.c, safari_tabs.c and safari_cloud_tabs.c; the list of
 * searches: safari_searches.c. iCloud's part of cloud tabs is a keyed archive with a note of when.
 */
#include "host/train/ios_plist.h"
#include "host/train/make_web.h"

#define FOLDER   "Library/Safari/"
#define SETTINGS "AppDomain-com.apple.mobilesafari/Library/Preferences/com.apple.mobilesafari.plist"
static const struct mk_ios_file bookmarks_db = { MK_IOS_HOME(FOLDER "Bookmarks.db") };
static const struct mk_ios_file tabs_db = { MK_IOS_HOME(FOLDER "SafariTabs.db"),
                                            .encrypted_only = true };
static const struct mk_ios_file cloud_db = { MK_IOS_HOME(FOLDER "CloudTabs.db"),
                                             .encrypted_only = true };
static const struct mk_ios_file settings = {
    "phone/" SETTINGS,
    MK_IOS_MOBILE "Containers/Data/Application/com.apple.mobilesafari/Library/Preferences/"
                  "com.apple.mobilesafari.plist",
    false
};
static const char schema[] =
    "CREATE TABLE bookmarks (id INTEGER PRIMARY KEY AUTOINCREMENT,special_id INTEGER DEFAULT 0,"
    "parent INTEGER,type INTEGER,title TEXT,url TEXT COLLATE NOCASE,"
    "num_children INTEGER DEFAULT 0,editable INTEGER DEFAULT 1,deletable INTEGER DEFAULT 1,"
    "hidden INTEGER DEFAULT 0,hidden_ancestor_count INTEGER DEFAULT 0,"
    "order_index INTEGER NOT NULL,external_uuid TEXT UNIQUE,read INTEGER DEFAULT NULL,"
    "last_modified REAL DEFAULT NULL,server_id TEXT,sync_key TEXT,sync_data BLOB,"
    "added INTEGER DEFAULT 1,deleted INTEGER DEFAULT 0,extra_attributes BLOB DEFAULT NULL,"
    "local_attributes BLOB DEFAULT NULL,fetched_icon BOOL DEFAULT 0,icon BLOB DEFAULT NULL,"
    "dav_generation INTEGER DEFAULT 0,locally_added BOOL DEFAULT 0,"
    "archive_status INTEGER DEFAULT 0,syncable BOOL DEFAULT 1,web_filter_status INTEGER DEFAULT 0,"
    "modified_attributes UNSIGNED BIG INT DEFAULT 0,date_closed REAL DEFAULT NULL,"
    "last_selected_child INTEGER DEFAULT NULL,subtype INTEGER DEFAULT 0);";
static const char cloud_schema[] =
    "CREATE TABLE cloud_tab_devices (device_uuid TEXT PRIMARY KEY NOT NULL,"
    "system_fields BLOB NOT NULL,device_name TEXT,device_type_identifier TEXT,"
    "has_duplicate_device_name BOOLEAN DEFAULT 0,is_ephemeral_device BOOLEAN DEFAULT 0,"
    "last_modified REAL NOT NULL);"
    "CREATE TABLE cloud_tabs (tab_uuid TEXT PRIMARY KEY NOT NULL,system_fields BLOB NOT NULL,"
    "device_uuid TEXT NOT NULL,position BLOB NOT NULL,title TEXT,url TEXT NOT NULL,"
    "is_showing_reader BOOLEAN DEFAULT 0,is_pinned BOOLEAN DEFAULT 0,scene_id TEXT,"
    "last_viewed_time REAL DEFAULT 0);";

struct maker {
    struct mk_train *t;
    struct mk_db d;
    struct mk_into in;
    struct mk_at at;
    struct mk_rng g;
    int64_t id;
};

static int open_list(struct maker *m, const struct mk_ios_file *f, const char *app,
                     struct mk_error *e)
{
    if (mk_ios_open(&m->d, m->t, f, schema, e))
        return -1;
    m->id = 0;
    m->in = mk_into(&m->d, "bookmarks",
                    "id,parent,type,title,url,num_children,order_index,external_uuid,read,"
                    "last_modified,deleted,locally_added");
    m->at = mk_ios_at(m->t, f, app, "bookmarks");
    return 0;
}

/* A folder, or what stands in one; its row. */
static int64_t put(struct maker *m, int64_t parent, const char *title, const char *url, bool unread,
                   bool deleted)
{
    int64_t id = m->id++;
    int64_t modified_s = m->t->now_ms / 1000 - 86400 * (id + 1);
    mk_put(&m->in, mk_i(id), id ? mk_i(parent) : mk_null(), mk_i(!url), mk_t(title), mk_t(url),
           mk_i(url ? 0 : 3), mk_i(id), mk_t(mk_ios_guid(&m->g).s), unread ? mk_i(0) : mk_null(),
           id ? mk_r((double)modified_s + 0.5) : mk_null(), mk_i(deleted), mk_i(1));
    return id;
}

static void tell(struct maker *m, const char *kind, const char *name, int64_t id, int64_t parent,
                 const char *title, const char *url)
{
    struct mk_json *j = mk_true(&m->at, kind, id);
    mk_true_some(j, "name", name);
    mk_true_some(j, "title", title);
    mk_true_some(j, "url", url);
    if (parent)
        mk_true_ref(j, "parent", "bookmarks", parent);
    mk_true_end(&m->at);
}

static void put_folder(struct maker *m, const char *name, int64_t parent, const char *title)
{
    int64_t id = put(m, parent, title, NULL, false, false);
    tell(m, "event", name, id, parent, title, NULL);
}

static int put_bookmarks(struct maker *m, struct mk_error *e)
{
    if (open_list(m, &bookmarks_db, "safari.bookmarks", e))
        return -1;
    put_folder(m, "bookmark_folder", 0, "Root");
    put_folder(m, "bookmark_folder", 0, "BookmarksBar");
    put_folder(m, "bookmark_folder", 0, "com.apple.ReadingList");
    for (size_t i = 0; i < 6; i++) {
        const struct mk_page *p = mk_page_at(i);
        int64_t parent = i < 4 ? 1 : 2, id = put(m, parent, p->title, p->url, parent == 2, i == 3);
        tell(m, "bookmark", NULL, id, parent, p->title, p->url);
    }
    return mk_db_close(&m->d, e);
}

static int put_tabs(struct maker *m, struct mk_error *e)
{
    if (open_list(m, &tabs_db, "safari.tabs", e))
        return -1;
    put_folder(m, "tab_group", 0, "Root");
    put_folder(m, "tab_group", 0, "Local");
    put_folder(m, "tab_group", 0, "Private");
    for (size_t i = 0; i < 5; i++) {
        const struct mk_page *p = mk_page_at(i + 6);
        int64_t parent = i < 4 ? 1 : 2, id = put(m, parent, p->title, p->url, false, false);
        tell(m, "event", "open_tab", id, parent, p->title, p->url);
    }
    return mk_db_close(&m->d, e);
}

/* What iCloud says of a record, as NSKeyedArchiver keeps it: when it was made and changed, and by
 * what. */
static void put_system_fields(struct mk_bplist *p, const char *device, int64_t ms)
{
    mk_bp_begin(p);
    mk_bp_open(p, '{');
    mk_bp_str(p, "$version");
    mk_bp_int(p, 100000);
    mk_bp_str(p, "$archiver");
    mk_bp_str(p, "NSKeyedArchiver");
    mk_bp_str(p, "$top");
    mk_bp_open(p, '{');
    mk_bp_str(p, "RecordCtime");
    mk_bp_uid(p, 1);
    mk_bp_str(p, "RecordMtime");
    mk_bp_uid(p, 1);
    mk_bp_str(p, "ModifiedByDevice");
    mk_bp_uid(p, 3);
    mk_bp_close(p);
    mk_bp_str(p, "$objects");
    mk_bp_open(p, '[');
    mk_bp_str(p, "$null");
    mk_bp_open(p, '{');
    mk_bp_str(p, "NS.time");
    mk_bp_real(p, mk_cocoa(ms));
    mk_bp_str(p, "$class");
    mk_bp_uid(p, 2);
    mk_bp_close(p);
    mk_bp_open(p, '{');
    mk_bp_str(p, "$classname");
    mk_bp_str(p, "NSDate");
    mk_bp_str(p, "$classes");
    mk_bp_open(p, '[');
    mk_bp_str(p, "NSDate");
    mk_bp_str(p, "NSObject");
    mk_bp_close(p);
    mk_bp_close(p);
    mk_bp_str(p, device);
    mk_bp_close(p);
    mk_bp_close(p);
    mk_bp_end(p);
}

static void put_cloud_tab(struct maker *m, int64_t i, const char *device, const char *device_id)
{
    const struct mk_page *page = mk_page_at((size_t)i + 11);
    int64_t ms = m->t->now_ms - (i + 1) * 7200000 + 500;
    struct mk_bplist p;
    put_system_fields(&p, device, ms);
    if (!mk_bp_ok(&p))
        mk_fail(&m->d.e, MK_ENOMEM, "tabs");
    mk_put(&m->in, mk_t(mk_ios_guid(&m->g).s), mk_b(mk_buf_span(&p.out)), mk_t(device_id),
           mk_b(mk_str("\x01")), mk_t(page->title), mk_t(page->url), mk_i(i == 1));
    struct mk_json *j = mk_true(&m->at, "event", i + 1);
    mk_true_cocoa_real(j, ms);
    mk_json_kv_str(j, "name", "open_tab_elsewhere");
    mk_json_kv_str(j, "url", page->url);
    mk_true_some(j, "title", page->title);
    mk_true_end(&m->at);
    mk_bp_done(&p);
}

static int put_cloud_tabs(struct maker *m, struct mk_error *e)
{
    char device[128];
    struct mk_ios_guid id = mk_ios_guid(&m->g);
    snprintf(device, sizeof device, "%s\xe2\x80\x99s iPad", m->t->sc->owner.name);
    if (mk_ios_open(&m->d, m->t, &cloud_db, cloud_schema, e))
        return -1;
    struct mk_into devices = mk_into(&m->d, "cloud_tab_devices",
                                     "device_uuid,system_fields,device_name,"
                                     "device_type_identifier,last_modified");
    mk_put(&devices, mk_t(id.s), mk_b(mk_str("")), mk_t(device), mk_t("com.apple.ipad"),
           mk_r(mk_cocoa(m->t->now_ms - 3600500)));
    m->in = mk_into(&m->d, "cloud_tabs",
                    "tab_uuid,system_fields,device_uuid,position,title,url,is_pinned");
    m->at = mk_ios_at(m->t, &cloud_db, "safari.cloud_tabs", "cloud_tab_devices");
    struct mk_json *j = mk_true(&m->at, "event", 1);
    mk_json_kv_str(j, "name", "other_device");
    mk_json_kv_str(j, "title", device);
    mk_true_end(&m->at);
    m->at.table = "cloud_tabs";
    for (int64_t i = 0; i < 3; i++)
        put_cloud_tab(m, i, device, id.s);
    return mk_db_close(&m->d, e);
}

static int put_searches(struct maker *m, struct mk_error *e)
{
    struct mk_at at = mk_ios_at(m->t, &settings, "safari.searches", "searches");
    struct mk_bplist p;
    mk_bp_begin(&p);
    mk_bp_open(&p, '{');
    mk_bp_str(&p, "RecentWebSearches");
    mk_bp_open(&p, '[');
    for (int64_t i = 0; i < 5; i++) {
        int64_t ms = m->t->now_ms - (i + 1) * 5400000 + 250;
        const char *query = mk_search_at((size_t)i);
        mk_bp_open(&p, '{');
        mk_bp_str(&p, "Date");
        mk_bp_date(&p, mk_cocoa(ms));
        mk_bp_str(&p, "SearchString");
        mk_bp_str(&p, query);
        mk_bp_close(&p);
        struct mk_json *j = mk_true(&at, "web_search", i + 1);
        mk_true_cocoa_real(j, ms);
        mk_json_kv_str(j, "query", query);
        mk_true_end(&at);
    }
    mk_bp_close(&p);
    mk_bp_str(&p, "WarnAboutFraudulentWebsites");
    mk_bp_bool(&p, true);
    mk_bp_close(&p);
    return mk_ios_put_plist(m->t, SETTINGS, m->t->now_ms, &p, e);
}

int mk_ios_safari_tabs(struct mk_train *t, struct mk_error *e)
{
    struct maker m = { .t = t, .g = mk_rng_for(t->o->seed, 0x7462) };
    if (!t->o->web)
        return 0;
    return put_bookmarks(&m, e) || put_tabs(&m, e) || put_cloud_tabs(&m, e) || put_searches(&m, e)
               ? -1
               : 0;
}
