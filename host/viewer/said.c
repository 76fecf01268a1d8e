#include "host/viewer/desk.h"
#include <math.h>
#include <stdlib.h>

int mk_ask_wrong(struct mk_ask *a, const char *name, const char *why)
{
    if (!a->bad)
        mk_fail(a->e, MK_EUSAGE, "\"%s\": %s", name, why);
    a->bad = true;
    return -1;
}

int64_t mk_ask_int(struct mk_ask *a, const char *name, int64_t min, int64_t max, int64_t absent)
{
    const json_t *v = json_object_get(a->members, name);
    if (!v)
        return absent;
    int64_t n = json_integer_value(v);
    if (!json_is_integer(v) || n < min || n > max) {
        mk_ask_wrong(a, name, "not a number of its range");
        return absent;
    }
    return n;
}

double mk_ask_real(struct mk_ask *a, const char *name, double min, double max)
{
    const json_t *v = json_object_get(a->members, name);
    double n = json_number_value(v);
    if (json_is_number(v) && isfinite(n) && n >= min && n <= max)
        return n;
    mk_ask_wrong(a, name, "not a number of its range");
    return min;
}

const char *mk_ask_text(struct mk_ask *a, const char *name)
{
    const json_t *v = json_object_get(a->members, name);
    if (v && (!json_is_string(v) || strlen(json_string_value(v)) != json_string_length(v)))
        mk_ask_wrong(a, name, "not a text");
    return json_string_value(v);
}

bool mk_ask_bool(struct mk_ask *a, const char *name, bool absent)
{
    const json_t *v = json_object_get(a->members, name);
    if (v && !json_is_boolean(v))
        mk_ask_wrong(a, name, "neither true nor false");
    return v ? json_is_true(v) : absent;
}

int64_t mk_ask_id(struct mk_ask *a, const char *name)
{
    if (!json_object_get(a->members, name))
        mk_ask_wrong(a, name, "has to be there");
    return mk_ask_int(a, name, 1, INT64_MAX, 0);
}

int64_t mk_ask_bundle(struct mk_ask *a)
{
    return mk_ask_int(a, "bundle", 1, INT64_MAX, 0);
}

enum mk_kind mk_ask_kind(struct mk_ask *a)
{
    const char *name = mk_ask_text(a, "kind");
    enum mk_kind kind = MK_KIND_NONE;
    if (name && !mk_kind_parse(&kind, mk_str(name)))
        mk_ask_wrong(a, "kind", "no kind of record");
    return kind;
}

int64_t mk_ask_from(struct mk_ask *a)
{
    return mk_ask_int(a, "from_us", INT64_MIN + 1, INT64_MAX, INT64_MIN);
}

int64_t mk_ask_until(struct mk_ask *a)
{
    return mk_ask_int(a, "until_us", INT64_MIN + 1, INT64_MAX, INT64_MAX);
}

uint32_t mk_ask_limit(struct mk_ask *a)
{
    return (uint32_t)mk_ask_int(a, "limit", 1, MK_VIEWER_LIMIT, MK_VIEWER_USUAL);
}

bool mk_ask_after(struct mk_ask *a, int64_t *out, size_t n)
{
    const json_t *v = json_object_get(a->members, "after");
    if (!v || json_is_null(v))
        return false;
    if (!json_is_array(v) || json_array_size(v) != n) {
        mk_ask_wrong(a, "after", "not the \"next\" of an answer");
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        const json_t *x = json_array_get(v, i);
        /* what JavaScript cannot count goes as text */
        out[i] =
            json_is_string(x) ? strtoll(json_string_value(x), NULL, 10) : json_integer_value(x);
    }
    return true;
}
