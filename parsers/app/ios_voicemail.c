/*
 * Voicemails of an iPhone: voicemail.db. The recordings lie beside it as <row>.amr, what was
 * recognised of them as <row>.transcript.
 *
 * Sources: CREATE statements as found in files of iOS 15 and 16 (observed): voicemail, deleted, map;
 * abrignoni/iLEAPP, scripts/artifacts/voicemail.py (141812f5): date in unix seconds; trashed_date in
 * seconds since 2001, 0 when it was not deleted; flags 75 is deleted too; map: a line's ICCID; the
 * recording's name. Other flags have no published meaning and stay as they are.
 */
#include "parsers/engine/engine.h"

static const int64_t any = -1; /* of its bits */
static const int64_t in_bin[] = { 75, MK_CODES_END };
static const struct mk_lookup line[] = { { "i", "map", "i.label", "v.label", .many = true }, { 0 } };

#define VOICEMAIL                                                        \
    { MK_TIME,       "v.date",         mk_unix_s },                     \
    { MK_TIMES,      "v.trashed_date", mk_cocoa_s,   .sub = MK_DELETED }, \
    { MK_TIMES,      "v.expiration",   mk_unix_s,    .sub = MK_EXPIRES }, \
    { MK_PEER,       "v.sender",       mk_text_some, .sub = MK_ID },     \
    { MK_PEER,       "v.callback_num", mk_text_some, .sub = MK_ID },     \
    { MK_PEER,       "v.sender",       mk_phone,     .sub = MK_PHONE },  \
    { MK_PEER,       "v.callback_num", mk_phone,     .sub = MK_PHONE },  \
    { MK_DURATION_S, "v.duration",     mk_seconds },                     \
    { MK_SUBSCRIPTION, "i.account",    mk_text_some, .optional = true }, \
    { MK_VIA,        "v.receiver",     mk_text_some, .optional = true }, \
    { MK_DATA,       "v.callback_num", mk_text_some, .name = "callback" }, \
    { MK_DATA,       "v.label",        mk_text_some, .name = "label", .optional = true }, \
    { MK_DATA,       "v.flags",        mk_integer,   .name = "flags" },  \
    { MK_DATA,       "v.remote_uid",   mk_integer,   .name = "remote_uid", .optional = true }, \
    { MK_DATA,       "v.token",        mk_text_some, .name = "token", .optional = true }

static const struct mk_field kept[] = {
    VOICEMAIL,
    { MK_DELETED, "v.trashed_date", mk_bits, &any },
    { MK_DELETED, "v.flags",        mk_is,   in_bin },
    { 0 },
};
static const struct mk_field gone[] = { VOICEMAIL, { MK_DELETED, "v.ROWID", mk_there }, { 0 } };
#define NEEDS (const char *const[]){ "sender", "duration", NULL }

const struct mk_app mk_app_ios_voicemail = {
    .id = "ios.voicemail",
    .title = "Voicemails (iOS)",
    .version = 1,
    .paths = (const char *const[]){ "*Library/Voicemail/voicemail.db", NULL },
    .queries = (const struct mk_query[]){
        { MK_VOICEMAIL, "v", "voicemail", NEEDS, kept, line },
        { MK_VOICEMAIL, "v", "deleted",   NEEDS, gone, line, .also = true, .optional = true },
        { 0 },
    },
    .proven_on = "public-sample",
};
