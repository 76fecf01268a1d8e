#ifndef MK_SEND_BACKUP_H
#define MK_SEND_BACKUP_H

#include "firmware/worker/parse.h"
#include "parsers/source/backup.h"

/* What a worker learns of an iOS backup before the job with its manifest: MK_PA_BACKUP and
 * MK_PA_PAYLOAD. */
MK_CHECK int mk_send_backup(struct mk_chan *ch, const struct mk_backup *b, struct mk_error *e);

/* The answer to MK_PA_OPEN: that file's descriptor, or why there is none. Whether the worker may
 * have it is the caller's to judge. */
MK_CHECK int mk_answer_open(struct mk_chan *ch, const struct mk_source *src, uint64_t id,
                            struct mk_error *e);

#endif
