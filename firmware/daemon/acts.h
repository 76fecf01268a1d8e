#ifndef MK_ACTS_H
#define MK_ACTS_H

#include "firmware/bundle/disk.h"
#include "parsers/base/json.h"

/*
 * A log of acts, append only: operator.jsonl of a case, access.jsonl of the kit. A line is
 *   {"seq":N,"act":WORD,"officer":ID,"at":TIME,"boot_us":N, ...}
 * seq from 1 without a gap; "at" is the kit's wall clock, boot_us its clock since boot. A line is
 * durable when mk_acts_add() returns 0; a torn one (it was never confirmed) is cut off at the next
 * start.
 */
#define MK_ACT_LINE  4096u
#define MK_ACTS_MAX  20000u
#define MK_ACTS_FILE ((size_t)4 << 20) /* of one file: a run is given all of it, see MK_RUN_LOG */
/* Of both, kept for acts that have to be: with a full log a case could not even be withdrawn. */
#define MK_ACTS_KEPT      2000u
#define MK_ACTS_FILE_KEPT ((size_t)1 << 20)

struct mk_act {
    const char *act, *officer;
    int64_t wall_us, boot_us;
    struct mk_span more; /* further members, "\"part\":\"owner\",..", or empty */
    bool has_to_be;      /* may use what is kept */
};

/* The last whole line's number, 0 when there is none; what is behind it is cut off. MK_EFORMAT: the
 * file is none of ours. */
MK_CHECK int mk_acts_open(uint64_t *seq, int dir, const char *name, const struct mk_disk *disk,
                          struct mk_error *e);
/* *seq goes up by one. `line` (may be NULL) gets the line with its LF. On failure the file is as it
 * was, as far as the disk lets us. MK_ELIMIT: the line or the log is full. */
MK_CHECK int mk_acts_add(uint64_t *seq, int dir, const char *name, const struct mk_disk *disk,
                         const struct mk_act *a, struct mk_buf *line, struct mk_error *e);
/* Lines from number `from` on as the elements of an open JSON list, as many as fit in `max` bytes;
 * *next: the first that did not, 0 none. */
MK_CHECK int mk_acts_list(struct mk_json *j, int dir, const char *name, uint64_t from, size_t max,
                          uint64_t *next, struct mk_error *e);
/* The same log without what it says beyond act, officer and times: what stays of a case that is
 * destroyed. Durable. */
MK_CHECK int mk_acts_strip(int dir, const char *name, const struct mk_disk *disk,
                           struct mk_error *e);

#endif
