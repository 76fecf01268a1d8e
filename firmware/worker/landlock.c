/*
 * Landlock by raw system calls: Debian 12's headers know none of the newer
 * rights, and glibc wraps none. Numbers: include/uapi/linux/landlock.h of Linux
 * 6.12; which ABI brought what: Documentation/userspace-api/landlock.rst,
 * "Previous limitations" and "Compatibility".
 */
#include "firmware/worker/limits.h"
#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

#define RULESET_VERSION 1u

struct ruleset {
    uint64_t fs;     /* handled_access_fs */
    uint64_t net;    /* handled_access_net: bit 0 bind TCP, bit 1 connect TCP; ABI 4 */
    uint64_t scoped; /* bit 0 abstract unix sockets, bit 1 signals; ABI 6 */
};

static uint64_t fs_rights(long abi)
{
    /* ABI 1: bits 0 (execute) to 12 (make symlink); 2: refer; 3: truncate; 5: ioctl of devices */
    unsigned bits = abi >= 5 ? 16 : abi >= 3 ? 15 : abi >= 2 ? 14 : 13;
    return ((uint64_t)1 << bits) - 1;
}

void mk_lock_landlock(struct mk_buf *report)
{
    long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, RULESET_VERSION);
    if (abi < 1) {
        mk_buf_puts(report, errno == EOPNOTSUPP ? "landlock: disabled in this kernel\n"
                                                : "landlock: kernel has none\n");
        return;
    }
    struct ruleset r = { .fs = fs_rights(abi) };
    r.net = abi >= 4 ? 3 : 0;
    r.scoped = abi >= 6 ? 3 : 0;
    size_t size = abi >= 6 ? sizeof r : abi >= 4 ? 2 * sizeof r.fs : sizeof r.fs;
    long fd = syscall(SYS_landlock_create_ruleset, &r, size, 0);
    long rc = fd < 0 ? -1 : syscall(SYS_landlock_restrict_self, fd, 0);
    int why = errno;
    if (fd >= 0)
        close((int)fd);
    if (rc != 0)
        mk_buf_printf(report, "landlock: refused: %s\n", strerror(why));
    else
        mk_buf_printf(report, "landlock: ABI %ld: no files%s%s\n", abi, r.net ? ", no TCP" : "",
                      r.scoped ? ", no signals, no abstract sockets" : "");
}
