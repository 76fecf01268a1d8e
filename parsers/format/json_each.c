#include "parsers/format/json_each.h"
#include "parsers/base/buf.h"
#include <stdlib.h>

#define WINDOW      ((size_t)64 << 10)
#define ELEMENT_MAX ((size_t)16 << 20)
#define WHOLE_MAX   ((size_t)64 << 20)
#define KEY_MAX     ((size_t)4 << 10)
#define PARTS_MAX   8 /* of a path */
#define NONE        (-1)

/* Where the walk is: one frame for each part of the path that was entered. */
enum where {
    IN_OBJECT, /* looks for the key */
    IN_ARRAY,  /* `*`: each element is entered */
    IN_TARGET, /* each element is given out */
};
struct frame {
    enum where where;
    size_t part;  /* of the path, that is looked for in here */
    size_t level; /* of `index`; in arrays */
};

struct mk_json_each {
    const struct mk_file *file;
    uint64_t at; /* of the file: behind the window */
    uint8_t window[WINDOW];
    size_t pos, len;
    struct mk_error io;
    bool failed, begun;
    char *path;
    struct mk_span parts[PARTS_MAX]; /* of it */
    size_t nparts;
    bool whole; /* "$" */
    struct frame frames[PARTS_MAX + 1];
    size_t depth;
    size_t index[PARTS_MAX + 1]; /* elements begun in the arrays along the path */
    struct mk_buf element;
};

/* ---- bytes ---- */

static bool refill(struct mk_json_each *j)
{
    size_t got = 0;
    if (!j->failed && j->file->pread(j->file->u, j->at, j->window, WINDOW, &got, &j->io) != 0)
        j->failed = true;
    j->at += got;
    j->pos = 0;
    j->len = j->failed ? 0 : got;
    return j->len > 0;
}

/* The next byte, which stays unread; NONE at the end. */
static int peek(struct mk_json_each *j)
{
    return j->pos < j->len || refill(j) ? j->window[j->pos] : NONE;
}

static bool is_blank(int c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* The next byte that is neither white space nor `also`. */
static int peek_past(struct mk_json_each *j, int also)
{
    int c;
    while ((c = peek(j)) != NONE && (is_blank(c) || c == also))
        j->pos++;
    return c;
}

static int broken(struct mk_json_each *j, const char *why, struct mk_error *e)
{
    if (j->failed) {
        if (e)
            *e = j->io;
        return -1;
    }
    return mk_fail(e, MK_EFORMAT, "JSON: %s at byte %llu", why,
                   (unsigned long long)(j->at - j->len + j->pos));
}

static void keep(struct mk_buf *into, int c)
{
    if (into)
        mk_buf_u8(into, (uint8_t)c);
}

/* A string with its quotes; false when it has no end. */
static bool cut_string(struct mk_json_each *j, struct mk_buf *into)
{
    bool escaped = false;
    keep(into, '"');
    j->pos++;
    for (int c; (c = peek(j)) != NONE; escaped = !escaped && c == '\\') {
        keep(into, c);
        j->pos++;
        if (c == '"' && !escaped)
            return true;
    }
    return false;
}

/* An array or object; brackets are only counted, whether they match jansson tells. */
static bool cut_nested(struct mk_json_each *j, struct mk_buf *into)
{
    size_t open = 0;
    for (int c; (c = peek(j)) != NONE;) {
        if (c == '"') {
            if (!cut_string(j, into))
                return false;
            continue;
        }
        keep(into, c);
        j->pos++;
        open += c == '[' || c == '{';
        if ((c == ']' || c == '}') && --open == 0)
            return true;
    }
    return false;
}

/* One value, as far as its end can be told; false when the document breaks off in it. A number or
 * word may end with the document. */
static bool cut_value(struct mk_json_each *j, struct mk_buf *into)
{
    int c = peek_past(j, ' ');
    if (c == '"')
        return cut_string(j, into);
    if (c == '[' || c == '{')
        return cut_nested(j, into);
    for (; (c = peek(j)) != NONE && c != ',' && c != ']' && c != '}'; j->pos++)
        keep(into, c);
    return true;
}

/* ---- along the path ---- */

static bool same_key(const struct mk_buf *key, struct mk_span name)
{
    struct mk_span s = mk_buf_span(key);
    if (!mk_buf_ok(key) || s.len < 2)
        return false;
    if (!memchr(s.p, '\\', s.len))
        return mk_span_eq(mk_span(s.p + 1, s.len - 2), name);
    json_t *text = json_loadb((const char *)s.p, s.len, JSON_DECODE_ANY, NULL);
    bool same = mk_span_eq(mk_span(json_string_value(text), json_string_length(text)), name);
    json_decref(text);
    return same;
}

static void push(struct mk_json_each *j, enum where where, size_t part)
{
    size_t level = 0;
    for (size_t i = 0; i < j->depth; i++)
        level += j->frames[i].where == IN_ARRAY;
    j->frames[j->depth++] = (struct frame){ where, part, level };
    if (where != IN_OBJECT)
        j->index[level] = SIZE_MAX; /* the first element makes it 0 */
    j->pos++;
}

/* The value in front of which the walk stands is entered, or passed over: false in its middle. */
static bool enter(struct mk_json_each *j, size_t part)
{
    int c = peek_past(j, ' ');
    bool array = part == j->nparts || mk_span_is(j->parts[part], "*");
    if (c != (array ? '[' : '{'))
        return cut_value(j, NULL);
    push(j, !array ? IN_OBJECT : part == j->nparts ? IN_TARGET : IN_ARRAY, part);
    return true;
}

static int step_object(struct mk_json_each *j, struct mk_error *e)
{
    const struct frame *f = &j->frames[j->depth - 1];
    int c = peek_past(j, ',');
    if (c == '}') {
        j->pos++;
        j->depth--;
        return 0;
    }
    mk_buf_clear(&j->element);
    if (c != '"' || !cut_string(j, &j->element))
        return broken(j, c == NONE || c == '"' ? "the document breaks off" : "no key", e);
    bool mine = j->element.len <= KEY_MAX && same_key(&j->element, j->parts[f->part]);
    if (peek_past(j, ' ') != ':')
        return broken(j, "no colon behind a key", e);
    j->pos++;
    bool went_on = mine ? enter(j, f->part + 1) : cut_value(j, NULL);
    return went_on ? 0 : broken(j, "the document breaks off", e);
}

/* 1 when an element lies in front of the walk. */
static int step_array(struct mk_json_each *j, struct mk_error *e)
{
    const struct frame *f = &j->frames[j->depth - 1];
    int c = peek_past(j, ',');
    if (c == ']') {
        j->pos++;
        j->depth--;
        return 0;
    }
    if (c == NONE || c == '}' || c == ':')
        return broken(j, c == NONE ? "the document breaks off" : "no element", e);
    j->index[f->level]++;
    if (f->where == IN_TARGET)
        return 1;
    return enter(j, f->part + 1) ? 0 : broken(j, "the document breaks off", e);
}

/* ---- elements ---- */

static int give(json_t **out, const char **why, struct mk_json_each *j, struct mk_error *e)
{
    mk_buf_clear(&j->element);
    bool whole = cut_value(j, &j->element);
    bool word = j->element.len && !memchr("\"[{", j->element.p[0], 3);
    if (!whole || (word && !j->whole && peek(j) == NONE)) /* the rest of a number may be missing */
        return broken(j, "the document breaks off", e);
    if (!mk_buf_ok(&j->element)) {
        *why =
            j->whole ? "larger than 64 MiB" : "an element is larger than 16 MiB, or memory ran out";
        return 1;
    }
    *out = json_loadb((const char *)j->element.p, j->element.len, JSON_DECODE_ANY | JSON_ALLOW_NUL,
                      NULL);
    if (!*out)
        *why = "no JSON that can be read";
    return 1;
}

static int begin(struct mk_json_each *j, struct mk_error *e)
{
    j->begun = true;
    if (peek(j) == 0xef && j->len >= 3 && j->window[1] == 0xbb && j->window[2] == 0xbf)
        j->pos = 3;
    if (peek_past(j, ' ') == NONE)
        return broken(j, "nothing there", e);
    if (j->whole)
        return 1;
    return enter(j, 0) ? 0 : broken(j, "the document breaks off", e);
}

int mk_json_each_next(json_t **out, const char **why, struct mk_json_each *j, struct mk_error *e)
{
    bool first = !j->begun;
    int rc = first ? begin(j, e) : 0;
    *out = NULL;
    *why = NULL;
    while (rc == 0 && j->depth)
        rc = j->frames[j->depth - 1].where == IN_OBJECT ? step_object(j, e) : step_array(j, e);
    if (rc <= 0) {
        j->depth = 0;
        return rc;
    }
    return give(out, why, j, e);
}

size_t mk_json_each_at(const struct mk_json_each *j, size_t level)
{
    return level < PARTS_MAX + 1 ? j->index[level] : 0;
}

static int cut_path(struct mk_json_each *j, struct mk_error *e)
{
    struct mk_span rest = mk_str(j->path);
    while (rest.len) {
        const uint8_t *dot = memchr(rest.p, '.', rest.len);
        size_t n = dot ? (size_t)(dot - rest.p) : rest.len;
        if (j->nparts == PARTS_MAX)
            return mk_fail(e, MK_EUSAGE, "JSON: path of more than %d parts", PARTS_MAX);
        j->parts[j->nparts++] = mk_span(rest.p, n);
        rest = mk_span_from(rest, n + 1);
    }
    return 0;
}

int mk_json_each_open(struct mk_json_each **out, const struct mk_file *f, const char *path,
                      struct mk_error *e)
{
    struct mk_json_each *j = calloc(1, sizeof *j);
    *out = NULL;
    if (!j)
        return mk_fail(e, MK_ENOMEM, "JSON");
    j->file = f;
    j->whole = !strcmp(path, "$");
    mk_buf_init(&j->element, j->whole ? WHOLE_MAX : ELEMENT_MAX);
    j->path = strdup(path);
    int rc = j->path ? cut_path(j, e) : mk_fail(e, MK_ENOMEM, "JSON");
    if (rc != 0)
        mk_json_each_free(j);
    else
        *out = j;
    return rc;
}

void mk_json_each_free(struct mk_json_each *j)
{
    if (!j)
        return;
    mk_buf_done(&j->element);
    free(j->path);
    free(j);
}
