/*
 * Backups that an iPhone made of itself to iCloud, and how they went: com.apple.MobileBackup.plist.
 *
 * Source: log2timeline/plaso, plist_plugins/ios_mobilebackup.py (4ea03ef9a). The numbers of states are not documented. What
 * was to be backed up (PreflightSizing, bytes by domain) names apps.
 */
#include "parsers/engine/engine.h"
#include "parsers/format/plist_shape.h"

static const char *const state_columns[] = {
    "AccountEnabledDate", "BackupStateInfo/date", "BackupStateInfo/state", "BackupStateInfo/isCloud", "BackupStateInfo/isBackground",
    "BackupStateInfo/progress", "@rest", NULL,
};
static const char *const error_columns[] = { "date", "localizedDescription", "code", "domain", "@rest", NULL };
static const char *const size_columns[] = { "@1", "@item", NULL };
static const struct mk_shape shape = {
    .marks = (const char *const[]){ "BackupStateInfo", "RestoreInfo", "AccountEnabledDate", "PreflightSizing", "LastOnConditionEvents", NULL },
    .tables = (const struct mk_shape_table[]){
        { "state", "", state_columns },
        { "backups", "BackupStateInfo/errors/*", error_columns },
        { "sizes", "PreflightSizing/*", size_columns },
        { 0 },
    },
};
static const struct mk_field state[] = {
    { MK_TIME,  "s.BackupStateInfo/date",     mk_cocoa_s, .clock = "device" },
    { MK_TIMES, "s.AccountEnabledDate",       mk_cocoa_s, .name = "account_enabled" },
    { MK_DATA,  "s.BackupStateInfo/state",    mk_integer, .name = "state" },
    { MK_DATA,  "s.BackupStateInfo/isCloud",  mk_bool,    .name = "cloud" },
    { MK_DATA,  "s.BackupStateInfo/isBackground", mk_bool, .name = "background" },
    { MK_DATA,  "s.BackupStateInfo/progress", mk_real,    .name = "progress" },
    { MK_DATA,  "s.@rest",                    mk_text_some, .name = "other" },
    { 0 },
};
static const struct mk_field backup[] = {
    { MK_TIME, "b.date",                 mk_cocoa_s,   .clock = "device" },
    { MK_TEXT, "b.localizedDescription", mk_text_some },
    { MK_DATA, "b.code",                 mk_integer,   .name = "code" },
    { MK_DATA, "b.domain",               mk_text_some, .name = "domain" },
    { MK_DATA, "b.@rest",                mk_text_some, .name = "other" },
    { 0 },
};
static const struct mk_field size[] = {
    { MK_DATA, "z.@1",    mk_text, .name = "domain" },
    { MK_DATA, "z.@item", mk_real, .name = "bytes" },
    { 0 },
};

#define NAMED(what) .constants = (const struct mk_constant[]){ { MK_NAME, what }, { 0 } }, .also = true

const struct mk_app mk_app_ios_backups_made = {
    .id = "ios.backups_made",
    .title = "Backups to iCloud (iOS)",
    .version = 1,
    .paths = (const char *const[]){ "*/com.apple.MobileBackup.plist", NULL },
    .queries = (const struct mk_query[]){
        { MK_EVENT, "s", "state",   NULL, state, NAMED("backup_state") },
        { MK_EVENT, "b", "backups", NULL, backup, NAMED("backup"), .optional = true },
        { MK_EVENT, "z", "sizes",   NULL, size, NAMED("backup_size"), .optional = true },
        { 0 },
    },
    .proven_on = "public-sample",
    .format = &mk_format_plist,
    .shape = &shape,
};
