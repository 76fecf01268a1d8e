/* merkle.json: what is told, and signed, of the tree. */
#include "firmware/bundle/merkle.h"
#include "parsers/base/json.h"
#include "parsers/base/time.h"
#include <jansson.h>
#include <stdio.h>
#include <string.h>

void mk_merkle_told_put(struct mk_buf *out, const struct mk_merkle_told *t)
{
    char root[MK_SHA256_HEX];
    struct mk_json j = mk_json(out);
    mk_digest_hex(root, &t->root);
    mk_json_open(&j, '{');
    mk_json_kv_str(&j, "format", MK_MERKLE_FORMAT);
    mk_json_kv_uint(&j, "objects", t->objects);
    mk_json_kv_str(&j, "root", root);
    if (t->kit[0]) {
        mk_json_kv_str(&j, "run", t->run);
        mk_json_kv_str(&j, "kit", t->kit);
        mk_json_kv_iso(&j, "sealed", t->sealed_us, 6);
        mk_json_kv_bool(&j, "training", t->training);
    }
    mk_json_close(&j, '}');
    mk_buf_u8(out, '\n');
}

/* A text of the characters that our own names are made of. */
static bool name(char *out, size_t max, const json_t *o, const char *key)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
    const char *s = json_string_value(json_object_get(o, key));
    size_t n = s ? strspn(s, plain) : 0;
    if (n == 0 || s[n] || n >= max)
        return false;
    memcpy(out, s, n + 1);
    return true;
}

static bool read_kit(struct mk_merkle_told *t, const json_t *o)
{
    const char *sealed = json_string_value(json_object_get(o, "sealed"));
    t->training = json_is_true(json_object_get(o, "training"));
    return name(t->run, sizeof t->run, o, "run") && name(t->kit, sizeof t->kit, o, "kit") &&
           sealed && mk_time_parse(&t->sealed_us, mk_str(sealed));
}

const char *mk_merkle_told_read(struct mk_merkle_told *t, struct mk_span text)
{
    *t = (struct mk_merkle_told){ .objects = 0 };
    json_t *o = json_loadb((const char *)text.p, text.len, JSON_REJECT_DUPLICATES, NULL);
    const char *format = json_string_value(json_object_get(o, "format")), *why = NULL;
    const char *root = json_string_value(json_object_get(o, "root"));
    const json_t *n = json_object_get(o, "objects");
    t->known = format && !strcmp(format, MK_MERKLE_FORMAT);
    if (!t->known)
        why = "of a form that is not known here";
    else if (!root || !mk_digest_parse(&t->root, mk_str(root)) || !json_is_integer(n) ||
             json_integer_value(n) < 0 || (json_object_get(o, "kit") && !read_kit(t, o)))
        why = "not that of a bundle";
    t->objects = (uint64_t)json_integer_value(n);
    json_decref(o);
    return why;
}
