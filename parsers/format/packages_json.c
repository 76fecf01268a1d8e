#include "parsers/format/packages_json.h"
#include "parsers/format/json_each.h"
#include "parsers/table/grid.h"
#include <stdlib.h>

enum { PACKAGES, FILES };
enum { P_ROW = 6, F_PACKAGE_ROW = 0 };
static const char *const package_columns[] = { "name",   "installer",   "uid",  "disabled",
                                               "system", "third_party", "_row", NULL };
static const char *const file_columns[] = { "package_row", "path",    "local_name",
                                            "md5",         "sha1",    "sha256",
                                            "sha512",      "error",   "certificate",
                                            "verified",    "trusted", "certificate_error",
                                            NULL };
static const struct mk_grid_table tables[] = { { "packages", package_columns },
                                               { "files", file_columns },
                                               { 0 } };
/* Of each column, in order. */
static const char *const file_keys[] = { "path",
                                         "local_name",
                                         "md5",
                                         "sha1",
                                         "sha256",
                                         "sha512",
                                         "error",
                                         "certificate",
                                         "verified_certificate",
                                         "trusted_certificate",
                                         "certificate_error" };

struct doc {
    const struct mk_file *file;
    struct mk_json_each *each;
    int64_t row;
};

static void put(struct mk_grid *g, size_t column, const json_t *v)
{
    if (json_is_string(v)) {
        mk_grid_text(g, column, mk_span(json_string_value(v), json_string_length(v)));
    } else if (json_is_integer(v)) {
        mk_grid_int(g, column, json_integer_value(v));
    } else if (json_is_boolean(v)) {
        mk_grid_int(g, column, json_is_true(v));
    } else if (v && !json_is_null(v)) {
        char *text = json_dumps(v, JSON_COMPACT | JSON_ENCODE_ANY);
        if (text)
            mk_grid_text(g, column, mk_str(text));
        else
            mk_grid_lost(g, column, "no memory");
        free(text);
    }
}

static void put_files(struct mk_grid *g, int64_t row, const json_t *files)
{
    size_t i;
    json_t *file;
    if (files && !json_is_array(files) && !json_is_null(files))
        mk_grid_remark(g, "files of package %lld are no list", (long long)row);
    json_array_foreach(files, i, file)
    {
        mk_grid_row(g, FILES, 0);
        mk_grid_int(g, F_PACKAGE_ROW, row);
        if (!json_is_object(file))
            mk_grid_remark(g, "a file of package %lld is no object", (long long)row);
        for (size_t k = 0; k < sizeof file_keys / sizeof *file_keys; k++)
            put(g, k + 1, json_object_get(file, file_keys[k]));
    }
}

static int start(void *u, struct mk_grid *g, struct mk_error *e)
{
    struct doc *d = u;
    (void)g;
    mk_json_each_free(d->each);
    d->each = NULL;
    d->row = 0;
    return mk_json_each_open(&d->each, d->file, "", e);
}

static int step(void *u, struct mk_grid *g, struct mk_error *e)
{
    struct doc *d = u;
    const char *why = NULL;
    json_t *package = NULL;
    int more = mk_json_each_next(&package, &why, d->each, e);
    if (more <= 0)
        return more;
    d->row++;
    if (!json_is_object(package)) {
        mk_grid_remark(g, "element %lld is no package: %s", (long long)d->row,
                       why ? why : "no object");
    } else if (mk_grid_wants(g, PACKAGES)) {
        mk_grid_row(g, PACKAGES, d->row);
        for (size_t i = 0; i < P_ROW; i++)
            put(g, i, json_object_get(package, package_columns[i]));
        mk_grid_int(g, P_ROW, d->row);
    } else {
        put_files(g, d->row, json_object_get(package, "files"));
    }
    json_decref(package);
    return 1;
}

static void free_doc(void *u)
{
    struct doc *d = u;
    mk_json_each_free(d->each);
    free(d);
}

static const struct mk_grid_ops ops = { start, step, free_doc };

static int open_doc(struct mk_tables *out, const struct mk_file *file, const struct mk_context *cx,
                    struct mk_error *e)
{
    struct doc *d = calloc(1, sizeof *d);
    if (!d)
        return mk_fail(e, MK_ENOMEM, "document");
    d->file = file;
    if (mk_grid_new(out, tables, &ops, d, cx->memory_max, e) == 0)
        return 0;
    free_doc(d);
    return -1;
}

static bool knows(struct mk_span head, struct mk_span path)
{
    (void)path;
    size_t at = 0;
    while (at < head.len && (head.p[at] == ' ' || head.p[at] == '\n' || head.p[at] == '\t'))
        at++;
    return at < head.len && head.p[at] == '[' && memmem(head.p, head.len, "\"installer\"", 11);
}

const struct mk_format mk_format_packages_json = { "packages_json", knows, open_doc,
                                                   mk_grid_close };
