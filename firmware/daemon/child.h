#ifndef MK_CHILD_H
#define MK_CHILD_H

#include "firmware/daemon/loop.h"
#include "parsers/base/buf.h"

/*
 * One of our own programs (or the store's helper), as a child on the loop: lines go in, lines come
 * out. It dies with the daemon (PR_SET_PDEATHSIG). Its environment is LC_ALL, TZ, HOME and PATH of
 * our own making; descriptors beyond 0, 1, 2 and `pass` are closed.
 */
#define MK_CHILD_LINE ((size_t)1 << 20) /* bytes of a line of its output; a longer one is cut */
#define MK_CHILD_IN   ((size_t)4 << 20) /* bytes that wait to be written to it */
#define MK_CHILD_ARGS 40u

struct mk_child_spec {
    const char
        *program; /* "moka-acquire": looked for as mk_program_path() does; or an absolute path */
    const char *const *argv; /* NULL-ended, with argv[0] */
    int pass;                /* becomes its descriptor 3; 0: none */
    int death;               /* the signal when the daemon ends; 0: SIGKILL */
    /* Each may be NULL: then what comes is thrown away. A line is without its end and NUL-ended;
     * `line` may be changed. */
    void (*out)(void *u, char *line, size_t n);
    void (*err)(void *u, char *line, size_t n);
    /* After both outputs have ended and the child is reaped; the child is freed after it. */
    void (*ended)(void *u, int status);
    void *u;
};

struct mk_child;
MK_CHECK int mk_child_start(struct mk_child **out, struct mk_loop *l,
                            const struct mk_child_spec *spec, struct mk_error *e);
/* Queued and written as the child reads. MK_ELIMIT when it does not read, MK_ECLOSED when its input
 * is closed. */
MK_CHECK int mk_child_write(struct mk_child *c, struct mk_span s, struct mk_error *e);
void mk_child_close_input(struct mk_child *c); /* once what is queued is written */
void mk_child_signal(struct mk_child *c, int number);
pid_t mk_child_pid(const struct mk_child *c);
/* Kills and reaps it without a callback, and frees. Waits two seconds at most: one that does not go
 * even then is left. */
void mk_child_free(struct mk_child *c);

#endif
