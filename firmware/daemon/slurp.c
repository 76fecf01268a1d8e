#include "firmware/daemon/slurp.h"
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

int mk_slurp(struct mk_buf *out, int dir, const char *name, struct mk_error *e)
{
    ssize_t n = -1;
    int fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return errno == ENOENT ? mk_fail(e, MK_EABSENT, "%s: none", name) : mk_fail_errno(e, name);
    while (mk_buf_ok(out)) {
        uint8_t part[4096];
        n = read(fd, part, sizeof part);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            break;
        mk_buf_put(out, part, (size_t)n);
    }
    int rc = n < 0 ? mk_fail_errno(e, name) : 0;
    close(fd);
    if (rc == 0 && !mk_buf_ok(out))
        rc = mk_fail(e, out->len + 4096 > out->max ? MK_EFORMAT : MK_ENOMEM, "%s: too large", name);
    return rc;
}
