/* The parent: certificate, addresses, connections to mokad. */
#include "firmware/panel/cert.h"
#include "firmware/panel/server.h"
#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* To mokad's socket and no other: -1 when nobody answers there. */
static int dial(void *own)
{
    const struct mk_panel_options *o = own;
    struct sockaddr_un to = { .sun_family = AF_UNIX };
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    snprintf(to.sun_path, sizeof to.sun_path, "%s", o->socket);
    if (fd >= 0 && connect(fd, (const struct sockaddr *)&to, sizeof to) == 0)
        return fd;
    if (fd >= 0)
        close(fd);
    return -1;
}

static int tell_code(struct mk_front *f, const struct mk_frame *x, struct mk_error *e)
{
    int bad = 0;
    if (x->type != MK_PANEL_F_CODE)
        return mk_fail(e, MK_EPROTO, "the server sent what makes no sense");
    for (size_t i = 1; i < f->n; i++)
        bad |=
            printf("pair https://%s/ %.*s %s\n", f->hosts[i], (int)MK_CODE_LEN,
                   x->body.len == MK_CODE_LEN ? (const char *)x->body.p : "", f->fingerprint) < 0;
    return bad || fflush(stdout) != 0 ? mk_fail(e, MK_EIO, "standard output") : 0;
}

int mk_panel_run(const struct mk_panel_options *o, struct mk_error *e)
{
    struct mk_panel_cert cert = { 0 };
    struct mk_front f = {
        .program = "moka-panel",
        .memory_max = (uint64_t)512 << 20,
        .at[0] = { "127.0.0.1", o->port },
        .n = 1 + o->ngadgets,
        .own = (void *)(uintptr_t)o,
        .dial = dial,
        .frame = tell_code,
    };
    for (size_t i = 0; i < o->ngadgets; i++) {
        f.at[1 + i].address = o->gadgets[i];
        f.at[1 + i].port = o->gadget_port;
        f.at[1 + i].device = o->gadget_device;
    }
    int rc = o->ngadgets ? mk_panel_cert(&cert, o->tls, o->gadgets, o->ngadgets, e) : 0;
    f.key = mk_buf_span(&cert.key);
    f.cert = mk_buf_span(&cert.cert);
    f.fingerprint = cert.fingerprint;
    if (rc == 0)
        rc = mk_front_run(&f, e);
    mk_panel_cert_done(&cert);
    return rc;
}
