#ifndef MK_DECRYPT_H
#define MK_DECRYPT_H

#include "parsers/source/context.h"

/* `moka decrypt KIND`: one row of the table in parsers/format/decrypt_kinds.c. */
struct mk_decrypt_kind {
    const char *id; /* "whatsapp", "signal", "ab", "sqlcipher", "ios-backup" */
    /* Whether a given key fits: 0; MK_EAUTH it does not or there is none; MK_EFORMAT no such file.
     */
    int (*check)(const struct mk_file *in, const struct mk_context *cx, struct mk_error *e);
    /* Writes the plain bytes front to back. What is damaged makes it fail; a wrong key MK_EAUTH
     * before the first byte. 1: done, but something is left out or odd, and remarked
     * (cx->listener). */
    int (*run)(int (*put)(void *u, const void *p, size_t n, struct mk_error *e), void *u,
               const struct mk_file *in, const struct mk_context *cx, struct mk_error *e);
    /* It takes the folder of an iOS backup: `check` gets its Manifest.plist, `run` cx->backup. */
    bool backup;
};
const struct mk_decrypt_kind *mk_decrypt_at(size_t i); /* NULL behind the last */

#endif
