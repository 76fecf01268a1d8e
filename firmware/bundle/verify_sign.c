/* Who vouches: the signatures of the tag manifest, which holds the hash of all else. */
#include "firmware/bundle/sshkey.h"
#include "firmware/bundle/sshwire.h"
#include "firmware/bundle/verify.h"
#include <stdio.h>

#define FILE_MAX ((size_t)1 << 17)

static void verdict(struct mk_verify *v, const char *path, const char *principal, enum mk_sshsig is,
                    struct mk_buf *why)
{
    const char *text = mk_buf_cstr(why); /* escaped where it was made */
    bool bad = is != MK_SIG_TRUSTED && is != MK_SIG_NO_TRUST;
    struct mk_verify_text who;
    mk_verify_text(&who, mk_str(principal));
    if (is == MK_SIG_NO_TRUST)
        v->doubt = true;
    mk_verify_say(v, bad, "%s: %s%s%s: %s", path, bad ? "not accepted" : "signed",
                  is == MK_SIG_NO_TRUST ? ", it says, by " : " for ", who.s, text ? text : "");
}

int mk_verify_signature(struct mk_verify *v, const char *path, const char *prefix, const char *id,
                        struct mk_span message, struct mk_error *e)
{
    char principal[200];
    struct mk_buf sig, why;
    enum mk_sshsig is = MK_SIG_BAD;
    mk_buf_init(&sig, FILE_MAX);
    mk_buf_init(&why, 4096);
    snprintf(principal, sizeof principal, "%s:%s", prefix, id);
    int rc = mk_verify_tag_read(&sig, v, path, e);
    if (rc > 0) {
        rc = mk_sshsig_check(&is, &why, mk_buf_span(&sig), message, MK_SSH_NAMESPACE, principal,
                             v->trust, v->revoked, v->info.sealed_s, e);
        if (rc == 0)
            verdict(v, path, principal, is, &why);
    }
    mk_buf_done(&sig);
    mk_buf_done(&why);
    return rc < 0 ? -1 : 0;
}

int mk_verify_signed(struct mk_verify *v, struct mk_error *e)
{
    struct mk_buf message;
    mk_buf_init(&message, FILE_MAX);
    int rc = mk_verify_tag_read(&message, v, "tagmanifest-sha256.txt", e) < 0 ? -1 : 0;
    struct mk_span tags = mk_buf_span(&message);
    if (!v->info.by_kit) {
        v->doubt = true;
        mk_verify_say(v, false, "no signature of a kit: nobody vouches for this bundle");
    } else if (rc == 0) {
        rc = mk_verify_signature(v, "signatures/kit.sig", "kit", v->info.kit, tags, e);
    }
    if (rc == 0 && v->info.by_officer)
        rc = mk_verify_signature(v, "signatures/officer.sig", "officer", v->info.officer, tags, e);
    mk_buf_done(&message);
    return rc;
}
