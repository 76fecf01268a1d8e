/* Entities in a text, and a text as the id of a party; words of it for the index. */
#include "host/case/words.h"
#include "parsers/match/entity.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct bounds {
    const uint8_t *from, *to;
};

static int in_bounds(void *u, const struct mk_entity *f)
{
    const struct bounds *b = u;
    if (f->text.p < b->from || f->text.p + f->text.len > b->to ||
        strlen(f->value) >= MK_ENTITY_MAX || !f->value[0])
        abort();
    return 0;
}

static int word_in_bounds(void *u, const struct mk_word *w)
{
    const struct bounds *b = u;
    if (w->from >= w->to || w->to > (size_t)(b->to - b->from) || !w->text.len)
        abort();
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bounds b = { data, data + size };
    struct mk_entity f;
    if (mk_entities(mk_span(data, size), in_bounds, &b) != 0 ||
        mk_words(mk_span(data, size), size & 1, word_in_bounds, &b) != 0)
        abort();
    if (mk_entity_of_id(&f, mk_span(data, size)))
        in_bounds(&b, &f);
    return 0;
}
