#include "firmware/acquire/ios.h"
#include "firmware/acquire/meet.h"
#include "firmware/exhibit/frames.h"
#include "tests/lib/fault.h"
#include "tests/lib/stock.h"
#include "tests/lib/t.h"
#include <stdio.h>
#include <unistd.h>

/* The pairing of a run, in a bundle's folder; there is no phone but in words. */

static char dir[64];
static struct mk_error err;
static char told[4096];

static const char *const AUTHORITY =
    "{\"format\":\"moka-authority-1\",\"basis\":\"warrant\",\"reference\":\"W\",\"exhibit\":\"E\","
    "\"officer\":{\"id\":\"a\",\"name\":\"A\"},\"valid_from\":\"2020-01-01T00:00:00Z\","
    "\"valid_until\":\"2099-01-01T00:00:00Z\",\"scope\":{\"categories\":[\"files\"]%s}}";

static void tell(void *u, const char *line)
{
    size_t n = strlen(told);
    (void)u;
    snprintf(told + n, sizeof told - n, "%s\n", line);
}

static const struct mk_acquire_options options = { .tell = tell, .device = "iphone" };

static void open_run(struct mk_run *r, const char *more, bool again)
{
    char json[1024];
    const struct mk_bundle_info info = { .id = "00000000000000000000000000000000",
                                         .kit_id = "k-00000000",
                                         .exhibit = "E",
                                         .reference = "W",
                                         .software = "test" };
    *r = (struct mk_run){ .o = &options,
                          .counted = true,
                          .platform = MK_IPHONE,
                          .encrypt = true,
                          .to = { .n = MK_KIT_RECIPIENTS_MIN } };
    mk_buf_init(&r->said, MK_RUN_SAID_MAX);
    told[0] = 0;
    snprintf(json, sizeof json, AUTHORITY, more);
    assert_int_equal(mk_authority_parse(&r->authority, mk_str(json), NULL), 0);
    if (again)
        assert_int_equal(mk_bundle_resume(&r->b, dir, mk_disk_real(), NULL), 0);
    else
        assert_int_equal(mk_bundle_create(&r->b, dir, mk_disk_real(), &info, NULL), 0);
    assert_int_equal(mk_run_withheld_under(r, mk_str("a key of digests, of 32 bytes..."), NULL), 0);
}

static void close_run(struct mk_run *r)
{
    assert_int_equal(mk_bundle_sync(r->b, NULL), 0);
    mk_run_withheld_close(r);
    mk_bundle_free(r->b);
    mk_authority_free(r->authority);
    mk_buf_done(&r->said);
}

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

/* The acts of the journal, as "word word ...". */
static const char *acts(void)
{
    static char out[4096];
    struct mk_buf b;
    char path[128];
    snprintf(path, sizeof path, "%s/journal", dir);
    mk_buf_init(&b, 1 << 20);
    stock_read(&b, path);
    out[0] = 0;
    for (const char *at = mk_buf_cstr(&b); (at = strstr(at, "\"act\":\"")) != NULL;) {
        size_t n = strlen(out);
        at += 7;
        snprintf(out + n, sizeof out - n, "%s%.*s", n ? " " : "", (int)strcspn(at, "\""), at);
    }
    mk_buf_done(&b);
    return out;
}

static bool record_is(struct mk_run *r, const char *text)
{
    struct mk_buf b;
    mk_buf_init(&b, 65536);
    assert_int_equal(mk_run_pairing(r, &b, &err), 0);
    bool same = mk_span_is(mk_buf_span(&b), text);
    mk_buf_done(&b);
    return same;
}

static const char BANNER[] = "device::ProductType=iPhone12,1;UniqueDeviceID=00008030-A;";

static void a_pairing_is_written_down_before_and_after(void **s)
{
    (void)s;
    struct mk_run r;
    bool changed, unpaired;
    open_run(&r, "", false);
    assert_true(record_is(&r, ""));
    assert_int_equal(mk_run_pair(&r, mk_str(BANNER), &err), 0);
    assert_non_null(strstr(told, "touch Trust"));
    assert_int_equal(mk_run_paired(&r, mk_str("made"), &err), 0);
    assert_int_equal(mk_run_paired(&r, mk_str("made, and the phone's"), &err), 0);
    assert_int_equal(mk_run_pair_met(&r, &err), 0);
    assert_int_equal(mk_run_pair_met(&r, &err), 0); /* of a later connection */
    assert_int_equal(mk_run_ios_changed(&changed, &r, &err), 0);
    assert_true(changed);
    close_run(&r);
    open_run(&r, "", true);
    assert_true(record_is(&r, "made, and the phone's"));
    assert_int_equal(mk_run_paired(&r, mk_str(""), &err), 0);
    assert_true(record_is(&r, ""));
    assert_int_equal(mk_run_ios_unpaired(&unpaired, &r, &err), 0);
    assert_true(unpaired);
    assert_int_equal(mk_run_unpair(&r, &err), 0);
    assert_false(r.changed);
    close_run(&r);
    assert_string_equal(acts(), "pairing paired unpaired changes");
}

static void a_phone_is_not_asked_for_ever(void **s)
{
    (void)s;
    struct mk_run r;
    unsigned n = 0;
    open_run(&r, "", false);
    while (n < 100 && mk_run_pair(&r, mk_str(BANNER), &err) == 0)
        n++;
    assert_int_equal(n, 8);
    assert_int_equal(err.code, MK_EREFUSED);
    assert_non_null(strstr(err.text, "not asked again"));
    close_run(&r);
}

static void one_that_was_refused_is_none(void **s)
{
    (void)s;
    struct mk_run r;
    open_run(&r, "", false);
    assert_int_equal(mk_run_pair(&r, mk_str(BANNER), &err), 0);
    assert_int_equal(mk_run_paired(&r, mk_str("made"), &err), 0);
    assert_int_equal(mk_run_pair_left(&r, "somebody touched Don't Trust", &err), 0);
    assert_int_equal(mk_run_pair_left(&r, "again", &err), 0);
    assert_int_equal(mk_run_unpair(&r, &err), 0); /* without the phone */
    assert_null(strstr(told, "still has this kit"));
    close_run(&r);
    assert_string_equal(acts(), "pairing pairing-refused changes");
}

static void a_phone_that_is_not_there_keeps_it_and_that_is_told(void **s)
{
    (void)s;
    struct mk_run r;
    open_run(&r, "", false);
    assert_int_equal(mk_run_pair(&r, mk_str(BANNER), &err), 0);
    assert_int_equal(mk_run_paired(&r, mk_str("made"), &err), 0);
    assert_int_equal(mk_run_pair_met(&r, &err), 0);
    assert_int_equal(mk_run_unpair(&r, &err), 0);
    assert_non_null(strstr(told, "still has this kit"));
    assert_non_null(strstr(told, "Reset Location & Privacy"));
    assert_true(r.changed);
    close_run(&r);
    assert_string_equal(acts(), "pairing paired still-paired changes");
}

static void another_phone_is_not_paired_with(void **s)
{
    (void)s;
    struct mk_run r;
    struct mk_identity id;
    int fd;
    open_run(&r, "", false);
    memset(&id, 0, sizeof id);
    mk_identity_put(&id, MK_ID_UDID, mk_str("00008030-B"));
    assert_int_equal(mk_bundle_scratch(&fd, r.b, "identity", &err), 0);
    assert_int_equal(mk_identity_write(&id, fd, &err), 0);
    close(fd);
    assert_int_equal(mk_run_pair(&r, mk_str(BANNER), &err), -1);
    assert_int_equal(err.code, MK_EREFUSED);
    assert_non_null(strstr(err.text, "another phone"));
    assert_int_equal(mk_run_pair(&r, mk_str("device::ro.moka.phantom=x;"), &err), -1);
    assert_non_null(strstr(err.text, "use --training"));
    close_run(&r);
    assert_string_equal(acts(), "");
}

static void requests_are_written_down_when_the_run_counts(void **s)
{
    (void)s;
    struct mk_run r;
    open_run(&r, "", false);
    r.counted = false;
    assert_int_equal(mk_run_said(&r, mk_str("lockdown:QueryType"), &err), 0);
    assert_int_equal(mk_run_said(&r, mk_str("lockdown:GetValue"), &err), 0);
    assert_int_equal(mk_bundle_sync(r.b, NULL), 0);
    assert_string_equal(acts(), "");
    r.counted = true;
    assert_int_equal(mk_run_said(&r, mk_str("lockdown:StartSession"), &err), 0);
    close_run(&r);
    assert_string_equal(acts(), "command command command");
}

/* Whether the journal names it. */
static bool named(const char *text)
{
    struct mk_buf b;
    char path[128];
    snprintf(path, sizeof path, "%s/journal", dir);
    mk_buf_init(&b, 1 << 20);
    stock_read(&b, path);
    bool is = strstr(mk_buf_cstr(&b), text) != NULL;
    mk_buf_done(&b);
    return is;
}

static void folders_out_of_scope_are_not_named(void **s)
{
    (void)s;
    struct mk_run r;
    open_run(&r, ",\"from\":\"2025-01-01T00:00:00Z\"", false);
    assert_int_equal(mk_run_said(&r, mk_str("afc:List /private/var/mobile/Media"), &err), 0);
    assert_int_equal(mk_run_said(&r, mk_str("afc:List /private/var/mobile/Media/Secret"), &err), 0);
    close_run(&r);
    assert_true(named("/private/var/mobile/Media\""));
    assert_false(named("Secret"));
    assert_true(named("path_mac"));
}

static void without_memory_nothing_is_lost(void **s)
{
    (void)s;
    struct mk_run r;
    open_run(&r, "", false);
    for (int n = 1; fault_arm(n); n++) {
        int rc = mk_run_paired(&r, mk_str("a record of some length"), &err);
        fault_disarm();
        assert_true(rc == 0 || err.code == MK_ENOMEM || err.code == MK_ELIMIT ||
                    err.code == MK_EIO);
    }
    assert_int_equal(mk_run_paired(&r, mk_str("a record of some length"), &err), 0);
    assert_true(record_is(&r, "a record of some length"));
    close_run(&r);
}

static void what_is_done_is_known_with_its_sums(void **s)
{
    (void)s;
    struct mk_run r;
    bool done = true;
    open_run(&r, "", false);
    assert_int_equal(mk_run_ios_done(&done, &r, &err), 0);
    assert_false(done);
    r.result = (struct mk_acquire_result){ .objects = 7, .bytes = 8, .rows = 9, .not_taken = 10 };
    assert_int_equal(mk_run_ios_mark_done(&r, &err), 0);
    close_run(&r);
    open_run(&r, "", true);
    assert_int_equal(mk_run_ios_done(&done, &r, &err), 0);
    assert_true(done);
    assert_int_equal(r.result.objects, 7);
    assert_int_equal(r.result.not_taken, 10);
    close_run(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define IN_A_FOLDER(t) cmocka_unit_test_setup_teardown(t, begin_folder, end_folder)
        IN_A_FOLDER(a_pairing_is_written_down_before_and_after),
        IN_A_FOLDER(a_phone_is_not_asked_for_ever),
        IN_A_FOLDER(one_that_was_refused_is_none),
        IN_A_FOLDER(a_phone_that_is_not_there_keeps_it_and_that_is_told),
        IN_A_FOLDER(another_phone_is_not_paired_with),
        IN_A_FOLDER(requests_are_written_down_when_the_run_counts),
        IN_A_FOLDER(folders_out_of_scope_are_not_named),
        IN_A_FOLDER(without_memory_nothing_is_lost),
        IN_A_FOLDER(what_is_done_is_known_with_its_sums),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
