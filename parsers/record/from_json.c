#include "parsers/base/time.h"
#include "parsers/record/record.h"
#include <jansson.h>

/*
 * A line of JSON back into a head and a record. Hex stays text; a time is read as one where it is
 * written the way we write it, so that the line comes out again as it was.
 */
static bool put_any(struct mk_buf *b, enum mk_key key, struct mk_span name, const json_t *v,
                    bool times, int depth);

static bool put_time(struct mk_buf *b, enum mk_key key, struct mk_span s)
{
    char again[MK_ISO_MAX];
    int64_t us;
    const uint8_t *dot = s.len ? memchr(s.p, '.', s.len) : NULL;
    int digits = dot ? (int)(s.len - (size_t)(dot - s.p)) - 2 : 0;
    if (!mk_time_parse(&us, s) || !mk_span_eq(mk_span(again, mk_time_iso(again, us, digits)), s))
        return false;
    mk_put_time(b, key, us, digits);
    return true;
}

static bool is_time(enum mk_key k)
{
    return k == MK_TIME || k == MK_START || k == MK_END || k == MK_JOINED || k == MK_LEFT ||
           k == MK_EXPIRES;
}

static bool put_members(struct mk_buf *b, const json_t *v, bool times, int depth)
{
    const char *name;
    json_t *member;
    json_object_foreach((json_t *)v, name, member)
    {
        struct mk_span s = mk_str(name);
        if (!put_any(b, mk_key_parse(s), s, member, times, depth))
            return false;
    }
    return true;
}

static bool put_nested(struct mk_buf *b, enum mk_key key, struct mk_span name, const json_t *v,
                       int depth)
{
    enum mk_type type = json_is_array(v) ? MK_T_LIST : MK_T_OBJECT;
    bool ok = true;
    size_t i, mark;
    json_t *element;
    if (depth >= MK_DEPTH_MAX)
        return false;
    mark = key || !name.p ? mk_put_open(b, key, type) : mk_put_named_open(b, name, type);
    if (type == MK_T_OBJECT) {
        ok = put_members(b, v, key == MK_TIMES, depth + 1);
    } else {
        json_array_foreach((json_t *)v, i, element)
        {
            ok = ok && put_any(b, MK_KEY_NONE, mk_span(NULL, 0), element, false, depth + 1);
        }
    }
    mk_put_end(b, mark);
    return ok;
}

/* A name without a key of its own goes into an object; `name.p` is NULL for elements of lists. */
static bool put_any(struct mk_buf *b, enum mk_key key, struct mk_span name, const json_t *v,
                    bool times, int depth)
{
    bool named = !key && name.p;
    struct mk_span s = mk_span(json_string_value(v), json_string_length(v));
    if (json_is_object(v) || json_is_array(v))
        return put_nested(b, key, name, v, depth);
    if (json_is_string(v) && (times || is_time(key)) && !named && put_time(b, key, s))
        return true;
    if (json_is_string(v))
        named ? mk_put_named_text(b, name, s) : mk_put_text(b, key, s);
    else if (json_is_integer(v))
        named ? mk_put_named_int(b, name, json_integer_value(v))
              : mk_put_int(b, key, json_integer_value(v));
    else if (json_is_real(v))
        named ? mk_put_named_real(b, name, json_real_value(v))
              : mk_put_real(b, key, json_real_value(v));
    else if (json_is_boolean(v))
        named ? mk_put_named_bool(b, name, json_is_true(v)) : mk_put_bool(b, key, json_is_true(v));
    else
        named ? mk_put_named_null(b, name) : mk_put_null(b, key);
    return true;
}

static struct mk_span text_of(const json_t *line, const char *name)
{
    const json_t *v = json_object_get(line, name);
    return mk_span(json_string_value(v), json_string_length(v));
}

static bool is_framed(const char *name)
{
    static const char *const framed[] = { "kind", "ref", "app", "source", "parser" };
    for (size_t i = 0; i < sizeof framed / sizeof *framed; i++)
        if (!strcmp(name, framed[i]))
            return true;
    return false;
}

/* The members of "source" that are not the row: all of them go into the head, as there is one head
 * a line. */
static bool put_source(struct mk_buf *b, const json_t *source, const struct mk_digest *object)
{
    const char *name;
    json_t *member;
    bool ok = true;
    size_t mark = mk_put_open(b, MK_SOURCE, MK_T_OBJECT);
    json_object_foreach((json_t *)source, name, member)
    {
        struct mk_span s = mk_str(name);
        if (strcmp(name, "row") != 0 || !json_is_integer(member))
            ok = ok && put_any(b, mk_key_parse(s), s, member, false, 1);
    }
    if (object && !json_object_get(source, "object_sha256"))
        mk_put_hex(b, MK_OBJECT_SHA256, mk_span(object->b, sizeof object->b));
    mk_put_end(b, mark);
    return ok;
}

static bool put_line(struct mk_buf *b, const json_t *line, enum mk_kind kind,
                     const struct mk_digest *object)
{
    const json_t *source = json_object_get(line, "source"), *row = json_object_get(source, "row");
    int64_t number = json_integer_value(row);
    const char *name;
    json_t *member;
    size_t mark = mk_put_head(b, 0, kind);
    mk_put_text(b, MK_APP, text_of(line, "app"));
    mk_put_text(b, MK_PARSER, text_of(line, "parser"));
    bool ok = put_source(b, source, object);
    mk_put_end(b, mark);
    mark = mk_put_record(b, 0, json_is_integer(row) ? &number : NULL);
    mk_put_text(b, MK_REF, text_of(line, "ref"));
    json_object_foreach((json_t *)line, name, member)
    {
        struct mk_span s = mk_str(name);
        if (!is_framed(name))
            ok = ok && put_any(b, mk_key_parse(s), s, member, false, 0);
    }
    mk_put_end(b, mark);
    return ok;
}

int mk_record_of_json(struct mk_buf *items, struct mk_span line, const struct mk_digest *object,
                      struct mk_error *e)
{
    json_error_t why;
    enum mk_kind kind;
    int rc = -1;
    size_t before = items->len;
    json_t *j = json_loadb((const char *)line.p, line.len, JSON_ALLOW_NUL, &why);
    if (!j)
        mk_fail(e, MK_EFORMAT, "no JSON: %s", why.text);
    else if (!mk_kind_parse(&kind, text_of(j, "kind")))
        mk_fail(e, MK_EFORMAT, "no known kind of record");
    else if (!put_line(items, j, kind, object))
        mk_fail(e, MK_EFORMAT, "nested too deeply");
    else if (!mk_buf_ok(items))
        mk_fail(e, MK_ENOMEM, "record");
    else
        rc = 0;
    if (rc != 0)
        items->len = before < items->len ? before : items->len;
    json_decref(j);
    return rc;
}
