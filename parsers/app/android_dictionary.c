/*
 * Words that the owner taught the keyboard: user_dict.db, or replies to content://user_dictionary/
 * words. Source: packages/providers/UserDictionaryProvider, UserDictionaryProvider.java (Android 5.0
 * on: only keyboards and spell checkers that are switched on get rows, anybody else none).
 */
#include "parsers/engine/engine.h"

static const struct mk_field fields[] = {
    { MK_TEXT, "w.word",      mk_text },
    { MK_DATA, "w.locale",    mk_text_some, .name = "locale" },
    { MK_DATA, "w.shortcut",  mk_text_some, .name = "shortcut", .optional = true },
    { MK_DATA, "w.frequency", mk_integer,   .name = "frequency" },
    { MK_DATA, "w.appid",     mk_not_zero,  .name = "uid", .optional = true },
    { 0 },
};
static const char *const needs[] = { "word", NULL };
static const char *const numbers[] = { "frequency", "appid", NULL };
static const char *const texts[] = { "word", "locale", "shortcut", NULL };
static const struct mk_constant name[] = { { MK_NAME, "dictionary_word" }, { 0 } };

const struct mk_app mk_app_android_dictionary = {
    .id = "android.dictionary",
    .title = "Words taught to the keyboard (Android)",
    .version = 1,
    .paths = (const char *const[]){ "*/com.android.providers.userdictionary/databases/user_dict.db", NULL },
    .queries = (const struct mk_query[]){
        { MK_EVENT, "w", "words",                           needs, fields, .constants = name },
        { MK_EVENT, "w", "content://user_dictionary/words", needs, fields, .constants = name },
        { 0 },
    },
    .providers = (const struct mk_provider[]){
        { "content://user_dictionary/words", "android.dictionary", "activity", numbers, texts, NULL, 0, NULL, NULL },
        { 0 },
    },
    .proven_on = "simulated",
};
