#include "firmware/tpm/private.h"
#include <string.h>

#define RESERVED 0x81000001u
#define ATTRIBUTES                                                                                 \
    (TPMA_OBJECT_FIXEDTPM | TPMA_OBJECT_FIXEDPARENT | TPMA_OBJECT_SENSITIVEDATAORIGIN |            \
     TPMA_OBJECT_USERWITHAUTH | TPMA_OBJECT_RESTRICTED | TPMA_OBJECT_DECRYPT)
#define AES_128_CFB                                                                                \
    {                                                                                              \
        .algorithm = TPM2_ALG_AES, .keyBits.aes = 128, .mode.aes = TPM2_ALG_CFB                    \
    }

/* The template of TCG's SRK on P-256. */
static const TPM2B_PUBLIC template = {
    .publicArea = {
        .type = TPM2_ALG_ECC,
        .nameAlg = TPM2_ALG_SHA256,
        .objectAttributes = ATTRIBUTES | TPMA_OBJECT_NODA,
        .parameters.eccDetail = {
            .symmetric = AES_128_CFB,
            .scheme.scheme = TPM2_ALG_NULL,
            .curveID = TPM2_ECC_NIST_P256,
            .kdf.scheme = TPM2_ALG_NULL,
        },
        .unique.ecc = { .x.size = 32, .y.size = 32 },
    },
};

static bool same(const TPM2B_NAME *a, const TPM2B_NAME *b)
{
    return a->size == b->size && memcmp(a->name, b->name, a->size) == 0;
}

static int name_of(TPM2B_NAME *out, struct mk_tpm *t, ESYS_TR x, struct mk_error *e)
{
    TPM2B_NAME *name = NULL;
    TSS2_RC rc = Esys_TR_GetName(t->esys, x, &name);
    if (rc != TSS2_RC_SUCCESS)
        return mk_tpm_failed(e, "storage key", rc);
    *out = *name;
    Esys_Free(name);
    return 0;
}

/* Whether what lies at the reserved place keeps secrets at all: anybody with the owner's password
 * may have put another key there. */
static int fit(bool *yes, struct mk_tpm *t, ESYS_TR x, struct mk_error *e)
{
    TPM2B_PUBLIC *pub = NULL;
    TSS2_RC rc =
        Esys_ReadPublic(t->esys, x, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE, &pub, NULL, NULL);
    if (rc != TSS2_RC_SUCCESS)
        return mk_tpm_failed(e, "storage key", rc);
    *yes = (pub->publicArea.objectAttributes & ATTRIBUTES) == ATTRIBUTES &&
           (pub->publicArea.type == TPM2_ALG_ECC || pub->publicArea.type == TPM2_ALG_RSA);
    Esys_Free(pub);
    return 0;
}

static int reserved(bool *found, struct mk_tpm *t, const TPM2B_NAME *name, struct mk_error *e)
{
    TPM2_HANDLE handle = RESERVED, *p = &handle;
    *found = false;
    TSS2_RC rc =
        Esys_TR_FromTPMPublic(t->esys, *p, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE, &t->parent);
    if ((rc & ~0xf00u) == TPM2_RC_HANDLE || (rc & ~0xf00u) == (TPM2_RC_HANDLE | TPM2_RC_P))
        return 0;
    if (rc != TSS2_RC_SUCCESS)
        return mk_tpm_failed(e, "storage key", rc);
    t->transient = false;
    if (name_of(&t->parent_name, t, t->parent, e) || fit(found, t, t->parent, e))
        return -1;
    *found = *found && (!name || same(name, &t->parent_name));
    if (!*found)
        (void)Esys_TR_Close(t->esys, &t->parent);
    return 0;
}

static TSS2_RC make(ESYS_TR *out, struct mk_tpm *t, ESYS_TR hierarchy)
{
    static const TPM2B_SENSITIVE_CREATE nothing;
    static const TPM2B_DATA outside;
    static const TPML_PCR_SELECTION no_pcr;
    TPM2B_PUBLIC *pub = NULL;
    TPM2B_CREATION_DATA *data = NULL;
    TPM2B_DIGEST *hash = NULL;
    TPMT_TK_CREATION *ticket = NULL;
    TSS2_RC rc = Esys_CreatePrimary(t->esys, hierarchy, ESYS_TR_PASSWORD, ESYS_TR_NONE,
                                    ESYS_TR_NONE, &nothing, &template, &outside, &no_pcr, out, &pub,
                                    &data, &hash, &ticket);
    Esys_Free(pub);
    Esys_Free(data);
    Esys_Free(hash);
    Esys_Free(ticket);
    return rc;
}

static int owners(bool *found, struct mk_tpm *t, const TPM2B_NAME *name, struct mk_error *e)
{
    TSS2_RC rc = make(&t->parent, t, ESYS_TR_RH_OWNER);
    if (rc != TSS2_RC_SUCCESS)
        return mk_tpm_failed(e, "storage key", rc);
    t->transient = true;
    if (name_of(&t->parent_name, t, t->parent, e))
        return -1;
    *found = !name || same(name, &t->parent_name);
    return 0;
}

int mk_tpm_parent(bool *found, struct mk_tpm *t, const TPM2B_NAME *name, struct mk_error *e)
{
    if (reserved(found, t, name, e))
        return -1;
    return *found ? 0 : owners(found, t, name, e);
}

int mk_tpm_machine(struct mk_tpm *t, struct mk_error *e)
{
    ESYS_TR x = ESYS_TR_NONE;
    t->machine = (TPM2B_NAME){ 0 };
    TSS2_RC rc = make(&x, t, ESYS_TR_RH_ENDORSEMENT);
    if (rc != TSS2_RC_SUCCESS) {
        struct mk_error why = { 0 };
        mk_tpm_failed(&why, "endorsement key", rc);
        return why.code == MK_EREFUSED ? 0 : mk_fail(e, why.code, "%s", why.text);
    }
    int r = name_of(&t->machine, t, x, e);
    (void)Esys_FlushContext(t->esys, x);
    return r;
}

int mk_tpm_session(struct mk_tpm *t, struct mk_error *e)
{
    static const TPMT_SYM_DEF aes = AES_128_CFB;
    TSS2_RC rc =
        Esys_StartAuthSession(t->esys, t->parent, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE,
                              ESYS_TR_NONE, NULL, TPM2_SE_HMAC, &aes, TPM2_ALG_SHA256, &t->session);
    TPMA_SESSION how = TPMA_SESSION_DECRYPT | TPMA_SESSION_ENCRYPT | TPMA_SESSION_CONTINUESESSION;
    if (rc == TSS2_RC_SUCCESS)
        rc = Esys_TRSess_SetAttributes(t->esys, t->session, how, 0xff);
    return rc == TSS2_RC_SUCCESS ? 0 : mk_tpm_failed(e, "session", rc);
}
