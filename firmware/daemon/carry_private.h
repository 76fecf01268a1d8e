#ifndef MK_CARRY_PRIVATE_H
#define MK_CARRY_PRIVATE_H

#include "firmware/daemon/carry.h"

/* Private to firmware/daemon/carry*.c. Each answers a code of carry.h, NULL: well. */

struct mk_carry mk_carry_filled(const struct mk_carry *c); /* no path is NULL */
bool mk_carry_is_kits(const struct mk_carry *c, const char *port);

/* In this order: port, name and serial; disk ("no-disk": not yet); part; fs. */
const char *mk_carry_device(struct mk_carried *out, const struct mk_carry *c, const char *port);
const char *mk_carry_disk(struct mk_carried *out, const struct mk_carry *c);
const char *mk_carry_part(struct mk_carried *out, const struct mk_carry *c);
const char *mk_carry_look(struct mk_carried *out, const struct mk_carry *c);

#endif
