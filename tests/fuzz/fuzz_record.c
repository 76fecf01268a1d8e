/* Records as a hostile worker could send them, and lines as a hostile file could hold them. */
#include "parsers/record/record.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct mk_lines *l;
    struct mk_buf out, items;
    struct mk_error e;
    size_t used;
    if (mk_lines_new(&l, &e) != 0)
        return 0;
    mk_buf_init(&out, (size_t)16 << 20);
    mk_buf_init(&items, (size_t)16 << 20);
    if (mk_lines_feed(l, &out, mk_span(p, n), &used, &e) == 0 && used > n)
        __builtin_trap();
    /* What reads as a record has to come out as a line again. */
    if (mk_record_of_json(&items, mk_span(p, n), NULL, &e) == 0 &&
        (mk_lines_feed(l, &out, mk_buf_span(&items), &used, &e) != 0 || used != items.len))
        __builtin_trap();
    mk_buf_done(&items);
    mk_buf_done(&out);
    mk_lines_free(l);
    return 0;
}
