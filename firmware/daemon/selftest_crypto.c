/* Known answers of hashes and of encryption. */
#include "firmware/age/age.h"
#include "firmware/daemon/selftest_run.h"
#include "parsers/base/hash.h"
#include "parsers/base/mac.h"
#include <stdio.h>

/* FIPS 180-4 examples (NIST, "SHA256.pdf"): one block, two blocks. */
static const struct {
    const char *text, *hex;
} vectors[] = {
    { "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
    { "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
};

/* RFC 4231, test case 2. */
#define MAC_KEY  "Jefe"
#define MAC_TEXT "what do ya want for nothing?"
#define MAC_HEX  "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"

static int hash_is(const char *text, const char *hex, bool *same, struct mk_error *e)
{
    struct mk_digest d;
    char got[MK_SHA256_HEX];
    if (mk_sha256_of(&d, mk_str(text), e))
        return -1;
    mk_digest_hex(got, &d);
    *same = !strcmp(got, hex);
    return 0;
}

static int mac_is(const char *text, bool *same, struct mk_error *e)
{
    struct mk_digest d;
    char got[MK_SHA256_HEX];
    if (mk_hmac_of(d.b, MK_MAC_SHA256, mk_str(MAC_KEY), mk_str(text), e))
        return -1;
    mk_digest_hex(got, &d);
    *same = !strcmp(got, MAC_HEX);
    return 0;
}

int mk_selftest_hash(struct mk_selftest_said *out, const struct mk_selftest_world *w,
                     struct mk_error *e)
{
    bool same = false;
    for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
        const char *text = w->broken == MK_TEST_HASH ? "abd" : vectors[i].text;
        if (hash_is(text, vectors[i].hex, &same, e))
            return -1;
        if (!same)
            return mk_fail(e, MK_EFORMAT, "SHA-256 of a known text is not the known one");
    }
    if (mac_is(MAC_TEXT, &same, e))
        return -1;
    if (!same)
        return mk_fail(e, MK_EFORMAT, "HMAC-SHA-256 of a known text is not the known one");
    snprintf(out->answer, sizeof out->answer, "SHA-256 of 2 known texts, HMAC-SHA-256 of 1");
    /* 'c' and 'b' differ in one bit */
    if (hash_is("abb", vectors[0].hex, &same, e))
        return -1;
    if (same)
        return mk_fail(e, MK_EFORMAT, "one bit changed, and the hash is the same");
    if (mac_is(MAC_KEY, &same, e))
        return -1;
    if (same)
        return mk_fail(e, MK_EFORMAT, "another text, and the HMAC is the same");
    snprintf(out->control, sizeof out->control, "other texts have other hashes");
    return 0;
}

/* ---- encryption ---- */

static int gather(void *u, struct mk_span bytes, struct mk_error *e)
{
    struct mk_buf *b = u;
    mk_buf_put(b, bytes.p, bytes.len);
    return mk_buf_ok(b) ? 0 : mk_fail(e, MK_ENOMEM, "self-test");
}

static int seal(struct mk_buf *out, const struct mk_age_recipient *to, struct mk_span text,
                struct mk_error *e)
{
    struct mk_age_writer *w = NULL;
    int rc = mk_age_writer_new(&w, to, 1, gather, out, e);
    if (rc == 0)
        rc = mk_age_write(w, text, e);
    if (rc == 0)
        rc = mk_age_write_end(w, e);
    mk_age_writer_free(w);
    return rc;
}

/* Whether it opens with that key, and holds the text. */
static bool opens(struct mk_span sealed, const struct mk_age_identity *with, struct mk_span text)
{
    struct mk_age_reader *r = NULL;
    struct mk_error ignored = { 0 };
    struct mk_buf got;
    mk_buf_init(&got, 4096);
    bool good = mk_age_reader_new(&r, with, 1, gather, &got, &ignored) == 0 &&
                mk_age_read(r, sealed, &ignored) == 0 && mk_age_read_end(r, &ignored) == 0 &&
                mk_span_eq(mk_buf_span(&got), text);
    mk_age_reader_free(r);
    mk_buf_done(&got);
    return good;
}

static int judge(struct mk_selftest_said *out, struct mk_buf *sealed,
                 const struct mk_age_identity *mine, const struct mk_age_identity *other,
                 struct mk_span text, struct mk_error *e)
{
    struct mk_span all = mk_buf_span(sealed);
    if (!opens(all, mine, text))
        return mk_fail(e, MK_EAUTH, "what was encrypted to a key does not open with it");
    snprintf(out->answer, sizeof out->answer, "opens with its key (X25519, ChaCha20-Poly1305)");
    if (opens(all, other, text))
        return mk_fail(e, MK_EAUTH, "it opens with a wrong key");
    sealed->p[sealed->len - 1] ^= 1;
    bool changed = opens(all, mine, text);
    sealed->p[sealed->len - 1] ^= 1;
    if (changed)
        return mk_fail(e, MK_EAUTH, "one bit changed, and it opens");
    snprintf(out->control, sizeof out->control, "a wrong key and one bit changed are refused");
    return 0;
}

int mk_selftest_key(struct mk_selftest_said *out, const struct mk_selftest_world *w,
                    struct mk_error *e)
{
    static const char text[] = "known answer";
    struct mk_age_identity mine = { 0 }, other = { 0 };
    struct mk_buf sealed;
    mk_buf_init(&sealed, 65536);
    int rc = mk_age_identity_make(&mine, e) || mk_age_identity_make(&other, e) ? -1 : 0;
    if (rc == 0)
        rc = seal(&sealed, w->broken == MK_TEST_KEY ? &other.to : &mine.to, mk_str(text), e);
    if (rc == 0)
        rc = judge(out, &sealed, &mine, &other, mk_str(text), e);
    mk_age_identity_wipe(&mine);
    mk_age_identity_wipe(&other);
    mk_buf_done(&sealed);
    return rc;
}
