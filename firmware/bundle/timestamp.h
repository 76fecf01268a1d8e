#ifndef MK_TIMESTAMP_H
#define MK_TIMESTAMP_H

#include "parsers/base/buf.h"
#include "parsers/base/error.h"
#include "parsers/base/hash.h"

/*
 * Time stamps (RFC 3161) of a bundle: the request and the answer are files, so that the kit needs
 * no network; whatever machine carries them to an authority learns nothing but one hash, that of
 * tagmanifest-sha256.txt. The request has no nonce: the answer may come days later and by another
 * way, and one that is older proves more, not less.
 *
 * An answer (TimeStampResp) or the token alone (TimeStampToken, a CMS SignedData) is taken; what is
 * kept is the token, DER. It is hostile until its authority's certificate vouches for it.
 */
#define MK_TIMESTAMP_MAX ((size_t)64 << 10)

/* The request, DER. */
MK_CHECK int mk_timestamp_request(struct mk_buf *out, const struct mk_digest *what,
                                  struct mk_error *e);
/* The token of an answer. MK_EREFUSED: the authority gave none, and says why; MK_EFORMAT: it is no
 * answer; MK_EAUTH: it is of something else. */
MK_CHECK int mk_timestamp_take(struct mk_buf *token, struct mk_span answer,
                               const struct mk_digest *what, struct mk_error *e);

/* What a token says. */
struct mk_timestamp {
    int64_t time_us;
    char authority[256]; /* its certificate's subject, RFC 2253, ASCII; "" when it carries none */
    char serial[80];     /* hexadecimal */
    bool vouched;        /* by the authorities' file */
};

/*
 * tsa: certificates (PEM) that time-stamp authorities are trusted under, or NULL: then nothing but
 * the form and the hash is looked at. Certificates have to be valid at the time that the token
 * gives. MK_EFORMAT: no token; MK_EAUTH: of something else, or not vouched for; MK_EIO: tsa cannot
 * be read; MK_ENOMEM.
 */
MK_CHECK int mk_timestamp_check(struct mk_timestamp *out, struct mk_span token,
                                const struct mk_digest *what, const char *tsa, struct mk_error *e);

#endif
