#include "parsers/format/imessage.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void decode(const struct mk_decoder *d, const char *const *columns, size_t n,
                   enum mk_cell_kind kind, struct mk_span s)
{
    struct mk_cell in = { .kind = kind, .s = s }, cells[8];
    struct mk_arena arena;
    mk_arena_init(&arena, (size_t)1 << 20);
    (void)d->decode(cells, columns, n, &in, &arena);
    for (size_t i = 0; i < n; i++)
        if (cells[i].kind == MK_C_TEXT && cells[i].s.len && !cells[i].s.p)
            abort();
    mk_arena_done(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const text[] = { "text" }, *const guid[] = { "guid", "part" };
    static const char *const summary[] = { "unsent", "versions", "text.0", "time.0",
                                           "text.1", "time.1",   "text.7", "time.7" };
    decode(&mk_decoder_attributed, text, 1, MK_C_BLOB, mk_span(data, size));
    decode(&mk_decoder_message_summary, summary, 8, MK_C_BLOB, mk_span(data, size));
    decode(&mk_decoder_message_guid, guid, 2, MK_C_TEXT, mk_span(data, size));
    return 0;
}
