#ifndef MK_EVIDENCE_H
#define MK_EVIDENCE_H

#include "host/viewer/desk.h"
#include "parsers/source/source.h"

/* Bundles opened for reading again, the last few. Nothing of them is written to. */
MK_CHECK int mk_kept_new(struct mk_kept **out, struct mk_error *e);
void mk_kept_free(struct mk_kept *k);

/* A file of a bundle, by the number that the case has of it. Fails with d->evidence. */
MK_CHECK int mk_desk_file(struct mk_file *out, struct mk_desk *d, int64_t bundle, uint64_t number,
                          struct mk_error *e);
/* By its path: 1; 0 when the bundle has no such file, as for what lies inside a container. */
MK_CHECK int mk_desk_file_of(struct mk_file *out, uint64_t *number, struct mk_desk *d,
                             int64_t bundle, struct mk_span path, struct mk_error *e);
/* "data/000/0000001" of a bundle, the path of anything else. */
void mk_desk_object(char out[static 64], struct mk_desk *d, int64_t bundle, uint64_t number);

/* Where on this machine's disk it lies; false: nowhere as a file of its own. `path` as the phone's.
 */
bool mk_desk_path(char out[static 4400], struct mk_desk *d, int64_t bundle, uint64_t number,
                  const char *path);
/* Every entry of a bundle. */
MK_CHECK int mk_desk_list(struct mk_desk *d, int64_t bundle,
                          int (*each)(void *u, const struct mk_entry *en, struct mk_error *e),
                          void *u, struct mk_error *e);

#endif
