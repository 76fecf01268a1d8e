#include "parsers/engine/run.h"

struct mk_span mk_profile_of(struct mk_span path)
{
    static const char *const above[] = { "user/",      "user_de/",   "users/",
                                         "system_ce/", "system_de/", "usagestats/" };
    for (size_t at = 0; at < path.len; at++)
        for (size_t i = 0; i < sizeof above / sizeof *above; i++) {
            struct mk_span rest = mk_span_from(path, at), user = mk_str(above[i]);
            size_t n = 0;
            if ((at && path.p[at - 1] != '/') || !mk_span_starts(rest, user))
                continue;
            rest = mk_span_from(rest, user.len);
            while (n < rest.len && n < 5 && rest.p[n] >= '0' && rest.p[n] <= '9')
                n++;
            if (n && n < rest.len && rest.p[n] == '/')
                return mk_span(rest.p, n);
        }
    return mk_span(NULL, 0);
}
