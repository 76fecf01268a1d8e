/*
 * The App Privacy Report that an owner can export (App_Privacy_Report_v4_*.ndjson): which app used what when, and which
 * hosts it spoke to.
 *
 * Source: log2timeline/plaso, jsonl_plugins/ios_app_privacy.py (4ea03ef9a); Apple, "About App Privacy Report" (support.apple
 * .com/102188). Times carry the offset of the phone's zone.
 */
#include "parsers/engine/engine.h"
#include "parsers/format/plist_shape.h"

static const char *const columns[] = {
    "type", "timeStamp", "kind", "category", "identifier", "accessor/identifier", "accessor/identifierType", "domain", "bundleID",
    "context", "domainType", "domainOwner", "domainClassification", "initiatedType", "hits", "firstTimeStamp", "@rest", NULL,
};
static const struct mk_shape shape = { .tables = (const struct mk_shape_table[]){ { "entries", "", columns }, { 0 } } };

static const struct mk_field access[] = {
    { MK_TIME, "e.timeStamp",           mk_iso,       .clock = "device" },
    { MK_NAME, "e.type",                mk_text_some },
    { MK_DATA, "e.accessor/identifier", mk_text_some, .name = "bundle" },
    { MK_DATA, "e.accessor/identifierType", mk_text_some, .name = "identifier_type" },
    { MK_DATA, "e.category",            mk_text_some, .name = "category" },
    { MK_DATA, "e.kind",                mk_text_some, .name = "kind" },
    { MK_DATA, "e.identifier",          mk_text_some, .name = "interval" },
    { MK_DATA, "e.@rest",               mk_text_some, .name = "other" },
    { 0 },
};
static const struct mk_field network[] = {
    { MK_TIME,  "e.timeStamp",      mk_iso,       .clock = "device" },
    { MK_TIMES, "e.firstTimeStamp", mk_iso,       .name = "first" },
    { MK_NAME,  "e.type",           mk_text_some },
    { MK_DATA,  "e.bundleID",       mk_text_some, .name = "bundle" },
    { MK_DATA,  "e.domain",         mk_text_some, .name = "host" },
    { MK_DATA,  "e.context",        mk_text_some, .name = "context" },
    { MK_DATA,  "e.hits",           mk_integer,   .name = "hits" },
    { MK_DATA,  "e.domainType",     mk_integer,   .name = "domain_type" },
    { MK_DATA,  "e.domainClassification", mk_integer, .name = "domain_class" },
    { MK_DATA,  "e.domainOwner",    mk_text_some, .name = "domain_owner" },
    { MK_DATA,  "e.initiatedType",  mk_text_some, .name = "initiated" },
    { MK_DATA,  "e.@rest",          mk_text_some, .name = "other" },
    { 0 },
};
static const struct mk_when is_network[] = { { "e.domain", MK_IF_SOME }, { 0 } };
static const struct mk_when is_access[] = { { "e.domain", MK_IF_NONE }, { 0 } };
static const char *const needs[] = { "timeStamp", NULL };

const struct mk_app mk_app_ios_app_privacy = {
    .id = "ios.app_privacy",
    .title = "App Privacy Report (iOS)",
    .version = 1,
    .also = (const char *const[]){ "*App_Privacy_Report*.ndjson", "*app_privacy_report*.ndjson", NULL },
    .queries = (const struct mk_query[]){
        { MK_EVENT, "e", "entries", needs, access, .when = is_access, .also = true },
        { MK_EVENT, "e", "entries", needs, network, .when = is_network, .also = true },
        { 0 },
    },
    .proven_on = "public-sample",
    .format = &mk_format_json_lines,
    .shape = &shape,
};
