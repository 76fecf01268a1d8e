#include "firmware/ios/backup_private.h"

#define BELOW_MAX 1024u

static bool part_is_name(struct mk_span part)
{
    return part.len && !mk_span_is(part, ".") && !mk_span_is(part, "..");
}

static bool parts_are_names(struct mk_span path)
{
    while (path.len) {
        const uint8_t *slash = memchr(path.p, '/', path.len);
        size_t n = slash ? (size_t)(slash - path.p) : path.len;
        if (!part_is_name(mk_span(path.p, n)) || (slash && n + 1 == path.len))
            return false;
        path = mk_span_from(path, n + 1);
    }
    return true;
}

bool mk_backup_name(struct mk_span *below, struct mk_span name, struct mk_span udid, bool folder)
{
    if (folder && name.len && name.p[name.len - 1] == '/')
        name.len--;
    if (name.len > BELOW_MAX || (name.len && memchr(name.p, 0, name.len)) ||
        !mk_span_starts(name, udid))
        return false;
    struct mk_span rest = mk_span_from(name, udid.len);
    if (rest.len == 0) {
        *below = mk_str("");
        return folder;
    }
    if (rest.p[0] != '/' || rest.len == 1)
        return false;
    *below = mk_span_from(rest, 1);
    return parts_are_names(*below);
}
