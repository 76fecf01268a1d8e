#include "firmware/worker/limits.h"
#include "firmware/worker/worker.h"
#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

/* User numbers that no account has: one for each worker process, so that not even two workers
 * share one. A user name space may not map them; then nobody's. */
#define UID_BASE   0x6d000000u
#define UID_NOBODY 65534u

int mk_close_range(unsigned first, unsigned last)
{
    if (first > last || syscall(SYS_close_range, first, last, 0) == 0)
        return 0;
    if (errno != ENOSYS) /* before Linux 5.9 */
        return -1;
    struct rlimit r;
    if (getrlimit(RLIMIT_NOFILE, &r) != 0)
        return -1;
    for (unsigned fd = first; fd <= last && fd < r.rlim_max && fd < 1u << 20; fd++)
        close((int)fd);
    return 0;
}

int mk_close_from(int first)
{
    return mk_close_range((unsigned)first, ~0u);
}

static int close_others(const int *keeps, size_t nkeeps)
{
    unsigned from = 0;
    /* From one kept descriptor to the next higher one: there are few. */
    for (;;) {
        unsigned next = ~0u;
        for (unsigned fd = 0; fd <= MK_WORKER_CHAN_FD; fd++)
            if (fd >= from && fd < next)
                next = fd;
        for (size_t i = 0; i < nkeeps; i++)
            if (keeps[i] >= 0 && (unsigned)keeps[i] >= from && (unsigned)keeps[i] < next)
                next = (unsigned)keeps[i];
        if (next == ~0u)
            return mk_close_range(from, next);
        if (next > from && mk_close_range(from, next - 1) != 0)
            return -1;
        from = next + 1;
    }
}

static bool become(uid_t id)
{
    return setresgid(id, id, id) == 0 && setresuid(id, id, id) == 0;
}

void mk_lock_user(struct mk_buf *report)
{
    struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
    struct __user_cap_data_struct none[2] = { 0 };
    if (geteuid() != 0) {
        mk_buf_puts(report, "user: the parent's, not started by root\n");
    } else {
        bool groups = setgroups(0, NULL) == 0;
        int why = errno;
        bool done = groups && (become(UID_BASE + (unsigned)getpid()) || become(UID_NOBODY));
        if (done)
            mk_buf_printf(report, "user: %u\n", (unsigned)getuid());
        else
            mk_buf_printf(report, "user: the parent's, cannot be changed: %s\n",
                          strerror(groups ? errno : why));
    }
    bool dropped = syscall(SYS_capset, &head, none) == 0;
    mk_buf_puts(report, dropped ? "capabilities: none\n" : "capabilities: kept\n");
}

static void limits(struct mk_buf *report)
{
    struct rlimit none = { 0 };
    bool ok = setrlimit(RLIMIT_NPROC, &none) == 0 && setrlimit(RLIMIT_CORE, &none) == 0;
    struct rlimit mem = { 0 };
    if (getrlimit(RLIMIT_AS, &mem) != 0 || mem.rlim_cur == RLIM_INFINITY)
        mk_buf_puts(report, "limits: memory unlimited");
    else
        mk_buf_printf(report, "limits: memory %llu", (unsigned long long)mem.rlim_cur);
    mk_buf_puts(report, ok ? ", no process, no core\n" : ", processes and core not limited\n");
}

/* Standard error may be the officer's terminal, and from now on words may be the phone's. What a
 * sanitizer finds is our own. */
static int mute(void)
{
#ifdef __SANITIZE_ADDRESS__
    return 0;
#else
    return dup2(STDIN_FILENO, STDERR_FILENO);
#endif
}

static int enter(struct mk_chan **chan, const int *keeps, size_t nkeeps,
                 const struct mk_lock_extra *extra, struct mk_buf *report, struct mk_error *e)
{
    if (close_others(keeps, nkeeps) != 0 || mute() < 0)
        return mk_fail_errno(e, "closing descriptors");
    if (chan && mk_chan_new(chan, MK_WORKER_CHAN_FD, e) != 0)
        return -1;
    bool nnp = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
    mk_buf_puts(report, nnp ? "no-new-privileges: on\n" : "no-new-privileges: kernel has none\n");
    mk_lock_user(report);
    limits(report);
    /* Both are reset by a change of user. */
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    bool hidden = prctl(PR_SET_DUMPABLE, 0) == 0;
    mk_buf_puts(report, hidden ? "not-dumpable: on\n" : "not-dumpable: refused\n");
    mk_lock_landlock(report);
    mk_lock_seccomp(report, extra);
    if (!mk_buf_ok(report)) {
        if (chan) {
            mk_chan_free(*chan);
            *chan = NULL;
        }
        return mk_fail(e, MK_ENOMEM, "sandbox report");
    }
    return 0;
}

int mk_worker_enter(struct mk_chan **chan, const int *keeps, size_t nkeeps, struct mk_buf *report,
                    struct mk_error *e)
{
    const struct mk_lock_extra none = { .usb = -1 };
    return enter(chan, keeps, nkeeps, &none, report, e);
}

int mk_worker_enter_pipes(const int *keeps, size_t nkeeps, struct mk_buf *report,
                          struct mk_error *e)
{
    const struct mk_lock_extra none = { .usb = -1 };
    return enter(NULL, keeps, nkeeps, &none, report, e);
}

int mk_worker_enter_keys(struct mk_chan **chan, const int *keeps, size_t nkeeps, const int *keys,
                         size_t nkeys, struct mk_buf *report, struct mk_error *e)
{
    const struct mk_lock_extra extra = { .usb = -1, .keys = keys, .nkeys = nkeys };
    return enter(chan, keeps, nkeeps, &extra, report, e);
}

int mk_worker_enter_usb(struct mk_chan **chan, const int *keeps, size_t nkeeps, int usb,
                        struct mk_buf *report, struct mk_error *e)
{
    const struct mk_lock_extra extra = { .usb = usb };
    return enter(chan, keeps, nkeeps, &extra, report, e);
}

int mk_worker_enter_server(struct mk_chan **chan, const int *keeps, size_t nkeeps,
                           struct mk_buf *report, struct mk_error *e)
{
    const struct mk_lock_extra extra = { .usb = -1, .server = true };
    return enter(chan, keeps, nkeeps, &extra, report, e);
}

int mk_worker_enter_local(struct mk_chan **chan, const int *keeps, size_t nkeeps,
                          struct mk_buf *report, struct mk_error *e)
{
    const struct mk_lock_extra extra = { .usb = -1, .local = true };
    return enter(chan, keeps, nkeeps, &extra, report, e);
}
