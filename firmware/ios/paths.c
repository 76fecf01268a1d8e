#include "firmware/ios/paths.h"

static const char documents[] = "/Documents";

/* Whether all parts are names; the first byte is '/', a last '/' is no part. */
static bool sound(struct mk_span s)
{
    size_t part = 0; /* where the part in hand began */
    if (s.len == 0 || s.len > MK_IOS_PATH_MAX || s.p[0] != '/' || memchr(s.p, 0, s.len))
        return false;
    for (size_t i = 1; i <= s.len; i++) {
        if (i < s.len && s.p[i] != '/')
            continue;
        struct mk_span name = mk_span(s.p + part + 1, i - part - 1);
        bool last = i >= s.len;
        if ((name.len == 0 && !last) || mk_span_is(name, ".") || mk_span_is(name, ".."))
            return false;
        part = i;
    }
    return true;
}

/* The rest behind a folder's path: empty or beginning with '/'. */
static bool below(struct mk_span *rest, struct mk_span path, const char *folder)
{
    struct mk_span head = mk_str(folder);
    if (!mk_span_starts(path, head) || (path.len > head.len && path.p[head.len] != '/'))
        return false;
    *rest = mk_span_from(path, head.len);
    return true;
}

static bool in_app(struct mk_ios_path *out, struct mk_span path)
{
    struct mk_span head = mk_str(MK_IOS_APPS_ROOT), rest;
    if (!mk_span_starts(path, head))
        return false;
    struct mk_span name = mk_span_from(path, head.len);
    const uint8_t *end = memchr(name.p ? name.p : head.p, '/', name.len);
    out->app = mk_span(name.p, end ? (size_t)(end - name.p) : name.len);
    out->inside = mk_span_from(name, out->app.len);
    return out->app.len && below(&rest, out->inside, documents);
}

bool mk_iosw_path(struct mk_ios_path *out, struct mk_span path)
{
    *out = (struct mk_ios_path){ .place = MK_IOS_AT_MEDIA };
    if (!sound(path))
        return false;
    if (below(&out->inside, path, MK_IOS_CRASH))
        out->place = MK_IOS_AT_CRASH;
    else if (in_app(out, path))
        out->place = MK_IOS_AT_APP;
    else if (!below(&out->inside, path, MK_IOS_MEDIA))
        return false;
    if (out->inside.len == 0)
        out->inside = mk_str("/");
    return true;
}
