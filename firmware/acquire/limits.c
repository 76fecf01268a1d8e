#include "firmware/acquire/limits.h"
#include <stdio.h>

bool mk_phone_has(const struct mk_exhibit *x, const char *feature)
{
    struct mk_span all = mk_buf_span(&mk_exhibit_facts(x)->features);
    while (all.len) {
        const uint8_t *comma = memchr(all.p, ',', all.len);
        struct mk_span one = mk_span(all.p, comma ? (size_t)(comma - all.p) : all.len);
        if (mk_span_is(one, feature))
            return true;
        all = mk_span_from(all, one.len + 1);
    }
    return false;
}

const char *mk_phone_limits_commands(const struct mk_exhibit *x)
{
    return mk_phone_has(x, "shell_v2") ? NULL
                                       : "before Android 7: no exit codes, errors only inside of "
                                         "answers, and numbers may be "
                                         "cut to 32 bits, which makes times in milliseconds wrong";
}

const char *mk_phone_limits_files(const struct mk_exhibit *x)
{
    bool list = mk_phone_has(x, "ls_v2"), stat = mk_phone_has(x, "stat_v2");
    if (list && stat)
        return NULL;
    return list ? "this phone does not tell why it refuses a file"
                : "this phone tells sizes modulo 4 GiB, leaves out what it could not look at, and "
                  "does not tell why";
}

const char *mk_phone_limits_join(char *out, size_t max, const char *why, const char *limits)
{
    if (!limits || !why)
        return why ? why : limits;
    snprintf(out, max, "%s; %s", why, limits);
    return out;
}
