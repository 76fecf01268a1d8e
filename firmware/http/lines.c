#include "firmware/http/lines.h"
#include "firmware/http/door.h"
#include "firmware/http/guard.h"
#include <jansson.h>

/* ---- to the other side ---- */

static bool deeper(const json_t *v, unsigned left)
{
    const char *key;
    json_t *member;
    size_t i;
    if (!json_is_object(v) && !json_is_array(v))
        return false;
    if (left == 0)
        return true;
    json_object_foreach((json_t *)v, key, member) if (deeper(member, left - 1)) return true;
    json_array_foreach(v, i, member) if (deeper(member, left - 1)) return true;
    return false;
}

static json_t *load(struct mk_span s)
{
    json_t *v = json_loadb((const char *)s.p, s.len, JSON_REJECT_DUPLICATES, NULL);
    if (!json_is_object(v)) {
        json_decref(v);
        return NULL;
    }
    return v;
}

static int put(const char *text, size_t n, void *b)
{
    mk_buf_put(b, text, n);
    return mk_buf_ok(b) ? 0 : -1;
}

static int dump(struct mk_buf *out, const json_t *v, struct mk_error *e)
{
    if (json_dump_callback(v, put, out, JSON_COMPACT) != 0 || !mk_buf_ok(out))
        return mk_fail(e, MK_ELIMIT, "too long");
    return 0;
}

/* Appends v as a line, or nothing; drops v. */
static int put_line(struct mk_buf *out, const struct mk_line_limits *max, json_t *v,
                    struct mk_error *e)
{
    size_t before = out->len;
    int rc = dump(out, v, e);
    if (rc == 0 && out->len - before >= max->bytes)
        rc = mk_fail(e, MK_ELIMIT, "too long");
    mk_buf_puts(out, "\n");
    if (rc == 0 && !mk_buf_ok(out))
        rc = mk_fail(e, MK_ELIMIT, "too much is under way");
    json_decref(v);
    return rc;
}

static json_t *load_page(struct mk_span body, const struct mk_line_limits *max, struct mk_error *e)
{
    json_t *v = load(body);
    if (v && !deeper(v, max->depth))
        return v;
    json_decref(v);
    mk_fail(e, MK_EFORMAT, "not a JSON object, or too deep");
    return NULL;
}

int mk_line_ask(struct mk_buf *out, const struct mk_line_limits *max, uint64_t id, const char *word,
                const char *session, struct mk_span body, struct mk_error *e)
{
    json_t *v = load_page(body, max, e);
    int rc = v ? 0 : -1;
    if (v &&
        (json_object_get(v, "id") || json_object_get(v, "do") || json_object_get(v, "session")))
        rc = mk_fail(e, MK_EFORMAT, "a member that is not the page's to say");
    if (rc == 0 && (json_object_set_new(v, "id", json_integer((json_int_t)id)) != 0 ||
                    json_object_set_new(v, "do", json_string(word)) != 0 ||
                    (session && json_object_set_new(v, "session", json_string(session)) != 0)))
        rc = mk_fail(e, MK_ENOMEM, "request");
    if (rc == 0)
        return put_line(out, max, v, e);
    json_decref(v);
    return rc;
}

int mk_line_wrap(struct mk_buf *out, const struct mk_line_limits *max, uint64_t id,
                 const char *word, struct mk_span body, struct mk_error *e)
{
    json_t *page = load_page(body, max, e);
    if (!page)
        return -1;
    json_t *v = json_pack("{sIsssO}", "id", (json_int_t)id, "do", word, "with", page);
    json_decref(page);
    return v ? put_line(out, max, v, e) : mk_fail(e, MK_ENOMEM, "request");
}

/* ---- from there ---- */

static int id_of(uint64_t *id, const json_t *v, struct mk_error *e)
{
    const json_t *n = json_object_get(v, "id");
    if (!json_is_integer(n) || json_integer_value(n) < 0 ||
        !json_is_boolean(json_object_get(v, "ok")))
        return mk_fail(e, MK_EPROTO, "not an answer");
    *id = (uint64_t)json_integer_value(n);
    return 0;
}

int mk_line_id(uint64_t *id, struct mk_span line, struct mk_error *e)
{
    json_t *v = load(line);
    int rc = id_of(id, v, e);
    json_decref(v);
    return rc;
}

static int take_session(struct mk_line_answer *a, json_t *v, struct mk_error *e)
{
    const json_t *s = json_object_get(v, "session");
    const char *code = json_string_value(json_object_get(v, "code"));
    a->ended = code && strcmp(code, "session") == 0;
    if (!s)
        return 0;
    const char *text = json_string_value(s);
    if (!text || !mk_is_hex(mk_str(text), MK_SECRET_LEN))
        return mk_fail(e, MK_EPROTO, "not a session");
    memcpy(a->session, text, MK_SECRET_LEN + 1);
    return json_object_del(v, "session");
}

static int add(json_t *v, const char *more, struct mk_error *e)
{
    json_t *m = more ? load(mk_str(more)) : NULL;
    int rc = 0;
    if (more && (!m || json_object_update(v, m) != 0))
        rc = mk_fail(e, MK_ENOMEM, "answer");
    json_decref(m);
    return rc;
}

int mk_line_answer(struct mk_line_answer *a, struct mk_buf *out, struct mk_span line,
                   const char *more, struct mk_error *e)
{
    json_t *v = load(line);
    *a = (struct mk_line_answer){ 0 };
    int rc = id_of(&a->id, v, e);
    if (rc == 0)
        rc = json_object_del(v, "id") | take_session(a, v, e);
    if (rc == 0)
        rc = add(v, more, e);
    if (rc == 0)
        rc = dump(out, v, e);
    json_decref(v);
    return rc;
}

bool mk_line_event(struct mk_span line)
{
    json_t *v = load(line);
    bool ok = json_is_string(json_object_get(v, "event"));
    json_decref(v);
    /* JSON text holds no control character but as white space: none that could end a data line */
    for (size_t i = 0; ok && i < line.len; i++)
        ok = line.p[i] >= ' ';
    return ok;
}
