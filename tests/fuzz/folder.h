#ifndef FUZZ_FOLDER_H
#define FUZZ_FOLDER_H

#include "parsers/base/span.h"
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* A folder for targets that read folders: made once, in memory where there is such a place, removed
 * at the end. */
static char folder[64];

static inline int folder_drop(const char *path, const struct stat *st, int type, struct FTW *f)
{
    (void)st;
    (void)type;
    (void)f;
    return remove(path);
}

static inline void folder_remove(void)
{
    nftw(folder, folder_drop, 16, FTW_DEPTH | FTW_PHYS);
}

static inline void folder_make(void)
{
    snprintf(folder, sizeof folder, "%s/moka-fuzz-XXXXXX",
             access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    if (!mkdtemp(folder))
        abort();
    atexit(folder_remove);
}

static inline const char *folder_path(const char *name)
{
    static char path[200];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static inline void folder_write(const char *name, struct mk_span s)
{
    int fd = open(folder_path(name), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0 || write(fd, s.len ? (const void *)s.p : "", s.len) != (ssize_t)s.len)
        abort();
    close(fd);
}

#endif
