/*
 * What was looked for and kept in Apple's Maps: MapsSync_0.0.1 (iOS 13 and later), which iCloud fills
 * from the owner's other devices too. A search says where somebody looked, not where anybody was.
 *
 * Sources: abrignoni/iLEAPP, scripts/artifacts/mapsSync.py (423798fa), after A. Leong, "iOS14 Maps
 * History BLOB Script" (cheeky4n6monkey.blogspot.com): columns, where a place's address stands in
 * the protobufs (a field 101, its 2.11); favourites and collections: tests of a public reader of
 * backups (observed). Kinds of rows are entity numbers that change with versions: what a row is, its
 * columns tell. Routes stay in the database beyond their addresses.
 */
#include "parsers/engine/conv_ios.h"
#include "parsers/engine/engine.h"
#include "parsers/format/proto.h"

static const struct mk_lookup lookups[] = {
    { "m", "ZMIXINMAPITEM", "m.Z_PK", "h.ZMAPITEM" },
    { "p", NULL, NULL, "m.ZMAPITEMSTORAGE",      &mk_decoder_proto },
    { "r", NULL, NULL, "h.ZROUTEREQUESTSTORAGE", &mk_decoder_proto },
    { 0 },
};
#define PLACE                                                                         \
    { MK_LABEL, "h.ZLOCATIONDISPLAY", mk_text_some, .optional = true },               \
    { MK_LABEL, "m.ZNAME",            mk_text_some, .optional = true },               \
    { MK_DATA,  "p.*.101.2.11:text",  mk_text_some, .name = "address_1", .optional = true }, \
    { MK_DATA,  "p.*.101.2.11#1:text", mk_text_some, .name = "address_2", .optional = true }, \
    { MK_DATA,  "p.*.101.2.11#2:text", mk_text_some, .name = "address_3", .optional = true }
#define WHEN                                                                          \
    { MK_TIME,  "h.ZCREATETIME",       mk_cocoa_s },                                  \
    { MK_TIMES, "h.ZMODIFICATIONTIME", mk_cocoa_s,  .sub = MK_MODIFIED, .optional = true }
static const struct mk_field search[] = { WHEN, { MK_QUERY, "h.ZQUERY", mk_text }, PLACE, { 0 } };
static const struct mk_field journey[] = {
    WHEN,
    PLACE,
    { MK_DATA, "r.*.101.2.11:text",   mk_text_some, .name = "to_1", .optional = true },
    { MK_DATA, "r.*.101.2.11#1:text", mk_text_some, .name = "to_2", .optional = true },
    { 0 },
};
static const struct mk_field other[] = { WHEN, PLACE, { 0 } };
static const struct mk_field place[] = {
    WHEN,
    { MK_PARENT, "h.Z_PK",        mk_integer,   .ref = "ZHISTORYITEM" },
    { MK_LAT,    "h.ZLATITUDE",   mk_latitude },
    { MK_LAT,    "h.ZLATITUDE1",  mk_latitude,  .optional = true },
    { MK_LON,    "h.ZLONGITUDE",  mk_longitude },
    { MK_LON,    "h.ZLONGITUDE1", mk_longitude, .optional = true },
    { MK_QUERY,  "h.ZQUERY",      mk_text_some },
    PLACE,
    { 0 },
};
static const struct mk_when is_search[] = { { "h.ZQUERY", MK_IF_SOME }, { 0 } };
static const struct mk_when is_journey[] = { { "h.ZQUERY", MK_IF_NONE }, { "h.ZROUTEREQUESTSTORAGE", MK_IF_SOME }, { 0 } };
static const struct mk_when is_other[] = { { "h.ZQUERY", MK_IF_NONE }, { "h.ZROUTEREQUESTSTORAGE", MK_IF_NONE }, { 0 } };
static const struct mk_when placed[] = { { "h.ZLATITUDE", MK_IF_SOME }, { 0 } };
static const struct mk_when placed_1[] = { { "h.ZLATITUDE", MK_IF_NONE }, { "h.ZLATITUDE1", MK_IF_SOME }, { 0 } };
static const struct mk_constant journeys[] = { { MK_NAME, "map_journey" }, { 0 } };
static const struct mk_constant shown[] = { { MK_NAME, "map_place" }, { 0 } };
static const struct mk_constant searched[] = { { MK_ORIGIN, "app" }, { MK_WHOSE, "unknown" }, { MK_MEANING, "searched" }, { 0 } };

/* Places that somebody kept. */
#define KEPT(i)                                                                       \
    { MK_TIME,  i ".ZCREATETIME", mk_cocoa_s },                                       \
    { MK_LABEL, i ".ZCUSTOMNAME", mk_text_some, .optional = true },                   \
    { MK_LAT,   i ".ZLATITUDE",   mk_latitude },                                      \
    { MK_LON,   i ".ZLONGITUDE",  mk_longitude }
static const struct mk_field favourite[] = {
    KEPT("f"),
    { MK_HIDDEN, "f.ZHIDDEN", mk_bool, .optional = true },
    { MK_DATA,   "f.ZORIGINATINGADDRESSSTRING", mk_text_some, .name = "address", .optional = true },
    { 0 },
};
static const struct mk_field item[] = { KEPT("c"), { 0 } };
static const struct mk_field collection[] = {
    { MK_TIME, "c.ZCREATETIME", mk_cocoa_s, .optional = true }, { MK_TITLE, "c.ZTITLE", mk_text_some }, { 0 },
};
static const struct mk_constant favourites[] = {
    { MK_STATUS, "favourite" }, { MK_ORIGIN, "app" }, { MK_WHOSE, "unknown" }, { MK_MEANING, "searched" }, { 0 },
};
static const struct mk_constant items[] = {
    { MK_STATUS, "in_collection" }, { MK_ORIGIN, "app" }, { MK_WHOSE, "unknown" }, { MK_MEANING, "searched" }, { 0 },
};
static const struct mk_constant collections[] = { { MK_NAME, "map_collection" }, { 0 } };

#define NEEDS(...) (const char *const[]){ __VA_ARGS__, NULL }

const struct mk_app mk_app_ios_maps = {
    .id = "ios.maps",
    .title = "Maps (iOS)",
    .version = 1,
    .paths = (const char *const[]){ "*/MapsSync_0.0.1", NULL },
    .queries = (const struct mk_query[]){
        { MK_WEB_SEARCH, "h", "ZHISTORYITEM", NEEDS("ZQUERY", "ZCREATETIME"), search, lookups, .when = is_search },
        { MK_EVENT, "h", "ZHISTORYITEM", NEEDS("ZQUERY", "ZCREATETIME"), journey, lookups, .constants = journeys, .when = is_journey },
        { MK_EVENT, "h", "ZHISTORYITEM", NEEDS("ZQUERY", "ZCREATETIME"), other, lookups, .constants = shown, .when = is_other, .also = true },
        { MK_LOCATION, "h", "ZHISTORYITEM", NEEDS("ZLATITUDE"), place, lookups, .constants = searched, .when = placed, .extra = true },
        { MK_LOCATION, "h", "ZHISTORYITEM", NEEDS("ZLATITUDE"), place, lookups, .constants = searched, .when = placed_1,
          .also = true, .extra = true, .optional = true },
        { MK_LOCATION, "f", "ZFAVORITEITEM", NEEDS("ZLATITUDE"), favourite, .constants = favourites, .also = true, .optional = true },
        { MK_LOCATION, "c", "ZCOLLECTIONITEM", NEEDS("ZLATITUDE"), item, .constants = items, .also = true, .optional = true },
        { MK_EVENT, "c", "ZCOLLECTION", NEEDS("ZTITLE"), collection, .constants = collections, .also = true, .optional = true },
        { 0 },
    },
    .proven_on = "simulated",
};
