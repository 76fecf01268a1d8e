/*
 * Computers that an iPhone was synchronised with by iTunes or the Finder, with the name of the user there: iTunesPrefs. The
 * tables are those of parsers/format/itunes_prefs.h. No times.
 */
#include "parsers/engine/conv_ios.h"
#include "parsers/engine/engine.h"
#include "parsers/format/itunes_prefs.h"

static const struct mk_field host[] = {
    { MK_DATA, "h.user",     mk_text_some, .name = "user" },
    { MK_DATA, "h.computer", mk_text_some, .name = "computer" },
    { MK_DATA, "h.offset",   mk_integer,   .name = "offset" },
    { 0 },
};
static const struct mk_name modes[] = { { 0, "by_hand" }, { 1, "automatic" }, { 0 } };
static const struct mk_name types[] = { { 1, "whole_library" }, { 2, "chosen" }, { 0 } };
static const struct mk_field library[] = {
    { MK_DATA, "l.library",   mk_hex_bytes, .name = "library" },
    { MK_DATA, "l.sync_mode", mk_named_some, modes, .name = "sync_mode" },
    { MK_DATA, "l.sync_type", mk_named_some, types, .name = "sync_type" },
    { 0 },
};

#define NAMED(what) .constants = (const struct mk_constant[]){ { MK_NAME, what }, { 0 } }, .also = true

const struct mk_app mk_app_ios_computers = {
    .id = "ios.computers",
    .title = "Computers it was connected to (iOS)",
    .version = 1,
    .paths = (const char *const[]){ "*/iTunes_Control/iTunes/iTunesPrefs", NULL },
    .queries = (const struct mk_query[]){
        { MK_EVENT, "h", "hosts",   NULL, host, NAMED("synchronised_with") },
        { MK_EVENT, "l", "library", NULL, library, NAMED("synchronised_library") },
        { 0 },
    },
    .proven_on = "public-sample",
    .format = &mk_format_itunes_prefs,
};
