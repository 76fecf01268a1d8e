#ifndef MK_PRINTED_H
#define MK_PRINTED_H

#include "parsers/table/decoder.h"
#include "parsers/table/format.h"

/*
 * Short answers of Android's own tools, a file each; which one it is, its name says. Tables:
 *
 *   packages*.txt      packages    name, path, installer, version_code, uid
 *                                  "package:/data/app/x/base.apk=com.x versionCode:1  installer=y
 * uid:10100" users.txt          users       number, name, flags, managed, running "
 * UserInfo{10:Work profile:1030} running" dumpsys_battery*   facts       name, value      "  level:
 * 83" becomes "battery level", "83" owners.txt         owners      user, admin, kinds "User  0:
 * admin=com.x/.Admin,DeviceOwner,Affiliated" iphonesubinfo.txt  facts       name, value      of
 * "Result: Parcel(...)": the text in it, "IMEI"
 *   icc_adn.txt        sim_contacts  name, number, emails     of content://icc/adn
 *   deleted_contacts.txt  deleted    contact, deleted_ms      "Row: 0 contact_id=5, ..."
 *
 * Sources: frameworks/base,
 * services/core/java/com/android/server/pm/PackageManagerShellCommand.java, runListPackages and
 * runListUsers; core/java/android/content/pm/UserInfo.java (FLAG_MANAGED_PROFILE 0x20);
 * services/core/.../BatteryService.java, dumpInternal; services/devicepolicy/.../
 * DevicePolicyManagerServiceShellCommand.java, printAndGetOwnersList; cmds/service
 * (frameworks/native) and libs/binder/Parcel.cpp, print, and libs/binder/Debug.cpp, printHexData;
 * the text in a reply is a String16: i32 exception code 0, i32 length, UTF-16
 * (Parcel::writeString16).
 */
extern const struct mk_format mk_format_printed;

/*
 * What is known about a package by its name. Columns "kind" (forensic_agent: what somebody's tool
 * left behind, or is at work; implant: reported as planted; find_device, remote_wipe, panic_wipe),
 * "vendor", "basis" (where the name is known from). A name that says nothing has none of them.
 */
extern const struct mk_decoder mk_decoder_agents;

#endif
