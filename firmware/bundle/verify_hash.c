#include "firmware/bundle/verify.h"
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#define THREADS_MAX 4
#define WORTH_BYTES ((int64_t)1 << 20) /* below that another thread costs more than it helps */
#define WORTH_FILES 32

struct crew {
    struct mk_verify_job *jobs;
    size_t n;
    atomic_size_t next;
    atomic_bool no_memory;
};

static void one(struct mk_verify_job *j, struct mk_sha256 *h, uint8_t *step)
{
    struct mk_verify_path path;
    struct mk_error e = { 0 };
    const char *name = strrchr(mk_verify_path(&path, j->n), '/') + 1;
    int fd = mk_verify_open(&j->why, j->folder, name, NULL);
    if (fd < 0) {
        j->err = j->why == mk_verify_cannot ? errno : 0;
        return;
    }
    if (mk_verify_hash(&j->got, &j->size, fd, h, step, &e) != 0)
        j->err = e.code == MK_ENOMEM ? ENOMEM : errno;
    close(fd);
}

static void *work(void *u)
{
    struct crew *c = u;
    struct mk_sha256 *h = NULL;
    uint8_t *step = malloc(MK_VERIFY_STEP);
    if (!step || mk_sha256_new(&h, NULL) != 0)
        atomic_store(&c->no_memory, true);
    for (size_t i; h && (i = atomic_fetch_add(&c->next, 1)) < c->n;)
        one(&c->jobs[i], h, step);
    mk_sha256_free(h);
    free(step);
    return NULL;
}

static size_t helpers(const struct mk_verify_job *jobs, size_t n)
{
    long cpus = sysconf(_SC_NPROCESSORS_ONLN);
    int64_t bytes = 0;
    for (size_t i = 0; i < n && bytes < WORTH_BYTES; i++)
        bytes += jobs[i].bytes > 0 && jobs[i].bytes < WORTH_BYTES ? jobs[i].bytes
                 : jobs[i].bytes > 0                              ? WORTH_BYTES
                                                                  : 0;
    if (n < 2 || (n < WORTH_FILES && bytes < WORTH_BYTES) || cpus < 2)
        return 0;
    return (size_t)(cpus < THREADS_MAX ? cpus : THREADS_MAX) - 1;
}

int mk_verify_hash_all(struct mk_verify_job *jobs, size_t n, struct mk_error *e)
{
    struct crew c = { .jobs = jobs, .n = n };
    pthread_t threads[THREADS_MAX];
    size_t want = helpers(jobs, n), have = 0;
    while (have < want && pthread_create(&threads[have], NULL, work, &c) == 0)
        have++;
    work(&c);
    for (size_t i = 0; i < have; i++)
        pthread_join(threads[i], NULL);
    /* A helper without memory is no harm: the others took its jobs. All of them are. */
    if (atomic_load(&c.next) < n)
        return mk_fail(e, MK_ENOMEM, "hashing");
    return 0;
}
