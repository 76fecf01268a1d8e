/*
 * Archives of NSKeyedArchiver: a property list of numbered objects that refer to each other by UID,
 * shown as the values they stand for.
 *
 *   $archiver  "NSKeyedArchiver"     $version  100000
 *   $top       {"root": UID, ...}    $objects  [...], number 0 is "$null"
 *   an object  a plain value, or {"$class": UID, its fields}
 *   a class    {"$classname", "$classes": itself and its ancestors}
 *
 * Sources: Apple, Foundation, NSKeyedArchiver.h; the fields of Foundation's classes as observed in
 * macOS 10.13 to 14 and iOS 12 to 17 and in GNUstep libs-base, Source/NSKeyedArchiver.m (1.29).
 */
#include "parsers/base/time.h"
#include "parsers/format/tree_value.h"

struct archive {
    struct mk_tree *t;
    const struct mk_plist_value *objects;
    uint8_t *open; /* which objects are being shown: one of them inside of itself is a loop */
};

static void put_value(struct archive *a, const struct mk_plist_value *v);

/* A field of an object, one reference followed; NULL when it is not there. */
static const struct mk_plist_value *follow(const struct archive *a, const struct mk_plist_value *v)
{
    uint64_t uid;
    if (!mk_plist_uid(&uid, v) || v->kind == MK_PLIST_INT)
        return v;
    return uid < a->objects->n ? a->objects->items[uid] : NULL;
}

static const struct mk_plist_value *field(const struct archive *a, const struct mk_plist_value *o,
                                          const char *key, enum mk_plist_kind kind)
{
    const struct mk_plist_value *v = follow(a, mk_plist_get(o, key));
    return v && v->kind == kind ? v : NULL;
}

/* The class and its ancestors as they name themselves. */
static bool is_a(const struct archive *a, const struct mk_plist_value *o, const char *name)
{
    const struct mk_plist_value *cls = field(a, o, "$class", MK_PLIST_DICT);
    const struct mk_plist_value *list = mk_plist_get_as(cls, "$classes", MK_PLIST_ARRAY);
    const struct mk_plist_value *own = mk_plist_get_as(cls, "$classname", MK_PLIST_TEXT);
    for (size_t i = 0; list && i < list->n; i++)
        if (list->items[i]->kind == MK_PLIST_TEXT && mk_span_is(list->items[i]->s, name))
            return true;
    return own && mk_span_is(own->s, name);
}

/* ---- Foundation's classes: true when they were shown ---- */

static bool put_dictionary(struct archive *a, const struct mk_plist_value *o)
{
    const struct mk_plist_value *keys = field(a, o, "NS.keys", MK_PLIST_ARRAY);
    const struct mk_plist_value *values = field(a, o, "NS.objects", MK_PLIST_ARRAY);
    if (!keys || !values || keys->n != values->n)
        return false;
    for (size_t i = 0; i < keys->n; i++) {
        const struct mk_plist_value *key = follow(a, keys->items[i]);
        if (!key || key->kind != MK_PLIST_TEXT)
            return false;
    }
    mk_json_open(a->t->j, '{');
    for (size_t i = 0; i < keys->n && mk_buf_ok(a->t->j->b); i++) {
        mk_json_key_text(a->t->j, follow(a, keys->items[i])->s);
        put_value(a, values->items[i]);
    }
    mk_json_close(a->t->j, '}');
    return true;
}

static bool put_list(struct archive *a, const struct mk_plist_value *o)
{
    const struct mk_plist_value *values = field(a, o, "NS.objects", MK_PLIST_ARRAY);
    if (!values)
        return false;
    mk_json_open(a->t->j, '[');
    for (size_t i = 0; i < values->n && mk_buf_ok(a->t->j->b); i++)
        put_value(a, values->items[i]);
    mk_json_close(a->t->j, ']');
    return true;
}

static bool put_string(struct archive *a, const struct mk_plist_value *o)
{
    const struct mk_plist_value *v = field(a, o, "NS.string", MK_PLIST_TEXT);
    if (!v)
        v = field(a, o, "NS.bytes", MK_PLIST_DATA);
    if (v)
        mk_tree_text(a->t, v->s);
    return v != NULL;
}

static bool put_data(struct archive *a, const struct mk_plist_value *o)
{
    const struct mk_plist_value *v = field(a, o, "NS.data", MK_PLIST_DATA);
    if (!v)
        v = field(a, o, "NS.bytes", MK_PLIST_DATA);
    if (v)
        mk_tree_bytes(a->t, v->s);
    return v != NULL;
}

static bool put_date(struct archive *a, const struct mk_plist_value *o)
{
    const struct mk_plist_value *v = field(a, o, "NS.time", MK_PLIST_REAL);
    struct mk_plist_value date = { .kind = MK_PLIST_DATE, .r = v ? v->r : 0 };
    if (v)
        mk_tree_plist_value(a->t, &date);
    return v != NULL;
}

static bool put_uuid(struct archive *a, const struct mk_plist_value *o)
{
    const struct mk_plist_value *v = field(a, o, "NS.uuidbytes", MK_PLIST_DATA);
    struct mk_buf b;
    if (!v || v->s.len != 16)
        return false;
    mk_buf_init(&b, 64);
    for (size_t i = 0; i < 16; i++)
        mk_buf_printf(&b, i == 4 || i == 6 || i == 8 || i == 10 ? "-%02X" : "%02X", v->s.p[i]);
    mk_json_text(a->t->j, mk_buf_span(&b));
    mk_buf_done(&b);
    return true;
}

static bool put_url(struct archive *a, const struct mk_plist_value *o)
{
    const struct mk_plist_value *relative = field(a, o, "NS.relative", MK_PLIST_TEXT);
    const struct mk_plist_value *base = follow(a, mk_plist_get(o, "NS.base"));
    if (!relative || (base && base->kind != MK_PLIST_TEXT) ||
        (base && !mk_span_is(base->s, "$null")))
        return false;
    mk_tree_text(a->t, relative->s);
    return true;
}

static bool put_number(struct archive *a, const struct mk_plist_value *o)
{
    static const char *const fields[] = { "NS.intval", "NS.dblval", "NS.boolval", "NS.number" };
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        const struct mk_plist_value *v = mk_plist_get(o, fields[i]);
        if (v && v->kind >= MK_PLIST_BOOL && v->kind <= MK_PLIST_REAL) {
            mk_tree_plist_value(a->t, v);
            return true;
        }
    }
    return false;
}

static bool put_null(struct archive *a, const struct mk_plist_value *o)
{
    (void)o;
    mk_json_null(a->t->j);
    return true;
}

static const struct {
    const char *name;
    bool (*put)(struct archive *a, const struct mk_plist_value *o);
} classes[] = {
    { "NSDictionary", put_dictionary },
    { "NSArray", put_list },
    { "NSSet", put_list },
    { "NSOrderedSet", put_list },
    { "NSString", put_string },
    { "NSData", put_data },
    { "NSDate", put_date },
    { "NSUUID", put_uuid },
    { "NSURL", put_url },
    { "NSNumber", put_number },
    { "NSNull", put_null },
};

/* ---- objects ---- */

static void put_class(struct archive *a, const struct mk_plist_value *v)
{
    const struct mk_plist_value *cls = follow(a, v);
    const struct mk_plist_value *name = mk_plist_get_as(cls, "$classname", MK_PLIST_TEXT);
    if (name)
        mk_json_text(a->t->j, name->s);
    else
        put_value(a, v);
}

/* An object of any other class: its fields as they stand. */
static void put_fields(struct archive *a, const struct mk_plist_value *o)
{
    mk_json_open(a->t->j, '{');
    for (size_t i = 0; i < o->n && mk_buf_ok(a->t->j->b); i++) {
        const struct mk_plist_value *key = o->items[i], *value = o->items[o->n + i];
        bool text = key->kind == MK_PLIST_TEXT;
        mk_json_key_text(a->t->j, text ? key->s : mk_str("?"));
        a->t->damaged |= !text;
        if (text && mk_span_is(key->s, "$class"))
            put_class(a, value);
        else
            put_value(a, value);
    }
    mk_json_close(a->t->j, '}');
}

static void put_object(struct archive *a, const struct mk_plist_value *o)
{
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
        if (mk_plist_get(o, "$class") && is_a(a, o, classes[i].name) && classes[i].put(a, o))
            return;
    put_fields(a, o);
}

static void put_items(struct archive *a, const struct mk_plist_value *v)
{
    mk_json_open(a->t->j, '[');
    for (size_t i = 0; i < v->n && mk_buf_ok(a->t->j->b); i++)
        put_value(a, v->items[i]);
    mk_json_close(a->t->j, ']');
}

static void put_plain(struct archive *a, const struct mk_plist_value *v)
{
    if (v->kind == MK_PLIST_DICT)
        put_object(a, v);
    else if (v->kind == MK_PLIST_ARRAY)
        put_items(a, v);
    else
        mk_tree_plist_value(a->t, v);
}

static void put_reference(struct archive *a, uint64_t uid)
{
    if (uid == 0) {
        mk_json_null(a->t->j);
    } else if (uid >= a->objects->n) {
        mk_tree_damaged(a->t, mk_str("refers to an object that is not there"));
    } else if (a->open[uid]) {
        mk_tree_word(a->t, "loop");
        mk_json_uint(a->t->j, uid);
        mk_json_close(a->t->j, '}');
    } else {
        a->open[uid] = 1;
        put_plain(a, a->objects->items[uid]);
        a->open[uid] = 0;
    }
}

static void put_value(struct archive *a, const struct mk_plist_value *v)
{
    uint64_t uid;
    if (!mk_tree_enter(a->t))
        return;
    if (v->kind != MK_PLIST_INT && mk_plist_uid(&uid, v))
        put_reference(a, uid);
    else
        put_plain(a, v);
    mk_tree_leave(a->t);
}

bool mk_tree_is_archive(const struct mk_plist *p)
{
    return mk_plist_get_as(p->root, "$archiver", MK_PLIST_TEXT) &&
           mk_plist_get_as(p->root, "$objects", MK_PLIST_ARRAY);
}

void mk_tree_archive(struct mk_tree *t, const struct mk_plist *p)
{
    struct archive a = { .t = t, .objects = mk_plist_get(p->root, "$objects") };
    const struct mk_plist_value *top = mk_plist_get_as(p->root, "$top", MK_PLIST_DICT);
    struct mk_buf open;
    mk_buf_init(&open, a.objects->n + 1);
    a.open = mk_buf_room(&open, a.objects->n + 1);
    mk_tree_word(t, "$archiver");
    mk_json_text(t->j, mk_plist_get(p->root, "$archiver")->s);
    mk_json_key(t->j, "$top");
    if (a.open && top && top->n) {
        memset(a.open, 0, a.objects->n + 1);
        put_fields(&a, top);
    } else {
        mk_tree_damaged(t, mk_str(a.open ? "the archive names no root object" : "no memory"));
        mk_json_key(t->j, "$objects");
        mk_tree_plist_value(t, a.objects);
    }
    mk_json_close(t->j, '}');
    mk_buf_done(&open);
}
