#include "parsers/match/hash_set.h"
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* Sets of known files as JSON. */

#define DEPTH 8

bool mk_hash_is_json(struct mk_span begin)
{
    static const uint8_t mark[] = { 0xef, 0xbb, 0xbf };
    if (begin.len >= 3 && !memcmp(begin.p, mark, 3))
        begin = mk_span_from(begin, 3);
    size_t i = 0;
    while (i < begin.len && memchr(" \t\r\n", begin.p[i], 4))
        i++;
    return i < begin.len && (begin.p[i] == '{' || begin.p[i] == '[');
}

/* A member by its name in any case; numbers as text, in `room`. */
static struct mk_span member(const json_t *object, const char *name, char room[static 32])
{
    const char *key;
    json_t *v;
    json_object_foreach((json_t *)(uintptr_t)object, key, v)
    {
        if (strcasecmp(key, name) != 0)
            continue;
        if (json_is_string(v))
            return mk_span(json_string_value(v), json_string_length(v));
        if (json_is_integer(v))
            return mk_span(room,
                           (size_t)snprintf(room, 32, "%lld", (long long)json_integer_value(v)));
    }
    return mk_span(NULL, 0);
}

static struct mk_span name_of(const json_t *object, char room[static 32])
{
    struct mk_span s = member(object, "FileName", room);
    json_t *files = json_object_get(object, "MediaFiles");
    return s.len ? s : member(json_array_get(files, 0), "FileName", room);
}

struct walk {
    mk_known_fn *each;
    void *u;
    bool any;
};

static int look(struct walk *w, const json_t *v, unsigned depth)
{
    char room[6][32];
    int rc = 0;
    if (json_is_object(v)) {
        const struct mk_known k = { .sha256 = member(v, "SHA256", room[0]),
                                    .sha1 = member(v, "SHA1", room[1]),
                                    .md5 = member(v, "MD5", room[2]),
                                    .name = name_of(v, room[3]),
                                    .category = member(v, "Category", room[4]),
                                    .size = member(v, "MediaSize", room[5]) };
        if (k.sha256.len || k.sha1.len || k.md5.len) {
            w->any = true;
            return w->each(w->u, &k);
        }
        const char *key;
        json_t *inner;
        json_object_foreach((json_t *)(uintptr_t)v, key, inner)
        {
            if (depth && rc == 0)
                rc = look(w, inner, depth - 1);
        }
    }
    for (size_t i = 0; depth && rc == 0 && i < json_array_size(v); i++)
        rc = look(w, json_array_get(v, i), depth - 1);
    return rc;
}

int mk_hash_json(struct mk_span text, mk_known_fn *each, void *u, struct mk_error *e)
{
    static const uint8_t mark[] = { 0xef, 0xbb, 0xbf };
    json_error_t why;
    struct walk w = { each, u, false };
    if (text.len >= 3 && !memcmp(text.p, mark, 3))
        text = mk_span_from(text, 3);
    json_t *j = json_loadb((const char *)text.p, text.len, 0, &why);
    if (!j)
        return mk_fail(e, MK_EFORMAT, "a hash set that is no JSON: line %d", why.line);
    int rc = look(&w, j, DEPTH);
    json_decref(j);
    return rc != 0 ? rc : w.any ? 0 : mk_fail(e, MK_EFORMAT, "there is no hash in it");
}
