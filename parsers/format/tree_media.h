#ifndef MK_TREE_MEDIA_H
#define MK_TREE_MEDIA_H

#include "parsers/base/json.h"
#include "parsers/format/isobmff.h"

/*
 * `moka tree` of pictures and videos: every tag by its directory and name, values as text; XMP and
 * further texts as they stand; for files of boxes the boxes too.
 */

/* The list of boxes inside, as one JSON value. */
void mk_tree_boxes(struct mk_json *j, const struct mk_range *r);

/* "2005:08:11 14:03:54" of seconds since 1904; false when it cannot be a time. */
bool mk_tree_mac_time(char out[static 32], uint64_t seconds);

#endif
