#ifndef MK_DUMP_H
#define MK_DUMP_H

#include "parsers/table/format.h"

/*
 * What Android's own tools print: getprop, ps, settings and dumpsys, each in a file of its own as
 * androidqf and MVT keep them, or several services of dumpsys in one. Line by line; what is not
 * known is passed over, there is no end to what makers add. Tables (_row: what others name it by):
 *
 *   properties     name, value                       "[ro.build.id]: [AP1A]"
 *   settings       space, name, value                "adb_enabled=1"; the space is in the file's
 * name processes      user, pid, ppid, state, name      below the header "USER PID PPID ... NAME"
 *   packages       name, uid, path, data_dir, version_code, version, installer, first_install,
 *                  last_update, flags, hidden, _row  "  Package [name] (id):" and what is below it
 *   permissions    package_row, name, kind, granted  of the packages; kind: declared, requested,
 *                                                    install, runtime
 *   ops            uid, package, op, mode, _row      "    Package x:", "      READ_SMS (allow):"
 *   op_uses        op_row, what, state, time, more   "Access: [fg-s] 2022-03-29 18:37:30.315 (-4h)"
 *   statements     pid, package, path, time, action, sql   the last ones of each open database
 *   adb_keys       place, key, owner, last_connected
 *   accessibility  state, component                  installed, enabled, bound ... services
 *
 * Times are the phone's local ones without a zone. Sources: system/core, toolbox getprop and ps;
 * frameworks/base, services/core/java/com/android/server: pm/Settings.java dumpPackageLPr,
 * appop/AppOpsService.java dump, adb/AdbDebuggingManager.java dump; core/java/android/database/
 * sqlite/SQLiteConnection.java dump; accessibility/AccessibilityUserState.java dump. The forms were
 * seen in public samples of Android 10 to 14.
 */
extern const struct mk_format mk_format_dump;

#endif
