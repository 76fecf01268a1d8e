/*
 * How the keyboard of an iPhone was used: user_model_database.sqlite, VulgarWordUsage.db, AutocorrectionRejections.db.
 *
 * Source: abrignoni/iLEAPP, scripts/artifacts/keyboard.py (423798fa): tables, units of times; of rejections the phone's own
 * comments in CREATE TABLE. Typed text stands in the rejections. A time of -1e10 is none.
 */
#include "parsers/engine/engine.h"

static const struct mk_field durable[] = {
    { MK_TIME,  "d.last_update_date", mk_unix_s, .clock = "device" },
    { MK_TIMES, "d.creation_date",    mk_unix_s, .name = "created" },
    { MK_DATA,  "d.key",              mk_text,   .name = "key" },
    { MK_DATA,  "d.value",            mk_any,    .name = "value" },
    { 0 },
};
static const struct mk_field transient[] = {
    { MK_TIME, "t.last_update_date", mk_unix_s,    .clock = "device" },
    { MK_DATA, "t.key",              mk_text,      .name = "key" },
    { MK_DATA, "t.input_mode",       mk_text_some, .name = "input_mode" },
    { MK_DATA, "t.value",            mk_any,       .name = "value" },
    { MK_DATA, "t.secondary_value",  mk_any,       .name = "secondary_value" },
    { MK_DATA, "t.real_value",       mk_real,      .name = "real_value" },
    { 0 },
};
static const struct mk_field vulgar[] = {
    { MK_TIME, "v.last_use_timestamp", mk_cocoa_s,   .clock = "device" },
    { MK_TEXT, "v.vword",              mk_text_some },
    { MK_DATA, "v.app",                mk_text_some, .name = "bundle" },
    { MK_DATA, "v.recipient",          mk_text_some, .name = "recipient" },
    { MK_DATA, "v.usage_count",        mk_integer,   .name = "uses" },
    { 0 },
};
static const struct mk_field rejection[] = {
    { MK_TIME,  "r.last_hard_rejection", mk_unix_s_set, .clock = "device" },
    { MK_TIMES, "r.last_soft_rejection", mk_unix_s_set, .name = "soft" },
    { MK_TEXT,  "r.typed",               mk_text_some },
    { MK_DATA,  "r.correction",          mk_text_some,  .name = "correction" },
    { MK_DATA,  "r.hard_rejections",     mk_integer,    .name = "hard_rejections" },
    { MK_DATA,  "r.soft_rejections",     mk_integer,    .name = "soft_rejections" },
    { MK_DATA,  "r.performed_count",     mk_integer,    .name = "performed" },
    { 0 },
};

#define NEEDS(...) (const char *const[]){ __VA_ARGS__, NULL }
#define NAMED(what) .constants = (const struct mk_constant[]){ { MK_NAME, what }, { 0 } }, .also = true, .optional = true

const struct mk_app mk_app_ios_keyboard = {
    .id = "ios.keyboard",
    .title = "Use of the keyboard (iOS)",
    .version = 1,
    .paths = (const char *const[]){
        "*/Library/Keyboard/user_model_database.sqlite", "*/Library/Keyboard/VulgarWordUsage.db",
        "*/Library/Keyboard/AutocorrectionRejections.db", NULL,
    },
    .queries = (const struct mk_query[]){
        { MK_EVENT, "d", "usermodeldurablerecords",   NEEDS("key", "value"), durable, NAMED("keyboard_usage") },
        { MK_EVENT, "t", "usermodeltransientrecords", NEEDS("key", "value"), transient, NAMED("keyboard_usage") },
        { MK_EVENT, "v", "vword_usage",               NEEDS("vword"), vulgar, NAMED("vulgar_word") },
        { MK_EVENT, "r", "rejections",                NEEDS("typed", "correction"), rejection, NAMED("autocorrection") },
        { 0 },
    },
    .proven_on = "public-sample",
};
