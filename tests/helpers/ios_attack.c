/*
 * moka-ios, or moka-mux, as somebody has them who has taken them over: in their place and their
 * sandbox it tries what they must not be able to do, and then says that there is no phone, for
 * want of
 *
 *     worked: PROBE or WORDS, ... attack: 58 tried, 57 refused.
 *
 * tests/e2e/ios_attack.sh puts it there. Beside it lies "targets": "open PATH", "connect PATH",
 * "only UDID" (the one phone that the proxy may lead to).
 */
#include "firmware/worker/mux.h"
#include "firmware/worker/phone.h"
#include "firmware/worker/worker.h"
#include "tests/helpers/worker_probe.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define TARGETS_MAX 16u
#define LOCKDOWN    62078u

struct target {
    char what[16], path[240];
};

struct attack {
    struct target targets[TARGETS_MAX];
    size_t n, tried, refused;
    bool mux; /* it is the proxy: it may make unix sockets */
    struct mk_buf said;
};

/* What lies beside the program is read before it locks itself in. */
static bool read_targets(struct attack *a, const char *self)
{
    char path[512];
    struct target *t;
    snprintf(path, sizeof path, "%s", self);
    char *slash = strrchr(path, '/');
    if (!slash)
        return false;
    a->mux = strcmp(slash + 1, "moka-mux") == 0;
    snprintf(slash, sizeof path - (size_t)(slash - path), "/targets");
    FILE *f = fopen(path, "re");
    while (f && a->n < TARGETS_MAX && (t = &a->targets[a->n]) &&
           fscanf(f, "%15s %239[^\n]", t->what, t->path) == 2)
        a->n++;
    if (f)
        fclose(f);
    return a->n > 0;
}

static void note(struct attack *a, bool refused, const char *what)
{
    a->tried++;
    a->refused += refused;
    if (!refused)
        mk_buf_printf(&a->said, "%s%s", a->said.len ? ", " : "worked: ", what);
}

static int dial(const char *path)
{
    struct sockaddr_un to = { .sun_family = AF_UNIX };
    snprintf(to.sun_path, sizeof to.sun_path, "%.100s", path);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    return fd >= 0 && connect(fd, (struct sockaddr *)&to, sizeof to) == 0 ? fd : -1;
}

static void reach(struct attack *a)
{
    for (size_t i = 0; i < a->n; i++) {
        const struct target *t = &a->targets[i];
        if (strcmp(t->what, "open") == 0) {
            note(a, open(t->path, O_RDONLY | O_CLOEXEC) < 0, t->path);
            note(a, open(t->path, O_WRONLY | O_CLOEXEC) < 0, t->path);
            note(a, unlink(t->path) != 0, t->path);
        } else if (strcmp(t->what, "connect") == 0)
            note(a, dial(t->path) < 0, t->path);
    }
}

static void probe_all(struct attack *a)
{
    for (unsigned what = 0; what < PROBE_COUNT; what++) {
        char name[32];
        bool its_work = a->mux && (what == PROBE_UNIX_SOCKET || what == PROBE_CONNECT);
        snprintf(name, sizeof name, "probe %u", what);
        if (!its_work)
            note(a, probe_try((uint16_t)what) == EPERM, name);
    }
}

/* ---- through the proxy ---- */

static bool is_only(const struct attack *a, const char *udid)
{
    for (size_t i = 0; i < a->n; i++)
        if (strcmp(a->targets[i].what, "only") == 0)
            return strcmp(a->targets[i].path, udid) == 0;
    return false;
}

/* The connection that was handed over leads to that phone: usbmuxd hears nothing more on it. */
static void ask_on_a_phones_connection(struct attack *a, struct mk_chan *proxy)
{
    static const char list[] =
        "<plist version=\"1.0\"><dict><key>MessageType</key><string>ListDevices</string></dict>"
        "</plist>";
    struct mk_error e = { 0 };
    int fd = -1;
    uint32_t head[4] = { 16 + sizeof list - 1, 1, 8, 1 };
    char answer[64];
    bool in = mk_mux_connect(&fd, proxy, LOCKDOWN, &e) == 0;
    note(a, in, "no way to its own phone"); /* else nothing was tried */
    if (!in)
        return;
    bool sent = write(fd, head, sizeof head) == sizeof head &&
                write(fd, list, sizeof list - 1) == (ssize_t)sizeof list - 1;
    ssize_t n = sent ? read(fd, answer, sizeof answer) : 0;
    note(a, n >= 4 && memcmp(answer, "pipe", 4) == 0, "usbmuxd answers on a phone's connection");
    close(fd);
}

static void through_the_proxy(struct attack *a)
{
    struct mk_error e = { 0 };
    struct mk_mux_device d, all[4];
    struct mk_chan *proxy = NULL;
    size_t n = 0;
    if (mk_chan_new(&proxy, MK_MUX_FD_ASKER, &e) != 0)
        return;
    note(a, mk_mux_find(&d, proxy, &e) == 0 && is_only(a, d.udid), "another phone is its own");
    ask_on_a_phones_connection(a, proxy);
    note(a, mk_mux_list(all, 4, &n, proxy, &e) != 0, "the proxy lists other phones");
    note(a, mk_mux_find(&d, proxy, &e) != 0, "the proxy goes on after that");
    mk_chan_free(proxy);
}

/* The report of the sandbox as it is, then what became of the attack: as the worker, that the phone
 * is lost; as the proxy, that it found none. */
static int tell_as_worker(struct attack *a, struct mk_chan *parent, struct mk_error *e)
{
    struct mk_frame f;
    struct mk_buf b;
    mk_buf_init(&b, 4096);
    mk_buf_text(&b, mk_buf_span(&a->said));
    mk_buf_u32le(&b, MK_EAUTH);
    int rc = mk_chan_recv(&f, NULL, parent, 20000, e) == 1 ? 0 : -1; /* OPEN */
    if (rc == 0)
        rc = mk_chan_send(parent, MK_PH_LOST, 0, mk_buf_span(&b), e);
    if (rc == 0)
        rc = mk_chan_flush(parent, e);
    mk_buf_done(&b);
    return rc;
}

static int tell_as_proxy(struct attack *a, struct mk_error *e)
{
    struct mk_frame f;
    struct mk_buf b;
    struct mk_chan *asker = NULL;
    mk_buf_init(&b, 4096);
    mk_buf_u32le(&b, MK_EIO);
    mk_buf_text(&b, mk_buf_span(&a->said));
    int rc = mk_chan_new(&asker, MK_MUX_FD_ASKER, e);
    while (rc == 0 && mk_chan_recv(&f, NULL, asker, 20000, e) == 1)
        rc = mk_chan_send(asker, MK_MUX_FAILED, 0, mk_buf_span(&b), e) || mk_chan_flush(asker, e)
                 ? -1
                 : 0;
    mk_chan_free(asker);
    mk_buf_done(&b);
    return rc;
}

static int attack(struct attack *a, struct mk_error *e)
{
    static const int keeps[] = { MK_MUX_FD_ASKER, MK_MUX_FD_RECORD, MK_MUX_FD_SOCKET };
    struct mk_chan *parent = NULL;
    struct mk_buf report;
    mk_buf_init(&report, 4096);
    int rc = a->mux ? mk_worker_enter_local(&parent, keeps, 3, &report, e)
                    : mk_worker_enter(&parent, keeps, 1, &report, e);
    if (rc == 0) {
        probe_all(a);
        reach(a);
        if (!a->mux)
            through_the_proxy(a);
        mk_buf_printf(&a->said, " attack: %zu tried, %zu refused.", a->tried, a->refused);
        rc = mk_phone_hello(parent, &report, e);
    }
    if (rc == 0)
        rc = a->mux ? tell_as_proxy(a, e) : tell_as_worker(a, parent, e);
    mk_chan_free(parent);
    mk_buf_done(&report);
    return rc;
}

int main(void)
{
    struct mk_error e = { 0 };
    struct attack a = { .n = 0 };
    char self[512] = "";
    if (readlink("/proc/self/exe", self, sizeof self - 1) < 0 || !read_targets(&a, self))
        return 9;
    probe_parent(getppid(), 0x10000);
    mk_buf_init(&a.said, 250);
    int rc = attack(&a, &e);
    mk_buf_done(&a.said);
    return rc ? 8 : 0;
}
