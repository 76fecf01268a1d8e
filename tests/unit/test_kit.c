#include "tests/lib/t.h"
#include "firmware/kit/kit.h"
#include "parsers/base/hash.h"
#include "tests/lib/fault.h"
#include "tests/lib/stock.h"
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char dir[64];

static int begin_folder(void **s)
{
    (void)s;
    stock_dir(dir);
    return 0;
}

static int end_folder(void **s)
{
    (void)s;
    stock_remove(dir);
    return 0;
}

static const char *in(const char *name)
{
    static char path[128];
    snprintf(path, sizeof path, "%s/new/kit/%s", dir, name);
    return path;
}

static struct mk_kit *kit(void)
{
    char path[100];
    struct mk_kit *k = NULL;
    snprintf(path, sizeof path, "%s/new/kit", dir);
    assert_int_equal(mk_kit_open(&k, path, NULL), 0);
    return k;
}

/* The code that opening fails with. */
static int kit_fails(void)
{
    char path[100];
    struct mk_kit *k = NULL;
    struct mk_error e = { 0 };
    snprintf(path, sizeof path, "%s/new/kit", dir);
    assert_int_equal(mk_kit_open(&k, path, &e), -1);
    assert_null(k);
    return (int)e.code;
}

static void put(const char *name, const char *text)
{
    int fd = open(in(name), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), strlen(text));
    close(fd);
}

static void append(const char *name, const char *text)
{
    int fd = open(in(name), O_WRONLY | O_APPEND | O_CLOEXEC);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), strlen(text));
    close(fd);
}

static unsigned mode_of(const char *name)
{
    struct stat st;
    assert_int_equal(stat(in(name), &st), 0);
    return st.st_mode & 0777;
}

static uint64_t count(struct mk_kit *k, const char *act)
{
    uint64_t n = 0;
    assert_int_equal(mk_kit_count(&n, k, "00ff", act, 1700000000000000, NULL), 0);
    return n;
}

/* One line as it was signed: without its last member. */
static void check_line(const char *line, const char *before, long long n)
{
    char signed_part[4096], hex[MK_SHA256_HEX];
    struct mk_digest d;
    struct mk_buf why;
    enum mk_sshsig sig;
    json_t *o = json_loads(line, 0, NULL);
    const char *at = strstr(line, ",\"sig\":");
    assert_non_null(o);
    assert_non_null(at);
    assert_int_equal(json_integer_value(json_object_get(o, "n")), n);
    assert_int_equal(mk_sha256_of(&d, mk_str(before), NULL), 0);
    mk_digest_hex(hex, &d);
    assert_string_equal(json_string_value(json_object_get(o, "prev")), hex);
    snprintf(signed_part, sizeof signed_part, "%.*s}", (int)(at - line), line);
    mk_buf_init(&why, 4096);
    assert_int_equal(
        mk_sshsig_check(&sig, &why, mk_str(json_string_value(json_object_get(o, "sig"))),
                        mk_str(signed_part), "moka-counter", "kit:x", NULL, NULL, 0, NULL),
        0);
    assert_int_equal(sig, MK_SIG_NO_TRUST); /* good, as far as can be told without trust */
    mk_buf_done(&why);
    json_decref(o);
}

static int check_chain(void)
{
    char line[4096], before[4096] = "";
    int n = 0;
    FILE *f = fopen(in("counter.jsonl"), "re");
    assert_non_null(f);
    while (fgets(line, sizeof line, f)) {
        assert_int_equal(line[strlen(line) - 1], '\n');
        line[strlen(line) - 1] = 0;
        check_line(line, before, ++n);
        memcpy(before, line, sizeof line);
    }
    fclose(f);
    return n;
}

static void a_kit_is_made_once_and_is_nobody_elses(void **s)
{
    (void)s;
    umask(0);
    struct mk_kit *k = kit(), *again;
    assert_int_equal(mode_of(""), 0700);
    assert_int_equal(mode_of("key"), 0600);
    count(k, "begun");
    assert_int_equal(mode_of("counter.jsonl"), 0600);
    again = kit();
    assert_string_equal(mk_kit_id(k), mk_kit_id(again));
    assert_string_equal(mk_sshkey_public(mk_kit_key(k)), mk_sshkey_public(mk_kit_key(again)));
    mk_kit_free(again);
    mk_kit_free(k);
}

static void counter_lines_chain_and_are_signed(void **s)
{
    (void)s;
    struct mk_kit *k = kit();
    assert_int_equal(count(k, "begun"), 1);
    assert_int_equal(count(k, "resumed"), 2);
    mk_kit_free(k);
    k = kit();
    assert_int_equal(count(k, "sealed"), 3);
    assert_int_equal(check_chain(), 3);
    mk_kit_free(k);
}

static void sum(void *u, const struct mk_kit_step *s)
{
    *(uint64_t *)u += s->n;
}

static void the_counter_is_read_back_with_no_memory_to_spare(void **s)
{
    (void)s;
    struct mk_kit *k = kit();
    uint64_t all = 0;
    assert_int_equal(mk_kit_steps(k, sum, &all, NULL), 0); /* none yet */
    for (int i = 0; i < 3; i++)
        count(k, "begun");
    bool fired = true;
    for (int n = 1; fired; n++) {
        all = 0;
        fault_arm(n);
        int rc = mk_kit_steps(k, sum, &all, NULL);
        fired = fault_fired();
        fault_disarm();
        assert_true(rc == 0 ? all == 6 : fired);
    }
    append("counter.jsonl", "{\"n\":4}\n");
    assert_int_equal(mk_kit_steps(k, sum, &all, NULL), -1);
    mk_kit_free(k);
}

static void a_torn_last_line_is_cut_off(void **s)
{
    (void)s;
    struct mk_kit *k = kit();
    count(k, "begun");
    append("counter.jsonl", "{\"n\":2,\"run\":\"0");
    assert_int_equal(count(k, "begun"), 2);
    assert_int_equal(check_chain(), 2);
    put("counter.jsonl", "{\"n\":1,"); /* the very first */
    assert_int_equal(count(k, "begun"), 1);
    assert_int_equal(check_chain(), 1);
    mk_kit_free(k);
}

static void a_damaged_counter_never_starts_again(void **s)
{
    (void)s;
    static char longer[10000];
    static const char *const bad[] = { "nonsense\n",
                                       "{\"n\":0}\n",
                                       "{\"n\":\"1\"}\n",
                                       "{}\n",
                                       "\n",
                                       "{\"n\":5}\n\n",
                                       "{\"n\":9223372036854775808}\n" };
    struct mk_kit *k = kit();
    struct mk_error e;
    uint64_t n;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        put("counter.jsonl", bad[i]);
        assert_int_equal(mk_kit_count(&n, k, "r", "begun", 0, &e), -1);
        assert_int_equal(e.code, MK_EFORMAT);
    }
    memset(longer, 'x', sizeof longer - 1);
    put("counter.jsonl", longer);
    assert_int_equal(mk_kit_count(&n, k, "r", "begun", 0, &e), -1);
    struct stat st;
    assert_int_equal(stat(in("counter.jsonl"), &st), 0);
    assert_int_equal(st.st_size, sizeof longer - 1); /* and nothing is cut off */
    mk_kit_free(k);
}

static void a_damaged_name_is_refused(void **s)
{
    (void)s;
    static const char *const bad[] = { "",
                                       "k-",
                                       "k-0123456\n",
                                       "k-0123456g\n",
                                       "k-012345678\n",
                                       "x-01234567\n",
                                       "k-01234567",
                                       "k-01234567\nmore" };
    mk_kit_free(kit());
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        put("id", bad[i]);
        assert_int_equal(kit_fails(), MK_EFORMAT);
    }
}

static void a_key_that_is_gone_or_open_to_others_is_refused(void **s)
{
    (void)s;
    struct mk_kit *k = kit();
    assert_int_equal(chmod(in("key"), 0640), 0);
    assert_int_equal(kit_fails(), MK_EREFUSED);
    assert_int_equal(chmod(in("key"), 0600), 0);
    count(k, "begun");
    mk_kit_free(k);
    assert_int_equal(unlink(in("key")), 0);
    assert_int_equal(kit_fails(), MK_EABSENT);
    assert_int_not_equal(access(in("key"), F_OK), 0);
}

/* Eight at once find an empty folder, and count. */
static void processes_at_once_make_one_kit_and_one_chain(void **s)
{
    (void)s;
    for (int i = 0; i < 8; i++) {
        pid_t pid = fork();
        if (pid == 0) {
            struct mk_kit *k = kit();
            for (int j = 0; j < 5; j++)
                count(k, "begun");
            _exit(0);
        }
    }
    for (int i = 0; i < 8; i++) {
        int status;
        assert_true(wait(&status) > 0);
        assert_int_equal(status, 0);
    }
    struct mk_kit *k = kit();
    assert_int_equal(check_chain(), 40);
    mk_kit_free(k);
}

#define RUN "00112233445566778899aabbccddeeff"

static void a_runs_digest_key_is_made_once_and_nobody_elses_to_read(void **state)
{
    uint8_t one[MK_KIT_DIGEST_KEY], again[MK_KIT_DIGEST_KEY], zero[MK_KIT_DIGEST_KEY] = { 0 };
    struct mk_error e = { 0 };
    struct stat st;
    (void)state;
    struct mk_kit *k = kit();
    assert_int_equal(mk_kit_digest_key(one, k, RUN, false, &e), -1);
    assert_int_equal(e.code, MK_EABSENT);
    assert_int_equal(mk_kit_digest_key(one, k, RUN, true, &e), 0);
    assert_memory_not_equal(one, zero, sizeof one);
    assert_int_equal(stat(in("digest-keys/" RUN), &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_int_equal(mk_kit_digest_key(again, k, RUN, true, &e), 0);
    assert_memory_equal(one, again, sizeof one);
    put("digest-keys/" RUN, "0011\n");
    assert_int_equal(mk_kit_digest_key(again, k, RUN, true, &e), -1);
    assert_int_equal(e.code, MK_EFORMAT);
    assert_int_equal(mk_kit_digest_key(again, k, "../key", true, &e), -1);
    mk_kit_free(k);
}

#define T(f) cmocka_unit_test_setup_teardown(f, begin_folder, end_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(a_kit_is_made_once_and_is_nobody_elses),
        T(counter_lines_chain_and_are_signed),
        T(a_torn_last_line_is_cut_off),
        T(the_counter_is_read_back_with_no_memory_to_spare),
        T(a_damaged_counter_never_starts_again),
        T(a_damaged_name_is_refused),
        T(a_key_that_is_gone_or_open_to_others_is_refused),
        T(processes_at_once_make_one_kit_and_one_chain),
        T(a_runs_digest_key_is_made_once_and_nobody_elses_to_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
