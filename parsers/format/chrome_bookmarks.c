#include "parsers/format/chrome_bookmarks.h"
#include "parsers/base/buf.h"
#include "parsers/format/json_each.h"
#include "parsers/table/grid.h"
#include <stdlib.h>

#define DEPTH        64
#define PATH_MAX_LEN 4096

enum { B_TYPE, B_NAME, B_URL, B_GUID, B_ADDED, B_USED, B_MODIFIED, B_FOLDER };
static const char *const columns[] = { "type", "name",     "url",    "guid", "added",
                                       "used", "modified", "folder", NULL };
static const struct mk_grid_table tables[] = { { "bookmarks", columns }, { 0 } };
static const char *const keys[] = { "type",       "name",           "url",          "guid",
                                    "date_added", "date_last_used", "date_modified" };

struct doc {
    const struct mk_file *file;
    struct mk_json_each *each;
    struct mk_buf path;
};

static struct mk_span text_of(const json_t *v)
{
    return json_is_string(v) ? mk_span(json_string_value(v), json_string_length(v))
                             : mk_span(NULL, 0);
}

static void put_node(struct doc *d, struct mk_grid *g, const json_t *node)
{
    mk_grid_row(g, 0, 0);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const json_t *v = json_object_get(node, keys[i]);
        if (json_is_string(v))
            mk_grid_text(g, i, text_of(v));
        else if (v && !json_is_null(v))
            mk_grid_lost(g, i, "not a text");
    }
    if (d->path.len)
        mk_grid_text(g, B_FOLDER, mk_buf_span(&d->path));
}

static void walk(struct doc *d, struct mk_grid *g, const json_t *node, size_t depth)
{
    const json_t *child;
    size_t i, before = d->path.len;
    if (!json_is_object(node)) {
        mk_grid_remark(g, "a bookmark that is none: no object");
        return;
    }
    put_node(d, g, node);
    if (depth == DEPTH) {
        mk_grid_remark(g, "folders too deep: the rest is passed over");
        return;
    }
    struct mk_span name = text_of(json_object_get(node, "name"));
    if (name.len < PATH_MAX_LEN - before) {
        mk_buf_puts(&d->path, before ? "/" : "");
        mk_buf_put(&d->path, name.p, name.len);
    }
    json_array_foreach(json_object_get(node, "children"), i, child) walk(d, g, child, depth + 1);
    d->path.len = before;
}

static int start(void *u, struct mk_grid *g, struct mk_error *e)
{
    struct doc *d = u;
    (void)g;
    mk_json_each_free(d->each);
    d->each = NULL;
    mk_buf_clear(&d->path);
    return mk_json_each_open(&d->each, d->file, "$", e);
}

static int step(void *u, struct mk_grid *g, struct mk_error *e)
{
    struct doc *d = u;
    const char *why = NULL, *key;
    json_t *root = NULL, *node;
    int more = mk_json_each_next(&root, &why, d->each, e);
    if (more > 0 && !root)
        mk_grid_remark(g, "no bookmarks: %s", why ? why : "no JSON");
    json_object_foreach(
        json_object_get(root, "roots"), key,
        node) if (json_is_object(node)) /* beside them stand facts of the sync, as texts */
        walk(d, g, node, 0);
    json_decref(root);
    return more;
}

static void free_doc(void *u)
{
    struct doc *d = u;
    mk_json_each_free(d->each);
    mk_buf_done(&d->path);
    free(d);
}

static bool knows(struct mk_span head, struct mk_span path)
{
    (void)path;
    return head.len && memmem(head.p, head.len, "\"roots\"", 7) &&
           (memmem(head.p, head.len, "\"bookmark_bar\"", 14) ||
            memmem(head.p, head.len, "\"date_added\"", 12));
}

static int open_bookmarks(struct mk_tables *out, const struct mk_file *file,
                          const struct mk_context *cx, struct mk_error *e)
{
    static const struct mk_grid_ops ops = { start, step, free_doc };
    struct doc *d = calloc(1, sizeof *d);
    if (!d)
        return mk_fail(e, MK_ENOMEM, "bookmarks");
    d->file = file;
    mk_buf_init(&d->path, PATH_MAX_LEN + 2);
    if (mk_grid_new(out, tables, &ops, d, cx->memory_max, e) == 0)
        return 0;
    free_doc(d);
    return -1;
}

const struct mk_format mk_format_chrome_bookmarks = { "chrome_bookmarks", knows, open_bookmarks,
                                                      mk_grid_close };
