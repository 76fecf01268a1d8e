#include "firmware/bundle/sections.h"
#include <stdlib.h>
#include <string.h>

#define PLACES_FIRST 64u

void mk_sections_done(struct mk_sections *s)
{
    free(s->v);
    *s = (struct mk_sections){ 0 };
}

/* Digests under a random key: any bytes of them spread well. */
static struct mk_section *place(const struct mk_sections *s, const struct mk_digest *name)
{
    size_t at = name->b[0] | (size_t)name->b[1] << 8 | (size_t)name->b[2] << 16;
    for (at &= s->places - 1; s->v[at].used; at = (at + 1) & (s->places - 1))
        if (memcmp(&s->v[at].name, name, sizeof *name) == 0)
            break;
    return &s->v[at];
}

struct mk_section *mk_sections_find(const struct mk_sections *s, const struct mk_digest *name)
{
    struct mk_section *at = s->places ? place(s, name) : NULL;
    return at && at->used ? at : NULL;
}

static int grow(struct mk_sections *s, struct mk_error *e)
{
    struct mk_sections more = { .places = s->places ? 2 * s->places : PLACES_FIRST };
    more.v = calloc(more.places, sizeof *more.v);
    if (!more.v)
        return mk_fail(e, MK_ENOMEM, "sections");
    for (size_t i = 0; i < s->places; i++)
        if (s->v[i].used)
            *place(&more, &s->v[i].name) = s->v[i];
    more.n = s->n;
    free(s->v);
    *s = more;
    return 0;
}

int mk_sections_put(struct mk_sections *s, const struct mk_section *section, struct mk_error *e)
{
    if (2 * (s->n + 1) > s->places && grow(s, e) != 0)
        return -1;
    struct mk_section *at = place(s, &section->name);
    s->n += !at->used;
    *at = *section;
    at->used = true;
    return 0;
}
