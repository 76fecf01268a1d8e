#ifndef MK_KIT_H
#define MK_KIT_H

#include "firmware/age/age.h"
#include "firmware/bundle/disk.h"
#include "firmware/bundle/sshkey.h"

/*
 * The kit's own folder, made at first use, mode 0700:
 *   id             "k-" and 8 hex digits
 *   key, key.pub   Ed25519; key-cert.pub once the agency's authority has certified it
 *   key.tpm        instead of key: the same sealed by the machine's TPM 2.0, see
 *                  firmware/tpm/tpm.h
 *   counter.jsonl  one line per step of a run: {"n","run","act","time","prev","sig"}; n never
 * repeats, prev is the SHA-256 of the line before, sig an SSH signature (namespace moka-counter) of
 * the line without it: so a run that was thrown away shows. Where a TPM 2.0 can be reached it
 * counts along (firmware/tpm/tpm.h): {"tpm","nv","why"} before sig say which TPM, the value of its
 * counter once the line is counted, and what was found. The line is written first, then the TPM
 * counts, then the run begins: so a TPM that is one behind is a power cut, and one that is ahead
 * has counted lines that somebody took away. Acts of lines of their own, "nv" what they found:
 * "made" the TPM's counter is made (nv 0), "cut" the step before was not counted, "missing" lines
 * are, "doubtful" it cannot be told (the counter was deleted, the TPM cleared). Lines without "nv"
 * were counted by no TPM, nothing finds those cut off the end.
 *
 *   digest-keys/RUN  64 hex digits, mode 0600: the key of that run's withheld.jsonl
 *   backup-passwords/RUN  JSON, mode 0600: a backup password that the kit set on an iPhone, see
 *                    struct mk_kit_password
 *
 * A kit that finds a TPM when it is made has its key sealed, one that finds none keeps it in a
 * file; mk_kit_kept() says which, in bundles as well. $MOKA_TPM names another way to a TPM as
 * tpm2-tss does, "none": there is none. The other secrets here are short-lived and lie in plain
 * files.
 */
struct mk_kit;

/*
 * recipients     who opens what this kit seals: a file for age -R, "# name" in front of each key.
 *                With any, secrets of runs are written to RUN.age beside them, for the recipients;
 *                backup-passwords/RUN then holds the password only while a phone has it, and
 *                digest-keys/RUN is gone once the run is sealed
 */
#define MK_KIT_RECIPIENTS_MIN 2u /* for a real phone: the laboratory, and the agency's own */
struct mk_kit_recipients {
    struct mk_age_recipient to[MK_AGE_RECIPIENTS];
    char text[MK_AGE_RECIPIENTS][200]; /* the key, without a comment */
    char name[MK_AGE_RECIPIENTS][128];
    size_t n;
};
MK_CHECK int mk_kit_recipients_read(struct mk_kit_recipients *out, const struct mk_kit *k,
                                    struct mk_error *e);
/* MK_EUSAGE: it is none, or there already. */
MK_CHECK int mk_kit_recipients_add(struct mk_kit *k, const char *name, const char *recipient,
                                   struct mk_error *e);

MK_CHECK int mk_kit_open(struct mk_kit **out, const char *dir, struct mk_error *e);
void mk_kit_free(struct mk_kit *k);
const char *mk_kit_id(const struct mk_kit *k);
const struct mk_sshkey *mk_kit_key(const struct mk_kit *k);

/* Has the TPM seal the key, which stays the same one: the file is overwritten (flash may keep a
 * copy) and removed once the TPM has opened what was written. Nothing to do where it has.
 * MK_EABSENT, and as firmware/tpm/tpm.h and MK_ETIMEOUT: the file stays. */
MK_CHECK int mk_kit_to_tpm(struct mk_kit *k, struct mk_error *e);
/* "sealed by this machine's TPM 2.0", or "in a file" and why. */
const char *mk_kit_kept(const struct mk_kit *k);

/* Takes the certificate that the agency's authority made of this kit's key (ssh-keygen -s,
 * principal kit:<id>): signatures carry it from then on. `told` names it. MK_EFORMAT, MK_EAUTH: it
 * is not for this kit, or not now; then the kit stays as it is. */
MK_CHECK int mk_kit_enrol(struct mk_buf *told, struct mk_kit *k, struct mk_span certificate,
                          int64_t now_us, struct mk_error *e);

/* What the certificate in the folder says now: `told` names it, or says why it does not hold. */
enum mk_kit_enrolled { MK_KIT_NOT_ENROLLED, MK_KIT_ENROLLED, MK_KIT_NO_LONGER };
MK_CHECK int mk_kit_enrolment(enum mk_kit_enrolled *out, struct mk_buf *told,
                              const struct mk_kit *k, int64_t now_us, struct mk_error *e);

/* Adds a counter line ("begun", "resumed", "kept", "sealed"), durable and counted by the TPM where
 * there is one when it returns 0; before it one of what was found, see above. `n`: its number. */
MK_CHECK int mk_kit_count(uint64_t *n, struct mk_kit *k, const char *run, const char *act,
                          int64_t wall_us, struct mk_error *e);

/* "by this machine's TPM 2.0, at 17", "by no TPM" and why; behind it what was found, "; missing: ".
 * Of the last mk_kit_count() or mk_kit_counter_look(); else empty. */
const char *mk_kit_counter_kept(const struct mk_kit *k);
/* Holds the counter against the TPM's, and writes nothing. */
MK_CHECK int mk_kit_counter_look(bool *missing, struct mk_kit *k, struct mk_error *e);

/* The counter's lines, checked: each follows on the one before and is signed by this kit.
 * MK_EFORMAT, once one does not, with its number. Lines that were cut off the end are not found
 * missing here: a TPM tells, and bundles carry their number (Moka-Kit-Counter). */
struct mk_kit_step {
    uint64_t n, nv;
    const char *run, *act, *time; /* until the callback returns */
    const char *tpm, *why;        /* or NULL */
};
MK_CHECK int mk_kit_steps(struct mk_kit *k, void (*each)(void *u, const struct mk_kit_step *s),
                          void *u, struct mk_error *e);

#define MK_KIT_DIGEST_KEY 32 /* bytes */
/* The key of a run's keyed digests. `make`: a new one when there is none, durable when it returns
 * 0; else MK_EABSENT. */
MK_CHECK int mk_kit_digest_key(uint8_t out[static MK_KIT_DIGEST_KEY], struct mk_kit *k,
                               const char *run, bool make, struct mk_error *e);

/* The run is sealed: its key is only the recipients' from now on. Does nothing where it was never
 * written for them. */
MK_CHECK int mk_kit_digest_give_up(struct mk_kit *k, const char *run, struct mk_error *e);

/* A backup password of ours on somebody's phone: written down before the phone knows it, and kept
 * afterwards, as the backup in the bundle can be read with nothing else. */
enum mk_kit_password_state {
    MK_PASSWORD_MADE, /* the phone may have it or not */
    MK_PASSWORD_SET,
    MK_PASSWORD_OFF,   /* again */
    MK_PASSWORD_NEVER, /* the phone did not take it */
};
struct mk_kit_password {
    char run[33];
    char password[64];
    char udid[80], exhibit[256], bundle[4096]; /* whose it is, and where the run lies */
    enum mk_kit_password_state state;
};
/* 32 random characters that can be typed. */
MK_CHECK int mk_kit_password_make(char out[static 64], struct mk_error *e);
/* Durable when it returns 0; replaces the one of that run. */
MK_CHECK int mk_kit_password_put(struct mk_kit *k, const struct mk_kit_password *p,
                                 struct mk_error *e);
/* MK_EABSENT: the run has none. */
MK_CHECK int mk_kit_password_get(struct mk_kit_password *out, struct mk_kit *k, const char *run,
                                 struct mk_error *e);
/* All of them, in no order; what is damaged is passed over. `dir`: the kit's folder, which need not
 * be there. */
MK_CHECK int mk_kit_passwords(const char *dir,
                              void (*each)(void *u, const struct mk_kit_password *p), void *u,
                              struct mk_error *e);
/* "This kit's backup password is still set on ...", into `out`; false: it is not. */
bool mk_kit_password_words(char *out, size_t max, const struct mk_kit_password *p);

/* The kit's folder when none is named: $XDG_STATE_HOME/moka/kit or ~/.local/state/moka/kit. */
const char *mk_kit_default(char *out, size_t max);

#endif
