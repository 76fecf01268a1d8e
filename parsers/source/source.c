#include "parsers/source/source.h"

static const char *const names[MK_ROLE_COUNT] = {
    [MK_ROLE_FILE] = "file",       [MK_ROLE_IDS] = "ids",
    [MK_ROLE_NUMBERS] = "numbers", [MK_ROLE_COLUMN] = "column",
    [MK_ROLE_NULLS] = "nulls",     [MK_ROLE_BLOBS] = "blobs",
    [MK_ROLE_ROW] = "row",         [MK_ROLE_AFTER] = "after",
    [MK_ROLE_CONTROL] = "control", [MK_ROLE_EXTRACT] = "filtered-extract",
    [MK_ROLE_EACH] = "each",
};

const char *mk_role_name(enum mk_role role)
{
    return names[role];
}

bool mk_role_parse(enum mk_role *out, struct mk_span name)
{
    for (size_t i = 0; i < MK_ROLE_COUNT; i++)
        if (mk_span_is(name, names[i])) {
            *out = (enum mk_role)i;
            return true;
        }
    return false;
}

void mk_source_done(struct mk_source *s)
{
    if (s && s->free)
        s->free(s->u);
    if (s)
        *s = (struct mk_source){ 0 };
}

bool mk_path_leaves(struct mk_span path)
{
    for (size_t at = 0, to; at <= path.len; at = to + 1) {
        for (to = at; to < path.len && path.p[to] != '/' && path.p[to] != '\\';)
            to++;
        bool absolute = at == 0 && to == 0 && path.len;
        if (absolute || (to - at == 2 && path.p[at] == '.' && path.p[at + 1] == '.'))
            return true;
    }
    return path.len > 1 && path.p[1] == ':' &&
           ((path.p[0] | 0x20) >= 'a' && (path.p[0] | 0x20) <= 'z');
}
