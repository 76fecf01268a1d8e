#include "tests/lib/t.h"

#include "parsers/base/buf.h"
#include "tests/lib/boxed.h"
#include "tests/lib/fault.h"
#include <stdio.h>

extern const struct mk_container mk_container_tar, mk_container_gz;

static struct mk_error e;

/* ---- making ---- */

static void checksum(uint8_t *h)
{
    unsigned sum = 0;
    memset(h + 148, ' ', 8);
    for (size_t i = 0; i < 512; i++)
        sum += h[i];
    snprintf((char *)h + 148, 8, "%06o", sum);
}

static uint8_t *header(struct mk_buf *b, const char *name, char type, size_t size)
{
    uint8_t *h = mk_buf_room(b, 512);
    assert_non_null(h);
    memset(h, 0, 512);
    memcpy(h, name, strlen(name));
    snprintf((char *)h + 124, 12, "%011zo", size);
    h[156] = (uint8_t)type;
    memcpy(h + 257,
           "ustar\0"
           "00",
           8);
    checksum(h);
    b->len += 512;
    return h;
}

static void body(struct mk_buf *b, const char *data, size_t n)
{
    static const uint8_t zeros[512];
    mk_buf_put(b, data, n);
    mk_buf_put(b, zeros, (512 - n % 512) % 512);
}

static void entry(struct mk_buf *b, const char *name, char type, const char *data)
{
    header(b, name, type, strlen(data));
    body(b, data, strlen(data));
}

static void finish(struct mk_buf *b)
{
    static const uint8_t zeros[1024];
    mk_buf_put(b, zeros, sizeof zeros);
    assert_true(mk_buf_ok(b));
}

/* ---- reading ---- */

static int note(void *u, const struct mk_entry *en, struct mk_error *err)
{
    (void)err;
    mk_buf_put(u, en->path.p, en->path.len);
    mk_buf_printf(u, ":%llu ", (unsigned long long)en->size);
    return 0;
}

/* Lists it, and says what is said of it. */
static void assert_reads(struct mk_buf *b, const char *names, const char *remark)
{
    struct boxed x;
    struct mk_buf got;
    mk_buf_init(&got, 1 << 20);
    if (boxed_open(&x, &mk_container_tar, mk_buf_span(b), NULL, NULL, &e) != 0)
        fail_msg("%s", e.text);
    assert_int_equal(x.src.list(x.src.u, note, &got, &e), 0);
    assert_string_equal(mk_buf_cstr(&got), names);
    const char *text = mk_container_tar.remark(&x.src, 0);
    if (!remark != !text || (text && !strstr(text, remark)))
        fail_msg("%s instead of %s", text ? text : "nothing", remark ? remark : "nothing");
    boxed_read_all(&x, &mk_container_tar);
    boxed_close(&x);
    mk_buf_done(&got);
    mk_buf_done(b);
    mk_buf_init(b, 1 << 20);
}

static void files_are_listed_by_name_and_read_in_place(void **state)
{
    struct boxed x;
    struct mk_file f;
    struct mk_buf b;
    char got[20] = { 0 };
    size_t n;
    (void)state;
    mk_buf_init(&b, 1 << 20);
    entry(&b, "b", '0', "second");
    entry(&b, "folder/", '5', "");
    entry(&b, "link", '2', "");
    entry(&b, "./a", 0, "first");
    finish(&b);
    assert_true(mk_container_tar.knows(mk_buf_span(&b), mk_str("x")));
    assert_false(mk_container_tar.knows(mk_span_from(mk_buf_span(&b), 512), mk_str("x.tar")));
    assert_int_equal(boxed_open(&x, &mk_container_tar, mk_buf_span(&b), NULL, NULL, &e), 0);
    assert_int_equal(x.src.open(&f, x.src.u, 0, &e), 0);
    assert_int_equal(f.pread(f.u, 0, got, sizeof got, &n, &e), 0);
    assert_string_equal(got, "first");
    mk_file_close(&f);
    assert_int_equal(x.src.open(&f, x.src.u, 9, &e), -1);
    boxed_close(&x);
    assert_reads(&b, "a:5 b:6 ", NULL);
    mk_buf_done(&b);
}

static void long_names_come_from_gnu_and_pax_headers(void **state)
{
    struct mk_buf b;
    (void)state;
    mk_buf_init(&b, 1 << 20);
    entry(&b, "././@LongLink", 'L', "a/long/name");
    entry(&b, "a/lo", '0', "1");
    entry(&b, "pax", 'g', "19 comment=for all\n");
    entry(&b, "pax", 'x', "18 path=from/pax \n10 size=3\n");
    header(&b, "short", '0', 0);
    body(&b, "abc", 3);
    memcpy(header(&b, "tail", '0', 0) + 345, "head/part", 9);
    checksum(b.p + b.len - 512);
    finish(&b);
    assert_reads(&b, "a/long/name:1 from/pax :3 head/part/tail:0 ", NULL);
    mk_buf_done(&b);
}

static void what_is_odd_is_told(void **state)
{
    static const struct {
        const char *name, *data, *listed, *remark;
        char type;
    } cases[] = {
        { "../out", "x", "../out:1 ", "leads out", '0' },
        { "/etc/x", "x", "/etc/x:1 ", "leads out", '0' },
        { "holes", "x", "holes:1 ", "sparse", 'S' },
        { "pax", "99 path=x\n", "z:1 ", "extended header makes no sense", 'x' },
        { "pax", "x path=x\n", "z:1 ", "extended header makes no sense", 'x' },
        { "pax", "9 size=x\n", "z:1 ", "extended header makes no sense", 'x' },
        { "pax", "20 GNU.sparse.size=5\n", "z:1 ", "extended", 'x' },
        { "z", "x", "z:1 z:1 ", "more than once", '0' },
    };
    struct mk_buf b;
    (void)state;
    mk_buf_init(&b, 1 << 20);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bool sole = cases[i].type == '0' && cases[i].name[0] != 'z';
        entry(&b, cases[i].name, cases[i].type, cases[i].data);
        if (!sole && cases[i].type != 'S')
            entry(&b, "z", '0', "1");
        finish(&b);
        assert_reads(&b, cases[i].listed, cases[i].remark);
    }
    entry(&b, "a", '0', "1");
    assert_reads(&b, "a:1 ", "no end");
    entry(&b, "a", '0', "1");
    body(&b, "no header here", 14);
    finish(&b);
    assert_reads(&b, "a:1 ", "is no header");
    header(&b, "a", '0', 5000);
    body(&b, "cut", 3);
    assert_reads(&b, "a:5000 ", "cut off");
    mk_buf_done(&b);
}

static void sizes_may_be_binary_and_never_run_over(void **state)
{
    struct mk_buf b;
    (void)state;
    mk_buf_init(&b, 1 << 20);
    uint8_t *h = header(&b, "big", '0', 0);
    memset(h + 124, 0xff, 12);
    h[124] = 0x80;
    checksum(h);
    struct boxed x;
    assert_int_equal(boxed_open(&x, &mk_container_tar, mk_buf_span(&b), NULL, NULL, &e), 0);
    boxed_close(&x); /* no number: no header */
    memset(h + 124, 0, 4);
    h[124] = 0x80;
    checksum(h);
    assert_reads(&b, "big:18446744073709551615 ", "cut off");
    mk_buf_done(&b);
}

static void every_truncation_and_lack_of_memory_is_survived(void **state)
{
    struct boxed x;
    struct mk_buf b;
    (void)state;
    mk_buf_init(&b, 1 << 20);
    entry(&b, "././@LongLink", 'L', "a/long/name");
    entry(&b, "a/lo", '0', "1");
    entry(&b, "pax", 'x', "16 path=from/pax\n");
    entry(&b, "short", '0', "22");
    finish(&b);
    for (size_t n = 0; n<b.len; n += n % 512> 40 && n % 512 < 500 ? 37 : 1) {
        if (boxed_open(&x, &mk_container_tar, mk_span(b.p, n), NULL, NULL, &e) == 0)
            boxed_read_all(&x, &mk_container_tar);
        boxed_close(&x);
    }
    for (int n = 1; fault_arm(n); n++) {
        if (boxed_open(&x, &mk_container_tar, mk_buf_span(&b), NULL, NULL, &e) == 0)
            boxed_read_all(&x, &mk_container_tar);
        boxed_close(&x);
    }
    mk_buf_done(&b);
}

/* printf hello | gzip -n, and the same twice, the second one damaged. */
static const uint8_t gz[] = { 0x1f, 0x8b, 0x08, 0, 0,    0,    0,    0,    0, 3, 0xcb, 0x48, 0xcd,
                              0xc9, 0xc9, 0x07, 0, 0x86, 0xa6, 0x10, 0x36, 5, 0, 0,    0 };

static void a_packed_file_is_whole_or_said_not_to_be(void **state)
{
    struct boxed x;
    (void)state;
    for (size_t n = 18; n <= sizeof gz; n++) {
        assert_true(mk_container_gz.knows(mk_span(gz, n), mk_str("x")));
        assert_int_equal(boxed_open(&x, &mk_container_gz, mk_span(gz, n), NULL, NULL, &e), 0);
        boxed_read_all(&x, &mk_container_gz);
        assert_int_equal(mk_container_gz.remark(&x.src, 0) == NULL, n == sizeof gz);
        boxed_close(&x);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_are_listed_by_name_and_read_in_place),
        cmocka_unit_test(long_names_come_from_gnu_and_pax_headers),
        cmocka_unit_test(what_is_odd_is_told),
        cmocka_unit_test(sizes_may_be_binary_and_never_run_over),
        cmocka_unit_test(every_truncation_and_lack_of_memory_is_survived),
        cmocka_unit_test(a_packed_file_is_whole_or_said_not_to_be),
    };
    return cmocka_run_group_tests_name("tar", tests, NULL, NULL);
}
