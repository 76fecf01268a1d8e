#ifndef MK_VALIDATION_H
#define MK_VALIDATION_H

/* What `moka recover --validation` prints: how well it was measured to do, and on what. The figures
 * are those of tests/corpus-gates and tests/lib/carve_truth.py. */
extern const char mk_recover_validation[];

#endif
