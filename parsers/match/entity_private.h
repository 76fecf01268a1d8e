#ifndef MK_ENTITY_PRIVATE_H
#define MK_ENTITY_PRIVATE_H

#include "parsers/match/entity.h"

/* Private to parsers/match: each looks whether one begins at `at`, and says how long it is; 0:
 * none. What stands before is the caller's to judge. */
size_t mk_entity_phone(struct mk_entity *out, struct mk_span text, size_t at);
size_t mk_entity_email(struct mk_entity *out, struct mk_span text, size_t at);
size_t mk_entity_link(struct mk_entity *out, struct mk_span text, size_t at);
size_t mk_entity_handle(struct mk_entity *out, struct mk_span text, size_t at);
size_t mk_entity_wallet(struct mk_entity *out, struct mk_span text, size_t at);

static inline bool mk_is_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}
static inline bool mk_is_alnum(uint8_t c)
{
    return mk_is_digit(c) || ((c | 32) >= 'a' && (c | 32) <= 'z');
}
static inline char mk_lower(uint8_t c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c | 32 : c);
}

#endif
