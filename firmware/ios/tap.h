#ifndef MK_IOS_TAP_H
#define MK_IOS_TAP_H

#include "parsers/base/buf.h"

/*
 * What goes out to lockdownd is seen here, whoever sends it: libimobiledevice's own sending of
 * property lists is defined anew, told of, and then done by the library. So MK_PH_SAID has every
 * request, those that the library makes by itself in this or another version as well.
 *
 *     lockdown:QueryType            lockdown:StartSession        lockdown:StartService NAME
 *     lockdown:GetValue DOMAIN KEY  lockdown:StopSession         lockdown:Pair, :ValidatePair,
 *     (either may be missing)       lockdown:Goodbye             :Unpair
 *
 * Its receiving is defined anew as well, so that one that failed has received nothing.
 *
 * The rest is told where it is asked for: afc:List PATH, afc:GetFileInfo PATH, house:VendDocuments
 * BUNDLEID, apps:Browse, profiles:GetProfileList, profiles:GetCloudConfiguration, crash:Move,
 * backup:..., np:Observe NAME.
 */
/* -1: it does not go out. */
typedef int mk_ios_said(void *u, const char *request);

/* Once, before the sandbox. */
void mk_ios_tap_init(void);
void mk_ios_tap(mk_ios_said *said, void *u);

#endif
