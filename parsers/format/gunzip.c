#include "parsers/format/gunzip.h"
#include "parsers/source/inflate.h"
#include "parsers/source/source.h"

bool mk_gzip_knows(struct mk_span head)
{
    return mk_span_starts(head, mk_span("\x1f\x8b\x08", 3));
}

static int keep(void *u, const void *p, size_t n, struct mk_error *e)
{
    struct mk_buf *out = u;
    mk_buf_put(out, p, n);
    return mk_buf_ok(out) ? 0 : mk_fail(e, MK_ENOMEM, "gzip");
}

int mk_gunzip(struct mk_buf *out, struct mk_span s, struct mk_error *e)
{
    struct mk_file f = mk_file_memory(&s);
    struct mk_part_reader part;
    struct mk_reader in = mk_reader_part(&part, &f, 0, s.len);
    struct mk_inflated r;
    uint64_t room = out->max - out->len;
    if (mk_inflate(&r, MK_WRAP_GZIP, &in, room, keep, out, e) != 0)
        return -1;
    if (r.odd)
        return mk_fail(e, r.out == room ? MK_ELIMIT : MK_EFORMAT, "gzip: %s, behind byte %llu",
                       r.odd, (unsigned long long)r.in);
    return r.in == s.len ? 0
                         : mk_fail(e, MK_EFORMAT, "gzip: %llu bytes behind its end",
                                   (unsigned long long)(s.len - r.in));
}
