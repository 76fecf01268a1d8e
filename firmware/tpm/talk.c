#include "firmware/tpm/private.h"
#include <tss2/tss2_rc.h>
#include <tss2/tss2_tctildr.h>

/* The TPM's own codes without the number of what they are about. */
static TSS2_RC bare(TSS2_RC rc)
{
    return rc & TPM2_RC_FMT1 ? rc & (TPM2_RC_FMT1 | 0x3f) : rc;
}

static int by_tpm(struct mk_error *e, const char *what, TSS2_RC rc)
{
    switch (bare(rc)) {
    case TPM2_RC_LOCKOUT:
        return mk_fail(e, MK_EREFUSED,
                       "%s: the TPM is locked after too many wrong passwords; it opens by itself "
                       "after a while",
                       what);
    case TPM2_RC_BAD_AUTH:
    case TPM2_RC_AUTH_FAIL:
        return mk_fail(e, MK_EREFUSED, "%s: the TPM wants a password that Moka does not have",
                       what);
    case TPM2_RC_INTEGRITY:
    case TPM2_RC_SIZE:
    case TPM2_RC_INSUFFICIENT:
        return mk_fail(e, MK_EFORMAT, "%s: the sealed key is damaged", what);
    default:
        return mk_fail(e, MK_EIO, "%s: the TPM: %s", what, Tss2_RC_Decode(rc));
    }
}

int mk_tpm_failed(struct mk_error *e, const char *what, TSS2_RC rc)
{
    TSS2_RC layer = rc & TSS2_RC_LAYER_MASK, base = rc & ~TSS2_RC_LAYER_MASK;
    if (layer == TSS2_TPM_RC_LAYER || layer == TSS2_RESMGR_TPM_RC_LAYER)
        return by_tpm(e, what, base);
    if (base == TSS2_BASE_RC_MEMORY)
        return mk_fail(e, MK_ENOMEM, "%s", what);
    if (layer == TSS2_TCTI_RC_LAYER || base == TSS2_BASE_RC_IO_ERROR ||
        base == TSS2_BASE_RC_NO_CONNECTION)
        return mk_fail(e, MK_ECLOSED, "%s: the TPM has stopped answering", what);
    return mk_fail(e, MK_EPROTO, "%s: not an answer of this TPM: %s", what, Tss2_RC_Decode(rc));
}

int mk_tpm_open(struct mk_tpm *t, const char *tcti, struct mk_error *e)
{
    *t = (struct mk_tpm){ .parent = ESYS_TR_NONE, .session = ESYS_TR_NONE, .object = ESYS_TR_NONE };
    TSS2_RC rc = Tss2_TctiLdr_Initialize(tcti, &t->tcti);
    if (rc != TSS2_RC_SUCCESS)
        return mk_fail(e, MK_EABSENT, "no TPM 2.0 can be reached here (%s)", tcti);
    rc = Esys_Initialize(&t->esys, t->tcti, NULL);
    return rc == TSS2_RC_SUCCESS ? 0 : mk_tpm_failed(e, "beginning", rc);
}

/* What it says does not matter: a TPM that is gone has forgotten them. */
static void flush(struct mk_tpm *t, ESYS_TR *x)
{
    if (*x != ESYS_TR_NONE)
        (void)Esys_FlushContext(t->esys, *x);
    *x = ESYS_TR_NONE;
}

void mk_tpm_close(struct mk_tpm *t)
{
    if (t->esys) {
        flush(t, &t->object);
        flush(t, &t->session);
        if (t->transient)
            flush(t, &t->parent);
        Esys_Finalize(&t->esys);
    }
    if (t->tcti)
        Tss2_TctiLdr_Finalize(&t->tcti);
}
