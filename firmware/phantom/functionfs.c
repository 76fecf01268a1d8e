#include "firmware/phantom/functionfs.h"
#include "firmware/phantom/gadget.h"
#include "firmware/phantom/tick.h"
#include "firmware/phantom/usb.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/aio_abi.h>
#include <linux/usb/functionfs.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <unistd.h>

/*
 * The files ep1 and ep2 cannot be polled: transfers are asynchronous (io_submit) and tell their end
 * on an eventfd, as in adbd. One is on its way in each direction. What was asked for before the
 * host disabled the interface still ends, late and with an error: a transfer's buffer is its own
 * until then, and `round` tells old ones from new ones.
 */
#define LISTEN_MAX  ((size_t)8 << 20)
#define CONTROL_MAX 4096

struct transfer {
    struct iocb cb;
    uint8_t buf[MK_PHANTOM_USB_CHUNK];
    bool busy;
    unsigned round;
};

struct ffs {
    const struct mk_phantom *p;
    const struct mk_phantom_functionfs *how;
    struct mk_gadget gadget;
    int ep0, out, in, event;
    aio_context_t aio;
    struct transfer rd, wr;
    bool enabled, stalled, heard; /* heard: something was read in this round */
    unsigned round;
    struct mk_phantom_usb usb; /* conn: NULL while the host has not enabled us */
    int64_t next_ms;           /* nothing is sent before; 0: at once */
    int64_t back_ms;           /* off the bus until then; 0: on it */
};

/* ---- the files ---- */

static int open_end(int *fd, const struct ffs *f, const char *name, struct mk_error *e)
{
    char path[4200];
    snprintf(path, sizeof path, "%.4000s/%s", f->how->dir, name);
    *fd = open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK);
    return *fd < 0 ? mk_fail_errno(e, path) : 0;
}

static int tell_ep0(const struct ffs *f, void (*make)(struct mk_buf *), const char *what,
                    struct mk_error *e)
{
    struct mk_buf b;
    mk_buf_init(&b, 4096);
    make(&b);
    int rc = mk_buf_ok(&b) ? 0 : mk_fail(e, MK_ENOMEM, "%s", what);
    if (rc == 0 && write(f->ep0, b.p, b.len) != (ssize_t)b.len)
        rc = mk_fail_errno(e, what);
    mk_buf_done(&b);
    return rc;
}

static int start(struct ffs *f, struct mk_error *e)
{
    if (mk_gadget_find(&f->gadget, f->how->gadget, f->how->udc, e) ||
        open_end(&f->ep0, f, "ep0", e) ||
        tell_ep0(f, mk_phantom_usb_descriptors, "ep0: descriptors", e) ||
        tell_ep0(f, mk_phantom_usb_strings, "ep0: strings", e) || open_end(&f->out, f, "ep1", e) ||
        open_end(&f->in, f, "ep2", e))
        return -1;
    f->event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (f->event < 0 || syscall(SYS_io_setup, 4, &f->aio))
        return mk_fail_errno(e, "asynchronous transfers");
    if (printf("ready %s\n", f->how->dir) < 0 || fflush(stdout))
        return mk_fail_errno(e, "standard output");
    return mk_gadget_bind(&f->gadget, true, e);
}

static void stop(struct ffs *f)
{
    struct mk_error ignored = { 0 };
    (void)!mk_gadget_bind(&f->gadget, false, &ignored);
    if (f->aio)
        syscall(SYS_io_destroy, f->aio);
    const int fds[] = { f->in, f->out, f->ep0, f->event };
    for (size_t i = 0; i < sizeof fds / sizeof *fds; i++)
        if (fds[i] >= 0)
            close(fds[i]);
    mk_phantom_usb_end(&f->usb);
}

/* ---- transfers ---- */

static int submit(struct ffs *f, struct transfer *t, size_t n, struct mk_error *e)
{
    struct iocb *list = &t->cb;
    bool in = t == &f->wr;
    t->cb = (struct iocb){
        .aio_data = in,
        .aio_lio_opcode = in ? IOCB_CMD_PWRITE : IOCB_CMD_PREAD,
        .aio_fildes = (uint32_t)(in ? f->in : f->out),
        .aio_buf = (uintptr_t)t->buf,
        .aio_nbytes = n,
        .aio_flags = IOCB_FLAG_RESFD,
        .aio_resfd = (uint32_t)f->event,
    };
    t->busy = true;
    t->round = f->round;
    if (syscall(SYS_io_submit, f->aio, 1, &list) == 1)
        return 0;
    t->busy = false;
    /* the host is just leaving: its event comes */
    bool leaving = errno == EAGAIN || errno == ESHUTDOWN || errno == ENODEV || errno == EINTR;
    f->enabled = f->enabled && !leaving;
    return leaving ? 0 : mk_fail_errno(e, "transfer");
}

/* A transfer in the wrong direction halts the endpoint: ffs_epfile_io(). */
static void halt(struct ffs *f)
{
    uint8_t byte = 0;
    f->stalled = true;
    (void)!read(f->in, &byte, 1);
}

/* Asks for what is to come and sends what there is, if it may. */
static int move(struct ffs *f, struct mk_error *e)
{
    struct mk_span out = { 0 };
    if (!f->enabled || !f->usb.conn)
        return 0;
    struct mk_fault_link *link = mk_phantom_conn_link(f->usb.conn);
    if (!f->wr.busy && mk_phantom_usb_next(&out, &f->usb, e))
        return -1;
    if (link->stalled && !f->wr.busy && !f->stalled)
        halt(f);
    if (f->next_ms && mk_tick_ms() >= f->next_ms)
        f->next_ms = 0;
    if (out.len && !f->next_ms) {
        memcpy(f->wr.buf, out.p, out.len);
        if (submit(f, &f->wr, out.len, e))
            return -1;
    }
    return f->rd.busy || out.len > LISTEN_MAX ? 0 : submit(f, &f->rd, sizeof f->rd.buf, e);
}

/* What the host did wrong ends the connection: it finds both endpoints dead until it resets them.
 */
static void give_up(struct ffs *f, const char *why)
{
    fprintf(stderr, "moka-phantom: %s\n", why);
    mk_phantom_usb_end(&f->usb);
    halt(f);
}

static void forget_written(struct ffs *f)
{
    struct io_event done;
    if (f->wr.busy)
        syscall(SYS_io_cancel, f->aio, &f->wr.cb, &done);
    f->round++;
    f->next_ms = 0;
}

static int take(struct ffs *f, struct mk_span transfer, struct mk_error *e)
{
    if (mk_phantom_usb_anew(&f->usb, transfer)) {
        forget_written(f);
        if (mk_phantom_usb_begin(&f->usb, f->p, e))
            return -1;
    }
    return mk_phantom_usb_received(&f->usb, transfer, e);
}

static void on_read(struct ffs *f, int64_t n)
{
    struct mk_error why = { 0 };
    /* a host that clears the halt of an endpoint cancels what waits on it */
    if (n == -EPIPE && !f->heard)
        return;
    if (n < 0) {
        f->enabled = false; /* until it is enabled anew */
        return;
    }
    f->heard = true;
    if (f->usb.conn && take(f, mk_span(f->rd.buf, (size_t)n), &why))
        give_up(f, why.text);
}

static void on_written(struct ffs *f, int64_t n)
{
    if (n < 0) {
        f->enabled = false;
    } else if (f->usb.conn) {
        mk_phantom_usb_sent(&f->usb, (size_t)n);
        uint32_t delay = mk_phantom_conn_link(f->usb.conn)->delay_ms;
        f->next_ms = delay ? mk_tick_ms() + delay : 0;
    }
}

static void reap(struct ffs *f)
{
    uint64_t count;
    struct io_event done[4];
    struct timespec now = { 0 };
    (void)!read(f->event, &count, sizeof count);
    long n = syscall(SYS_io_getevents, f->aio, 0, 4, done, &now);
    for (long i = 0; i < n; i++) {
        struct transfer *t = done[i].data ? &f->wr : &f->rd;
        t->busy = false;
        if (t->round != f->round)
            continue; /* of a connection that is over */
        if (t == &f->rd)
            on_read(f, done[i].res);
        else
            on_written(f, done[i].res);
    }
}

/* ---- what happens on the bus ---- */

static void on_enable(struct ffs *f, bool on, struct mk_error *e)
{
    f->round++;
    f->heard = f->stalled = false;
    f->next_ms = 0;
    f->enabled = on && mk_phantom_usb_begin(&f->usb, f->p, e) == 0;
    if (!on)
        mk_phantom_usb_end(&f->usb);
}

/* Requests to the interface, of which ADB has none: answered as adbd does. */
static void on_setup(struct ffs *f, const struct usb_ctrlrequest *r)
{
    uint8_t buf[CONTROL_MAX];
    size_t n = r->wLength < sizeof buf ? r->wLength : sizeof buf;
    if (r->bRequestType & USB_DIR_IN)
        (void)!write(f->ep0, buf, 0);
    else
        (void)!read(f->ep0, buf, n);
}

static int on_bus(struct ffs *f, struct mk_error *e)
{
    struct usb_functionfs_event ev[4];
    ssize_t n = read(f->ep0, ev, sizeof ev);
    if (n < 0)
        return errno == EAGAIN || errno == EINTR ? 0 : mk_fail_errno(e, "ep0");
    for (size_t i = 0; i < (size_t)n / sizeof *ev; i++)
        switch (ev[i].type) {
        case FUNCTIONFS_ENABLE:
            on_enable(f, true, e);
            if (!f->enabled)
                return -1;
            break;
        case FUNCTIONFS_DISABLE:
        case FUNCTIONFS_UNBIND:
            on_enable(f, false, e);
            break;
        case FUNCTIONFS_SETUP:
            on_setup(f, &ev[i].u.setup);
            break;
        default: /* BIND, SUSPEND and RESUME change nothing */
            break;
        }
    return 0;
}

/* ---- faults of the whole phone ---- */

static int go_away(struct ffs *f, uint32_t ms, struct mk_error *e)
{
    mk_phantom_usb_end(&f->usb);
    f->enabled = false;
    f->round++;
    f->back_ms = mk_tick_ms() + (ms ? ms : 1000);
    return mk_gadget_bind(&f->gadget, false, e);
}

/* 1: plays on; 0: the phone went off; -1. */
static int goes_on(struct ffs *f, struct mk_error *e)
{
    struct mk_faults *all = f->p->faults;
    bool cut = f->usb.conn && mk_phantom_conn_link(f->usb.conn)->over;
    if (all && all->off)
        return 0;
    if (cut || (all && all->away_ms)) {
        uint32_t ms = all ? all->away_ms : 0;
        if (all)
            all->away_ms = 0;
        return go_away(f, ms, e) ? -1 : 1;
    }
    if (f->back_ms && mk_tick_ms() >= f->back_ms) {
        f->back_ms = 0;
        return mk_gadget_bind(&f->gadget, true, e) ? -1 : 1;
    }
    return 1;
}

static int wait_ms(const struct ffs *f)
{
    int64_t now = mk_tick_ms(), first = f->back_ms ? f->back_ms : f->next_ms;
    return !first ? -1 : first > now ? (int)(first - now) : 0;
}

static int round_trip(struct ffs *f, struct mk_error *e)
{
    struct pollfd fds[] = { { f->ep0, POLLIN, 0 }, { f->event, POLLIN, 0 } };
    if (move(f, e) || mk_phantom_log_flush(f->p->log, e))
        return -1;
    bool cut = f->usb.conn && mk_phantom_conn_link(f->usb.conn)->over;
    if (mk_tick_wait(fds, 2, cut ? 0 : wait_ms(f)) < 0)
        return errno == EINTR ? 0 : mk_fail_errno(e, "poll");
    if (fds[1].revents)
        reap(f);
    return fds[0].revents ? on_bus(f, e) : 0;
}

int mk_phantom_functionfs(const struct mk_phantom *p, const struct mk_phantom_functionfs *how,
                          struct mk_error *e)
{
    struct ffs *f = calloc(1, sizeof *f);
    if (!f)
        return mk_fail(e, MK_ENOMEM, "FunctionFS");
    *f = (struct ffs){ .p = p, .how = how, .ep0 = -1, .out = -1, .in = -1, .event = -1 };
    int rc = start(f, e) ? -1 : 1;
    while (rc > 0 && (rc = goes_on(f, e)) > 0)
        if (round_trip(f, e))
            rc = -1;
    stop(f);
    free(f);
    return rc;
}
