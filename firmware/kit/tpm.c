/*
 * The kit's key and the TPM: moka-tpm is asked, a program of its own, which gets as long as the
 * slowest TPM needs and is then ended.
 */
#include "firmware/kit/private.h"
#include "firmware/worker/worker.h"
#include <errno.h>
#include <openssl/crypto.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PROGRAM   "moka-tpm"
#define DEVICE    "/dev/tpmrm0" /* the kernel's own resource manager: many programs at once */
#define ANSWER_MS 15000
#define HEAP      ((size_t)256 << 10) /* other private keys of a process lie there, too */
#define HEAP_STEP 16

/* Of the process's environment only where nobody else made it: whoever may set it runs the kit. */
static const char *way(void)
{
    const char *given = secure_getenv("MOKA_TPM");
    return given && *given ? given : "device:" DEVICE;
}

enum mk_kit_tpm mk_kit_tpm_state(void)
{
    char path[4096];
    const char *tcti = way();
    if (strcmp(tcti, "none") == 0)
        return MK_KIT_TPM_OFF;
    if (mk_program_path(path, sizeof path, PROGRAM, NULL) != 0)
        return MK_KIT_TPM_NO_PROGRAM;
    return strcmp(tcti, "device:" DEVICE) == 0 && access(DEVICE, R_OK | W_OK) != 0
               ? MK_KIT_TPM_NONE
               : MK_KIT_TPM_THERE;
}

static bool heap_locked;

static void make_heap(void)
{
    /* 2: made, and not locked */
    heap_locked = CRYPTO_secure_malloc_init(HEAP, HEAP_STEP) == 1;
}

void *mk_kit_secret_new(size_t n, struct mk_error *e)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    (void)pthread_once(&once, make_heap);
    void *p = OPENSSL_secure_zalloc(n);
    if (!p)
        mk_fail(e, MK_ENOMEM, "kit: locked memory");
    return p;
}

void mk_kit_secret_free(void *p, size_t n)
{
    OPENSSL_secure_clear_free(p, n);
}

static int spawn(pid_t *pid, int fd, const char *word, struct mk_error *e)
{
    static const char *const environment[] = { "PATH=/usr/bin:/bin", "TSS2_LOG=all+NONE", NULL };
    posix_spawn_file_actions_t acts;
    char path[4096];
    if (mk_program_path(path, sizeof path, PROGRAM, e) != 0)
        return -1;
    const char *const argv[] = { PROGRAM, word, way(), NULL };
    int rc = posix_spawn_file_actions_init(&acts);
    if (rc == 0) {
        rc = posix_spawn_file_actions_adddup2(&acts, fd, STDIN_FILENO);
        if (rc == 0)
            rc = posix_spawn_file_actions_adddup2(&acts, fd, STDOUT_FILENO);
        if (rc == 0) /* it takes char * but changes nothing */
            rc = posix_spawn(pid, path, &acts, NULL, (char *const *)(uintptr_t)argv,
                             (char *const *)(uintptr_t)environment);
        posix_spawn_file_actions_destroy(&acts);
    }
    errno = rc;
    return rc == 0 ? 0 : mk_fail_errno(e, PROGRAM);
}

static int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* All of the answer, up to its end. */
static int listen_to(struct mk_kit_answer *a, int fd, struct mk_error *e)
{
    int64_t until = now_ms() + ANSWER_MS;
    for (size_t have = 0;;) {
        struct pollfd p = { .fd = fd, .events = POLLIN };
        int64_t left = until - now_ms();
        int ready = left > 0 ? poll(&p, 1, (int)left) : 0;
        if (ready == 0)
            return mk_fail(e, MK_ETIMEOUT, "the TPM has not answered in %d seconds",
                           ANSWER_MS / 1000);
        ssize_t n = ready > 0 ? read(fd, a->raw + have, sizeof a->raw - have) : -1;
        if (n < 0 && errno != EINTR)
            return mk_fail_errno(e, PROGRAM);
        if (n == 0) {
            a->len = have;
            return 0;
        }
        have += n > 0 ? (size_t)n : 0;
    }
}

/* The first byte says how it went. */
static int judge(struct mk_kit_answer *a, struct mk_error *e)
{
    if (a->len < 2)
        return mk_fail(e, MK_ECLOSED, PROGRAM " has ended without an answer");
    if (a->raw[0] != MK_OK)
        return mk_fail(e, a->raw[0] <= MK_EABSENT ? (enum mk_code)a->raw[0] : MK_EPROTO, "%.*s",
                       (int)(a->len - 2), (const char *)a->raw + 2);
    a->locked = a->raw[1] == 1 && heap_locked;
    a->said = mk_span(a->raw + 2, a->len - 2);
    return 0;
}

int mk_kit_tpm_ask(struct mk_kit_answer *a, const char *word, struct mk_span what,
                   struct mk_error *e)
{
    int ends[2];
    pid_t pid = -1;
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        return mk_fail_errno(e, PROGRAM);
    int rc = spawn(&pid, ends[1], word, e);
    close(ends[1]);
    /* A few hundred bytes: they fit into the socket whether it reads or not. */
    if (rc == 0 && (send(ends[0], what.p, what.len, MSG_NOSIGNAL) != (ssize_t)what.len ||
                    shutdown(ends[0], SHUT_WR) != 0))
        rc = mk_fail(e, MK_ECLOSED, PROGRAM " has ended without an answer");
    if (rc == 0)
        rc = listen_to(a, ends[0], e);
    if (rc == 0)
        rc = judge(a, e);
    close(ends[0]);
    if (pid > 0) {
        if (rc != 0)
            kill(pid, SIGKILL);
        while (waitpid(pid, NULL, 0) < 0 && errno == EINTR) {
        }
    }
    return rc;
}
