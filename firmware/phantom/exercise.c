#include "firmware/phantom/exercise.h"
#include "parsers/base/buf.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define FORMAT "moka-exercise-1"

static int read_document(struct mk_exercise *x, const char *path, struct mk_error *e)
{
    json_error_t why;
    x->doc = json_load_file(path, JSON_REJECT_DUPLICATES, &why);
    if (!x->doc)
        return mk_fail(e, MK_EFORMAT, "%s: %s", path, why.text);
    const char *format = json_string_value(json_object_get(x->doc, "format"));
    if (!format || strcmp(format, FORMAT) != 0)
        return mk_fail(e, MK_EFORMAT, "%s: not of the format " FORMAT, path);
    if (!json_is_object(json_object_get(x->doc, "phone")) ||
        !json_is_array(json_object_get(x->doc, "providers")))
        return mk_fail(e, MK_EFORMAT, "%s: phone or providers is missing", path);
    return 0;
}

static int read_features(struct mk_exercise *x, struct mk_error *e)
{
    json_t *phone = json_object_get(x->doc, "phone"), *list = json_object_get(phone, "features");
    struct mk_buf b;
    mk_buf_init(&b, 4096);
    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *text = json_string_value(json_array_get(list, i));
        mk_buf_printf(&b, "%s%s", i ? "," : "", text ? text : "");
    }
    const char *text = mk_buf_cstr(&b);
    x->features = text ? strdup(text) : NULL;
    mk_buf_done(&b);
    return x->features ? 0 : mk_fail(e, MK_ENOMEM, "features");
}

bool mk_listed(struct mk_span list, const char *word)
{
    while (list.len) {
        const uint8_t *comma = memchr(list.p, ',', list.len);
        size_t n = comma ? (size_t)(comma - list.p) : list.len;
        if (mk_span_is(mk_span(list.p, n), word))
            return true;
        list = mk_span_from(list, n + 1);
    }
    return false;
}

bool mk_exercise_has(const struct mk_exercise *x, const char *feature)
{
    return mk_listed(mk_str(x->features), feature);
}

int mk_exercise_open(struct mk_exercise **out, const char *dir, struct mk_error *e)
{
    int rc = -1;
    char path[4096];
    struct mk_exercise *x = calloc(1, sizeof *x);
    if (!x) {
        mk_fail(e, MK_ENOMEM, "exercise");
        goto out;
    }
    x->storage = x->card = -1;
    if (strlen(dir) > sizeof path - 32) {
        mk_fail(e, MK_ELIMIT, "exercise: path too long");
        goto out;
    }
    snprintf(path, sizeof path, "%s/exercise.json", dir);
    if (read_document(x, path, e) || read_features(x, e))
        goto out;
    snprintf(path, sizeof path, "%s/providers.db", dir);
    if (sqlite3_open_v2(path, &x->db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK ||
        sqlite3_exec(x->db, "PRAGMA query_only=1; SELECT 1 FROM sqlite_schema", NULL, NULL, NULL) !=
            SQLITE_OK) {
        mk_fail(e, MK_EFORMAT, "%s: %s", path, x->db ? sqlite3_errmsg(x->db) : "no memory");
        goto out;
    }
    snprintf(path, sizeof path, "%s/storage", dir);
    x->storage = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (x->storage < 0) {
        mk_fail_errno(e, path);
        goto out;
    }
    snprintf(path, sizeof path, "%s/card", dir); /* most have none */
    x->card = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    *out = x;
    x = NULL;
    rc = 0;
out:
    mk_exercise_close(x);
    return rc;
}

void mk_exercise_close(struct mk_exercise *x)
{
    if (!x)
        return;
    json_decref(x->doc);
    sqlite3_close(x->db);
    if (x->storage >= 0)
        close(x->storage);
    if (x->card >= 0)
        close(x->card);
    free(x->features);
    free(x);
}

static const char *text_of(const json_t *object, const char *key)
{
    const char *s = json_string_value(json_object_get(object, key));
    return s ? s : "";
}

const char *mk_exercise_phone(const struct mk_exercise *x, const char *key)
{
    return text_of(json_object_get(x->doc, "phone"), key);
}

static enum mk_provider_state state_of(const json_t *provider)
{
    static const char *const names[] = {
        "ok", "refused", "restricted", "absent", "error", "empty"
    };
    const char *s = text_of(provider, "state");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!strcmp(s, names[i]))
            return (enum mk_provider_state)i;
    return MK_PROVIDER_ERROR;
}

struct mk_span mk_uri_authority(struct mk_span uri)
{
    struct mk_span head = mk_str("content://");
    struct mk_span a = mk_span_starts(uri, head) ? mk_span_from(uri, head.len) : uri;
    size_t n = 0;
    while (n < a.len && a.p[n] != '/' && a.p[n] != '?')
        n++;
    return mk_span(a.p, n);
}

/* The number that `digits` is, -1 when it is none. */
static int64_t number_of(struct mk_span digits)
{
    int64_t id = 0;
    for (size_t i = 0; i < digits.len; i++) {
        if (digits.p[i] < '0' || digits.p[i] > '9')
            return -1;
        id = id * 10 + (digits.p[i] - '0');
    }
    return digits.len && digits.len < 19 ? id : -1;
}

/* Of "content://mms/#/addr": the row whose those are. */
static int64_t row_within(struct mk_span uri, struct mk_span own, size_t at)
{
    struct mk_span behind = mk_span_from(own, at + 1);
    if (!mk_span_starts(uri, mk_span(own.p, at)) || uri.len < at + behind.len)
        return -2;
    struct mk_span rest = mk_span_from(uri, at);
    int64_t id = number_of(mk_span(rest.p, rest.len - behind.len));
    return id >= 0 && mk_span_ends(rest, behind) ? id : -2;
}

/* -1: the URI is the provider's own; -2: it is not; else the row behind it. */
static int64_t row_named(struct mk_span uri, struct mk_span own)
{
    const uint8_t *hash = own.len ? memchr(own.p, '#', own.len) : NULL;
    if (hash)
        return row_within(uri, own, (size_t)(hash - own.p));
    if (!mk_span_starts(uri, own))
        return -2;
    struct mk_span rest = mk_span_from(uri, own.len);
    if (!rest.len || mk_span_is(rest, "/"))
        return -1;
    int64_t id = rest.p[0] == '/' ? number_of(mk_span_from(rest, 1)) : -1;
    return id >= 0 ? id : -2;
}

bool mk_exercise_provider(struct mk_exercise_provider *out, int64_t *id, bool *authority,
                          const struct mk_exercise *x, struct mk_span uri)
{
    const uint8_t *query = uri.len ? memchr(uri.p, '?', uri.len) : NULL;
    if (query)
        uri.len = (size_t)(query - uri.p);
    const json_t *all = json_object_get(x->doc, "providers");
    *authority = false;
    for (size_t i = 0; i < json_array_size(all); i++) {
        const json_t *p = json_array_get(all, i);
        struct mk_span own = mk_str(text_of(p, "uri"));
        if (mk_span_eq(mk_uri_authority(own), mk_uri_authority(uri)))
            *authority = true;
        *id = row_named(uri, own);
        if (*id == -2)
            continue;
        *out = (struct mk_exercise_provider){
            .uri = text_of(p, "uri"),
            .table = text_of(p, "table"),
            .permission = text_of(p, "permission"),
            .sort = text_of(p, "sort"),
            .rows = text_of(p, "rows"),
            .strict = json_is_true(json_object_get(p, "strict")),
            .order = text_of(p, "order"),
            .columns = text_of(p, "columns"),
            .key = text_of(p, "key"),
            .checked = json_is_true(json_object_get(p, "checked")),
            .state = state_of(p),
        };
        return true;
    }
    return false;
}

const char *mk_exercise_operation(const struct mk_exercise *x, struct mk_span operation)
{
    const json_t *all = json_object_get(x->doc, "providers");
    const char *mode = NULL;
    for (size_t i = 0; i < json_array_size(all); i++) {
        const json_t *p = json_array_get(all, i);
        if (!mk_span_is(operation, text_of(p, "permission")))
            continue;
        if (state_of(p) == MK_PROVIDER_RESTRICTED)
            return "ignore";
        mode = "allow";
    }
    return mode;
}
