/* What there is: hello, overview. */
#include "host/case/views.h"
#include "host/export/export.h"
#include "host/viewer/desk.h"
#include "parsers/base/time.h"
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

static const char *const languages[] = { "en", "fr", "es", "de", "ar" };

#define HOUR_US (3600 * MK_US)

/* ---- hello ---- */

struct phone {
    char name[200];
    const char *platform;
};

static void take_line(struct phone *p, struct mk_span text)
{
    static const char exhibit[] = "Moka-Exhibit: ";
    if (mk_span_starts(text, mk_str(exhibit)))
        snprintf(p->name, sizeof p->name, "%.*s", (int)(text.len - sizeof exhibit + 1),
                 (const char *)text.p + sizeof exhibit - 1);
}

/* By the readers that found something: those of an iPhone's own files, or of Android's. */
static int take_reader(void *u, const char *app, struct mk_error *e)
{
    struct phone *p = u;
    (void)e;
    if (strncmp(app, "ios.", 4) == 0)
        p->platform = "iphone";
    else if (strncmp(app, "android.", 8) == 0 && !p->platform)
        p->platform = "android";
    return 0;
}

static int take_said(void *u, const char *kind, struct mk_span text, struct mk_error *e)
{
    struct phone *p = u;
    (void)e;
    if (strcmp(kind, "info") == 0)
        take_line(p, text);
    return 0;
}

static void put_text_or_null(struct mk_json *j, const char *name, const char *text)
{
    mk_json_key(j, name);
    if (text && text[0])
        mk_json_text(j, mk_str(text));
    else
        mk_json_null(j);
}

struct hello {
    struct mk_desk *d;
    struct mk_json *j;
};

static int put_bundle(void *u, const struct mk_case_bundle *b, struct mk_error *e)
{
    const struct hello *h = u;
    struct mk_json *j = h->j;
    struct phone p = { 0 };
    int64_t id = b->id;
    mk_json_open(j, '{');
    mk_json_kv_int(j, "id", b->id);
    mk_json_kv_str(j, "root", b->root);
    mk_json_kv_text(j, "path", mk_str(b->path));
    mk_json_kv_str(j, "verdict", b->verdict);
    mk_json_kv_bool(j, "training", b->training);
    mk_json_kv_uint(j, "records", b->records);
    mk_json_kv_uint(j, "issues", b->issues);
    mk_json_kv_uint(j, "failed", b->failed);
    if (mk_case_said(h->d->c, id, take_said, &p, e) != 0 ||
        mk_case_readers(h->d->c, id, take_reader, &p, e) != 0)
        return -1;
    put_text_or_null(j, "name", p.name);
    put_text_or_null(j, "platform", p.platform);
    mk_json_close(j, '}');
    return 0;
}

/* NAME.pmtiles of the folder maps beside the case.db: a lab's own maps. */
static void put_regions(const struct mk_desk *d, struct mk_json *j)
{
    char path[4200];
    snprintf(path, sizeof path, "%s/maps", d->dir);
    DIR *dir = opendir(path);
    mk_json_key(j, "regions");
    mk_json_open(j, '[');
    for (struct dirent *n; dir && (n = readdir(dir));) {
        struct mk_span name = mk_str(n->d_name), end = mk_str(".pmtiles");
        if (name.p[0] != '.' && mk_span_ends(name, end))
            mk_json_text(j, mk_span(name.p, name.len - end.len));
    }
    mk_json_close(j, ']');
    if (dir)
        closedir(dir);
}

int mk_desk_hello(struct mk_desk *d, struct mk_ask *a, struct mk_json *j)
{
    struct hello h = { d, j };
    mk_json_kv_str(j, "version", MK_VERSION);
    mk_json_kv_text(j, "who", mk_str(d->who));
    mk_json_kv_text(j, "zone", mk_str(mk_zone_name(d->zone)));
    mk_json_kv_str(j, "lang", d->lang);
    mk_json_key(j, "languages");
    mk_json_open(j, '[');
    for (size_t i = 0; i < sizeof languages / sizeof *languages; i++)
        mk_json_str(j, languages[i]);
    mk_json_close(j, ']');
    mk_json_key(j, "formats");
    mk_json_open(j, '[');
    for (size_t i = 0; mk_export_at(i); i++)
        mk_json_str(j, mk_export_at(i)->name);
    mk_json_close(j, ']');
    mk_json_key(j, "bundles");
    mk_json_open(j, '[');
    int rc = mk_case_bundles(d->c, put_bundle, &h, a->e);
    mk_json_close(j, ']');
    put_regions(d, j);
    return rc;
}

/* ---- overview ---- */

struct overview {
    struct mk_desk *d;
    struct mk_json *j;
    int64_t only;
    const char *list; /* of what is said: the one that is open */
    uint64_t n, left_out;
    uint64_t hours[24], weekdays[7];
};

static int put_kind(void *u, enum mk_kind kind, uint64_t n, uint64_t timeless, struct mk_error *e)
{
    (void)timeless;
    (void)e;
    mk_json_kv_uint(u, mk_kind_name(kind), n);
    return 0;
}

static int put_timeless(void *u, enum mk_kind kind, uint64_t n, uint64_t timeless,
                        struct mk_error *e)
{
    return timeless ? put_kind(u, kind, timeless, n, e) : 0;
}

/* Info and findings are text; what else is said is JSON that we made, or a bundle's: a line of it
 * that is none goes as text. */
static void put_line(struct overview *o, const char *kind, struct mk_span text)
{
    json_t *v = NULL;
    if (strcmp(kind, "info") != 0 && strcmp(kind, "finding") != 0)
        v = json_loadb((const char *)text.p, text.len, JSON_REJECT_DUPLICATES, NULL);
    char *clean = json_is_object(v) ? json_dumps(v, JSON_COMPACT) : NULL;
    if (clean)
        mk_json_raw(o->j, mk_str(clean));
    else
        mk_json_text(o->j, text);
    free(clean);
    json_decref(v);
}

static int put_said(void *u, const char *kind, struct mk_span text, struct mk_error *e)
{
    struct overview *o = u;
    (void)e;
    if (strcmp(kind, o->list) != 0)
        return 0;
    if (o->n++ < MK_SAID_MAX)
        put_line(o, kind, text);
    else
        o->left_out++;
    return 0;
}

static int put_all_said(struct overview *o, int64_t bundle, struct mk_error *e)
{
    static const char *const lists[][2] = { { "info", "info" },     { "finding", "findings" },
                                            { "ledger", "ledger" }, { "acquired", "acquired" },
                                            { "issue", "issues" },  { "failed", "failed" },
                                            { "hit", "hits" } };
    int rc = 0;
    o->left_out = 0;
    mk_json_key(o->j, "said");
    mk_json_open(o->j, '{');
    for (size_t i = 0; rc == 0 && i < sizeof lists / sizeof *lists; i++) {
        o->list = lists[i][0];
        o->n = 0;
        mk_json_key(o->j, lists[i][1]);
        mk_json_open(o->j, '[');
        rc = mk_case_said(o->d->c, bundle, put_said, o, e);
        mk_json_close(o->j, ']');
    }
    mk_json_kv_uint(o->j, "left_out", o->left_out);
    mk_json_close(o->j, '}');
    return rc;
}

static int put_one(void *u, const struct mk_case_bundle *b, struct mk_error *e)
{
    struct overview *o = u;
    int64_t first, last, id = b->id;
    if (o->only && o->only != id)
        return 0;
    mk_json_open(o->j, '{');
    mk_json_kv_int(o->j, "id", id);
    if (mk_case_span(&first, &last, o->d->c, id, e) != 0)
        return -1;
    mk_put_us(o->j, "first_us", first);
    mk_put_us(o->j, "last_us", last);
    mk_json_key(o->j, "kinds");
    mk_json_open(o->j, '{');
    int rc = mk_case_kinds(o->d->c, id, put_kind, o->j, e);
    mk_json_close(o->j, '}');
    mk_json_key(o->j, "timeless");
    mk_json_open(o->j, '{');
    rc = rc ? rc : mk_case_kinds(o->d->c, id, put_timeless, o->j, e);
    mk_json_close(o->j, '}');
    if (rc == 0)
        rc = put_all_said(o, id, e);
    mk_json_close(o->j, '}');
    return rc;
}

/* Days begin in the desk's zone; the first of January 1970 was a Thursday. */
static int add_hour(void *u, enum mk_kind kind, int64_t hour, uint64_t n, struct mk_error *e)
{
    struct overview *o = u;
    (void)e;
    if (kind != MK_MESSAGE && kind != MK_CALL)
        return 0;
    int64_t local = hour * 3600 + mk_zone_offset_s(o->d->zone, hour * HOUR_US);
    int64_t day = local / 86400 - (local % 86400 < 0);
    o->hours[(local - day * 86400) / 3600] += n;
    o->weekdays[((day + 3) % 7 + 7) % 7] += n;
    return 0;
}

static void put_numbers(struct mk_json *j, const char *name, const uint64_t *v, size_t n)
{
    mk_json_key(j, name);
    mk_json_open(j, '[');
    for (size_t i = 0; i < n; i++)
        mk_json_uint(j, v[i]);
    mk_json_close(j, ']');
}

static int put_app(void *u, const char *app, uint64_t messages, uint64_t talks, struct mk_error *e)
{
    struct mk_json *j = u;
    (void)e;
    mk_json_open(j, '{');
    mk_json_kv_text(j, "app", mk_str(app));
    mk_json_kv_uint(j, "messages", messages);
    mk_json_kv_uint(j, "talks", talks);
    mk_json_close(j, '}');
    return 0;
}

int mk_desk_overview(struct mk_desk *d, struct mk_ask *a, struct mk_json *j)
{
    struct overview o = { .d = d, .j = j, .only = mk_ask_bundle(a) };
    struct mk_puts puts = { .d = d, .j = j };
    if (a->bad)
        return -1;
    mk_json_key(j, "bundles");
    mk_json_open(j, '[');
    if (mk_case_bundles(d->c, put_one, &o, a->e) != 0)
        return -1;
    mk_json_close(j, ']');
    mk_json_key(j, "contacts");
    mk_json_open(j, '[');
    if (mk_case_contacts(d->c, o.only, 20, mk_put_entity, &puts, a->e) != 0)
        return -1;
    mk_json_close(j, ']');
    if (mk_case_activity(d->c, o.only, INT64_MIN, INT64_MAX, add_hour, &o, a->e) != 0)
        return -1;
    put_numbers(j, "hours", o.hours, 24);
    put_numbers(j, "weekdays", o.weekdays, 7);
    mk_json_key(j, "apps");
    mk_json_open(j, '[');
    if (mk_case_apps(d->c, o.only, put_app, j, a->e) != 0)
        return -1;
    mk_json_close(j, ']');
    return 0;
}

/* ---- contacts, shared ---- */

int mk_desk_contacts(struct mk_desk *d, struct mk_ask *a, struct mk_json *j)
{
    struct mk_puts puts = { .d = d, .j = j };
    int64_t bundle = mk_ask_bundle(a);
    uint32_t limit = mk_ask_limit(a);
    if (a->bad)
        return -1;
    mk_json_key(j, "contacts");
    mk_json_open(j, '[');
    int rc = mk_case_contacts(d->c, bundle, limit, mk_put_entity, &puts, a->e);
    mk_json_close(j, ']');
    return rc;
}

int mk_desk_shared(struct mk_desk *d, struct mk_ask *a, struct mk_json *j)
{
    struct mk_puts puts = { .d = d, .j = j };
    uint32_t bundles = (uint32_t)mk_ask_int(a, "bundles", 1, 100000, 2);
    uint32_t limit = mk_ask_limit(a);
    if (a->bad)
        return -1;
    mk_json_key(j, "shared");
    mk_json_open(j, '[');
    int rc = mk_case_shared(d->c, bundles, limit, mk_put_entity, &puts, a->e);
    mk_json_close(j, ']');
    return rc;
}
