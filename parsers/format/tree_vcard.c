/*
 * vCard and iCalendar for `moka tree`: a list of components, {"component": "VCARD", "content":
 * [properties and components]}. A property is {"name", "group", "parameters", "value"}: characters
 * and quoted-printable decoded, backslashes left, because only the meaning of a property says at
 * which of them its value comes apart.
 */
#include "parsers/format/tree_value.h"
#include "parsers/format/vcard.h"
#include "parsers/format/vcard_line.h"

#define NAME_MAX_LEN 64 /* of a component, as far as its end is held against its begin */

struct doc {
    struct mk_tree t;
    struct mk_buf value;
    unsigned open;
    struct {
        uint8_t name[NAME_MAX_LEN];
        size_t len;
    } stack[MK_TREE_DEPTH];
};

static void begin(struct doc *d, const struct mk_vline *l)
{
    struct mk_json *j = d->t.j;
    if (!mk_tree_enter(&d->t))
        return;
    size_t n = l->value.len < NAME_MAX_LEN ? l->value.len : NAME_MAX_LEN;
    if (n)
        memcpy(d->stack[d->open].name, l->value.p, n);
    d->stack[d->open++].len = n;
    mk_json_open(j, '{');
    mk_json_kv_text(j, "component", l->value);
    mk_json_key(j, "content");
    mk_json_open(j, '[');
}

static void end(struct doc *d)
{
    mk_json_close(d->t.j, ']');
    mk_json_close(d->t.j, '}');
    mk_tree_leave(&d->t);
    d->open--;
}

static bool is_innermost(const struct doc *d, struct mk_span name)
{
    char held[NAME_MAX_LEN + 1] = { 0 };
    if (!d->open)
        return false;
    memcpy(held, d->stack[d->open - 1].name, d->stack[d->open - 1].len);
    return mk_vname_is(mk_span(name.p, name.len < NAME_MAX_LEN ? name.len : NAME_MAX_LEN), held);
}

static void put_line(struct doc *d, const char *why, struct mk_span line)
{
    struct mk_json *j = d->t.j;
    d->t.damaged = true;
    mk_json_open(j, '{');
    mk_json_kv_str(j, "damaged", why);
    mk_json_kv_text(j, "line", line);
    mk_json_close(j, '}');
}

static void put_parameters(struct mk_json *j, struct mk_span rest)
{
    struct mk_span name, value;
    if (!rest.len)
        return;
    mk_json_key(j, "parameters");
    mk_json_open(j, '[');
    while (mk_vparam_next(&name, &value, &rest)) {
        mk_json_open(j, '{');
        if (name.len)
            mk_json_kv_text(j, "name", name);
        mk_json_kv_text(j, "value", value);
        mk_json_close(j, '}');
    }
    mk_json_close(j, ']');
}

static void put_property(struct doc *d, const struct mk_vline *l)
{
    struct mk_json *j = d->t.j;
    mk_buf_clear(&d->value);
    const char *doubt = mk_vvalue(&d->value, l);
    mk_json_open(j, '{');
    if (l->group.len)
        mk_json_kv_text(j, "group", l->group);
    mk_json_kv_text(j, "name", l->name);
    put_parameters(j, l->params);
    mk_json_key(j, "value");
    mk_tree_text(&d->t, mk_buf_span(&d->value));
    if (doubt)
        mk_json_kv_str(j, "doubt", doubt);
    if (l->dropped || !mk_buf_ok(&d->value)) {
        mk_json_kv_str(j, "damaged", "longer than is shown");
        d->t.damaged = true;
    }
    mk_json_close(j, '}');
}

static void put(struct doc *d, const struct mk_vline *l)
{
    if (mk_vname_is(l->name, "BEGIN"))
        begin(d, l);
    else if (mk_vname_is(l->name, "END") && is_innermost(d, l->value))
        end(d);
    else if (mk_vname_is(l->name, "END"))
        put_line(d, "ends what is not open", l->value);
    else if (!l->name.len)
        put_line(d, "a line without a name", l->value);
    else
        put_property(d, l);
}

static int write_lines(struct doc *d, struct mk_vlines *lines, struct mk_error *e)
{
    struct mk_vline l;
    int rc = mk_vlines_next(&l, lines, e);
    if (rc < 0)
        return -1;
    if (rc == 0 || !mk_vname_is(l.name, "BEGIN"))
        return mk_fail(e, MK_EFORMAT, "no vCard or iCalendar: it begins with no component");
    mk_json_open(d->t.j, '[');
    for (; rc == 1 && mk_buf_ok(d->t.j->b); rc = mk_vlines_next(&l, lines, e))
        put(d, &l);
    if (rc < 0)
        mk_tree_damaged(&d->t, mk_str(e->text));
    else if (d->open)
        mk_tree_damaged(&d->t, mk_str("the file ends within a component"));
    while (d->open)
        end(d);
    mk_json_close(d->t.j, ']');
    return mk_tree_result(&d->t);
}

static int write_vcard(struct mk_json *j, const struct mk_file *f, const struct mk_context *cx,
                       struct mk_error *e)
{
    struct doc d = { .t = { .j = j } };
    struct mk_vlines lines;
    (void)cx;
    mk_buf_init(&d.value, 9 * MK_LINE_MAX); /* a byte of Windows-1252 is up to three of UTF-8 */
    int rc = mk_vlines_open(&lines, f, e);
    if (rc == 0)
        rc = write_lines(&d, &lines, e);
    mk_vlines_done(&lines);
    mk_buf_done(&d.value);
    return rc;
}

static bool knows_vcard(struct mk_span head, struct mk_span path)
{
    return mk_format_vcard.knows(head, path);
}

const struct mk_tree_type mk_tree_vcard = { "vcard", knows_vcard, write_vcard };
