#ifndef MK_READING_H
#define MK_READING_H

#include "parsers/engine/engine.h"
#include "parsers/engine/jobs.h"
#include "parsers/source/container.h"

/*
 * Does jobs: tells by its bytes what a file is, and has it read by the apps whose path it has, or
 * whose tables it holds. A container is read like a folder, and each of its files is an inner job;
 * whoever runs this in a process that may die learns which one is begun, and can go on behind it.
 */
struct mk_reading {
    const struct mk_context *cx; /* its path is not looked at */
    struct mk_sink sink;
    bool media; /* whose turn it is: the apps with `media`, or those without */

    /* An inner job is about to be done. `at` is its place: its number in the outermost container,
     * then in the one inside that, and so on. */
    int (*begin)(void *u, const uint32_t *at, size_t depth, struct mk_span path,
                 struct mk_error *e);
    /* An inner job that could not be done, or not to its end. */
    int (*failed)(void *u, struct mk_span path, const char *why, struct mk_error *e);
    void *u;
    /* Inner jobs up to and with this one are left out; ndone 0: none. */
    uint32_t done[MK_CONTAINER_DEPTH];
    size_t ndone;

    bool others; /* set when a container holds something for the other ones, see `media` */
};

/* `src` is where the job's entries are opened. -1 when the job could not be done, or not to its
 * end; MK_EABSENT when the file was given alone and no reader knows what it is. */
MK_CHECK int mk_read_job(struct mk_reading *r, const struct mk_source *src,
                         const struct mk_job *job, struct mk_error *e);

#endif
