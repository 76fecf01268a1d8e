#ifndef MK_MAP_LINK_H
#define MK_MAP_LINK_H

#include "parsers/table/decoder.h"

/*
 * A place that was shared as a link to a map: columns "lat" and "lon" (degrees as written, not
 * checked), none where the text has no such link. The first of these in it:
 *
 *   mlat=LAT&mlon=LON   OpenStreetMap (wiki.openstreetmap.org, "Browsing": marker)
 *   ll=LAT,LON          Apple, Maps URLs (developer.apple.com, "Map Links")
 *   pos.LAT_LON         Bing (learn.microsoft.com, "Create a custom map URL": rtp)
 */
extern const struct mk_decoder mk_decoder_map_link;

#endif
