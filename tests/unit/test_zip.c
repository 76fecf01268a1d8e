/* Archives made here byte by byte, so that each lie can be told by itself. */
#include "tests/lib/t.h"

#include "parsers/base/buf.h"
#include "tests/lib/boxed.h"
#include "tests/lib/fault.h"
#include <stdio.h>
#include <zlib.h>

extern const struct mk_container mk_container_zip;

#define DATA "some text, some text, some text, some text"

static struct mk_error e;

/* ---- making ---- */

struct lie { /* what one of the two headers says otherwise */
    const char *name;
    struct mk_span extra;
    int crc, packed, size, method, flags, dos;
};

struct made {
    const char *name;
    uint32_t local, crc, packed, size;
    uint16_t method;
};

static void fixed(struct mk_buf *b, const struct made *m, const struct lie *l)
{
    mk_buf_u16le(b, 20);
    mk_buf_u16le(b, (uint16_t)l->flags);
    mk_buf_u16le(b, (uint16_t)(m->method + l->method));
    mk_buf_u32le(b, 0x21u + (uint32_t)l->dos);
    mk_buf_u32le(b, m->crc + (uint32_t)l->crc);
    mk_buf_u32le(b, m->packed + (uint32_t)l->packed);
    mk_buf_u32le(b, m->size + (uint32_t)l->size);
    mk_buf_u16le(b, (uint16_t)strlen(l->name ? l->name : m->name));
    mk_buf_u16le(b, (uint16_t)l->extra.len);
}

static void local(struct mk_buf *b, struct made *m, const char *name, bool deflated,
                  const struct lie *l)
{
    uint8_t packed[200];
    size_t n = strlen(DATA);
    memcpy(packed, DATA, n);
    if (deflated) {
        z_stream z = { .next_in = (Bytef *)(uintptr_t)DATA, .avail_in = (uInt)n };
        assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY), Z_OK);
        z.next_out = packed;
        z.avail_out = sizeof packed;
        assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
        n = sizeof packed - z.avail_out;
        deflateEnd(&z);
    }
    *m = (struct made){ .name = name, .local = (uint32_t)b->len, .method = deflated ? 8 : 0 };
    m->crc = (uint32_t)crc32(0, (const Bytef *)DATA, (uInt)strlen(DATA));
    m->packed = (uint32_t)n;
    m->size = (uint32_t)strlen(DATA);
    mk_buf_u32le(b, 0x04034b50);
    fixed(b, m, l);
    mk_buf_puts(b, l->name ? l->name : name);
    mk_buf_put(b, l->extra.p, l->extra.len);
    mk_buf_put(b, packed, n);
}

static void central(struct mk_buf *b, const struct made *m, const struct lie *l)
{
    mk_buf_u32le(b, 0x02014b50);
    mk_buf_u16le(b, 20);
    fixed(b, m, l);
    mk_buf_u16le(b, 0);
    mk_buf_u16le(b, 0);
    mk_buf_u16le(b, 0);
    mk_buf_u32le(b, 0);
    mk_buf_u32le(b, m->local);
    mk_buf_puts(b, l->name ? l->name : m->name);
    mk_buf_put(b, l->extra.p, l->extra.len);
}

static void end(struct mk_buf *b, unsigned count, size_t at, size_t size)
{
    mk_buf_u32le(b, 0x06054b50);
    mk_buf_u32le(b, 0);
    mk_buf_u16le(b, (uint16_t)count);
    mk_buf_u16le(b, (uint16_t)count);
    mk_buf_u32le(b, (uint32_t)size);
    mk_buf_u32le(b, (uint32_t)at);
    mk_buf_u16le(b, 0);
}

/* Two entries, "a" stored and "b" deflated; lies about the second. */
static void archive(struct mk_buf *b, const struct lie *in_local, const struct lie *in_central)
{
    static const struct lie none;
    struct made a, z;
    mk_buf_init(b, 1 << 20);
    local(b, &a, "a", false, &none);
    local(b, &z, "b", true, in_local);
    size_t at = b->len;
    central(b, &a, &none);
    central(b, &z, in_central);
    end(b, 2, at, b->len - at);
    assert_true(mk_buf_ok(b));
}

/* ---- reading ---- */

static int note(void *u, const struct mk_entry *en, struct mk_error *err)
{
    (void)err;
    mk_buf_put(u, en->path.p, en->path.len);
    mk_buf_u8(u, ' ');
    return 0;
}

static void assert_lists(const struct mk_source *src, const char *names)
{
    struct mk_buf b;
    mk_buf_init(&b, 4096);
    assert_int_equal(src->list(src->u, note, &b, &e), 0);
    assert_string_equal(mk_buf_cstr(&b), names);
    mk_buf_done(&b);
}

static void assert_holds_data(const struct mk_source *src, uint64_t id)
{
    char got[100];
    size_t n;
    struct mk_file f;
    if (src->open(&f, src->u, id, &e) != 0)
        fail_msg("%s", e.text);
    assert_int_equal(f.size, strlen(DATA));
    assert_int_equal(f.pread(f.u, 0, got, sizeof got, &n, &e), 0);
    assert_int_equal(n, strlen(DATA));
    assert_memory_equal(got, DATA, n);
    assert_int_equal(f.pread(f.u, 5, got, 4, &n, &e), 0);
    assert_memory_equal(got, DATA + 5, 4);
    mk_file_close(&f);
}

static bool remarked(const struct mk_source *src, const char *part)
{
    const char *text;
    for (size_t i = 0; (text = mk_container_zip.remark(src, i)); i++)
        if (strstr(text, part))
            return true;
    return false;
}

/* ---- tests ---- */

static void a_good_archive_is_read_without_a_word(void **state)
{
    struct boxed x;
    struct mk_file f;
    struct mk_buf b;
    (void)state;
    archive(&b, &(struct lie){ 0 }, &(struct lie){ 0 });
    assert_true(mk_container_zip.knows(mk_buf_span(&b), mk_str("x")));
    assert_false(mk_container_zip.knows(mk_str("PK"), mk_str("x.zip")));
    assert_int_equal(boxed_open(&x, &mk_container_zip, mk_buf_span(&b), NULL, NULL, &e), 0);
    assert_lists(&x.src, "a b ");
    assert_holds_data(&x.src, 0);
    assert_holds_data(&x.src, 1);
    assert_null(mk_container_zip.remark(&x.src, 0));
    assert_int_equal(x.src.open(&f, x.src.u, 2, &e), -1);
    boxed_close(&x);
    mk_buf_done(&b);
}

#define EXTRA(text)                                                                                \
    {                                                                                              \
        (const uint8_t *)text, sizeof text - 1                                                     \
    }

static void each_lie_is_told(void **state)
{
    static const struct {
        const char *what;
        struct lie local, central;
    } lies[] = {
        { "called otherwise", .local = { .name = "c" } },
        { "another checksum", .local = { .crc = 1 } },
        { "its checksum is another", { .crc = 1 }, { .crc = 1 } },
        { "another size", .local = { .packed = 1 } },
        { "another size", .local = { .size = 1 } },
        { "cut off at", .central = { .size = -1 } },
        { "not as many as stated", { .size = 1 }, { .size = 1 } },
        { "another time", .local = { .dos = 1 } },
        { "another way of packing", .local = { .method = 1 } },
        { "packed in a way that is not read", { .method = 1 }, { .method = 1 } },
        { "encrypted", { .flags = 1 }, { .flags = 1 } },
        { "lie in the central directory", { .packed = 40 }, { .packed = 40 } },
        { "behind the end of the file", .central = { .packed = 100000 } },
        { "do not end where they should", .central = { .extra = EXTRA("UT\x09\0\1") } },
        { "do not end where they should", .local = { .extra = EXTRA("UT") } },
        { "there twice", .local = { .extra = EXTRA("UT\0\0UT\0\0") } },
        { "does not know", .local = { .extra = EXTRA("US\0\0") } },
        { "zip64 sizes are missing", .central = { .size = -1 - (int)sizeof DATA + 1 } },
        { "leads out", .central = { .name = "../b" } },
        { "leads out", .central = { .name = "/b" } },
        { "sizes are stated behind", { .flags = 8 }, { .flags = 8 } },
    };
    (void)state;
    for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) {
        struct boxed x;
        struct mk_buf b;
        archive(&b, &lies[i].local, &lies[i].central);
        if (boxed_open(&x, &mk_container_zip, mk_buf_span(&b), NULL, NULL, &e) != 0)
            fail_msg("%s: %s", lies[i].what, e.text);
        if (!remarked(&x.src, lies[i].what))
            fail_msg("not told: %s (%zu)", lies[i].what, i);
        assert_holds_data(&x.src, 0);
        boxed_close(&x);
        mk_buf_done(&b);
    }
}

/* Two entries of one and the same data: the second is a bomb's. */
static void data_are_given_to_one_entry_only(void **state)
{
    static const struct lie none;
    struct made a, z;
    struct boxed x;
    struct mk_file f;
    struct mk_buf b;
    (void)state;
    mk_buf_init(&b, 1 << 20);
    local(&b, &a, "a", true, &none);
    z = a;
    z.name = "a";
    size_t at = b.len;
    central(&b, &a, &none);
    central(&b, &z, &none);
    end(&b, 2, at, b.len - at);
    assert_int_equal(boxed_open(&x, &mk_container_zip, mk_buf_span(&b), NULL, NULL, &e), 0);
    assert_true(remarked(&x.src, "share data"));
    assert_true(remarked(&x.src, "more than once"));
    int given = x.src.open(&f, x.src.u, 0, &e) == 0;
    mk_file_close(&f);
    f = (struct mk_file){ 0 };
    given += x.src.open(&f, x.src.u, 1, &e) == 0;
    mk_file_close(&f);
    assert_int_equal(given, 1);
    boxed_close(&x);
    mk_buf_done(&b);
}

/* What stands around an archive, and in it between the entries. */
static void bytes_that_belong_to_nothing_are_told(void **state)
{
    struct boxed x;
    struct mk_buf b, more;
    (void)state;
    archive(&b, &(struct lie){ 0 }, &(struct lie){ 0 });
    mk_buf_init(&more, 1 << 20);
    mk_buf_puts(&more, "PK\3\4"); /* an archive in front of it, to some */
    mk_buf_put(&more, b.p, b.len);
    assert_int_equal(boxed_open(&x, &mk_container_zip, mk_buf_span(&more), NULL, NULL, &e), 0);
    assert_true(remarked(&x.src, "4 bytes in front of it"));
    assert_holds_data(&x.src, 1);
    boxed_close(&x);
    mk_buf_puts(&b, "behind");
    assert_int_equal(boxed_open(&x, &mk_container_zip, mk_buf_span(&b), NULL, NULL, &e), 0);
    assert_true(remarked(&x.src, "comment"));
    assert_holds_data(&x.src, 1);
    boxed_close(&x);
    mk_buf_done(&more);
    mk_buf_done(&b);
}

static void every_truncation_is_told_or_refused(void **state)
{
    struct mk_buf b;
    (void)state;
    archive(&b, &(struct lie){ 0 }, &(struct lie){ 0 });
    for (size_t n = 0; n < b.len; n++) {
        struct boxed x;
        if (boxed_open(&x, &mk_container_zip, mk_span(b.p, n), NULL, NULL, &e) == 0) {
            assert_non_null(mk_container_zip.remark(&x.src, 0));
            boxed_read_all(&x, &mk_container_zip);
        }
        boxed_close(&x);
    }
    mk_buf_done(&b);
}

static void no_memory_is_an_error_and_no_more(void **state)
{
    struct mk_buf b;
    (void)state;
    archive(&b, &(struct lie){ 0 }, &(struct lie){ .name = "../b" });
    for (int n = 1; fault_arm(n); n++) {
        struct boxed x;
        if (boxed_open(&x, &mk_container_zip, mk_buf_span(&b), NULL, NULL, &e) == 0)
            boxed_read_all(&x, &mk_container_zip);
        boxed_close(&x);
    }
    mk_buf_done(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_archive_is_read_without_a_word),
        cmocka_unit_test(each_lie_is_told),
        cmocka_unit_test(data_are_given_to_one_entry_only),
        cmocka_unit_test(bytes_that_belong_to_nothing_are_told),
        cmocka_unit_test(every_truncation_is_told_or_refused),
        cmocka_unit_test(no_memory_is_an_error_and_no_more),
    };
    return cmocka_run_group_tests_name("zip", tests, NULL, NULL);
}
