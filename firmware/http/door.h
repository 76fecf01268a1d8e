#ifndef MK_DOOR_H
#define MK_DOOR_H

#include "parsers/base/error.h"
#include "parsers/base/span.h"

/*
 * Doors: browsers that were let in. A one-time token (the kiosk) or the pairing code (the USB
 * network) becomes a random cookie with a CSRF token of its own. A door is not a session: behind it
 * is the page that asks who you are. They live in this process's memory only.
 */
#define MK_DOORS        16u
#define MK_SECRET_LEN   64u /* hex digits */
#define MK_CODE_LEN     8u  /* decimal digits */
#define MK_DOOR_TOKENS  4u
#define MK_CODE_TRIES   5u
#define MK_CODE_PAUSE_S 30
#define MK_CODE_LIFE_S  300

struct mk_door {
    char cookie[MK_SECRET_LEN + 1], csrf[MK_SECRET_LEN + 1]; /* cookie "": free */
    bool far;                                                /* came over the USB network */
    int64_t seen;                                            /* seconds */
};

struct mk_doors {
    struct mk_door all[MK_DOORS];
    char tokens[MK_DOOR_TOKENS][MK_SECRET_LEN + 1];
    size_t next_token;
    char code[MK_CODE_LEN + 1]; /* "" until mk_doors_code(), and when it is used up */
    int64_t code_until;         /* seconds */
    unsigned wrong;
    int64_t closed_until; /* seconds: no code is looked at */
};

/* A token is good for one door; a fifth one pushes the first out. False when it is no token. */
bool mk_doors_token(struct mk_doors *d, struct mk_span token);
/* Another pairing code: somebody at the kit asks for it. */
MK_CHECK int mk_doors_code(struct mk_doors *d, int64_t now, struct mk_error *e);
/* Whether there is one that lets somebody in now. */
bool mk_doors_code_lives(const struct mk_doors *d, int64_t now);

/* NULL: no such token (it is gone then), or no random numbers. The longest unused door is given up.
 */
const struct mk_door *mk_doors_enter(struct mk_doors *d, struct mk_span token, int64_t now);

enum mk_paired { MK_PAIRED, MK_PAIR_WRONG, MK_PAIR_WAIT };
/* A code is good for one door, for MK_CODE_LIFE_S, and for MK_CODE_TRIES wrong ones; then there is
 * none until mk_doors_code(), and after wrong ones a pause, in which no code is looked at. */
enum mk_paired mk_doors_pair(const struct mk_door **out, struct mk_doors *d, struct mk_span code,
                             int64_t now);

/* The door of this cookie, on this side; NULL: none. */
const struct mk_door *mk_doors_find(struct mk_doors *d, struct mk_span cookie, bool far,
                                    int64_t now);

#endif
