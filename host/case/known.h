#ifndef MK_CASE_KNOWN_H
#define MK_CASE_KNOWN_H

#include "host/case/case.h"
#include "parsers/match/hash_set.h"

/*
 * A bundle's files against a set of known ones (parsers/match/hash_set.h), by SHA-256: those of its
 * index, and pictures, videos and attachments that were read out of containers. No file is opened.
 * The set is read once, whatever its size; of a bundle 48 bytes a file are held.
 */
struct mk_known_tally {
    uint64_t entries; /* of the set */
    uint64_t without; /* of those: without a SHA-256, so that nothing can be said of them */
    uint64_t odd;     /* lines that make no sense */
    uint64_t files;   /* of the bundle */
    uint64_t hits;
};

/* The entries of a set. */
MK_CHECK int mk_known_list(struct mk_known_tally *t, const char *set, mk_known_fn *each, void *u,
                           struct mk_error *e);

/* bundle: its number in the case. Each hit becomes a line that the bundle says, of kind "hit":
 * {"sha256", "set", "name", "category", and "file" and "path", or "record" and "path"}; the audit
 * log has what was asked. `hit` gets the path and that line. */
MK_CHECK int mk_case_check(struct mk_known_tally *t, struct mk_case *c, int64_t bundle,
                           const char *set,
                           void (*hit)(void *u, struct mk_span path, struct mk_span line), void *u,
                           struct mk_error *e);

#endif
