#include "tests/lib/t.h"
#include "firmware/vault/vault.h"
#include "tests/lib/fault.h"
#include "tests/lib/fault_disk.h"
#include "tests/lib/stock.h"
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#define SECRET "the words that nobody may find again"

/*
 * An ext4 file system of our own in a file, mounted where only this process sees it. Needs a
 * privilege that not every place where tests run has.
 */
static bool mount_ext4(void)
{
    const char *image = stock_in("image"), *at = stock_in("ext4");
    if (geteuid() != 0 || !stock_have("/usr/sbin/mkfs.ext4") || unshare(CLONE_NEWNS) != 0 ||
        mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0)
        return false;
    int fd = open(image, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    assert_true(fd >= 0 && ftruncate(fd, 16 << 20) == 0);
    close(fd);
    assert_int_equal(mkdir(at, 0700), 0);
    if (STOCK(NULL, NULL, "mkfs.ext4", "-q", "-O", "encrypt", "-F", image) != 0)
        return false;
    return STOCK(NULL, NULL, "mount", "-o", "loop", image, at) == 0;
}

static bool have_ext4(void)
{
    static int can = -1;
    if (can < 0)
        can = mount_ext4();
    if (!can)
        print_message("SKIP: no ext4 with encryption can be mounted here (root is needed), so "
                      "keys of cases were NOT tried\n");
    return can;
}

/* Where the tests of one kind work. */
static const char *in(const char *where, const char *name)
{
    char path[100];
    snprintf(path, sizeof path, "%s%s%s", where, *where ? "/" : "", name);
    return stock_in(path);
}

static bool there(const char *path)
{
    struct stat st;
    return lstat(path, &st) == 0;
}

/* data/000/x and another beside. */
static void fill(const char *dir)
{
    char path[300];
    snprintf(path, sizeof path, "%s/data", dir);
    assert_int_equal(mkdir(path, 0700), 0);
    snprintf(path, sizeof path, "%s/data/000", dir);
    assert_int_equal(mkdir(path, 0700), 0);
    snprintf(path, sizeof path, "%s/data/000/a", dir);
    stock_write(path, mk_str(SECRET));
    snprintf(path, sizeof path, "%s/plan.json", dir);
    stock_write(path, mk_str("{}"));
    snprintf(path, sizeof path, "%s/link", dir);
    assert_int_equal(symlink("/etc", path), 0);
}

static bool readable(const char *dir)
{
    char path[300], text[100] = { 0 };
    snprintf(path, sizeof path, "%s/data/000/a", dir);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    ssize_t n = read(fd, text, sizeof text);
    close(fd);
    return n == (ssize_t)strlen(SECRET) && !memcmp(text, SECRET, strlen(SECRET));
}

static enum mk_vault_kind make(const char *dir, const char *key)
{
    enum mk_vault_kind kind = MK_VAULT_PLAIN;
    struct mk_error e = { 0 };
    if (mk_vault_make(&kind, dir, key, mk_disk_real(), &e) != 0)
        fail_msg("%s", e.text);
    return kind;
}

static void sync_ext4(void)
{
    int fd = open(in("ext4", ""), O_RDONLY | O_CLOEXEC);
    assert_true(fd >= 0 && syncfs(fd) == 0);
    close(fd);
}

static bool image_has(const char *text)
{
    struct mk_buf b;
    sync_ext4();
    mk_buf_init(&b, (size_t)32 << 20);
    stock_read(&b, stock_in("image"));
    bool has = memmem(b.p, b.len, text, strlen(text)) != NULL;
    mk_buf_done(&b);
    return has;
}

/* ---- the plain kind, which every file system can ---- */

static void a_folder_in_memory_is_plain_and_is_said_to_be(void **s)
{
    (void)s;
    struct mk_vault_facts f;
    enum mk_vault_kind kind;
    const char *dir = in("", "case"), *key = in("", "case.key");
    assert_int_equal(make(dir, key), MK_VAULT_PLAIN);
    fill(dir);
    assert_int_equal(make(dir, key), MK_VAULT_PLAIN); /* again */
    assert_int_equal(mk_vault_open(&kind, dir, key, NULL), 0);
    assert_int_equal(kind, MK_VAULT_PLAIN);
    assert_int_equal(mk_vault_close(dir, NULL), 0);
    assert_true(readable(dir));
    assert_int_equal(mk_vault_destroy(&f, dir, key, 1700000000000000, mk_disk_real(), NULL), 0);
    assert_int_equal(f.kind, MK_VAULT_PLAIN);
    assert_int_equal(f.files, 3);
    assert_true(f.key_overwritten && f.key_unlinked && !f.key_id[0]);
    assert_false(there(dir) || there(key));
    assert_true(there("/etc/passwd")); /* the link was not followed */
    struct mk_error e;
    assert_int_equal(mk_vault_open(&kind, dir, key, &e), -1);
    assert_int_equal(e.code, MK_EABSENT);
}

static void a_certificate_of_plain_files_claims_no_key(void **s)
{
    (void)s;
    struct mk_vault_facts f = { .kind = MK_VAULT_PLAIN, .key_unlinked = true, .files = 2 };
    struct mk_buf b;
    mk_buf_init(&b, 4096);
    struct mk_json j = mk_json(&b);
    mk_json_open(&j, '{');
    mk_vault_certify(&j, &f);
    mk_json_close(&j, '}');
    const char *text = mk_buf_cstr(&b);
    assert_non_null(text);
    assert_non_null(strstr(text, "\"kind\":\"plain\""));
    assert_non_null(strstr(text, "not encrypted"));
    assert_non_null(strstr(text, "\"not_claimed\":[\"that cells of a flash memory"));
    assert_null(strstr(text, "ciphertext"));
    mk_buf_done(&b);
}

/* As after a cut between the removal and the certificate, or when the key went at the seal. */
static void what_is_gone_already_is_not_called_unencrypted(void **s)
{
    (void)s;
    struct mk_vault_facts f;
    const char *gone = in("", "gone"), *key_of = in("", "gone.key");
    assert_int_equal(mk_vault_destroy(&f, gone, key_of, 1, mk_disk_real(), NULL), 0);
    assert_int_equal(f.kind, MK_VAULT_NONE);
    struct mk_buf b;
    mk_buf_init(&b, 4096);
    struct mk_json j = mk_json(&b);
    mk_json_open(&j, '{');
    mk_vault_certify(&j, &f);
    mk_json_close(&j, '}');
    const char *text = mk_buf_cstr(&b);
    assert_non_null(text);
    assert_non_null(strstr(text, "\"kind\":\"none\""));
    assert_null(strstr(text, "not encrypted"));
    mk_buf_done(&b);
}

static void a_folder_in_use_is_not_taken(void **s)
{
    (void)s;
    struct mk_error e;
    enum mk_vault_kind kind;
    const char *dir = in("", "used");
    assert_int_equal(mkdir(dir, 0700), 0);
    fill(dir);
    assert_int_equal(mk_vault_make(&kind, dir, in("", "used.key"), mk_disk_real(), &e), -1);
    assert_int_equal(e.code, MK_ESTATE);
    assert_true(readable(dir));
}

static void a_damaged_key_file_is_said(void **s)
{
    (void)s;
    static const char *const bad[] = { "x", "moka-vault-1 plain", "moka-vault-1 fscrypt\n",
                                       "moka-vault-1 fscrypt\n00\n", "moka-vault-2 plain\n" };
    enum mk_vault_kind kind;
    struct mk_error e;
    const char *dir = in("", "bad"), *key = in("", "bad.key");
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        stock_write(key, mk_str(bad[i]));
        assert_int_equal(mk_vault_make(&kind, dir, key, mk_disk_real(), &e), -1);
        assert_int_equal(e.code, MK_EFORMAT);
        assert_int_equal(mk_vault_open(&kind, dir, key, &e), -1);
        assert_int_equal(e.code, MK_EFORMAT);
    }
    stock_write(key, mk_str(""));
    assert_int_equal(mk_vault_open(&kind, dir, key, &e), -1);
    assert_int_equal(e.code, MK_EABSENT); /* overwritten */
}

/* Each call of the disk fails once: making and destroying can be repeated to their end. */
static void what_was_cut_goes_on_when_asked_again(void **s)
{
    (void)s;
    bool fired = true;
    for (long n = 1; fired; n++) {
        struct fault_disk d;
        struct mk_vault_facts f;
        enum mk_vault_kind kind;
        const char *root = in("", "cut"), *dir = in("", "cut/case"), *key = in("", "cut/key");
        assert_int_equal(mkdir(root, 0700), 0);
        fault_disk_init(&d, root);
        d.fail_at = n;
        d.fail_errno = EIO;
        int rc = mk_vault_make(&kind, dir, key, &d.disk, NULL);
        if (rc == 0) {
            fill(dir);
            rc = mk_vault_destroy(&f, dir, key, 1, &d.disk, NULL);
            assert_true(!d.fired || rc != 0 || !there(key));
        } else {
            make(dir, key);
        }
        fired = d.fired;
        fault_disk_done(&d);
        assert_int_equal(mk_vault_destroy(&f, dir, key, 1, mk_disk_real(), NULL), 0);
        assert_false(there(dir) || there(key));
        stock_remove(root);
    }
}

static void no_memory_loses_nothing(void **s)
{
    (void)s;
    const char *where = have_ext4() ? "ext4" : "";
    for (int n = 1; fault_arm(n); n++) {
        enum mk_vault_kind kind;
        struct mk_vault_facts f;
        const char *dir = in(where, "memory"), *key = in(where, "memory.key");
        int rc = mk_vault_make(&kind, dir, key, mk_disk_real(), NULL);
        if (rc == 0)
            rc = mk_vault_destroy(&f, dir, key, 1, mk_disk_real(), NULL);
        bool fired = fault_fired();
        fault_disarm();
        if (rc != 0) {
            assert_true(fired);
            assert_int_equal(mk_vault_destroy(&f, dir, key, 1, mk_disk_real(), NULL), 0);
        }
        assert_false(there(dir) || there(key));
    }
    fault_disarm();
}

/* ---- encrypted ---- */

static void what_a_closed_case_holds_is_ciphertext(void **s)
{
    (void)s;
    enum mk_vault_kind kind;
    struct mk_error e;
    if (!have_ext4())
        return;
    const char *dir = in("ext4", "a"), *key = in("ext4", "a.key");
    assert_int_equal(make(dir, key), MK_VAULT_FSCRYPT);
    fill(dir);
    assert_false(image_has(SECRET));
    assert_int_equal(mk_vault_close(dir, NULL), 0);
    assert_false(readable(dir));
    assert_int_equal(mk_vault_open(&kind, dir, key, NULL), 0);
    assert_int_equal(kind, MK_VAULT_FSCRYPT);
    assert_int_equal(mk_vault_open(&kind, dir, key, NULL), 0);
    assert_true(readable(dir));
    /* another case's key */
    const char *other = in("ext4", "b"), *other_key = in("ext4", "b.key");
    assert_int_equal(make(other, other_key), MK_VAULT_FSCRYPT);
    assert_int_equal(mk_vault_open(&kind, dir, other_key, &e), -1);
    assert_int_equal(e.code, MK_EAUTH);
    assert_true(readable(dir));
}

static void a_destroyed_case_is_gone_with_its_key(void **s)
{
    (void)s;
    enum mk_vault_kind kind;
    struct mk_vault_facts f;
    struct mk_buf text, b;
    struct mk_error e;
    if (!have_ext4())
        return;
    const char *dir = in("ext4", "c"), *key = in("ext4", "c.key"), *copy = stock_in("c.copy");
    assert_int_equal(make(dir, key), MK_VAULT_FSCRYPT);
    fill(dir);
    mk_buf_init(&text, 4096);
    stock_read(&text, key);
    assert_true(image_has(mk_buf_cstr(&text)));
    stock_write(copy, mk_buf_span(&text));
    assert_int_equal(mk_vault_destroy(&f, dir, key, 1700000000000000, mk_disk_real(), &e), 0);
    assert_false(image_has(mk_buf_cstr(&text))); /* overwritten where it lay */
    assert_false(there(dir) || there(key));
    assert_int_equal(f.kind, MK_VAULT_FSCRYPT);
    assert_int_equal(strlen(f.key_id), 32);
    assert_true(f.key_overwritten && f.key_unlinked && f.key_forgotten && f.files == 3);
    assert_int_equal(mk_vault_open(&kind, dir, key, &e), -1);
    assert_int_equal(e.code, MK_EABSENT);
    mk_buf_init(&b, 4096);
    struct mk_json j = mk_json(&b);
    mk_json_open(&j, '{');
    mk_vault_certify(&j, &f);
    assert_non_null(strstr(mk_buf_cstr(&b), "ciphertext"));
    mk_buf_done(&b);
    mk_buf_done(&text);
}

static void a_file_in_use_holds_the_end_of_it_up_and_not_the_key(void **s)
{
    (void)s;
    struct mk_vault_facts f;
    struct mk_error e;
    char path[300];
    if (!have_ext4())
        return;
    const char *dir = in("ext4", "d"), *key = in("ext4", "d.key");
    assert_int_equal(make(dir, key), MK_VAULT_FSCRYPT);
    fill(dir);
    snprintf(path, sizeof path, "%s/data/000/a", dir);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    assert_true(fd >= 0);
    assert_int_equal(mk_vault_close(dir, &e), -1);
    assert_int_equal(e.code, MK_ESTATE);
    assert_int_equal(mk_vault_destroy(&f, dir, key, 1, mk_disk_real(), &e), -1);
    assert_int_equal(e.code, MK_ESTATE);
    assert_true(f.key_overwritten && f.key_unlinked && !f.key_forgotten);
    assert_false(there(key));
    close(fd);
    assert_int_equal(mk_vault_destroy(&f, dir, key, 1, mk_disk_real(), &e), 0);
    assert_true(f.key_forgotten);
    assert_false(there(dir));
}

/* As after a power cut between the key and the folder. */
static void a_folder_whose_key_is_gone_can_still_be_removed(void **s)
{
    (void)s;
    struct mk_vault_facts f;
    if (!have_ext4())
        return;
    const char *dir = in("ext4", "e"), *key = in("ext4", "e.key");
    assert_int_equal(make(dir, key), MK_VAULT_FSCRYPT);
    fill(dir);
    assert_int_equal(mk_vault_close(dir, NULL), 0);
    assert_int_equal(unlink(key), 0);
    assert_int_equal(mk_vault_destroy(&f, dir, key, 1, mk_disk_real(), NULL), 0);
    assert_int_equal(f.kind, MK_VAULT_FSCRYPT);
    assert_int_equal(f.files, 3);
    assert_false(there(dir));
}

#define T(f) cmocka_unit_test(f)

static int end(void **s)
{
    umount2(in("ext4", ""), MNT_DETACH);
    return stock_teardown(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(a_folder_in_memory_is_plain_and_is_said_to_be),
        T(what_is_gone_already_is_not_called_unencrypted),
        T(a_certificate_of_plain_files_claims_no_key),
        T(a_folder_in_use_is_not_taken),
        T(a_damaged_key_file_is_said),
        T(what_was_cut_goes_on_when_asked_again),
        T(no_memory_loses_nothing),
        T(what_a_closed_case_holds_is_ciphertext),
        T(a_destroyed_case_is_gone_with_its_key),
        T(a_file_in_use_holds_the_end_of_it_up_and_not_the_key),
        T(a_folder_whose_key_is_gone_can_still_be_removed),
    };
    return cmocka_run_group_tests(tests, stock_setup, end);
}
