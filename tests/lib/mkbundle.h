#ifndef MKBUNDLE_H
#define MKBUNDLE_H

#include "firmware/bundle/bundle.h"

/* Bundles for tests: what is always the same about filling one. */

extern const struct mk_bundle_info mkbundle_info;

/* An object as a phone's file: path "dir/<number>", `size` bytes that follow from the number. */
struct mk_object mkbundle_object(uint64_t number);
void mkbundle_bytes(uint8_t *out, size_t size, uint64_t number);
/* Begins, writes and finishes it; 0 or -1. */
int mkbundle_add(struct mk_bundle *b, uint64_t number, size_t size, struct mk_error *e);
/* Whether the object is whole and has those bytes. */
bool mkbundle_has(const struct mk_bundle *b, uint64_t number, size_t size);

/* A signer that needs no key: the text names it and the message's hash. */
int mkbundle_sign(void *u, struct mk_buf *out, struct mk_span message, struct mk_error *e);

#endif
