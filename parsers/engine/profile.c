#include "parsers/engine/backends.h"
#include "parsers/engine/run.h"

#define SCHEME "content://"

/* "content://10@call_log/calls": android.content.ContentProvider, maybeAddUserId(). */
struct mk_span mk_set_user(struct mk_span set)
{
    struct mk_span rest = mk_span_from(set, sizeof SCHEME - 1);
    size_t n = 0;
    if (!mk_span_starts(set, mk_str(SCHEME)))
        return mk_span(NULL, 0);
    while (n < rest.len && n < 5 && rest.p[n] >= '0' && rest.p[n] <= '9')
        n++;
    return n && n < rest.len && rest.p[n] == '@' ? mk_span(rest.p, n) : mk_span(NULL, 0);
}

bool mk_set_is(struct mk_span set, const char *uri)
{
    struct mk_span user = mk_set_user(set), own = mk_str(uri);
    if (!user.len)
        return mk_span_is(set, uri);
    return mk_span_starts(own, mk_str(SCHEME)) &&
           mk_span_eq(mk_span_from(set, sizeof SCHEME + user.len),
                      mk_span_from(own, sizeof SCHEME - 1));
}

struct mk_span mk_profile_of(struct mk_span path)
{
    struct mk_span of_set = mk_set_user(path);
    if (of_set.len)
        return of_set;
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
