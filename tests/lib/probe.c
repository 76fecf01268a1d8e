/* What a worker must not be able to do: see worker_probe.h. */
#include "firmware/worker/worker.h"
#include "tests/helpers/worker_probe.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/io_uring.h>
#include <linux/usbdevice_fs.h>
#include <signal.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

static pid_t parent;
static uint64_t address;

static long read_parent(void)
{
    char mine[8];
    struct iovec local = { mine, sizeof mine };
    struct iovec remote = { (void *)(uintptr_t)address, sizeof mine };
    return process_vm_readv(parent, &local, 1, &remote, 1, 0);
}

static long open_parent_memory(void)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/mem", (int)parent);
    return open(path, O_RDONLY | O_CLOEXEC);
}

static long make_executable(void)
{
    return (long)mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS,
                      -1, 0);
}

static long signal_owner(void)
{
    return fcntl(MK_WORKER_CHAN_FD, F_SETOWN, parent);
}

static long type_into_terminal(void)
{
    return syscall(SYS_ioctl, 2, 0x5412 /* TIOCSTI */, "x");
}

static long connect_somewhere(void)
{
    struct sockaddr_un a = { .sun_family = AF_UNIX, .sun_path = "/run/none" };
    return connect(MK_WORKER_CHAN_FD, (struct sockaddr *)&a, sizeof a);
}

static long run(void)
{
    static const char *const argv[] = { "/bin/true", NULL };
    return execv(argv[0], (char *const *)(uintptr_t)argv);
}

static long more_limits(void)
{
    struct rlimit r = { RLIM_INFINITY, RLIM_INFINITY };
    return setrlimit(RLIMIT_AS, &r);
}

static long no_child(long pid)
{
    if (pid == 0)
        _exit(0);
    return pid;
}

void probe_parent(pid_t pid, uint64_t memory)
{
    parent = pid;
    address = memory;
}

static long attempt(uint16_t what)
{
    char hole[256] = { 0 };
    int pair[2];
    switch ((enum probe)what) {
    case PROBE_OPEN:
        return open("/etc/passwd", O_RDONLY | O_CLOEXEC);
    case PROBE_OPEN2:
        return syscall(SYS_openat2, AT_FDCWD, "/etc/passwd", hole, (size_t)24);
    case PROBE_CREATE:
        return open("/tmp/moka-probe", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    case PROBE_UNLINK:
        return unlink("/tmp/moka-probe");
    case PROBE_SOCKET:
        return socket(AF_INET, SOCK_STREAM, 0);
    case PROBE_UNIX_SOCKET:
        return socket(AF_UNIX, SOCK_STREAM, 0);
    case PROBE_NETLINK:
        return socket(AF_NETLINK, SOCK_RAW, 0);
    case PROBE_DATAGRAM:
        return socket(AF_UNIX, SOCK_DGRAM, 0);
    case PROBE_PAIR:
        return socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
    case PROBE_OPTION:
        return setsockopt(MK_WORKER_CHAN_FD, SOL_SOCKET, SO_SNDBUF, hole, sizeof(int));
    case PROBE_CONNECT:
        return connect_somewhere();
    case PROBE_BIND:
        return bind(MK_WORKER_CHAN_FD, (struct sockaddr *)hole, sizeof(struct sockaddr_un));
    case PROBE_EXEC:
        return run();
    case PROBE_FORK:
        return no_child(syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0));
    case PROBE_CLONE3:
        return no_child(syscall(SYS_clone3, hole, (size_t)64));
    case PROBE_PTRACE:
        return ptrace(PTRACE_ATTACH, parent, 0, 0);
    case PROBE_TRACEME:
        return ptrace(PTRACE_TRACEME, 0, 0, 0);
    case PROBE_KILL:
        return kill(parent, 0);
    case PROBE_TGKILL:
        return syscall(SYS_tgkill, parent, parent, 0);
    case PROBE_TKILL:
        return syscall(SYS_tkill, parent, 0);
    case PROBE_KILL_ALL:
        return kill(-1, 0);
    case PROBE_PIDFD:
        return syscall(SYS_pidfd_open, parent, 0);
    case PROBE_PROC_MEM:
        return open_parent_memory();
    case PROBE_VM_READ:
        return read_parent();
    case PROBE_MOUNT:
        return syscall(SYS_mount, "none", "/tmp", "tmpfs", 0, NULL);
    case PROBE_UNSHARE:
        return syscall(SYS_unshare, 0x10000000 /* CLONE_NEWUSER */);
    case PROBE_BPF:
        return syscall(SYS_bpf, 0, hole, (size_t)64);
    case PROBE_KEYCTL:
        return syscall(SYS_keyctl, 0, -3, 0, 0, 0);
    case PROBE_USERFAULTFD:
        return syscall(SYS_userfaultfd, 1 /* user mode only */);
    case PROBE_PERF:
        return syscall(SYS_perf_event_open, hole, 0, -1, -1, 0);
    case PROBE_IO_URING:
        return syscall(SYS_io_uring_setup, 1, hole);
    case PROBE_MEMFD:
        return syscall(SYS_memfd_create, "x", 0);
    case PROBE_CODE:
        return make_executable();
    case PROBE_DUMPABLE:
        return prctl(PR_SET_DUMPABLE, 1);
    case PROBE_LIMITS:
        return more_limits();
    case PROBE_OWNER:
        return signal_owner();
    case PROBE_TYPE:
        return type_into_terminal();
    case PROBE_USB_CONTROL:
        return ioctl(MK_WORKER_FIRST_FD, USBDEVFS_CONTROL, hole);
    case PROBE_USB_RESET:
        return ioctl(MK_WORKER_FIRST_FD, USBDEVFS_RESET, hole);
    case PROBE_USB_CONFIGURE:
        return ioctl(MK_WORKER_FIRST_FD, USBDEVFS_SETCONFIGURATION, hole);
    case PROBE_USB_CLAIM:
        return ioctl(MK_WORKER_FIRST_FD, USBDEVFS_CLAIMINTERFACE, hole);
    case PROBE_USB_ELSEWHERE:
        return ioctl(MK_WORKER_CHAN_FD, USBDEVFS_SUBMITURB, hole);
    case PROBE_COUNT:
        break;
    }
    errno = EINVAL;
    return -1;
}

uint32_t probe_try(uint16_t what)
{
    errno = 0;
    return attempt(what) == -1 ? (uint32_t)errno : 0;
}
