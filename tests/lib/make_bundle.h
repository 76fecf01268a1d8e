#ifndef MAKE_BUNDLE_H
#define MAKE_BUNDLE_H

#include "firmware/bundle/sshkey.h"

/*
 * A small sealed bundle, written straight from format.h and not by the bundle writer: what the
 * verifier is tested on must not come from the code that it checks.
 */
struct make_bundle {
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
#define MAKE_KIT      "K1"
#define MAKE_OFFICER  "anna"
#define MAKE_SEALED_S 1767225600 /* 2026-01-01 */

/* Into a new folder. */
void make_bundle(const char *dir, const struct make_bundle *m);
/* An unsealed one: the journal names all objects whole. */
void make_unsealed(const char *dir, const struct make_bundle *m);

#endif
