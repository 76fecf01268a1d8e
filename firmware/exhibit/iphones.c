/* Which iPhones there are, from usbmuxd by way of its proxy. */
#include "firmware/exhibit/frames.h"
#include <sys/mman.h>
#include <unistd.h>

int mk_exhibit_iphones(struct mk_mux_device *out, size_t max, size_t *n, const char *socket,
                       struct mk_error *e)
{
    static const char *const args[] = { "list", NULL };
    struct mk_worker proxy = { 0 };
    struct mk_chan *asker = NULL;
    struct mk_buf sandbox;
    int memory = memfd_create("moka-pairing", MFD_CLOEXEC); /* nothing is ever in it */
    int rc = -1;
    mk_buf_init(&sandbox, 8192);
    if (memory < 0 || ftruncate(memory, (off_t)MK_MUX_MEMORY) != 0)
        mk_fail_errno(e, "memory");
    else
        rc = mk_mux_proxy(&proxy, &asker, memory, socket, args, &sandbox, e);
    if (rc == 0)
        rc = mk_mux_list(out, max, n, asker, e);
    mk_chan_free(asker);
    if (proxy.pid)
        mk_worker_kill(&proxy);
    if (memory >= 0)
        close(memory);
    mk_buf_done(&sandbox);
    return rc;
}
