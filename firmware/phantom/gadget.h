#ifndef MK_PHANTOM_GADGET_H
#define MK_PHANTOM_GADGET_H

#include "parsers/base/error.h"

/* Binding a gadget of configfs to a controller: Documentation/usb/gadget_configfs.rst. */
struct mk_gadget {
    char attribute[4200]; /* its file UDC; "": it is none of ours */
    char udc[256];
};

/* Both may be NULL, see functionfs.h. */
MK_CHECK int mk_gadget_find(struct mk_gadget *g, const char *folder, const char *udc,
                            struct mk_error *e);
/* On or off the bus. */
MK_CHECK int mk_gadget_bind(const struct mk_gadget *g, bool on, struct mk_error *e);

#endif
