#ifndef MK_OFFICERS_H
#define MK_OFFICERS_H

#include "firmware/bundle/disk.h"
#include "firmware/daemon/keys.h"
#include "firmware/daemon/sessions.h"

/*
 * Who may sign in: officers.json in the kit's state, mode 0600, with officers.bak the same once
 * more, written after it.
 *
 *   {"format":"moka-officers-1","officers":[{"id","name","admin":bool,"failures":N,
 *    "salt":HEX32,"hash":HEX64,"wrong_keys":N?,
 *    "keys":[{"handle":HEX,"key":HEX,"counter":N,"made":seconds}]?}]}
 *
 * hash: scrypt (RFC 7914) of the PIN, N 2^15, r 8, p 1, 32 bytes. A million PINs of six digits are
 * no secret to who has the file and time: it lies on the evidence partition.
 *
 * Wrong PINs: a try counts as wrong, durably, before it is looked at, and a right one sets the
 * count back; so neither a kill nor a power cut gives one away. The first three cost nothing, the
 * fourth 30 s, each further one twice as long, up to an hour. A delay is measured on a clock that
 * no jump moves; after a start of the daemon the whole of it has to pass once more.
 *
 * Hardware keys (keys.h) stand beside the PIN: who is locked is locked for keys, too, and a right
 * key forgives no wrong PIN. A wrong key is no wrong PIN; they are counted by themselves.
 */
#define MK_OFFICERS_MAX  64u
#define MK_SCRYPT_SALT   16u
#define MK_SCRYPT_HASH   32u
#define MK_PIN_FREE      3u
#define MK_PIN_DELAY_S   30
#define MK_PIN_DELAY_MAX 3600
#define MK_PIN_EVENT     6u /* wrong within an hour */

struct mk_officer {
    char id[MK_OFFICER_ID];
    char name[201];
    bool admin;
    uint32_t failures;
    uint8_t salt[MK_SCRYPT_SALT], hash[MK_SCRYPT_HASH];
    struct mk_key keys[MK_KEYS_MAX];
    size_t nkeys;
    uint32_t wrong_keys;            /* answers that were not taken, ever */
    int64_t locked_us;              /* on the loop's clock; not stored */
    int64_t wrong_us[MK_PIN_EVENT]; /* the last ones, newest first; INT64_MIN: none. Not stored */
};

struct mk_officers;
/* `dir`: a descriptor of the state's folder, borrowed. MK_EFORMAT: the file is damaged, and so is
 * its copy: without a word of the administrator nobody may become the first officer again. */
MK_CHECK int mk_officers_new(struct mk_officers **out, struct mk_loop *l, int dir,
                             const struct mk_disk *disk, struct mk_error *e);
void mk_officers_free(struct mk_officers *o);
bool mk_officers_busy(const struct mk_officers *o); /* a PIN is being looked at or set */
size_t mk_officers_count(const struct mk_officers *o);
const struct mk_officer *mk_officers_at(const struct mk_officers *o, size_t i);
const struct mk_officer *mk_officers_find(const struct mk_officers *o, const char *id);
/* Seconds until the next try, 0: now. */
int64_t mk_officer_locked_s(const struct mk_officers *o, const struct mk_officer *x);
/* Whether wrong tries of the last hour are now MK_PIN_EVENT. */
bool mk_officer_tried_hard(const struct mk_officers *o, const struct mk_officer *x);

/* Results come later, out of the loop: scrypt is done by a child, one at a time. */
enum mk_pin_result {
    MK_PIN_RIGHT,
    MK_PIN_WRONG,
    MK_PIN_FAILED, /* not looked at, or not stored: *e says why */
};
typedef void mk_pin_done(void *u, enum mk_pin_result r, const char *id, const struct mk_error *e);

/* MK_EABSENT: no such officer; MK_EREFUSED: locked; MK_ELIMIT: too many wait. `u` is the caller's
 * to free when done() comes, or when mk_officers_free() has let it go by MK_PIN_FAILED. */
MK_CHECK int mk_officers_check(struct mk_officers *o, const char *id, const char *pin,
                               mk_pin_done *done, void *u, struct mk_error *e);
/* A new one; or, where `id` is there and name NULL, a new PIN of that one, which ends a lock.
 * MK_ESTATE: there is one already; MK_ELIMIT. Done: RIGHT or FAILED. */
MK_CHECK int mk_officers_set(struct mk_officers *o, const char *id, const char *name, bool admin,
                             const char *pin, mk_pin_done *done, void *u, struct mk_error *e);

/* Each durable when it returns 0, and undone when not. MK_EABSENT: no such officer or key. */
/* MK_ELIMIT: MK_KEYS_MAX are there; MK_ESTATE: somebody has this one already. */
MK_CHECK int mk_officers_key_add(struct mk_officers *o, const char *id, const struct mk_key *k,
                                 struct mk_error *e);
/* By mk_key_print(). */
MK_CHECK int mk_officers_key_drop(struct mk_officers *o, const char *id, const char *print,
                                  struct mk_error *e);
/* An answer to be taken: its counter is kept before anybody is let in. MK_ESTATE: meanwhile another
 * answer was. */
MK_CHECK int mk_officers_key_used(struct mk_officers *o, const char *id, const struct mk_key *k,
                                  uint32_t counter, struct mk_error *e);
MK_CHECK int mk_officers_key_wrong(struct mk_officers *o, const char *id, struct mk_error *e);
/* The officer's key with that handle, or NULL. */
const struct mk_key *mk_officer_key(const struct mk_officer *x, struct mk_span handle);

#endif
