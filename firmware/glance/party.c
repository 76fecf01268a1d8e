#include "firmware/glance/party.h"
#include <stdlib.h>

#define SLOTS      (2 * MK_PARTIES_MAX)
#define BYTES_MAX  ((size_t)32 << 20)
#define KEY_MAX    96u
#define DIGITS     9u
#define DIGITS_MIN 7u

int mk_parties_init(struct mk_parties *p)
{
    *p = (struct mk_parties){ 0 };
    mk_arena_init(&p->arena, BYTES_MAX);
    p->all = calloc(MK_PARTIES_MAX, sizeof *p->all);
    p->slots = calloc(SLOTS, sizeof *p->slots);
    return p->all && p->slots ? 0 : -1;
}

void mk_parties_done(struct mk_parties *p)
{
    mk_arena_done(&p->arena);
    free(p->all);
    free(p->slots);
}

/* Only what can stand in a number besides digits: a mail address with digits in it is no number. */
static bool is_number(struct mk_span id, size_t *digits)
{
    *digits = 0;
    for (size_t i = 0; i < id.len; i++) {
        if (id.p[i] >= '0' && id.p[i] <= '9')
            ++*digits;
        else if (!memchr("+ -()./", id.p[i], 7))
            return false;
    }
    return *digits >= DIGITS_MIN;
}

static size_t key_of(uint8_t key[static KEY_MAX], struct mk_span id)
{
    size_t n = 0, digits, seen = 0;
    bool number = is_number(id, &digits);
    for (size_t i = 0; i < id.len && n < KEY_MAX; i++) {
        uint8_t c = id.p[i];
        if (!number)
            key[n++] = c >= 'A' && c <= 'Z' ? (uint8_t)(c + 32) : c;
        else if (c >= '0' && c <= '9' && digits - seen++ <= DIGITS)
            key[n++] = c;
    }
    return n;
}

static uint32_t hash_of(struct mk_span s)
{
    uint32_t h = 2166136261u; /* FNV-1a; a phone that makes them collide slows its own glance */
    for (size_t i = 0; i < s.len; i++)
        h = (h ^ s.p[i]) * 16777619u;
    return h;
}

static struct mk_party *add(struct mk_parties *p, uint32_t *slot, struct mk_span key,
                            struct mk_span id)
{
    if (p->n == MK_PARTIES_MAX)
        return NULL;
    struct mk_party *new = &p->all[p->n];
    new->key = mk_arena_copy(&p->arena, key);
    new->id = mk_arena_copy(&p->arena, mk_span(id.p, id.len < KEY_MAX ? id.len : KEY_MAX));
    if (!new->key.p || !new->id.p)
        return NULL;
    *slot = (uint32_t)++p->n;
    return new;
}

struct mk_party *mk_party_of(struct mk_parties *p, struct mk_span id)
{
    uint8_t bytes[KEY_MAX];
    struct mk_span key = mk_span(bytes, key_of(bytes, id));
    if (key.len == 0)
        return NULL;
    for (uint32_t i = hash_of(key), tries = 0; tries < 64; i++, tries++) {
        uint32_t *slot = &p->slots[i % SLOTS];
        if (!*slot)
            return add(p, slot, key, id);
        if (mk_span_eq(p->all[*slot - 1].key, key))
            return &p->all[*slot - 1];
    }
    return NULL;
}

static uint64_t weight(const struct mk_party *p)
{
    return (uint64_t)p->calls + p->messages;
}

static bool before(const struct mk_party *a, const struct mk_party *b)
{
    return weight(a) != weight(b) ? weight(a) > weight(b) : mk_span_cmp(a->id, b->id) < 0;
}

size_t mk_parties_top(const struct mk_party **out, size_t max, const struct mk_parties *p)
{
    size_t n = 0;
    for (size_t i = 0; i < p->n; i++) {
        const struct mk_party *c = &p->all[i];
        size_t at = n;
        if (weight(c) == 0)
            continue;
        while (at > 0 && before(c, out[at - 1]))
            at--;
        if (at == max)
            continue;
        n += n < max;
        memmove(out + at + 1, out + at, (n - at - 1) * sizeof *out);
        out[at] = c;
    }
    return n;
}
