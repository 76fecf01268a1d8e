#include "firmware/phantom/ios_message.h"
#include "parsers/base/cursor.h"
#include <stdlib.h>

/* libplist reads it in either spelling; it is given only what is one by its beginning. */
static plist_t parse(const char *p, uint32_t n)
{
    plist_t out = NULL;
    if (n > 8 && !memcmp(p, "bplist00", 8))
        plist_from_bin(p, n, &out);
    else
        plist_from_xml(p, n, &out);
    return out;
}

int mk_ios_message_read(plist_t *out, struct mk_ios_stream *s, struct mk_error *e)
{
    int rc = -1;
    uint8_t head[4];
    char *body = NULL;
    *out = NULL;
    if (mk_ios_read(s, head, sizeof head, e))
        goto out;
    struct mk_cursor c = mk_cur(mk_span(head, sizeof head));
    uint32_t n = mk_cur_u32be(&c);
    if (n > MK_IOS_MESSAGE_MAX) {
        mk_fail(e, MK_EPROTO, "a message of %u bytes", n);
        goto out;
    }
    body = malloc((size_t)n + 1);
    if (!body) {
        mk_fail(e, MK_ENOMEM, "message");
        goto out;
    }
    if (mk_ios_read(s, body, n, e))
        goto out;
    *out = parse(body, n);
    rc = *out ? 0 : mk_fail(e, MK_EPROTO, "a message that is no property list");
out:
    free(body);
    return rc;
}

static int send_bytes(struct mk_ios_stream *s, const char *p, uint32_t n, struct mk_error *e)
{
    struct mk_buf b;
    mk_buf_init(&b, (size_t)n + 4);
    mk_buf_u32be(&b, n);
    mk_buf_put(&b, p, n);
    int rc = mk_buf_ok(&b) ? mk_ios_write(s, mk_buf_span(&b), e) : mk_fail(e, MK_ENOMEM, "message");
    mk_buf_done(&b);
    return rc;
}

int mk_ios_message_write(struct mk_ios_stream *s, plist_t message, enum mk_ios_form form,
                         struct mk_error *e)
{
    struct mk_buf lie;
    char *p = NULL;
    mk_buf_init(&lie, MK_IOS_MESSAGE_MAX);
    mk_ios_lie(&lie, s->phone);
    if (lie.len) {
        int rc = mk_ios_write(s, mk_buf_span(&lie), e);
        mk_buf_done(&lie);
        return rc;
    }
    uint32_t n = 0;
    if (form == MK_IOS_XML)
        plist_to_xml(message, &p, &n);
    else
        plist_to_bin(message, &p, &n);
    int rc = p ? send_bytes(s, p, n, e) : mk_fail(e, MK_ENOMEM, "message");
    free(p);
    return rc;
}

const char *mk_ios_text(plist_t dict, const char *key)
{
    plist_t v = plist_get_node_type(dict) == PLIST_DICT ? plist_dict_get_item(dict, key) : NULL;
    return v && plist_get_node_type(v) == PLIST_STRING ? plist_get_string_ptr(v, NULL) : NULL;
}

void mk_ios_put_text(plist_t dict, const char *key, const char *text)
{
    plist_dict_set_item(dict, key, plist_new_string(text));
}

void mk_ios_put_uint(plist_t dict, const char *key, uint64_t v)
{
    plist_dict_set_item(dict, key, plist_new_uint(v));
}

void mk_ios_put_bool(plist_t dict, const char *key, bool v)
{
    plist_dict_set_item(dict, key, plist_new_bool(v));
}

void mk_ios_put_data(plist_t dict, const char *key, struct mk_span bytes)
{
    plist_dict_set_item(dict, key, plist_new_data((const char *)bytes.p, bytes.len));
}

/* ---- out of JSON ---- */

static int digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static plist_t of_hex(const char *hex)
{
    size_t n = strlen(hex) / 2;
    char *p = malloc(n + 1);
    plist_t out = NULL;
    bool good = p && strlen(hex) % 2 == 0;
    for (size_t i = 0; good && i < n; i++) {
        int a = digit(hex[2 * i]), b = digit(hex[2 * i + 1]);
        good = a >= 0 && b >= 0;
        p[i] = (char)(a * 16 + b);
    }
    if (good)
        out = plist_new_data(p, n);
    free(p);
    return out;
}

static plist_t of_object(const json_t *v)
{
    const char *key, *hex = json_string_value(json_object_get(v, "data"));
    json_t *item;
    if (hex && json_object_size(v) == 1)
        return of_hex(hex);
    plist_t out = plist_new_dict();
    json_object_foreach((json_t *)v, key, item)
    {
        plist_t made = mk_ios_of_json(item);
        if (made)
            plist_dict_set_item(out, key, made);
    }
    return out;
}

static plist_t of_array(const json_t *v)
{
    plist_t out = plist_new_array();
    for (size_t i = 0; i < json_array_size(v); i++) {
        plist_t made = mk_ios_of_json(json_array_get(v, i));
        if (made)
            plist_array_append_item(out, made);
    }
    return out;
}

plist_t mk_ios_of_json(const json_t *v)
{
    switch (v ? json_typeof(v) : JSON_NULL) {
    case JSON_OBJECT:
        return of_object(v);
    case JSON_ARRAY:
        return of_array(v);
    case JSON_STRING:
        return plist_new_string(json_string_value(v));
    case JSON_INTEGER:
        return plist_new_uint((uint64_t)json_integer_value(v));
    case JSON_REAL:
        return plist_new_real(json_real_value(v));
    case JSON_TRUE:
    case JSON_FALSE:
        return plist_new_bool(json_is_true(v));
    case JSON_NULL:
        break;
    }
    return NULL;
}
