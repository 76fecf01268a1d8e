/*
 * The seccomp filter: a list of what a worker may call, all else is refused
 * with EPERM. A list of what is allowed stays closed when a kernel grows new
 * calls; a refusal instead of a kill leaves a library that asks for something
 * nice-to-have working (glibc and OpenSSL do when a file does not open).
 */
#include "firmware/worker/limits.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/usbdevice_fs.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

/* Whatever their arguments. Neither opens by name, makes a socket or process, nor reaches another
 * process. A call that an architecture lacks is left out by libseccomp. */
static const int allowed[] = {
    /* descriptors that are there already */
    SCMP_SYS(read),
    SCMP_SYS(write),
    SCMP_SYS(readv),
    SCMP_SYS(writev),
    SCMP_SYS(pread64),
    SCMP_SYS(pwrite64),
    SCMP_SYS(preadv),
    SCMP_SYS(lseek),
    SCMP_SYS(_llseek),
    SCMP_SYS(close),
    SCMP_SYS(close_range),
    SCMP_SYS(fstat),
    SCMP_SYS(fstat64),
    SCMP_SYS(dup),
    SCMP_SYS(dup2),
    SCMP_SYS(dup3),
    SCMP_SYS(pipe),
    SCMP_SYS(pipe2),
    SCMP_SYS(eventfd2),
    SCMP_SYS(recvfrom),
    SCMP_SYS(recvmsg),
    SCMP_SYS(shutdown),
    SCMP_SYS(getsockopt),
    /* waiting */
    SCMP_SYS(poll),
    SCMP_SYS(ppoll),
    SCMP_SYS(ppoll_time64),
    SCMP_SYS(select),
    SCMP_SYS(pselect6),
    SCMP_SYS(epoll_create1),
    SCMP_SYS(epoll_ctl),
    SCMP_SYS(epoll_wait),
    SCMP_SYS(epoll_pwait),
    SCMP_SYS(timerfd_create),
    SCMP_SYS(timerfd_settime),
    SCMP_SYS(nanosleep),
    SCMP_SYS(clock_nanosleep),
    SCMP_SYS(clock_nanosleep_time64),
    SCMP_SYS(futex),
    SCMP_SYS(futex_time64),
    SCMP_SYS(sched_yield),
    SCMP_SYS(restart_syscall),
    /* memory */
    SCMP_SYS(brk),
    SCMP_SYS(munmap),
    SCMP_SYS(mremap),
    SCMP_SYS(madvise),
    /* time, and what libraries want to know of the machine and of themselves */
    SCMP_SYS(clock_gettime),
    SCMP_SYS(clock_gettime64),
    SCMP_SYS(clock_getres),
    SCMP_SYS(gettimeofday),
    SCMP_SYS(time),
    SCMP_SYS(times),
    SCMP_SYS(getrusage),
    SCMP_SYS(sysinfo),
    SCMP_SYS(uname),
    SCMP_SYS(getrandom),
    SCMP_SYS(getpid),
    SCMP_SYS(gettid),
    SCMP_SYS(getppid),
    SCMP_SYS(getuid),
    SCMP_SYS(geteuid),
    SCMP_SYS(getgid),
    SCMP_SYS(getegid),
    SCMP_SYS(getcpu),
    SCMP_SYS(sched_getaffinity),
    SCMP_SYS(membarrier),
    SCMP_SYS(rseq),
    SCMP_SYS(set_robust_list),
    SCMP_SYS(getrlimit),
    SCMP_SYS(ugetrlimit),
    /* its own signals and its end */
    SCMP_SYS(rt_sigaction),
    SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(sigreturn),
    SCMP_SYS(rt_sigtimedwait),
    SCMP_SYS(sigaltstack),
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),
};

#define SEND_FLAGS ((uint64_t)(MSG_NOSIGNAL | MSG_DONTWAIT | MSG_MORE | MSG_EOR))

static int with(scmp_filter_ctx f, int call, struct scmp_arg_cmp cmp)
{
    return seccomp_rule_add_array(f, SCMP_ACT_ALLOW, call, 1, &cmp);
}

/* No code is made or loaded after the start. */
static int memory_rules(scmp_filter_ctx f)
{
    static const int calls[] = { SCMP_SYS(mmap), SCMP_SYS(mmap2), SCMP_SYS(mprotect) };
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
        if (with(f, calls[i], SCMP_A2_64(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) != 0)
            return -1;
    return 0;
}

/* fcntl() and ioctl() can aim signals at other processes and type into a terminal: only the ones
 * that stay with the descriptor. */
static int descriptor_rules(scmp_filter_ctx f)
{
    static const unsigned fcntls[] = {
        F_DUPFD, F_DUPFD_CLOEXEC, F_GETFD, F_SETFD, F_GETFL, F_SETFL
    };
    static const unsigned long ioctls[] = { TCGETS, FIONREAD, FIONBIO };
    for (size_t i = 0; i < sizeof fcntls / sizeof *fcntls; i++)
        if (with(f, SCMP_SYS(fcntl), SCMP_A1_64(SCMP_CMP_EQ, fcntls[i])) != 0 ||
            with(f, SCMP_SYS(fcntl64), SCMP_A1_64(SCMP_CMP_EQ, fcntls[i])) != 0)
            return -1;
    for (size_t i = 0; i < sizeof ioctls / sizeof *ioctls; i++)
        if (with(f, SCMP_SYS(ioctl), SCMP_A1_64(SCMP_CMP_EQ, ioctls[i])) != 0)
            return -1;
    /* glibc's fstat() is this with an empty name; a name tells no more than size and times */
    return with(f, SCMP_SYS(newfstatat),
                SCMP_A3_64(SCMP_CMP_MASKED_EQ, AT_EMPTY_PATH, AT_EMPTY_PATH));
}

/* Sending on the sockets it was given, to where they lead: MSG_FASTOPEN would connect. */
static int send_rules(scmp_filter_ctx f)
{
    struct scmp_arg_cmp to[] = { SCMP_A3_64(SCMP_CMP_MASKED_EQ, ~SEND_FLAGS, 0),
                                 SCMP_A4_64(SCMP_CMP_EQ, 0) };
    if (seccomp_rule_add_array(f, SCMP_ACT_ALLOW, SCMP_SYS(sendto), 2, to) != 0)
        return -1;
    return with(f, SCMP_SYS(sendmsg), SCMP_A2_64(SCMP_CMP_MASKED_EQ, ~SEND_FLAGS, 0));
}

/* abort() signals itself; limits are read, not set. */
static int self_rules(scmp_filter_ctx f)
{
    uint64_t pid = (uint64_t)getpid();
    struct scmp_arg_cmp read_own[] = { SCMP_A0_64(SCMP_CMP_EQ, 0), SCMP_A2_64(SCMP_CMP_EQ, 0) };
    if (with(f, SCMP_SYS(kill), SCMP_A0_64(SCMP_CMP_EQ, pid)) != 0 ||
        with(f, SCMP_SYS(tgkill), SCMP_A0_64(SCMP_CMP_EQ, pid)) != 0 ||
        seccomp_rule_add_array(f, SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), 2, read_own) != 0)
        return -1;
    return 0;
}

/* What libusb needs of a device that is open and claimed (libusb 1.0.26, os/linux_usbfs.c). The
 * kernel looks at the lower half of the number only. */
static int usb_rules(scmp_filter_ctx f, int usb)
{
    static const uint64_t ioctls[] = {
        USBDEVFS_CONNECTINFO, USBDEVFS_GET_SPEED,        USBDEVFS_GET_CAPABILITIES,
        USBDEVFS_SUBMITURB,   USBDEVFS_DISCARDURB,       USBDEVFS_REAPURBNDELAY,
        USBDEVFS_CLEAR_HALT,  USBDEVFS_RELEASEINTERFACE,
    };
    for (size_t i = 0; usb >= 0 && i < sizeof ioctls / sizeof *ioctls; i++) {
        struct scmp_arg_cmp on[] = { SCMP_A0_64(SCMP_CMP_EQ, (uint64_t)usb),
                                     SCMP_A1_64(SCMP_CMP_MASKED_EQ, UINT32_MAX, ioctls[i]) };
        if (seccomp_rule_add_array(f, SCMP_ACT_ALLOW, SCMP_SYS(ioctl), 2, on) != 0)
            return -1;
    }
    return 0;
}

static int key_rules(scmp_filter_ctx f, const int *keys, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct scmp_arg_cmp on[] = { SCMP_A0_64(SCMP_CMP_EQ, (uint64_t)keys[i]),
                                     SCMP_A1_64(SCMP_CMP_MASKED_EQ, UINT32_MAX, USBDEVFS_BULK) };
        if (seccomp_rule_add_array(f, SCMP_ACT_ALLOW, SCMP_SYS(ioctl), 2, on) != 0)
            return -1;
    }
    return 0;
}

/* A service of this machine: unix sockets only, so that where they are connected to is no network.
 */
static int local_rules(scmp_filter_ctx f, bool local)
{
    struct scmp_arg_cmp stream[] = { SCMP_A0_64(SCMP_CMP_EQ, AF_UNIX),
                                     SCMP_A1_64(SCMP_CMP_MASKED_EQ, ~(uint64_t)SOCK_CLOEXEC,
                                                SOCK_STREAM) };
    if (!local)
        return 0;
    if (seccomp_rule_add_array(f, SCMP_ACT_ALLOW, SCMP_SYS(socket), 2, stream) != 0)
        return -1;
    return seccomp_rule_add_array(f, SCMP_ACT_ALLOW, SCMP_SYS(connect), 0, NULL);
}

/* Connections of a listening socket that it was given, and what an HTTP server asks of them. */
static int server_rules(scmp_filter_ctx f, bool server)
{
    static const int calls[] = { SCMP_SYS(accept), SCMP_SYS(accept4), SCMP_SYS(getsockname),
                                 SCMP_SYS(getpeername) };
    static const unsigned options[] = { TCP_NODELAY, TCP_CORK };
    for (size_t i = 0; server && i < sizeof calls / sizeof *calls; i++)
        if (seccomp_rule_add_array(f, SCMP_ACT_ALLOW, calls[i], 0, NULL) != 0)
            return -1;
    for (size_t i = 0; server && i < sizeof options / sizeof *options; i++) {
        struct scmp_arg_cmp is[] = { SCMP_A1_64(SCMP_CMP_EQ, IPPROTO_TCP),
                                     SCMP_A2_64(SCMP_CMP_EQ, options[i]) };
        if (seccomp_rule_add_array(f, SCMP_ACT_ALLOW, SCMP_SYS(setsockopt), 2, is) != 0)
            return -1;
    }
    return 0;
}

/* How long a read or write of its own sockets may take. */
static int patience_rules(scmp_filter_ctx f)
{
    static const unsigned options[] = { SO_RCVTIMEO, SO_SNDTIMEO };
    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        struct scmp_arg_cmp is[] = { SCMP_A1_64(SCMP_CMP_EQ, SOL_SOCKET),
                                     SCMP_A2_64(SCMP_CMP_EQ, options[i]) };
        if (seccomp_rule_add_array(f, SCMP_ACT_ALLOW, SCMP_SYS(setsockopt), 2, is) != 0)
            return -1;
    }
    return 0;
}

static int fill(scmp_filter_ctx f, const struct mk_lock_extra *extra)
{
    for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++)
        if (seccomp_rule_add_array(f, SCMP_ACT_ALLOW, allowed[i], 0, NULL) != 0)
            return -1;
    if (memory_rules(f) != 0 || descriptor_rules(f) != 0 || send_rules(f) != 0 ||
        usb_rules(f, extra->usb) != 0 || key_rules(f, extra->keys, extra->nkeys) != 0 ||
        local_rules(f, extra->local) != 0 || server_rules(f, extra->server) != 0 ||
        patience_rules(f) != 0)
        return -1;
    return self_rules(f);
}

void mk_lock_seccomp(struct mk_buf *report, const struct mk_lock_extra *extra)
{
    scmp_filter_ctx f = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    bool built = f && seccomp_attr_set(f, SCMP_FLTATR_CTL_OPTIMIZE, 2) == 0 && fill(f, extra) == 0;
    int rc = built ? seccomp_load(f) : 0;
    if (!built)
        mk_buf_puts(report, "seccomp: the filter could not be built\n");
    else if (rc != 0)
        mk_buf_printf(report, "seccomp: refused: %s\n", strerror(-rc));
    else
        mk_buf_puts(report, "seccomp: on\n");
    seccomp_release(f);
}
