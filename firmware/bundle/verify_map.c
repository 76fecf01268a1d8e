/*
 * Large files are hashed where the page cache has them: read() would copy each byte first, a sixth
 * of all that verifying costs. What read() would say as an error (the file was cut short meanwhile,
 * the stick pulled, a sector gone) comes as a SIGBUS here.
 */
#include "firmware/bundle/verify.h"
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <sys/mman.h>

#define WINDOW ((uint64_t)4 << 20)

static _Thread_local sigjmp_buf *out_of_it; /* NULL: this thread reads nothing mapped */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct sigaction before;
static size_t users; /* threads that read mapped files; the first one sets the handler */

static void on_bus(int sig)
{
    if (out_of_it)
        siglongjmp(*out_of_it, 1);
    /* not ours: whoever was there before meets it as the faulting instruction runs again */
    sigaction(sig, &before, NULL);
}

static void watch(void)
{
    struct sigaction sa = { .sa_handler = on_bus };
    sigemptyset(&sa.sa_mask);
    pthread_mutex_lock(&lock);
    if (users++ == 0)
        sigaction(SIGBUS, &sa, &before);
    pthread_mutex_unlock(&lock);
}

static void unwatch(void)
{
    pthread_mutex_lock(&lock);
    if (--users == 0)
        sigaction(SIGBUS, &before, NULL);
    pthread_mutex_unlock(&lock);
}

static int window(struct mk_sha256 *h, int fd, uint64_t at)
{
    sigjmp_buf here;
    int rc = -1;
    void *p = mmap(NULL, WINDOW, PROT_READ, MAP_SHARED | MAP_POPULATE, fd, (off_t)at);
    if (p == MAP_FAILED)
        return -1;
    if (sigsetjmp(here, 1) == 0) {
        out_of_it = &here;
        rc = mk_sha256_add(h, mk_span(p, WINDOW), NULL);
    } else {
        rc = -1;
    }
    out_of_it = NULL;
    munmap(p, WINDOW);
    return rc;
}

int mk_verify_hash_mapped(uint64_t *done, struct mk_sha256 *h, int fd, uint64_t size)
{
    int rc = 0;
    watch();
    for (*done = 0; rc == 0 && size - *done >= WINDOW; *done += rc == 0 ? WINDOW : 0) {
        /* the next one is on its way while this one is hashed */
        (void)!posix_fadvise(fd, (off_t)(*done + WINDOW), WINDOW, POSIX_FADV_WILLNEED);
        rc = window(h, fd, *done);
    }
    unwatch();
    return rc;
}
