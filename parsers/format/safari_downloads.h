#ifndef MK_SAFARI_DOWNLOADS_H
#define MK_SAFARI_DOWNLOADS_H

#include "parsers/table/format.h"

/*
 * Downloads.plist of Safari as a table "DownloadHistory", a column for each key.
 * Source: libyal/plaso, plaso/parsers/plist_plugins/safari_downloads.py (20240504); keys as
 * observed in files of macOS 13 and iOS 17.
 */
extern const struct mk_format mk_format_safari_downloads;

#endif
