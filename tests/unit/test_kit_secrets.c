#include "firmware/bundle/disk.h"
#include "firmware/kit/kit.h"
#include "tests/lib/fault.h"
#include "tests/lib/stock.h"
#include "tests/lib/t.h"
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *in(const char *name)
{
    char path[160];
    snprintf(path, sizeof path, "kit/%s", name);
    return stock_in(path);
}

static struct mk_kit *kit(void)
{
    struct mk_kit *k = NULL;
    assert_int_equal(mk_kit_open(&k, in(""), NULL), 0);
    return k;
}

static void put(const char *name, const char *text)
{
    stock_write(in(name), mk_str(text));
}

/* ---- backup passwords ---- */

#define RUN_A "0123456789abcdef0123456789abcdef"
#define RUN_B "ffffffffffffffffffffffffffffffff"

static void count_words(void *u, const struct mk_kit_password *p)
{
    char line[5000];
    int *n = u;
    if (!mk_kit_password_words(line, sizeof line, p))
        return;
    ++*n;
    assert_non_null(strstr(line, p->udid));
    assert_null(strstr(line, p->password));
}

static int still_set(void)
{
    int n = 0;
    assert_int_equal(mk_kit_passwords(in(""), count_words, &n, NULL), 0);
    return n;
}

static void a_backup_password_is_kept_with_how_it_stands(void **s)
{
    (void)s;
    struct mk_error e;
    struct mk_kit_password p = {
        .run = RUN_A, .udid = "00008030-A", .exhibit = "E\"X", .bundle = "/b"
    };
    struct mk_kit_password back;
    assert_int_equal(still_set(), 0); /* there is no kit yet */
    struct mk_kit *k = kit();
    assert_int_equal(mk_kit_password_get(&back, k, RUN_A, &e), -1);
    assert_int_equal(e.code, MK_EABSENT);
    assert_int_equal(mk_kit_password_make(p.password, NULL), 0);
    assert_true(strlen(p.password) >= 24);
    assert_int_equal(mk_kit_password_put(k, &p, NULL), 0);
    assert_int_equal(mk_kit_password_get(&back, k, RUN_A, NULL), 0);
    assert_string_equal(back.password, p.password);
    assert_string_equal(back.exhibit, "E\"X");
    assert_int_equal(back.state, MK_PASSWORD_MADE);
    assert_int_equal(still_set(), 1);
    p.state = MK_PASSWORD_SET;
    assert_int_equal(mk_kit_password_put(k, &p, NULL), 0);
    snprintf(back.run, sizeof back.run, RUN_B);
    assert_int_equal(mk_kit_password_put(k, &back, NULL), 0);
    assert_int_equal(still_set(), 2);
    p.state = MK_PASSWORD_OFF;
    assert_int_equal(mk_kit_password_put(k, &p, NULL), 0);
    assert_int_equal(still_set(), 1);
    struct stat st;
    assert_int_equal(stat(in("backup-passwords/" RUN_A), &st), 0);
    assert_int_equal(st.st_mode & 077, 0);
    mk_kit_free(k);
}

static void passwords_are_not_alike(void **s)
{
    (void)s;
    char a[64], b[64];
    assert_int_equal(mk_kit_password_make(a, NULL), 0);
    assert_int_equal(mk_kit_password_make(b, NULL), 0);
    assert_string_not_equal(a, b);
}

static void a_damaged_password_is_told_and_no_name_leads_elsewhere(void **s)
{
    (void)s;
    struct mk_error e;
    struct mk_kit_password p = { .run = RUN_A, .password = "x" }, back;
    struct mk_kit *k = kit();
    assert_int_equal(mk_kit_password_put(k, &p, NULL), 0);
    static const char *const bad[] = { "",
                                       "{",
                                       "{}",
                                       "[]",
                                       "{\"run\":\"" RUN_B "\"}",
                                       "{\"run\":\"" RUN_A
                                       "\",\"password\":\"x\",\"state\":\"no\"}" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        put("backup-passwords/" RUN_A, bad[i]);
        assert_int_equal(mk_kit_password_get(&back, k, RUN_A, &e), -1);
        assert_int_equal(e.code, MK_EFORMAT);
        assert_int_equal(still_set(), 0);
    }
    assert_int_equal(mk_kit_password_get(&back, k, "../key", &e), -1);
    assert_int_equal(e.code, MK_EUSAGE);
    snprintf(p.run, sizeof p.run, "../../x");
    assert_int_equal(mk_kit_password_put(k, &p, &e), -1);
    assert_int_equal(e.code, MK_EUSAGE);
    mk_kit_free(k);
}

/* ---- recipients, and what is written for them ---- */

static struct mk_age_identity lab, agency;

static void add_recipient(struct mk_kit *k, const char *name, struct mk_age_identity *id)
{
    struct mk_buf text;
    mk_buf_init(&text, 200);
    assert_int_equal(mk_age_identity_make(id, NULL), 0);
    mk_age_recipient_put(&text, &id->to);
    assert_int_equal(mk_kit_recipients_add(k, name, mk_buf_cstr(&text), NULL), 0);
    mk_buf_done(&text);
}

static int collect(void *u, struct mk_span bytes, struct mk_error *e)
{
    (void)e;
    mk_buf_put(u, bytes.p, bytes.len);
    return 0;
}

/* What a recipient finds in a file of the kit; until the next call. */
static const char *opened(const char *name, const struct mk_age_identity *id)
{
    static char text[5000];
    struct mk_age_reader *r = NULL;
    struct mk_buf cipher, plain;
    mk_buf_init(&cipher, 1 << 16);
    mk_buf_init(&plain, sizeof text - 1);
    stock_read(&cipher, in(name));
    assert_int_equal(mk_age_reader_new(&r, id, 1, collect, &plain, NULL), 0);
    assert_int_equal(mk_age_read(r, mk_buf_span(&cipher), NULL), 0);
    assert_int_equal(mk_age_read_end(r, NULL), 0);
    mk_age_reader_free(r);
    memcpy(text, plain.p, plain.len);
    text[plain.len] = 0;
    mk_buf_done(&cipher);
    mk_buf_done(&plain);
    return text;
}

static bool file_has(const char *name, const char *words)
{
    struct mk_buf b;
    mk_buf_init(&b, 1 << 16);
    stock_read(&b, in(name));
    bool has = strstr(mk_buf_cstr(&b), words) != NULL;
    mk_buf_done(&b);
    return has;
}

static void recipients_are_kept_once_and_by_name(void **s)
{
    (void)s;
    struct mk_kit *k = kit();
    struct mk_kit_recipients all;
    struct mk_error e;
    assert_int_equal(mk_kit_recipients_read(&all, k, NULL), 0);
    assert_int_equal(all.n, 0);
    add_recipient(k, "Lab", &lab);
    add_recipient(k, "Agency", &agency);
    assert_int_equal(mk_kit_recipients_read(&all, k, NULL), 0);
    assert_int_equal(all.n, 2);
    assert_string_equal(all.name[1], "Agency");
    assert_memory_equal(&all.to[0], &lab.to, sizeof lab.to);
    assert_int_equal(mk_kit_recipients_add(k, "again", all.text[0], &e), -1);
    assert_int_equal(e.code, MK_EUSAGE);
    put("recipients", "age1wrong\n");
    assert_int_equal(mk_kit_recipients_read(&all, k, &e), -1);
    mk_kit_free(k);
}

static void a_backup_password_is_in_the_clear_only_while_a_phone_has_it(void **s)
{
    (void)s;
    struct mk_kit *k = kit();
    struct mk_kit_password p = { .run = RUN_A, .udid = "U", .exhibit = "E", .bundle = "/b" }, back;
    add_recipient(k, "Lab", &lab);
    assert_int_equal(mk_kit_password_make(p.password, NULL), 0);
    assert_int_equal(mk_kit_password_put(k, &p, NULL), 0);
    assert_non_null(strstr(opened("backup-passwords/" RUN_A ".age", &lab), p.password));
    assert_true(file_has("backup-passwords/" RUN_A, p.password));
    p.state = MK_PASSWORD_SET;
    assert_int_equal(mk_kit_password_put(k, &p, NULL), 0);
    assert_int_equal(mk_kit_password_get(&back, k, RUN_A, NULL), 0);
    assert_string_equal(back.password, p.password);
    assert_int_equal(still_set(), 1);
    p.state = MK_PASSWORD_OFF;
    assert_int_equal(mk_kit_password_put(k, &p, NULL), 0);
    assert_false(file_has("backup-passwords/" RUN_A, p.password));
    assert_non_null(strstr(opened("backup-passwords/" RUN_A ".age", &lab), p.password));
    assert_int_equal(mk_kit_password_get(&back, k, RUN_A, NULL), 0);
    assert_string_equal(back.password, "");
    assert_int_equal(back.state, MK_PASSWORD_OFF);
    assert_int_equal(still_set(), 0);
    mk_kit_free(k);
}

/* Where the new state cannot be written the old file keeps its name, and has to keep the password.
 */
static void a_backup_password_that_cannot_be_put_away_stays(void **s)
{
    (void)s;
    struct mk_kit *k = kit();
    struct mk_kit_password p = { .run = RUN_A, .udid = "U", .state = MK_PASSWORD_SET }, back;
    add_recipient(k, "Lab", &lab);
    assert_int_equal(mk_kit_password_make(p.password, NULL), 0);
    assert_int_equal(mk_kit_password_put(k, &p, NULL), 0);
    assert_int_equal(mkdir(in("backup-passwords/" RUN_A MK_DISK_TMP), 0700), 0);
    p.state = MK_PASSWORD_OFF;
    assert_int_equal(mk_kit_password_put(k, &p, NULL), -1);
    assert_int_equal(mk_kit_password_get(&back, k, RUN_A, NULL), 0);
    assert_string_equal(back.password, p.password);
    assert_int_equal(still_set(), 1);
    mk_kit_free(k);
}

static void a_runs_digest_key_is_given_up_where_others_have_it(void **s)
{
    (void)s;
    uint8_t key[MK_KIT_DIGEST_KEY];
    struct mk_kit *k = kit();
    assert_int_equal(mk_kit_digest_key(key, k, RUN_A, true, NULL), 0);
    assert_int_equal(mk_kit_digest_give_up(k, RUN_A, NULL), 0); /* nobody else has it */
    assert_int_equal(mk_kit_digest_key(key, k, RUN_A, false, NULL), 0);
    add_recipient(k, "Lab", &lab);
    assert_int_equal(mk_kit_digest_key(key, k, RUN_B, true, NULL), 0);
    assert_int_equal(mk_kit_digest_give_up(k, RUN_B, NULL), 0);
    assert_int_equal(mk_kit_digest_give_up(k, RUN_B, NULL), 0);
    assert_int_not_equal(access(in("digest-keys/" RUN_B), F_OK), 0);
    assert_int_equal(strlen(opened("digest-keys/" RUN_B ".age", &lab)), 2 * MK_KIT_DIGEST_KEY + 1);
    mk_kit_free(k);
}

static void no_memory_leaves_no_password_without_its_escrow(void **s)
{
    (void)s;
    struct mk_kit *k = kit();
    struct mk_kit_password p = { .run = RUN_A, .password = "secret", .udid = "U" };
    add_recipient(k, "Lab", &lab);
    bool fired = true;
    for (int n = 1; fired; n++) {
        unlink(in("backup-passwords/" RUN_A));
        unlink(in("backup-passwords/" RUN_A ".age"));
        fault_arm(n);
        int rc = mk_kit_password_put(k, &p, NULL);
        fired = fault_fired();
        fault_disarm();
        assert_true(fired || rc == 0);
        if (access(in("backup-passwords/" RUN_A), F_OK) == 0)
            assert_non_null(strstr(opened("backup-passwords/" RUN_A ".age", &lab), "secret"));
    }
    mk_kit_free(k);
}

static void a_certificate_is_taken_only_for_this_kit(void **s)
{
    (void)s;
    static const char *const bad[] = { "", "x", "ssh-ed25519 AAAA\n",
                                       "ssh-ed25519-cert-v01@openssh.com AAAA\n" };
    struct mk_kit *k = kit();
    struct mk_error e;
    struct mk_buf told;
    mk_buf_init(&told, 4096);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(mk_kit_enrol(&told, k, mk_str(bad[i]), 0, &e), -1);
        assert_int_equal(e.code, MK_EFORMAT);
    }
    assert_int_equal(mk_kit_enrol(&told, k, mk_str(mk_sshkey_public(mk_kit_key(k))), 0, &e), -1);
    assert_int_equal(e.code, MK_EFORMAT);
    assert_int_not_equal(access(in("key-cert.pub"), F_OK), 0);
    mk_buf_done(&told);
    mk_kit_free(k);
}

#define T(f) cmocka_unit_test_setup_teardown(f, stock_setup, stock_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(a_backup_password_is_kept_with_how_it_stands),
        T(passwords_are_not_alike),
        T(recipients_are_kept_once_and_by_name),
        T(a_backup_password_is_in_the_clear_only_while_a_phone_has_it),
        T(a_backup_password_that_cannot_be_put_away_stays),
        T(a_runs_digest_key_is_given_up_where_others_have_it),
        T(no_memory_leaves_no_password_without_its_escrow),
        T(a_certificate_is_taken_only_for_this_kit),
        T(a_damaged_password_is_told_and_no_name_leads_elsewhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
