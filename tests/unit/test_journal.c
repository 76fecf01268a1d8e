#include "firmware/bundle/journal.h"
#include "tests/lib/fault.h"
#include "tests/lib/fault_disk.h"
#include "tests/lib/stock.h"
#include "tests/lib/t.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define HASH "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

static const char *const lines[] = {
    "{\"j\":\"info\",\"version\":\"1\"}",
    "{\"j\":\"begin\",\"n\":7,\"path\":\"a\"}",
    "{\"j\":\"act\",\"line\":{\"seq\":0}}",
    "{\"j\":\"whole\",\"n\":7,\"bytes\":0,\"sha256\":\"" HASH "\",\"line\":{\"file\":\"x\"}}",
    "{\"j\":\"drop\",\"n\":99999999,\"why\":\"gone\"}",
    "{\"j\":\"cover\",\"line\":{\"artefact\":\"sms\"}}",
    "{\"j\":\"seal\",\"time\":\"2026-11-22T01:00:00.000000Z\"}",
};
#define LINES (sizeof lines / sizeof *lines)

static struct mk_error e;

/* A journal in memory, open for appending. */
static void open_journal(struct mk_journal *j, const struct mk_disk *disk)
{
    char path[64];
    int fd = memfd_create("journal", MFD_CLOEXEC);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    assert_int_equal(mk_journal_init(j, disk, &e), 0);
    j->fd = open(path, O_RDWR | O_APPEND | O_CLOEXEC);
    assert_true(j->fd >= 0);
    close(fd);
}

static void add_all(struct mk_journal *j)
{
    for (size_t i = 0; i < LINES; i++)
        assert_int_equal(mk_journal_add(NULL, j, mk_str(lines[i]), &e), 0);
    assert_int_equal(mk_journal_write(j, &e), 0);
}

/* How many lines a file's content counts, and that they are ours in order. */
static size_t valid_lines(const uint8_t *p, size_t n, uint64_t *end)
{
    struct mk_journal_reader r;
    struct mk_jline l;
    size_t count = 0;
    int rc, fd = memfd_create("copy", MFD_CLOEXEC);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, p, n), n);
    assert_int_equal(mk_journal_reader_init(&r, fd, &e), 0);
    while ((rc = mk_journal_next(&l, &r, &e)) == 1)
        assert_true(mk_span_is(l.json, lines[count++]));
    assert_int_equal(rc, 0);
    *end = r.at;
    mk_journal_reader_done(&r);
    close(fd);
    return count;
}

static uint8_t *all_of(const struct mk_journal *j, size_t *n)
{
    uint8_t *p = malloc(j->end + 1);
    assert_non_null(p);
    ssize_t got = pread(j->fd, p, j->end + 1, 0);
    assert_int_equal(got, j->end);
    *n = (size_t)got;
    return p;
}

static void lines_are_read_back_as_they_were_written(void **state)
{
    struct mk_journal j;
    struct mk_journal_reader r;
    struct mk_jline l;
    struct mk_digest d;
    (void)state;
    open_journal(&j, mk_disk_real());
    add_all(&j);
    assert_int_equal(mk_journal_reader_init(&r, j.fd, &e), 0);
    for (size_t i = 0; i < LINES; i++) {
        assert_int_equal(mk_journal_next(&l, &r, &e), 1);
        assert_true(mk_span_is(l.json, lines[i]));
        if (l.kind == MK_J_WHOLE) {
            assert_int_equal(l.n, 7);
            assert_int_equal(l.bytes, 0);
            assert_true(mk_digest_parse(&d, mk_str(HASH)));
            assert_memory_equal(&l.sha256, &d, sizeof d);
            assert_true(mk_span_is(l.line, "{\"file\":\"x\"}"));
        } else if (l.kind == MK_J_DROP) {
            assert_int_equal(l.n, MK_OBJECT_MAX);
        } else if (l.kind == MK_J_ACT) {
            assert_true(mk_span_is(l.line, "{\"seq\":0}"));
        }
    }
    assert_int_equal(mk_journal_next(&l, &r, &e), 0);
    assert_int_equal(r.at, j.end);
    mk_journal_reader_done(&r);
    mk_journal_done(&j);
}

/* The checksum is what format.h says, by other means: sha256sum. */
static void the_chain_is_what_the_specification_says(void **state)
{
    static const char tool[] = "/usr/bin/sha256sum";
    struct mk_journal j;
    char dir[64];
    size_t n;
    (void)state;
    if (!stock_have(tool))
        skip();
    stock_dir(dir);
    open_journal(&j, mk_disk_real());
    add_all(&j);
    uint8_t *p = all_of(&j, &n);
    struct mk_buf b, sum;
    mk_buf_init(&b, 4096);
    mk_buf_init(&sum, 4096);
    mk_buf_puts(&b, "moka-journal-1\n");
    mk_buf_puts(&b, lines[0]);
    stock_write(stock_path(dir, "in"), mk_buf_span(&b));
    assert_int_equal(STOCK(stock_path(dir, "in"), stock_path(dir, "out"), tool), 0);
    stock_read(&sum, stock_path(dir, "out"));
    assert_memory_equal(sum.p, p, MK_JOURNAL_DIGIT);
    mk_buf_clear(&b);
    mk_buf_clear(&sum);
    mk_buf_put(&b, p, MK_JOURNAL_DIGIT);
    mk_buf_puts(&b, lines[1]);
    stock_write(stock_path(dir, "in"), mk_buf_span(&b));
    assert_int_equal(STOCK(stock_path(dir, "in"), stock_path(dir, "out"), tool), 0);
    stock_read(&sum, stock_path(dir, "out"));
    assert_memory_equal(sum.p, p + MK_JOURNAL_DIGIT + 1 + strlen(lines[0]) + 1, MK_JOURNAL_DIGIT);
    mk_buf_done(&b);
    mk_buf_done(&sum);
    free(p);
    mk_journal_done(&j);
    stock_remove(dir);
}

static void every_truncation_keeps_exactly_the_whole_lines(void **state)
{
    struct mk_journal j;
    uint64_t end;
    size_t n;
    (void)state;
    open_journal(&j, mk_disk_real());
    add_all(&j);
    uint8_t *p = all_of(&j, &n);
    for (size_t cut = 0; cut <= n; cut++) {
        size_t whole = 0;
        for (size_t i = 0; i < cut; i++)
            whole += p[i] == '\n';
        assert_int_equal(valid_lines(p, cut, &end), whole);
        assert_true(end == 0 || (end <= cut && p[end - 1] == '\n'));
    }
    free(p);
    mk_journal_done(&j);
}

static void a_changed_byte_ends_the_journal_before_its_line(void **state)
{
    struct mk_journal j;
    uint64_t end;
    size_t n, before = 0;
    (void)state;
    open_journal(&j, mk_disk_real());
    add_all(&j);
    uint8_t *p = all_of(&j, &n);
    for (size_t at = 0; at < n; at++) {
        for (unsigned bit = 0; bit < 8; bit++) {
            p[at] ^= (uint8_t)(1u << bit);
            assert_int_equal(valid_lines(p, n, &end), before);
            p[at] ^= (uint8_t)(1u << bit);
        }
        before += p[at] == '\n';
    }
    free(p);
    mk_journal_done(&j);
}

static void lines_that_move_repeat_or_vanish_do_not_check(void **state)
{
    struct mk_journal j;
    struct mk_buf b;
    uint64_t end;
    size_t n;
    (void)state;
    open_journal(&j, mk_disk_real());
    add_all(&j);
    uint8_t *p = all_of(&j, &n);
    size_t first = (size_t)((uint8_t *)memchr(p, '\n', n) - p) + 1;
    size_t second = (size_t)((uint8_t *)memchr(p + first, '\n', n - first) - p) + 1;
    mk_buf_init(&b, 65536);
    mk_buf_put(&b, p, first);
    mk_buf_put(&b, p + second, n - second); /* the second is gone */
    assert_int_equal(valid_lines(b.p, b.len, &end), 1);
    mk_buf_clear(&b);
    mk_buf_put(&b, p, second);
    mk_buf_put(&b, p + first, n - first); /* the second comes twice */
    assert_int_equal(valid_lines(b.p, b.len, &end), 2);
    mk_buf_done(&b);
    free(p);
    mk_journal_done(&j);
}

static void a_line_of_an_unknown_kind_is_an_error_and_not_the_end(void **state)
{
    static const char *const strange[] = {
        "{\"j\":\"future\",\"n\":1}",
        "{\"j\":\"info\",\"again\":1}",
        "{\"j\":\"whole\",\"n\":01,\"bytes\":0,\"sha256\":\"" HASH "\",\"line\":{}}",
        "{\"j\":\"whole\",\"n\":100000000,\"bytes\":0,\"sha256\":\"" HASH "\",\"line\":{}}",
        "{\"j\":\"whole\",\"n\":1,\"bytes\":18446744073709551616,\"sha256\":\"" HASH
        "\",\"line\":{}}",
        "{\"j\":\"whole\",\"n\":1,\"bytes\":9223372036854775808,\"sha256\":\"" HASH
        "\",\"line\":{}}",
        "{\"j\":\"whole\",\"n\":1,\"bytes\":1,\"sha256\":\"e3b0\",\"line\":{}}",
        "{\"j\":\"whole\",\"n\":1,\"bytes\":1}",
        "{\"j\":\"act\",\"line\":{}",
        "{\"j\":\"drop\",\"n\":-1}",
        "{\"j\":\"begin\",\"n\":",
        " ",
    };
    (void)state;
    for (size_t i = 0; i < sizeof strange / sizeof *strange; i++) {
        struct mk_journal j;
        struct mk_journal_reader r;
        struct mk_jline l;
        open_journal(&j, mk_disk_real());
        assert_int_equal(mk_journal_add(NULL, &j, mk_str(lines[0]), &e), 0);
        assert_int_equal(mk_journal_add(NULL, &j, mk_str(strange[i]), &e), 0);
        assert_int_equal(mk_journal_write(&j, &e), 0);
        assert_int_equal(mk_journal_reader_init(&r, j.fd, &e), 0);
        assert_int_equal(mk_journal_next(&l, &r, &e), 1);
        assert_int_equal(mk_journal_next(&l, &r, &e), -1);
        assert_int_equal(e.code, MK_EFORMAT);
        mk_journal_reader_done(&r);
        mk_journal_done(&j);
    }
}

static struct mk_span long_line(size_t len)
{
    static char text[MK_JOURNAL_LINE_MAX + 2];
    memset(text, 'x', sizeof text);
    memcpy(text, "{\"j\":\"info\",\"", 13);
    text[len - 1] = '}';
    return mk_span(text, len);
}

static void a_line_may_have_its_limit_and_no_byte_more(void **state)
{
    struct mk_journal j;
    struct mk_journal_reader r;
    struct mk_jline l;
    struct mk_buf buf;
    uint64_t at;
    (void)state;
    open_journal(&j, mk_disk_real());
    assert_int_equal(mk_journal_add(&at, &j, long_line(MK_JOURNAL_LINE_MAX), &e), 0);
    assert_int_equal(mk_journal_write(&j, &e), 0);
    assert_int_equal(mk_journal_add(NULL, &j, long_line(MK_JOURNAL_LINE_MAX + 1), &e), -1);
    assert_int_equal(e.code, MK_ELIMIT);
    assert_int_equal(mk_journal_add(NULL, &j, mk_str(lines[1]), &e), 0);
    assert_int_equal(mk_journal_write(&j, &e), 0);
    assert_int_equal(mk_journal_reader_init(&r, j.fd, &e), 0);
    assert_int_equal(mk_journal_next(&l, &r, &e), 1);
    assert_int_equal(l.json.len, MK_JOURNAL_LINE_MAX);
    assert_int_equal(mk_journal_next(&l, &r, &e), 1);
    assert_true(mk_span_is(l.json, lines[1]));
    mk_buf_init(&buf, MK_JOURNAL_BUF_MAX);
    assert_int_equal(mk_journal_line_at(&l, &buf, j.fd, at, &e), 0);
    assert_int_equal(l.json.len, MK_JOURNAL_LINE_MAX);
    assert_int_equal(mk_journal_line_at(&l, &buf, j.fd, at + 1, &e), -1);
    assert_int_equal(mk_journal_line_at(&l, &buf, j.fd, j.end, &e), -1);
    assert_int_equal(e.code, MK_EFORMAT);
    mk_buf_done(&buf);
    mk_journal_reader_done(&r);
    mk_journal_done(&j);
}

static void an_endless_line_ends_the_journal(void **state)
{
    uint64_t end;
    size_t n = MK_JOURNAL_LINE_MAX * 3;
    uint8_t *p = malloc(n);
    (void)state;
    assert_non_null(p);
    memset(p, 'a', n);
    assert_int_equal(valid_lines(p, n, &end), 0);
    p[n - 1] = '\n';
    assert_int_equal(valid_lines(p, n, &end), 0);
    free(p);
}

static void a_write_that_fails_is_taken_back(void **state)
{
    struct fault_disk f;
    struct mk_journal j;
    uint64_t end;
    char dir[64];
    size_t n;
    (void)state;
    stock_dir(dir);
    fault_disk_init(&f, dir);
    open_journal(&j, &f.disk);
    add_all(&j);
    f.fail_errno = ENOSPC;
    f.fail_at = f.calls + 1; /* writes half of it first */
    assert_int_equal(mk_journal_add(NULL, &j, mk_str(lines[5]), &e), 0);
    assert_int_equal(mk_journal_write(&j, &e), -1);
    assert_int_equal(e.code, MK_ENOSPC);
    uint8_t *p = all_of(&j, &n); /* no byte behind the end */
    assert_int_equal(valid_lines(p, n, &end), LINES);
    free(p);
    assert_int_equal(mk_journal_add(NULL, &j, mk_str(lines[5]), &e), 0);
    assert_int_equal(mk_journal_write(&j, &e), 0);
    struct mk_journal_reader r;
    struct mk_jline l;
    assert_int_equal(mk_journal_reader_init(&r, j.fd, &e), 0);
    for (size_t i = 0; i <= LINES; i++)
        assert_int_equal(mk_journal_next(&l, &r, &e), 1);
    assert_true(mk_span_is(l.json, lines[5]));
    mk_journal_reader_done(&r);
    mk_journal_done(&j);
    fault_disk_done(&f);
    stock_remove(dir);
}

static void what_cannot_be_taken_back_breaks_the_journal(void **state)
{
    struct fault_disk f;
    struct mk_journal j;
    char dir[64];
    (void)state;
    stock_dir(dir);
    fault_disk_init(&f, dir);
    open_journal(&j, &f.disk);
    add_all(&j);
    f.cut = true;
    f.fail_at = f.calls + 1;
    assert_int_equal(mk_journal_add(NULL, &j, mk_str(lines[5]), &e), 0);
    assert_int_equal(mk_journal_write(&j, &e), -1);
    f.gone = f.cut = false; /* too late: half a line is in the file */
    assert_int_equal(mk_journal_add(NULL, &j, mk_str(lines[5]), &e), -1);
    assert_int_equal(mk_journal_write(&j, &e), -1);
    assert_int_equal(e.code, MK_EIO);
    mk_journal_done(&j);
    fault_disk_done(&f);
    stock_remove(dir);
}

static void allocation_faults_lose_no_line(void **state)
{
    struct mk_journal j;
    uint64_t end;
    size_t n;
    (void)state;
    open_journal(&j, mk_disk_real());
    add_all(&j);
    for (int k = 1; fault_arm(k); k++) {
        struct mk_journal_reader r;
        struct mk_jline l;
        int rc = mk_journal_reader_init(&r, j.fd, &e);
        while (rc == 0 && (rc = mk_journal_next(&l, &r, &e)) == 1)
            rc = 0;
        fault_disarm();
        assert_true(rc == 0 || e.code == MK_ENOMEM);
        assert_true(rc != 0 || r.at == j.end);
        mk_journal_reader_done(&r);
    }
    uint8_t *p = all_of(&j, &n);
    assert_int_equal(valid_lines(p, n, &end), LINES);
    free(p);
    mk_journal_done(&j);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_read_back_as_they_were_written),
        cmocka_unit_test(the_chain_is_what_the_specification_says),
        cmocka_unit_test(every_truncation_keeps_exactly_the_whole_lines),
        cmocka_unit_test(a_changed_byte_ends_the_journal_before_its_line),
        cmocka_unit_test(lines_that_move_repeat_or_vanish_do_not_check),
        cmocka_unit_test(a_line_of_an_unknown_kind_is_an_error_and_not_the_end),
        cmocka_unit_test(a_line_may_have_its_limit_and_no_byte_more),
        cmocka_unit_test(an_endless_line_ends_the_journal),
        cmocka_unit_test(a_write_that_fails_is_taken_back),
        cmocka_unit_test(what_cannot_be_taken_back_breaks_the_journal),
        cmocka_unit_test(allocation_faults_lose_no_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
