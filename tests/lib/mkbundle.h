#ifndef MKBUNDLE_H
#define MKBUNDLE_H

#include "firmware/bundle/bundle.h"

/* Bundles made by the bundle writer: what is always the same about filling one. Those that have to
 * be independent of the writer are made by hand_bundle.h. */

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

/* A folder for each test, and a bundle in it: setup and teardown, and what they are asked. All of
 * these abort the test when they fail. */
int mkbundle_setup(void **state);
int mkbundle_teardown(void **state);
extern char mkbundle_dir[64];
struct mk_bundle *mkbundle_created(void);
struct mk_bundle *mkbundle_resumed(void);
/* Signed as kit and officer. */
void mkbundle_seal(struct mk_bundle *b);
bool mkbundle_holds(const char *name); /* the folder, whatever it is */
/* A file's text, and one line of it; until the next call. */
const char *mkbundle_text(const char *name);
const char *mkbundle_line(const char *name, size_t i);
#define MKBUNDLE_TEST(name) cmocka_unit_test_setup_teardown(name, mkbundle_setup, mkbundle_teardown)

#endif
