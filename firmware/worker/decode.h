#ifndef MK_DECODE_FRAMES_H
#define MK_DECODE_FRAMES_H

#include "firmware/worker/parse.h"

/*
 * What `moka tree` and `moka decrypt` (the parent) and moka-decode say to each other: what is good
 * for all jobs as in parse.h (MK_PA_SCRATCH, MK_PA_SECRET, MK_PA_ZONE, MK_PA_HELLO), then one job
 * after the other.
 */
enum mk_decode_frame {
    /* parent to worker */
    MK_DE_JOB = 32, /* u8 enum mk_decode_what, text type or kind ("": by content), text path; the
                       file's descriptor rides along */
    /* worker to parent */
    MK_DE_DATA = 96, /* output, cut anywhere: of TREE one line of JSON without anything that steers
                        a terminal */
    MK_DE_DONE,      /* u8 enum mk_decode_end, u8 enum mk_code, text why */
};

enum mk_decode_what { MK_DECODE_TREE, MK_DECODE_PLAIN, MK_DECODE_CHECK };

enum mk_decode_end {
    MK_DECODED,
    MK_DECODED_DAMAGED, /* shown, but something is damaged and says so in its place */
    MK_DECODED_NOT,     /* code and text say why */
};

#endif
