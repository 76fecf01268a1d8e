#ifndef MK_ITUNES_PREFS_H
#define MK_ITUNES_PREFS_H

#include "parsers/table/format.h"

/*
 * iTunesPrefs, which iTunes and the Finder leave on what they synchronise.
 *
 *   0     4   "frpd"
 *   10    1   0 by hand, 1 automatically         11  1  1 the whole library, 2 chosen playlists
 *   12    8   number of the library that it belongs to
 *   384  64   name of a user, 64 bytes padded with NUL, then 64 of that user's computer; more such
 *             pairs follow, with 64 bytes between them in files of iOS 16 (observed)
 *
 * Source: iOpenPod, sync/itunes_prefs.py (field offsets, sync history); abrignoni/iLEAPP,
 * scripts/artifacts/connectedDevices.py (423798fa).
 *
 * Tables: "hosts" (user, computer, offset), "library" (library, sync_mode, sync_type).
 */
extern const struct mk_format mk_format_itunes_prefs;

#endif
