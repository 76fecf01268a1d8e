#include "tests/fuzz/chain.h"
#include <assert.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/*
 * A journal of any bytes is read to its valid end. First byte even: the rest is the file as it is.
 * Odd: each line of the rest gets the checksum it needs, so that the lines themselves are reached.
 */
static void write_whole(int fd, struct mk_span s)
{
    if (ftruncate(fd, 0) != 0 || pwrite(fd, s.p, s.len, 0) != (ssize_t)s.len)
        abort();
}

static void read_all(int fd, size_t size)
{
    struct mk_journal_reader r;
    struct mk_jline l, again;
    struct mk_buf buf;
    uint64_t before = 0;
    if (mk_journal_reader_init(&r, fd, NULL) != 0)
        abort();
    mk_buf_init(&buf, MK_JOURNAL_BUF_MAX);
    while (mk_journal_next(&l, &r, NULL) == 1) {
        assert(l.at == before && r.at > before && r.at <= size);
        assert(l.n <= MK_OBJECT_MAX);
        assert((l.kind == MK_J_INFO) == (l.at == 0));
        /* Found again by its place, it is the same line. */
        assert(mk_journal_line_at(&again, &buf, fd, l.at, NULL) == 0);
        assert(again.kind == l.kind && again.n == l.n && again.bytes == l.bytes);
        assert(mk_span_eq(again.json, l.json) && mk_span_eq(again.line, l.line));
        before = r.at;
    }
    mk_buf_done(&buf);
    mk_journal_reader_done(&r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static int fd = -1;
    struct mk_span in = mk_span_from(mk_span(data, size), 1);
    struct mk_buf b;
    if (fd < 0)
        fd = memfd_create("journal", MFD_CLOEXEC);
    if (size == 0)
        return 0;
    mk_buf_init(&b, (size_t)64 << 20);
    if (data[0] & 1)
        chain_lines(&b, in);
    else
        mk_buf_put(&b, in.p, in.len);
    write_whole(fd, mk_buf_span(&b));
    read_all(fd, b.len);
    mk_buf_done(&b);
    return 0;
}
