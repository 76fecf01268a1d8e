#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

/*
 * LD_PRELOAD for tests: the wall clock is as many seconds ahead as the file SHIFT_CLOCK says, as of
 * each look; the other clocks are the machine's.
 */
int clock_gettime(clockid_t id, struct timespec *ts)
{
    static int (*real)(clockid_t, struct timespec *);
    const char *path = getenv("SHIFT_CLOCK");
    char text[24] = { 0 };
    if (!real)
        *(void **)&real = dlsym(RTLD_NEXT, "clock_gettime");
    int rc = real(id, ts), fd = rc == 0 && id == CLOCK_REALTIME && path ? open(path, O_RDONLY) : -1;
    if (fd >= 0) {
        if (read(fd, text, sizeof text - 1) > 0)
            ts->tv_sec += strtol(text, NULL, 10);
        close(fd);
    }
    return rc;
}
