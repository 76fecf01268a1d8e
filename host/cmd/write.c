#include "host/cmd/write.h"
#include "parsers/base/mac.h"
#include <errno.h>
#include <stdio.h>
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

void mk_show_progress(const char *cmd, uint64_t done, uint64_t total)
{
    bool terminal = isatty(STDERR_FILENO) == 1;
    uint64_t before = done > MK_PBKDF2_STEP ? done - MK_PBKDF2_STEP : 0;
    if (total <= MK_PBKDF2_STEP) /* it is over before anybody wonders */
        return;
    if (terminal || done == total || done * 10 / total != before * 10 / total)
        fprintf(stderr, "%smoka %s: deriving the key, %llu of %llu rounds%s", terminal ? "\r" : "",
                cmd, (unsigned long long)done, (unsigned long long)total,
                terminal && done < total ? "" : "\n");
}
