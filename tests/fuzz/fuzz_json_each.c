/* The first line is the path, the rest the document. */
#include "parsers/format/json_each.h"
#include "parsers/source/source.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    char path[65] = { 0 };
    size_t len = 0;
    while (len < n && len < 64 && p[len] != '\n')
        len++;
    memcpy(path, p, len);
    struct mk_span doc = mk_span_from(mk_span(p, n), len + 1);
    struct mk_file f = mk_file_memory(&doc);
    struct mk_json_each *j;
    const char *why;
    json_t *v;
    if (mk_json_each_open(&j, &f, path, NULL) != 0)
        return 0;
    while (mk_json_each_next(&v, &why, j, NULL) == 1) {
        if ((v == NULL) != (why != NULL))
            __builtin_trap();
        json_decref(v);
    }
    mk_json_each_free(j);
    return 0;
}
