#ifndef MK_TRANSFER_PRIVATE_H
#define MK_TRANSFER_PRIVATE_H

#include "firmware/bundle/transfer.h"

struct mk_transfers {
    const struct mk_disk *disk;
    int in;           /* the folder that the transfers' one lies in */
    int dir;          /* that one, -1: not there yet */
    char folder[256]; /* its name */
    uint64_t n;       /* how many there are */
    bool waits;       /* the last one has no signature of its receiver yet */
    struct mk_transfer last;
    struct mk_transfer_at next; /* what another one would carry */
};

/* Record and signatures; receiver_sig is empty where there is none. */
struct mk_transfer_texts {
    struct mk_buf json, sig, receiver_sig;
};
void mk_transfer_texts_init(struct mk_transfer_texts *x);
void mk_transfer_texts_done(struct mk_transfer_texts *x);
/* MK_EABSENT where record or giver's signature are missing, MK_EFORMAT where one is no file. */
MK_CHECK int mk_transfer_texts_read(struct mk_transfer_texts *x, int dir, uint64_t n,
                                    struct mk_error *e);

/* Keeps the next one: signatures, then the record that makes them count. */
MK_CHECK int mk_transfers_keep(struct mk_transfers *t, const struct mk_transfer_texts *x,
                               struct mk_error *e);
/* The receiver's signature of the last one. */
MK_CHECK int mk_transfers_keep_sig(struct mk_transfers *t, struct mk_span sig, struct mk_error *e);

/* Whether a signature is good and by that public key ("type base64"); MK_ENOMEM. */
MK_CHECK int mk_transfer_signed_by(bool *yes, struct mk_span sig, struct mk_span json,
                                   const char *key, struct mk_error *e);

#endif
