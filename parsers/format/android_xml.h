#ifndef MK_ANDROID_XML_H
#define MK_ANDROID_XML_H

#include "parsers/table/format.h"

/*
 * Lists that Android keeps as XML, text or binary (ABX, from Android 12 on), as tables:
 *
 *   packages   packages.xml: name, path, uid, version_code, installer, file_ms, first_install_ms,
 *              last_update_ms. The times are hexadecimal in the file, milliseconds since 1970.
 *   networks   WifiConfigStore.xml: ssid, key (the SSID and the kind of security), bssid, password,
 *              mac (the randomised one), hidden, ever_connected, creator, created, security. An
 * SSID in quotes is given without them; one without is hexadecimal digits and stays so.
 *   settings   settings_global.xml, _secure, _system: space (which of the three), name, value,
 *              package (that set it), id (counts up with each change), default. A value
 *              that XML cannot have is stored as base64 of UTF-16.
 *   tasks      recent_tasks/<id>_task.xml, one each: id, activity, affinity, user, uid,
 *              calling_package, moved_ms, first_active_ms, last_active_ms (these two: of older
 *              versions), action, component and data of the intent that began it, label, moved (to
 *              the "front" or, where the stored time has a minus, the "back")
 *
 * Sources: frameworks/base, services/core/java/com/android/server/pm/Settings.java, writePackageLPr
 * (ft, it, ut); packages/modules/Wifi, service/java/com/android/server/wifi/XmlUtil.java,
 * WifiConfigurationXmlUtil and NetworkSelectionStatusXmlUtil; util/XmlUtils.java for how values
 * stand: <string name="SSID">text</string>, <boolean name="HiddenSSID" value="true" />;
 * packages/SettingsProvider, SettingsState.java, writeSingleSetting;
 * frameworks/base, services/core/java/com/android/server/wm/Task.java (am/TaskRecord.java),
 * saveToXml.
 */
extern const struct mk_format mk_format_android_xml;

#endif
