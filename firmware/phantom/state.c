#include "firmware/phantom/exercise.h"
#include <stdio.h>
#include <time.h>

static json_t *phone(const struct mk_exercise *x, const char *key)
{
    return json_object_get(json_object_get(x->doc, "phone"), key);
}

enum mk_phone_lock mk_phone_lock(const struct mk_exercise *x)
{
    return x->now.lock;
}

int64_t mk_phone_now_ms(const struct mk_exercise *x)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000 +
           json_integer_value(phone(x, "clock_offset_ms")) + x->now.clock_jump_ms;
}

int mk_phone_battery(const struct mk_exercise *x)
{
    return x->now.battery_told ? x->now.battery : (int)json_integer_value(phone(x, "battery"));
}

bool mk_phone_full(const struct mk_exercise *x)
{
    return x->now.full;
}

/* A random UUID in form (RFC 9562, version 4), made of the exercise's id and the count of boots. */
void mk_phone_boot_id(char out[static 37], const struct mk_exercise *x)
{
    const char *id = json_string_value(json_object_get(x->doc, "id"));
    snprintf(out, 37, "%.8s-0000-4000-8000-%012x", id && strlen(id) >= 8 ? id : "00000000",
             x->now.boots + 1);
}

bool mk_phone_refuses(const struct mk_exercise *x, struct mk_span what)
{
    for (size_t i = 0; i < x->now.nrefused; i++) {
        size_t n = strlen(x->now.refused[i]);
        if (mk_span_starts(what, mk_str(x->now.refused[i])) &&
            (what.len == n || what.p[n] == '/' || what.p[n] == '?'))
            return true;
    }
    return false;
}
