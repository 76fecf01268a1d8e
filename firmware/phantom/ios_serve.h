#ifndef MK_PHANTOM_IOS_SERVE_H
#define MK_PHANTOM_IOS_SERVE_H

#include "firmware/phantom/ios_service.h"
#include <poll.h>

/*
 * Plays the phone behind a usbmuxd of its own, whose socket is `socket` (which is made anew).
 * Prints "listening SOCKET" when it does. SIGUSR1, which has to be blocked, is a finger that does
 * what the screen asks for. Returns -1; it does not end by itself.
 */
MK_CHECK int mk_ios_serve(struct mk_ios_phone *p, const char *socket, struct mk_error *e);

/* The same on a cable, see ios_usb.h: `socket` carries its two bulk pipes, for one host at a time.
 */
MK_CHECK int mk_ios_usb_serve(struct mk_ios_phone *p, const char *socket, struct mk_error *e);

/* ---- what both wait for ---- */

/* From here on signals come through only in mk_ios_wait(). */
void mk_ios_lend_finger(void);
/* poll(): how many are ready, 0 when a signal came or a fault woke it. The finger has then touched,
 * and the waking is over. */
MK_CHECK int mk_ios_wait(struct mk_ios_phone *p, struct pollfd *fds, size_t n, int ms,
                         struct mk_error *e);

/* ---- processes that serve connections ---- */

#define MK_IOS_CHILDREN 256u

struct mk_ios_children {
    pid_t pid[MK_IOS_CHILDREN];
    size_t n;
};
/* A new process: 0 in it, which dies with this one; -1: none, with `e`. */
MK_CHECK int mk_ios_fork(pid_t *pid, struct mk_ios_children *c, struct mk_error *e);
/* Forgets those that ended. */
void mk_ios_reap(struct mk_ios_children *c);
/* Ends them all, and waits until they did. */
void mk_ios_end_all(struct mk_ios_children *c);

/* ---- the cable ---- */

struct mk_ios_cable {
    bool in, off;    /* plugged in; off: will never be again */
    int64_t back_ms; /* on the clock of tick.h, while it is out */
};
/* Plugs it in when its time has come. True: it was out and is in now. */
bool mk_ios_plug(struct mk_ios_cable *c, struct mk_ios_phone *p);
/* Whether a fault wants it out: it then is, and whoever serves it has to be ended. */
bool mk_ios_unplug(struct mk_ios_cable *c, struct mk_ios_phone *p);
/* Until it is plugged in again; -1: nobody waits for that. */
int mk_ios_plug_wait(const struct mk_ios_cable *c);

/* A listening unix socket; what was there of a former one goes. */
MK_CHECK int mk_ios_listen(int *fd, const char *path, struct mk_error *e);

#endif
