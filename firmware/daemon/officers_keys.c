/* Hardware keys of the officers: see officers.h. */
#include "firmware/daemon/officers_file.h"
#include <stdio.h>

static bool same(const struct mk_key *a, const struct mk_key *b)
{
    return a->blob_len == b->blob_len && !memcmp(a->blob, b->blob, a->blob_len);
}

static struct mk_key *key_like(struct mk_officer *x, const struct mk_key *k)
{
    for (size_t i = 0; i < x->nkeys; i++)
        if (same(&x->keys[i], k))
            return &x->keys[i];
    return NULL;
}

const struct mk_key *mk_officer_key(const struct mk_officer *x, struct mk_span handle)
{
    for (size_t i = 0; i < x->nkeys; i++)
        if (mk_span_eq(mk_span(x->keys[i].handle, x->keys[i].handle_len), handle))
            return &x->keys[i];
    return NULL;
}

static int add(struct mk_officer *x, const void *u, struct mk_error *e)
{
    if (x->nkeys == MK_KEYS_MAX)
        return mk_fail(e, MK_ELIMIT, "no more than %u keys", MK_KEYS_MAX);
    x->keys[x->nkeys++] = *(const struct mk_key *)u;
    return 0;
}

int mk_officers_key_add(struct mk_officers *o, const char *id, const struct mk_key *k,
                        struct mk_error *e)
{
    for (size_t i = 0; i < mk_officers_count(o); i++) {
        const struct mk_officer *x = mk_officers_at(o, i);
        for (size_t n = 0; n < x->nkeys; n++)
            if (same(&x->keys[n], k))
                return mk_fail(e, MK_ESTATE, "that key is somebody's already");
    }
    return mk_officers_change(o, id, add, k, e);
}

static int drop(struct mk_officer *x, const void *u, struct mk_error *e)
{
    char print[MK_KEY_PRINT];
    for (size_t i = 0; i < x->nkeys; i++) {
        if (mk_key_print(print, &x->keys[i], e))
            return -1;
        if (strcmp(print, u) != 0)
            continue;
        x->nkeys--;
        memmove(&x->keys[i], &x->keys[i + 1], (x->nkeys - i) * sizeof x->keys[0]);
        return 0;
    }
    return mk_fail(e, MK_EABSENT, "no such key");
}

int mk_officers_key_drop(struct mk_officers *o, const char *id, const char *print,
                         struct mk_error *e)
{
    return mk_officers_change(o, id, drop, print, e);
}

struct use {
    const struct mk_key *key;
    uint32_t counter;
};

static int used(struct mk_officer *x, const void *u, struct mk_error *e)
{
    const struct use *use = u;
    struct mk_key *k = key_like(x, use->key);
    if (!k)
        return mk_fail(e, MK_EABSENT, "no such key");
    if (k->counter && use->counter <= k->counter)
        return mk_fail(e, MK_ESTATE, "the key's counter does not grow");
    k->counter = use->counter;
    return 0;
}

int mk_officers_key_used(struct mk_officers *o, const char *id, const struct mk_key *k,
                         uint32_t counter, struct mk_error *e)
{
    const struct use use = { k, counter };
    return mk_officers_change(o, id, used, &use, e);
}

static int wrong(struct mk_officer *x, const void *u, struct mk_error *e)
{
    (void)u;
    (void)e;
    x->wrong_keys += x->wrong_keys < UINT32_MAX;
    return 0;
}

int mk_officers_key_wrong(struct mk_officers *o, const char *id, struct mk_error *e)
{
    return mk_officers_change(o, id, wrong, NULL, e);
}
