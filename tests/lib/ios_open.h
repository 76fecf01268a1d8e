#ifndef IOS_OPEN_H
#define IOS_OPEN_H

#include "parsers/engine/jobs.h"
#include "parsers/format/ios_backup.h"
#include "tests/lib/ios_make.h"

/* A made backup, found in its folder and opened as a source. */
struct opened {
    struct mk_source folder, src;
    struct mk_jobs jobs;
    struct mk_backup backup;
    struct mk_secret secrets[2];
    struct mk_context cx;
    struct mk_buf list; /* one line a file: path, size, domain, stored */
    struct mk_error e;
    int rc;
};

/* The job of its manifest, or NULL. */
const struct mk_job *ios_manifest_of(const struct mk_jobs *jobs);
/* Finds it: false when there is no memory. */
bool ios_find(struct opened *o, struct ios_make *m, const char *password);
void ios_open(struct opened *o, struct ios_make *m, const char *password);
void ios_close(struct opened *o);
bool ios_remarked(const struct opened *o, const char *part);
/* All of a file's bytes; what goes wrong ends the program. */
void ios_whole(struct mk_buf *out, const struct opened *o, uint64_t id);

/* Two files, one of them of an app, and a folder. */
void ios_make_two(struct ios_make *m, const struct ios_make_options *o);

#endif
