#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/*
 * LD_PRELOAD for tests: of the program FAIL_PROGRAM the FAIL_AT-th call that changes the disk
 * fails, by FAIL_HOW: EIO; ENOSPC, and all writes behind it as well; or "kill": the program is
 * gone. FAIL_FIRED: a file that is made then. Calls are writes to files, syncs, renames, removals,
 * new files and folders; not what goes to sockets and pipes.
 */
static int at = -1, calls;
static const char *how;

static void begin(void)
{
    const char *program = getenv("FAIL_PROGRAM"), *n = getenv("FAIL_AT");
    char self[4096];
    ssize_t len = readlink("/proc/self/exe", self, sizeof self - 1);
    self[len > 0 ? len : 0] = 0;
    const char *slash = strrchr(self, '/');
    how = getenv("FAIL_HOW");
    at = program && n && how && slash && !strcmp(program, slash + 1) ? (int)strtol(n, NULL, 10) : 0;
}

/* Whether this call is the one. */
static bool fails(bool writes)
{
    if (at < 0)
        begin();
    if (!at)
        return false;
    int n = __atomic_add_fetch(&calls, 1, __ATOMIC_SEQ_CST);
    bool full = !strcmp(how, "ENOSPC");
    if (n < at || (n > at && !(full && writes)))
        return false;
    const char *fired = getenv("FAIL_FIRED");
    if (n == at && fired)
        close((int)syscall(SYS_openat, AT_FDCWD, fired, O_WRONLY | O_CREAT, 0666));
    if (!strcmp(how, "kill"))
        kill(getpid(), SIGKILL);
    errno = full ? ENOSPC : EIO;
    return true;
}

static bool is_disk(int fd)
{
    struct stat st;
    return fd > STDERR_FILENO && fstat(fd, &st) == 0 &&
           (S_ISREG(st.st_mode) || S_ISDIR(st.st_mode));
}

static void *real(const char *name)
{
    return dlsym(RTLD_NEXT, name);
}

ssize_t write(int fd, const void *p, size_t n)
{
    static ssize_t (*next)(int, const void *, size_t);
    if (!next)
        *(void **)&next = real("write");
    return is_disk(fd) && fails(true) ? -1 : next(fd, p, n);
}

int fsync(int fd)
{
    static int (*next)(int);
    if (!next)
        *(void **)&next = real("fsync");
    return is_disk(fd) && fails(false) ? -1 : next(fd);
}

int fdatasync(int fd)
{
    static int (*next)(int);
    if (!next)
        *(void **)&next = real("fdatasync");
    return is_disk(fd) && fails(false) ? -1 : next(fd);
}

int syncfs(int fd)
{
    static int (*next)(int);
    if (!next)
        *(void **)&next = real("syncfs");
    return fails(false) ? -1 : next(fd);
}

int rename(const char *from, const char *to)
{
    static int (*next)(const char *, const char *);
    if (!next)
        *(void **)&next = real("rename");
    return fails(false) ? -1 : next(from, to);
}

int renameat(int d, const char *from, int e, const char *to)
{
    static int (*next)(int, const char *, int, const char *);
    if (!next)
        *(void **)&next = real("renameat");
    return fails(false) ? -1 : next(d, from, e, to);
}

int unlinkat(int d, const char *name, int flags)
{
    static int (*next)(int, const char *, int);
    if (!next)
        *(void **)&next = real("unlinkat");
    return fails(false) ? -1 : next(d, name, flags);
}

int mkdirat(int d, const char *name, mode_t mode)
{
    static int (*next)(int, const char *, mode_t);
    if (!next)
        *(void **)&next = real("mkdirat");
    return fails(true) ? -1 : next(d, name, mode);
}

int openat(int d, const char *name, int flags, ...)
{
    static int (*next)(int, const char *, int, ...);
    va_list ap;
    va_start(ap, flags);
    mode_t mode = flags & O_CREAT ? va_arg(ap, mode_t) : 0;
    va_end(ap);
    if (!next)
        *(void **)&next = real("openat");
    return flags & O_CREAT && fails(true) ? -1 : next(d, name, flags, mode);
}
