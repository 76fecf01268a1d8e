#include "tests/lib/stock.h"
#include "tests/lib/t.h"
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

/* A container has 64 MB of such memory: less than one test writes. */
static bool roomy(const char *memory)
{
    struct statvfs v;
    return access(memory, W_OK | X_OK) == 0 && statvfs(memory, &v) == 0 &&
           (uint64_t)v.f_bavail * v.f_frsize >= (uint64_t)1 << 30;
}

void stock_dir(char path[static 64])
{
    const char *tmp = getenv("TMPDIR"), *memory = "/dev/shm";
    if (!tmp || strlen(tmp) >= 40)
        tmp = roomy(memory) ? memory : "/tmp";
    snprintf(path, 64, "%s/moka-test-XXXXXX", tmp);
    assert_non_null(mkdtemp(path));
}

static int drop(const char *path, const struct stat *st, int type, struct FTW *f)
{
    (void)st;
    (void)type;
    (void)f;
    return remove(path);
}

void stock_remove(const char *path)
{
    struct stat st;
    if (lstat(path, &st) == 0)
        assert_int_equal(nftw(path, drop, 16, FTW_DEPTH | FTW_PHYS), 0);
}

char stock_own[64];

int stock_setup(void **state)
{
    (void)state;
    stock_dir(stock_own);
    return 0;
}

int stock_teardown(void **state)
{
    (void)state;
    stock_remove(stock_own);
    return 0;
}

const char *stock_in(const char *name)
{
    return stock_path(stock_own, name);
}

const char *stock_path(const char *dir, const char *name)
{
    static char slots[256][200];
    static unsigned at;
    char *out = slots[at++ % 256];
    snprintf(out, sizeof slots[0], "%s/%s", dir, name);
    return out;
}

void stock_write(const char *path, struct mk_span content)
{
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(content.len ? (const void *)content.p : "", 1, content.len, f),
                     content.len);
    assert_int_equal(fclose(f), 0);
}

void stock_read(struct mk_buf *out, const char *path)
{
    char tmp[4096];
    size_t n;
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    while ((n = fread(tmp, 1, sizeof tmp, f)) > 0)
        mk_buf_put(out, tmp, n);
    fclose(f);
    assert_true(mk_buf_ok(out));
}

bool stock_have(const char *program)
{
    if (access(program, X_OK) == 0)
        return true;
    print_message("SKIP: %s is not installed, so nothing was held against it; make deps\n",
                  program);
    return false;
}

static void child(const char *cwd, const char *in, const char *out, const char *const argv[])
{
    int i = open(in ? in : "/dev/null", O_RDONLY);
    int o = open(out ? out : "/dev/null", O_WRONLY | O_CREAT | O_TRUNC, 0600);
    int err = open("/dev/null", O_WRONLY);
    if (i < 0 || o < 0 || dup2(i, 0) < 0 || dup2(o, 1) < 0 || dup2(err, 2) < 0 ||
        (cwd && chdir(cwd) != 0))
        _exit(126);
    execvp(argv[0], (char *const *)(uintptr_t)argv);
    _exit(127);
}

int stock_run(const char *cwd, const char *in, const char *out, const char *const argv[])
{
    int status;
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0)
        child(cwd, in, out, argv);
    while (waitpid(pid, &status, 0) < 0)
        assert_int_equal(errno, EINTR);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}
