#include "tests/lib/t.h"
#include "firmware/acquire/meet.h"
#include "firmware/exhibit/frames.h"
#include "tests/lib/fault.h"
#include "tests/lib/stock.h"
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

/* ---- a phone that went away ---- */

static struct {
    int fails; /* so often, before it comes about */
    enum mk_code code;
    enum mk_phase phase; /* that it got to */
    bool goes;           /* once it has been met, the first time */
    int joins, mets, lines;
    char line[512];
} w;

static int join(struct mk_exhibit *x, struct mk_error *e)
{
    mk_phase(x, w.phase);
    return ++w.joins <= w.fails ? mk_fail(e, w.code, "not now") : 0;
}

static int met(void *u, struct mk_error *e)
{
    (void)u;
    return w.mets++ == 0 && w.goes ? mk_fail(e, MK_ECLOSED, "unplugged") : 0;
}

static void tell(void *u, const struct mk_told *told)
{
    (void)u;
    w.lines++;
    snprintf(w.line, sizeof w.line, "%s", told->text);
}

static int reconnect(int fails, enum mk_code code, int wait_ms, struct mk_error *e)
{
    struct mk_exhibit x = { .join = join,
                            .owner = { .met = met, .tell = tell, .wait_ms = wait_ms } };
    memset(&w, 0, sizeof w);
    w.fails = fails;
    w.code = code;
    return mk_exhibit_reconnect(&x, e);
}

static void a_phone_that_went_away_is_waited_for(void **s)
{
    (void)s;
    struct mk_error e = { 0 };
    assert_int_equal(reconnect(2, MK_EABSENT, 10000, &e), 0);
    assert_int_equal(w.joins, 3);
    assert_int_equal(w.mets, 1);
    assert_int_equal(w.lines, 2); /* gone, and back */
    assert_non_null(strstr(w.line, "connected again"));
}

static void but_not_for_ever(void **s)
{
    (void)s;
    struct mk_error e = { 0 };
    assert_int_equal(reconnect(1000, MK_EIO, 300, &e), -1);
    assert_int_equal(e.code, MK_ECLOSED);
    assert_true(w.joins >= 2);
    assert_non_null(strstr(w.line, "Plug the same phone in again"));
    assert_int_equal(reconnect(1000, MK_EIO, 0, &e), -1);
    assert_int_equal(w.joins, 1);
    assert_int_equal(w.lines, 0);
}

static void what_waiting_does_not_mend_ends_at_once(void **s)
{
    (void)s;
    static const enum mk_code codes[] = { MK_EREFUSED, MK_EAUTH, MK_EUSAGE, MK_ENOMEM, MK_EPROTO };
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        struct mk_error e = { 0 };
        assert_int_equal(reconnect(1000, codes[i], 60000, &e), -1);
        assert_int_equal(e.code, codes[i]);
        assert_int_equal(w.joins, 1);
    }
}

static void the_operator_ends_the_wait(void **s)
{
    (void)s;
    static const volatile sig_atomic_t stop = 1;
    struct mk_error e = { 0 };
    struct mk_exhibit x = { .join = join, .owner = { .wait_ms = 60000, .stop = &stop } };
    memset(&w, 0, sizeof w);
    w.fails = 1000;
    w.code = MK_ECLOSED;
    assert_int_equal(mk_exhibit_reconnect(&x, &e), -1);
    assert_int_equal(w.joins, 1);
}

static int open_first(struct mk_exhibit **x, enum mk_phase phase, int wait_ms)
{
    const struct mk_exhibit_owner owner = { .met = met, .tell = tell, .wait_ms = wait_ms };
    struct mk_error e = { 0 };
    memset(&w, 0, sizeof w);
    w.phase = phase;
    w.goes = true;
    *x = NULL;
    assert_int_equal(mk_exhibit_open(x, "usb", join, &owner, &e), -1);
    assert_int_equal(e.code, MK_ECLOSED);
    return *x ? 0 : -1;
}

static void one_that_goes_as_soon_as_it_has_greeted_can_be_waited_for(void **s)
{
    (void)s;
    struct mk_exhibit *x;
    assert_int_equal(open_first(&x, MK_PHASE_WORK, 10000), 0);
    assert_int_equal(mk_exhibit_reconnect(x, NULL), 0);
    assert_int_equal(w.mets, 2);
    mk_exhibit_free(x);
    assert_int_equal(open_first(&x, MK_PHASE_WORK, 0), -1); /* nobody waits */
    assert_int_equal(open_first(&x, MK_PHASE_GREET, 10000), -1);
}

/* ---- silence ---- */

static void silence_is_told_within_five_seconds_and_again(void **s)
{
    (void)s;
    struct mk_exhibit x = { .owner = { .tell = tell } };
    memset(&w, 0, sizeof w);
    mk_phase(&x, MK_PHASE_WORK);
    x.heard_us = 1000000;
    for (int64_t us = 1000000; us < 41000000; us += 250000)
        mk_silence(&x, us, 80000);
    assert_int_equal(w.lines, 3); /* after 4, 19 and 34 s */
    assert_non_null(strstr(w.line, "silent for 34 s"));
    mk_phase(&x, MK_PHASE_ALLOW);
    w.lines = 0;
    mk_silence(&x, 50000000, 80000);
    assert_int_equal(w.lines, 1); /* at once: somebody has to do something */
    assert_non_null(strstr(w.line, "80 s left"));
}

/* ---- the key, with memory running out ---- */

static const char *const AUTHORITY =
    "{\"format\":\"moka-authority-1\",\"basis\":\"warrant\",\"reference\":\"W\",\"exhibit\":\"E\","
    "\"officer\":{\"id\":\"a\",\"name\":\"A\"},\"valid_from\":\"2020-01-01T00:00:00Z\","
    "\"valid_until\":\"2099-01-01T00:00:00Z\",\"scope\":{\"categories\":[\"calls\"]}}";

static const struct mk_acquire_options options;

static void open_run(struct mk_run *r, const char *dir)
{
    const struct mk_bundle_info info = { .id = "00000000000000000000000000000000",
                                         .kit_id = "k-00000000",
                                         .exhibit = "E",
                                         .reference = "W",
                                         .software = "test" };
    *r = (struct mk_run){ .o = &options, .next_number = 1, .counted = true };
    assert_int_equal(mk_kit_open(&r->kit, stock_in("kit"), NULL), 0);
    assert_int_equal(mk_authority_parse(&r->authority, mk_str(AUTHORITY), NULL), 0);
    assert_int_equal(mk_bundle_create(&r->b, dir, mk_disk_real(), &info, NULL), 0);
}

static void close_run(struct mk_run *r)
{
    mk_bundle_free(r->b);
    mk_authority_free(r->authority);
    mk_kit_free(r->kit);
    mk_adbkey_free(r->key);
}

static const struct mk_span token = { (const uint8_t *)"01234567890123456789", 20 };

static int use_key(struct mk_run *r, struct mk_error *e)
{
    struct mk_buf b;
    mk_buf_init(&b, 4096);
    int rc = mk_run_key_sign(r, &b, token, 0, e);
    if (rc == 0 && b.len == 0) /* there was none */
        rc = mk_run_key_offer(r, &b, e);
    if (rc == 0)
        rc = mk_run_key_met(r, e);
    mk_adbkey_free(r->key);
    r->key = NULL; /* as in another process */
    mk_buf_clear(&b);
    if (rc == 0)
        rc = mk_run_key_sign(r, &b, token, 0, e);
    if (rc == 0 && b.len != 256)
        rc = mk_fail(e, MK_ESTATE, "the key did not come back");
    if (rc == 0)
        rc = mk_run_changes(r, e);
    mk_buf_done(&b);
    return rc;
}

static void the_key_without_memory(void **s)
{
    (void)s;
    char dir[120];
    for (int n = 1;; n++) {
        struct mk_run r;
        struct mk_error e = { 0 };
        snprintf(dir, sizeof dir, "%s/b%d", stock_own, n);
        open_run(&r, dir);
        if (!fault_arm(n)) {
            close_run(&r);
            break;
        }
        int rc = use_key(&r, &e);
        bool fired = fault_fired();
        fault_disarm();
        if (rc != 0)
            assert_true(fired);
        else
            assert_int_equal(r.key_state, MK_ADBKEY_ALLOWED);
        close_run(&r);
        stock_remove(dir);
    }
}

/* No more than that into any file; 0: no limit. */
static void limit_files(rlim_t bytes)
{
    struct rlimit l;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &l), 0);
    l.rlim_cur = bytes ? bytes : l.rlim_max;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &l), 0);
}

static void a_key_that_could_not_be_stored_signs_nothing(void **s)
{
    (void)s;
    char dir[120];
    struct mk_run r;
    struct mk_error e = { 0 };
    struct mk_buf b;
    mk_buf_init(&b, 4096);
    snprintf(dir, sizeof dir, "%s/stored", stock_own);
    open_run(&r, dir);
    signal(SIGXFSZ, SIG_IGN);
    limit_files(10);
    int rc = mk_run_key_offer(&r, &b, &e);
    limit_files(0);
    assert_int_equal(rc, -1);
    assert_int_equal(b.len, 0);
    assert_int_equal(mk_run_key_sign(&r, &b, token, 0, &e), 0);
    assert_int_equal(b.len, 0);
    assert_int_equal(mk_run_key_offer(&r, &b, &e), 0); /* another, which is stored */
    mk_adbkey_free(r.key);
    r.key = NULL;
    mk_buf_clear(&b);
    assert_int_equal(mk_run_key_sign(&r, &b, token, 0, &e), 0);
    assert_int_equal(b.len, 256);
    mk_buf_done(&b);
    close_run(&r);
    stock_remove(dir);
}

static size_t journal(char *out, size_t max, const char *dir)
{
    char path[160];
    snprintf(path, sizeof path, "%s/journal", dir);
    FILE *f = fopen(path, "re");
    assert_non_null(f);
    size_t n = fread(out, 1, max - 1, f);
    fclose(f);
    out[n] = 0;
    return n;
}

static void each_signature_is_written_down_before_it_goes_out(void **s)
{
    (void)s;
    static char text[65536];
    char dir[120];
    struct mk_run r;
    struct mk_buf b;
    mk_buf_init(&b, 4096);
    snprintf(dir, sizeof dir, "%s/signed", stock_own);
    open_run(&r, dir);
    assert_int_equal(mk_run_key_offer(&r, &b, NULL), 0);
    journal(text, sizeof text, dir);
    assert_null(strstr(text, "key-signed"));
    assert_int_equal(mk_run_key_sign(&r, &b, token, 0, NULL), 0);
    journal(text, sizeof text, dir);
    assert_non_null(strstr(text, "\"act\":\"key-signed\""));
    assert_non_null(strstr(text, "\"token\":\"3031323334353637383930313233343536373839\""));
    mk_buf_done(&b);
    close_run(&r);
    stock_remove(dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_phone_that_went_away_is_waited_for),
        cmocka_unit_test(but_not_for_ever),
        cmocka_unit_test(what_waiting_does_not_mend_ends_at_once),
        cmocka_unit_test(the_operator_ends_the_wait),
        cmocka_unit_test(one_that_goes_as_soon_as_it_has_greeted_can_be_waited_for),
        cmocka_unit_test(silence_is_told_within_five_seconds_and_again),
        cmocka_unit_test(the_key_without_memory),
        cmocka_unit_test(a_key_that_could_not_be_stored_signs_nothing),
        cmocka_unit_test(each_signature_is_written_down_before_it_goes_out),
    };
    return cmocka_run_group_tests(tests, stock_setup, stock_teardown);
}
