#ifndef STOCK_H
#define STOCK_H

#include "parsers/base/buf.h"

/* Stock tools (ssh-keygen, sha256sum) that our work is held against, and folders to work in. */

/* A new empty folder, in memory where there is such a place; path of at most 63 bytes. Aborts the
 * test when there can be none. */
void stock_dir(char path[static 64]);
/* Removes it with all in it, if it is there. */
void stock_remove(const char *path);
/* The same as setup and teardown of a test, or of a group; stock_in() is a path in that folder. */
int stock_setup(void **state);
int stock_teardown(void **state);
extern char stock_own[64];
const char *stock_in(const char *name);
/* "dir/name" into one of 256 buffers that are used in turn. */
const char *stock_path(const char *dir, const char *name);
void stock_write(const char *path, struct mk_span content);
void stock_read(struct mk_buf *out, const char *path);

/* Whether the program is there; says SKIP loudly when not. */
bool stock_have(const char *program);
/* Runs argv[0] with standard input from `in` and output to `out` (NULL: /dev/null), errors to
 * /dev/null, in folder `cwd` (NULL: ours). Returns the exit status, -1 when it did not exit. */
int stock_run(const char *cwd, const char *in, const char *out, const char *const argv[]);
#define STOCK(in, out, ...) stock_run(NULL, in, out, (const char *const[]){ __VA_ARGS__, NULL })

#endif
