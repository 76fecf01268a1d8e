#include "parsers/format/plist_archive.h"
#include <stdio.h>
#include <stdlib.h>

/* ---- references ---- */

static const struct mk_plist_value *follow(const struct mk_plist_archive *a,
                                           const struct mk_plist_value *v)
{
    uint64_t uid;
    if (!a->objects || !v || v->kind == MK_PLIST_INT || !mk_plist_uid(&uid, v))
        return v;
    return uid > 0 && uid < a->objects->n ? a->objects->items[uid] : NULL;
}

const struct mk_plist_value *mk_archive_value(const struct mk_plist_archive *a,
                                              const struct mk_plist_value *v)
{
    static const char *const fields[] = { "NS.string", "NS.data", "NS.time", "NS.uuidbytes" };
    const struct mk_plist_value *inside = NULL;
    v = follow(a, v);
    for (size_t i = 0; a->objects && !inside && i < sizeof fields / sizeof *fields; i++)
        inside = follow(a, mk_plist_get(v, fields[i]));
    return inside ? inside : v;
}

const struct mk_plist_value *mk_archive_open(struct mk_plist_archive *a, const struct mk_plist *p)
{
    bool archive = mk_plist_get_as(p->root, "$archiver", MK_PLIST_TEXT) != NULL;
    a->objects = archive ? mk_plist_get_as(p->root, "$objects", MK_PLIST_ARRAY) : NULL;
    if (!a->objects)
        return p->root;
    const struct mk_plist_value *top = mk_plist_get(p->root, "$top");
    const struct mk_plist_value *root = mk_plist_get(top, "root");
    return mk_archive_value(a, root ? root : top);
}

/* ---- containers ---- */

/* NSArray, NSSet, NSDictionary; ordered sets number their items in the names of fields. */
static const struct mk_plist_value *objects_of(const struct mk_plist_archive *a,
                                               const struct mk_plist_value *v)
{
    return a->objects ? mk_plist_get_as(v, "NS.objects", MK_PLIST_ARRAY) : NULL;
}

static const struct mk_plist_value *numbered(const struct mk_plist_archive *a,
                                             const struct mk_plist_value *v, size_t i)
{
    char name[40];
    snprintf(name, sizeof name, "NS.object.%zu", i);
    return a->objects ? mk_plist_get(v, name) : NULL;
}

size_t mk_archive_count(const struct mk_plist_archive *a, const struct mk_plist_value *v)
{
    if (!v || (v->kind != MK_PLIST_DICT && v->kind != MK_PLIST_ARRAY && v->kind != MK_PLIST_SET))
        return 0;
    const struct mk_plist_value *objects = objects_of(a, v);
    if (numbered(a, v, 0))
        return v->n; /* one field is the class: its item is none */
    return objects ? objects->n : v->n;
}

const struct mk_plist_value *mk_archive_item(const struct mk_plist_value **key,
                                             const struct mk_plist_archive *a,
                                             const struct mk_plist_value *v, size_t i)
{
    const struct mk_plist_value *objects = objects_of(a, v);
    *key = NULL;
    if (objects) {
        const struct mk_plist_value *keys = mk_plist_get_as(v, "NS.keys", MK_PLIST_ARRAY);
        *key = keys && i < keys->n ? mk_archive_value(a, keys->items[i]) : NULL;
        return mk_archive_value(a, objects->items[i]);
    }
    if (numbered(a, v, 0))
        return mk_archive_value(a, numbered(a, v, i));
    if (v->kind == MK_PLIST_DICT)
        *key = v->items[i];
    return mk_archive_value(a, v->items[v->kind == MK_PLIST_DICT ? v->n + i : i]);
}

static const struct mk_plist_value *by_key(const struct mk_plist_archive *a,
                                           const struct mk_plist_value *v, const char *step)
{
    const struct mk_plist_value *key;
    for (size_t i = 0, n = mk_archive_count(a, v); i < n; i++) {
        const struct mk_plist_value *item = mk_archive_item(&key, a, v, i);
        if (key && key->kind == MK_PLIST_TEXT && mk_span_is(key->s, step))
            return item;
    }
    return NULL;
}

const struct mk_plist_value *mk_archive_into(const struct mk_plist_archive *a,
                                             const struct mk_plist_value *v, const char *step)
{
    const struct mk_plist_value *key;
    size_t digits = strspn(step, "0123456789");
    if (!v)
        return NULL;
    bool keyed = v->kind == MK_PLIST_DICT && !numbered(a, v, 0);
    if (keyed && objects_of(a, v))
        keyed = mk_plist_get(v, "NS.keys") != NULL;
    if (keyed)
        return a->objects ? by_key(a, v, step) : mk_plist_get(v, step);
    size_t i = digits && digits < 7 && !step[digits] ? strtoul(step, NULL, 10) : SIZE_MAX;
    return i < mk_archive_count(a, v) ? mk_archive_item(&key, a, v, i) : NULL;
}

const char *mk_archive_step(char step[static MK_ARCHIVE_STEP], const char *path)
{
    size_t n = strcspn(path, "/");
    if (n >= MK_ARCHIVE_STEP)
        return NULL;
    memcpy(step, path, n);
    step[n] = 0;
    return path + n + (path[n] == '/');
}

const struct mk_plist_value *mk_archive_at(const struct mk_plist_archive *a,
                                           const struct mk_plist_value *v, const char *path)
{
    char step[MK_ARCHIVE_STEP];
    while (v && *path) {
        path = mk_archive_step(step, path);
        if (!path)
            return NULL;
        v = mk_archive_into(a, v, step);
    }
    return v;
}
