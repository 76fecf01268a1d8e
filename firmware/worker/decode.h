#ifndef MK_DECODE_FRAMES_H
#define MK_DECODE_FRAMES_H

#include "firmware/worker/parse.h"

/*
 * What `moka tree`, `moka decrypt`, `moka recover` and the viewer (the parent) and moka-decode say
 * to each other: what is good for all jobs as in parse.h (MK_PA_SCRATCH, MK_PA_SECRET, MK_PA_ZONE,
 * MK_PA_HELLO, and of INNER MK_PA_KEY and MK_PA_DERIVED), then one job after the other.
 */
enum mk_decode_frame {
    /* parent to worker */
    MK_DE_JOB = 32, /* u8 enum mk_decode_what, text type or kind ("": by content), text path; the
                       file's descriptor rides along. A kind that takes an iOS backup has none:
                       MK_PA_BACKUP and MK_PA_PAYLOAD come first, and the worker opens its files
                       by MK_PA_OPEN */
    MK_DE_BESIDE,   /* u8 enum mk_decode_beside: a file that belongs to the job's to come; its
                       descriptor rides along */
    /* worker to parent */
    MK_DE_DATA = 96, /* output, cut anywhere: of TREE, RECOVER and ROW lines of JSON without
                        anything that steers a terminal */
    MK_DE_DONE,      /* u8 enum mk_decode_end, u8 enum mk_code, text why */
    MK_DE_PROGRESS,  /* u64 done, u64 of how many: rounds of a key's derivation */
    MK_DE_REMARK,    /* what is odd about what was decrypted, without anything that steers a
                        terminal */
};

enum mk_decode_what {
    MK_DECODE_TREE,
    MK_DECODE_PLAIN,
    MK_DECODE_CHECK,
    MK_DECODE_RECOVER,
    MK_DECODE_ROW,   /* of a SQLite table: the type is "NUMBER TABLE" (sqlite_row.h) */
    MK_DECODE_INNER, /* a file out of a container or a backup: the type is its path in there */
};
enum mk_decode_beside { MK_BESIDE_WAL, MK_BESIDE_JOURNAL };
#define MK_BESIDE_COUNT 2

enum mk_decode_end {
    MK_DECODED,
    MK_DECODED_DAMAGED, /* shown, but something is damaged and says so in its place */
    MK_DECODED_NOT,     /* code and text say why */
};

#endif
