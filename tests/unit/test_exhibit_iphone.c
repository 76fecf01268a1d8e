#include "firmware/exhibit/frames.h"
#include "tests/lib/far_worker.h"
#include "tests/lib/t.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* An iPhone's worker, whose words lie ready; the owner notes what reaches it. */
struct owner {
    char log[600];
    bool may_pair;
};

static void note(struct owner *o, const char *word, struct mk_span s)
{
    size_t n = strlen(o->log);
    snprintf(o->log + n, sizeof o->log - n, "%s(%.*s)", word, (int)s.len, (const char *)s.p);
}

static int on_pair(void *u, struct mk_span banner, struct mk_error *e)
{
    struct owner *o = u;
    note(o, "pair", banner);
    return o->may_pair ? 0 : mk_fail(e, MK_EREFUSED, "not this one");
}

static int on_paired(void *u, struct mk_span record, struct mk_error *e)
{
    (void)e;
    note(u, "paired", record);
    return 0;
}

static int on_said(void *u, struct mk_span request, struct mk_error *e)
{
    note(u, "said", request);
    return mk_span_is(request, "full") ? mk_fail(e, MK_ENOSPC, "full") : 0;
}

static void on_tell(void *u, const struct mk_told *told)
{
    const char *line = told->text;
    note(u, "tell", mk_span(line, strcspn(line, ".")));
}

static void open_far(struct far *f, struct owner *o)
{
    *o = (struct owner){ .may_pair = true };
    far_open(f);
    f->x.is_iphone = true;
    f->x.owner = (struct mk_exhibit_owner){ .u = o,
                                            .pair = on_pair,
                                            .paired = on_paired,
                                            .said = on_said,
                                            .tell = on_tell,
                                            .allow_ms = 300 };
    f->x.iphone.record = calloc(1, MK_MUX_MEMORY);
    assert_non_null(f->x.iphone.record);
}

static void close_far(struct far *f)
{
    free(f->x.iphone.record);
    far_close(f);
}

static void say_text(struct far *f, uint16_t type, const char *text)
{
    mk_buf_text(&f->b, mk_str(text));
    far_say(f, type);
}

static void say_wait(struct far *f, uint8_t what)
{
    mk_buf_u8(&f->b, what);
    mk_buf_text(&f->b, mk_str(""));
    far_say(f, MK_PH_WAIT);
}

static void hello(struct far *f)
{
    put_hello(&f->b);
    far_say(f, MK_PH_HELLO);
}

static void a_phone_that_does_not_know_us_is_paired_with_when_the_owner_says_so(void **s)
{
    (void)s;
    struct far f;
    struct owner o;
    struct mk_error e;
    open_far(&f, &o);
    hello(&f);
    say_text(&f, MK_PH_SAID, "lockdown:QueryType");
    say_text(&f, MK_PH_PAIR, "device::ProductType=iPhone12,1");
    memcpy(f.x.iphone.record, "\x06\0\0\0record", 10);
    far_say(&f, MK_PH_PAIRED);
    put_phone(&f.b);
    far_say(&f, MK_PH_PHONE);
    assert_int_equal(mk_exhibit_greet(&f.x, &e), 0);
    assert_string_equal(o.log, "said(lockdown:QueryType)pair(device::ProductType=iPhone12,1)"
                               "paired(record)");
    assert_true(mk_exhibit_is_iphone(&f.x));
    close_far(&f);
}

static void an_owner_who_refuses_ends_it(void **s)
{
    (void)s;
    struct far f;
    struct owner o;
    struct mk_error e;
    open_far(&f, &o);
    o.may_pair = false;
    hello(&f);
    say_text(&f, MK_PH_PAIR, "device::");
    assert_int_equal(mk_exhibit_greet(&f.x, &e), -1);
    assert_int_equal(e.code, MK_EREFUSED);
    close_far(&f);
}

static void nobody_to_decide_leaves_what_the_phone_tells_anybody(void **s)
{
    (void)s;
    struct far f;
    struct owner o;
    struct mk_error e;
    open_far(&f, &o);
    f.x.owner.pair = NULL;
    hello(&f);
    say_text(&f, MK_PH_PAIR, "device::ProductType=iPhone12,1;DeviceName=a%3Bb;");
    assert_int_equal(mk_exhibit_greet(&f.x, &e), 0);
    assert_true(f.x.iphone.unpaired);
    assert_true(mk_span_is(mk_exhibit_prop(&f.x, "ProductType"), "iPhone12,1"));
    assert_true(mk_span_is(mk_exhibit_prop(&f.x, "DeviceName"), "a%3Bb"));
    struct mk_state state;
    assert_int_equal(mk_exhibit_stat(&state, &f.x, mk_str("/private/var/mobile/Media"), &e), -1);
    assert_int_equal(e.code, MK_EAUTH);
    close_far(&f);
}

static void somebody_who_does_not_touch_trust_is_told_and_given_up(void **s)
{
    (void)s;
    struct far f;
    struct owner o;
    struct mk_error e;
    open_far(&f, &o);
    hello(&f);
    say_wait(&f, MK_WAIT_TRUST);
    for (int i = 0; i < 5; i++)
        say_text(&f, MK_PH_SAID, "x");
    assert_int_equal(mk_exhibit_greet(&f.x, &e), -1);
    assert_int_equal(e.code, MK_EAUTH);
    assert_non_null(strstr(e.text, "touched Trust"));
    assert_string_equal(o.log, "said(x)said(x)said(x)said(x)said(x)tell(Unlock the phone)");
    close_far(&f);
}

static void a_wait_that_is_over_gives_the_phone_its_time_again(void **s)
{
    (void)s;
    struct far f;
    struct owner o;
    struct mk_error e;
    open_far(&f, &o);
    hello(&f);
    say_wait(&f, MK_WAIT_LOCKED);
    say_wait(&f, MK_WAIT_OVER);
    put_phone(&f.b);
    far_say(&f, MK_PH_PHONE);
    assert_int_equal(mk_exhibit_greet(&f.x, &e), 0);
    assert_int_equal(f.x.phase, MK_PHASE_WORK);
    assert_int_equal(f.x.wait, MK_WAIT_OVER);
    close_far(&f);
}

/* LOST, with and without the code that says that trying again does not help. */
static void a_denial_is_no_lost_connection(void **s)
{
    (void)s;
    static const struct {
        uint32_t code;
        enum mk_code got;
    } t[] = { { 0, MK_ECLOSED },
              { MK_ECLOSED, MK_ECLOSED },
              { MK_EAUTH, MK_EAUTH },
              { UINT32_MAX, MK_ECLOSED } };
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        struct far f;
        struct owner o;
        struct mk_error e;
        open_far(&f, &o);
        hello(&f);
        mk_buf_text(&f.b, mk_str("so it is"));
        if (t[i].code)
            mk_buf_u32le(&f.b, t[i].code);
        far_say(&f, MK_PH_LOST);
        assert_int_equal(mk_exhibit_greet(&f.x, &e), -1);
        assert_int_equal(e.code, t[i].got);
        assert_non_null(strstr(e.text, "so it is"));
        close_far(&f);
    }
}

static void asides_come_in_the_middle_of_answers(void **s)
{
    (void)s;
    struct far f;
    struct owner o;
    struct mk_answer a;
    struct mk_buf out;
    struct mk_error e;
    mk_answer_init(&a);
    mk_buf_init(&out, 100);
    open_far(&f, &o);
    f.x.phase = MK_PHASE_WORK;
    say_text(&f, MK_PH_SAID, "lockdown:GetValue");
    far_text(&f, MK_PH_DATA, "one");
    say_wait(&f, MK_WAIT_LOCKED);
    say_wait(&f, MK_WAIT_OVER);
    far_say(&f, MK_PH_PAIRED); /* the record was taken off */
    far_text(&f, MK_PH_DATA, "two");
    put_done(&f.b, 0);
    far_say(&f, MK_PH_DONE);
    assert_int_equal(mk_exhibit_text(&a, &f.x, mk_str("unpair"), &out, &e), 0);
    assert_true(mk_span_is(mk_buf_span(&out), "onetwo"));
    assert_string_equal(o.log, "said(lockdown:GetValue)paired()");
    close_far(&f);
    mk_buf_done(&out);
    mk_answer_done(&a);
}

static void damaged_asides_are_refused(void **s)
{
    (void)s;
    static const struct {
        uint16_t type;
        const char *body;
        size_t len;
    } bad[] = {
        { MK_PH_SAID, "\5\0\0\0abc", 7 }, { MK_PH_SAID, "", 0 },          { MK_PH_WAIT, "\1", 1 },
        { MK_PH_WAIT, "\4\0\0\0\0", 5 },  { MK_PH_PAIR, "\1\0\0\0x", 5 }, /* once the phone was met
                                                                           */
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct far f;
        struct owner o;
        struct mk_answer a;
        struct mk_buf out;
        struct mk_error e;
        mk_answer_init(&a);
        mk_buf_init(&out, 100);
        open_far(&f, &o);
        mk_buf_put(&f.b, bad[i].body, bad[i].len);
        far_say(&f, bad[i].type);
        assert_int_equal(mk_exhibit_text(&a, &f.x, mk_str("apps"), &out, &e), -1);
        assert_int_equal(e.code, MK_EPROTO);
        close_far(&f);
        mk_buf_done(&out);
        mk_answer_done(&a);
    }
}

static void a_record_longer_than_its_memory_is_refused(void **s)
{
    (void)s;
    struct far f;
    struct owner o;
    struct mk_error e;
    open_far(&f, &o);
    hello(&f);
    memset(f.x.iphone.record, 0xff, 4);
    far_say(&f, MK_PH_PAIRED);
    assert_int_equal(mk_exhibit_greet(&f.x, &e), -1);
    assert_int_equal(e.code, MK_EPROTO);
    close_far(&f);
}

static void asides_of_other_phones_do_not_belong_here(void **s)
{
    (void)s;
    static const uint16_t types[] = { MK_PH_SAID, MK_PH_WAIT, MK_PH_PAIRED, MK_PH_PAIR };
    for (size_t i = 0; i < 4; i++) {
        struct far f;
        struct owner o;
        struct mk_error e;
        open_far(&f, &o);
        f.x.is_iphone = false;
        hello(&f);
        say_text(&f, types[i], "x");
        assert_int_equal(mk_exhibit_greet(&f.x, &e), -1);
        assert_int_equal(e.code, MK_EPROTO);
        assert_string_equal(o.log, "");
        close_far(&f);
    }
}

static void what_cannot_be_written_down_ends_it(void **s)
{
    (void)s;
    struct far f;
    struct owner o;
    struct mk_error e;
    open_far(&f, &o);
    hello(&f);
    say_text(&f, MK_PH_SAID, "full");
    assert_int_equal(mk_exhibit_greet(&f.x, &e), -1);
    assert_int_equal(e.code, MK_ENOSPC);
    close_far(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_phone_that_does_not_know_us_is_paired_with_when_the_owner_says_so),
        cmocka_unit_test(an_owner_who_refuses_ends_it),
        cmocka_unit_test(nobody_to_decide_leaves_what_the_phone_tells_anybody),
        cmocka_unit_test(somebody_who_does_not_touch_trust_is_told_and_given_up),
        cmocka_unit_test(a_wait_that_is_over_gives_the_phone_its_time_again),
        cmocka_unit_test(a_denial_is_no_lost_connection),
        cmocka_unit_test(asides_come_in_the_middle_of_answers),
        cmocka_unit_test(damaged_asides_are_refused),
        cmocka_unit_test(a_record_longer_than_its_memory_is_refused),
        cmocka_unit_test(asides_of_other_phones_do_not_belong_here),
        cmocka_unit_test(what_cannot_be_written_down_ends_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
