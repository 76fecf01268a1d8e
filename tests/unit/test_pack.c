#include "tests/lib/t.h"

#include "firmware/bundle/pack.h"
#include "parsers/source/tar.h"
#include "tests/lib/fault.h"
#include "tests/lib/fault_disk.h"
#include "tests/lib/stock.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What a hostile file may hold: tars under a key that we have. */
struct world {
    char root[64], out[96], part[104];
    struct mk_age_identity key;
    struct mk_buf tar;
};

static void begin(struct world *w)
{
    stock_dir(w->root);
    snprintf(w->out, sizeof w->out, "%s/in/out", w->root);
    snprintf(w->part, sizeof w->part, "%s.part", w->out);
    char in[96];
    snprintf(in, sizeof in, "%s/in", w->root);
    assert_int_equal(mkdir(in, 0700), 0);
    assert_int_equal(mk_age_identity_make(&w->key, NULL), 0);
    mk_buf_init(&w->tar, 1 << 20);
}

static void end(struct world *w)
{
    mk_buf_done(&w->tar);
    stock_remove(w->root);
}

static void put(struct world *w, const char *name, char type, const char *bytes)
{
    uint8_t head[MK_TAR_BLOCK];
    size_t n = strlen(bytes);
    unsigned sum = 0;
    assert_int_equal(mk_tar_put_head(head, mk_str(name), n, 0, NULL), 0);
    head[156] = (uint8_t)type;
    memset(head + 148, ' ', 8);
    for (size_t i = 0; i < sizeof head; i++)
        sum += head[i];
    snprintf((char *)head + 148, 7, "%06o", sum);
    mk_buf_put(&w->tar, head, sizeof head);
    mk_buf_puts(&w->tar, bytes);
    while (w->tar.len % MK_TAR_BLOCK)
        mk_buf_u8(&w->tar, 0);
}

static void put_end(struct world *w)
{
    for (size_t i = 0; i < 2 * MK_TAR_BLOCK; i++)
        mk_buf_u8(&w->tar, 0);
}

static int to_fd(void *u, struct mk_span bytes, struct mk_error *e)
{
    return mk_disk_write_all(mk_disk_real(), *(int *)u, bytes, e);
}

/* 0, or the code that it failed with */
static int unpacked(struct world *w, const struct mk_disk *disk)
{
    struct mk_error e = { 0 };
    struct mk_age_writer *a;
    FILE *f = tmpfile();
    assert_non_null(f);
    int fd = fileno(f);
    assert_int_equal(mk_age_writer_new(&a, &w->key.to, 1, to_fd, &fd, NULL), 0);
    assert_int_equal(mk_age_write(a, mk_buf_span(&w->tar), NULL), 0);
    assert_int_equal(mk_age_write_end(a, NULL), 0);
    mk_age_writer_free(a);
    lseek(fd, 0, SEEK_SET);
    int rc = mk_unpack(w->out, fd, &w->key, 1, disk, &e);
    fclose(f);
    return rc ? (int)e.code : 0;
}

static bool is_there(const char *path)
{
    struct stat st;
    return lstat(path, &st) == 0;
}

static void files_of_a_bundle_come_out(void **state)
{
    struct world w;
    char path[128], text[8] = "";
    (void)state;
    begin(&w);
    put(&w, "bundle/bagit.txt", '0', "");
    put(&w, "bundle/data/000/0000001", '0', "moka");
    put_end(&w);
    assert_int_equal(unpacked(&w, mk_disk_real()), 0);
    snprintf(path, sizeof path, "%s/data/000/0000001", w.out);
    FILE *f = fopen(path, "r");
    assert_non_null(f);
    assert_int_equal(fread(text, 1, sizeof text, f), 4);
    fclose(f);
    assert_string_equal(text, "moka");
    snprintf(path, sizeof path, "%s/bagit.txt", w.out);
    assert_true(is_there(path));
    assert_false(is_there(w.part));
    end(&w);
}

static void nothing_is_written_elsewhere(void **state)
{
    static const struct {
        const char *name;
        char type;
    } bad[] = {
        { "bundle/../escaped", '0' },
        { "../escaped", '0' },
        { "/tmp/escaped", '0' },
        { "bundle//escaped", '0' },
        { "bundle/data/../../../escaped", '0' },
        { "bundle/./escaped", '0' },
        { "bundle/.hidden", '0' },
        { "bundle/", '0' },
        { "bundle", '0' },
        { "bundle/data/", '5' },
        { "bundle/a b", '0' },
        { "bundle/a\nb", '0' },
        { "bundle/link", '2' },
        { "bundle/hard", '1' },
        { "bundle/device", '3' },
        { "bundle/pipe", '6' },
        { "other/bagit.txt", '0' },
    };
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct world w;
        char path[128];
        begin(&w);
        put(&w, "bundle/bagit.txt", '0', "x");
        put(&w, bad[i].name, bad[i].type, "y");
        put_end(&w);
        assert_int_equal(unpacked(&w, mk_disk_real()), MK_EFORMAT);
        assert_false(is_there(w.out));
        snprintf(path, sizeof path, "%s/escaped", w.root);
        assert_false(is_there(path));
        snprintf(path, sizeof path, "%s/in/escaped", w.root);
        assert_false(is_there(path));
        assert_false(is_there("/tmp/escaped"));
        end(&w);
    }
}

static void a_tar_that_breaks_off_is_no_bundle(void **state)
{
    struct world w;
    (void)state;
    begin(&w);
    put(&w, "bundle/bagit.txt", '0', "x");
    put_end(&w);
    for (size_t n = w.tar.len; n-- > 0;) {
        if (n % 256 && n % 509)
            continue;
        w.tar.len = n;
        assert_int_equal(unpacked(&w, fault_disk_lazy()), MK_EFORMAT);
        assert_false(is_there(w.out));
        stock_remove(w.part);
    }
    end(&w);
}

static void the_same_name_twice_is_refused(void **state)
{
    struct world w;
    (void)state;
    begin(&w);
    put(&w, "bundle/bagit.txt", '0', "x");
    put(&w, "bundle/bagit.txt", '0', "y");
    put_end(&w);
    assert_int_equal(unpacked(&w, mk_disk_real()), MK_EIO);
    assert_false(is_there(w.out));
    end(&w);
}

/* Each call to the disk fails once: never a folder of that name that is not whole. */
static void a_disk_that_fails_leaves_no_bundle(void **state)
{
    (void)state;
    for (long n = 1;; n++) {
        struct world w;
        struct fault_disk d;
        begin(&w);
        put(&w, "bundle/bagit.txt", '0', "x");
        put(&w, "bundle/data/000/0000001", '0', "moka");
        put_end(&w);
        fault_disk_init(&d, w.root);
        d.fail_at = n;
        d.fail_errno = ENOSPC;
        int code = unpacked(&w, &d.disk);
        bool fired = d.fired;
        fault_disk_done(&d);
        assert_int_equal(code, fired ? MK_ENOSPC : 0);
        assert_int_equal(is_there(w.out), !fired);
        end(&w);
        if (!fired)
            break;
    }
}

static int packed(const char *dir, const struct mk_age_recipient *to)
{
    struct mk_error e = { 0 };
    int out = open("/dev/null", O_WRONLY | O_CLOEXEC);
    int rc = mk_pack(NULL, out, dir, to, 1, mk_disk_real(), NULL, &e);
    close(out);
    return rc ? (int)e.code : 0;
}

static void add(void *u, uint64_t bytes)
{
    *(uint64_t *)u += bytes;
}

/* How far it is can be told: what is below data/ is heard of, and nothing else. */
static void packing_tells_how_much_of_the_payload_was_read(void **state)
{
    (void)state;
    struct world w;
    char path[96];
    uint64_t heard = 0;
    struct mk_error e = { 0 };
    const struct mk_pack_watch watch = { add, &heard };
    uint8_t *large = calloc(1, 600000);
    assert_non_null(large);
    begin(&w);
    static const char *const texts[][2] = {
        { "bagit.txt", "BagIt-Version: 1.0\n" },
        { "bag-info.txt", "Source-Organization: x\nMoka-Bundle-Version: 1\n" },
    };
    for (size_t i = 0; i < 2; i++) {
        snprintf(path, sizeof path, "%s/%s", w.root, texts[i][0]);
        stock_write(path, mk_str(texts[i][1]));
    }
    snprintf(path, sizeof path, "%s/data", w.root);
    assert_int_equal(mkdir(path, 0700), 0);
    snprintf(path, sizeof path, "%s/data/1", w.root);
    stock_write(path, mk_span(large, 600000));
    snprintf(path, sizeof path, "%s/data/2", w.root);
    stock_write(path, mk_str("abc"));
    int out = open("/dev/null", O_WRONLY | O_CLOEXEC);
    int rc = mk_pack(NULL, out, w.root, &w.key.to, 1, mk_disk_real(), &watch, &e);
    close(out);
    free(large);
    assert_int_equal(rc, 0);
    assert_int_equal(heard, 600003);
    end(&w);
}

/* Whatever memory it is that lacks, it is said, and nothing is left behind. */
static void packing_without_memory_fails_and_says_so(void **state)
{
    (void)state;
    struct world w;
    char path[96];
    begin(&w);
    snprintf(path, sizeof path, "%s/bagit.txt", w.root);
    stock_write(path, mk_str("BagIt-Version: 1.0\n"));
    snprintf(path, sizeof path, "%s/bag-info.txt", w.root);
    stock_write(path, mk_str("Source-Organization: x\nMoka-Bundle-Version: 1\n"));
    for (int n = 1; fault_arm(n); n++) {
        int code = packed(w.root, &w.key.to);
        if (fault_fired()) /* also where it cannot see that this is a bundle */
            assert_true(code == MK_ENOMEM || code == MK_ESTATE);
        else
            assert_int_equal(code, 0);
    }
    fault_disarm();
    end(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_of_a_bundle_come_out),
        cmocka_unit_test(nothing_is_written_elsewhere),
        cmocka_unit_test(a_tar_that_breaks_off_is_no_bundle),
        cmocka_unit_test(the_same_name_twice_is_refused),
        cmocka_unit_test(a_disk_that_fails_leaves_no_bundle),
        cmocka_unit_test(packing_tells_how_much_of_the_payload_was_read),
        cmocka_unit_test(packing_without_memory_fails_and_says_so),
    };
    return cmocka_run_group_tests_name("pack", tests, NULL, NULL);
}
