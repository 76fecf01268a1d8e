#ifndef MK_TRANSFER_H
#define MK_TRANSFER_H

#include "firmware/bundle/disk.h"
#include "firmware/bundle/sshkey.h"
#include "parsers/base/hash.h"

/*
 * What became of a bundle after it was sealed: each hand-over, a notice of withdrawn consent, a
 * time stamp, signed, in a chain that starts at the bundle. The form is specified in format.h,
 * "transfers".
 *
 * They lie in BUNDLE/custody/transfers/, and for a bundle that is one encrypted file, NAME.tar.age,
 * in NAME.transfers/ beside it, until it is unpacked.
 */
#define MK_TRANSFER_NAMESPACE "moka-transfer"
#define MK_TRANSFERS_MAX      9999u
#define MK_TRANSFER_BYTES     ((size_t)128 << 10) /* of a record, of a signature */

enum mk_transfer_signs {
    MK_TRANSFER_NONE,    /* a notice: nobody receives anything */
    MK_TRANSFER_STROKES, /* the receiver has no key: lines drawn with a finger are kept as data, and
                            only the giver's signature vouches for them */
    MK_TRANSFER_SSH,     /* the receiver signs with the key that the record names */
    MK_TRANSFER_TYPED, /* nor a hand to draw with: the receiver's name as typed, under a sentence */
};

/* A record, as read. */
struct mk_transfer {
    uint64_t n;
    int64_t time_us;
    char time[40], act[32]; /* act: "hand-over", "withdrawn", "time-stamp" */
    char giver[128];
    enum mk_transfer_signs signs;
    char by[128], key[512]; /* MK_TRANSFER_SSH: the receiver's principal and public key */
    char name[256], organisation[256], id[256], why[1024]; /* "": not said */
    char typed[256], statement[256];                       /* MK_TRANSFER_TYPED */
};

struct mk_transfers;
/* Of a sealed bundle's folder, or of NAME.tar.age. Takes away what a cut left of one that was never
 * whole. MK_ESTATE: not sealed; MK_EFORMAT: what is there is no chain (moka verify tells more);
 * MK_EABSENT: a file without its NAME.sealed.json. */
MK_CHECK int mk_transfers_open(struct mk_transfers **out, const char *path,
                               const struct mk_disk *disk, struct mk_error *e);
void mk_transfers_free(struct mk_transfers *t);
uint64_t mk_transfers_count(const struct mk_transfers *t);
/* n from 1. *countersigned: the receiver's signature is there (its truth: mk_verify()). */
MK_CHECK int mk_transfers_get(struct mk_transfer *out, bool *countersigned, struct mk_transfers *t,
                              uint64_t n, struct mk_error *e);

/* Who signs. key NULL: /usr/bin/ssh-keygen does, with the key of that path. */
struct mk_transfer_by {
    const char *principal; /* "kit:<id>", "officer:<id>", ... [A-Za-z0-9:._@-], up to 127 */
    const struct mk_sshkey *key;
    const char *path;
};

/* What is to be recorded. Texts up to 255 bytes, why 1023; NULL: not said. */
struct mk_handover {
    const char *act; /* "hand-over", "withdrawn" or "time-stamp" */
    int64_t time_us;
    bool clock_trusted;
    const char *name, *organisation, *id; /* of the receiver */
    struct mk_span strokes;               /* JSON: numbers and lists of them, up to 64 KiB */
    const char *typed, *statement;        /* or: a name as typed, and under which sentence */
    const char *by, *by_key;              /* or: the receiver's principal and public key */
    const char *why;                      /* of a notice, or a remark */
    struct mk_span token;                 /* of a time stamp: see timestamp.h */
};
/*
 * Adds one, durable when it returns 0; *n: its number. A hand-over needs a name and one of strokes,
 * typed and key. MK_ESTATE: the one before waits for its receiver's signature; MK_EUSAGE.
 */
MK_CHECK int mk_transfers_add(uint64_t *n, struct mk_transfers *t, const struct mk_handover *h,
                              const struct mk_transfer_by *giver, struct mk_error *e);
/* Time stamps of this bundle (timestamp.h): the request; what came back, kept as a transfer when it
 * is of this bundle, and, with authorities' certificates in the file tsa (or NULL), by one of them;
 * and the token of the last one. MK_EFORMAT, MK_EAUTH, MK_EREFUSED; MK_EABSENT: there is none. */
struct mk_stamping {
    struct mk_span answer;
    const char *tsa;
    int64_t time_us;
    bool clock_trusted;
};
MK_CHECK int mk_transfers_time_request(struct mk_buf *out, const struct mk_transfers *t,
                                       struct mk_error *e);
MK_CHECK int mk_transfers_stamp(uint64_t *n, struct mk_transfers *t, const struct mk_stamping *with,
                                const struct mk_transfer_by *giver, struct mk_error *e);
MK_CHECK int mk_transfers_last_token(struct mk_buf *out, struct mk_transfers *t,
                                     struct mk_error *e);
/* The receiver of the last one signs it. MK_EAUTH: that is another key than the record names;
 * MK_ESTATE: nothing waits for it. */
MK_CHECK int mk_transfers_countersign(struct mk_transfers *t, const struct mk_transfer_by *receiver,
                                      struct mk_error *e);

/*
 * What giver and receiver keep: the record and its signatures in one file of JSON
 *   {"format":"moka-receipt-1","file":"0001.json","record":"..","sig":"..","receiver_sig":".."}
 * and in short, for a QR code (alphanumeric mode):
 *   MOKA-TRANSFER-1:<run>:<n>:<SHA-256 of the record>, in capitals
 * Whoever has one can show that a later copy of the bundle left the transfer out.
 */
MK_CHECK int mk_transfers_receipt(struct mk_buf *out, struct mk_transfers *t, uint64_t n,
                                  struct mk_error *e);
MK_CHECK int mk_transfers_short(struct mk_buf *out, struct mk_transfers *t, uint64_t n,
                                struct mk_error *e);
/* Takes what a receipt (hostile) has and this copy lacks: the next transfer, or the receiver's
 * signature of the last one; *took: whether that was something. MK_EFORMAT: it is no receipt;
 * MK_EAUTH: it does not belong to this bundle, or a signature does not hold. */
MK_CHECK int mk_transfers_accept(bool *took, struct mk_transfers *t, struct mk_span receipt,
                                 struct mk_error *e);

/* Copies NAME.transfers/ of an encrypted file into the folder that it was unpacked to. What is
 * there already has to be the same: MK_ESTATE. */
MK_CHECK int mk_transfers_follow(const char *file, const char *bundle, const struct mk_disk *disk,
                                 struct mk_error *e);

/* ---- one record; for those who check ---- */

/* Where it stands in the chain. */
struct mk_transfer_at {
    uint64_t n;
    char run[40], bundle[MK_SHA256_HEX], prev[MK_SHA256_HEX];
};
/* Reads a record, which is hostile. NULL, or why it is none for that place. */
const char *mk_transfer_read(struct mk_transfer *out, struct mk_span json,
                             const struct mk_transfer_at *at);
/* The token of a record that was read as a time stamp; MK_ENOMEM. */
MK_CHECK int mk_transfer_token(struct mk_buf *out, struct mk_span json, struct mk_error *e);
MK_CHECK int mk_transfer_write(struct mk_buf *out, const struct mk_transfer_at *at,
                               const struct mk_handover *h, const char *giver, struct mk_error *e);
/* A line of JSON; lines for a terminal, escaped. */
void mk_transfer_json(struct mk_buf *out, const struct mk_transfer *t, bool countersigned);
void mk_transfer_words(struct mk_buf *out, const struct mk_transfer *t, bool countersigned);
/* "0001.json", "0001.sig", "0001.receiver.sig" */
enum mk_transfer_file { MK_TRANSFER_JSON, MK_TRANSFER_SIG, MK_TRANSFER_RECEIVER_SIG };
void mk_transfer_name(char out[static 32], uint64_t n, enum mk_transfer_file f);
/* The number and kind of a file's name; false for any other name. */
bool mk_transfer_parse_name(uint64_t *n, enum mk_transfer_file *f, const char *name);

#endif
