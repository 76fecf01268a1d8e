#ifndef MK_PARSE_H
#define MK_PARSE_H

#include "firmware/worker/frame.h"

/*
 * What `moka parse` (the parent) and a parse worker say to each other. The parent knows names and
 * opens files; the worker sees their bytes. One job at a time; numbers are little endian, a text is
 * u32 length + bytes.
 */
enum mk_parse_frame {
    /* parent to worker */
    MK_PA_ENTRY = 1, /* one file of the job to come: u8 mk_parse_part, u64 id, u64 size, text path,
                        text set, text column, u8 role, i64 row, and 32 bytes of SHA-256 where the
                        source knows them */
    MK_PA_JOB,       /* u8 mk_parse_how, text path or app: work on the entries since the last one */
    MK_PA_FILE,      /* answer to OPEN: the descriptor rides along. Text why when there is none */

    /* worker to parent */
    MK_PA_HELLO = 64, /* the sandbox's layers, see mk_worker_enter() */
    MK_PA_OPEN,       /* u64 id: one of the job's entries */
    MK_PA_RECORDS,    /* items of parsers/record/record.h; cut anywhere, to be put together */
    MK_PA_ISSUE,      /* what has no record: fields APP, FILE, TABLE, ROW, FIELD, WHY */
    MK_PA_COVER,      /* one line of the coverage ledger: JSON members as fields */
    MK_PA_DONE,       /* the job is over: u8 1 when all of it could be read, text why not */
};

enum mk_parse_part { MK_PART_DB, MK_PART_WAL, MK_PART_JOURNAL, MK_PART_SET };

enum mk_parse_how {
    MK_JOB_NAMED,  /* a database, for the apps whose files are called so */
    MK_JOB_SCHEMA, /* a database by itself: also for the apps that know its tables */
    MK_JOB_SETS,   /* replies of providers, for the app of that id */
};

#endif
