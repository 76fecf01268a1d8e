#ifndef HAND_BUNDLE_H
#define HAND_BUNDLE_H

#include "firmware/bundle/sshkey.h"

/*
 * A small sealed bundle, written straight from format.h and not by the bundle writer: what the
 * verifier is tested on must not come from the code that it checks.
 */
struct hand_bundle {
    unsigned objects;
    unsigned seed;                         /* other seeds, other contents */
    unsigned first;                        /* number of the first object */
    const struct mk_sshkey *kit, *officer; /* NULL: no such signature */
    bool training;
    /* Lies told with every hash right: */
    unsigned edited;     /* this object (from 1) holds something else */
    bool edited_custody; /* an act is another, its chain made anew */
    bool edited_coverage;
    bool edited_info;
};
#define HAND_KIT      "K1"
#define HAND_OFFICER  "anna"
#define HAND_SEALED_S 1767225600 /* 2026-01-01 */

/* Into a new folder. */
void hand_bundle(const char *dir, const struct hand_bundle *m);
/* An unsealed one: the journal names all objects whole. */
void hand_unsealed(const char *dir, const struct hand_bundle *m);

/* Keys in that folder: the kit's, the officer's, and one that nobody trusts. hand_keys_done() takes
 * them and the folder away. */
extern struct mk_sshkey *hand_kit, *hand_officer, *hand_stranger;
void hand_keys(const char *dir);
void hand_keys_done(const char *dir);

#endif
