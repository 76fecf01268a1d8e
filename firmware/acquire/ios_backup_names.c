#include "firmware/acquire/ios_backup.h"
#include <stdlib.h>

#define FIRST_ROOM 1024u

void mk_backup_names_done(struct mk_backup_names *t)
{
    free(t->slots);
    *t = (struct mk_backup_names){ 0 };
}

/* The key is a piece of a digest: any eight bytes of it are as good as another. */
static size_t place(const struct mk_backup_names *t, const uint8_t key[static 16])
{
    size_t h;
    memcpy(&h, key, sizeof h);
    return h & (t->room - 1);
}

static bool is_free(const struct mk_backup_name_slot *s)
{
    static const uint8_t none[16];
    return memcmp(s->key, none, sizeof none) == 0;
}

static struct mk_backup_name_slot *find(const struct mk_backup_names *t,
                                        const uint8_t key[static 16])
{
    size_t i = place(t, key);
    while (!is_free(&t->slots[i]) && memcmp(t->slots[i].key, key, 16) != 0)
        i = (i + 1) & (t->room - 1);
    return &t->slots[i];
}

static int grow(struct mk_backup_names *t, struct mk_error *e)
{
    struct mk_backup_names bigger = { .n = t->n, .room = t->room ? 2 * t->room : FIRST_ROOM };
    bigger.slots = calloc(bigger.room, sizeof *bigger.slots);
    if (!bigger.slots)
        return mk_fail(e, MK_ENOMEM, "names of the backup");
    for (size_t i = 0; i < t->room; i++)
        if (!is_free(&t->slots[i]))
            *find(&bigger, t->slots[i].key) = t->slots[i];
    free(t->slots);
    *t = bigger;
    return 0;
}

struct mk_backup_name_slot *mk_backup_names_at(struct mk_backup_names *t, struct mk_span name,
                                               struct mk_error *e)
{
    struct mk_digest d;
    if ((t->n >= t->room / 4 * 3 && grow(t, e)) || mk_sha256_of(&d, name, e))
        return NULL;
    d.b[15] |= 1; /* none is all zero */
    struct mk_backup_name_slot *s = find(t, d.b);
    t->n += is_free(s);
    memcpy(s->key, d.b, sizeof s->key);
    return s;
}

uint64_t mk_backup_names_unseen(const struct mk_backup_names *t)
{
    uint64_t n = 0;
    for (size_t i = 0; i < t->room; i++)
        n += t->slots[i].number && !t->slots[i].seen;
    return n;
}
