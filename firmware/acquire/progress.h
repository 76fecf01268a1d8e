#ifndef MK_PROGRESS_H
#define MK_PROGRESS_H

#include "parsers/base/json.h"

/*
 * Tells the officer what is going on: at most two lines a second, and one at each end. Rate and
 * time left come from the last ten seconds, not from the beginning: a phone that grew slow shows.
 */
#define MK_PROGRESS_MARKS 11u /* one a second */

struct mk_progress {
    void (*tell)(void *u, const char *line);  /* for people; may be NULL */
    void (*event)(void *u, const char *json); /* for programs, one JSON object; may be NULL */
    void *tell_u;
    bool training;
    const char *what;            /* "sms", "files" */
    uint64_t done, total;        /* total 0: not known */
    uint64_t bytes, bytes_total; /* likewise */
    int64_t began_us, told_us;
    struct {
        int64_t at_us;
        uint64_t bytes, done;
    } marks[MK_PROGRESS_MARKS];
    size_t first, nmarks;
};

void mk_progress_start(struct mk_progress *p, const char *what, uint64_t total);
/* How many bytes there will be, where that is known. */
void mk_progress_expect(struct mk_progress *p, uint64_t bytes_total);
void mk_progress_step(struct mk_progress *p, uint64_t done, uint64_t bytes); /* both are added */
/* The same for what a run before this one had taken. */
void mk_progress_pass(struct mk_progress *p, uint64_t done, uint64_t bytes);
/* What was counted is counted again, as after a worker's death. */
void mk_progress_again(struct mk_progress *p);
void mk_progress_end(struct mk_progress *p);

/* ---- pure, for the above and its tests ---- */

struct mk_pace {
    uint64_t rate;  /* bytes a second; 0: not known */
    int64_t left_s; /* -1: not known */
};
struct mk_pace mk_progress_pace(const struct mk_progress *p, int64_t now_us);
/* "files  1,203 of 20,000, 1.2 of 8.4 GiB, 31.0 MiB/s, about 4 min left" */
void mk_progress_words(struct mk_buf *out, const struct mk_progress *p, int64_t now_us);
/* {"event":"progress","part":..,"done":..,"total":..,"bytes":..,"bytes_total":..,"rate":..,
 * "left_s":..}: what is not known is not there. "end":true with the last of a part. */
void mk_progress_json(struct mk_json *j, const struct mk_progress *p, int64_t now_us, bool end);
/* "1.2 GiB" */
void mk_bytes_words(char out[static 24], uint64_t bytes);

#endif
