#ifndef MK_DISCLOSE_H
#define MK_DISCLOSE_H

#include "firmware/bundle/bundle.h"

/*
 * Parts of a sealed bundle in a folder of their own, each proven against the root that the kit's
 * signature covers; nothing else of the bundle is in there.
 *
 *   disclosure.json          {"format":"moka-disclosure-3","items":[ITEM..]}
 *   merkle.json, signatures/tree.sig     the bundle's own: ssh-keygen -Y verify
 *   items/NNNNNNN.index      the object's line of index.jsonl (part 0)
 *   items/NNNNNNN            its content, where the object is one part
 *   items/NNNNNNN.PPPPPP     part P (a line) of one that is many
 *
 * ITEM {"object":n,"part":p,"parts":P,"at":i,"salt":"<hex>","path":"<hex>","object_salt":"<hex>",
 * "object_path":"<hex>"}: part p of P of object n, which is the i-th (from 0) of all; paths are the
 * hashes beside the way up, lowest first (merkle.h). All of them are of salted leaves: beside the
 * items it tells how many objects there are, and how many lines those have of which one is shown.
 * No other members, and each part once: what nobody signed has no place in there. Form 1 had the
 * tag manifest in place of the tree's own signature, form 2 the tree's of form 2 (merkle.h); they
 * are not made any more.
 */
#define MK_DISCLOSURE        "disclosure.json"
#define MK_DISCLOSURE_FORMAT "moka-disclosure-3"

struct mk_disclose_item {
    uint64_t object;
    uint64_t from, to; /* parts; 0, 0: all of it */
};
/*
 * dir: a new folder, that has its name only once all is there. MK_ESTATE: the bundle is not sealed,
 * or has no tree; MK_EFORMAT: its payload is not what its tree was made of; MK_EABSENT: no such
 * object or part.
 */
MK_CHECK int mk_disclose(const char *dir, const char *bundle, const struct mk_disclose_item *items,
                         size_t n, const struct mk_disk *disk, struct mk_error *e);

/* The parts of provider replies that show the row with that _id of "content://..": items, at most
 * `max`; *n how many. A row's text that has line breaks is as many parts. */
MK_CHECK int mk_disclose_row(struct mk_disclose_item *items, size_t *n, size_t max,
                             const char *bundle, const char *set, int64_t id, struct mk_error *e);

/* Whether the folder looks like a disclosure, and what it is worth: as mk_verify(). */
bool mk_is_disclosure(const char *dir);
MK_CHECK int mk_verify_disclosure(enum mk_verdict *out, const char *dir, const char *trust,
                                  const char *revoked, mk_finding *found, void *u,
                                  struct mk_error *e);

#endif
