#include "tests/usb/redir.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char *const names[] = {
    [FAULT_STALL] = "stall", [FAULT_SHORT] = "short",   [FAULT_DELAY] = "delay",
    [FAULT_NAK] = "nak",     [FAULT_UNPLUG] = "unplug",
};

bool fault_parse(struct faults *all, const char *text)
{
    char name[8];
    struct fault f = { .ms = -1 };
    int got = sscanf(text, "%7[a-z]@%" SCNu64 ":%d", name, &f.at, &f.ms);
    for (unsigned i = 0; got >= 2 && i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i]) == 0 && all->n < FAULTS_MAX && (i != FAULT_DELAY || got == 3)) {
            f.what = (enum fault_what)i;
            all->f[all->n++] = f;
            return true;
        }
    return false;
}

bool fault_due(struct fault *out, struct faults *all, uint64_t sent)
{
    for (size_t i = 0; i < all->n; i++)
        if (sent >= all->f[i].at) {
            *out = all->f[i];
            all->n--;
            memmove(all->f + i, all->f + i + 1, (all->n - i) * sizeof *all->f);
            say("fault %s at %" PRIu64, names[out->what], sent);
            return true;
        }
    return false;
}
