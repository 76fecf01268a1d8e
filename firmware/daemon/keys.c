#include "firmware/daemon/keys.h"
#include "firmware/bundle/sshpub.h"
#include <stdio.h>

#define FLAG_PRESENT  1u
#define FLAG_VERIFIED 4u

static bool is_ours(const struct mk_sshpub *k)
{
    const char *type = mk_sshpub_type(k);
    return !k->is_cert && mk_span_is(k->application, MK_KEY_APPLICATION) &&
           (!strcmp(type, "sk-ssh-ed25519@openssh.com") ||
            !strcmp(type, "sk-ecdsa-sha2-nistp256@openssh.com"));
}

int mk_key_make(struct mk_key *out, struct mk_span handle, struct mk_span blob, struct mk_error *e)
{
    struct mk_sshpub pub;
    *out = (struct mk_key){ 0 };
    if (!handle.len || handle.len > sizeof out->handle || blob.len > sizeof out->blob)
        return mk_fail(e, MK_EFORMAT, "a key of %zu bytes, its id of %zu", blob.len, handle.len);
    if (mk_sshpub_parse(&pub, blob, e))
        return -1;
    int rc = is_ours(&pub) ? 0 : mk_fail(e, MK_EFORMAT, "not a key for this kit");
    mk_sshpub_done(&pub);
    if (rc == 0) {
        memcpy(out->handle, handle.p, handle.len);
        memcpy(out->blob, blob.p, blob.len);
        out->handle_len = handle.len;
        out->blob_len = blob.len;
    }
    return rc;
}

int mk_key_print(char out[static MK_KEY_PRINT], const struct mk_key *k, struct mk_error *e)
{
    struct mk_sshpub pub;
    struct mk_buf b;
    if (mk_sshpub_parse(&pub, mk_span(k->blob, k->blob_len), e))
        return -1;
    mk_buf_init(&b, MK_KEY_PRINT);
    mk_sshpub_fingerprint(&b, &pub);
    const char *text = mk_buf_cstr(&b);
    int rc = text ? 0 : mk_fail(e, MK_ENOMEM, "key");
    snprintf(out, MK_KEY_PRINT, "%s", text ? text : "");
    mk_buf_done(&b);
    mk_sshpub_done(&pub);
    return rc;
}

int mk_key_message(struct mk_buf *out, const char *what, const char *officer,
                   const uint8_t challenge[static MK_KEY_CHALLENGE], struct mk_error *e)
{
    mk_buf_printf(out, "moka-officer-key-1\n%s\n%s\n", what, officer);
    mk_buf_hex(out, mk_span(challenge, MK_KEY_CHALLENGE));
    mk_buf_u8(out, '\n');
    return mk_buf_ok(out) ? 0 : mk_fail(e, MK_ENOMEM, "key");
}

/* A signature that fits; flags and counter are under it. */
static enum mk_key_verdict judge(struct mk_key_said *said, const struct mk_sk_said *sk,
                                 const struct mk_key *k)
{
    said->counter = sk->counter;
    said->verified = (sk->flags & FLAG_VERIFIED) != 0;
    if (!(sk->flags & FLAG_PRESENT))
        return MK_KEY_ABSENT;
    bool has_none = sk->counter == 0 && k->counter == 0;
    return has_none || sk->counter > k->counter ? MK_KEY_RIGHT : MK_KEY_COUNTER;
}

enum mk_key_verdict mk_key_check(struct mk_key_said *said, const struct mk_key *k,
                                 struct mk_span signature, struct mk_span message,
                                 struct mk_error *e)
{
    struct mk_sshpub pub;
    struct mk_sk_said sk = { 0 };
    struct mk_error why = { 0 };
    *said = (struct mk_key_said){ 0 };
    if (signature.len > MK_KEY_SIGNATURE)
        return MK_KEY_OTHER;
    if (mk_sshpub_parse(&pub, mk_span(k->blob, k->blob_len), e))
        return MK_KEY_FAILED;
    int rc = mk_sshpub_verify(&sk, &pub, signature, message, &why);
    mk_sshpub_done(&pub);
    if (rc == 0)
        return judge(said, &sk, k);
    if (why.code == MK_EAUTH)
        return MK_KEY_OTHER;
    *e = why;
    return MK_KEY_FAILED;
}
