#include "firmware/daemon/officers_file.h"
#include "firmware/daemon/request.h"
#include "firmware/daemon/slurp.h"
#include "firmware/plan/said.h"
#include "parsers/base/hash.h"
#include "parsers/base/json.h"
#include <stdio.h>

#define FILE_MAX ((size_t)512 << 10)
#define FORMAT   "moka-officers-1"

static bool hex_of(uint8_t *out, size_t n, const json_t *o, const char *key)
{
    size_t got;
    const char *s = json_string_value(json_object_get(o, key));
    return s && mk_unhex(out, n, &got, mk_str(s)) && got == n;
}

static bool number_of(int64_t *out, const json_t *o, const char *key, int64_t max)
{
    const json_t *v = json_object_get(o, key);
    *out = json_integer_value(v);
    return json_is_integer(v) && *out >= 0 && *out <= max;
}

static bool read_key(struct mk_key *k, const json_t *o)
{
    uint8_t handle[MK_KEY_HANDLE], blob[MK_KEY_BLOB];
    size_t nhandle = 0, nblob = 0;
    int64_t counter, made;
    const char *h = json_string_value(json_object_get(o, "handle"));
    const char *b = json_string_value(json_object_get(o, "key"));
    if (!h || !b || !mk_unhex(handle, sizeof handle, &nhandle, mk_str(h)) ||
        !mk_unhex(blob, sizeof blob, &nblob, mk_str(b)) ||
        !number_of(&counter, o, "counter", UINT32_MAX) || !number_of(&made, o, "made", INT64_MAX) ||
        mk_key_make(k, mk_span(handle, nhandle), mk_span(blob, nblob), NULL))
        return false;
    k->counter = (uint32_t)counter;
    k->made_s = made;
    return true;
}

/* Files of before hardware keys have no such members. */
static bool read_keys(struct mk_officer *x, const json_t *o)
{
    const json_t *keys = json_object_get(o, "keys");
    int64_t wrong = 0;
    bool good =
        (!keys || json_is_array(keys)) && json_array_size(keys) <= MK_KEYS_MAX &&
        (!json_object_get(o, "wrong_keys") || number_of(&wrong, o, "wrong_keys", UINT32_MAX));
    x->wrong_keys = (uint32_t)wrong;
    x->nkeys = good ? json_array_size(keys) : 0;
    for (size_t i = 0; good && i < x->nkeys; i++)
        good = read_key(&x->keys[i], json_array_get(keys, i));
    return good;
}

static bool read_one(struct mk_officer *x, const json_t *o)
{
    const char *id = json_string_value(json_object_get(o, "id"));
    const json_t *name = json_object_get(o, "name"), *failures = json_object_get(o, "failures");
    *x = (struct mk_officer){ .admin = json_is_true(json_object_get(o, "admin")) };
    if (!id || !mk_is_officer_id(id) || !mk_said_line(name) || !json_is_integer(failures) ||
        json_integer_value(failures) < 0 || json_integer_value(failures) > UINT32_MAX ||
        !hex_of(x->salt, sizeof x->salt, o, "salt") ||
        !hex_of(x->hash, sizeof x->hash, o, "hash") || !read_keys(x, o))
        return false;
    x->failures = (uint32_t)json_integer_value(failures);
    snprintf(x->id, sizeof x->id, "%s", id);
    snprintf(x->name, sizeof x->name, "%s", json_string_value(name));
    return true;
}

static int read_text(struct mk_officer *all, size_t *n, struct mk_span text, const char *name,
                     struct mk_error *e)
{
    json_t *root = json_loadb((const char *)text.p, text.len, JSON_REJECT_DUPLICATES, NULL);
    const char *format = json_string_value(json_object_get(root, "format"));
    const json_t *list = json_object_get(root, "officers");
    bool good = format && !strcmp(format, FORMAT) && json_is_array(list) &&
                json_array_size(list) <= MK_OFFICERS_MAX;
    *n = good ? json_array_size(list) : 0;
    for (size_t i = 0; good && i < *n; i++)
        good = read_one(&all[i], json_array_get(list, i));
    json_decref(root);
    return good ? 0 : mk_fail(e, MK_EFORMAT, "%s is damaged", name);
}

static int read_file(struct mk_officer *all, size_t *n, int dir, const char *name,
                     struct mk_error *e)
{
    struct mk_buf b;
    mk_buf_init(&b, FILE_MAX);
    int rc = mk_slurp(&b, dir, name, e) || read_text(all, n, mk_buf_span(&b), name, e) ? -1 : 0;
    mk_buf_done(&b);
    return rc;
}

int mk_officers_read(struct mk_officer all[static MK_OFFICERS_MAX], size_t *n, int dir,
                     struct mk_error *e)
{
    struct mk_error first = { 0 }, second = { 0 };
    *n = 0;
    if (read_file(all, n, dir, "officers.json", &first) == 0 ||
        read_file(all, n, dir, "officers.bak", &second) == 0)
        return 0;
    *n = 0;
    if (first.code == MK_EABSENT && second.code == MK_EABSENT)
        return 0; /* a new kit */
    *e = first.code == MK_EABSENT ? second : first;
    return -1;
}

static void put_keys(struct mk_json *j, const struct mk_officer *x)
{
    mk_json_kv_uint(j, "wrong_keys", x->wrong_keys);
    mk_json_key(j, "keys");
    mk_json_open(j, '[');
    for (size_t i = 0; i < x->nkeys; i++) {
        const struct mk_key *k = &x->keys[i];
        mk_json_open(j, '{');
        mk_json_key(j, "handle");
        mk_json_hex(j, mk_span(k->handle, k->handle_len));
        mk_json_key(j, "key");
        mk_json_hex(j, mk_span(k->blob, k->blob_len));
        mk_json_kv_uint(j, "counter", k->counter);
        mk_json_kv_int(j, "made", k->made_s);
        mk_json_close(j, '}');
    }
    mk_json_close(j, ']');
}

int mk_officers_write(const struct mk_officer *all, size_t n, int dir, const struct mk_disk *disk,
                      struct mk_error *e)
{
    struct mk_buf b;
    struct mk_json j;
    mk_buf_init(&b, FILE_MAX);
    j = mk_json(&b);
    mk_json_open(&j, '{');
    mk_json_kv_str(&j, "format", FORMAT);
    mk_json_key(&j, "officers");
    mk_json_open(&j, '[');
    for (size_t i = 0; i < n; i++) {
        mk_json_open(&j, '{');
        mk_json_kv_str(&j, "id", all[i].id);
        mk_json_kv_str(&j, "name", all[i].name);
        mk_json_kv_bool(&j, "admin", all[i].admin);
        mk_json_kv_uint(&j, "failures", all[i].failures);
        mk_json_key(&j, "salt");
        mk_json_hex(&j, mk_span(all[i].salt, sizeof all[i].salt));
        mk_json_key(&j, "hash");
        mk_json_hex(&j, mk_span(all[i].hash, sizeof all[i].hash));
        put_keys(&j, &all[i]);
        mk_json_close(&j, '}');
    }
    mk_json_close(&j, ']');
    mk_json_close(&j, '}');
    int rc = mk_buf_ok(&b) ? mk_disk_put(disk, dir, "officers.json", mk_buf_span(&b), e)
                           : mk_fail(e, MK_ENOMEM, "officers");
    if (rc == 0)
        rc = mk_disk_put(disk, dir, "officers.bak", mk_buf_span(&b), e);
    mk_buf_done(&b);
    return rc;
}
