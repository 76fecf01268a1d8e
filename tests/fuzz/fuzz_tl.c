/* Any bytes as an object of TL: every cell lies inside the bytes or the arena, none is filled twice
 * in another way, and what ended early says so. */
#include "parsers/format/tl.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void check(const struct mk_cell *c, struct mk_span in)
{
    uint8_t sum = 0;
    volatile uint8_t sink;
    bool bytes = c->kind == MK_C_TEXT || c->kind == MK_C_BLOB;
    if (bytes && c->s.p >= in.p && c->s.p < in.p + in.len && c->s.len > in.len)
        __builtin_trap();
    for (size_t i = 0; bytes && i < c->s.len; i++)
        sum ^= c->s.p[i];
    sink = sum;
    (void)sink;
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    static const char *const columns[] = {
        "@",
        "@bad",
        "@unknown",
        "@rest",
        "@text",
        "@name",
        "@phone",
        "message",
        "media",
        "from_id:peer",
        "peer_id:peer",
        "fwd_from.from_id:peer",
        "reply_to.quote_text",
        "media.geo.lat",
        "media.document.attributes.documentAttributeFilename.file_name",
        "media.document.size",
        "action.users",
        "action.reason",
        "media.webpage.url",
        "title",
    };
    enum { COLUMNS = sizeof columns / sizeof *columns };
    struct mk_cell cells[COLUMNS], again[COLUMNS], in = { .kind = MK_C_BLOB, .s = mk_span(p, n) };
    struct mk_arena arena;
    mk_arena_init(&arena, (size_t)1 << 20);
    const char *why = mk_decoder_tl.decode(cells, columns, COLUMNS, &in, &arena);
    for (size_t i = 0; i < COLUMNS; i++)
        check(&cells[i], in.s);
    if ((cells[1].kind == MK_C_INT) != (why != NULL) || (cells[2].kind != MK_C_NULL && !why))
        __builtin_trap();
    if (mk_decoder_tl.decode(again, columns, COLUMNS, &in, &arena) != why)
        __builtin_trap();
    mk_arena_done(&arena);
    return 0;
}
