#include "firmware/acquire/marks.h"
#include "parsers/base/buf.h"
#include "parsers/base/hash.h"
#include <stdlib.h>

#define PLACES_FIRST 256u
#define PARTS_MAX    ((size_t)4 << 20)

struct mk_mark {
    uint8_t name[16];
    uint8_t flags;
    bool used;
};

void mk_marks_done(struct mk_marks *m)
{
    free(m->v);
    *m = (struct mk_marks){ 0 };
}

static int name_of(struct mk_digest *out, const struct mk_span parts[3], struct mk_error *e)
{
    struct mk_buf b;
    mk_buf_init(&b, PARTS_MAX);
    for (size_t i = 0; i < 3; i++)
        mk_buf_text(&b, parts[i]);
    bool fits = parts[0].len + parts[1].len + parts[2].len + 12 <= PARTS_MAX;
    int rc = mk_buf_ok(&b) ? mk_sha256_of(out, mk_buf_span(&b), e)
                           : mk_fail(e, fits ? MK_ENOMEM : MK_ELIMIT, "name of a record");
    mk_buf_done(&b);
    return rc;
}

static struct mk_mark *place(const struct mk_marks *m, const uint8_t name[16])
{
    size_t at = name[0] | (size_t)name[1] << 8 | (size_t)name[2] << 16;
    for (at &= m->places - 1; m->v[at].used; at = (at + 1) & (m->places - 1))
        if (memcmp(m->v[at].name, name, 16) == 0)
            break;
    return &m->v[at];
}

static int grow(struct mk_marks *m, struct mk_error *e)
{
    struct mk_marks more = { .n = m->n, .places = m->places ? 2 * m->places : PLACES_FIRST };
    if (m->n >= MK_MARKS_MAX)
        return mk_fail(e, MK_ELIMIT, "more records than are kept in mind");
    more.v = calloc(more.places, sizeof *more.v);
    if (!more.v)
        return mk_fail(e, MK_ENOMEM, "records");
    for (size_t i = 0; i < m->places; i++)
        if (m->v[i].used)
            *place(&more, m->v[i].name) = m->v[i];
    free(m->v);
    *m = more;
    return 0;
}

int mk_marks_add(struct mk_marks *m, const struct mk_span parts[3], uint8_t flags,
                 struct mk_error *e)
{
    struct mk_digest d;
    if (name_of(&d, parts, e) || (2 * (m->n + 1) > m->places && grow(m, e)))
        return -1;
    struct mk_mark *at = place(m, d.b);
    if (!at->used)
        memcpy(at->name, d.b, sizeof at->name);
    m->n += !at->used;
    at->used = true;
    at->flags |= flags;
    return 0;
}

int mk_marks_get(uint8_t *flags, const struct mk_marks *m, const struct mk_span parts[3],
                 struct mk_error *e)
{
    struct mk_digest d;
    *flags = 0;
    if (!m->places)
        return 0;
    if (name_of(&d, parts, e))
        return -1;
    const struct mk_mark *at = place(m, d.b);
    *flags = at->used ? at->flags : 0;
    return 0;
}
