#ifndef MK_ENTITY_H
#define MK_ENTITY_H

#include "parsers/base/span.h"

/*
 * What in a text names somebody or something outside of it, in one spelling whatever it was written
 * like, with the rule that found it. A rule is a pattern, no proof: where the kind has a checksum,
 * it has to hold.
 *
 *   phone    "+447700900123" where it was written with its country (+, 00 is not taken for it);
 * else its digits alone, nine to fifteen of them email    RFC 5321's dot-string @ domain, lower
 * case link     scheme, host in lower case, path; without what follows '#' handle   "@name", 3 to
 * 32 letters, digits, '_' or '.', lower case; not behind a letter wallet   Bitcoin and Tron
 * (Base58Check: the checksum holds), Bitcoin's segwit (BIP 173, 350: the checksum holds), Ethereum
 * ("0x" and 40 hex digits; its checksum is optional)
 */
enum mk_entity_kind {
    MK_ENTITY_PHONE,
    MK_ENTITY_EMAIL,
    MK_ENTITY_LINK,
    MK_ENTITY_HANDLE,
    MK_ENTITY_WALLET,
    MK_ENTITY_KINDS
};
const char *mk_entity_kind_name(enum mk_entity_kind k);

#define MK_ENTITY_MAX 256 /* bytes of a value; longer ones are none */

struct mk_entity {
    enum mk_entity_kind kind;
    const char *rule;    /* "phone.written", "wallet.base58check" ... */
    struct mk_span text; /* where it stands */
    char value[MK_ENTITY_MAX];
};
typedef int mk_entity_fn(void *u, const struct mk_entity *found);

/* In the order of the text, none twice at one place. Stops when `each` returns non-zero, and
 * returns that. */
int mk_entities(struct mk_span text, mk_entity_fn *each, void *u);

/* Of a text that is said to be the id of a party as a whole: false when it is no entity. */
bool mk_entity_of_id(struct mk_entity *out, struct mk_span id);

#endif
