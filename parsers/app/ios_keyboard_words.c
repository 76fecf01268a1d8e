/*
 * Words that the keyboard of an iPhone learnt: dynamic-lexicon.dat, one a language (the folder's name). The table is that of
 * parsers/format/dynamic_lexicon.h. A word need not have been typed in a message that still exists; no times.
 */
#include "parsers/engine/conv_ios.h"
#include "parsers/engine/engine.h"
#include "parsers/format/dynamic_lexicon.h"

static const struct mk_field word[] = {
    { MK_TEXT, "w.word",   mk_text },
    { MK_DATA, "w.uses",   mk_integer,   .name = "uses" },
    { MK_DATA, "w.number", mk_integer,   .name = "number" },
    { MK_DATA, "w.own",    mk_bool,      .name = "own" },
    { MK_DATA, "w.flags",  mk_hex_bytes, .name = "flags" },
    { 0 },
};
static const struct mk_constant name[] = { { MK_NAME, "dictionary_word" }, { 0 } };

const struct mk_app mk_app_ios_keyboard_words = {
    .id = "ios.keyboard_words",
    .title = "Words learnt by the keyboard (iOS)",
    .version = 1,
    .paths = (const char *const[]){ "*/Keyboard/*-dynamic.lm/dynamic-lexicon.dat", NULL },
    .queries = (const struct mk_query[]){ { MK_EVENT, "w", "words", NULL, word, .constants = name }, { 0 } },
    .proven_on = "public-sample",
    .format = &mk_format_dynamic_lexicon,
};
