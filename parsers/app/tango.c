/*
 * Tango for Android: tc.db.
 *
 * Sources: log2timeline/plaso, android_tango.py (4ea03ef9a): tables and times; abrignoni/ALEAPP,
 * tangomessage.py (075122c8): the payload is base64. That it is a protobuf, its fields, and which
 * direction is which, are observed in plaso's test data: 4 text, 5 the file's URL, 21 the sender
 * (1 and 2 names, 3 account), which is there in rows of direction 2 only; of a conversation 2 is the
 * other person and 3 the id.
 */
#include "parsers/engine/engine.h"
#include "parsers/format/proto.h"

static const struct mk_name dir[] = { { 1, "out" }, { 2, "in" }, { 0 } };
static const struct mk_name type[] = { /* observed; 0 is text */
    { 0, "" }, { 1, "video" }, { 3, "image" }, { 30, "music" }, { 35, "notice" }, { 61, "like" }, { 0 },
};
static const int64_t out[] = { 1, MK_CODES_END };
static const struct mk_lookup payload[] = { { "p", NULL, NULL, "m.payload", &mk_decoder_proto_base64 }, { 0 } };

static const struct mk_field message[] = {
    { MK_DIR,       "m.direction",   mk_named,       dir },
    { MK_TIME,      "m.create_time", mk_unix_ms_set },
    { MK_TIMES,     "m.send_time",   mk_unix_ms_set, .sub = MK_SENT },
    { MK_TYPE,      "m.type",        mk_named,       type },
    { MK_ID,        "m.msg_id",      mk_text },
    { MK_FROM,      "m.direction",   mk_is,          out, .sub = MK_SELF },
    { MK_PEER,      "p.21.3:text",   mk_text_some,   .sub = MK_ID,   .only = "in" },
    { MK_PEER,      "m.conv_id",     mk_text_some,   .sub = MK_ID,   .only = "out" },
    { MK_PEER,      "p.21.1:text",   mk_text_some,   .sub = MK_NAME, .only = "in" },
    { MK_PEER,      "p.21.2:text",   mk_text_some,   .sub = MK_NAME, .only = "in" },
    { MK_THREAD,    "m.conv_id",     mk_text_some },
    { MK_TEXT,      "p.4:text",      mk_text_some },
    { MK_TEXT,      "p.76:text",     mk_text_some },
    { MK_DELETED,   "m.del_status",  mk_bits,        (const int64_t[]){ -1 } },
    { MK_DATA,      "m.media_id",    mk_text_some,   .name = "media" },
    { MK_DATA,      "m.status",      mk_integer,     .name = "status" },
    { 0 },
};
static const struct mk_constant app[] = { { MK_TRANSPORT, "app" }, { 0 } };
static const char *const needs[] = { "conv_id", "payload", "direction", "create_time", NULL };

static const struct mk_when has_file[] = { { "p.5:text", MK_IF_SOME }, { 0 } };
static const struct mk_field file[] = {
    { MK_PARENT, "m.msg_id",   mk_integer,   .ref = "messages" },
    { MK_URL,    "p.5:text",   mk_text_some },
    { MK_DATA,   "m.media_id", mk_text_some, .name = "media" },
    { 0 },
};

static const struct mk_lookup talk[] = { { "p", NULL, NULL, "c.payload", &mk_decoder_proto_base64 }, { 0 } };
static const struct mk_field conversation[] = {
    { MK_THREAD,  "c.conv_id",         mk_text_some },
    { MK_TITLE,   "p.2.1:text",        mk_text_some },
    { MK_PEER,    "p.2.3:text",        mk_text_some, .sub = MK_ID },
    { MK_PEER,    "p.2.1:text",        mk_text_some, .sub = MK_NAME },
    { MK_DELETED, "c.conv_del_status", mk_bits,      (const int64_t[]){ -1 }, .optional = true },
    { 0 },
};
static const char *const c_needs[] = { "conv_id", "conv_type", NULL };

static const struct mk_field like[] = {
    { MK_PARENT, "l.msg_id",    mk_integer,     .ref = "messages" }, /* its own row, of type 61 */
    { MK_TIME,   "l.act_ts",    mk_unix_ms_set },
    { MK_FROM,   "l.liker_aid", mk_text_some,   .sub = MK_ID },
    { MK_THREAD, "l.conv_id",   mk_text_some },
    { 0 },
};
static const char *const l_needs[] = { "liker_aid", NULL };

const struct mk_app mk_app_tango = {
    .id = "tango.android",
    .title = "Tango (Android)",
    .version = 1,
    .paths = (const char *const[]){ "*/com.sgiggle.production/files/tc.db", NULL },
    .also = (const char *const[]){ "*tc.db", NULL },
    .queries = (const struct mk_query[]){
        { MK_MESSAGE,      "m", "messages",      needs,   message,      payload, NULL, app },
        { MK_ATTACHMENT,   "m", "messages",      needs,   file,         payload, NULL, NULL, has_file, .extra = true },
        { MK_CONVERSATION, "c", "conversations", c_needs, conversation, talk },
        { MK_REACTION,     "l", "likes",         l_needs, like, .optional = true },
        { 0 },
    },
    .proven_on = "public-sample",
};
