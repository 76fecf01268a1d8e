#include "host/cmd/write.h"
#include <errno.h>
#include <unistd.h>

int mk_write_all(int fd, struct mk_span s, const char *what, struct mk_error *e)
{
    while (s.len) {
        ssize_t n = write(fd, s.p, s.len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return mk_fail_errno(e, what);
        s = mk_span_from(s, (size_t)n);
    }
    return 0;
}
