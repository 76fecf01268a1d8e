#include "firmware/worker/worker.h"
#include <stdio.h>
#include <unistd.h>

static bool found(char *out, size_t max, const char *dir, const char *between, const char *program)
{
    int n = snprintf(out, max, "%s%s/%s", dir, between, program);
    return n > 0 && (size_t)n < max && access(out, X_OK) == 0;
}

int mk_program_path(char *out, size_t max, const char *program, struct mk_error *e)
{
    char self[4096];
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
    char *slash = NULL;
    if (n > 0) {
        self[n] = '\0';
        slash = strrchr(self, '/');
    }
    if (strchr(program, '/'))
        return mk_fail(e, MK_EUSAGE, "%s: not a program's name", program);
    if (slash) {
        *slash = '\0';
        /* The second place serves programs in a folder of their own, such as the tests. */
        if (found(out, max, self, "", program) || found(out, max, self, "/../bin", program))
            return 0;
    }
    if (found(out, max, MK_LIBEXEC, "", program))
        return 0;
    return mk_fail(e, MK_EABSENT, "%s: not beside this program and not in %s", program, MK_LIBEXEC);
}
