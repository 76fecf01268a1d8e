#ifndef MK_IOS_PROXY_H
#define MK_IOS_PROXY_H

#include "firmware/worker/mux.h"

/*
 * The mux proxy: answers firmware/worker/mux.h out of usbmuxd and the record's memory. It shows one
 * phone: the one it was told, or the only one there was when it was asked first; from then on no
 * other, whatever number usbmuxd gives it.
 */
struct mk_proxy {
    struct mk_chan *asker;
    uint8_t *record; /* MK_MUX_MEMORY bytes, or NULL: there is none */
    bool lists;      /* all phones, and connects to none */
    char udid[MK_MUX_UDID_MAX];
    /* A new connection to usbmuxd, a blocking stream socket that gives up after a few seconds of
     * silence. MK_EABSENT, MK_EIO. */
    int (*dial)(int *fd, void *u, struct mk_error *e);
    void *u;
};

/* Takes one request and answers it: 1; 0 when the asker is gone; -1 when it asked for what there is
 * not. What fails with usbmuxd or the phone is an answer. */
MK_CHECK int mk_proxy_turn(struct mk_proxy *p, struct mk_error *e);

/* ---- its talk with usbmuxd ---- */

/* At most MK_MUXD_MOST of them. */
MK_CHECK int mk_proxy_devices(struct mk_mux_device *out, size_t *n, const struct mk_proxy *p,
                              struct mk_error *e);
/* *fd: the connection to that port, with nothing read of it; the caller's. */
MK_CHECK int mk_proxy_dial(int *fd, const struct mk_proxy *p, uint32_t device, uint16_t port,
                           struct mk_error *e);

#endif
