/* XML and ABX for `moka tree`: {"element", "attributes", "content": [texts and elements]}. */
#include "parsers/format/abx.h"
#include "parsers/format/tree_value.h"
#include "parsers/format/xml.h"

static void put_open(struct mk_tree *t, const struct mk_xml_event *ev)
{
    mk_json_open(t->j, '{');
    mk_json_kv_text(t->j, "element", ev->name);
    if (ev->nattrs) {
        mk_json_key(t->j, "attributes");
        mk_json_open(t->j, '{');
        for (size_t i = 0; i < ev->nattrs; i++) {
            mk_json_key_text(t->j, ev->attrs[i].name);
            mk_tree_text(t, ev->attrs[i].value);
        }
        mk_json_close(t->j, '}');
    }
    mk_json_key(t->j, "content");
    mk_json_open(t->j, '[');
}

static void put_close(struct mk_tree *t)
{
    mk_json_close(t->j, ']');
    mk_json_close(t->j, '}');
}

/* White space between elements is how the file was laid out. */
static bool is_blank(struct mk_span s)
{
    size_t i = 0;
    while (i < s.len && s.p[i] <= ' ')
        i++;
    return i == s.len;
}

static int write_events(struct mk_tree *t, struct mk_xml *x, struct mk_error *e)
{
    struct mk_xml_event ev;
    unsigned open = 0;
    bool any = false;
    int rc = 0;
    while (mk_buf_ok(t->j->b) && (rc = mk_xml_next(&ev, x, e)) == 1) {
        any = true;
        if (ev.what == MK_XML_OPEN)
            put_open(t, &ev);
        else if (ev.what == MK_XML_CLOSE)
            put_close(t);
        else if (!is_blank(ev.text))
            mk_tree_text(t, ev.text);
        open = ev.what == MK_XML_CLOSE ? ev.depth - 1 : ev.depth;
    }
    if (!mk_buf_ok(t->j->b))
        return 0; /* the caller sees that, too */
    if (rc < 0 && (!any || !open))
        return -1;
    if (rc < 0)
        mk_tree_damaged(t, mk_str(e->text));
    for (; open; open--)
        put_close(t);
    return mk_tree_result(t);
}

static int write_xml(struct mk_json *j, const struct mk_file *f, const struct mk_context *cx,
                     struct mk_error *e)
{
    struct mk_tree t = { .j = j };
    struct mk_xml *x;
    (void)cx;
    if (mk_xml_open(&x, f, e) != 0)
        return -1;
    int rc = write_events(&t, x, e);
    mk_xml_free(x);
    return rc;
}

static bool knows_abx(struct mk_span head, struct mk_span path)
{
    (void)path;
    return mk_abx_knows(head);
}

static bool knows_xml(struct mk_span head, struct mk_span path)
{
    struct mk_span s = head;
    (void)path;
    if (mk_span_starts(s, mk_str("\xff\xfe<")) || mk_span_starts(s, mk_span("\xfe\xff\0<", 4)))
        return true;
    if (mk_span_starts(s, mk_str("\xef\xbb\xbf")))
        s = mk_span_from(s, 3);
    while (s.len && s.p[0] <= ' ')
        s = mk_span_from(s, 1);
    return s.len > 1 && s.p[0] == '<' && (s.p[1] == '?' || s.p[1] == '!' || (s.p[1] | 32) >= 'a');
}

const struct mk_tree_type mk_tree_abx = { "abx", knows_abx, write_xml };
const struct mk_tree_type mk_tree_xml = { "xml", knows_xml, write_xml };
