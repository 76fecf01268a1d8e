#ifndef MK_TPM_PRIVATE_H
#define MK_TPM_PRIVATE_H

#include "firmware/tpm/tpm.h"
#include <tss2/tss2_esys.h>

struct mk_tpm {
    TSS2_TCTI_CONTEXT *tcti;
    ESYS_CONTEXT *esys;
    ESYS_TR parent, session, object;
    bool transient; /* the parent: ours to flush */
    TPM2B_NAME machine, parent_name;
};

/* ---- talk.c ---- */

/* What an answer other than success means. */
int mk_tpm_failed(struct mk_error *e, const char *what, TSS2_RC rc);
MK_CHECK int mk_tpm_open(struct mk_tpm *t, const char *tcti, struct mk_error *e);
/* Everything of ours out of the TPM again. */
void mk_tpm_close(struct mk_tpm *t);

/* ---- parent.c ---- */

/* The storage key: any when `name` is NULL, else the one of that name. *found false: there is none
 * such. Leaves t->parent and t->parent_name. */
MK_CHECK int mk_tpm_parent(bool *found, struct mk_tpm *t, const TPM2B_NAME *name,
                           struct mk_error *e);
/* t->machine; empty where it is not to be had. */
MK_CHECK int mk_tpm_machine(struct mk_tpm *t, struct mk_error *e);
/* t->session, salted, encrypting both ways. */
MK_CHECK int mk_tpm_session(struct mk_tpm *t, struct mk_error *e);

/* ---- form.c: what is sealed, as bytes ---- */

struct mk_tpm_form {
    TPM2B_NAME machine, parent;
    TPM2B_AUTH auth;
    TPM2B_PUBLIC pub;
    TPM2B_PRIVATE priv;
};
MK_CHECK int mk_tpm_form_put(struct mk_buf *out, const struct mk_tpm_form *f, struct mk_error *e);
MK_CHECK int mk_tpm_form_get(struct mk_tpm_form *f, struct mk_span s, struct mk_error *e);

#endif
