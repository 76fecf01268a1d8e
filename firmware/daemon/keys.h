#ifndef MK_KEYS_H
#define MK_KEYS_H

#include "parsers/base/buf.h"
#include "parsers/base/error.h"

/*
 * An officer's hardware key (FIDO2) as the kit knows it, and whether an answer is its own. What
 * comes from the key, and from the program that speaks to it, is hostile.
 *
 * A key signs SHA-256(MK_KEY_APPLICATION), flags, counter, SHA-256(message) (Web Authentication
 * level 2, section 6.3.3, without extensions), which is what OpenSSH's PROTOCOL.u2f signs: so keys
 * and signatures are kept and checked in SSH's form (firmware/bundle/sshpub.h).
 *
 * The counter has to grow; one that is always 0 is a key that has none (section 6.1.1). One that
 * does not grow says that there are two of that key.
 */
#define MK_KEY_APPLICATION "moka.kit"
#define MK_KEYS_MAX        4u   /* of an officer */
#define MK_KEY_HANDLE      512u /* CTAP 2.1 lets a key have more; such a one is refused */
#define MK_KEY_BLOB        160u
#define MK_KEY_SIGNATURE   256u
#define MK_KEY_CHALLENGE   32u
#define MK_KEY_MESSAGE     256u
#define MK_KEY_PRINT       64u /* "SHA256:..." with its NUL */

struct mk_key {
    uint8_t handle[MK_KEY_HANDLE]; /* the credential's id: the key alone reads it */
    size_t handle_len;
    uint8_t
        blob[MK_KEY_BLOB]; /* sk-ssh-ed25519@openssh.com or sk-ecdsa-sha2-nistp256@openssh.com */
    size_t blob_len;
    uint32_t counter; /* of the last answer that was taken */
    int64_t made_s;   /* when it was added, by the kit's clock */
};

/* A key of our application and no certificate. MK_EFORMAT. Counter and time are 0. */
MK_CHECK int mk_key_make(struct mk_key *out, struct mk_span handle, struct mk_span blob,
                         struct mk_error *e);
/* "SHA256:...", as ssh-keygen -l shows it: the key's name in logs and words. */
MK_CHECK int mk_key_print(char out[static MK_KEY_PRINT], const struct mk_key *k,
                          struct mk_error *e);

/* What is signed: what for, by whom, and a challenge of this one try. */
MK_CHECK int mk_key_message(struct mk_buf *out, const char *what, const char *officer,
                            const uint8_t challenge[static MK_KEY_CHALLENGE], struct mk_error *e);

enum mk_key_verdict {
    MK_KEY_RIGHT,
    MK_KEY_OTHER,   /* not this key's signature over this message */
    MK_KEY_ABSENT,  /* nobody touched it */
    MK_KEY_COUNTER, /* it does not grow */
    MK_KEY_FAILED,  /* not looked at: *e says why */
};
struct mk_key_said {
    uint32_t counter;
    bool verified; /* the key itself has checked its user, by its own PIN or a finger */
};
enum mk_key_verdict mk_key_check(struct mk_key_said *said, const struct mk_key *k,
                                 struct mk_span signature, struct mk_span message,
                                 struct mk_error *e);

#endif
