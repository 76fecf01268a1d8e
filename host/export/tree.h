#ifndef MK_EXPORT_TREE_H
#define MK_EXPORT_TREE_H

#include "parsers/source/source.h"

/*
 * A bundle's files laid out by the paths that they have on the phone, for programs that read such a
 * tree (ALEAPP, iLEAPP: an Android file system; of an iPhone also the folder of its backup). The
 * phone's names are data: bytes that are no UTF-8, what steers a terminal or the reading direction,
 * and what a file system somewhere gives a meaning (\ : * ? " < > | and a dot or blank at the end)
 * become %XX, and so does % itself; a part of more than 200 bytes is cut and gets a digest of the
 * whole.
 */
struct mk_tree_tally {
    uint64_t files, bytes;
    uint64_t replies;  /* of providers: rows, no files */
    uint64_t extracts; /* records in scope of files that were not taken whole */
    uint64_t absent;   /* named, and not there */
    uint64_t changed;  /* whose bytes are not what the index says: not written */
    uint64_t renamed;  /* have another name here */
};

/* dir: an open, empty folder. Written durably. `renamed` is told of each that has another name
 * here; may be NULL. */
MK_CHECK int mk_export_tree(struct mk_tree_tally *tally, const struct mk_source *src, int dir,
                            int (*renamed)(void *u, struct mk_span path, const char *name,
                                           struct mk_error *e),
                            void *u, struct mk_error *e);

/* One part of a path as it is written here; true when that is another name. */
bool mk_tree_name(struct mk_buf *out, struct mk_span part);

#endif
