#include "parsers/format/ios_facts.h"
#include "parsers/format/plist_facts.h"
#include "parsers/table/grid.h"
#include <stdlib.h>

#define MEMORY ((size_t)16 << 20) /* of the metadata of one app */

static const char *const app_columns[] = { "id",     "version", "path", "title",
                                           "seller", "bought",  NULL };
enum { ID, VERSION, PATH, TITLE, SELLER, BOUGHT };
static const struct mk_grid_table tables[] = { { "facts", mk_plist_fact_columns },
                                               { "apps", app_columns },
                                               { 0 } };
static const struct mk_grid_table nothing[] = { { 0 } };
enum { FACTS, APPS };

struct facts {
    struct mk_plist list;
    const struct mk_plist_value *root; /* NULL: it is another list */
    size_t next;                       /* key */
    struct mk_plist_facts facts;
};

/* ---- apps ---- */

static void put_of(struct mk_grid *g, size_t column, const struct mk_plist_value *dict,
                   const char *key)
{
    const struct mk_plist_value *v = dict ? mk_plist_get(dict, key) : NULL;
    if (v && v->kind == MK_PLIST_TEXT)
        mk_grid_text(g, column, v->s);
    else if (v && v->kind == MK_PLIST_DATE)
        mk_grid_real(g, column, v->r);
}

/* What the shop said of it: a property list of its own. */
static void put_metadata(struct mk_grid *g, const struct mk_plist_value *app)
{
    const struct mk_plist_value *data = mk_plist_get_as(app, "iTunesMetadata", MK_PLIST_DATA);
    struct mk_plist list;
    if (!data)
        return;
    if (mk_plist_read(&list, data->s, MEMORY, NULL) != 0) {
        mk_grid_doubt(g, ID, "its iTunesMetadata cannot be read");
        return;
    }
    put_of(g, TITLE, list.root, "itemName");
    put_of(g, SELLER, list.root, "artistName");
    put_of(g, VERSION, list.root, "bundleShortVersionString");
    const struct mk_plist_value *info =
        mk_plist_get(list.root, "com.apple.iTunesStore.downloadInfo");
    put_of(g, BOUGHT, info ? info : list.root, "purchaseDate");
    mk_plist_done(&list);
}

static void put_app(struct mk_grid *g, struct mk_span id, const struct mk_plist_value *app)
{
    mk_grid_row(g, APPS, 0);
    mk_grid_text(g, ID, id);
    if (!app || app->kind != MK_PLIST_DICT)
        return;
    put_of(g, VERSION, app, "CFBundleVersion");
    put_of(g, PATH, app, "Path");
    put_metadata(g, app);
}

/* A list of names, or of names with what is known of each. */
static void put_apps(struct facts *f, struct mk_grid *g, const struct mk_plist_value *v, bool names)
{
    const struct mk_plist_value *known = names ? mk_plist_get(f->root, "Applications") : v;
    for (size_t i = 0; i < v->n; i++) {
        struct mk_span id = v->items[i]->kind == MK_PLIST_TEXT ? v->items[i]->s : mk_str("");
        const struct mk_plist_value *app = names ? NULL : v->items[v->n + i];
        for (size_t k = 0; names && known && known->kind == MK_PLIST_DICT && k < known->n; k++)
            if (known->items[k]->kind == MK_PLIST_TEXT && mk_span_eq(known->items[k]->s, id))
                app = known->items[known->n + k];
        put_app(g, id, app);
    }
}

/* ---- the list ---- */

static int start(void *u, struct mk_grid *g, struct mk_error *e)
{
    struct facts *f = u;
    (void)e;
    f->next = 0;
    if (f->root && f->list.damage[0])
        mk_grid_remark(g, "%s", f->list.damage);
    return 0;
}

static int step(void *u, struct mk_grid *g, struct mk_error *e)
{
    struct facts *f = u;
    (void)e;
    if (!f->root || f->next >= f->root->n)
        return 0;
    const struct mk_plist_value *key = f->root->items[f->next];
    const struct mk_plist_value *v = f->root->items[f->root->n + f->next++];
    struct mk_span name = key->kind == MK_PLIST_TEXT ? key->s : mk_str("");
    bool names = mk_span_is(name, "Installed Applications") && v->kind == MK_PLIST_ARRAY;
    bool dict = mk_span_is(name, "Applications") && v->kind == MK_PLIST_DICT;
    if (dict && mk_plist_get_as(f->root, "Installed Applications", MK_PLIST_ARRAY))
        return 1; /* told with the names */
    if (names || dict) {
        if (mk_grid_wants(g, APPS))
            put_apps(f, g, v, names);
        return 1;
    }
    if (mk_grid_wants(g, FACTS))
        mk_plist_facts_put(&f->facts, g, name, v);
    return 1;
}

static void free_facts(void *u)
{
    struct facts *f = u;
    mk_plist_done(&f->list);
    mk_plist_facts_done(&f->facts);
    free(f);
}

/* Keys that no other list of these names has: every app has an Info.plist. */
static bool is_of_backup(const struct mk_plist_value *root)
{
    static const char *const keys[] = { "BackupKeyBag",     "IsEncrypted",   "Target Identifier",
                                        "Last Backup Date", "SnapshotState", "IsFullBackup",
                                        "BackupState" };
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (root->kind == MK_PLIST_DICT && mk_plist_get(root, keys[i]))
            return true;
    return false;
}

static int open_facts(struct mk_tables *out, const struct mk_file *file,
                      const struct mk_context *cx, struct mk_error *e)
{
    static const struct mk_grid_ops ops = { start, step, free_facts };
    struct facts *f = calloc(1, sizeof *f);
    if (!f)
        return mk_fail(e, MK_ENOMEM, "property list");
    mk_plist_facts_init(&f->facts, FACTS);
    if (mk_plist_open(&f->list, file, cx->memory_max, e) != 0) {
        free(f);
        return -1;
    }
    bool known = is_of_backup(f->list.root);
    f->root = known ? f->list.root : NULL;
    int rc = mk_grid_new(out, known ? tables : nothing, &ops, f, cx->memory_max, e);
    if (rc != 0)
        free_facts(f);
    return rc;
}

static bool knows(struct mk_span head, struct mk_span path)
{
    (void)path;
    return mk_plist_knows(head);
}

const struct mk_format mk_format_ios_facts = { "ios_facts", knows, open_facts, mk_grid_close };
