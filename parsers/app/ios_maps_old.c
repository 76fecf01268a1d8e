/*
 * What was looked for in Apple's Maps until iOS 13: GeoHistory.mapsdata, a property list with a
 * protobuf for each search, place or route.
 *
 * Sources: abrignoni/iLEAPP, scripts/artifacts/appleMapsSearchHistory.py (423798fa), with the kinds
 * of rows that it found on iOS 12 and 13: 8.2.1.201.2.2.1 what was typed, 6 a place with its
 * address; fields of places that only a name tells stay in the file. Its records lie below
 * MSPHistory (as in the plist decoders of forensic references).
 */
#include "parsers/engine/engine.h"
#include "parsers/format/plist_shape.h"
#include "parsers/format/proto.h"

static const char *const columns[] = { "@1", "modificationDate", "contents", "@rest", NULL };
static const struct mk_shape shape = {
    .marks = (const char *const[]){ "MSPHistory", NULL },
    .tables = (const struct mk_shape_table[]){ { "records", "MSPHistory/records/*", columns }, { 0 } },
};
static const struct mk_lookup lookups[] = { { "p", NULL, NULL, "r.contents", &mk_decoder_proto }, { 0 } };

#define TYPED "p.8.2.1.201.2.2.1:text"
#define RECORD                                                                        \
    { MK_TIME,  "r.modificationDate",      mk_cocoa_s },                              \
    { MK_LABEL, "p.6.1:text",              mk_text_some },                            \
    { MK_LABEL, "p.7.1.1#1.1.2.5:text",    mk_text_some },                            \
    { MK_ID,    "r.@1",                    mk_text },                                 \
    { MK_DATA,  "p.6.2:text",              mk_text_some, .name = "address" },         \
    { MK_DATA,  "p.7.1.1#1.1.2.4:text",    mk_text_some, .name = "address" },         \
    { MK_DATA,  "r.@rest",                 mk_text_some, .name = "other" }
static const struct mk_field search[] = { RECORD, { MK_QUERY, TYPED, mk_text }, { 0 } };
static const struct mk_field place[] = { RECORD, { 0 } };
static const struct mk_when is_search[] = { { TYPED, MK_IF_SOME }, { 0 } };
static const struct mk_when is_place[] = { { TYPED, MK_IF_NONE }, { 0 } };
static const struct mk_constant shown[] = { { MK_NAME, "map_place" }, { 0 } };

const struct mk_app mk_app_ios_maps_old = {
    .id = "ios.maps_old",
    .title = "Maps (iOS, to 13)",
    .version = 1,
    .paths = (const char *const[]){ "*/GeoHistory.mapsdata", NULL },
    .queries = (const struct mk_query[]){
        { MK_WEB_SEARCH, "r", "records", NULL, search, lookups, .when = is_search },
        { MK_EVENT, "r", "records", NULL, place, lookups, .constants = shown, .when = is_place },
        { 0 },
    },
    .proven_on = "simulated",
    .format = &mk_format_plist,
    .shape = &shape,
};
