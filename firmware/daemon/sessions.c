#include "firmware/daemon/sessions.h"
#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>

struct mk_sessions {
    struct mk_loop *loop;
    struct mk_sessions_told told;
    struct mk_session all[MK_SESSIONS];
    struct mk_timer timer;
    uint64_t last;
};

int mk_sessions_new(struct mk_sessions **out, struct mk_loop *l,
                    const struct mk_sessions_told *told, struct mk_error *e)
{
    struct mk_sessions *s = calloc(1, sizeof *s);
    if (!s)
        return mk_fail(e, MK_ENOMEM, "sessions");
    s->loop = l;
    s->told = *told;
    *out = s;
    return 0;
}

static void end(struct mk_sessions *s, struct mk_session *x, const char *why)
{
    s->told.ended(s->told.u, x, why);
    explicit_bzero(x, sizeof *x);
}

void mk_sessions_free(struct mk_sessions *s)
{
    if (!s)
        return;
    for (size_t i = 0; i < MK_SESSIONS; i++)
        if (s->all[i].number)
            end(s, &s->all[i], "stopped");
    mk_timer_stop(s->loop, &s->timer);
    free(s);
}

#define IDLE_US ((int64_t)MK_SESSION_IDLE_S * 1000000)
#define WARN_US ((int64_t)MK_SESSION_WARN_S * 1000000)

static void look(void *u);

/* The timer stands for the first thing that is due of any of them. */
static void set_timer(struct mk_sessions *s)
{
    int64_t now = mk_loop_boot_us(s->loop), next = INT64_MAX;
    for (size_t i = 0; i < MK_SESSIONS; i++) {
        const struct mk_session *x = &s->all[i];
        int64_t due = x->used_us + IDLE_US - (x->warned ? 0 : WARN_US);
        if (x->number && due < next)
            next = due;
    }
    mk_timer_stop(s->loop, &s->timer);
    if (next != INT64_MAX)
        mk_timer_set(s->loop, &s->timer, next > now ? next - now : 0, look, s);
}

static void look(void *u)
{
    struct mk_sessions *s = u;
    int64_t now = mk_loop_boot_us(s->loop);
    for (size_t i = 0; i < MK_SESSIONS; i++) {
        struct mk_session *x = &s->all[i];
        if (x->number && now >= x->used_us + IDLE_US) {
            end(s, x, "idle");
        } else if (x->number && !x->warned && now >= x->used_us + IDLE_US - WARN_US) {
            x->warned = true;
            s->told.warn(s->told.u, x);
        }
    }
    set_timer(s);
}

static struct mk_session *place(struct mk_sessions *s)
{
    struct mk_session *oldest = &s->all[0];
    for (size_t i = 0; i < MK_SESSIONS; i++) {
        if (!s->all[i].number)
            return &s->all[i];
        if (s->all[i].used_us < oldest->used_us)
            oldest = &s->all[i];
    }
    end(s, oldest, "replaced");
    return oldest;
}

int mk_sessions_add(const struct mk_session **out, struct mk_sessions *s, const char *officer,
                    struct mk_error *e)
{
    uint8_t raw[MK_SESSION_LEN / 2];
    if (RAND_bytes(raw, sizeof raw) != 1)
        return mk_fail(e, MK_EIO, "no random numbers");
    struct mk_session *x = place(s);
    for (size_t i = 0; i < sizeof raw; i++)
        snprintf(x->token + 2 * i, 3, "%02x", raw[i]);
    explicit_bzero(raw, sizeof raw);
    snprintf(x->officer, sizeof x->officer, "%s", officer);
    x->number = ++s->last;
    x->used_us = mk_loop_boot_us(s->loop);
    set_timer(s);
    *out = x;
    return 0;
}

const struct mk_session *mk_sessions_find(struct mk_sessions *s, const char *token, bool used)
{
    struct mk_session *found = NULL;
    if (strlen(token) != MK_SESSION_LEN)
        return NULL;
    for (size_t i = 0; i < MK_SESSIONS; i++)
        if (s->all[i].number && CRYPTO_memcmp(s->all[i].token, token, MK_SESSION_LEN) == 0)
            found = &s->all[i];
    if (!found)
        return NULL;
    if (mk_loop_boot_us(s->loop) >= found->used_us + IDLE_US) { /* before the timer came to it */
        end(s, found, "idle");
        return NULL;
    }
    if (used) {
        found->used_us = mk_loop_boot_us(s->loop);
        found->warned = false;
        set_timer(s);
    }
    return found;
}

const struct mk_session *mk_sessions_numbered(const struct mk_sessions *s, uint64_t number)
{
    for (size_t i = 0; number && i < MK_SESSIONS; i++)
        if (s->all[i].number == number)
            return &s->all[i];
    return NULL;
}

const struct mk_session *mk_sessions_at(const struct mk_sessions *s, size_t i)
{
    for (size_t k = 0; k < MK_SESSIONS; k++)
        if (s->all[k].number && i-- == 0)
            return &s->all[k];
    return NULL;
}

void mk_sessions_end(struct mk_sessions *s, uint64_t number, const char *why)
{
    for (size_t i = 0; number && i < MK_SESSIONS; i++)
        if (s->all[i].number == number)
            end(s, &s->all[i], why);
    set_timer(s);
}

void mk_sessions_end_of(struct mk_sessions *s, const char *officer, uint64_t but, const char *why)
{
    for (size_t i = 0; i < MK_SESSIONS; i++)
        if (s->all[i].number && s->all[i].number != but && !strcmp(s->all[i].officer, officer))
            end(s, &s->all[i], why);
    set_timer(s);
}
