#ifndef MK_ADB_LINES_H
#define MK_ADB_LINES_H

#include "parsers/base/buf.h"

/*
 * What a command wrote, out of what came from the terminal that a phone before Android 5 runs it
 * in: "shell:" is a pseudo terminal there, with the kernel's defaults. Of its output processing
 * only ONLCR does anything: each LF becomes CR LF. All LFs are changed and nothing else is, so
 * leaving out the CR in front of each LF gives back exactly what was written, CR LF included (it
 * came as CR CR LF). Nothing that a command writes can make a terminal send an LF without a CR: one
 * that comes shows that there is none, and nothing is left out from there on.
 *
 * Source: AOSP system/core adb/services.c create_subproc_pty() (Android 4); Linux drivers/tty/
 * tty_io.c tty_std_termios, n_tty.c do_output_char().
 */
struct mk_lines {
    bool plain;   /* no terminal: line ends are as the command wrote them */
    bool held;    /* a CR came last: what follows decides on it */
    bool changed; /* a CR was left out */
    bool wrong; /* and then it turned out that there is no terminal: what was given is not what was
                   written */
};

/* Appends what was written; a CR at the very end waits for what follows, or for mk_lines_end(). */
void mk_lines_undo(struct mk_buf *out, struct mk_lines *l, struct mk_span in);
void mk_lines_end(struct mk_buf *out, struct mk_lines *l);

#endif
