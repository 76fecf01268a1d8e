/* A bundle of the kit's own making: whole, and with one bit flipped. */
#include "firmware/bundle/bundle.h"
#include "firmware/bundle/sshkey.h"
#include "firmware/daemon/selftest_run.h"
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#define ID      "self-test"
#define PAYLOAD "bundle/data/000/0000001"
#define FLIP_AT 40 /* a byte within the card */

/* RFC 2426. The number is one that is kept free for films and books (Ofcom). */
const char mk_selftest_card[] = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Known Answer\r\n"
                                "TEL;TYPE=CELL:+442079460123\r\nEND:VCARD\r\n";
const char mk_selftest_other_card[] = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Known Answer\r\n"
                                      "TEL;TYPE=CELL:+442079460124\r\nEND:VCARD\r\n";

static const char *path_in(char out[static 4200], const struct mk_selftest_world *w,
                           const char *name)
{
    snprintf(out, 4200, "%s/%s", w->dir, name);
    return out;
}

/* ---- made ---- */

static int put_trust(const struct mk_selftest_world *w, const char *name, const char *public_key,
                     struct mk_error *e)
{
    char path[4200], line[1024];
    int n = snprintf(line, sizeof line, "kit:" ID " %s\n", public_key);
    int fd = open(path_in(path, w, name), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    int rc = fd < 0 || write(fd, line, (size_t)n) != n ? mk_fail_errno(e, path) : 0;
    if (fd >= 0)
        close(fd);
    return rc;
}

/* A key of its own: the kit's is for evidence. */
static int make_key(struct mk_sshkey **out, const struct mk_selftest_world *w, const char *name,
                    const char *trust, struct mk_error *e)
{
    char path[4200];
    path_in(path, w, name);
    if (mk_sshkey_make(path, ID, e) || mk_sshkey_load(out, path, e))
        return -1;
    return put_trust(w, trust, mk_sshkey_public(*out), e);
}

static int sign(void *u, struct mk_buf *out, struct mk_span message, struct mk_error *e)
{
    return mk_sshkey_sign(out, u, MK_SSH_NAMESPACE, message, e);
}

static int put_card(struct mk_bundle *b, struct mk_error *e)
{
    struct mk_span card = mk_str(mk_selftest_card);
    const struct mk_object o = { .number = 1,
                                 .path = mk_str("/sdcard/known.vcf"),
                                 .route = mk_str("adb:sync"),
                                 .command = mk_str("RECV /sdcard/known.vcf"),
                                 .size = (int64_t)card.len,
                                 .mtime_s = INT64_MIN };
    const struct mk_object_end end = { .mtime_s = INT64_MIN };
    struct mk_digest d;
    return mk_bundle_begin(b, &o, e) || mk_bundle_write(b, card, e) ||
                   mk_bundle_finish(&d, b, &end, e) ||
                   mk_bundle_act(b, "self-test", NULL, NULL, true, e)
               ? -1
               : 0;
}

static int write_bundle(const struct mk_selftest_world *w, struct mk_sshkey *key,
                        struct mk_error *e)
{
    char path[4200];
    struct mk_bundle *b = NULL;
    const struct mk_signer signer = { "kit", sign, key };
    const struct mk_bundle_info info = {
        .id = "00000000000000000000000000000000",
        .kit_id = ID,
        .exhibit = ID,
        .reference = ID,
        .software = "moka " MK_VERSION,
        .training = true,
    };
    int rc = mk_bundle_create(&b, path_in(path, w, "bundle"), mk_disk_real(), &info, e);
    if (rc == 0)
        rc = mk_bundle_put(b, "authority.json", mk_str("{}\n"), e);
    if (rc == 0)
        rc = mk_bundle_put(b, "plan.json", mk_str("{}\n"), e);
    if (rc == 0)
        rc = put_card(b, e);
    if (rc == 0)
        rc = mk_bundle_seal(b, &signer, 1, e);
    mk_bundle_free(b);
    return rc;
}

int mk_selftest_make(const struct mk_selftest_world *w, struct mk_error *e)
{
    struct mk_sshkey *key = NULL, *other = NULL;
    int rc = make_key(&key, w, "key", "trust", e) || make_key(&other, w, "other", "wrong", e)
                 ? -1
                 : write_bundle(w, key, e);
    mk_sshkey_free(key);
    mk_sshkey_free(other);
    return rc;
}

/* ---- looked at ---- */

static void unheard(void *u, bool bad, const char *text)
{
    (void)u, (void)bad, (void)text;
}

static int verdict_of(enum mk_verdict *v, const struct mk_selftest_world *w, const char *trust,
                      struct mk_error *e)
{
    char bundle[4200], by[4200];
    return mk_verify(v, path_in(bundle, w, "bundle"), path_in(by, w, trust), NULL, unheard, NULL,
                     e);
}

static int flip(const struct mk_selftest_world *w, struct mk_error *e)
{
    char path[4200];
    uint8_t byte;
    int fd = open(path_in(path, w, PAYLOAD), O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    bool done = fd >= 0 && pread(fd, &byte, 1, FLIP_AT) == 1;
    byte = done ? byte ^ 1 : 0;
    done = done && pwrite(fd, &byte, 1, FLIP_AT) == 1;
    if (!done)
        mk_fail_errno(e, path);
    if (fd >= 0)
        close(fd);
    return done ? 0 : -1;
}

static int expect(const struct mk_selftest_world *w, const char *trust, enum mk_verdict wanted,
                  const char *what, struct mk_error *e)
{
    enum mk_verdict v = MK_UNKNOWN;
    if (verdict_of(&v, w, trust, e))
        return -1;
    return v == wanted ? 0 : mk_fail(e, MK_EFORMAT, "%s", what);
}

int mk_selftest_bundle(struct mk_selftest_said *out, const struct mk_selftest_world *w,
                       struct mk_error *e)
{
    if (w->broken == MK_TEST_BUNDLE && flip(w, e))
        return -1;
    if (expect(w, "trust", MK_INTACT, "a bundle that was just sealed is not INTACT", e))
        return -1;
    snprintf(out->answer, sizeof out->answer, "a bundle that was just sealed is INTACT");
    if (flip(w, e) ||
        expect(w, "trust", MK_TAMPERED, "a bit was flipped, and it is not found", e) ||
        flip(w, e) || expect(w, "trust", MK_INTACT, "flipped back, it is not INTACT", e) ||
        expect(w, "wrong", MK_TAMPERED, "another kit's key vouches for it", e))
        return -1;
    snprintf(out->control, sizeof out->control,
             "with one bit flipped, and for another kit's key, it is TAMPERED");
    return 0;
}
