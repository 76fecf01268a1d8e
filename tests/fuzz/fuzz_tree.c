/* Every type of moka tree on the bytes; the first one says with which to begin. What comes out has
 * to be JSON. */
#include "parsers/format/tree.h"
#include "parsers/source/source.h"
#include <jansson.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static size_t count(void)
{
    size_t i = 0;
    while (mk_tree_at(i))
        i++;
    return i;
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    const struct mk_tree_type *type = n ? mk_tree_at(p[0] % count()) : NULL;
    struct mk_span bytes = mk_span_from(mk_span(p, n), 1);
    struct mk_file f = mk_file_memory(&bytes);
    struct mk_context cx = { .memory_max = (size_t)16 << 20 };
    struct mk_error e = { 0 };
    struct mk_buf b;
    if (!type)
        return 0;
    mk_buf_init(&b, (size_t)16 << 20);
    struct mk_json j = mk_json(&b);
    if (type->knows)
        type->knows(bytes, mk_span(NULL, 0));
    if (type->write(&j, &f, &cx, &e) >= 0 && mk_buf_ok(&b) && b.len < (size_t)1 << 16) {
        json_error_t why;
        json_t *v = json_loadb((const char *)b.p, b.len, JSON_DECODE_ANY | JSON_ALLOW_NUL, &why);
        /* Numbers and nesting that jansson does not take are no fault. */
        if (!v && json_error_code(&why) == json_error_invalid_syntax)
            __builtin_trap();
        json_decref(v);
    }
    mk_buf_done(&b);
    return 0;
}
