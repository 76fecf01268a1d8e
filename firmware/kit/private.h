#ifndef MK_KIT_PRIVATE_H
#define MK_KIT_PRIVATE_H

#include "firmware/kit/kit.h"

struct mk_kit {
    int dir;
    char id[16];
    struct mk_sshkey *key;
};

/* ---- escrow.c: FOLDER/RUN.age, for folders of secrets of runs ---- */

/* Encrypts to the kit's recipients, durable when it returns 0; *done false: it has none. */
MK_CHECK int mk_kit_escrow(bool *done, struct mk_kit *k, int dir, const char *run,
                           struct mk_span secret, struct mk_error *e);
bool mk_kit_escrowed(int dir, const char *run);
/* Puts other bytes into a file (none: removes it), and overwrites those it had. */
MK_CHECK int mk_kit_replace_secret(int dir, const char *name, struct mk_span with,
                                   struct mk_error *e);

#endif
