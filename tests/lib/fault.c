#include "tests/lib/fault.h"
#include <stddef.h>

static int left;
static bool fired = true;

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
    if (left == 0 || --left > 0)
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
