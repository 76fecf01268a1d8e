#include "parsers/format/json_column.h"
#include <jansson.h>

#define JSON_MAX ((size_t)1 << 20)
#define STEP_MAX 64

static bool has(const char *column)
{
    size_t n = 0;
    for (; *column; column++) {
        n = *column == '.' ? 0 : n + 1;
        if (n >= STEP_MAX || (*column == '.' && (column[1] == '.' || column[1] == '\0')))
            return false;
    }
    return n > 0;
}

static const json_t *step(const json_t *v, const char *name)
{
    size_t at = 0, digits = strspn(name, "0123456789");
    if (!json_is_array(v))
        return json_object_get(v, name);
    for (size_t i = 0; i < digits && digits < 7; i++)
        at = at * 10 + (size_t)(name[i] - '0');
    return digits && digits < 7 && name[digits] == '\0' ? json_array_get(v, at) : NULL;
}

static const json_t *find(const json_t *v, const char *path)
{
    char name[STEP_MAX];
    while (v && *path) {
        size_t n = strcspn(path, ".");
        if (n >= sizeof name)
            return NULL;
        memcpy(name, path, n);
        name[n] = '\0';
        v = step(v, name);
        path += n + (path[n] == '.');
    }
    return v;
}

static void fill(struct mk_cell *out, const json_t *v, struct mk_arena *arena)
{
    if (json_is_integer(v) || json_is_boolean(v))
        *out =
            (struct mk_cell){ .kind = MK_C_INT,
                              .i = json_is_integer(v) ? json_integer_value(v) : json_is_true(v) };
    else if (json_is_real(v))
        *out = (struct mk_cell){ .kind = MK_C_REAL, .r = json_real_value(v) };
    else if (json_is_string(v)) {
        struct mk_span s = mk_span(json_string_value(v), json_string_length(v));
        *out = (struct mk_cell){ .kind = MK_C_TEXT, .s = mk_arena_copy(arena, s) };
        if (!out->s.p && s.len)
            *out = (struct mk_cell){ .kind = MK_C_LOST, .why = "no memory to read it" };
    }
}

static const char *decode(struct mk_cell *cells, const char *const *columns, size_t n,
                          const struct mk_cell *in, struct mk_arena *arena)
{
    for (size_t i = 0; i < n; i++)
        cells[i] = (struct mk_cell){ .kind = MK_C_NULL };
    if (in->kind != MK_C_TEXT && in->kind != MK_C_BLOB)
        return "no JSON: not even text";
    if (in->s.len > JSON_MAX)
        return "JSON larger than 1 MiB: not read";
    json_t *v =
        in->s.len ? json_loadb((const char *)in->s.p, in->s.len, JSON_DECODE_ANY, NULL) : NULL;
    for (size_t i = 0; i < n && v; i++)
        fill(&cells[i], find(v, columns[i]), arena);
    const char *why = v || in->s.len == 0 ? NULL : "no JSON";
    json_decref(v);
    return why;
}

/* ---- lists: cut out of the text, each element then read by itself ---- */

static bool is_blank(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static uint8_t peek(struct mk_cursor *c)
{
    while (mk_cur_left(c) && is_blank(c->in.p[c->pos]))
        mk_cur_u8(c);
    return mk_cur_left(c) ? c->in.p[c->pos] : 0;
}

/* A text with its quotes. */
static struct mk_span cut_text(struct mk_cursor *c)
{
    size_t from = c->pos;
    mk_cur_u8(c);
    for (uint8_t b; mk_cur_left(c) && (b = mk_cur_u8(c)) != '"';)
        if (b == '\\')
            mk_cur_u8(c);
    return mk_span(c->in.p + from, c->pos - from);
}

/* A value of any kind; nothing is asked of what stands inside but that brackets match. */
static struct mk_span cut_value(struct mk_cursor *c)
{
    size_t depth = 0;
    peek(c);
    size_t from = c->pos;
    do {
        uint8_t b = peek(c);
        bool scalar = b && !strchr("\"{[]},:", b);
        if (b == '"')
            cut_text(c);
        else if (b)
            mk_cur_u8(c);
        depth += b == '{' || b == '[';
        depth -= depth && (b == '}' || b == ']');
        while (scalar && mk_cur_left(c) && !is_blank(c->in.p[c->pos]) &&
               !strchr("\"{[]},:", c->in.p[c->pos]))
            mk_cur_u8(c);
    } while (depth && mk_cur_left(c));
    return mk_span(c->in.p + from, c->pos - from);
}

/* To the value of a key of the object that comes next. */
static bool to_key(struct mk_cursor *c, struct mk_span key)
{
    if (peek(c) != '{')
        return false;
    mk_cur_u8(c);
    while (peek(c) == '"') {
        struct mk_span name = cut_text(c);
        if (peek(c) != ':')
            return false;
        mk_cur_u8(c);
        if (name.len == key.len + 2 && !memcmp(name.p + 1, key.p, key.len))
            return true;
        cut_value(c);
        if (peek(c) != ',')
            return false;
        mk_cur_u8(c);
    }
    return false;
}

static bool to_list(struct mk_cursor *c, const char *list)
{
    while (*list && strcmp(list, MK_JSON_ITSELF) != 0) {
        size_t n = strcspn(list, ".");
        if (!to_key(c, mk_span(list, n)))
            return false;
        list += n + (list[n] == '.');
    }
    bool there = peek(c) == '[';
    if (there)
        mk_cur_u8(c);
    return there;
}

static bool element(struct mk_cell *cells, const char *const *columns, size_t n,
                    struct mk_elements *at, const char *list, const struct mk_cell *in,
                    struct mk_arena *arena)
{
    struct mk_cursor *c = &at->at[0];
    bool text = in->kind == MK_C_TEXT || in->kind == MK_C_BLOB;
    if (!at->begun) {
        at->begun = true;
        *c = mk_cur(text ? in->s : mk_span(NULL, 0));
        if (!to_list(c, list))
            *c = mk_cur(mk_span(NULL, 0));
    } else if (peek(c) == ',') {
        mk_cur_u8(c);
    }
    uint8_t b = peek(c);
    if (!b || b == ']' || b == '}' || b == ',' || b == ':')
        return false;
    const struct mk_cell one = { .kind = MK_C_TEXT, .s = cut_value(c) };
    at->why = decode(cells, columns, n, &one, arena);
    return true;
}

const struct mk_decoder mk_decoder_json = { "json", has, decode, element };
