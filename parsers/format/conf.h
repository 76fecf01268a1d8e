#ifndef MK_CONF_H
#define MK_CONF_H

#include "parsers/table/format.h"

/*
 * Lists that Android keeps as lines, told apart by the file's name. Tables:
 *
 *   devices    bt_config.conf, a section "[aa:bb:cc:dd:ee:ff]" each: mac, name, alias, timestamp,
 *              class, type, link_key, link_key_type, services, other
 *   networks   wpa_supplicant.conf, "network={" to "}" each: ssid, bssid, password, security,
 *              priority, hidden, identity, eap_password, phase, wep, id, other. An SSID in quotes
 *              is given without them; one without is hexadecimal digits and stays so.
 *   values     both, outside of these: section, name, value
 *   packages   packages.list, a line each: name, uid, debuggable, data_dir, seinfo, gids,
 *              profileable_by_shell, version_code, profileable, installer
 *
 * `other`: the lines that have no column of their own, as they stand.
 *
 * Sources: packages/modules/Bluetooth, system/btif/src/btif_storage.cc and
 * system/gd/storage/config_keys.h (the timestamp: seconds since 1970, set when the properties of
 * the device were last stored); external/wpa_supplicant_8, wpa_supplicant/config_file.c;
 * frameworks/base, services/core/java/com/android/server/pm/Settings.java, writePackageListLPr.
 */
extern const struct mk_format mk_format_conf;

#endif
