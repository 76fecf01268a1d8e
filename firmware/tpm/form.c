#include "firmware/tpm/private.h"
#include <string.h>
#include <tss2/tss2_mu.h>

#define MAGIC "moka-tpm-1\n"

int mk_tpm_form_put(struct mk_buf *out, const struct mk_tpm_form *f, struct mk_error *e)
{
    size_t at = 0;
    mk_buf_puts(out, MAGIC);
    uint8_t *p = mk_buf_room(out, MK_TPM_SEALED_MAX - sizeof MAGIC);
    size_t max = MK_TPM_SEALED_MAX - sizeof MAGIC;
    if (!p)
        return mk_fail(e, MK_ENOMEM, "sealed key");
    if (Tss2_MU_TPM2B_NAME_Marshal(&f->machine, p, max, &at) != TSS2_RC_SUCCESS ||
        Tss2_MU_TPM2B_NAME_Marshal(&f->parent, p, max, &at) != TSS2_RC_SUCCESS ||
        Tss2_MU_TPM2B_DIGEST_Marshal(&f->auth, p, max, &at) != TSS2_RC_SUCCESS ||
        Tss2_MU_TPM2B_PUBLIC_Marshal(&f->pub, p, max, &at) != TSS2_RC_SUCCESS ||
        Tss2_MU_TPM2B_PRIVATE_Marshal(&f->priv, p, max, &at) != TSS2_RC_SUCCESS)
        return mk_fail(e, MK_EIO, "sealed key: too long");
    out->len += at;
    return 0;
}

int mk_tpm_form_get(struct mk_tpm_form *f, struct mk_span s, struct mk_error *e)
{
    size_t at = sizeof MAGIC - 1;
    *f = (struct mk_tpm_form){ 0 };
    if (!mk_span_starts(s, mk_str(MAGIC)) ||
        Tss2_MU_TPM2B_NAME_Unmarshal(s.p, s.len, &at, &f->machine) != TSS2_RC_SUCCESS ||
        Tss2_MU_TPM2B_NAME_Unmarshal(s.p, s.len, &at, &f->parent) != TSS2_RC_SUCCESS ||
        Tss2_MU_TPM2B_DIGEST_Unmarshal(s.p, s.len, &at, &f->auth) != TSS2_RC_SUCCESS ||
        Tss2_MU_TPM2B_PUBLIC_Unmarshal(s.p, s.len, &at, &f->pub) != TSS2_RC_SUCCESS ||
        Tss2_MU_TPM2B_PRIVATE_Unmarshal(s.p, s.len, &at, &f->priv) != TSS2_RC_SUCCESS ||
        at != s.len || f->auth.size != 32)
        return mk_fail(e, MK_EFORMAT, "the sealed key is damaged");
    return 0;
}
