#include "firmware/tpm/private.h"
#include <string.h>

#define OWNERS     0x01800000u /* NV indices of the owner's: TCG Registry of Reserved Handles 1.1 */
#define OWNERS_ALL 0x003fffffu
#define ATTRIBUTES                                                                                 \
    (TPM2_NT_COUNTER << TPMA_NV_TPM2_NT_SHIFT | TPMA_NV_AUTHREAD | TPMA_NV_AUTHWRITE |             \
     TPMA_NV_OWNERREAD | TPMA_NV_NO_DA)

/* Each NV command is authorised in a session salted to the storage key: an answer that was changed
 * on its way is refused. Nothing of it is secret. */
static int begin(struct mk_tpm *t, const char *tcti, struct mk_error *e)
{
    bool found;
    if (mk_tpm_open(t, tcti, e) || mk_tpm_machine(t, e) || mk_tpm_parent(&found, t, NULL, e) ||
        mk_tpm_session(t, e))
        return -1;
    TSS2_RC rc = Esys_TRSess_SetAttributes(t->esys, t->session, TPMA_SESSION_CONTINUESESSION, 0xff);
    return rc == TSS2_RC_SUCCESS ? 0 : mk_tpm_failed(e, "counter", rc);
}

/* ESYS_TR_NONE: there is no such index. */
static int find(ESYS_TR *nv, struct mk_tpm *t, uint32_t id, struct mk_error *e)
{
    TSS2_RC rc = Esys_TR_FromTPMPublic(t->esys, OWNERS | (id & OWNERS_ALL), ESYS_TR_NONE,
                                       ESYS_TR_NONE, ESYS_TR_NONE, nv);
    if ((rc & ~0xf00u) != TPM2_RC_HANDLE && rc != TSS2_RC_SUCCESS)
        return mk_tpm_failed(e, "counter", rc);
    if (rc != TSS2_RC_SUCCESS)
        *nv = ESYS_TR_NONE;
    return 0;
}

static int define(ESYS_TR *nv, struct mk_tpm *t, uint32_t id, struct mk_error *e)
{
    static const TPM2B_AUTH none;
    const TPM2B_NV_PUBLIC form = {
        .nvPublic = { .nvIndex = OWNERS | (id & OWNERS_ALL),
                      .nameAlg = TPM2_ALG_SHA256,
                      .attributes = ATTRIBUTES,
                      .dataSize = 8 },
    };
    TSS2_RC rc = Esys_NV_DefineSpace(t->esys, ESYS_TR_RH_OWNER, ESYS_TR_PASSWORD, ESYS_TR_NONE,
                                     ESYS_TR_NONE, &none, &form, nv);
    return rc == TSS2_RC_SUCCESS ? 0 : mk_tpm_failed(e, "making its counter", rc);
}

/* Whether it is a counter at all, and has counted. */
static int state(enum mk_tpm_counting *out, struct mk_tpm *t, ESYS_TR nv, struct mk_error *e)
{
    TPM2B_NV_PUBLIC *pub = NULL;
    TPM2B_NAME *name = NULL;
    TSS2_RC rc =
        Esys_NV_ReadPublic(t->esys, nv, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE, &pub, &name);
    if (rc != TSS2_RC_SUCCESS)
        return mk_tpm_failed(e, "counter", rc);
    TPMA_NV is = pub->nvPublic.attributes;
    bool fits = (is & ~TPMA_NV_WRITTEN) == ATTRIBUTES;
    *out = is & TPMA_NV_WRITTEN ? MK_TPM_COUNTED : MK_TPM_COUNTS_NOTHING;
    Esys_Free(pub);
    Esys_Free(name);
    return fits ? 0
                : mk_fail(e, MK_EREFUSED, "something else lies in the TPM where its counter is");
}

static int value(uint64_t *out, struct mk_tpm *t, ESYS_TR nv, struct mk_error *e)
{
    TPM2B_MAX_NV_BUFFER *data = NULL;
    TSS2_RC rc = Esys_NV_Read(t->esys, nv, nv, t->session, ESYS_TR_NONE, ESYS_TR_NONE, 8, 0, &data);
    if (rc != TSS2_RC_SUCCESS)
        return mk_tpm_failed(e, "reading its counter", rc);
    bool fits = data->size == 8;
    *out = 0;
    for (size_t i = 0; fits && i < 8; i++)
        *out = *out << 8 | data->buffer[i];
    Esys_Free(data);
    return fits ? 0 : mk_fail(e, MK_EPROTO, "the TPM's counter is of another length");
}

static int look(struct mk_tpm_counter *c, struct mk_tpm *t, ESYS_TR *nv, uint32_t id,
                struct mk_error *e)
{
    *c = (struct mk_tpm_counter){ .state = MK_TPM_NO_COUNTER };
    if (t->machine.size >= 2 + sizeof c->machine)
        memcpy(c->machine, t->machine.name + 2, sizeof c->machine); /* behind its algorithm */
    if (find(nv, t, id, e))
        return -1;
    if (*nv == ESYS_TR_NONE)
        return 0;
    if (state(&c->state, t, *nv, e))
        return -1;
    return c->state == MK_TPM_COUNTED ? value(&c->value, t, *nv, e) : 0;
}

static int count(struct mk_tpm_counter *c, struct mk_tpm *t, ESYS_TR nv, uint32_t id,
                 struct mk_error *e)
{
    if (nv == ESYS_TR_NONE && define(&nv, t, id, e))
        return -1;
    TSS2_RC rc = Esys_NV_Increment(t->esys, nv, nv, t->session, ESYS_TR_NONE, ESYS_TR_NONE);
    if (rc != TSS2_RC_SUCCESS)
        return mk_tpm_failed(e, "counting", rc);
    c->state = MK_TPM_COUNTED;
    return value(&c->value, t, nv, e);
}

int mk_tpm_count(struct mk_tpm_counter *out, const char *tcti, uint32_t id, bool on,
                 struct mk_error *e)
{
    struct mk_tpm t;
    ESYS_TR nv = ESYS_TR_NONE;
    int rc = begin(&t, tcti, e) || look(out, &t, &nv, id, e) ? -1 : 0;
    if (rc == 0 && on)
        rc = count(out, &t, nv, id, e);
    mk_tpm_close(&t);
    return rc;
}
