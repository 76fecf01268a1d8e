#ifndef MK_KIT_PRIVATE_H
#define MK_KIT_PRIVATE_H

#include "firmware/kit/kit.h"

struct mk_kit {
    int dir;
    char id[16];
    struct mk_sshkey *key;
    bool sealed, locked; /* by the TPM; the memory that it is opened in */
    char counted[900];   /* mk_kit_counter_kept() */
};

/* ---- key.c ---- */

/* The key, made when there is none. */
MK_CHECK int mk_kit_key_read(struct mk_kit *k, const char *dir, struct mk_error *e);

/* ---- tpm.c ---- */

enum mk_kit_tpm { MK_KIT_TPM_OFF, MK_KIT_TPM_NO_PROGRAM, MK_KIT_TPM_NONE, MK_KIT_TPM_THERE };
/* Without asking it. */
enum mk_kit_tpm mk_kit_tpm_state(void);

#define MK_KIT_ANSWER 4098 /* bytes: two, and what was sealed, see firmware/tpm/tpm.h */
struct mk_kit_answer {
    uint8_t raw[MK_KIT_ANSWER];
    size_t len;
    struct mk_span said; /* in raw */
    bool locked;
};
/* "seal", "unseal", "look" or "count"; lasts 15 seconds at most. Besides the errors of
 * firmware/tpm/tpm.h: MK_ETIMEOUT. The answer lies in locked memory. */
MK_CHECK int mk_kit_tpm_ask(struct mk_kit_answer *a, const char *word, struct mk_span what,
                            struct mk_error *e);

/* Memory that is neither swapped nor dumped; NULL: MK_ENOMEM. Wiped when it is given back. */
void *mk_kit_secret_new(size_t n, struct mk_error *e);
void mk_kit_secret_free(void *p, size_t n);

/* ---- counted.c: the TPM's counter ---- */

struct mk_kit_counted {
    const char *kept; /* why there is no TPM, or NULL */
    bool on;          /* the TPM has answered */
    bool counts;      /* it has a counter of this kit's */
    bool refused;     /* mk_kit_counted_on() failed, and not for want of memory */
    char tpm[17];     /* which one */
    uint64_t nv;      /* 0: it has counted nothing yet */
    const char *act;  /* of a line that has to be written first: "made", "cut", "missing",
                         "doubtful"; NULL: all is as it should be */
    char why[400];
    uint64_t missing; /* the last line that said so before; 0: none */
};
/* Asks the TPM, and holds its counter against the lines. A TPM that does not answer is no error. */
MK_CHECK int mk_kit_counted_look(struct mk_kit_counted *c, struct mk_kit *k, struct mk_error *e);
/* Moves the TPM's counter on, and makes it first where there is none. */
MK_CHECK int mk_kit_counted_on(struct mk_kit_counted *c, const struct mk_kit *k,
                               struct mk_error *e);
/* `refused`: why it did not count, or NULL. */
void mk_kit_counted_tell(struct mk_kit *k, const struct mk_kit_counted *c, const char *refused);

/* ---- escrow.c: FOLDER/RUN.age, for folders of secrets of runs ---- */

/* Encrypts to the kit's recipients, durable when it returns 0; *done false: it has none. */
MK_CHECK int mk_kit_escrow(bool *done, struct mk_kit *k, int dir, const char *run,
                           struct mk_span secret, struct mk_error *e);
bool mk_kit_escrowed(int dir, const char *run);
/* Puts other bytes into a file (none: removes it), and overwrites those it had. */
MK_CHECK int mk_kit_replace_secret(int dir, const char *name, struct mk_span with,
                                   struct mk_error *e);

#endif
