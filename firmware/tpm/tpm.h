#ifndef MK_TPM_H
#define MK_TPM_H

#include "parsers/base/buf.h"
#include "parsers/base/error.h"

/*
 * A secret sealed by a TPM 2.0, through tpm2-tss. Facts: TCG TPM 2.0 Library 1.59, parts 2 and 3;
 * the storage key is that of TCG's EK Credential Profile 2.5, template of the ECC P-256 SRK, at
 * 0x81000001 where the machine has one (TCG TPM v2.0 Provisioning Guidance 1.0, 7.5.1), else made
 * anew from the owner's seed, which gives the same key each time.
 *
 * What is sealed is, big endian as TPM2_ marshals it:
 *   "moka-tpm-1\n"
 *   TPM2B_NAME     of a key from the endorsement seed, that clearing the TPM leaves: which TPM this
 *                  is; empty where its password kept us from it
 *   TPM2B_NAME     of the storage key
 *   TPM2B_AUTH     32 random bytes: the TPM answers only to who knows them, and an answer that was
 *                  not made with them is not the TPM's
 *   TPM2B_PUBLIC, TPM2B_PRIVATE   the object, fixed to this TPM and storage key
 *
 * Not bound to PCRs: an update of firmware or boot keys changes PCR 7, and would take the kit its
 * identity. Not subject to the lockout: the authorisation cannot be guessed, and other programs'
 * wrong PINs must not stop a kit.
 *
 * Each session is salted to the storage key, whose name is compared, and encrypts the secret on its
 * way, so neither who listens between CPU and TPM reads it, nor who answers in the TPM's place.
 *
 * Errors: MK_EABSENT no TPM can be reached; MK_EAUTH it is another one, or was cleared;
 * MK_EREFUSED it is locked, or its owner's password is wanted; MK_ECLOSED it stopped answering;
 * MK_EFORMAT what was sealed is damaged; MK_EPROTO an answer that is not the TPM's; MK_EIO all
 * else.
 */
#define MK_TPM_SECRET     32
#define MK_TPM_SEALED_MAX 4096

/* tcti  as tpm2-tss names a way to a TPM: "device:/dev/tpmrm0" */
MK_CHECK int mk_tpm_seal(struct mk_buf *out, const char *tcti,
                         const uint8_t secret[static MK_TPM_SECRET], struct mk_error *e);
MK_CHECK int mk_tpm_unseal(uint8_t secret[static MK_TPM_SECRET], const char *tcti,
                           struct mk_span sealed, struct mk_error *e);

/*
 * A counter in the TPM's own memory (NV index of type TPM_NT_COUNTER, part 3, chapter 31), which
 * nobody can turn back: deleted and made anew, or the TPM cleared, it goes on above the highest
 * value that any counter of this TPM has had. 22 bits of `id` say which. Whoever may use the TPM
 * can move it on; that looks like lines that are missing.
 *
 * on    moves it on by one, and makes it where there is none; else only looks
 */
enum mk_tpm_counting { MK_TPM_NO_COUNTER, MK_TPM_COUNTS_NOTHING, MK_TPM_COUNTED };
struct mk_tpm_counter {
    uint8_t machine[8]; /* which TPM: of the name of a key from the endorsement seed; zeros: its
                           password kept us from it */
    enum mk_tpm_counting state;
    uint64_t value; /* MK_TPM_COUNTED */
};
#define MK_TPM_COUNTER_BYTES 17 /* machine, state, value (big endian) on moka-tpm's output */
MK_CHECK int mk_tpm_count(struct mk_tpm_counter *out, const char *tcti, uint32_t id, bool on,
                          struct mk_error *e);

#endif
