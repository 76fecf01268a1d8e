#ifndef MK_READ_H
#define MK_READ_H

#include <stdbool.h>

/*
 * The programs that read hostile files, behind their mains: take the sandbox, then do the jobs that
 * the parent sends (firmware/worker/parse.h) until it closes the channel.
 *
 * media   the apps that read pictures and videos, or all others: a picture that takes its reader
 * down must not take the databases' with it
 *
 * Returns the exit status.
 */
int mk_read_main(bool media);

/* The same for `moka tree`, `moka decrypt` and `moka recover`, whose jobs are those of
 * firmware/worker/decode.h. */
int mk_decode_main(void);

#endif
