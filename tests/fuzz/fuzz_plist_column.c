/* Any bytes as a property list in a column: cells lie in the value or in the arena, lists end. */
#include "parsers/format/plist_column.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static uint32_t sum;

static void look(const struct mk_cell *cells, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if ((cells[i].kind == MK_C_TEXT || cells[i].kind == MK_C_BLOB) && cells[i].s.len)
            sum += cells[i].s.p[cells[i].s.len - 1];
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    static const char *const columns[] = { "a", "l/0", "l/1/a", "0", "b/c" };
    struct mk_cell cells[5], in = { .kind = MK_C_BLOB, .s = mk_span(p, n) };
    struct mk_elements at = { 0 };
    struct mk_arena arena;
    mk_arena_init(&arena, (size_t)32 << 20);
    mk_decoder_plist.decode(cells, columns, 5, &in, &arena);
    look(cells, 5);
    for (size_t i = 0;; i++) {
        for (size_t c = 0; c < 5; c++)
            cells[c] = (struct mk_cell){ .kind = MK_C_NULL };
        if (!mk_decoder_plist.element(cells, columns, 5, &at, "l", &in, &arena))
            break;
        if (i > MK_PLIST_ELEMENTS)
            __builtin_trap();
        look(cells, 5);
    }
    mk_arena_done(&arena);
    return sum == UINT32_MAX; /* so that it is read at all */
}
