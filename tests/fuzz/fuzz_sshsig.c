/*
 * Keys, certificates, signatures, trust files and revocation lists. The first byte says what the
 * rest is.
 */
#include "firmware/bundle/sshkey.h"
#include "firmware/bundle/sshsig.h"
#include "firmware/bundle/sshwire.h"
#include "firmware/bundle/trust.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void signature(struct mk_span armoured)
{
    enum mk_sshsig is;
    struct mk_buf why;
    mk_buf_init(&why, 4096);
    if (mk_sshsig_check(&is, &why, armoured, mk_str("message"), MK_SSH_NAMESPACE, "kit:K1", NULL,
                        NULL, 1767225600, NULL) == 0 &&
        (is == MK_SIG_TRUSTED || !why.len))
        abort();
    mk_buf_done(&why);
}

static void trust(const struct mk_sshpub *key, struct mk_span file, bool revoked)
{
    struct mk_buf why;
    struct mk_sk_said said = { 0 };
    struct mk_trust_ask ask = { key, &said, "kit:K1", MK_SSH_NAMESPACE, 1767225600 };
    bool yes;
    mk_buf_init(&why, 1 << 20);
    if ((revoked ? mk_trust_revoked(&yes, &why, file, key, NULL)
                 : mk_trust_allows(&yes, &why, file, &ask, NULL)) == 0 &&
        !revoked && !why.len)
        abort();
    mk_buf_done(&why);
}

/* A key of 32 bytes of anything is one. */
static void with_key(struct mk_span file, bool revoked)
{
    struct mk_buf blob;
    struct mk_sshpub key;
    static const uint8_t pk[32] = { 1 };
    mk_buf_init(&blob, 200);
    mk_ssh_puts(&blob, "ssh-ed25519");
    mk_ssh_put(&blob, mk_span(pk, sizeof pk));
    if (mk_sshpub_parse(&key, mk_buf_span(&blob), NULL) != 0)
        abort();
    trust(&key, file, revoked);
    key.is_cert = true; /* as a certificate with nothing in it */
    key.cert.serial = 7;
    key.cert.ca = mk_buf_span(&blob);
    trust(&key, file, revoked);
    mk_sshpub_done(&key);
    mk_buf_done(&blob);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mk_span s = mk_span_from(mk_span(data, size), 1);
    struct mk_sshpub key;
    struct mk_buf text;
    if (size < 1)
        return 0;
    switch (data[0] % 5) {
    case 0:
        signature(s);
        break;
    case 1: /* past the armour */
        mk_buf_init(&text, 1 << 20);
        mk_ssh_armour(&text, MK_SSHSIG_LABEL, s);
        signature(mk_buf_span(&text));
        mk_buf_done(&text);
        break;
    case 2:
        if (mk_sshpub_parse(&key, s, NULL) == 0)
            mk_sshpub_done(&key);
        break;
    case 3:
        with_key(s, false);
        break;
    case 4:
        with_key(s, true);
        break;
    }
    return 0;
}
