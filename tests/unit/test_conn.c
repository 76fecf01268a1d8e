#include "firmware/adb/conn.h"
#include "tests/lib/adb_script.h"
#include "tests/lib/fault.h"
#include "tests/lib/t.h"

#define MEETING EXPECT(ADB_HELLO), GIVE(ADB_PHONE)
#define ASKS_A  EXPECT(ADB_OPEN("\1\0\0\0", "\0\0\0\0", "\2\0\0\0") "a\0")
#define OPENS_A GIVE(ADB_OKAY("\x11\0\0\0", "\1\0\0\0"))

/* One end of a scripted conversation. */
struct talk {
    struct mk_adb_conn *c;
    struct mk_transport t;
    struct mk_script s;
    struct mk_error e;
    int64_t now;
};

static int begin(struct talk *k, const struct mk_script_step *steps, size_t piece)
{
    *k = (struct talk){ .s = { .steps = steps, .piece = piece } };
    mk_transport_script(&k->t, &k->s);
    if (mk_adb_conn_new(&k->c, MK_ADB_PAYLOAD_MAX, &k->e) != 0)
        return -1;
    return mk_adb_conn_start(k->c, mk_span(NULL, 0), k->now, &k->e);
}

static void finish(struct talk *k)
{
    mk_adb_conn_free(k->c);
    mk_transport_done(&k->t);
}

/* Writes and reads until there is an event (1), or nothing to do (0). */
static int step(struct talk *k, struct mk_adb_event *ev)
{
    for (;;) {
        size_t n, moved;
        int rc = mk_adb_conn_next(ev, k->c, k->now, &k->e);
        struct mk_span out = mk_adb_conn_out(k->c);
        if (rc != 0)
            return rc;
        int wrote = out.len ? k->t.write(k->t.u, out, false, &moved, &k->e) : 0;
        if (wrote > 0)
            mk_adb_conn_sent(k->c, moved);
        uint8_t *room = mk_adb_conn_room(k->c, &n);
        int read = wrote < 0 ? -1 : k->t.read(k->t.u, room, n, &n, &k->e);
        if (read > 0)
            mk_adb_conn_fed(k->c, n);
        if (wrote < 0 || read < 0)
            return -1;
        if (wrote == 0 && read == 0)
            return 0;
    }
}

static void online(struct talk *k, const struct mk_script_step *steps)
{
    struct mk_adb_event ev;
    assert_int_equal(begin(k, steps, 0), 0);
    assert_int_equal(step(k, &ev), 1);
    assert_int_equal(ev.kind, MK_ADB_EV_ONLINE);
}

static void a_phone_is_met_in_pieces_of_any_size(void **s)
{
    (void)s;
    static const struct mk_script_step steps[] = { MEETING, END };
    for (size_t piece = 1; piece < 90; piece++) {
        struct talk k;
        struct mk_adb_event ev;
        assert_int_equal(begin(&k, steps, piece), 0);
        assert_int_equal(step(&k, &ev), 1);
        assert_int_equal(ev.kind, MK_ADB_EV_ONLINE);
        const struct mk_adb_phone_info *p = mk_adb_conn_phone(k.c);
        assert_true(mk_span_is(p->kind, "device"));
        assert_true(mk_span_is(p->features, "shell_v2,stat_v2,ls_v2,xx"));
        assert_int_equal(p->has, MK_ADB_HAS_SHELL_V2 | MK_ADB_HAS_STAT_V2 | MK_ADB_HAS_LS_V2);
        assert_int_equal(p->version, MK_ADB_VERSION_NO_CHECKS);
        assert_int_equal(p->max_payload, MK_ADB_PAYLOAD_MAX);
        assert_true(mk_script_finished(&k.s));
        finish(&k);
    }
}

static void an_old_phone_gets_sums_and_small_packets(void **s)
{
    (void)s;
    static const struct mk_script_step steps[] = {
        EXPECT(ADB_HELLO), GIVE(ADB_OLD_PHONE),
        EXPECT("OPEN\1\0\0\0\0\0\0\0\6\0\0\0\xf7\1\0\0\xb0\xaf\xba\xb1sync:\0"), END
    };
    struct talk k;
    struct mk_adb_event ev;
    uint32_t id;
    online(&k, steps);
    assert_int_equal(mk_adb_conn_phone(k.c)->has, 0);
    assert_int_equal(mk_adb_conn_phone(k.c)->max_payload, 4096);
    assert_int_equal(mk_adb_conn_open(&id, k.c, mk_str("sync:"), NULL), 0);
    assert_int_equal(step(&k, &ev), 0);
    assert_true(mk_script_finished(&k.s));
    char name[4097];
    memset(name, 'x', sizeof name);
    assert_int_equal(mk_adb_conn_open(&id, k.c, mk_span(name, 4096), &k.e), -1);
    assert_int_equal(k.e.code, MK_ELIMIT);
    finish(&k);
}

#define TOKEN ADB_AUTH("\1\0\0\0", "\x14\0\0\0", "\0\0\0\0") "01234567890123456789"

static void keys_are_tried_and_then_offered(void **s)
{
    (void)s;
    static const struct mk_script_step steps[] = {
        EXPECT(ADB_HELLO),
        GIVE(TOKEN),
        EXPECT(ADB_AUTH("\2\0\0\0", "\3\0\0\0", "\x36\1\0\0") "gfi"),
        GIVE(TOKEN),
        EXPECT(ADB_AUTH("\3\0\0\0", "\4\0\0\0", "\x49\1\0\0") "key\0"),
        GIVE(ADB_PHONE),
        END,
    };
    struct talk k;
    struct mk_adb_event ev;
    assert_int_equal(begin(&k, steps, 0), 0);
    assert_int_equal(step(&k, &ev), 1);
    assert_int_equal(ev.kind, MK_ADB_EV_TOKEN);
    assert_true(mk_span_is(ev.data, "01234567890123456789"));
    assert_int_equal(mk_adb_conn_deadline(k.c) == INT64_MAX, 1); /* it is our turn */
    assert_int_equal(mk_adb_conn_sign(k.c, mk_str("gfi"), 0, NULL), 0);
    assert_int_equal(mk_adb_conn_sign(k.c, mk_str("gfi"), 0, NULL), -1); /* only once */
    assert_int_equal(step(&k, &ev), 1);
    assert_int_equal(mk_adb_conn_offer(k.c, mk_str("key"), 0, NULL), 0);
    assert_int_equal(mk_adb_conn_state(k.c), MK_ADB_OFFERED);
    assert_int_equal(mk_adb_conn_deadline(k.c), MK_ADB_ALLOW_US);
    assert_int_equal(step(&k, &ev), 1);
    assert_int_equal(ev.kind, MK_ADB_EV_ONLINE);
    finish(&k);
}

static void nobody_touching_allow_is_told_apart_from_silence(void **s)
{
    (void)s;
    static const struct mk_script_step silent[] = { EXPECT(ADB_HELLO), END };
    static const struct mk_script_step asks[] = {
        EXPECT(ADB_HELLO), GIVE(TOKEN),
        EXPECT(ADB_AUTH("\3\0\0\0", "\4\0\0\0", "\x49\1\0\0") "key\0"), END
    };
    struct talk k;
    struct mk_adb_event ev;
    assert_int_equal(begin(&k, silent, 0), 0);
    assert_int_equal(step(&k, &ev), 0);
    k.now = MK_ADB_ANSWER_US;
    assert_int_equal(step(&k, &ev), -1);
    assert_int_equal(k.e.code, MK_ETIMEOUT);
    assert_non_null(strstr(k.e.text, "did not answer"));
    assert_int_equal(mk_adb_conn_state(k.c), MK_ADB_DEAD);
    finish(&k);
    assert_int_equal(begin(&k, asks, 0), 0);
    assert_int_equal(step(&k, &ev), 1);
    assert_int_equal(mk_adb_conn_offer(k.c, mk_str("key"), 0, NULL), 0);
    assert_int_equal(step(&k, &ev), 0);
    assert_int_equal(mk_adb_conn_expired(k.c, MK_ADB_ALLOW_US, &k.e), -1);
    assert_non_null(strstr(k.e.text, "nobody allowed"));
    finish(&k);
}

static void streams_take_turns_and_close(void **s)
{
    (void)s;
    static const struct mk_script_step steps[] = {
        MEETING,
        ASKS_A,
        EXPECT(ADB_OPEN("\2\0\0\0", "\0\0\0\0", "\2\0\0\0") "b\0"),
        OPENS_A,
        GIVE(ADB_CLSE("\0\0\0\0", "\2\0\0\0")),
        EXPECT(ADB_WRTE("\1\0\0\0", "\x11\0\0\0", "\3\0\0\0") "one"),
        GIVE(ADB_WRTE("\x11\0\0\0", "\1\0\0\0", "\2\0\0\0") "re"),
        EXPECT(ADB_OKAY("\1\0\0\0", "\x11\0\0\0")),
        OPENS_A,
        EXPECT(ADB_CLSE("\1\0\0\0", "\x11\0\0\0")),
        GIVE(ADB_WRTE("\x11\0\0\0", "\1\0\0\0", "\4\0\0\0") "late"), /* dropped */
        GIVE(ADB_OPEN("\7\0\0\0", "\0\0\0\0", "\2\0\0\0") "x\0"),    /* refused */
        EXPECT(ADB_CLSE("\0\0\0\0", "\7\0\0\0")),
        END,
    };
    struct talk k;
    struct mk_adb_event ev;
    uint32_t a, b;
    size_t took;
    online(&k, steps);
    assert_int_equal(mk_adb_conn_open(&a, k.c, mk_str("a"), NULL), 0);
    assert_int_equal(mk_adb_conn_open(&b, k.c, mk_str("b"), NULL), 0);
    assert_false(mk_adb_conn_writable(k.c, a));
    assert_int_equal(step(&k, &ev), 1);
    assert_int_equal(ev.kind, MK_ADB_EV_WRITABLE);
    assert_int_equal(ev.stream, a);
    assert_int_equal(mk_adb_conn_write(&took, k.c, a, mk_str("one"), NULL), 0);
    assert_int_equal(took, 3);
    assert_int_equal(mk_adb_conn_write(&took, k.c, a, mk_str("two"), NULL), 0);
    assert_int_equal(took, 0); /* the first is not answered yet */
    assert_int_equal(step(&k, &ev), 1);
    assert_int_equal(ev.kind, MK_ADB_EV_CLOSED);
    assert_int_equal(ev.stream, b);
    assert_true(ev.refused);
    assert_int_equal(step(&k, &ev), 1);
    assert_int_equal(ev.kind, MK_ADB_EV_DATA);
    assert_true(mk_span_is(ev.data, "re"));
    assert_int_equal(step(&k, &ev), 1);
    assert_int_equal(ev.kind, MK_ADB_EV_WRITABLE);
    assert_int_equal(mk_adb_conn_close(k.c, a, NULL), 0);
    assert_int_equal(step(&k, &ev), 0);
    assert_true(mk_script_finished(&k.s));
    finish(&k);
}

static void a_stream_closed_before_it_opened_is_closed_later(void **s)
{
    (void)s;
    static const struct mk_script_step steps[] = {
        MEETING, ASKS_A, OPENS_A, EXPECT(ADB_CLSE("\1\0\0\0", "\x11\0\0\0")), END,
    };
    struct talk k;
    struct mk_adb_event ev;
    uint32_t a;
    online(&k, steps);
    assert_int_equal(mk_adb_conn_open(&a, k.c, mk_str("a"), NULL), 0);
    assert_int_equal(mk_adb_conn_close(k.c, a, NULL), 0);
    assert_int_equal(step(&k, &ev), 0);
    assert_true(mk_script_finished(&k.s));
    finish(&k);
}

/* What a phone may not say once stream 1 is open on both sides (as 0x11 on the phone's). */
static void broken_by(struct mk_span bytes, enum mk_code code, const char *why)
{
    struct mk_script_step steps[] = {
        MEETING, ASKS_A, OPENS_A, { MK_SCRIPT_GIVE, bytes }, END,
    };
    struct talk k;
    struct mk_adb_event ev;
    uint32_t a;
    online(&k, steps);
    assert_int_equal(mk_adb_conn_open(&a, k.c, mk_str("a"), NULL), 0);
    assert_int_equal(step(&k, &ev), 1);
    int rc = step(&k, &ev);
    if (rc != -1 || k.e.code != code || !strstr(k.e.text, why))
        fail_msg("expected \"%s\": %d %s", why, rc, k.e.text);
    assert_int_equal(mk_adb_conn_state(k.c), MK_ADB_DEAD);
    assert_int_equal(step(&k, &ev), -1);
    finish(&k);
}
#define BROKEN_BY(bytes, code, why) broken_by(mk_span(bytes, sizeof(bytes) - 1), code, why)

static void hostile_packets_end_the_connection_by_name(void **s)
{
    (void)s;
    BROKEN_BY(ADB_PHONE, MK_EPROTO, "new connection");
    BROKEN_BY(TOKEN, MK_EPROTO, "AUTH(0x1, 0x0) with 20 bytes: not now");
    BROKEN_BY(ADB_STLS, MK_EAUTH, "TLS");
    BROKEN_BY(ADB_OKAY("\x11\0\0\0", "\2\0\0\0"), MK_EPROTO, "never asked for");
    BROKEN_BY(ADB_OKAY("\x11\0\0\0", "\0\0\0\0"), MK_EPROTO, "never asked for");
    BROKEN_BY(ADB_CLSE("\x12\0\0\0", "\1\0\0\0"), MK_EPROTO, "another stream");
    BROKEN_BY(ADB_WRTE("\x12\0\0\0", "\1\0\0\0", "\1\0\0\0") "x", MK_EPROTO, "another stream");
    BROKEN_BY("SYNC\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\xac\xa6\xb1\xbc", MK_EPROTO, "not a command");
}

static void the_opening_is_checked(void **s)
{
    (void)s;
    static const struct {
        struct mk_script_step give;
        const char *why;
    } bad[] = {
        { GIVE(ADB_CNXN("\0\0\0\0", "\0\x10\0\0", "\x08\0\0\0", "\0\0\0\0") "device::"),
          "before the first" },
        { GIVE(ADB_CNXN("\1\0\0\1", "\1\0\0\0", "\x08\0\0\0", "\0\0\0\0") "device::"), "no sense" },
        { GIVE(ADB_CNXN("\1\0\0\1", "\0\x10\0\0", "\4\0\0\0", "\0\0\0\0") "host"), "no phone" },
        { GIVE(ADB_CNXN("\1\0\0\1", "\0\x10\0\0", "\x0a\0\0\0", "\0\0\0\0") "bootloader"),
          "bootloader" },
        { GIVE(ADB_AUTH("\1\0\0\0", "\0\0\0\0", "\0\0\0\0")), "not a token" },
        { GIVE(ADB_AUTH("\2\0\0\0", "\1\0\0\0", "\0\0\0\0") "x"), "not a token" },
        { GIVE(ADB_STLS), "cable" },
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const struct mk_script_step steps[] = { EXPECT(ADB_HELLO), bad[i].give, END };
        struct talk k;
        struct mk_adb_event ev;
        assert_int_equal(begin(&k, steps, 0), 0);
        int rc = step(&k, &ev);
        if (rc != -1 || !strstr(k.e.text, bad[i].why))
            fail_msg("expected \"%s\": %d %s", bad[i].why, rc, k.e.text);
        finish(&k);
    }
}

static void data_before_okay_is_refused_and_leftovers_are_not(void **s)
{
    (void)s;
    static const struct mk_script_step early[] = {
        MEETING, ASKS_A, GIVE(ADB_WRTE("\x11\0\0\0", "\1\0\0\0", "\1\0\0\0") "x"), END
    };
    static const struct mk_script_step left[] = {
        EXPECT(ADB_HELLO), GIVE(ADB_WRTE("\x11\0\0\0", "\1\0\0\0", "\1\0\0\0") "x"),
        GIVE(ADB_PHONE), END
    };
    struct talk k;
    struct mk_adb_event ev;
    uint32_t a;
    online(&k, early);
    assert_int_equal(mk_adb_conn_open(&a, k.c, mk_str("a"), NULL), 0);
    assert_int_equal(step(&k, &ev), -1);
    assert_non_null(strstr(k.e.text, "before the stream was opened"));
    finish(&k);
    /* sum zero: nothing is agreed on yet, so the packet of the connection before is let through */
    assert_int_equal(begin(&k, left, 0), 0);
    assert_int_equal(step(&k, &ev), 1);
    assert_int_equal(ev.kind, MK_ADB_EV_ONLINE);
    finish(&k);
}

static void a_phone_that_never_stops_asking_is_given_up(void **s)
{
    (void)s;
    struct mk_script_step steps[2 * MK_ADB_TOKENS_MAX + 4] = { EXPECT(ADB_HELLO) };
    const struct mk_script_step give = GIVE(TOKEN),
                                sign = EXPECT(ADB_AUTH("\2\0\0\0", "\3\0\0\0", "\x36\1\0\0") "gfi");
    struct talk k;
    struct mk_adb_event ev;
    for (size_t i = 0; i <= MK_ADB_TOKENS_MAX; i++) {
        steps[1 + 2 * i] = give;
        steps[2 + 2 * i] = sign;
    }
    assert_int_equal(begin(&k, steps, 0), 0);
    for (size_t i = 0; i < MK_ADB_TOKENS_MAX; i++) {
        assert_int_equal(step(&k, &ev), 1);
        assert_int_equal(mk_adb_conn_sign(k.c, mk_str("gfi"), 0, NULL), 0);
    }
    assert_int_equal(step(&k, &ev), -1);
    assert_int_equal(k.e.code, MK_EAUTH);
    finish(&k);
}

static void streams_are_bounded(void **s)
{
    (void)s;
    static const struct mk_script_step steps[] = { MEETING, END };
    struct talk k;
    uint32_t id;
    online(&k, steps);
    for (unsigned i = 0; i < MK_ADB_STREAMS_MAX; i++)
        assert_int_equal(mk_adb_conn_open(&id, k.c, mk_str("a"), NULL), 0);
    assert_int_equal(mk_adb_conn_open(&id, k.c, mk_str("a"), &k.e), -1);
    assert_int_equal(k.e.code, MK_ELIMIT);
    finish(&k);
}

static void no_memory_anywhere_is_an_error_and_leaks_nothing(void **s)
{
    (void)s;
    static const struct mk_script_step steps[] = {
        MEETING, EXPECT(ADB_OPEN("\1\0\0\0", "\0\0\0\0", "\2\0\0\0") "a\0"), OPENS_A, END
    };
    for (int n = 1; fault_arm(n); n++) {
        struct talk k;
        struct mk_adb_event ev;
        uint32_t a;
        int rc = begin(&k, steps, 0);
        if (rc == 0)
            rc = step(&k, &ev) == 1 ? 0 : -1;
        if (rc == 0)
            rc = mk_adb_conn_open(&a, k.c, mk_str("a"), &k.e);
        if (rc == 0)
            rc = step(&k, &ev) == 1 ? 0 : -1;
        assert_int_equal(rc != 0, fault_fired());
        if (rc != 0)
            assert_int_equal(k.e.code, MK_ENOMEM);
        finish(&k);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_phone_is_met_in_pieces_of_any_size),
        cmocka_unit_test(an_old_phone_gets_sums_and_small_packets),
        cmocka_unit_test(keys_are_tried_and_then_offered),
        cmocka_unit_test(nobody_touching_allow_is_told_apart_from_silence),
        cmocka_unit_test(streams_take_turns_and_close),
        cmocka_unit_test(a_stream_closed_before_it_opened_is_closed_later),
        cmocka_unit_test(hostile_packets_end_the_connection_by_name),
        cmocka_unit_test(the_opening_is_checked),
        cmocka_unit_test(data_before_okay_is_refused_and_leftovers_are_not),
        cmocka_unit_test(a_phone_that_never_stops_asking_is_given_up),
        cmocka_unit_test(streams_are_bounded),
        cmocka_unit_test(no_memory_anywhere_is_an_error_and_leaks_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
