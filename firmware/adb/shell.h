#ifndef MK_ADB_SHELL_H
#define MK_ADB_SHELL_H

#include "parsers/base/error.h"

/*
 * Replies of the shell protocol ("shell,v2,raw:COMMAND"), packets of
 *
 *   offset size
 *   0      1    1 standard output, 2 standard error, 3 exit
 *   1      4    length, little endian
 *   5      ...  bytes; for exit one: the code
 *
 * Source: AOSP packages/modules/adb: shell_protocol.h, class ShellProtocol.
 * Older phones have "exec:COMMAND" (since Android 5) and "shell:COMMAND" (a terminal),
 * whose bytes are the output as it is.
 */
enum mk_shell_piece { MK_SHELL_OUT = 1, MK_SHELL_ERR = 2, MK_SHELL_EXIT = 3 };

struct mk_shell {
    uint8_t head[5];
    size_t have;   /* bytes of the head */
    uint32_t left; /* bytes of the packet that are still to come */
    bool ended;    /* the exit code was there */
    uint8_t code;
};

void mk_shell_init(struct mk_shell *s);

/*
 * Takes from the front of *in: 1 and a piece (bytes borrowed from *in; EXIT has
 * none and fills s->code); 0 when *in is used up; -1 with MK_EPROTO for an unknown packet,
 * an exit of another size, or bytes behind the exit.
 */
MK_CHECK int mk_shell_next(enum mk_shell_piece *kind, struct mk_span *bytes, struct mk_shell *s,
                           struct mk_span *in, struct mk_error *e);

#endif
