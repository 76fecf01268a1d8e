#include "firmware/age/private.h"
#include "parsers/base/hash.h"
#include "parsers/base/mac.h"

#define X25519    "X25519"
#define X_LABEL   "age-encryption.org/v1/X25519"
#define SSH       "ssh-ed25519"
#define SSH_LABEL "age-encryption.org/v1/ssh-ed25519"
#define SSH_BLOB  51 /* of a public key: string "ssh-ed25519", string of 32 bytes */
#define SSH_TAG   4
#define BODY_TEXT 43 /* 32 bytes in base64 */

static struct mk_span key_span(const uint8_t key[static MK_AGE_KEY])
{
    return mk_span(key, MK_AGE_KEY);
}

/* The key that wraps: HKDF of what both share, salted with both public keys. */
static int wrapper(uint8_t out[static MK_AGE_KEY], const uint8_t shared[static MK_AGE_KEY],
                   const uint8_t share[static MK_AGE_KEY], const uint8_t to[static MK_AGE_KEY],
                   const char *label, struct mk_error *e)
{
    uint8_t salt[2 * MK_AGE_KEY];
    memcpy(salt, share, MK_AGE_KEY);
    memcpy(salt + MK_AGE_KEY, to, MK_AGE_KEY);
    return mk_hkdf(out, MK_AGE_KEY, key_span(shared), mk_span(salt, sizeof salt), mk_str(label), e);
}

/* ---- SSH keys ---- */

static void ssh_blob(uint8_t out[static SSH_BLOB], const uint8_t point[static MK_AGE_KEY])
{
    static const uint8_t head[] = "\0\0\0\x0bssh-ed25519\0\0\0\x20";
    memcpy(out, head, SSH_BLOB - MK_AGE_KEY);
    memcpy(out + SSH_BLOB - MK_AGE_KEY, point, MK_AGE_KEY);
}

static int ssh_tag(uint8_t out[static SSH_TAG], const uint8_t point[static MK_AGE_KEY],
                   struct mk_error *e)
{
    uint8_t blob[SSH_BLOB];
    struct mk_digest d;
    ssh_blob(blob, point);
    if (mk_sha256_of(&d, mk_span(blob, sizeof blob), e))
        return -1;
    memcpy(out, d.b, SSH_TAG);
    return 0;
}

/* The shared secret is multiplied by a number that depends on the SSH key. */
static int ssh_tweak(uint8_t shared[static MK_AGE_KEY], const uint8_t point[static MK_AGE_KEY],
                     struct mk_error *e)
{
    uint8_t blob[SSH_BLOB], tweak[MK_AGE_KEY], in[MK_AGE_KEY];
    ssh_blob(blob, point);
    memcpy(in, shared, sizeof in);
    return mk_hkdf(tweak, sizeof tweak, mk_span(NULL, 0), mk_span(blob, sizeof blob),
                   mk_str(SSH_LABEL), e) ||
                   mk_x25519(shared, tweak, in, e)
               ? -1
               : 0;
}

/* ---- wrapping ---- */

struct wrapped {
    uint8_t share[MK_AGE_KEY], body[MK_AGE_WRAPPED];
};

static int wrap_to(struct wrapped *w, const struct mk_age_recipient *to,
                   const uint8_t key[static MK_AGE_FILE_KEY], struct mk_error *e)
{
    bool ssh = to->kind == MK_AGE_SSH_ED25519;
    uint8_t secret[MK_AGE_KEY], point[MK_AGE_KEY], shared[MK_AGE_KEY], under[MK_AGE_KEY];
    memcpy(point, to->key, sizeof point);
    int rc = (ssh && mk_x25519_of_ed25519(point, to->key, e)) ||
                     mk_age_random(secret, sizeof secret, e) ||
                     mk_x25519_public(w->share, secret, e) || mk_x25519(shared, secret, point, e) ||
                     (ssh && ssh_tweak(shared, to->key, e)) ||
                     wrapper(under, shared, w->share, point, ssh ? SSH_LABEL : X_LABEL, e) ||
                     mk_age_seal_key(w->body, under, key, e)
                 ? -1
                 : 0;
    mk_wipe(secret, sizeof secret);
    mk_wipe(shared, sizeof shared);
    mk_wipe(under, sizeof under);
    return rc;
}

int mk_age_wrap(struct mk_buf *out, const struct mk_age_recipient *to,
                const uint8_t key[static MK_AGE_FILE_KEY], struct mk_error *e)
{
    struct wrapped w;
    uint8_t tag[SSH_TAG];
    if (wrap_to(&w, to, key, e))
        return -1;
    mk_buf_puts(out, "-> ");
    if (to->kind == MK_AGE_SSH_ED25519) {
        if (ssh_tag(tag, to->key, e))
            return -1;
        mk_buf_puts(out, SSH " ");
        mk_age_base64_put(out, mk_span(tag, sizeof tag));
    } else {
        mk_buf_puts(out, X25519);
    }
    mk_buf_u8(out, ' ');
    mk_age_base64_put(out, key_span(w.share));
    mk_buf_u8(out, '\n');
    mk_age_base64_put(out, mk_span(w.body, sizeof w.body));
    mk_buf_u8(out, '\n');
    return 0;
}

/* ---- unwrapping ---- */

static int bad(struct mk_error *e)
{
    return mk_fail(e, MK_EFORMAT, "no age file: a recipient's lines are not what they should be");
}

static int read_body(struct wrapped *w, struct mk_span share, const struct mk_age_stanza *s,
                     struct mk_error *e)
{
    struct mk_span body = s->body; /* with the LF of its only line */
    if (body.len != BODY_TEXT + 1 ||
        !mk_age_base64_get(w->body, sizeof w->body, mk_span(body.p, BODY_TEXT)) ||
        !mk_age_base64_get(w->share, sizeof w->share, share))
        return bad(e);
    return 0;
}

static int open_with(bool *got, uint8_t key[static MK_AGE_FILE_KEY],
                     const struct mk_age_identity *id, const struct wrapped *w, struct mk_error *e)
{
    bool ssh = id->kind == MK_AGE_SSH_ED25519;
    uint8_t secret[MK_AGE_KEY], point[MK_AGE_KEY], shared[MK_AGE_KEY], under[MK_AGE_KEY];
    memcpy(secret, id->secret, sizeof secret);
    memcpy(point, id->to.key, sizeof point);
    int rc = (ssh && (mk_ed25519_scalar(secret, id->secret, e) ||
                      mk_x25519_of_ed25519(point, id->to.key, e))) ||
                     mk_x25519(shared, secret, w->share, e) ||
                     (ssh && ssh_tweak(shared, id->to.key, e)) ||
                     wrapper(under, shared, w->share, point, ssh ? SSH_LABEL : X_LABEL, e) ||
                     mk_age_open_key(got, key, under, w->body, e)
                 ? -1
                 : 0;
    mk_wipe(secret, sizeof secret);
    mk_wipe(shared, sizeof shared);
    mk_wipe(under, sizeof under);
    return rc;
}

/* Stanzas of a known kind have to be right, whomever they are for. */
int mk_age_unwrap(bool *got, uint8_t key[static MK_AGE_FILE_KEY], const struct mk_age_identity *id,
                  const struct mk_age_stanza *s, struct mk_error *e)
{
    struct wrapped w;
    uint8_t tag[SSH_TAG], mine[SSH_TAG];
    *got = false;
    if (mk_span_is(s->args[0], X25519)) {
        if (s->nargs != 2 || read_body(&w, s->args[1], s, e))
            return bad(e);
        return id->kind == MK_AGE_X25519 ? open_with(got, key, id, &w, e) : 0;
    }
    if (!mk_span_is(s->args[0], SSH))
        return 0;
    if (s->nargs != 3 || !mk_age_base64_get(tag, sizeof tag, s->args[1]) ||
        read_body(&w, s->args[2], s, e))
        return bad(e);
    if (id->kind != MK_AGE_SSH_ED25519)
        return 0;
    if (ssh_tag(mine, id->to.key, e))
        return -1;
    return memcmp(mine, tag, sizeof tag) ? 0 : open_with(got, key, id, &w, e);
}
