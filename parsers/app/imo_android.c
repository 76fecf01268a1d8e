/*
 * imo for Android: imofriends.db (messages, friends), accountdb.db (account).
 *
 * Source: abrignoni/ALEAPP, imo.py (075122c8): tables, columns, message_type (1 in, 2 out), times in
 * nanoseconds, the paths in imdata, which is JSON.
 */
#include "parsers/engine/engine.h"
#include "parsers/format/json_column.h"

static const struct mk_name dir[] = { { 1, "in" }, { 2, "out" }, { 0 } };
static const int64_t out[] = { 2, MK_CODES_END };
static const struct mk_lookup friend_of[] = { { "f", "friends", "f.buid", "m.buid", .many = true }, { 0 } };
static const struct mk_field message[] = {
    { MK_DIR,    "m.message_type", mk_named,     dir },
    { MK_TIME,   "m.timestamp",    mk_unix_ns },
    { MK_FROM,   "m.message_type", mk_is,        out, .sub = MK_SELF },
    { MK_PEER,   "m.buid",         mk_text_some, .sub = MK_ID },
    { MK_PEER,   "f.name",         mk_text_some, .sub = MK_NAME, .optional = true },
    { MK_THREAD, "m.buid",         mk_text_some },
    { MK_TEXT,   "m.last_message", mk_text_some },
    { MK_READ,   "m.message_read", mk_bool,      .optional = true },
    { MK_DATA,   "m.imdata",       mk_text_some, .name = "imdata", .optional = true },
    { 0 },
};
static const struct mk_constant app[] = { { MK_TRANSPORT, "app" }, { 0 } };
static const char *const m_needs[] = { "buid", "last_message", "message_type", "timestamp", NULL };

static const struct mk_when has_original[] = { { "d.original_path", MK_IF_SOME }, { 0 } };
static const struct mk_when has_local[] = { { "d.original_path", MK_IF_NONE }, { "d.local_path", MK_IF_SOME }, { 0 } };
static const struct mk_lookup data[] = { { "d", NULL, NULL, "m.imdata", &mk_decoder_json }, { 0 } };
static const struct mk_field file[] = {
    { MK_PARENT, "m.rowid",         mk_integer,   .ref = "messages", .optional = true },
    { MK_PATH,   "d.original_path", mk_text_some },
    { MK_PATH,   "d.local_path",    mk_text_some },
    { MK_DATA,   "d.local_path",    mk_text_some, .name = "local_path" },
    { 0 },
};
static const struct mk_field person[] = {
    { MK_NAME,    "f.name", mk_text_some, .optional = true },
    { MK_HANDLES, "f.buid", mk_text_some, .sub = MK_ID },
    { 0 },
};
static const char *const f_needs[] = { "buid", NULL };
static const struct mk_field account[] = {
    { MK_ID, "a.uid", mk_text_some }, { MK_NAME, "a.name", mk_text_some }, { 0 },
};
static const struct mk_constant service[] = { { MK_SERVICE, "imo" }, { 0 } };
static const char *const a_needs[] = { "uid", "name", NULL };

const struct mk_app mk_app_imo_android = {
    .id = "imo.android",
    .title = "imo (Android)",
    .version = 1,
    .paths = (const char *const[]){
        "*/com.imo.android.im*/databases/imofriends.db", "*/com.imo.android.im*/databases/accountdb.db", NULL,
    },
    .queries = (const struct mk_query[]){
        { MK_MESSAGE,      "m", "messages", m_needs, message, friend_of, NULL, app, .optional = true },
        { MK_ATTACHMENT,   "m", "messages", m_needs, file,    data, .when = has_original, .extra = true, .optional = true },
        { MK_ATTACHMENT,   "m", "messages", m_needs, file,    data, .when = has_local, .extra = true, .also = true, .optional = true },
        { MK_CONTACT,      "f", "friends",  f_needs, person,  .optional = true },
        { MK_KIND_ACCOUNT, "a", "account",  a_needs, account, NULL, NULL, service, .optional = true },
        { 0 },
    },
    .proven_on = "simulated",
};
