/*
 * Voicemails: rows of calllog.db that the call log does not show, or replies to content://com.
 * android.voicemail/voicemail. Sources: packages/providers/ContactsProvider, DbModifierWithNotification
 * and VoicemailContentProvider.java (READ_VOICEMAIL, or a source's own rows: the shell lacks it);
 * frameworks/base, core/java/android/provider/VoicemailContract.java. `duration` is seconds.
 */
#include "parsers/engine/engine.h"

static const struct mk_field fields[] = {
    { MK_TIME,       "v.date",           mk_unix_ms,   .clock = "device" },
    { MK_PEER,       "v.number",         mk_text_some, .sub = MK_ID },
    { MK_PEER,       "v.number",         mk_phone,     .sub = MK_PHONE },
    { MK_DURATION_S, "v.duration",       mk_seconds },
    { MK_PATH,       "v._data",          mk_text_some, .optional = true },
    { MK_MIME,       "v.mime_type",      mk_text_some, .optional = true },
    { MK_TEXT,       "v.transcription",  mk_text_some, .optional = true },
    { MK_READ,       "v.is_read",        mk_bool,      .optional = true },
    { MK_DELETED,    "v.deleted",        mk_bool,      .optional = true },
    { MK_CREATOR,    "v.source_package", mk_text_some, .optional = true },
    { 0 },
};
static const char *const needs[] = { "number", "duration", NULL };
static const char *const parties[] = { "number", NULL };
static const char *const numbers[] = { "date", "duration", "is_read", "deleted", NULL };
static const char *const texts[] = { "number", "_data", "mime_type", "transcription", "source_package", NULL };

const struct mk_app mk_app_android_voicemail = {
    .id = "android.voicemail",
    .title = "Voicemails (Android)",
    .version = 1,
    .paths = (const char *const[]){ NULL }, /* rows of calllog.db are read by android.calls */
    .queries = (const struct mk_query[]){
        { MK_VOICEMAIL, "v", "content://com.android.voicemail/voicemail", needs, fields },
        { 0 },
    },
    .providers = (const struct mk_provider[]){
        { "content://com.android.voicemail/voicemail", "android.voicemail", "calls", numbers, texts, "date", 1000, NULL, NULL, .party_columns = parties },
        { 0 },
    },
    .proven_on = "simulated",
};
