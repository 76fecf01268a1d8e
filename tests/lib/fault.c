#include "tests/lib/fault.h"
#include <stdatomic.h>
#include <stddef.h>

/* Of the writer's threads as well: two of them may allocate at the same instant. */
static atomic_int left;
static atomic_bool fired = true;

bool fault_arm(int n)
{
    bool again = n == 1 || fired;
    fired = false;
    left = again ? n : 0;
    return again;
}

void fault_disarm(void)
{
    left = 0;
}

bool fault_fired(void)
{
    return fired;
}

static bool fails(void)
{
    int n = atomic_load(&left);
    while (n > 0 && !atomic_compare_exchange_weak(&left, &n, n - 1)) {
    }
    if (n != 1)
        return false;
    fired = true;
    return true;
}

void *__real_malloc(size_t n);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t n);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t n);

void *__wrap_malloc(size_t n)
{
    return fails() ? NULL : __real_malloc(n);
}

void *__wrap_calloc(size_t n, size_t size)
{
    return fails() ? NULL : __real_calloc(n, size);
}

void *__wrap_realloc(void *p, size_t n)
{
    return fails() ? NULL : __real_realloc(p, n);
}
