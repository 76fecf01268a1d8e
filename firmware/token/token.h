#ifndef MK_TOKEN_H
#define MK_TOKEN_H

#include "firmware/transport/hid_usb.h"
#include "parsers/base/buf.h"
#include "parsers/base/error.h"

/*
 * moka-token: speaks to an officer's hardware key (FIDO2, or U2F) through libfido2, for mokad. A
 * program of its own: it opens what is a key by its report descriptor, then locks itself in
 * (firmware/worker/worker.h) before it says a word to one. One question a run.
 *
 *   standard input   one line of JSON, MK_TOKEN_LINE bytes at most:
 *     {"do":"make","hash":HEX64,"user":LINE,"handles":[HEX..]}   handles: of keys that are known
 *     {"do":"use","hash":HEX64,"handles":[HEX..]}
 *   standard output  one line of JSON:
 *     {"handle":HEX,"key":HEX}          make: SSH's public key (OpenSSH, PROTOCOL.u2f)
 *     {"handle":HEX,"signature":HEX}    use: SSH's signature; `hash` is its message's SHA-256
 *     {"code":CODE,"text":LINE}
 *
 * CODE  absent   no key is plugged in
 *       several  more than one is, and which is meant is not known
 *       other    it is none of those
 *       known    it is one of those already
 *       late     nobody touched it in MK_TOKEN_TOUCH_S
 *       pin      it wants its own PIN, which is not asked for here
 *       failed   anything else
 */
#define MK_TOKEN_LINE    ((size_t)8192)
#define MK_TOKEN_KEYS    8u /* handles of a question, and keys that are looked at */
#define MK_TOKEN_HANDLE  512u
#define MK_TOKEN_TOUCH_S 30
#define MK_TOKEN_RP      "moka.kit"

struct mk_token_ask {
    bool make;
    uint8_t hash[32];
    char user[64];
    struct {
        uint8_t b[MK_TOKEN_HANDLE];
        size_t len;
    } handles[MK_TOKEN_KEYS];
    size_t nhandles;
};
/* MK_EFORMAT: not as above. */
MK_CHECK int mk_token_read(struct mk_token_ask *out, struct mk_span line, struct mk_error *e);

/* A key: behind the kernel's driver (hidraw), or, where a guard lets no driver in
 * (firmware/daemon/usb_guard.h), held by ourselves. */
struct mk_token_key {
    struct mk_hid_usb usb; /* its descriptor in both cases */
    bool raw;              /* hidraw's */
};
/* Devices that are keys, opened; `root` NULL: the machine's, else a folder with `hidraw` (as
 * /sys/class/hidraw) and `dev`. */
size_t mk_token_find(struct mk_token_key keys[static MK_TOKEN_KEYS], const char *root);

/* The answer's line, without its end. */
void mk_token_answer(struct mk_buf *out, const struct mk_token_ask *ask,
                     const struct mk_token_key *keys, size_t n);

/* SSH's form of what a key gave. ed: Ed25519, else ES256: x and y, and a signature in DER. */
MK_CHECK int mk_token_key(struct mk_buf *out, bool ed, struct mk_span key, struct mk_error *e);
MK_CHECK int mk_token_signature(struct mk_buf *out, bool ed, struct mk_span sig, uint8_t flags,
                                uint32_t counter, struct mk_error *e);

#endif
