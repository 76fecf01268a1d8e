#ifndef MK_PHANTOM_FUNCTIONFS_H
#define MK_PHANTOM_FUNCTIONFS_H

#include "firmware/phantom/phantom.h"

/*
 * The phone on a cable: a USB gadget whose ADB interface is a mounted FunctionFS.
 * The gadget itself is made by firmware/phantom/gadget.sh.
 */
struct mk_phantom_functionfs {
    const char *dir;    /* has ep0; ep1 and ep2 come with the descriptors */
    const char *gadget; /* its folder in configfs, to bind and unbind it; NULL: others do */
    const char *udc;    /* the controller; NULL: the only one of /sys/class/udc */
};

/*
 * Writes the descriptors, prints "ready DIR", binds the gadget and plays: a new
 * connection with each time that the host enables it. Returns when the phone goes
 * off, or -1. MK_EUSAGE when there is no controller, or more than one to choose from.
 */
MK_CHECK int mk_phantom_functionfs(const struct mk_phantom *p,
                                   const struct mk_phantom_functionfs *how, struct mk_error *e);

#endif
