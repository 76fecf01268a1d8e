#include "firmware/bundle/hasher.h"
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

#define WORTH_IT ((size_t)256 << 10) /* below it, waking a thread costs more than it saves */

struct mk_hasher {
    struct mk_sha256 *hash;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    pthread_t thread;
    bool running, quit;
    bool busy;            /* `piece` is being hashed */
    struct mk_span piece; /* the caller's */
    int rc;               /* of the piece before */
    struct mk_error error;
};

static void *work(void *u)
{
    struct mk_hasher *h = u;
    pthread_mutex_lock(&h->lock);
    for (;;) {
        while (!h->busy && !h->quit)
            pthread_cond_wait(&h->changed, &h->lock);
        if (!h->busy)
            break;
        pthread_mutex_unlock(&h->lock);
        int rc = mk_sha256_add(h->hash, h->piece, &h->error);
        pthread_mutex_lock(&h->lock);
        h->rc = rc;
        h->busy = false;
        pthread_cond_broadcast(&h->changed);
    }
    pthread_mutex_unlock(&h->lock);
    return NULL;
}

/* Signals are for the main thread. */
static bool start_thread(struct mk_hasher *h)
{
    sigset_t all, was;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &was);
    h->running = pthread_create(&h->thread, NULL, work, h) == 0;
    pthread_sigmask(SIG_SETMASK, &was, NULL);
    return h->running;
}

int mk_hasher_new(struct mk_hasher **out, struct mk_error *e)
{
    struct mk_hasher *h = calloc(1, sizeof *h);
    if (!h)
        return mk_fail(e, MK_ENOMEM, "hasher");
    if (mk_sha256_new(&h->hash, e)) {
        free(h);
        return -1;
    }
    pthread_mutex_init(&h->lock, NULL);
    pthread_cond_init(&h->changed, NULL);
    *out = h;
    return 0;
}

void mk_hasher_free(struct mk_hasher *h)
{
    if (!h)
        return;
    if (h->running) {
        pthread_mutex_lock(&h->lock);
        h->quit = true;
        pthread_cond_broadcast(&h->changed);
        pthread_mutex_unlock(&h->lock);
        pthread_join(h->thread, NULL);
    }
    pthread_cond_destroy(&h->changed);
    pthread_mutex_destroy(&h->lock);
    mk_sha256_free(h->hash);
    free(h);
}

/* Until the piece in hand is hashed; then what became of it. */
static int settle(struct mk_hasher *h, struct mk_error *e)
{
    if (!h->running)
        return 0;
    pthread_mutex_lock(&h->lock);
    while (h->busy)
        pthread_cond_wait(&h->changed, &h->lock);
    int rc = h->rc;
    h->rc = 0;
    pthread_mutex_unlock(&h->lock);
    if (rc && e)
        *e = h->error;
    return rc;
}

int mk_hasher_reset(struct mk_hasher *h, struct mk_error *e)
{
    (void)settle(h, NULL); /* of an object that nobody asks for any more */
    return mk_sha256_reset(h->hash, e);
}

int mk_hasher_add(struct mk_hasher *h, struct mk_span piece, struct mk_error *e)
{
    if (settle(h, e))
        return -1;
    if (piece.len < WORTH_IT || (!h->running && !start_thread(h)))
        return mk_sha256_add(h->hash, piece, e);
    pthread_mutex_lock(&h->lock);
    h->piece = piece;
    h->busy = true;
    pthread_cond_broadcast(&h->changed);
    pthread_mutex_unlock(&h->lock);
    return 0;
}

int mk_hasher_end(struct mk_digest *out, struct mk_hasher *h, struct mk_error *e)
{
    return settle(h, e) ? -1 : mk_sha256_end(out, h->hash, e);
}
