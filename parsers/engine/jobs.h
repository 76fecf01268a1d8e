#ifndef MK_JOBS_H
#define MK_JOBS_H

#include "parsers/base/arena.h"
#include "parsers/base/buf.h"
#include "parsers/source/backup.h"

/*
 * What there is to read in a source, be it a folder, a bundle or a container: of all its entries
 * only those are kept that an app's files or providers name, or that by their name can be databases
 * or containers, so that a phone of half a million files costs nothing. A job is what is read in
 * one go: a file (a database with its logs), or all replies of one app's providers.
 */
enum mk_job_part {
    MK_PART_FILE,
    MK_PART_WAL,
    MK_PART_JOURNAL,
    MK_PART_SET,
    MK_PART_BESIDE, /* what the app names so: a file of a job of its own, too */
    MK_PART_COUNT
};

enum mk_job_how {
    MK_JOB_FILE,    /* what it is, its bytes say; who reads it, its path and its tables */
    MK_JOB_ALONE,   /* a file that was given by itself: read whatever it is called */
    MK_JOB_SETS,    /* replies of providers, for the app of that id */
    MK_JOB_EXTRACT, /* records that the acquisition took out of a file: lines of JSON */
    MK_JOB_COUNT
};

struct mk_job_entry {
    struct mk_entry en;
    enum mk_job_part part;
    bool plain, media, holds; /* of the job that it belongs to, as its name has it */
};

struct mk_job {
    enum mk_job_how how;
    bool plain, media;   /* which workers have something to do with it; both: the plain one first */
    bool holds;          /* by its name a container: others may find something in it */
    struct mk_span name; /* the file's path, or the app's id */
    unsigned copy;       /* an archive may hold several files of one name: 0, 1 ... */
    const struct mk_job_entry *entries;
    size_t n;
    const struct mk_backup *backup; /* it is the manifest of an iOS backup, whose files these are:
                                       read like a container. NULL: it is none */
};

struct mk_jobs {
    struct mk_arena arena;
    struct mk_buf entries; /* struct mk_job_entry[] */
    struct mk_buf jobs;    /* struct mk_job[] */
    struct mk_buf payload; /* struct mk_payload[]: files that have names as in a backup */
    struct mk_buf backup_runs, backup_lists; /* jobs_backup.c */
    uint64_t files;                          /* all that were listed */
    uint64_t foreign;                        /* replies of providers that no app knows */
};

/* `under`  put in front of every path, with a '/': the container's own; empty: none
 * `alone`  the source is a single file, which is read whatever it is called
 * On failure, too, mk_jobs_done() is to be called. */
MK_CHECK int mk_jobs_find(struct mk_jobs *jobs, const struct mk_source *src, struct mk_span under,
                          bool alone, struct mk_error *e);
void mk_jobs_done(struct mk_jobs *jobs);
size_t mk_jobs_count(const struct mk_jobs *jobs);
const struct mk_job *mk_jobs_at(const struct mk_jobs *jobs, size_t i);

/* Whether a file is looked into wherever it lies, by the end of its name: as a database, as a file
 * that holds others. */
bool mk_jobs_database(struct mk_span path);
bool mk_jobs_container(struct mk_span path);

#endif
