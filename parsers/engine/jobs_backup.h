#ifndef MK_JOBS_BACKUP_H
#define MK_JOBS_BACKUP_H

#include "parsers/engine/jobs.h"

/* Private to the engine: iOS backups among what is listed. */

/* Remembers an entry whose name is that of a backup's file. */
MK_CHECK int mk_jobs_backup_note(struct mk_jobs *jobs, const struct mk_entry *en,
                                 struct mk_span path, struct mk_error *e);
/* When all was listed: the job of each backup's manifest gets what lies in its folder. */
MK_CHECK int mk_jobs_backup_bind(struct mk_jobs *jobs, struct mk_error *e);

#endif
