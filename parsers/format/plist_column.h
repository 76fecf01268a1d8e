#ifndef MK_PLIST_COLUMN_H
#define MK_PLIST_COLUMN_H

#include "parsers/table/decoder.h"

/*
 * A property list in a column. Columns are paths of keys and, for arrays, of numbers from 0, with
 * '/' between them: "info/name", "0". An archive of NSKeyedArchiver is followed as if its objects
 * were the values that they stand for: fields by their names, NSDictionary by keys, NSArray by
 * numbers; NSString, NSData, NSDate (seconds since 2001-01-01 UTC) and NSUUID (bytes) are cells.
 * Other containers are none. 4 bytes in front of a list are passed over: Safari's sessions have
 * them (mvt-project/mvt, safari_browserstate.py, dac4acb). Layout of archives: tree_archive.c.
 * Hostile: at most 16 MiB of values, and as many steps as the path has.
 */
#define MK_PLIST_ELEMENTS 64 /* of a list that are told; the next says that there are more */
extern const struct mk_decoder mk_decoder_plist;

#endif
