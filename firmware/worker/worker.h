#ifndef MK_WORKER_H
#define MK_WORKER_H

#include "firmware/worker/frame.h"
#include <sys/types.h>

/*
 * A worker: one of our own programs that handles hostile bytes. It holds no
 * keys, reaches no file by name and no network; what it works on is handed to
 * it as descriptors. Programs are looked for beside /proc/self/exe, in ../bin
 * from there and in the compiled-in libexec folder, never in PATH.
 *
 * The worker's end of the channel is descriptor 3; further ones follow as 4, 5 ...
 */
#define MK_WORKER_CHAN_FD  3
#define MK_WORKER_FIRST_FD 4

struct mk_worker_spec {
    const char *program;     /* "moka-parse" */
    const char *const *args; /* further arguments, NULL-ended; may be NULL */
    const int *fds;          /* passed on as 4, 5, ...; the caller keeps its own */
    size_t nfds;
    uint64_t memory_max; /* bytes of address space; 0: the default of 1 GiB */
    uint32_t cpu_s;      /* seconds of CPU; 0: none */
    uint64_t file_max;   /* bytes that a file may grow to that it writes; 0: it writes none */
    uint32_t open_max;   /* descriptors that it may open beside those; 0: 32 */
};

struct mk_worker {
    pid_t pid;
    struct mk_chan *chan;
};

/* Makes the caller not dumpable as well: a worker of the same user must not read its memory. */
MK_CHECK int mk_worker_spawn(struct mk_worker *out, const struct mk_worker_spec *spec,
                             struct mk_error *e);
/* Closes the channel, waits, kills what has not gone in ten seconds; *status as waitpid() gives it.
 * Safe to call twice. */
void mk_worker_end(struct mk_worker *w, int *status);
/* SIGKILL, then mk_worker_end(). */
void mk_worker_kill(struct mk_worker *w);

/* Path of one of our own programs, or MK_EABSENT. */
MK_CHECK int mk_program_path(char *out, size_t max, const char *program, struct mk_error *e);

/*
 * What the worker itself calls first: takes the channel, then locks itself in:
 * no_new_privs, seccomp (no open, no socket, no exec, no ptrace, no process_vm,
 * no pidfd, no kill but of itself), Landlock (no file, no TCP), limits on
 * memory, files and processes, not dumpable. `keeps` names the descriptors that
 * it needs beyond 0, 1, 2 and the channel; every other one is closed.
 *
 * `report` receives one line per layer, "seccomp: on" or "landlock: kernel has
 * none", which the worker sends to its parent for the custody log.
 */
MK_CHECK int mk_worker_enter(struct mk_chan **chan, const int *keeps, size_t nkeeps,
                             struct mk_buf *report, struct mk_error *e);

/* The same for a program that has no channel but standard input and output. */
MK_CHECK int mk_worker_enter_pipes(const int *keeps, size_t nkeeps, struct mk_buf *report,
                                   struct mk_error *e);

/* The same for one that speaks to hardware keys on some of those it keeps: of usbfs's ioctls only
 * the transfer that is waited for, and only there. chan NULL: it has none but standard input and
 * output. */
MK_CHECK int mk_worker_enter_keys(struct mk_chan **chan, const int *keeps, size_t nkeeps,
                                  const int *keys, size_t nkeys, struct mk_buf *report,
                                  struct mk_error *e);

/* The same for a worker that speaks USB on one of the descriptors it keeps: there, and only there,
 * it may have transfers made, called back and brought in, a halt cleared and an interface released.
 * It cannot reset or configure the device, claim an interface or ask for a control transfer by
 * ioctl(). */
MK_CHECK int mk_worker_enter_usb(struct mk_chan **chan, const int *keeps, size_t nkeeps, int usb,
                                 struct mk_buf *report, struct mk_error *e);

/* The same for a program that connects to a local service: it may make unix stream sockets and
 * connect them, no others. */
MK_CHECK int mk_worker_enter_local(struct mk_chan **chan, const int *keeps, size_t nkeeps,
                                   struct mk_buf *report, struct mk_error *e);

/* The same for a program that answers on listening sockets among those it keeps: it may accept
 * connections there and tune them. It makes no socket, and connects none. */
MK_CHECK int mk_worker_enter_server(struct mk_chan **chan, const int *keeps, size_t nkeeps,
                                    struct mk_buf *report, struct mk_error *e);

#endif
