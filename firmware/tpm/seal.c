#include "firmware/tpm/private.h"
#include "parsers/base/mac.h"
#include <openssl/rand.h>
#include <string.h>

#define ATTRIBUTES                                                                                 \
    (TPMA_OBJECT_FIXEDTPM | TPMA_OBJECT_FIXEDPARENT | TPMA_OBJECT_USERWITHAUTH | TPMA_OBJECT_NODA)

static int create(struct mk_tpm_form *f, struct mk_tpm *t, const uint8_t *secret,
                  struct mk_error *e)
{
    static const TPM2B_DATA outside;
    static const TPML_PCR_SELECTION no_pcr;
    const TPM2B_PUBLIC form = {
        .publicArea = { .type = TPM2_ALG_KEYEDHASH,
                        .nameAlg = TPM2_ALG_SHA256,
                        .objectAttributes = ATTRIBUTES,
                        .parameters.keyedHashDetail.scheme.scheme = TPM2_ALG_NULL },
    };
    TPM2B_SENSITIVE_CREATE in = { .sensitive = { .userAuth = f->auth,
                                                 .data.size = MK_TPM_SECRET } };
    TPM2B_PUBLIC *pub = NULL;
    TPM2B_PRIVATE *priv = NULL;
    memcpy(in.sensitive.data.buffer, secret, MK_TPM_SECRET);
    TSS2_RC rc = Esys_Create(t->esys, t->parent, t->session, ESYS_TR_NONE, ESYS_TR_NONE, &in, &form,
                             &outside, &no_pcr, &priv, &pub, NULL, NULL, NULL);
    mk_wipe(&in, sizeof in);
    if (rc == TSS2_RC_SUCCESS) {
        f->pub = *pub;
        f->priv = *priv;
    }
    Esys_Free(pub);
    Esys_Free(priv);
    return rc == TSS2_RC_SUCCESS ? 0 : mk_tpm_failed(e, "sealing", rc);
}

static int seal(struct mk_tpm_form *f, struct mk_tpm *t, const uint8_t *secret, struct mk_error *e)
{
    bool found;
    f->auth.size = 32;
    if (RAND_bytes(f->auth.buffer, 32) != 1)
        return mk_fail(e, MK_EIO, "no random numbers");
    if (mk_tpm_machine(t, e) || mk_tpm_parent(&found, t, NULL, e) || mk_tpm_session(t, e) ||
        create(f, t, secret, e))
        return -1;
    f->machine = t->machine;
    f->parent = t->parent_name;
    return 0;
}

int mk_tpm_seal(struct mk_buf *out, const char *tcti, const uint8_t secret[static MK_TPM_SECRET],
                struct mk_error *e)
{
    struct mk_tpm t;
    struct mk_tpm_form f = { 0 };
    int rc =
        mk_tpm_open(&t, tcti, e) || seal(&f, &t, secret, e) || mk_tpm_form_put(out, &f, e) ? -1 : 0;
    mk_tpm_close(&t);
    mk_wipe(&f, sizeof f);
    return rc;
}

/* The seed that storage keys come from changes when a TPM is cleared, that of endorsement not. */
static int not_ours(struct mk_tpm *t, const struct mk_tpm_form *f, struct mk_error *e)
{
    if (mk_tpm_machine(t, e))
        return -1;
    if (!f->machine.size || !t->machine.size)
        return mk_fail(e, MK_EAUTH,
                       "sealed by another machine's TPM, or by this one before it was cleared");
    if (f->machine.size == t->machine.size &&
        memcmp(f->machine.name, t->machine.name, f->machine.size) == 0)
        return mk_fail(e, MK_EAUTH,
                       "this machine's TPM was cleared since it sealed the key, which is lost: a "
                       "new kit has to be made and enrolled");
    return mk_fail(e, MK_EAUTH, "sealed by another machine's TPM: it opens only there");
}

static int load(struct mk_tpm *t, const struct mk_tpm_form *f, struct mk_error *e)
{
    TSS2_RC rc = Esys_Load(t->esys, t->parent, t->session, ESYS_TR_NONE, ESYS_TR_NONE, &f->priv,
                           &f->pub, &t->object);
    if (rc == TSS2_RC_SUCCESS)
        rc = Esys_TR_SetAuth(t->esys, t->object, &f->auth);
    return rc == TSS2_RC_SUCCESS ? 0 : mk_tpm_failed(e, "loading", rc);
}

static int open_sealed(uint8_t *secret, struct mk_tpm *t, struct mk_error *e)
{
    TPM2B_SENSITIVE_DATA *data = NULL;
    TSS2_RC rc = Esys_Unseal(t->esys, t->object, t->session, ESYS_TR_NONE, ESYS_TR_NONE, &data);
    if (rc != TSS2_RC_SUCCESS)
        return mk_tpm_failed(e, "unsealing", rc);
    bool fits = data->size == MK_TPM_SECRET;
    if (fits)
        memcpy(secret, data->buffer, MK_TPM_SECRET);
    mk_wipe(data, sizeof *data);
    Esys_Free(data);
    return fits ? 0 : mk_fail(e, MK_EFORMAT, "the sealed key is of another length");
}

static int unseal(uint8_t *secret, struct mk_tpm *t, const struct mk_tpm_form *f,
                  struct mk_error *e)
{
    bool found;
    if (mk_tpm_parent(&found, t, &f->parent, e))
        return -1;
    if (!found)
        return not_ours(t, f, e);
    return mk_tpm_session(t, e) || load(t, f, e) || open_sealed(secret, t, e) ? -1 : 0;
}

int mk_tpm_unseal(uint8_t secret[static MK_TPM_SECRET], const char *tcti, struct mk_span sealed,
                  struct mk_error *e)
{
    struct mk_tpm t;
    struct mk_tpm_form f;
    if (mk_tpm_form_get(&f, sealed, e))
        return -1;
    int rc = mk_tpm_open(&t, tcti, e) || unseal(secret, &t, &f, e) ? -1 : 0;
    mk_tpm_close(&t);
    mk_wipe(&f, sizeof f);
    return rc;
}
