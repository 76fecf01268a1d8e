#ifndef MK_PHANTOM_IOS_LOCKDOWN_H
#define MK_PHANTOM_IOS_LOCKDOWN_H

#include "firmware/phantom/ios_message.h"

/*
 * lockdownd: messages of message.h, {"Request": ...} and its answer, {"Request": ..., what was
 * asked for} or {"Request": ..., "Error": word}. Source: libimobiledevice src/lockdown.c, which
 * lists the words, and tools/ideviceinfo.c for the domains.
 */

/* All values of a domain ("" or NULL: the phone's own), as the host may see them; NULL when it may
 * see none. */
plist_t mk_ios_values(struct mk_ios_phone *p, const char *domain, bool in_session);

/* Pair, ValidatePair and Unpair: an error's word, or NULL. Escrow of what then holds in *escrow. */
const char *mk_ios_pair(uint8_t escrow[static MK_IOS_ESCROW], struct mk_ios_phone *p,
                        plist_t record);
const char *mk_ios_pair_validate(struct mk_ios_phone *p, plist_t record);
const char *mk_ios_unpair(struct mk_ios_phone *p, plist_t record);
/* The number of the pairing of such a host, or -1. */
int mk_ios_pair_find(struct mk_ios_phone *p, const char *host_id, const char *buid);

#endif
