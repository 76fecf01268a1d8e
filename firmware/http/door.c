#include "firmware/http/door.h"
#include "firmware/http/guard.h"
#include <openssl/rand.h>
#include <stdio.h>

static bool secret(char out[static MK_SECRET_LEN + 1])
{
    static const char hex[] = "0123456789abcdef";
    uint8_t raw[MK_SECRET_LEN / 2];
    if (RAND_bytes(raw, sizeof raw) != 1)
        return false;
    for (size_t i = 0; i < sizeof raw; i++) {
        out[2 * i] = hex[raw[i] >> 4];
        out[2 * i + 1] = hex[raw[i] & 15];
    }
    out[MK_SECRET_LEN] = '\0';
    return true;
}

bool mk_doors_token(struct mk_doors *d, struct mk_span token)
{
    if (!mk_is_hex(token, MK_SECRET_LEN))
        return false;
    memcpy(d->tokens[d->next_token], token.p, MK_SECRET_LEN);
    d->next_token = (d->next_token + 1) % MK_DOOR_TOKENS;
    return true;
}

int mk_doors_code(struct mk_doors *d, int64_t now, struct mk_error *e)
{
    uint64_t n;
    d->code[0] = '\0'; /* without random numbers nobody is let in any more */
    if (RAND_bytes((uint8_t *)&n, sizeof n) != 1)
        return mk_fail(e, MK_EIO, "no random numbers");
    snprintf(d->code, sizeof d->code, "%08u", (unsigned)(n % 100000000u));
    d->wrong = 0;
    d->code_until = now + MK_CODE_LIFE_S;
    return 0;
}

bool mk_doors_code_lives(const struct mk_doors *d, int64_t now)
{
    return d->code[0] && now < d->code_until;
}

static const struct mk_door *make(struct mk_doors *d, bool far, int64_t now)
{
    struct mk_door *oldest = &d->all[0], door = { .far = far, .seen = now };
    for (size_t i = 0; i < MK_DOORS; i++)
        if (!d->all[i].cookie[0] || (oldest->cookie[0] && d->all[i].seen < oldest->seen))
            oldest = &d->all[i];
    if (!secret(door.cookie) || !secret(door.csrf))
        return NULL;
    *oldest = door;
    return oldest;
}

const struct mk_door *mk_doors_enter(struct mk_doors *d, struct mk_span token, int64_t now)
{
    char *found = NULL;
    for (size_t i = 0; i < MK_DOOR_TOKENS; i++)
        if (mk_same_secret(token, d->tokens[i], MK_SECRET_LEN))
            found = d->tokens[i];
    if (!found)
        return NULL;
    memset(found, 0, MK_SECRET_LEN);
    return make(d, false, now);
}

enum mk_paired mk_doors_pair(const struct mk_door **out, struct mk_doors *d, struct mk_span code,
                             int64_t now)
{
    if (now < d->closed_until || !mk_doors_code_lives(d, now))
        return MK_PAIR_WAIT;
    bool right = mk_same_secret(code, d->code, MK_CODE_LEN);
    if (!right && ++d->wrong < MK_CODE_TRIES)
        return MK_PAIR_WRONG;
    if (!right)
        d->closed_until = now + MK_CODE_PAUSE_S;
    d->code[0] = '\0';
    return right && (*out = make(d, true, now)) ? MK_PAIRED : MK_PAIR_WRONG;
}

const struct mk_door *mk_doors_find(struct mk_doors *d, struct mk_span cookie, bool far,
                                    int64_t now)
{
    struct mk_door *found = NULL;
    for (size_t i = 0; i < MK_DOORS; i++)
        if (mk_same_secret(cookie, d->all[i].cookie, MK_SECRET_LEN) && d->all[i].far == far)
            found = &d->all[i];
    if (found)
        found->seen = now;
    return found;
}
