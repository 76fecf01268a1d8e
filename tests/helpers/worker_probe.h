#ifndef WORKER_PROBE_H
#define WORKER_PROBE_H

#include <stdint.h>
#include <sys/types.h>

/* What tests/unit/test_worker.c asks of the worker tests/helpers/worker_probe.c: a frame's type. */
#define PROBE_PROGRAM "worker_probe"
enum probe_ask {
    PROBE_HELLO = 1000, /* the first frame it sends: the sandbox report */
    PROBE_ASK_DESCRIPTORS,
    PROBE_ASK_WORK,
    PROBE_ASK_ENVIRONMENT,
    PROBE_ASK_READ,
    PROBE_ASK_ABORT,
    PROBE_ASK_SPIN,
    PROBE_ASK_ACCEPT, /* a connection of the first descriptor: errno, EBADE when it could do more */
    PROBE_ASK_URB,    /* errno of a transfer on the first descriptor */
    PROBE_ASK_BULK,   /* errno of a transfer on the first descriptor */
};

/* Attempts; the answer is the errno as u32, 0 when it worked. */
enum probe {
    PROBE_OPEN,
    PROBE_OPEN2,
    PROBE_CREATE,
    PROBE_UNLINK,
    PROBE_SOCKET,
    PROBE_UNIX_SOCKET,
    PROBE_NETLINK,
    PROBE_DATAGRAM, /* of a unix socket */
    PROBE_PAIR,
    PROBE_OPTION, /* that is no time limit, of the channel */
    PROBE_CONNECT,
    PROBE_BIND,
    PROBE_EXEC,
    PROBE_FORK,
    PROBE_CLONE3,
    PROBE_PTRACE,
    PROBE_TRACEME,
    PROBE_KILL,
    PROBE_TGKILL,
    PROBE_TKILL,
    PROBE_KILL_ALL,
    PROBE_PIDFD,
    PROBE_PROC_MEM,
    PROBE_VM_READ,
    PROBE_MOUNT,
    PROBE_UNSHARE,
    PROBE_BPF,
    PROBE_KEYCTL,
    PROBE_USERFAULTFD,
    PROBE_PERF,
    PROBE_IO_URING,
    PROBE_MEMFD,
    PROBE_CODE,
    PROBE_DUMPABLE,
    PROBE_LIMITS,
    PROBE_OWNER,
    PROBE_TYPE,
    PROBE_USB_CONTROL, /* on the first descriptor, whatever it is */
    PROBE_USB_RESET,
    PROBE_USB_CONFIGURE,
    PROBE_USB_CLAIM,
    PROBE_USB_ELSEWHERE, /* a transfer on the channel */
    PROBE_COUNT,
};

/* Tries it (tests/lib/probe.c): the errno, 0 when it worked. */
uint32_t probe_try(uint16_t what);
/* Whom the attempts are made at, and an address in its memory. */
void probe_parent(pid_t pid, uint64_t memory);

#endif
