/*
 * Calls of WhatsApp for iOS: CallHistory.sqlite. Calls of a kind one after the other are gathered in
 * a row of ZWAAGGREGATECALLEVENT, which alone says who called whom, and has those who took part.
 *
 * Sources: CREATE statements and rows of a public image of iOS 15 (J. Hickman; abrignoni/iLEAPP,
 * admin/test/cases, whatsAppCallHistory); how the tables belong together, and codes of ZOUTCOME:
 * KnugiHK/WhatsApp-Chat-Exporter, ios_handler.py (a0719bc); abrignoni/iLEAPP, whatsApp.py
 * (423798fa). Who calls can neither miss nor reject a call.
 */
#include "parsers/engine/conv_ios.h"
#include "parsers/engine/engine.h"

static const struct mk_name dir[] = { { 0, "out" }, { 1, "in" }, { 0 } };
static const struct mk_name incoming[] = { { 0, "answered" }, { 1, "missed" }, { 2, "unknown" }, { 4, "rejected" }, { 0 } };
static const struct mk_name outgoing[] = { { 0, "answered" }, { 1, "cancelled" }, { 2, "unknown" }, { 4, "unknown" }, { 0 } };
static const struct mk_name unclear[] = { { 0, "answered" }, { 1, "unknown" }, { 2, "unknown" }, { 4, "unknown" }, { 0 } };
static const struct mk_name media[] = { { 0, "voice" }, { 1, "video" }, { 0 } };

static const struct mk_field member[] = {
    { 0, "p.ZJIDSTRING", mk_text_some, .sub = MK_ID },
    { 0, "p.ZJIDSTRING", mk_jid_phone, .sub = MK_PHONE },
    { 0, "p.ZOUTCOME",   mk_integer,   .sub = MK_RESULT_RAW },
    { 0 },
};
static const struct mk_part members[] = { { NULL, MK_MEMBERS, member }, { 0 } };
static const struct mk_gather took_part[] = {
    { "p", "ZWACDCALLEVENTPARTICIPANT", "p.Z1PARTICIPANTS", "c.Z1CALLEVENTS", NULL, NULL, members,
      .loose = true, .split = ' ' }, /* several calls of an aggregate have the same */
    { 0 },
};
static const struct mk_lookup lookups[] = {
    { "a", "ZWAAGGREGATECALLEVENT",     "a.Z_PK",            "c.Z1CALLEVENTS" },
    { "w", "ZWACDCALLEVENTPARTICIPANT", "w.Z1PARTICIPANTS",  "c.Z1CALLEVENTS", .many = true },
    { 0 },
};
static const struct mk_field call[] = {
    { MK_TIME,       "c.ZDATE",         mk_cocoa_s },
    { MK_DIR,        "a.ZINCOMING",     mk_named,        dir },
    { MK_DIR,        "c.Z_PK",          mk_fixed,        "unknown" },
    { MK_RESULT,     "c.ZOUTCOME",      mk_named,        incoming, .only = "in" },
    { MK_RESULT,     "c.ZOUTCOME",      mk_named,        outgoing, .only = "out" },
    { MK_RESULT,     "c.ZOUTCOME",      mk_named,        unclear,  .only = "unknown" },
    { MK_PEER,       "w.ZJIDSTRING",    mk_text_some,    .sub = MK_ID },
    { MK_PEER,       "w.ZJIDSTRING",    mk_jid_phone,    .sub = MK_PHONE },
    { MK_DURATION_S, "c.ZDURATION",     mk_seconds_real },
    { MK_MEDIA,      "a.ZVIDEO",        mk_named,        media },
    { MK_THREAD,     "c.ZGROUPJIDSTRING", mk_text_some,  .optional = true },
    { MK_ID,         "c.ZCALLIDSTRING", mk_text_some,    .optional = true },
    { MK_DATA,       "c.ZGROUPCALLCREATORUSERJIDSTRING", mk_text_some, .name = "creator", .optional = true },
    { MK_DATA,       "a.ZMISSED",       mk_not_zero,     .name = "missed", .optional = true },
    { MK_DATA,       "a.ZLINKTOKEN",    mk_text_some,    .name = "link", .optional = true },
    { MK_DATA,       "c.ZBYTESRECEIVED", mk_not_zero,    .name = "bytes_received", .optional = true },
    { MK_DATA,       "c.ZBYTESSENT",    mk_not_zero,     .name = "bytes_sent", .optional = true },
    { 0 },
};

/* Calls of a group that one can still join, and calls that are planned. */
static const struct mk_field joinable[] = {
    { MK_TIME,       "j.ZDATE",               mk_cocoa_s },
    { MK_DURATION_S, "j.ZDURATION",           mk_seconds_real },
    { MK_MEDIA,      "j.ZVIDEO",              mk_named,     media },
    { MK_PEER,       "j.ZFROMJIDSTRING",      mk_text_some, .sub = MK_ID },
    { MK_PEER,       "j.ZFROMJIDSTRING",      mk_jid_phone, .sub = MK_PHONE },
    { MK_THREAD,     "j.ZGROUPJIDSTRING",     mk_text_some },
    { MK_ID,         "j.ZCALLIDSTRING",       mk_text_some },
    { MK_RESULT_RAW, "j.ZCURRENTOUTCOME",     mk_integer },
    { MK_DATA,       "j.ZCALLCREATORJIDSTRING", mk_text_some, .name = "creator" },
    { 0 },
};
static const struct mk_field planned[] = {
    { MK_TIMES,  "u.ZUNIXTIMEMS",       mk_unix_ms_set, .sub = MK_START },
    { MK_TITLE,  "u.ZTITLE",            mk_text_some },
    { MK_PEER,   "u.ZCREATORJIDSTRING", mk_text_some,   .sub = MK_ID },
    { MK_PEER,   "u.ZCREATORJIDSTRING", mk_jid_phone,   .sub = MK_PHONE },
    { MK_THREAD, "u.ZCHATJIDSTRING",    mk_text_some },
    { MK_STATUS_RAW, "u.ZSTATUS",       mk_integer },
    { MK_DATA,   "u.ZCALLTYPE",         mk_integer,     .name = "type" },
    { MK_DATA,   "u.ZMESSAGESTANZAID",  mk_text_some,   .name = "message" },
    { 0 },
};
static const struct mk_constant joinables[] = { { MK_NAME, "joinable_call" }, { 0 } };
static const struct mk_constant plan[] = { { MK_NAME, "scheduled_call" }, { 0 } };

#define NEEDS(...) (const char *const[]){ __VA_ARGS__, NULL }

const struct mk_app mk_app_whatsapp_ios_calls = {
    .id = "whatsapp.ios_calls",
    .title = "WhatsApp calls (iOS)",
    .version = 1,
    .paths = (const char *const[]){ "*/AppGroup/*/CallHistory.sqlite", NULL },
    .queries = (const struct mk_query[]){
        { MK_CALL,  "c", "ZWACDCALLEVENT", NEEDS("ZOUTCOME", "Z1CALLEVENTS"), call, lookups, took_part },
        { MK_EVENT, "j", "ZWAJOINABLECALLEVENT", NEEDS("ZCALLIDSTRING"), joinable, .constants = joinables, .optional = true },
        { MK_EVENT, "u", "ZWAUPCOMINGCALLEVENT", NEEDS("ZUNIXTIMEMS"), planned, .constants = plan, .also = true, .optional = true },
        { 0 },
    },
    .proven_on = "public-sample",
};
