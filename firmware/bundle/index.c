#include "firmware/bundle/index.h"
#include "firmware/bundle/objects.h"
#include "parsers/base/hash.h"
#include <jansson.h>

static struct mk_span text(const json_t *o, const char *key)
{
    const json_t *v = json_object_get(o, key);
    return mk_span(json_string_value(v), json_string_length(v));
}

/* "data/000/0000001" into its number; the name has to be the one that the number gives. */
static bool file_number(uint64_t *n, const char *file)
{
    char again[MK_OBJECT_NAME_MAX];
    const char *slash = file ? strrchr(file, '/') : NULL;
    if (!slash || !mk_object_number(n, slash + 1))
        return false;
    mk_object_name(again, *n);
    return strcmp(again, file) == 0;
}

static bool read_replaced(struct mk_index_row *out, const json_t *list)
{
    size_t n = json_array_size(list);
    if (list && (!json_is_array(list) || n > sizeof out->replaces / sizeof *out->replaces))
        return false;
    for (size_t i = 0; i < n; i++)
        if (!file_number(&out->replaces[i], json_string_value(json_array_get(list, i))) ||
            out->replaces[i] == out->n)
            return false;
    return true;
}

static const char *fill(struct mk_index_row *out, const json_t *o)
{
    struct mk_span role = text(o, "role"), hex = text(o, "path_hex"), sha256 = text(o, "sha256");
    const json_t *bytes = json_object_get(o, "bytes");
    struct mk_entry *en = &out->entry;
    if (!file_number(&out->n, json_string_value(json_object_get(o, "file"))))
        return "file";
    if (!json_is_integer(bytes) || json_integer_value(bytes) < 0)
        return "bytes";
    if (!mk_unhex(out->path, sizeof out->path, &en->path.len, hex))
        return "path_hex";
    if (!read_replaced(out, json_object_get(o, "replaces")))
        return "replaces";
    en->has_sha256 = json_object_get(o, "sha256") != NULL;
    if (en->has_sha256 && !mk_digest_parse(&en->sha256, sha256))
        return "sha256";
    if (role.len && !mk_role_parse(&en->role, role))
        return "role";
    en->id = out->n;
    en->size = (uint64_t)json_integer_value(bytes);
    en->path.p = out->path;
    if (!en->path.len)
        en->path = text(o, "as");
    en->set = text(o, "set");
    en->column = text(o, "columns");
    en->row = json_integer_value(json_object_get(o, "row"));
    out->remark = text(o, "remark");
    return NULL;
}

int mk_index_row_read(struct mk_index_row *out, struct mk_span line, struct mk_error *e)
{
    json_t *o =
        json_loadb((const char *)line.p, line.len, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, NULL);
    out->n = 0;
    memset(out->replaces, 0, sizeof out->replaces);
    out->entry = (struct mk_entry){ .role = MK_ROLE_FILE };
    out->json = o;
    const char *bad = json_is_object(o) ? fill(out, o) : "JSON";
    if (!bad)
        return 0;
    mk_index_row_done(out);
    return mk_fail(e, MK_EFORMAT, "a line of the index is not understood (%s)", bad);
}

void mk_index_row_done(struct mk_index_row *row)
{
    json_decref(row->json);
    row->json = NULL;
}
