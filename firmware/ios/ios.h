#ifndef MK_IOS_H
#define MK_IOS_H

#include "firmware/worker/frame.h"

/*
 * An iPhone's worker: speaks firmware/worker/phone.h with its parent, firmware/worker/mux.h with
 * the proxy that leads to the phone, and the phone's own services through libimobiledevice. One
 * request at a time; CANCEL and QUIT are looked for between two replies of the phone.
 *
 * MK_PH_OPEN's text is how long somebody is waited for, in decimal milliseconds (empty: two
 * minutes); the parent counts as well and knows better.
 *
 * Words of MK_PH_EXEC. Exit code 0, or 1 with the phone's own word for the error in `why`:
 *
 *     lockdown [DOMAIN]   all values of that domain: XML property list
 *     apps                what is installed: XML property list, an array; attributes MK_IOS_APP_...
 *     profiles            configuration profiles that are installed: XML property list
 *     cloud-configuration what an organisation set up for it: XML property list
 *     crash-move          has the phone gather its crash reports where they can be read
 *     unpair              the phone forgets this case's host identity, the record of it goes
 *
 * Paths are device paths, see firmware/ios/paths.h. What a request is called in MK_PH_SAID: the
 * table in firmware/ios/tap.h. An entry's mode has its type only: AFC tells no permissions.
 */
#define MK_IOS_LOCKDOWN   "lockdown"
#define MK_IOS_APPS       "apps"
#define MK_IOS_PROFILES   "profiles"
#define MK_IOS_CLOUD      "cloud-configuration"
#define MK_IOS_CRASH_MOVE "crash-move"
#define MK_IOS_UNPAIR     "unpair"

struct mk_ios;

/* Both channels are the caller's. Before the sandbox: libraries look for their parts. */
MK_CHECK int mk_ios_new(struct mk_ios **out, struct mk_error *e);
/* Works until the parent says QUIT or goes: 0. Everything that is the phone's fault is told to the
 * parent; -1 when it cannot be spoken to. */
MK_CHECK int mk_ios_run(struct mk_ios *x, struct mk_chan *parent, struct mk_chan *proxy,
                        struct mk_error *e);
void mk_ios_free(struct mk_ios *x);

#endif
