#include "parsers/format/gunzip.h"
#include "parsers/format/proto.h"

#define MAX ((size_t)16 << 20) /* of a message */

static bool has(const char *column)
{
    return mk_decoder_proto.has(column);
}

static const char *decode(struct mk_cell *cells, const char *const *columns, size_t n,
                          const struct mk_cell *in, struct mk_arena *arena)
{
    const char *why = NULL;
    struct mk_buf b;
    struct mk_error e;
    for (size_t i = 0; i < n; i++)
        cells[i] = (struct mk_cell){ .kind = MK_C_NULL };
    if (in->kind != MK_C_BLOB || !mk_gzip_knows(in->s))
        return "not gzipped";
    mk_buf_init(&b, MAX);
    if (mk_gunzip(&b, in->s, &e) != 0)
        why = e.code == MK_ELIMIT ? "larger than is read" : "the gzip stream is damaged";
    struct mk_cell plain = { .kind = MK_C_BLOB };
    plain.s = mk_arena_copy(arena, mk_buf_span(&b)); /* texts in it outlive this call */
    const char *odd = plain.s.p ? mk_decoder_proto.decode(cells, columns, n, &plain, arena)
                                : "no memory to read it";
    mk_buf_done(&b);
    return why ? why : odd;
}

const struct mk_decoder mk_decoder_proto_gzip = { "proto_gzip", has, decode };
