/* Boxes of any bytes, as `moka tree` shows them. */
#include "parsers/format/tree.h"
#include "parsers/source/source.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

extern const struct mk_tree_type mk_tree_isobmff;

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct mk_span bytes = mk_span(p, n);
    struct mk_file f = mk_file_memory(&bytes);
    struct mk_context cx = { 0 };
    struct mk_buf b;
    struct mk_error e;
    mk_buf_init(&b, (size_t)64 << 20);
    struct mk_json j = mk_json(&b);
    if (mk_tree_isobmff.knows(mk_span(p, n < 4096 ? n : 4096), mk_span(NULL, 0)) &&
        mk_tree_isobmff.write(&j, &f, &cx, &e) == 0 && b.len == 0)
        __builtin_trap();
    mk_buf_done(&b);
    return 0;
}
