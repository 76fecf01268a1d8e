#ifndef MK_CMD_H
#define MK_CMD_H

#include "parsers/base/error.h"

/*
 * A sub-command of `moka`: one file host/cmd/cmd_<name>.c that defines
 * `const struct mk_cmd mk_cmd_<name>`; dropping the file in registers it.
 */
struct mk_cmd {
    const char *name;
    const char *summary; /* one line for `moka help` */
    const char *help;    /* the whole text of `moka help NAME` */
    /* argv[0] is the command's name. Returns the exit status: 0 done, 1 something is wrong with the
     * evidence, 2 wrong usage, 3 failed. */
    int (*run)(int argc, char **argv);
    const char
        *program; /* or: one of our programs that runs in its place, with the same arguments */
};

#define MK_EXIT_EVIDENCE 1
#define MK_EXIT_USAGE    2
#define MK_EXIT_FAILED   3

const struct mk_cmd *mk_cmd_find(const char *name);

/* "moka NAME: text" on standard error, escaped; returns the exit status that fits the code. */
int mk_cmd_fail(const char *name, const struct mk_error *e);
/* "moka NAME: why; see moka help NAME"; returns MK_EXIT_USAGE. */
int mk_cmd_usage(const char *name, const char *why);

/* The account that runs this, for logs that name who did something; ours. */
const char *mk_cmd_account(void);

#endif
