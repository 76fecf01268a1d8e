#ifndef MK_SPACE_H
#define MK_SPACE_H

/* Private to firmware/acquire: is there room for what is to come? */

#include "firmware/acquire/run.h"
#include "firmware/acquire/worklist.h"

/* What files take on the kit's disk: their bytes in whole blocks, and a row of the index, a line of
 * the journal and manifests each. Saturates. */
uint64_t mk_space_needed(uint64_t files, uint64_t bytes);

/* Before a run begins: 256 MiB, for the tables and the logs of any phone. MK_ENOSPC. */
MK_CHECK int mk_space_to_begin(const char *bundle, struct mk_error *e);

/*
 * Before the first file of a complete list is asked for: what is still to come against what is
 * free; told, and a custody entry. MK_ENOSPC: it does not fit; nothing was fetched, and the words
 * say what can be done. With until_full it is told only: the sizes are the phone's words, and one
 * lie about them must not keep the rest from being taken.
 */
MK_CHECK int mk_space_for_files(struct mk_run *r, struct mk_worklist *list, struct mk_error *e);

/* Of the disk that the folder lies on, or will lie on. */
MK_CHECK int mk_space_free(uint64_t *out, const char *folder, struct mk_error *e);

/* What an iPhone is told of the kit's room: it does not begin a backup that is larger, and
 * knows itself how large it is. With until_full, and where the scope leaves most of it, it is told
 * that all fits. */
MK_CHECK int mk_space_for_backup(uint64_t *out, struct mk_run *r, struct mk_error *e);

#endif
