/* Property lists as JSON, read by jansson. */
#include "parsers/format/plist_build.h"
#include <jansson.h>
#include <stdio.h>

static void put(struct mk_plist_build *b, json_t *j);

static void put_object(struct mk_plist_build *b, json_t *j)
{
    const char *key;
    size_t len;
    json_t *value;
    mk_plist_put_open(b, MK_PLIST_DICT);
    json_object_keylen_foreach(j, key, len, value)
    {
        mk_plist_put_text(b, MK_PLIST_TEXT, mk_span(key, len));
        put(b, value);
    }
    mk_plist_put_close(b);
}

static void put_array(struct mk_plist_build *b, json_t *j)
{
    size_t i;
    json_t *value;
    mk_plist_put_open(b, MK_PLIST_ARRAY);
    json_array_foreach(j, i, value) put(b, value);
    mk_plist_put_close(b);
}

static void put_scalar(struct mk_plist_build *b, json_t *j)
{
    enum mk_plist_kind kind = json_is_integer(j)   ? MK_PLIST_INT
                              : json_is_real(j)    ? MK_PLIST_REAL
                              : json_is_boolean(j) ? MK_PLIST_BOOL
                                                   : MK_PLIST_NULL;
    struct mk_plist_value *v = mk_plist_put(b, kind);
    if (v && kind == MK_PLIST_REAL)
        v->r = json_real_value(j);
    else if (v)
        v->i = kind == MK_PLIST_INT ? json_integer_value(j) : json_is_true(j);
}

/* Recursion ends where that of jansson's own reader did: 2048 levels. */
static void put(struct mk_plist_build *b, json_t *j)
{
    if (!mk_plist_build_ok(b))
        return;
    if (json_is_object(j))
        put_object(b, j);
    else if (json_is_array(j))
        put_array(b, j);
    else if (json_is_string(j))
        mk_plist_put_text(b, MK_PLIST_TEXT, mk_span(json_string_value(j), json_string_length(j)));
    else
        put_scalar(b, j);
}

int mk_plist_read_json(struct mk_plist *out, struct mk_span s, struct mk_error *e)
{
    struct mk_plist_build b;
    json_error_t why;
    json_t *j = json_loadb((const char *)s.p, s.len, JSON_DECODE_ANY | JSON_ALLOW_NUL, &why);
    out->form = "json";
    if (!j)
        return mk_fail(e, MK_EFORMAT, "JSON: line %d: %s", why.line, why.text);
    mk_plist_build_init(&b, &out->arena);
    put(&b, j);
    out->root = mk_plist_build_root(&b);
    mk_plist_build_done(&b);
    json_decref(j);
    return out->root ? 0 : mk_fail(e, MK_ELIMIT, "JSON: too deep or too large");
}
