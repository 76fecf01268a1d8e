#include "firmware/age/private.h"
#include "parsers/base/base64.h"
#include "parsers/base/mac.h"
#include <string.h>

#define RECIPIENT "age"
#define IDENTITY  "AGE-SECRET-KEY-"
#define SSH_KIND  "ssh-ed25519"

void mk_age_base64_put(struct mk_buf *out, struct mk_span bytes)
{
    mk_base64_put(out, bytes, 0);
    while (mk_buf_ok(out) && out->len && out->p[out->len - 1] == '=')
        out->len--;
}

bool mk_age_base64_get(uint8_t *out, size_t n, struct mk_span text)
{
    bool fits = text.len == (n * 8 + 5) / 6;
    struct mk_buf with, bytes;
    for (size_t i = 0; i < text.len; i++)
        fits = fits && text.p[i] != '=' && text.p[i] != '\n';
    if (!fits)
        return false;
    mk_buf_init(&with, n * 2 + 8);
    mk_buf_init(&bytes, n + 8);
    mk_buf_put(&with, text.p, text.len);
    while (with.len % 4 && mk_buf_ok(&with))
        mk_buf_u8(&with, '=');
    fits = mk_buf_ok(&with) && mk_base64_get(&bytes, mk_buf_span(&with)) && bytes.len == n;
    if (fits && n)
        memcpy(out, bytes.p, n);
    mk_buf_done(&with);
    mk_buf_done(&bytes);
    return fits;
}

/* "ssh-ed25519 AAAA... comment": the blob is two strings (RFC 8709, section 4). */
static int read_ssh(struct mk_age_recipient *out, struct mk_span text, struct mk_error *e)
{
    struct mk_buf b;
    const uint8_t *end = text.len ? memchr(text.p, ' ', text.len) : NULL;
    mk_buf_init(&b, 256);
    bool good = mk_base64_get(&b, mk_span(text.p, end ? (size_t)(end - text.p) : text.len));
    struct mk_cursor c = mk_cur(mk_buf_span(&b));
    struct mk_span kind = mk_cur_take(&c, mk_cur_u32be(&c));
    struct mk_span key = mk_cur_take(&c, mk_cur_u32be(&c));
    uint8_t ignored[MK_AGE_KEY];
    good = good && mk_cur_ok(&c) && mk_cur_left(&c) == 0 && mk_span_is(kind, SSH_KIND) &&
           key.len == MK_AGE_KEY && mk_x25519_of_ed25519(ignored, key.p, NULL) == 0;
    if (good)
        memcpy(out->key, key.p, MK_AGE_KEY);
    mk_buf_done(&b);
    return good ? 0 : mk_fail(e, MK_EUSAGE, "not an SSH key of type ssh-ed25519");
}

int mk_age_recipient_read(struct mk_age_recipient *out, struct mk_span text, struct mk_error *e)
{
    struct mk_span kind = mk_str(SSH_KIND " ");
    out->kind = mk_span_starts(text, kind) ? MK_AGE_SSH_ED25519 : MK_AGE_X25519;
    if (out->kind == MK_AGE_SSH_ED25519)
        return read_ssh(out, mk_span_from(text, kind.len), e);
    if (mk_bech32_get(out->key, MK_AGE_KEY, RECIPIENT, text))
        return 0;
    return mk_fail(e, MK_EUSAGE, "a recipient is \"age1...\" or \"ssh-ed25519 AAAA...\"");
}

int mk_age_identity_read(struct mk_age_identity *out, struct mk_span text, struct mk_error *e)
{
    *out = (struct mk_age_identity){ .kind = MK_AGE_X25519, .to.kind = MK_AGE_X25519 };
    if (!mk_bech32_get(out->secret, MK_AGE_KEY, IDENTITY, text))
        return mk_fail(e, MK_EUSAGE, "an identity is \"" IDENTITY "1...\"");
    return mk_x25519_public(out->to.key, out->secret, e);
}

int mk_age_identity_ssh(struct mk_age_identity *out, const uint8_t seed[static MK_AGE_KEY],
                        struct mk_error *e)
{
    *out = (struct mk_age_identity){ .kind = MK_AGE_SSH_ED25519, .to.kind = MK_AGE_SSH_ED25519 };
    memcpy(out->secret, seed, MK_AGE_KEY);
    return mk_ed25519_public(out->to.key, seed, e);
}

int mk_age_identity_make(struct mk_age_identity *out, struct mk_error *e)
{
    *out = (struct mk_age_identity){ .kind = MK_AGE_X25519, .to.kind = MK_AGE_X25519 };
    return mk_age_random(out->secret, MK_AGE_KEY, e) ||
                   mk_x25519_public(out->to.key, out->secret, e)
               ? -1
               : 0;
}

void mk_age_identity_wipe(struct mk_age_identity *id)
{
    mk_wipe(id, sizeof *id);
}

void mk_age_recipient_put(struct mk_buf *out, const struct mk_age_recipient *r)
{
    mk_bech32_put(out, RECIPIENT, mk_span(r->key, MK_AGE_KEY));
}

void mk_age_identity_put(struct mk_buf *out, const struct mk_age_identity *id)
{
    mk_bech32_put(out, IDENTITY, mk_span(id->secret, MK_AGE_KEY));
}
