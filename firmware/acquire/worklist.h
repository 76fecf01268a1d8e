#ifndef MK_WORKLIST_H
#define MK_WORKLIST_H

#include "firmware/exhibit/exhibit.h"

/*
 * The files to fetch, on disk: a phone may have half a million, memory must not grow with it. A
 * file of the run (mk_bundle_scratch()), written once while the phone lists, then read front to
 * back.
 *
 *   record   u8 'f', u32 mode, u64 size, i64 mtime_s, u32 length, path
 *   trailer  u8 'E', struct mk_work_totals as eleven u64, 32 bytes SHA-256 of all before it
 *
 * Without a trailer that checks, the list was cut off and is made again.
 */
struct mk_work_totals {
    uint64_t files; /* in the list */
    uint64_t bytes; /* of those, as the phone told */
    uint64_t left;  /* by the rules of the scope; logs of databases that are cut count as such */
    uint64_t held;  /* to be read and cut: not in the list */
    uint64_t folders, links, others;
    uint64_t errors; /* entries that the phone could not stat */
    uint64_t refused_folders;
    uint64_t databases; /* files at the beginning that are databases and their logs */
    uint64_t first; /* object number of the first file: a resumed run has to use the same ones */
};

struct mk_work {
    uint64_t index; /* place in the list, 0, 1, ... */
    uint32_t mode;
    uint64_t size;
    int64_t mtime_s;
    struct mk_span path; /* until the next call */
};

struct mk_worklist;

/* Takes over `fd`. An incomplete list is emptied. */
MK_CHECK int mk_worklist_open(struct mk_worklist **out, int fd, struct mk_error *e);
void mk_worklist_free(struct mk_worklist *w);
bool mk_worklist_complete(const struct mk_worklist *w);
const struct mk_work_totals *mk_worklist_totals(const struct mk_worklist *w);

MK_CHECK int mk_worklist_add(struct mk_worklist *w, const struct mk_listed *file,
                             struct mk_error *e);
/* Writes the trailer; durable when it returns 0. totals: files and bytes are put in here. */
MK_CHECK int mk_worklist_end(struct mk_worklist *w, const struct mk_work_totals *totals,
                             struct mk_error *e);

/* Of a complete list: 1 and the next file, 0 at the end, -1. */
MK_CHECK int mk_worklist_next(struct mk_work *out, struct mk_worklist *w, struct mk_error *e);
void mk_worklist_rewind(struct mk_worklist *w);

#endif
