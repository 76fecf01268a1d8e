/* Signal's backups, encrypted here as libsignal does, and opened again. */
#include "tests/lib/t.h"
#include "parsers/base/mac.h"
#include "parsers/format/signal_crypt.h"
#include "parsers/format/signal_key.h"
#include "tests/lib/enc.h"
#include "tests/lib/fault.h"
#include <sys/mman.h>
#include <unistd.h>

#define MAX   ((size_t)1 << 20)
#define POOL  "dtjs858asj6tv0jzsqrsmj0ubp335pisj98e9ssnss8myoc08drhtcktyawvx45l"
#define SHOWN "DTJS 858A SJ6T V=JZ SQRS MJ=U BP33 5PIS J98E 9SSN SS8M Y#C= 8DRH TCKT YAWV X45L"
#define ACI   "659aa5f4-a28d-fcc1-1ea1-b997537a3d95"
#define TOKEN "69207061737320746865206b6e69666520746f207468652061786f6c6f746c21"
#define TEXT  "frames, and frames, and frames of frames"

static struct mk_error e;

#define SECRET(name, v)                                                                            \
    {                                                                                              \
        name,                                                                                      \
        {                                                                                          \
            (const uint8_t *)(v), sizeof(v) - 1                                                    \
        }                                                                                          \
    }
static const struct mk_secret right[] = {
    SECRET("signal", SHOWN), SECRET("signal-aci", ACI), SECRET("signal-token", TOKEN), { 0 }
};

/* The keys that libsignal's own tests print for these: rust/message-backup/src/key.rs. */
static void keys_are_derived_as_libsignal_does(void **s)
{
    (void)s;
    static const char *const hmacs[] = {
        "f425e22a607c529717e1e1b29f9fe139f9d1c7e7d01e371c7753c544a3026649",
        "20e6ab57b87e051f3e695e953cf8a261dd307e4f92ae2921673f1d397e07887b",
    };
    static const char *const keys[] = {
        "e143f4ad5668d8bfed2f88562f0693f53bda2c0e55c9d71730f30e24695fd6df",
        "602af6ecfc09d695a8d58da9f18225e967979c5e03543ca0224a03cca3d9735e",
    };
    struct mk_context cx = { .secrets = right };
    struct mk_signal_key k;
    uint8_t want[32];
    size_t n;
    for (size_t i = 0; i < 2; i++) { /* without, then with the token */
        assert_int_equal(mk_signal_key_at(&k, &cx, i, &e), 1);
        assert_true(mk_unhex(want, 32, &n, mk_str(hmacs[i])));
        assert_memory_equal(k.hmac, want, 32);
        assert_true(mk_unhex(want, 32, &n, mk_str(keys[i])));
        assert_memory_equal(k.aes, want, 32);
    }
    assert_int_equal(mk_signal_key_at(&k, &cx, 2, &e), 0);
}

static void make(struct mk_buf *b, bool token, struct mk_span text)
{
    struct mk_context cx = { .secrets = right };
    struct mk_signal_key k;
    struct mk_buf packed;
    uint8_t iv[16] = "sixteen bytes iv", mac[32];
    mk_buf_init(b, MAX);
    mk_buf_init(&packed, MAX);
    assert_int_equal(mk_signal_key_at(&k, &cx, token, &e), 1);
    if (token) {
        mk_buf_puts(b, "SBACKUP\x01");
        enc_varint(b, 6);
        enc_bytes(b, 1, mk_str("meta"));
    }
    size_t start = b->len;
    enc_gzip(&packed, text);
    uint8_t pad = (uint8_t)(16 - packed.len % 16);
    for (uint8_t i = 0; i < pad; i++)
        mk_buf_u8(&packed, pad);
    mk_buf_put(b, iv, sizeof iv);
    uint8_t *room = mk_buf_room(b, packed.len);
    assert_non_null(room);
    enc_cbc(room, mk_span(k.aes, 32), mk_span(iv, 16), mk_buf_span(&packed));
    b->len += packed.len;
    assert_int_equal(mk_hmac_of(mac, MK_MAC_SHA256, mk_span(k.hmac, 32),
                                mk_span(b->p + start, b->len - start), &e),
                     0);
    mk_buf_put(b, mac, sizeof mac);
    assert_true(mk_buf_ok(b));
    mk_buf_done(&packed);
}

static int put(void *u, const void *p, size_t n, struct mk_error *err)
{
    (void)err;
    mk_buf_put(u, p, n);
    return 0;
}

static int run(struct mk_buf *out, struct mk_span file, const struct mk_secret *secrets)
{
    struct mk_context cx = { .path = mk_str("a.binproto.encrypted"), .secrets = secrets };
    struct mk_file f = mk_file_memory(&file);
    mk_buf_init(out, MAX);
    return mk_decrypt_signal.run(put, out, &f, &cx, &e);
}

static void both_kinds_are_decrypted_and_unpacked(void **s)
{
    (void)s;
    for (int token = 0; token < 2; token++) {
        struct mk_buf file, out;
        make(&file, token, mk_str(TEXT));
        if (run(&out, mk_buf_span(&file), right) != 0)
            fail_msg("%d: %s", token, e.text);
        assert_true(mk_span_is(mk_buf_span(&out), TEXT));
        mk_buf_done(&out);
        mk_buf_done(&file);
    }
}

static void the_id_of_the_backup_does_instead_of_the_accounts(void **s)
{
    (void)s;
    struct mk_buf file, out, id;
    uint8_t key[32], bid[16], aci[16];
    size_t n;
    static const char info[] = "20241024_SIGNAL_BACKUP_ID:";
    mk_buf_init(&id, 200);
    assert_true(mk_unhex(aci, 16, &n, mk_str("659aa5f4a28dfcc11ea1b997537a3d95")));
    assert_int_equal(
        mk_hkdf(key, 32, mk_str(POOL), mk_span(NULL, 0), mk_str("20240801_SIGNAL_BACKUP_KEY"), &e),
        0);
    mk_buf_puts(&id, info);
    mk_buf_put(&id, aci, 16);
    assert_int_equal(mk_hkdf(bid, 16, mk_span(key, 32), mk_span(NULL, 0), mk_buf_span(&id), &e), 0);
    mk_buf_clear(&id);
    mk_buf_hex(&id, mk_span(bid, 16));
    struct mk_secret given[] = { SECRET("signal", POOL),
                                 { "signal-backup-id", mk_buf_span(&id) },
                                 { 0 } };
    make(&file, false, mk_str(TEXT));
    assert_int_equal(run(&out, mk_buf_span(&file), given), 0);
    mk_buf_done(&out);
    mk_buf_done(&file);
    mk_buf_done(&id);
}

static void what_does_not_fit_is_told_before_the_first_byte(void **s)
{
    (void)s;
    static const struct mk_secret none[] = { { 0 } };
    static const struct mk_secret alone[] = { SECRET("signal", POOL), { 0 } };
    static const struct mk_secret no_token[] = { SECRET("signal", POOL),
                                                 SECRET("signal-aci", ACI),
                                                 { 0 } };
    static const struct mk_secret odd[] = {
        SECRET("signal", "short"), SECRET("signal-aci", "?"), SECRET("signal-token", "x"), { 0 }
    };
    static const struct mk_secret *const given[] = { none, alone, no_token, odd, NULL };
    struct mk_buf file, out;
    make(&file, true, mk_str(TEXT));
    for (size_t i = 0; i < sizeof given / sizeof *given; i++) {
        assert_int_equal(run(&out, mk_buf_span(&file), given[i]), -1);
        assert_int_equal(e.code, MK_EAUTH);
        assert_int_equal(out.len, 0);
        mk_buf_done(&out);
    }
    mk_buf_done(&file);
}

static void every_truncation_and_change_is_refused(void **s)
{
    (void)s;
    struct mk_buf file, out;
    make(&file, true, mk_str(TEXT));
    for (size_t n = 0; n < file.len; n++) {
        assert_int_equal(run(&out, mk_span(file.p, n), right), -1);
        assert_int_equal(out.len, 0);
        mk_buf_done(&out);
        if (n < 16)
            continue; /* magic and metadata are under no checksum */
        file.p[n] ^= 1;
        assert_int_equal(run(&out, mk_buf_span(&file), right), -1);
        assert_int_equal(out.len, 0);
        mk_buf_done(&out);
        file.p[n] ^= 1;
    }
    mk_buf_done(&file);
}

static int is_frames(void *u, const struct mk_entry *en, struct mk_error *err)
{
    (void)err;
    *(int *)u += 1;
    assert_true(mk_span_is(en->path, "a.binproto"));
    assert_int_equal(en->size, sizeof TEXT - 1);
    return 0;
}

static void a_container_holds_the_frames(void **s)
{
    (void)s;
    struct mk_source src;
    struct mk_buf file;
    int fd = memfd_create("scratch", 0), seen = 0;
    struct mk_scratch scratch = mk_scratch_fd(&fd, MAX);
    struct mk_context cx = { .path = mk_str("x/a.binproto.encrypted"),
                             .secrets = right,
                             .scratch = &scratch };
    make(&file, true, mk_str(TEXT));
    struct mk_span in = mk_buf_span(&file);
    struct mk_file f = mk_file_memory(&in);
    assert_true(mk_container_signal.knows(in, mk_str("main")));
    assert_false(mk_container_signal.knows(mk_str("SBACKUP"), mk_str("main")));
    for (int n = 1; fault_arm(n); n++) {
        int rc = mk_container_signal.open(&src, &f, &cx, &e);
        fault_disarm();
        if (rc == 0)
            break;
        assert_int_equal(e.code, MK_ENOMEM);
    }
    assert_int_equal(src.list(src.u, is_frames, &seen, &e), 0);
    assert_int_equal(seen, 1);
    mk_source_done(&src);
    mk_buf_done(&file);
    close(fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_are_derived_as_libsignal_does),
        cmocka_unit_test(both_kinds_are_decrypted_and_unpacked),
        cmocka_unit_test(the_id_of_the_backup_does_instead_of_the_accounts),
        cmocka_unit_test(what_does_not_fit_is_told_before_the_first_byte),
        cmocka_unit_test(every_truncation_and_change_is_refused),
        cmocka_unit_test(a_container_holds_the_frames),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
