/* Any bytes as a protobuf: fields lie inside the message, and columns never lie about it. */
#include "parsers/format/proto.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void walk(struct mk_span message, int depth)
{
    struct mk_cursor c = mk_cur(message);
    struct mk_proto_field f;
    while (mk_proto_next(&f, &c)) {
        if (f.whole.len > message.len || f.s.len > f.whole.len)
            __builtin_trap();
        if (depth < 8)
            walk(f.s, depth + 1);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    static const char *const columns[] = { "1",          "1.1",      "2#1",  "3:count",
                                           "1.2.3:text", "5:double", "*.3.1" };
    struct mk_cell cells[7], in = { .kind = MK_C_BLOB, .s = mk_span(p, n) };
    struct mk_cursor c = mk_cur(in.s);
    struct mk_span m;
    walk(in.s, 0);
    const char *why = mk_decoder_proto.decode(cells, columns, 7, &in, NULL);
    if (!why != mk_proto_is(in.s))
        __builtin_trap();
    struct mk_elements at = { 0 };
    for (size_t i = 0; mk_decoder_proto.element(cells, columns, 7, &at, "1.2", &in, NULL); i++)
        if (i > n)
            __builtin_trap();
    while (mk_proto_delimited(&m, &c, 4096) > 0)
        walk(m, 0);
    return 0;
}
