/* XML as text and as ABX. The events have to balance as far as they come. */
#include "parsers/format/xml.h"
#include "parsers/source/source.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct mk_span doc = mk_span(p, n);
    struct mk_file f = mk_file_memory(&doc);
    struct mk_xml *x;
    struct mk_xml_event ev;
    unsigned open = 0;
    uint32_t sum = 0;
    if (mk_xml_open(&x, &f, NULL) != 0)
        return 0;
    while (mk_xml_next(&ev, x, NULL) == 1) {
        open += ev.what == MK_XML_OPEN;
        if (ev.depth != open || (ev.what == MK_XML_CLOSE && open == 0))
            __builtin_trap();
        open -= ev.what == MK_XML_CLOSE;
        for (size_t i = 0; i < ev.nattrs; i++)
            sum += ev.attrs[i].value.len ? ev.attrs[i].value.p[ev.attrs[i].value.len - 1] : 0;
        if (ev.text.len)
            sum += ev.text.p[ev.text.len - 1];
    }
    mk_xml_free(x);
    return sum == UINT32_MAX; /* so that it is read at all */
}
