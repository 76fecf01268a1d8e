#include "tests/lib/xml_print.h"
#include "parsers/base/buf.h"
#include "parsers/source/source.h"

static void print_event(struct mk_buf *b, const struct mk_xml_event *ev)
{
    if (ev->what == MK_XML_TEXT) {
        mk_buf_put(b, ev->text.p, ev->text.len);
        return;
    }
    mk_buf_puts(b, ev->what == MK_XML_OPEN ? "<" : "</");
    mk_buf_put(b, ev->name.p, ev->name.len);
    for (size_t i = 0; i < ev->nattrs; i++) {
        mk_buf_u8(b, ' ');
        mk_buf_put(b, ev->attrs[i].name.p, ev->attrs[i].name.len);
        mk_buf_u8(b, '=');
        mk_buf_put(b, ev->attrs[i].value.p, ev->attrs[i].value.len);
    }
    mk_buf_u8(b, '>');
}

const char *xml_print(struct mk_span document)
{
    static struct mk_buf b;
    struct mk_file f = mk_file_memory(&document);
    struct mk_xml_event ev;
    struct mk_error e = { 0 };
    struct mk_xml *x = NULL;
    mk_buf_done(&b);
    mk_buf_init(&b, (size_t)64 << 20);
    int rc = mk_xml_open(&x, &f, &e);
    while (rc == 0 && (rc = mk_xml_next(&ev, x, &e)) > 0) {
        print_event(&b, &ev);
        rc = 0;
    }
    if (rc < 0)
        mk_buf_printf(&b, "!%s", e.text);
    mk_xml_free(x);
    return mk_buf_cstr(&b);
}
