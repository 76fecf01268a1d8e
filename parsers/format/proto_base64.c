#include "parsers/base/base64.h"
#include "parsers/format/proto.h"

static bool has(const char *column)
{
    return mk_decoder_proto.has(column);
}

static const char *decode(struct mk_cell *cells, const char *const *columns, size_t n,
                          const struct mk_cell *in, struct mk_arena *arena)
{
    const char *why = "not base64";
    struct mk_buf b;
    if (in->kind != MK_C_TEXT && in->kind != MK_C_BLOB)
        return why;
    mk_buf_init(&b, in->s.len + 1);
    if (mk_base64_get(&b, in->s)) {
        struct mk_cell plain = { .kind = MK_C_BLOB };
        plain.s = mk_arena_copy(arena, mk_buf_span(&b)); /* texts in it outlive this call */
        why = plain.s.p ? mk_decoder_proto.decode(cells, columns, n, &plain, arena)
                        : "no memory to read it";
    }
    mk_buf_done(&b);
    return why;
}

const struct mk_decoder mk_decoder_proto_base64 = { "proto64", has, decode };
