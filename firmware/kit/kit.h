#ifndef MK_KIT_H
#define MK_KIT_H

#include "firmware/bundle/disk.h"
#include "firmware/bundle/sshkey.h"

/*
 * The kit's own folder, made at first use, mode 0700:
 *   id             "k-" and 8 hex digits
 *   key, key.pub   Ed25519; key-cert.pub once the agency's authority has certified it
 *   counter.jsonl  one line per step of a run: {"n","run","act","time","prev","sig"}; n never
 * repeats, prev is the SHA-256 of the line before, sig an SSH signature (namespace moka-counter) of
 * the line without it: so a run that was thrown away shows.
 *
 *   digest-keys/RUN  64 hex digits, mode 0600: the key of that run's withheld.jsonl
 *
 * The keys lie in plain files: this version knows no TPM or hardware token, and says so in bundles.
 */
struct mk_kit;

MK_CHECK int mk_kit_open(struct mk_kit **out, const char *dir, struct mk_error *e);
void mk_kit_free(struct mk_kit *k);
const char *mk_kit_id(const struct mk_kit *k);
const struct mk_sshkey *mk_kit_key(const struct mk_kit *k);

/* Adds a counter line ("begun", "resumed", "kept", "sealed"), durable when it returns 0. */
MK_CHECK int mk_kit_count(uint64_t *n, struct mk_kit *k, const char *run, const char *act,
                          int64_t wall_us, struct mk_error *e);

#define MK_KIT_DIGEST_KEY 32 /* bytes */
/* The key of a run's keyed digests. `make`: a new one when there is none, durable when it returns
 * 0; else MK_EABSENT. */
MK_CHECK int mk_kit_digest_key(uint8_t out[static MK_KIT_DIGEST_KEY], struct mk_kit *k,
                               const char *run, bool make, struct mk_error *e);

#endif
