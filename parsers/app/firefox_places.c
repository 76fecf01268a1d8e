/*
 * places.sqlite of Firefox, on desktops and (since Fenix) on Android: visits, bookmarks, downloads
 * that are noted as annotations, and what was typed into the address bar.
 *
 * Sources: mozilla-central, toolkit/components/places: nsPlacesTables.h, nsINavHistoryService.idl
 * (TRANSITION_*), nsINavBookmarksService.idl (TYPE_*), Downloads annotations: toolkit/components/
 * downloads/DownloadHistory.sys.mjs. Android: application-services, components/places/sql/
 * create_shared_schema.sql, whose times are in milliseconds where desktops' are in microseconds.
 */
#include "parsers/engine/engine.h"

static const struct mk_name transition[] = {
    { 0, "" }, { 1, "link" }, { 2, "typed" }, { 3, "bookmark" }, { 4, "embed" }, { 5, "redirect_permanent" },
    { 6, "redirect_temporary" }, { 7, "download" }, { 8, "framed_link" }, { 9, "reload" }, { 0 },
};
static const struct mk_name item[] = { { 1, "bookmark" }, { 2, "folder" }, { 3, "separator" }, { 4, "dynamic_container" }, { 0 } };
static const char vanished[] = "the row with the address is missing or unusable";

static const struct mk_field visit[] = {
    { MK_TIME,       "v.visit_date",        mk_unix_ms_or_us, .clock = "device" },
    { MK_URL,        "p.url",               mk_text },
    { MK_URL,        "v.place_id",          mk_dangling, vanished },
    { MK_HOST,       "p.url",               mk_url_host },
    { MK_TITLE,      "p.title",             mk_text_some },
    { MK_VISITS,     "p.visit_count",       mk_integer, .optional = true },
    { MK_VISITS,     "p.visit_count_local", mk_integer, .optional = true },
    { MK_TYPED,      "p.typed",             mk_not_zero },
    { MK_TRANSITION, "v.visit_type",        mk_named, transition },
    { MK_FROM_VISIT, "v.from_visit",        mk_not_zero, .ref = "moz_historyvisits" },
    { MK_DATA,       "v.is_local",          mk_bool, .name = "is_local", .optional = true },
    { MK_DATA,       "p.description",       mk_text_some, .name = "description", .optional = true },
    { 0 },
};
static const struct mk_lookup visit_of[] = { { "p", "moz_places", "p.id", "v.place_id" }, { 0 } };

static const struct mk_field place[] = {
    { MK_TIME,   "p.last_visit_date",       mk_unix_ms_or_us, .clock = "device", .optional = true },
    { MK_TIME,   "p.last_visit_date_local", mk_unix_ms_or_us, .clock = "device", .optional = true },
    { MK_URL,    "p.url",                   mk_text },
    { MK_TITLE,  "p.title",                 mk_text_some },
    { MK_VISITS, "p.visit_count",           mk_integer, .optional = true },
    { MK_VISITS, "p.visit_count_local",     mk_integer, .optional = true },
    { 0 },
};
static const struct mk_lookup visits[] = {
    { "v", "moz_historyvisits", "v.place_id", "p.id", .many = true }, { "b", "moz_bookmarks", "b.fk", "p.id", .many = true }, { 0 },
};
static const struct mk_when unvisited[] = { { "v.place_id", MK_IF_NONE }, { "b.fk", MK_IF_NONE }, { 0 } };
static const struct mk_constant remembered[] = { { MK_STATUS, "no_visit_kept" }, { 0 } };

static const struct mk_field bookmark[] = {
    { MK_TIME,   "b.dateAdded",    mk_unix_ms_or_us, .clock = "device" },
    { MK_TIMES,  "b.lastModified", mk_unix_ms_or_us, .sub = MK_MODIFIED },
    { MK_URL,    "p.url",          mk_text },
    { MK_TITLE,  "b.title",        mk_text_some },
    { MK_TITLE,  "p.title",        mk_text_some },
    { MK_TYPE,   "b.type",         mk_named, item },
    { MK_FOLDER, "f.title",        mk_text_some },
    { MK_PARENT, "b.parent",       mk_not_zero, .ref = "moz_bookmarks" },
    { MK_VISITS, "p.visit_count",  mk_integer, .optional = true },
    { 0 },
};
static const struct mk_lookup bookmark_of[] = {
    { "p", "moz_places", "p.id", "b.fk" }, { "f", "moz_bookmarks", "f.id", "b.parent" }, { 0 },
};

/* What is noted about a page: a download's target is one of these. */
#define NOTE_OF                                                                                                          \
    { MK_TIME,  "a.dateAdded",    mk_unix_us, .clock = "device" }, { MK_TIMES, "a.lastModified", mk_unix_us, .sub = MK_MODIFIED }, \
    { MK_URL,   "p.url",          mk_text }, { MK_URL, "a.place_id", mk_dangling, vanished }, { MK_TITLE, "p.title", mk_text_some }
static const struct mk_field download[] = { NOTE_OF, { MK_PATH, "a.content", mk_text }, { 0 } };
static const struct mk_field page_note[] = {
    NOTE_OF,
    { MK_DATA, "n.name", mk_text, .name = "annotation" }, { MK_DATA, "a.content", mk_text, .name = "content" }, { 0 },
};
static const struct mk_lookup note_of[] = {
    { "n", "moz_anno_attributes", "n.id", "a.anno_attribute_id" }, { "p", "moz_places", "p.id", "a.place_id" }, { 0 },
};
#define TARGET "downloads/destinationFileURI"
static const struct mk_when is_download[] = { { "n.name", MK_IF_IS, .text = TARGET }, { 0 } };
static const struct mk_when no_download[] = { { "n.name", MK_IF_NOT, .text = TARGET }, { 0 } };
static const struct mk_field about_download[] = {
    { 0, "n.name", mk_text, .sub = MK_TYPE }, { 0, "o.content", mk_text, .sub = MK_VALUE }, { 0 },
};
static const struct mk_part about_parts[] = { { NULL, MK_OTHER, about_download }, { 0 } };
static const struct mk_lookup about_of[] = { { "n", "moz_anno_attributes", "n.id", "o.anno_attribute_id" }, { 0 } };
static const struct mk_gather about[] = {
    { "o", "moz_annos", "o.place_id", "a.place_id", "n.name", about_of, about_parts, .loose = true }, { 0 },
};
static const struct mk_constant page_note_is[] = { { MK_NAME, "page_annotation" }, { 0 } };

static const struct mk_field item_note[] = {
    { MK_TIME,   "i.dateAdded",    mk_unix_us, .clock = "device" },
    { MK_TIMES,  "i.lastModified", mk_unix_us, .sub = MK_MODIFIED },
    { MK_PARENT, "i.item_id",      mk_not_zero, .ref = "moz_bookmarks" },
    { MK_TITLE,  "b.title",        mk_text_some },
    { MK_URL,    "p.url",          mk_text },
    { MK_DATA,   "n.name",         mk_text, .name = "annotation" },
    { MK_DATA,   "i.content",      mk_text, .name = "content" },
    { 0 },
};
static const struct mk_lookup item_note_of[] = {
    { "n", "moz_anno_attributes", "n.id", "i.anno_attribute_id" }, { "b", "moz_bookmarks", "b.id", "i.item_id" },
    { "p", "moz_places", "p.id", "b.fk" }, { 0 },
};
static const struct mk_constant item_note_is[] = { { MK_NAME, "bookmark_annotation" }, { 0 } };

static const struct mk_field input[] = {
    { MK_URL,   "p.url",       mk_text },
    { MK_TITLE, "p.title",     mk_text_some },
    { MK_DATA,  "y.input",     mk_text, .name = "typed" },
    { MK_DATA,  "y.use_count", mk_real, .name = "used" }, /* fades with time: no integer */
    { 0 },
};
static const struct mk_lookup input_of[] = { { "p", "moz_places", "p.id", "y.place_id" }, { 0 } };
static const struct mk_constant input_is[] = { { MK_NAME, "address_bar_input" }, { 0 } };

#define NEEDS(...) (const char *const[]){ __VA_ARGS__, NULL }

const struct mk_app mk_app_firefox_places = {
    .id = "firefox.places",
    .title = "History and bookmarks (Firefox)",
    .version = 1,
    .paths = (const char *const[]){ "*/places.sqlite", NULL },
    .queries = (const struct mk_query[]){
        { MK_WEB_VISIT, "v", "moz_historyvisits", NEEDS("place_id", "visit_date"), visit, visit_of },
        { MK_WEB_VISIT, "p", "moz_places", NEEDS("url"), place, visits, .constants = remembered, .when = unvisited, .also = true, .extra = true },
        { MK_BOOKMARK, "b", "moz_bookmarks", NEEDS("fk", "type"), bookmark, bookmark_of },
        { MK_WEB_DOWNLOAD, "a", "moz_annos", NEEDS("place_id", "content"), download, note_of, about, .when = is_download, .optional = true },
        { MK_EVENT, "a", "moz_annos", NEEDS("place_id", "content"), page_note, note_of, .constants = page_note_is, .when = no_download, .optional = true },
        { MK_EVENT, "i", "moz_items_annos", NEEDS("item_id", "content"), item_note, item_note_of, .constants = item_note_is, .also = true, .optional = true },
        { MK_EVENT, "y", "moz_inputhistory", NEEDS("input"), input, input_of, .constants = input_is, .also = true, .optional = true },
        { 0 },
    },
    .proven_on = "public-sample",
};
