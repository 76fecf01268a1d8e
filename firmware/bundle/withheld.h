#ifndef MK_WITHHELD_H
#define MK_WITHHELD_H

#include "firmware/bundle/bundle.h"
#include "parsers/base/mac.h"

/*
 * Keyed digests of what was seen and not kept: withheld.jsonl of a bundle (format.h, "withheld").
 * Whoever holds the run's key can tell whether a given thing is among them; without it a digest
 * tells nothing, as a random key is nothing that can be tried out.
 */
#define MK_WITHHELD_FILE_NAME "withheld.jsonl"
#define MK_WITHHELD_KEY       32 /* bytes */

enum mk_withheld_what {
    MK_WITHHELD_FILE,      /* path, size and time of change, as the phone told: never fetched */
    MK_WITHHELD_CONTAINER, /* the same of a file that was fetched, read and not kept */
    MK_WITHHELD_ROW,       /* a provider's row: its URI in `path`, `row` */
    MK_WITHHELD_RECORD,    /* of a container: its members, and all below */
    MK_WITHHELD_COUNT
};
const char *mk_withheld_name(enum mk_withheld_what what);

struct mk_withheld_item {
    enum mk_withheld_what what;
    struct mk_span path; /* no NUL in it */
    uint64_t size;
    int64_t mtime_s;
    int64_t row;
    struct mk_span inner; /* of a file inside: its path behind the container's, with the '/' */
    struct mk_span app, kind, table;
};
/* Its digest, by an object of mk_hmac_new() for SHA-256 and the run's key. */
MK_CHECK int mk_withheld_mac(struct mk_digest *out, struct mk_hmac *h,
                             const struct mk_withheld_item *item, struct mk_error *e);
/* What withheld.jsonl says of the key: proves that a key is the one, and tells nothing of it. */
MK_CHECK int mk_withheld_key_mac(struct mk_digest *out, struct mk_hmac *h, struct mk_error *e);

/*
 * The digests of a run, gathered in its scratch file in sections: a section counts when it was
 * ended, durable then, and a later one of the same name replaces it. So what is begun anew after a
 * cut is neither lost nor there twice. Of sections of an earlier start those count that are asked
 * for in this one: what has no line in the ledger has no digests either. Names of sections are kept
 * as digests only.
 */
struct mk_withheld;

/* `key`: MK_WITHHELD_KEY bytes, not kept. What was cut is dropped. */
MK_CHECK int mk_withheld_open(struct mk_withheld **out, struct mk_bundle *b, struct mk_span key,
                              struct mk_error *e);
void mk_withheld_free(struct mk_withheld *w);

/* Whether the bundle's scratch file of an earlier start holds digests: then their key is needed. */
MK_CHECK int mk_withheld_begun(bool *yes, struct mk_bundle *b, struct mk_error *e);

/* One section at a time. */
MK_CHECK int mk_withheld_begin(struct mk_withheld *w, struct mk_span section, struct mk_error *e);
/* of: the artefact whose line in the ledger counts it, letters, digits, '.', '_', '-';
 * why: a word of the same. */
MK_CHECK int mk_withheld_add(struct mk_withheld *w, const struct mk_withheld_item *item,
                             const char *of, const char *why, struct mk_error *e);
/* Durable when it returns 0. `tail`: a line of the caller's own about the section, up to 15 KiB. */
MK_CHECK int mk_withheld_end(struct mk_withheld *w, const char *tail, struct mk_error *e);
/* Drops the section that was begun. */
MK_CHECK int mk_withheld_cancel(struct mk_withheld *w, struct mk_error *e);

/* Whether a section of that name was ended; its tail into `tail`, which may be NULL. A section of
 * an earlier process stays only if it is claimed: what nobody asks for is made anew. */
MK_CHECK int mk_withheld_claim(bool *found, struct mk_buf *tail, struct mk_withheld *w,
                               struct mk_span section, struct mk_error *e);

/* Calls `each` with the tail of every section, in no order; 1 says that it is its own. */
MK_CHECK int mk_withheld_tails(struct mk_withheld *w,
                               int (*each)(void *u, struct mk_span tail, struct mk_error *e),
                               void *u, struct mk_error *e);

/* How many there are, by artefact and reason. */
struct mk_withheld_sum {
    char of[64], why[32];
    uint64_t n[MK_WITHHELD_COUNT];
};
/* Calls `each` for every sum, in the order in which they came first. */
MK_CHECK int mk_withheld_sums(struct mk_withheld *w,
                              int (*each)(void *u, const struct mk_withheld_sum *s,
                                          struct mk_error *e),
                              void *u, struct mk_error *e);

/* Writes withheld.jsonl, durable: before the bundle is sealed. May be repeated. */
MK_CHECK int mk_withheld_put(struct mk_withheld *w, struct mk_error *e);

/* ---- for whoever holds the key ---- */

/* Which of up to MK_WITHHELD_LOOK things the bundle has a digest of: places[i] becomes the number
 * of its line in withheld.jsonl, 0 where there is none, and `each` gets the line. MK_EABSENT: the
 * bundle has no such file; MK_EAUTH: the key is not the one. */
#define MK_WITHHELD_LOOK 16u
MK_CHECK int mk_withheld_look(uint64_t *places, const char *dir, struct mk_span key,
                              const struct mk_withheld_item *items, size_t n,
                              int (*each)(void *u, struct mk_span line, struct mk_error *e),
                              void *u, struct mk_error *e);
/* All lines but the first, to `each`. */
MK_CHECK int mk_withheld_each(const char *dir,
                              int (*each)(void *u, struct mk_span line, struct mk_error *e),
                              void *u, struct mk_error *e);

#endif
