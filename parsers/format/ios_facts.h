#ifndef MK_IOS_FACTS_H
#define MK_IOS_FACTS_H

#include "parsers/table/format.h"

/*
 * Info.plist, Manifest.plist and Status.plist of an iOS backup as tables. Other property lists of
 * these names (every app has an Info.plist) are tables of nothing.
 *
 *   facts  name   the key, of nested ones with '.' between: "Lockdown.DeviceName"
 *          value  as text; of more than 64 bytes of data only how many
 *          date   seconds since 2001-01-01 UTC, of dates
 *   apps   id, version, path      Info.plist: Installed Applications; Manifest.plist: Applications
 *          title, seller, bought  Info.plist: Applications, its iTunesMetadata
 *
 * Source: an iOS 14.3 backup (MVT 2.6, tests/artifacts/ios_backup); libimobiledevice 1.3.0,
 * tools/idevicebackup2.c, mobilebackup_factory_info_plist_new(); iphone_backup_decrypt 0.9.
 */
extern const struct mk_format mk_format_ios_facts;

#endif
