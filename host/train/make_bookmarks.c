/*
 * Chrome's bookmarks. Shape: Chromium, components/bookmarks/browser/bookmark_codec.cc; on phones
 * new ones go into "Mobile bookmarks".
 */
#include "host/train/document.h"
#include "host/train/make_web.h"

#define BOOKMARKS "data/data/com.android.chrome/app_chrome/Default/Bookmarks"

struct maker {
    struct mk_document d;
    struct mk_at at;
    struct mk_buf out;
    struct mk_json j;
    struct mk_rng g;
    int64_t row;
};
struct bookmark {
    const char *url, *title, *folder;      /* url NULL: a folder; folder NULL: a root */
    int64_t added_us, used_us, changed_us; /* 0: never */
};

static void put_time(struct mk_json *j, const char *key, int64_t us)
{
    char text[24];
    snprintf(text, sizeof text, "%lld", us ? (long long)(us + MK_WEBKIT) : 0);
    mk_json_kv_str(j, key, text);
}

static void tell(struct maker *m, const struct bookmark *b)
{
    char raw[24];
    struct mk_json *j = mk_true(&m->at, "bookmark", ++m->row);
    mk_json_kv_iso(j, "time", b->added_us, 6);
    snprintf(raw, sizeof raw, "%lld", (long long)b->added_us + MK_WEBKIT);
    mk_json_kv_str(j, "time_raw", raw);
    mk_json_kv_str(j, "time_unit", "webkit_us");
    if (b->used_us || b->changed_us) {
        mk_json_key(j, "times");
        mk_json_open(j, '{');
        if (b->used_us)
            mk_json_kv_iso(j, "accessed", b->used_us, 6);
        if (b->changed_us)
            mk_json_kv_iso(j, "modified", b->changed_us, 6);
        mk_json_close(j, '}');
    }
    mk_true_some(j, "url", b->url);
    mk_true_some(j, "title", b->title);
    mk_json_kv_str(j, "type", b->url ? "url" : "folder");
    mk_true_some(j, "folder", b->folder);
    mk_true_end(&m->at);
}

/* What a node says but for its children; the object stays open. */
static void begin(struct maker *m, const struct bookmark *b)
{
    struct mk_json *j = &m->j;
    char guid[40];
    tell(m, b);
    mk_json_open(j, '{');
    put_time(j, "date_added", b->added_us);
    put_time(j, "date_last_used", b->used_us);
    if (b->changed_us)
        put_time(j, "date_modified", b->changed_us);
    snprintf(guid, sizeof guid, "00000000-0000-4000-a000-%012lld", (long long)m->row);
    mk_json_kv_str(j, "guid", guid);
    snprintf(guid, sizeof guid, "%lld", (long long)m->row);
    mk_json_kv_str(j, "id", guid);
    mk_json_kv_str(j, "name", b->title);
    mk_json_kv_str(j, "type", b->url ? "url" : "folder");
    if (b->url)
        mk_json_kv_str(j, "url", b->url);
    else {
        mk_json_key(j, "children");
        mk_json_open(j, '[');
    }
}

static void end_folder(struct maker *m)
{
    mk_json_close(&m->j, ']');
    mk_json_close(&m->j, '}');
}

static void put_page(struct maker *m, size_t i, size_t n, const char *folder)
{
    const struct mk_page *p = mk_page_at(i);
    int64_t us = mk_train_moment(m->d.t, &m->g, i, n) * 1000 + mk_rng_below(&m->g, 1000);
    begin(m, &(struct bookmark){ p->url, p->title, folder, us, i % 3 ? us + 5000001 : 0, 0 });
    mk_json_close(&m->j, '}');
}

static void begin_folder(struct maker *m, const char *title, const char *folder, int64_t changed_us)
{
    int64_t us = (m->d.t->now_ms - m->d.t->sc->weeks * 7 * 86400000) * 1000;
    begin(m, &(struct bookmark){ NULL, title, folder, us, 0, changed_us });
}

static void put_roots(struct maker *m, size_t n)
{
    struct mk_json *j = &m->j;
    int64_t now = m->d.t->now_ms * 1000;
    mk_json_key(j, "roots");
    mk_json_open(j, '{');
    mk_json_key(j, "bookmark_bar");
    begin_folder(m, "Bookmarks bar", NULL, 0);
    end_folder(m);
    mk_json_key(j, "other");
    begin_folder(m, "Other bookmarks", NULL, 0);
    end_folder(m);
    mk_json_key(j, "synced");
    begin_folder(m, "Mobile bookmarks", NULL, now);
    for (size_t i = 0; i < n; i += 2)
        put_page(m, i, n, "Mobile bookmarks");
    begin_folder(m, "Später – 稍后", "Mobile bookmarks", now);
    for (size_t i = 1; i < n; i += 2)
        put_page(m, i, n, "Mobile bookmarks/Später – 稍后");
    end_folder(m);
    end_folder(m);
    mk_json_close(j, '}');
}

int mk_train_bookmarks(struct mk_train *t, struct mk_error *e)
{
    struct maker m = { .g = mk_rng_for(t->o->seed, 23) };
    size_t n = t->o->web / 10 < mk_pages() ? t->o->web / 10 : mk_pages();
    if (!t->o->system || !n)
        return 0;
    if (mk_document_open_private(&m.d, t, BOOKMARKS, e) != 0)
        return -1;
    m.at = (struct mk_at){ &t->whole, "chrome.bookmarks", BOOKMARKS, "bookmarks" };
    mk_buf_init(&m.out, 1 << 20);
    m.j = mk_json(&m.out);
    mk_json_open(&m.j, '{');
    mk_json_kv_str(&m.j, "checksum", "00000000000000000000000000000000");
    put_roots(&m, n);
    mk_json_kv_int(&m.j, "version", 1);
    mk_json_close(&m.j, '}');
    bool full = !mk_buf_ok(&m.out);
    if (!full)
        fwrite(m.out.p, 1, m.out.len, m.d.f);
    mk_buf_done(&m.out);
    int rc = mk_document_close(&m.d, e);
    return full ? mk_fail(e, MK_ENOMEM, "bookmarks") : rc;
}
