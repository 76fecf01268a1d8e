#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/*
 * LD_PRELOAD for tests: of the program FAIL_PROGRAM this machine does not do the FAIL_AT-th call,
 * by FAIL_HOW:
 *
 *     memory             malloc, calloc, realloc: NULL, those of libraries as well
 *     EMFILE EACCES EIO  open, openat to read
 *     read EINTR         read, pread of a file: EIO, EINTR
 *     interrupt          read, pread, write of a file: EINTR, each for a first time
 *     short              the same: each does a third, one byte at least
 *
 * FAIL_MORE: those behind it neither. FAIL_FIRED: a file that is made then. With interrupt and
 * short FAIL_AT says nothing, and FAIL_PROGRAM is how the program's name begins.
 */
enum how { NOT_READY, NOTHING, MEMORY, OPEN, READ, INTERRUPT, SHORT };
static enum how how;
static int at, calls, err;
static bool more, first;

static void begin(void)
{
    static const struct {
        const char *name;
        enum how how;
        int err;
    } all[] = { { "memory", MEMORY, ENOMEM },  { "EMFILE", OPEN, EMFILE },
                { "EACCES", OPEN, EACCES },    { "EIO", OPEN, EIO },
                { "read", READ, EIO },         { "EINTR", READ, EINTR },
                { "interrupt", INTERRUPT, 0 }, { "short", SHORT, 0 } };
    const char *program = getenv("FAIL_PROGRAM"), *n = getenv("FAIL_AT"),
               *word = getenv("FAIL_HOW");
    char self[4096];
    ssize_t len = readlink("/proc/self/exe", self, sizeof self - 1);
    self[len > 0 ? len : 0] = 0;
    const char *slash = strrchr(self, '/');
    how = NOTHING;
    if (!program || !n || !word || !slash)
        return;
    bool every = !strcmp(word, "interrupt") || !strcmp(word, "short");
    if (every ? strncmp(program, slash + 1, strlen(program)) : strcmp(program, slash + 1))
        return;
    more = getenv("FAIL_MORE") != NULL;
    at = (int)strtol(n, NULL, 10);
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (!strcmp(word, all[i].name)) {
            err = all[i].err;
            how = all[i].how;
        }
}

/* Before main(): what the loader and the C library begin with is not the program's. */
__attribute__((constructor)) static void ready(void)
{
    begin();
}

static bool fails(enum how as)
{
    if (how != as)
        return false;
    int n = __atomic_add_fetch(&calls, 1, __ATOMIC_SEQ_CST);
    if (n < at || (n > at && !more))
        return false;
    const char *fired = n == at ? getenv("FAIL_FIRED") : NULL;
    if (fired)
        close((int)syscall(SYS_openat, AT_FDCWD, fired, O_WRONLY | O_CREAT, 0666));
    errno = err;
    return true;
}

void *__libc_malloc(size_t n);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *p, size_t n);

void *malloc(size_t n)
{
    return fails(MEMORY) ? NULL : __libc_malloc(n);
}

void *calloc(size_t n, size_t size)
{
    return fails(MEMORY) ? NULL : __libc_calloc(n, size);
}

void *realloc(void *p, size_t n)
{
    return fails(MEMORY) ? NULL : __libc_realloc(p, n);
}

static void *real(const char *name)
{
    return dlsym(RTLD_NEXT, name);
}

int open(const char *name, int flags, ...)
{
    static int (*next)(int, const char *, int, ...);
    va_list ap;
    va_start(ap, flags);
    mode_t mode = flags & O_CREAT ? va_arg(ap, mode_t) : 0;
    va_end(ap);
    if (!next)
        *(void **)&next = real("openat");
    return !(flags & O_CREAT) && fails(OPEN) ? -1 : next(AT_FDCWD, name, flags, mode);
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
    return !(flags & O_CREAT) && fails(OPEN) ? -1 : next(d, name, flags, mode);
}

static bool is_file(int fd)
{
    struct stat st;
    return how >= READ && fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
}

/* Whether this one is interrupted; else how much of it is done. */
static bool stops(int fd, size_t *n)
{
    if (how < INTERRUPT || !is_file(fd))
        return false;
    if (how == SHORT) {
        *n = *n > 3 ? *n / 3 : *n > 0;
        return false;
    }
    first = !first;
    errno = EINTR;
    return first;
}

ssize_t read(int fd, void *p, size_t n)
{
    static ssize_t (*next)(int, void *, size_t);
    if (!next)
        *(void **)&next = real("read");
    if (stops(fd, &n))
        return -1;
    return is_file(fd) && fails(READ) ? -1 : next(fd, p, n);
}

ssize_t pread(int fd, void *p, size_t n, off_t from)
{
    static ssize_t (*next)(int, void *, size_t, off_t);
    if (!next)
        *(void **)&next = real("pread");
    if (stops(fd, &n))
        return -1;
    return is_file(fd) && fails(READ) ? -1 : next(fd, p, n, from);
}

ssize_t write(int fd, const void *p, size_t n)
{
    static ssize_t (*next)(int, const void *, size_t);
    if (!next)
        *(void **)&next = real("write");
    return stops(fd, &n) ? -1 : next(fd, p, n);
}
