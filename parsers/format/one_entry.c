#include "parsers/format/one_entry.h"
#include <stdio.h>
#include <stdlib.h>

struct one {
    struct mk_piece piece;
    char remark[256];
    size_t name_len;
    uint8_t name[];
};

struct mk_span mk_one_entry_name(struct mk_span path, const char *ending)
{
    size_t start = path.len, end = path.len;
    while (start > 0 && path.p[start - 1] != '/')
        start--;
    struct mk_span name = mk_span_from(path, start), tail = mk_str(ending);
    if (tail.len && tail.p[tail.len - 1] == '*') {
        tail.len--;
        while (end > start && path.p[end - 1] >= '0' && path.p[end - 1] <= '9')
            end--;
    }
    struct mk_span stem = mk_span(name.p, end - start);
    if (stem.p && tail.len && stem.len > tail.len && mk_span_ends(stem, tail))
        name.len = stem.len - tail.len;
    return name;
}

static int one_list(void *u, int (*each)(void *eu, const struct mk_entry *en, struct mk_error *e),
                    void *eu, struct mk_error *e)
{
    const struct one *o = u;
    struct mk_entry en = { .path = mk_span(o->name, o->name_len), .size = o->piece.len };
    return each(eu, &en, e) == 0 ? 0 : -1;
}

static int one_open(struct mk_file *out, void *u, uint64_t id, struct mk_error *e)
{
    const struct one *o = u;
    if (id != 0)
        return mk_fail(e, MK_EABSENT, "no such entry");
    return mk_piece_file(out, &o->piece, e);
}

int mk_one_entry(struct mk_source *out, const struct mk_piece *piece, struct mk_span path,
                 const char *ending, const char *remark, struct mk_error *e)
{
    struct mk_span name = mk_one_entry_name(path, ending);
    if (name.len == 0)
        name = mk_str("content");
    struct one *o = calloc(1, sizeof *o + name.len);
    if (!o)
        return mk_fail(e, MK_ENOMEM, "container");
    o->piece = *piece;
    o->name_len = name.len;
    memcpy(o->name, name.p, name.len);
    snprintf(o->remark, sizeof o->remark, "%s", remark ? remark : "");
    *out = (struct mk_source){ one_list, one_open, free, o };
    return 0;
}

const char *mk_one_entry_remark(const struct mk_source *src, size_t i)
{
    const struct one *o = src->u;
    return i == 0 && o->remark[0] ? o->remark : NULL;
}
