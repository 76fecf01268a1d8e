#ifndef MK_PRINTED_H
#define MK_PRINTED_H

#include "parsers/table/decoder.h"
#include "parsers/table/format.h"

/*
 * Short answers of Android's own tools, a file each; which one it is, its name says:
 *
 *   file                   table         columns
 *   packages*.txt          packages      name, path, installer, version_code, uid
 *   users.txt              users         number, name, flags, managed, running
 *   dumpsys_battery*.txt   facts         name, value
 *   iphonesubinfo.txt      facts         name, value
 *   owners.txt             owners        user, admin, kinds
 *   icc_adn.txt            sim_contacts  name, number, emails
 *   deleted_contacts.txt   deleted       contact, deleted_ms
 *
 * Lines of them, in that order:
 *
 *   package:/data/app/x/base.apk=com.x versionCode:1  installer=y uid:10100
 *   UserInfo{10:Work profile:1030} running
 *   level: 83
 *   Result: Parcel(00000000 0000000f 00350033 ... '........3.5.')
 *   User  0: admin=com.x/.Admin,DeviceOwner,Affiliated
 *   Row: 0 name=Ann, number=+441700900123, emails=null, _id=0
 *   Row: 0 contact_id=5, contact_deleted_timestamp=1700000000123
 *
 * Sources, frameworks/base: PackageManagerShellCommand.java, runListPackages and runListUsers;
 * UserInfo.java, FLAG_MANAGED_PROFILE 0x20; BatteryService.java, dumpInternal;
 * DevicePolicyManagerServiceShellCommand.java, printAndGetOwnersList. frameworks/native: libs/
 * binder/Parcel.cpp, print, and Debug.cpp, printHexData; a text in a reply is a String16: i32 0,
 * i32 length, UTF-16 (Parcel::writeString16).
 */
extern const struct mk_format mk_format_printed;

/*
 * What is known about a package by its name. Columns "kind" (forensic_agent: what somebody's tool
 * left behind, or is at work; implant: reported as planted; find_device, remote_wipe, panic_wipe),
 * "vendor", "basis" (where the name is known from). A name that says nothing has none of them.
 */
extern const struct mk_decoder mk_decoder_agents;

#endif
