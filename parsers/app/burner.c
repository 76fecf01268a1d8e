/*
 * Burner for Android: burners.db. Rows of `messages` are messages, calls and voicemails over a number
 * that was rented. Sources: log2timeline/plaso, android_burners.py (4ea03ef9a); abrignoni/ALEAPP,
 * burner.py (075122c8): message_type, direction. duration is in minutes, as ALEAPP has it, and no
 * column tells a call that was answered.
 */
#include "parsers/engine/engine.h"

static const struct mk_name dir[] = { { 1, "in" }, { 2, "out" }, { 0 } };
static const int64_t out[] = { 2, MK_CODES_END };

/* The owner's side is the rented number. */
static const struct mk_lookup number[] = { { "b", "burners", "b.burner_id", "m.burner_id" }, { 0 } };
static const struct mk_field message[] = {
    { MK_DIR,    "m.direction",            mk_named,       dir },
    { MK_TIME,   "m.date_created",         mk_unix_ms_set },
    { MK_TIMES,  "m.last_updated_date",    mk_unix_ms_set, .sub = MK_MODIFIED },
    { MK_ID,     "m.message_id",           mk_text_some },
    { MK_FROM,   "b.phone_number_id",      mk_text_some,   .sub = MK_ID,    .only = "out" },
    { MK_FROM,   "b.phone_number_id",      mk_phone,       .sub = MK_PHONE, .only = "out" },
    { MK_FROM,   "m.direction",            mk_is,          out, .sub = MK_SELF },
    { MK_PEER,   "m.contact_phone_number", mk_text_some,   .sub = MK_ID },
    { MK_PEER,   "m.contact_phone_number", mk_phone,       .sub = MK_PHONE },
    { MK_THREAD, "m.contact_phone_number", mk_text_some },
    { MK_TEXT,   "m.message",              mk_text },
    { MK_READ,   "m.read",                 mk_bool },
    { MK_VIA,    "b.phone_number_id",      mk_text_some },
    { MK_DATA,   "m.state",                mk_integer,     .name = "state" },
    { 0 },
};
static const struct mk_constant app[] = { { MK_TRANSPORT, "app" }, { 0 } };
static const char *const needs[] = { "contact_phone_number", "message_type", "direction", NULL };
static const struct mk_when is_call[] = { { "m.message_type", MK_IF_IS, 1 }, { 0 } };
static const struct mk_when no_call[] = { { "m.message_type", MK_IF_NOT, 1 }, { 0 } };

static const struct mk_field call[] = {
    { MK_DIR,        "m.direction",            mk_named,       dir },
    { MK_TIME,       "m.date_created",         mk_unix_ms_set },
    { MK_PEER,       "m.contact_phone_number", mk_text_some,   .sub = MK_ID },
    { MK_PEER,       "m.contact_phone_number", mk_phone,       .sub = MK_PHONE },
    { MK_VIA,        "b.phone_number_id",      mk_text_some },
    { MK_DATA,       "m.duration",             mk_integer,     .name = "minutes" },
    { MK_DATA,       "m.connected",            mk_bool,        .name = "connected" },
    { MK_DATA,       "m.voice_url",            mk_text_some,   .name = "voice_url" },
    { MK_DATA,       "m.state",                mk_integer,     .name = "state" },
    { 0 },
};

static const struct mk_when has_file[] = { { "m.asset_url", MK_IF_SOME }, { 0 } };
static const struct mk_field file[] = {
    { MK_PARENT, "m._id",       mk_integer,   .ref = "messages" },
    { MK_URL,    "m.asset_url", mk_text_some },
    { 0 },
};

static const struct mk_field contact[] = {
    { MK_NAME,   "c.name",              mk_text_some },
    { MK_PHONES, "c.phone_number",      mk_text_some,   .sub = MK_ID },
    { MK_PHONES, "c.phone_number",      mk_phone,       .sub = MK_PHONE },
    { MK_NOTE,   "c.notes",             mk_text_some,   .optional = true },
    { MK_TIME,   "c.date_created",      mk_unix_ms_set },
    { MK_TIMES,  "c.last_updated_date", mk_unix_ms_set, .sub = MK_MODIFIED },
    { MK_DATA,   "c.blocked",           mk_bool,        .name = "blocked", .optional = true },
    { 0 },
};
static const char *const c_needs[] = { "contact_id", "phone_number", NULL };

static const struct mk_field account[] = {
    { MK_TIME,  "b.date_created",      mk_unix_ms_set },
    { MK_TIMES, "b.last_updated_date", mk_unix_ms_set, .sub = MK_MODIFIED },
    { MK_TIMES, "b.expiration_date",   mk_unix_ms_set, .sub = MK_EXPIRES },
    { MK_ID,    "b.user_id",           mk_text_some },
    { MK_NAME,  "b.name",              mk_text_some },
    { MK_PHONE, "b.phone_number_id",   mk_phone },
    { MK_DATA,  "b.burner_id",         mk_text_some,   .name = "burner" },
    { MK_DATA,  "b.phone_number_id",   mk_text_some,   .name = "number" },
    { MK_DATA,  "b.alias",             mk_text_some,   .name = "alias", .optional = true },
    { MK_DATA,  "b.total_minutes",     mk_integer,     .name = "total_minutes" },
    { MK_DATA,  "b.remaining_minutes", mk_integer,     .name = "remaining_minutes" },
    { MK_DATA,  "b.total_texts",       mk_integer,     .name = "total_texts" },
    { MK_DATA,  "b.remaining_texts",   mk_integer,     .name = "remaining_texts" },
    { MK_DATA,  "b.voicemail_url",     mk_text_some,   .name = "voicemail_url", .optional = true },
    { MK_DATA,  "b.auto_reply_text",   mk_text_some,   .name = "auto_reply", .optional = true },
    { 0 },
};
static const struct mk_constant service[] = { { MK_SERVICE, "burner" }, { 0 } };
static const char *const b_needs[] = { "burner_id", "phone_number_id", NULL };

const struct mk_app mk_app_burner = {
    .id = "burner.android",
    .title = "Burner (Android)",
    .version = 1,
    .paths = (const char *const[]){ "*/com.adhoclabs.burner/databases/burners.db", NULL },
    .also = (const char *const[]){ "*burners.sqlite", NULL },
    .queries = (const struct mk_query[]){
        { MK_MESSAGE,      "m", "messages", needs,   message, number, NULL, app,  no_call },
        { MK_CALL,         "m", "messages", needs,   call,    number, NULL, NULL, is_call },
        { MK_ATTACHMENT,   "m", "messages", needs,   file,    NULL,   NULL, NULL, has_file, .extra = true },
        { MK_CONTACT,      "c", "contacts", c_needs, contact, .optional = true },
        { MK_KIND_ACCOUNT, "b", "burners",  b_needs, account, .constants = service },
        { 0 },
    },
    .proven_on = "public-sample",
};
