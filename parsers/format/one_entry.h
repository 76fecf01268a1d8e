#ifndef MK_ONE_ENTRY_H
#define MK_ONE_ENTRY_H

#include "parsers/source/scratch.h"
#include "parsers/source/source.h"

/*
 * A container that holds a single file, which was unpacked or decrypted into the scratch.
 *
 *   path    of what it came out of; the entry gets its last part
 *   ending  left out at the end, "*" being digits: ".crypt*"; NULL: nothing is
 *   remark  what is odd about it; NULL: nothing
 *
 * The scratch must outlive the source.
 */
MK_CHECK int mk_one_entry(struct mk_source *out, const struct mk_piece *piece, struct mk_span path,
                          const char *ending, const char *remark, struct mk_error *e);
/* As struct mk_container's `remark`. */
const char *mk_one_entry_remark(const struct mk_source *src, size_t i);

/* `path` without its folders and that ending. */
struct mk_span mk_one_entry_name(struct mk_span path, const char *ending);

#endif
