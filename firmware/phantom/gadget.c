#include "firmware/phantom/gadget.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#define UDCS "/sys/class/udc"

static int only_udc(struct mk_gadget *g, struct mk_error *e)
{
    size_t n = 0;
    DIR *d = opendir(UDCS);
    if (!d)
        return mk_fail_errno(e, UDCS);
    for (struct dirent *f; (f = readdir(d));)
        if (f->d_name[0] != '.' && n++ == 0)
            snprintf(g->udc, sizeof g->udc, "%s", f->d_name);
    closedir(d);
    if (n == 1)
        return 0;
    return mk_fail(e, MK_EUSAGE, "%s",
                   n ? "more than one USB device controller: --udc says which"
                     : "no USB device controller in " UDCS);
}

int mk_gadget_find(struct mk_gadget *g, const char *folder, const char *udc, struct mk_error *e)
{
    *g = (struct mk_gadget){ 0 };
    if (!folder)
        return 0;
    if (strlen(folder) > 4000 || (udc && strlen(udc) >= sizeof g->udc))
        return mk_fail(e, MK_EUSAGE, "gadget: name too long");
    snprintf(g->attribute, sizeof g->attribute, "%s/UDC", folder);
    if (!udc)
        return only_udc(g, e);
    snprintf(g->udc, sizeof g->udc, "%s", udc);
    return 0;
}

int mk_gadget_bind(const struct mk_gadget *g, bool on, struct mk_error *e)
{
    if (!g->attribute[0])
        return 0;
    char text[300];
    int n = snprintf(text, sizeof text, "%s\n", on ? g->udc : "");
    int fd = open(g->attribute, O_WRONLY | O_CLOEXEC);
    if (fd < 0)
        return mk_fail_errno(e, g->attribute);
    int rc = write(fd, text, (size_t)n) == n ? 0 : mk_fail_errno(e, g->attribute);
    int was = errno;
    close(fd);
    /* taken off twice: the kernel says that there is nothing to take off */
    return rc && !on && was == ENODEV ? 0 : rc;
}
