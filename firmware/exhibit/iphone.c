#include "firmware/exhibit/frames.h"
#include "parsers/base/cursor.h"
#include <errno.h>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

/* From the words that name an iPhone to a worker with the way to it: memory for its pairing record,
 * the proxy that alone reaches usbmuxd (firmware/worker/mux.h), then the worker itself. */

static void close_fd(int fd)
{
    if (fd >= 0)
        close(fd);
}

void mk_iphone_leave(struct mk_exhibit *x)
{
    struct mk_exhibit_iphone *p = &x->iphone;
    if (p->proxy.pid)
        mk_worker_kill(&p->proxy);
    p->proxy = (struct mk_worker){ 0 };
    if (p->record) {
        OPENSSL_cleanse(p->record, MK_MUX_MEMORY);
        munmap(p->record, MK_MUX_MEMORY);
    }
    p->record = NULL;
    p->unpaired = false;
}

/* ---- the record's memory ---- */

static int fill_record(struct mk_exhibit *x, struct mk_error *e)
{
    struct mk_buf b;
    if (!x->owner.pairing)
        return 0;
    mk_buf_init(&b, MK_MUX_RECORD_MAX);
    int rc = x->owner.pairing(x->owner.u, &b, e);
    if (rc == 0 && !mk_buf_ok(&b))
        rc = mk_fail(e, MK_ENOMEM, "pairing record");
    if (rc == 0 && b.len) {
        memcpy(x->iphone.record + 4, b.p, b.len);
        for (unsigned i = 0; i < 4; i++)
            x->iphone.record[i] = (uint8_t)(b.len >> 8 * i);
    }
    if (b.p)
        OPENSSL_cleanse(b.p, b.len);
    mk_buf_done(&b);
    return rc;
}

static int make_record(int *fd, struct mk_exhibit *x, struct mk_error *e)
{
    *fd = memfd_create("moka-pairing", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (*fd < 0 || ftruncate(*fd, (off_t)MK_MUX_MEMORY) != 0 ||
        fcntl(*fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0)
        return mk_fail_errno(e, "memory for the pairing record");
    void *p = mmap(NULL, MK_MUX_MEMORY, PROT_READ | PROT_WRITE, MAP_SHARED, *fd, 0);
    if (p == MAP_FAILED)
        return mk_fail_errno(e, "memory for the pairing record");
    x->iphone.record = p;
    return fill_record(x, e);
}

/* The record as the proxy has left it. */
static int keep_record(struct mk_exhibit *x, struct mk_error *e)
{
    struct mk_cursor c = mk_cur(mk_span(x->iphone.record, MK_MUX_MEMORY));
    struct mk_span record = mk_cur_text(&c);
    if (!mk_cur_ok(&c))
        return mk_fail(e, MK_EPROTO, "mux proxy: damaged pairing record");
    return x->owner.paired ? x->owner.paired(x->owner.u, record, e) : 0;
}

/* ---- proxy and worker ---- */

static int open_socket(int *fd, const char *path, struct mk_error *e)
{
    *fd = open(path, O_PATH | O_CLOEXEC);
    if (*fd >= 0)
        return 0;
    return mk_fail(
        e, MK_EABSENT,
        "usbmuxd is not running (%s: %s). It starts when an iPhone is plugged in: unplug "
        "the phone, plug it in again; else: systemctl start usbmuxd",
        path, strerror(errno));
}

/* The report of the proxy's sandbox, each line marked as its. */
static int proxy_hello(struct mk_buf *sandbox, struct mk_worker *proxy, struct mk_error *e)
{
    struct mk_frame f;
    int got = mk_chan_recv(&f, NULL, proxy->chan, MK_SILENCE_MS, e);
    if (got < 0)
        return mk_fail_in(e, "mux proxy");
    struct mk_cursor c = mk_cur(f.body);
    struct mk_span lines = got ? mk_cur_text(&c) : mk_span(NULL, 0);
    if (!got || f.type != MK_PH_HELLO || !mk_cur_ok(&c) || !lines.len)
        return mk_fail(e, MK_EPROTO, "mux proxy: no report of its sandbox");
    for (size_t i = 0; i < lines.len; i++) {
        if (i == 0 || lines.p[i - 1] == '\n')
            mk_buf_puts(sandbox, "mux ");
        mk_buf_u8(sandbox, lines.p[i]);
    }
    return mk_buf_ok(sandbox) ? 0 : mk_fail(e, MK_ENOMEM, "report of the sandbox");
}

int mk_mux_proxy(struct mk_worker *proxy, struct mk_chan **asker, int record, const char *socket,
                 const char *const *args, struct mk_buf *sandbox, struct mk_error *e)
{
    int pair[2] = { -1, -1 }, to = -1, rc = -1;
    *asker = NULL;
    if (open_socket(&to, socket, e) != 0)
        goto out;
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) {
        mk_fail_errno(e, "socketpair");
        goto out;
    }
    const int fds[] = { pair[1], record, to };
    const struct mk_worker_spec spec = {
        .program = "moka-mux", .args = args, .fds = fds, .nfds = 3
    };
    if (mk_worker_spawn(proxy, &spec, e) != 0)
        goto out;
    rc = mk_chan_new(asker, pair[0], e);
    pair[0] = -1;
    if (rc == 0)
        rc = proxy_hello(sandbox, proxy, e);
out:
    close_fd(pair[0]);
    close_fd(pair[1]);
    close_fd(to);
    return rc;
}

/* Which phone it is, asked before the worker can: the words for what is wrong are the proxy's. */
static int find(struct mk_exhibit *x, struct mk_chan *asker, struct mk_error *e)
{
    struct mk_mux_device d;
    if (mk_mux_find(&d, asker, e) != 0)
        return -1;
    memcpy(x->iphone.udid, d.udid, sizeof d.udid);
    return 0;
}

int mk_iphone_join(struct mk_exhibit *x, const struct mk_address *a, struct mk_error *e)
{
    const char *udid = x->iphone.udid[0] ? x->iphone.udid : a->serial;
    const char *args[] = { "one", udid[0] ? udid : NULL, NULL };
    struct mk_chan *asker = NULL;
    int record = -1;
    x->is_iphone = true;
    int rc = make_record(&record, x, e);
    if (rc == 0)
        rc = mk_mux_proxy(&x->iphone.proxy, &asker, record, a->socket, args, &x->facts.sandbox, e);
    if (rc == 0)
        rc = find(x, asker, e);
    if (rc == 0) {
        const int fds[] = { mk_chan_fd(asker) };
        const struct mk_worker_spec spec = { .program = "moka-ios", .fds = fds, .nfds = 1 };
        rc = mk_worker_spawn(&x->worker, &spec, e);
    }
    mk_chan_free(asker);
    close_fd(record);
    return rc;
}

/* ---- what the worker says beside its answers ---- */

int mk_iphone_pair(struct mk_exhibit *x, struct mk_span body, struct mk_error *e)
{
    struct mk_cursor c = mk_cur(body);
    struct mk_span banner = mk_cur_text(&c);
    if (!mk_cur_ok(&c) || !x->hello)
        return mk_fail(e, MK_EPROTO, "phone worker: damaged request to pair");
    if (x->owner.pair) {
        if (x->owner.pair(x->owner.u, banner, e) != 0)
            return -1;
        return mk_frame_send_span(x, MK_PH_GO, 0, mk_span(NULL, 0), e);
    }
    x->iphone.unpaired = true;
    mk_buf_clear(&x->facts.banner);
    mk_buf_put(&x->facts.banner, banner.p, banner.len);
    mk_phase(x, MK_PHASE_WORK);
    return mk_buf_ok(&x->facts.banner) ? 1
                                       : mk_fail(e, MK_ELIMIT, "the phone's greeting is too long");
}

static int said(struct mk_exhibit *x, struct mk_span body, struct mk_error *e)
{
    struct mk_cursor c = mk_cur(body);
    struct mk_span request = mk_cur_text(&c);
    if (!mk_cur_ok(&c))
        return mk_fail(e, MK_EPROTO, "phone worker: damaged account of a request");
    return x->owner.said ? x->owner.said(x->owner.u, request, e) : 0;
}

static int waits(struct mk_exhibit *x, struct mk_span body, struct mk_error *e)
{
    struct mk_cursor c = mk_cur(body);
    unsigned what = mk_cur_u8(&c);
    mk_cur_text(&c);
    if (!mk_cur_ok(&c) || what > MK_WAIT_LOCKED)
        return mk_fail(e, MK_EPROTO, "phone worker: damaged account of a wait");
    bool greeting = x->phase == MK_PHASE_GREET || x->phase == MK_PHASE_TOUCH;
    x->wait = (enum mk_phone_wait)what;
    if (greeting)
        mk_phase(x, what == MK_WAIT_OVER ? MK_PHASE_GREET : MK_PHASE_TOUCH);
    x->told_us = 0;
    return 0;
}

int mk_iphone_aside(struct mk_exhibit *x, const struct mk_frame *f, struct mk_error *e)
{
    int rc;
    switch (f->type) {
    case MK_PH_SAID:
        rc = said(x, f->body, e);
        break;
    case MK_PH_PAIRED:
        rc = keep_record(x, e);
        break;
    case MK_PH_WAIT:
        rc = waits(x, f->body, e);
        break;
    default:
        return 0;
    }
    return rc ? -1 : 1;
}

void mk_iphone_tell_wait(struct mk_exhibit *x, int left_s)
{
    static const char *const lines[] = {
        [MK_WAIT_OVER] = "The phone is silent. It may be busy. Is its screen on and unlocked, is "
                         "there a question to answer, is the cable firm?",
        [MK_WAIT_TRUST] = "Unlock the phone. Touch Trust on the question \"Trust This Computer?\", "
                          "then have its passcode given. No question there: unplug the cable and "
                          "plug it in again.",
        [MK_WAIT_PASSCODE] = "The phone asks for its passcode: have it given on the phone, and "
                             "leave the cable in.",
        [MK_WAIT_LOCKED] = "The phone is locked: have it unlocked with its passcode, and keep its "
                           "screen on. \"Unlock iPhone to use accessories\": unlock it, then plug "
                           "it in again.",
    };
    static const enum mk_told_code codes[] = { [MK_WAIT_OVER] = MK_TOLD_SILENT,
                                               [MK_WAIT_TRUST] = MK_TOLD_TRUST,
                                               [MK_WAIT_PASSCODE] = MK_TOLD_PASSCODE,
                                               [MK_WAIT_LOCKED] = MK_TOLD_LOCKED };
    struct mk_told told = { .code = codes[x->wait], .left_s = left_s };
    if (x->phase == MK_PHASE_TOUCH || x->wait == MK_WAIT_OVER) {
        mk_exhibit_tell(x, &told, "%s %d s left.", lines[x->wait], left_s);
    } else { /* its worker says when that is enough */
        told.left_s = MK_TOLD_NO_TIME;
        mk_exhibit_tell(x, &told, "%s", lines[x->wait]);
    }
}
