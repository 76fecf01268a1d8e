#include "firmware/adb/wire.h"
#include "firmware/phantom/phantom.h"
#include "parsers/base/cursor.h"
#include "tests/lib/fault.h"
#include "tests/lib/hand_phone.h"
#include "tests/lib/t.h"
#include <openssl/evp.h>
#include <openssl/rsa.h>

static struct mk_phantom_log no_log = { .fd = -1 };

/* A whole connection, without a socket. */
struct talk {
    struct mk_phantom p;
    struct mk_phantom_auth auth;
    struct mk_phantom_conn *c;
    struct mk_adb_wire in; /* what the phone says */
    struct mk_adb_packet got;
};

static void hear(struct talk *t)
{
    struct mk_span out;
    struct mk_error e = { 0 };
    int rc;
    while ((rc = mk_adb_wire_next(&t->got, &t->in, &e)) == 0) {
        size_t room;
        uint8_t *p = mk_adb_wire_room(&t->in, &room);
        int made = mk_phantom_conn_out(&out, t->c, &e);
        assert_int_equal(made, 0);
        assert_true(out.len > 0);
        if (room > out.len)
            room = out.len;
        memcpy(p, out.p, room);
        mk_adb_wire_fed(&t->in, room);
        mk_phantom_conn_sent(t->c, room);
    }
    assert_int_equal(rc, 1);
}

static int tell(struct talk *t, uint32_t command, uint32_t a0, uint32_t a1, struct mk_span payload)
{
    struct mk_buf b;
    struct mk_error e = { 0 };
    struct mk_adb_packet p = { command, a0, a1, payload };
    int rc = 0;
    mk_buf_init(&b, 1 << 21);
    mk_adb_put(&b, &p, true);
    for (size_t at = 0; at < b.len && rc == 0;) {
        size_t room;
        uint8_t *to = mk_phantom_conn_room(t->c, &room);
        if (room > b.len - at)
            room = b.len - at;
        memcpy(to, b.p + at, room);
        at += room;
        rc = mk_phantom_conn_fed(t->c, room, &e);
    }
    mk_buf_done(&b);
    return rc;
}

static void start(struct talk *t)
{
    struct mk_error e = { 0 };
    t->p = (struct mk_phantom){ hand_phone, &no_log, &t->auth };
    assert_int_equal(mk_adb_wire_init(&t->in, MK_ADB_PAYLOAD_MAX, &e), 0);
    assert_int_equal(mk_phantom_conn_new(&t->c, &t->p, &e), 0);
}

static void stop(struct talk *t)
{
    mk_phantom_conn_free(t->c);
    mk_adb_wire_done(&t->in);
    mk_phantom_auth_done(&t->auth);
}

static void connect_with(struct talk *t, uint32_t payload)
{
    start(t);
    assert_int_equal(tell(t, MK_ADB_CNXN, MK_ADB_VERSION_NO_CHECKS, payload, mk_str("host::")), 0);
    hear(t);
    assert_int_equal(t->got.command, MK_ADB_CNXN);
    assert_true(
        mk_span_is(t->got.payload,
                   "device::ro.product.name=p;ro.moka.phantom=id;features=shell_v2,stat_v2,ls_v2,"
                   "sendrecv_v2,sendrecv_v2_zstd,delayed_ack"));
}

static void a_shell_command_runs_to_its_exit_code(void **s)
{
    (void)s;
    struct talk t = { 0 };
    connect_with(&t, 4096);
    assert_int_equal(tell(&t, MK_ADB_OPEN, 9, 0, mk_span("shell,v2,raw:nosuch\0", 20)), 0);
    hear(&t);
    assert_int_equal(t.got.command, MK_ADB_OKAY);
    uint32_t id = t.got.arg0;
    hear(&t);
    assert_int_equal(t.got.command, MK_ADB_WRTE);
    assert_int_equal(t.got.payload.p[0], 2);
    assert_memory_equal(t.got.payload.p + t.got.payload.len - 6, "\3\1\0\0\0\x7f", 6);
    assert_int_equal(tell(&t, MK_ADB_OKAY, 9, id, mk_str("")), 0);
    hear(&t);
    assert_int_equal(t.got.command, MK_ADB_CLSE);
    assert_int_equal(t.got.arg1, 9);
    stop(&t);
}

static void a_stream_waits_until_the_host_took_its_last_packet(void **s)
{
    (void)s;
    struct talk t = { 0 };
    struct mk_span out;
    connect_with(&t, 16);
    struct mk_buf reply;
    mk_buf_init(&reply, 10000);
    assert_int_equal(
        tell(&t, MK_ADB_OPEN, 9, 0,
             mk_str("exec:content query --uri content://sms --projection _id --where _id%4=0")),
        0);
    hear(&t);
    uint32_t id = t.got.arg0;
    for (hear(&t); t.got.command == MK_ADB_WRTE; hear(&t)) {
        assert_true(t.got.payload.len <= 16);
        mk_buf_put(&reply, t.got.payload.p, t.got.payload.len);
        assert_int_equal(mk_phantom_conn_out(&out, t.c, NULL), 0);
        assert_int_equal(out.len, 0);
        assert_int_equal(tell(&t, MK_ADB_OKAY, 9, id, mk_str("")), 0);
    }
    assert_int_equal(t.got.command, MK_ADB_CLSE);
    assert_string_equal(mk_buf_cstr(&reply),
                        "Row: 0 _id=4\nRow: 1 _id=8\n"); /* all of it, in order */
    mk_buf_done(&reply);
    stop(&t);
}

static uint32_t count_of(const struct mk_adb_packet *p)
{
    struct mk_cursor c = mk_cur(p->payload);
    uint32_t n = mk_cur_u32le(&c);
    assert_int_equal(p->command, MK_ADB_OKAY);
    assert_int_equal(p->payload.len, 4);
    return n;
}

static void connect_delayed(struct talk *t, uint32_t payload)
{
    start(t);
    assert_int_equal(tell(t, MK_ADB_CNXN, MK_ADB_VERSION_NO_CHECKS, payload,
                          mk_str("host::features=shell_v2,delayed_ack")),
                     0);
    hear(t);
}

#define ROWS                                                                                       \
    "exec:content query --uri content://sms --projection _id --where _id<4" /* 39 bytes            \
                                                                             */

static void with_delayed_acks_a_stream_sends_until_its_window_is_used_up(void **s)
{
    (void)s;
    struct talk t = { 0 };
    struct mk_span out;
    connect_delayed(&t, 8);
    assert_int_equal(tell(&t, MK_ADB_OPEN, 9, 20, mk_str(ROWS)), 0);
    hear(&t);
    assert_int_equal(count_of(&t.got), 32 << 20);
    uint32_t id = t.got.arg0;
    for (int i = 0; i < 3; i++) { /* the third begins within the window */
        hear(&t);
        assert_int_equal(t.got.command, MK_ADB_WRTE);
        assert_int_equal(t.got.payload.len, 8);
    }
    assert_int_equal(mk_phantom_conn_out(&out, t.c, NULL), 0);
    assert_int_equal(out.len, 0);
    assert_int_equal(tell(&t, MK_ADB_OKAY, 9, id, mk_span("\4\0\0\0", 4)), 0); /* none left yet */
    assert_int_equal(mk_phantom_conn_out(&out, t.c, NULL), 0);
    assert_int_equal(out.len, 0);
    assert_int_equal(tell(&t, MK_ADB_OKAY, 9, id, mk_span("\x14\0\0\0", 4)), 0);
    hear(&t);
    assert_int_equal(t.got.command, MK_ADB_WRTE);
    assert_int_equal(tell(&t, MK_ADB_WRTE, 9, id, mk_str("abc")), 0);
    do
        hear(&t);
    while (t.got.command == MK_ADB_WRTE);
    assert_int_equal(count_of(&t.got), 3);
    stop(&t);
}

static void a_host_that_counts_wrongly_is_cut_off(void **s)
{
    (void)s;
    static const struct {
        const char *p;
        size_t n;
    } bad[] = { { "", 0 }, { "\1\0\0", 3 }, { "\x11\0\0\0", 4 }, { "\xff\xff\xff\xff", 4 } };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct talk t = { 0 };
        connect_delayed(&t, 16);
        assert_int_equal(tell(&t, MK_ADB_OPEN, 9, 16, mk_str(ROWS)), 0);
        hear(&t);
        uint32_t id = t.got.arg0;
        hear(&t);
        assert_int_equal(tell(&t, MK_ADB_OKAY, 9, id, mk_span(bad[i].p, bad[i].n)), -1);
        stop(&t);
    }
}

static void a_window_where_none_was_agreed_on_is_refused(void **s)
{
    (void)s;
    struct talk t = { 0 };
    connect_with(&t, 4096);
    assert_int_equal(tell(&t, MK_ADB_OPEN, 9, 4096, mk_str("sync:")), 0);
    hear(&t);
    assert_int_equal(t.got.command, MK_ADB_CLSE);
    stop(&t);
    connect_delayed(&t, 4096);
    assert_int_equal(tell(&t, MK_ADB_OPEN, 9, 0, mk_str("sync:")), 0);
    hear(&t);
    assert_int_equal(t.got.command, MK_ADB_CLSE);
    stop(&t);
}

/* As before Android 5. */
static void an_old_phone_speaks_the_first_protocol_from_a_terminal(void **s)
{
    (void)s;
    struct talk t = { 0 };
    char *has = hand_phone->features;
    hand_phone->old = true;
    hand_phone->features = (char[]){ "" };
    start(&t);
    assert_int_equal(tell(&t, MK_ADB_CNXN, MK_ADB_VERSION_NO_CHECKS, 1 << 20, mk_str("host::")), 0);
    hear(&t);
    assert_int_equal(t.got.arg0, MK_ADB_VERSION_MIN);
    assert_int_equal(t.got.arg1, 4096);
    assert_true(mk_span_is(t.got.payload, "device::ro.product.name=p;ro.moka.phantom=id;"));
    t.in.sums = MK_ADB_SUMS_CHECKED;
    static const char *const none[] = { "exec:id", "shell,v2,raw:id", "shell,raw:id" };
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        assert_int_equal(tell(&t, MK_ADB_OPEN, 3, 0, mk_str(none[i])), 0);
        hear(&t);
        assert_int_equal(t.got.command, MK_ADB_CLSE);
    }
    assert_int_equal(tell(&t, MK_ADB_OPEN, 9, 0, mk_str("shell:whoami")), 0);
    hear(&t);
    hear(&t);
    assert_true(mk_span_is(t.got.payload, "shell\r\n"));
    stop(&t);
    hand_phone->old = false;
    hand_phone->features = has;
}

static void unknown_services_are_closed_and_unknown_streams_passed_over(void **s)
{
    (void)s;
    struct talk t = { 0 };
    connect_with(&t, 4096);
    static const char *const none[] = { "reboot:", "tcp:80", "", "shel:id", "root:" };
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        assert_int_equal(tell(&t, MK_ADB_OPEN, 3, 0, mk_str(none[i])), 0);
        hear(&t);
        assert_int_equal(t.got.command, MK_ADB_CLSE);
        assert_int_equal(t.got.arg1, 3);
    }
    assert_int_equal(tell(&t, MK_ADB_WRTE, 3, 77, mk_str("x")), 0);
    assert_int_equal(tell(&t, MK_ADB_CLSE, 3, 77, mk_str("")), 0);
    struct mk_span out;
    assert_int_equal(mk_phantom_conn_out(&out, t.c, NULL), 0);
    assert_int_equal(out.len, 0);
    stop(&t);
}

/* An RSA key and its public half in ADB's form; the fields that only speed up stay zero. */
static EVP_PKEY *make_key(struct mk_buf *text)
{
    uint8_t raw[524] = { 64 }, base64[800];
    BIGNUM *n = NULL;
    EVP_PKEY *key = EVP_RSA_gen(2048);
    assert_non_null(key);
    assert_int_equal(EVP_PKEY_get_bn_param(key, "n", &n), 1);
    assert_int_equal(BN_bn2lebinpad(n, raw + 8, 256), 256);
    BN_free(n);
    raw[520] = 1; /* 65537 */
    raw[522] = 1;
    EVP_EncodeBlock(base64, raw, sizeof raw);
    mk_buf_printf(text, "%s someone@host", (char *)base64);
    mk_buf_u8(text, 0);
    return key;
}

static size_t sign(uint8_t out[static 512], EVP_PKEY *key, struct mk_span token)
{
    size_t n = 512;
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(key, NULL);
    assert_true(EVP_PKEY_sign_init(ctx) > 0 &&
                EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PADDING) > 0 &&
                EVP_PKEY_CTX_set_signature_md(ctx, EVP_sha1()) > 0 &&
                EVP_PKEY_sign(ctx, out, &n, token.p, token.len) > 0);
    EVP_PKEY_CTX_free(ctx);
    return n;
}

static void only_a_known_or_allowed_key_gets_in(void **s)
{
    (void)s;
    struct mk_buf text;
    uint8_t signature[512];
    mk_buf_init(&text, 4096);
    EVP_PKEY *key = make_key(&text);
    struct talk t = { .auth = { .required = true } };
    start(&t);
    assert_int_equal(tell(&t, MK_ADB_CNXN, MK_ADB_VERSION_NO_CHECKS, 4096, mk_str("host::")), 0);
    hear(&t);
    assert_int_equal(t.got.command, MK_ADB_AUTH);
    assert_int_equal(t.got.payload.len, 20);
    size_t n = sign(signature, key, t.got.payload);
    assert_int_equal(tell(&t, MK_ADB_AUTH, MK_ADB_AUTH_SIGNATURE, 0, mk_span(signature, n)), 0);
    hear(&t);
    assert_int_equal(t.got.command, MK_ADB_AUTH); /* another token: not known */
    assert_int_equal(tell(&t, MK_ADB_OPEN, 1, 0, mk_str("shell:id")), 0);
    assert_int_equal(tell(&t, MK_ADB_AUTH, MK_ADB_AUTH_PUBLIC, 0, mk_buf_span(&text)), 0);
    struct mk_span out;
    assert_int_equal(mk_phantom_conn_out(&out, t.c, NULL), 0);
    assert_int_equal(out.len, 0); /* nobody touches the screen, and nothing was opened */
    t.auth.allow = true;
    assert_int_equal(tell(&t, MK_ADB_AUTH, MK_ADB_AUTH_PUBLIC, 0, mk_buf_span(&text)), 0);
    hear(&t);
    assert_int_equal(t.got.command, MK_ADB_CNXN);
    /* the phone remembers it */
    assert_int_equal(tell(&t, MK_ADB_CNXN, MK_ADB_VERSION_NO_CHECKS, 4096, mk_str("host::")), 0);
    hear(&t);
    assert_int_equal(t.got.command, MK_ADB_AUTH);
    n = sign(signature, key, t.got.payload);
    assert_int_equal(tell(&t, MK_ADB_AUTH, MK_ADB_AUTH_SIGNATURE, 0, mk_span(signature, n)), 0);
    hear(&t);
    assert_int_equal(t.got.command, MK_ADB_CNXN);
    stop(&t);
    EVP_PKEY_free(key);
    mk_buf_done(&text);
}

static void no_memory_ends_a_connection_and_leaks_nothing(void **s)
{
    (void)s;
    for (int n = 1; fault_arm(n); n++) {
        struct talk t = { .p = { hand_phone, &no_log, &t.auth } };
        struct mk_span out;
        if (mk_phantom_conn_new(&t.c, &t.p, NULL))
            continue;
        int rc = tell(&t, MK_ADB_CNXN, MK_ADB_VERSION_NO_CHECKS, 4096, mk_str("host::"));
        if (rc == 0)
            rc = tell(&t, MK_ADB_OPEN, 9, 0,
                      mk_str("shell,v2,raw:content query --uri content://sms"));
        if (rc == 0)
            rc = tell(&t, MK_ADB_OPEN, 10, 0, mk_str("sync:"));
        if (rc == 0)
            rc = tell(&t, MK_ADB_WRTE, 10, 2, mk_span("LIST\7\0\0\0/sdcard", 15));
        if (rc == 0)
            rc = mk_phantom_conn_out(&out, t.c, NULL);
        assert_true(rc == 0 || fault_fired());
        mk_phantom_conn_free(t.c);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_shell_command_runs_to_its_exit_code),
        cmocka_unit_test(a_stream_waits_until_the_host_took_its_last_packet),
        cmocka_unit_test(with_delayed_acks_a_stream_sends_until_its_window_is_used_up),
        cmocka_unit_test(a_host_that_counts_wrongly_is_cut_off),
        cmocka_unit_test(a_window_where_none_was_agreed_on_is_refused),
        cmocka_unit_test(an_old_phone_speaks_the_first_protocol_from_a_terminal),
        cmocka_unit_test(unknown_services_are_closed_and_unknown_streams_passed_over),
        cmocka_unit_test(only_a_known_or_allowed_key_gets_in),
        cmocka_unit_test(no_memory_ends_a_connection_and_leaks_nothing),
    };
    return cmocka_run_group_tests_name("phantom_adb", tests, hand_phone_up, hand_phone_down);
}
