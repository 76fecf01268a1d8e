#ifndef MK_CHROME_BOOKMARKS_H
#define MK_CHROME_BOOKMARKS_H

#include "parsers/table/format.h"

/*
 * The file "Bookmarks" of Chrome and its kin (Chromium, components/bookmarks/browser/
 * bookmark_codec.cc): JSON, under "roots" a tree of {id, guid, type "url" or "folder", name, url,
 * children, date_added, date_last_used, date_modified}; times are decimal texts, microseconds since
 * 1601.
 *
 *   bookmarks   type, name, url, guid, added, used, modified, folder ("Bookmarks bar/Boats")
 */
extern const struct mk_format mk_format_chrome_bookmarks;

#endif
