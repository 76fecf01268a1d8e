#ifndef MK_IOS_PATHS_H
#define MK_IOS_PATHS_H

#include "parsers/base/buf.h"

/*
 * Device paths, and which service reaches them:
 *
 *   /private/var/mobile/Media/...                           com.apple.afc, "/..."
 *   /private/var/mobile/Library/Logs/CrashReporter/...      com.apple.crashreportcopymobile, "/..."
 *   /private/var/mobile/Containers/Data/Application/BUNDLEID/Documents/...
 *                       com.apple.mobile.house_arrest, VendDocuments BUNDLEID, "/Documents/..."
 *
 * On the phone an app's folder has a number in place of its bundle id; that number is new with each
 * installation and house_arrest does not tell it.
 * Source: libimobiledevice 1.3.0 docs/idevicecrashreport.1, tools/afcclient.c of 1.4.0 (where the
 * root of VendDocuments is).
 */
#define MK_IOS_MEDIA     "/private/var/mobile/Media"
#define MK_IOS_CRASH     "/private/var/mobile/Library/Logs/CrashReporter"
#define MK_IOS_APPS_ROOT "/private/var/mobile/Containers/Data/Application/"
#define MK_IOS_PATH_MAX  ((size_t)4096)

enum mk_ios_place { MK_IOS_AT_MEDIA, MK_IOS_AT_CRASH, MK_IOS_AT_APP, MK_IOS_PLACES };

struct mk_ios_path {
    enum mk_ios_place place;
    struct mk_span app;    /* MK_IOS_AT_APP: the bundle id */
    struct mk_span inside; /* the path as its service knows it: begins with '/' */
};

/* False when no service reaches it, or it is no path: NUL, "..", "." or an empty part in it, longer
 * than MK_IOS_PATH_MAX. */
bool mk_iosw_path(struct mk_ios_path *out, struct mk_span path);

#endif
