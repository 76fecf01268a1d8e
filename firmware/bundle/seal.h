#ifndef MK_BUNDLE_SEAL_H
#define MK_BUNDLE_SEAL_H

#include "firmware/bundle/tagfile.h"
#include "firmware/bundle/writer.h"

/* The parts of sealing, in this order. Each can be repeated. */

/* manifest-sha256.txt and index.jsonl, and what they sum up to. */
struct mk_seal_sums {
    uint64_t bytes, files;
};
MK_CHECK int mk_seal_payload(struct mk_seal_sums *out, struct mk_bundle *b, struct mk_error *e);
/* custody/log.jsonl and coverage.jsonl. */
MK_CHECK int mk_seal_logs(struct mk_bundle *b, struct mk_error *e);
/* merkle.json, and its seed at the first try. */
MK_CHECK int mk_seal_merkle(struct mk_bundle *b, bool by_kit, struct mk_error *e);
/* What belongs to the run and not to the bundle, and folders that hold nothing; the journal last.
 */
MK_CHECK int mk_seal_tidy(struct mk_bundle *b, struct mk_error *e);

#endif
