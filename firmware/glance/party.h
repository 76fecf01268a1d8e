#ifndef MK_GLANCE_PARTY_H
#define MK_GLANCE_PARTY_H

#include "parsers/base/arena.h"

/*
 * Private to the glance: with whom there was contact how often. Numbers are taken for the same when
 * their last nine digits are (all of them, if there are fewer, but at least seven); whatever else
 * names somebody, when it is the same text without case. For counting only: nothing is merged in
 * evidence.
 */
#define MK_PARTIES_MAX 65536u /* further ones are counted together */

struct mk_party {
    struct mk_span key, id, name; /* id: as first met; name: the contacts', or empty */
    uint32_t calls, messages;
};

struct mk_parties {
    struct mk_arena arena;
    struct mk_party *all;
    uint32_t *slots; /* place in all + 1, 0 free */
    size_t n;
    uint64_t others; /* contacts with those that found no room */
};

MK_CHECK int mk_parties_init(struct mk_parties *p);
void mk_parties_done(struct mk_parties *p);
/* The one that the text names, made when new; NULL: no room, or no text. */
struct mk_party *mk_party_of(struct mk_parties *p, struct mk_span id);
/* The up to `max` with most contacts, most first; ties by id. Returns how many. */
size_t mk_parties_top(const struct mk_party **out, size_t max, const struct mk_parties *p);

#endif
