/*
 * Calls of an iPhone (telephone, FaceTime and apps that call): CallHistory.storedata since iOS 8;
 * call_history.db before.
 *
 * Sources: abrignoni/iLEAPP, scripts/artifacts/callHistory.py (0b8e2bc7): columns, ZCALLTYPE; that an
 * address may be stored as bytes: the same. Participants of a call with several: ZHANDLE, named by
 * a table whose columns carry entity numbers, which differ between versions (observed). The store
 * says of an outgoing call only whether it was answered as far as it knows: 0 tells nothing.
 * call_history.db: table `call`, flags 4 is incoming, 5 outgoing, time in unix seconds: published
 * descriptions of iOS 4 to 7; no file of these was at hand. Other flags are kept as they stand.
 */
#include "parsers/engine/conv_ios.h"
#include "parsers/engine/engine.h"

static const struct mk_name dir[] = { { 0, "in" }, { 1, "out" }, { 0 } };
static const struct mk_name incoming[] = { { 0, "missed" }, { 1, "answered" }, { 0 } };
static const struct mk_name outgoing[] = { { 0, "" }, { 1, "answered" }, { 0 } };
static const struct mk_name kind[] = { { 0, "app" }, { 1, "telephone" }, { 8, "facetime_video" }, { 16, "facetime_audio" }, { 0 } };
static const struct mk_name media[] = { { 1, "voice" }, { 8, "video" }, { 16, "voice" }, { 0 } };
static const struct mk_name category[] = { { 1, "voice" }, { 2, "video" }, { 0 } };

static const struct mk_field call[] = {
    { MK_TIME,       "c.ZDATE",             mk_cocoa_s,     .clock = "device" },
    { MK_DIR,        "c.ZORIGINATED",       mk_named,       dir },
    { MK_RESULT,     "c.ZANSWERED",         mk_named,       incoming, .only = "in" },
    { MK_RESULT,     "c.ZANSWERED",         mk_named,       outgoing, .only = "out" },
    { MK_PEER,       "c.ZADDRESS",          mk_text_bytes,  .sub = MK_ID },
    { MK_PEER,       "c.ZADDRESS",          mk_phone_bytes, .sub = MK_PHONE },
    { MK_PEER,       "c.ZNAME",             mk_text_some,   .sub = MK_NAME, .optional = true },
    { MK_DURATION_S, "c.ZDURATION",         mk_seconds_real },
    { MK_MEDIA,      "c.ZCALLTYPE",         mk_named_some,  media, .optional = true },
    { MK_MEDIA,      "c.ZCALL_CATEGORY",    mk_named_some,  category, .optional = true },
    { MK_TYPE,       "c.ZCALLTYPE",         mk_named,       kind, .optional = true },
    { MK_ACCOUNT,    "c.ZSERVICE_PROVIDER", mk_text_some,   .sub = MK_SERVICE, .optional = true },
    { MK_READ,       "c.ZREAD",             mk_bool,        .optional = true },
    { MK_COUNTRY,    "c.ZISO_COUNTRY_CODE", mk_text_some,   .optional = true },
    { MK_LABEL,      "c.ZLOCATION",         mk_text_some,   .optional = true },
    { MK_ID,         "c.ZUNIQUE_ID",        mk_text_some,   .optional = true },
    { MK_DATA,       "c.ZDISCONNECTED_CAUSE", mk_not_zero,  .name = "disconnected_cause", .optional = true },
    { MK_DATA,       "c.ZNUMBER_AVAILABILITY", mk_not_zero, .name = "number_availability", .optional = true },
    { MK_DATA,       "c.ZFILTERED_OUT_REASON", mk_not_zero, .name = "filtered_out_reason", .optional = true },
    { MK_DATA,       "c.ZJUNKCONFIDENCE",   mk_not_zero,    .name = "junk_confidence", .optional = true },
    { MK_DATA,       "c.ZBLOCKEDBYEXTENSION", mk_text_some, .name = "blocked_by", .optional = true },
    { MK_DATA,       "c.ZDEVICE_ID",        mk_text_some,   .name = "device", .optional = true },
    { MK_DATA,       "c.ZLOCALPARTICIPANTUUID", mk_some,    .name = "has_own_line", .optional = true },
    { 0 },
};

/* The handles of those who took part, by themselves: which call they belong to, a table without a
 * fixed name says. */
static const struct mk_field handle[] = {
    { MK_PEER, "h.ZVALUE",           mk_text_some, .sub = MK_ID },
    { MK_PEER, "h.ZNORMALIZEDVALUE", mk_text_some, .sub = MK_ID, .optional = true },
    { MK_PEER, "h.ZVALUE",           mk_phone,     .sub = MK_PHONE },
    { MK_PEER, "h.ZNORMALIZEDVALUE", mk_phone,     .sub = MK_PHONE, .optional = true },
    { MK_DATA, "h.ZTYPE",            mk_integer,   .name = "type", .optional = true },
    { 0 },
};
static const struct mk_constant participant[] = { { MK_NAME, "call_participant" }, { 0 } };

static const struct mk_name old_dir[] = { { 4, "in" }, { 5, "out" }, { 0 } };
static const struct mk_field old[] = {
    { MK_TIME,       "c.date",         mk_unix_s,    .clock = "device" },
    { MK_DIR,        "c.flags",        mk_named,     old_dir },
    { MK_PEER,       "c.address",      mk_text_some, .sub = MK_ID },
    { MK_PEER,       "c.address",      mk_phone,     .sub = MK_PHONE },
    { MK_DURATION_S, "c.duration",     mk_seconds_real },
    { MK_COUNTRY,    "c.country_code", mk_text_some, .optional = true },
    { MK_READ,       "c.read",         mk_bool,      .optional = true },
    { MK_DATA,       "c.flags",        mk_integer,   .name = "flags" },
    { MK_DATA,       "c.network_code", mk_text_some, .name = "network", .optional = true },
    { 0 },
};

#define NEEDS(...) (const char *const[]){ __VA_ARGS__, NULL }

const struct mk_app mk_app_ios_calls = {
    .id = "ios.calls",
    .title = "Calls (iOS)",
    .version = 1,
    .paths = (const char *const[]){ "*Library/CallHistoryDB/CallHistory.storedata", "*Library/CallHistoryDB/CallHistoryTemp.storedata", NULL },
    .also = (const char *const[]){ "*Library/CallHistory/call_history.db", NULL },
    .queries = (const struct mk_query[]){
        { MK_CALL,  "c", "ZCALLRECORD", NEEDS("ZORIGINATED", "ZADDRESS"), call },
        { MK_CALL,  "c", "call",        NEEDS("address", "flags"), old },
        { MK_EVENT, "h", "ZHANDLE",     NEEDS("ZVALUE"), handle, .constants = participant, .optional = true },
        { 0 },
    },
    .proven_on = "simulated",
};
