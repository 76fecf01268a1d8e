#ifndef MK_PARSE_H
#define MK_PARSE_H

#include "firmware/worker/frame.h"

/*
 * What `moka parse` (the parent) and a parse or media worker say to each other. The parent knows
 * names and opens files; the worker sees their bytes. One job at a time; numbers are little endian,
 * a text is u32 length + bytes. Descriptor 4 of the worker is its scratch file, where there is one.
 */
enum mk_parse_frame {
    /* parent to worker: first what is good for all jobs, at most once each but SECRET */
    MK_PA_SCRATCH =
        1,         /* u64 bytes that the scratch file may have, u64 that may be written in all */
    MK_PA_SECRET,  /* text name, text value; see struct mk_secret */
    MK_PA_ZONE,    /* text name, text bytes of its TZif file; see mk_zone_new() */
    MK_PA_KEY,     /* what another worker said with DERIVED */
    MK_PA_DELETED, /* deleted rows are asked for as well */
    /* then the jobs */
    MK_PA_ENTRY, /* one file of the job to come: u8 enum mk_job_part, u64 id, u64 size, text path,
                    text set, text column, u8 role, i64 row, and 32 bytes of SHA-256 where the
                    source knows them */
    MK_PA_JOB, /* u8 enum mk_job_how, text path or app, u8 n, n times u32: the inner job (see BEGIN)
                  behind which to go on, n 0: from the start. Work on the entries since the last */
    MK_PA_FILE, /* answer to OPEN: the descriptor rides along, and the key where its bytes lie under
                   one (parsers/source/ciphered.h); u64 at, u64 size where it is a part of what
                   the descriptor is of. Text why when there is none */
    MK_PA_BACKUP,  /* the job to come is the manifest of an iOS backup: for each list u8 whether it
                      is there and u64 id (parsers/source/backup.h) */
    MK_PA_PAYLOAD, /* files of that backup: u64 id, u64 size, 20 bytes name, u8 flags (1 flat, 2
                      SHA-256 known), 32 bytes of SHA-256; as many as fit */

    /* worker to parent */
    MK_PA_HELLO = 64, /* the sandbox's layers, see mk_worker_enter() */
    MK_PA_OPEN,       /* u64 id: one of the job's entries */
    MK_PA_RECORDS,    /* items of parsers/record/record.h; cut anywhere, to be put together */
    MK_PA_ISSUE,      /* what has no record: fields APP, FILE, TABLE, ROW, FIELD, WHY */
    MK_PA_COVER,      /* one line of the coverage ledger: JSON members as fields */
    MK_PA_BEGIN,      /* u8 n, n times u32, text path: an inner job of a container is begun. Its
                         place: number in the outermost container, in the one inside that ... */
    MK_PA_FAILED,     /* text path, text why: an inner job could not be done, or not to its end */
    MK_PA_DONE,       /* the job is over: u8 enum mk_parse_end, u8 1 when a container in it holds
                         something for the other program (plain or media), text why not */
    MK_PA_PROGRESS,   /* u64 done, u64 of how many: rounds of a key's derivation */
    MK_PA_DERIVED, /* text digest, text key: of struct mk_derived, so that nobody derives it again
                    */
};

enum mk_parse_end {
    MK_END_FAILED,  /* not done, or not to its end: text why */
    MK_END_WELL,    /* all of it could be read */
    MK_END_UNKNOWN, /* no reader of this program knows what it is */
};

#define MK_PA_KEY_LEN   72u /* of the bodies of KEY and DERIVED */
#define MK_PA_PART_LEN  16u /* of a FILE's part */
#define MK_PA_PLACE_MAX 4   /* containers in each other; MK_CONTAINER_DEPTH */

#endif
