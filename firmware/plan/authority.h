#ifndef MK_AUTHORITY_H
#define MK_AUTHORITY_H

#include "firmware/plan/scope.h"

/*
 * The authority: what the law allows on one exhibit, as a JSON file that the officer (or the
 * office) makes before. Nothing is acquired without one.
 *
 *   {"format": "moka-authority-1",
 *    "basis": "warrant" | "consent" | "statute" | "exercise",
 *    "reference": "W-2026/113",            the paper it stands for
 *    "issued_by": "...",                   optional
 *    "officer": {"id": "a.mwangi", "name": "A. Mwangi"},
 *    "exhibit": "EX-7",
 *    "device": {"serial": "R58M12ABCDE"},  optional: only the phone with this serial number
 *    "owner_role": "suspect" | "victim" | "witness" | "unknown",   optional; unknown when absent
 *    "valid_from": "2026-11-01T00:00:00Z", "valid_until": "2026-11-30T00:00:00Z",
 *    "comment": "...",                     optional
 *    "scope": {...},                       what of the phone: see scope.h
 *    "item", "seizure", "phone", "owner", "consent", "clock": {...}}
 *                                          optional: what the officer said, see said.h; consent
 *                                          only where that, or an exercise, is the basis
 *
 * A member that this version does not know is refused, not skipped: it may limit what is allowed.
 */
enum mk_basis { MK_BASIS_WARRANT, MK_BASIS_CONSENT, MK_BASIS_STATUTE, MK_BASIS_EXERCISE };

#define MK_AUTHORITY_MAX ((size_t)64 << 10) /* bytes of the file */

struct mk_authority {
    enum mk_basis basis;
    char *reference, *issued_by, *officer_id, *officer_name, *exhibit, *owner_role, *comment;
    char *device_serial; /* or NULL */
    int64_t valid_from_us, valid_until_us;
    struct mk_scope scope;
};

const char *mk_basis_name(enum mk_basis b);

/* Reads and checks the text. MK_EUSAGE says what is wrong and what is needed. */
MK_CHECK int mk_authority_parse(struct mk_authority **out, struct mk_span json, struct mk_error *e);
void mk_authority_free(struct mk_authority *a);

/*
 * Whether it holds at `now_us`. On a trusted clock anything outside its validity is MK_EREFUSED; on
 * a doubtful one it is allowed and *doubt says why (else empty).
 */
MK_CHECK int mk_authority_holds(const struct mk_authority *a, int64_t now_us, bool clock_trusted,
                                char doubt[static 160], struct mk_error *e);

#endif
