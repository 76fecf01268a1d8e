#ifndef MK_MERKLE_H
#define MK_MERKLE_H

#include "parsers/base/buf.h"
#include "parsers/base/error.h"
#include "parsers/base/hash.h"
#include "parsers/base/mac.h"

/*
 * The tree over a bundle's payload, by which a part of it can be shown and proven without the rest.
 *
 * All hashes are SHA-256. Trees are those of RFC 9162, section 2.1.1: a node is
 * H(01, left, right), of n leaves the left subtree takes the largest power of two below n. A leaf
 * carries 32 bytes of salt, so that nobody guesses what is not shown:
 *
 *   part of an object    H(00, salt, bytes)
 *   content by its hash  H(03, salt, SHA-256 of the content)
 *   object               H(02, number, how many parts (8 bytes each, big endian), salt, their root)
 *
 * How many there are is in there because of a tree's root alone nobody knows: the same hashes lead
 * from line 7 of 7 as from line 3 of 3. Form 2 lacked it; it is not made any more.
 *
 * Part 0 of an object is its line of index.jsonl, with its LF. A provider's reply (index "role"
 * ids, column, row or filtered-extract) of up to MK_MERKLE_SPLIT bytes has a part for each line,
 * LF included; any other object has one, its content by its hash. Objects ascend, as in the index.
 * Of what is split part 0 lacks the members "bytes" and "sha256": with them whoever sees one line
 * could try out what the others are.
 *
 *   merkle.json       {"format":"moka-merkle-3","objects":N,"root":"<hex>","run":"<run id>",
 *                     "kit":"<kit id>","sealed":"<ISO 8601>","training":bool}: the last four where
 *                     a kit has sealed it. signatures/tree.sig is that kit's signature of these
 *                     bytes: what is shown of a bundle needs nothing else of it
 *   merkle-seed.json  {"format":"moka-merkle-seed-1","seed":"<64 hex>"}: never shown. A salt is
 *                     HMAC-SHA256(seed, number, part), 8 bytes each, big endian; of the object
 * itself part is 2^64 - 1
 */
#define MK_MERKLE_FILE   "merkle.json"
#define MK_MERKLE_FORMAT "moka-merkle-3"
#define MK_MERKLE_SIG    "signatures/tree.sig"
#define MK_MERKLE_SEED   "merkle-seed.json"
#define MK_MERKLE_SPLIT  ((size_t)16 << 20)
#define MK_MERKLE_SELF   UINT64_MAX
#define MK_MERKLE_DEPTH  64u

/* Leaves one after the other, in memory that does not grow. */
struct mk_merkle {
    struct mk_digest node[MK_MERKLE_DEPTH];
    uint64_t n;
    struct mk_sha256 *hash; /* as `with` below; the caller's */
};
MK_CHECK int mk_merkle_add(struct mk_merkle *m, const struct mk_digest *leaf, struct mk_error *e);
MK_CHECK int mk_merkle_root(struct mk_digest *out, const struct mk_merkle *m, struct mk_error *e);

/* The hashes beside the way from leaf `at` up to the root, lowest first, appended. */
MK_CHECK int mk_merkle_path(struct mk_buf *out, const struct mk_digest *leaves, size_t n, size_t at,
                            struct mk_error *e);
/* The root that a leaf and such hashes lead to; *fits false when they are too many or too few. */
MK_CHECK int mk_merkle_follow(bool *fits, struct mk_digest *root, const struct mk_digest *leaf,
                              uint64_t n, uint64_t at, struct mk_span path, struct mk_error *e);

/* What salts are made with, from the seed; mk_hmac_free() it. */
MK_CHECK int mk_merkle_salts(struct mk_hmac **out, const struct mk_digest *seed,
                             struct mk_error *e);
MK_CHECK int mk_merkle_salt(struct mk_digest *out, struct mk_hmac *salts, uint64_t number,
                            uint64_t part, struct mk_error *e);
/* with: a hash to be used again, for those who make many; NULL: a new one. */
MK_CHECK int mk_merkle_part(struct mk_digest *out, struct mk_sha256 *with,
                            const struct mk_digest *salt, struct mk_span bytes, struct mk_error *e);
MK_CHECK int mk_merkle_whole(struct mk_digest *out, struct mk_sha256 *with,
                             const struct mk_digest *salt, const struct mk_digest *content,
                             struct mk_error *e);
MK_CHECK int mk_merkle_object(struct mk_digest *out, struct mk_sha256 *with, uint64_t number,
                              uint64_t many, const struct mk_digest *salt,
                              const struct mk_digest *parts, struct mk_error *e);

/* An object as the index has it, and its parts. */
struct mk_merkle_object {
    uint64_t number;
    bool split;
    struct mk_digest sha256;
    struct mk_buf line; /* part 0 */
    struct mk_buf content;
    struct mk_merkle tree; /* of its parts */
    bool keep;             /* the leaves, for proofs; memory grows with the lines then */
    struct mk_buf leaves;  /* struct mk_digest, one a part */
    struct mk_hmac *salts;
    struct mk_sha256 *hash;
};
/* To be ended by _done(), even if it failed. */
MK_CHECK int mk_merkle_object_init(struct mk_merkle_object *o, const struct mk_digest *seed,
                                   struct mk_error *e);
void mk_merkle_object_done(struct mk_merkle_object *o);
/* Reads a line of the index and, where it is split, the content below `dir`. MK_EFORMAT: it is no
 * such line, or the content is not there. */
MK_CHECK int mk_merkle_object_read(struct mk_merkle_object *o, int dir, struct mk_span line,
                                   struct mk_error *e);
/* Its own leaf. */
MK_CHECK int mk_merkle_object_leaf(struct mk_digest *out, const struct mk_merkle_object *o,
                                   struct mk_error *e);
/* Part `at` (1 or later) of one that is split. */
struct mk_span mk_merkle_object_part(const struct mk_merkle_object *o, uint64_t at);

/* Every object of an index, from where `l` stands to its end. */
struct mk_lines;
MK_CHECK int mk_merkle_index(struct mk_merkle *m, int dir, struct mk_lines *l,
                             const struct mk_digest *seed, struct mk_error *e);

/* merkle.json */
struct mk_merkle_told {
    uint64_t objects;
    struct mk_digest root;
    char run[128], kit[128]; /* empty: no kit has signed the tree */
    int64_t sealed_us;
    bool training;
    bool known; /* its form is; else nothing above is set */
};
void mk_merkle_told_put(struct mk_buf *out, const struct mk_merkle_told *t);
/* NULL, or what is wrong with it. */
const char *mk_merkle_told_read(struct mk_merkle_told *t, struct mk_span text);

/* The seed of a bundle's folder. `make`: a new one, durable, when there is none. */
struct mk_disk;
MK_CHECK int mk_merkle_seed(struct mk_digest *out, int dir, bool make, const struct mk_disk *disk,
                            struct mk_error *e);

#endif
