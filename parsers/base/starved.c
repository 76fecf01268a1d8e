#include "parsers/base/starved.h"
#include <jansson.h>
#include <openssl/crypto.h>
#include <stdatomic.h>
#include <stdlib.h>

static atomic_uint refused;
static atomic_flag watching = ATOMIC_FLAG_INIT;
static void (*when_crypto)(void);

static void *seen(void *p)
{
    if (!p)
        atomic_fetch_add(&refused, 1);
    return p;
}

static void *for_json(size_t n)
{
    return seen(malloc(n ? n : 1));
}

static void *for_crypto(size_t n, const char *file, int line)
{
    (void)file;
    (void)line;
    void *p = n ? seen(malloc(n)) : NULL;
    if (n && !p && when_crypto)
        when_crypto();
    return p;
}

static void *more_for_crypto(void *p, size_t n, const char *file, int line)
{
    (void)file;
    (void)line;
    if (!n) {
        free(p);
        return NULL;
    }
    p = seen(realloc(p, n));
    if (!p && when_crypto)
        when_crypto();
    return p;
}

static void from_crypto(void *p, const char *file, int line)
{
    (void)file;
    (void)line;
    free(p);
}

void mk_starved_watch(void (*crypto)(void))
{
    if (atomic_flag_test_and_set(&watching))
        return;
    when_crypto = crypto;
    json_set_alloc_funcs(for_json, free);
    /* Too late for that, its own are as good; then only what it says of memory is known. */
    (void)CRYPTO_set_mem_functions(for_crypto, more_for_crypto, from_crypto);
}

unsigned mk_starved(void)
{
    return atomic_load(&refused);
}
