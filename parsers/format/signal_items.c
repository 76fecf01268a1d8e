#include "parsers/format/signal_tables.h"

/* Tables of chat items, frames of kind 4: messages and what lies inside them. */
#define INT   MK_SG_INT
#define TEXT  MK_SG_TEXT
#define HEX   MK_SG_HEX
#define ID    MK_SG_ID
#define WHICH MK_SG_WHICH
#define NAME  MK_SG_NAME
#define FRAME MK_SG_FRAME

#define ROWS(path, columns)                                                                        \
    (const struct mk_signal_rows[])                                                                \
    {                                                                                              \
        { path, columns },                                                                         \
        {                                                                                          \
            0                                                                                      \
        }                                                                                          \
    }

static const struct mk_signal_column item[] = {
    { "frame", "", FRAME },
    { "chat", "1", INT },
    { "author", "2", INT },
    { "sent", "3", INT },
    { "key", "3/2", MK_SG_PAIR }, /* how a quote and a pin name it */
    { "expire_start", "4", INT },
    { "expires_in_ms", "5", INT },
    { "expires", "4/5", MK_SG_SUM },
    { "revisions", "6", MK_SG_COUNT },
    { "sms", "7", INT },
    { "direction", "8-10", WHICH },
    { "received", "8.1|9.2", INT },
    { "server_sent", "8.2", INT },
    { "read", "8.3", INT },
    { "sealed_sender", "8.4", INT },
    { "type", "11-20|22-", WHICH },
    { "text", "11.2.1|19.1.1.1|19.2|20.1|15.10.2", TEXT },
    { "quote", "11.1.1/11.1.2", MK_SG_PAIR },
    { "quote_author", "11.1.2", INT },
    { "quote_text", "11.1.3.1", TEXT },
    { "quote_type", "11.1.5", INT },
    { "sticker_pack", "13.1.1", HEX },
    { "sticker_id", "13.1.3", INT },
    { "sticker_emoji", "13.1.4", TEXT },
    { "payment", "16", WHICH },
    { "amount", "16.1", TEXT },
    { "fee", "16.2", TEXT },
    { "payment_note", "16.3", TEXT },
    { "payment_status", "16.4.1.1", INT },
    { "payment_time", "16.4.1.3", INT },
    { "payment_failure", "16.4.2.1", INT },
    { "payment_failed", "16.4.2", WHICH },
    { "gift_state", "17.2", INT },
    { "view_once", "18", WHICH },
    { "poll_multiple", "20.2", INT },
    { "poll_ended", "20.4", INT },
    { "admin", "22.1", INT },
    { "pinned_at", "21.1", INT },
    { "pin_expires", "21.2", INT },
    { "update", "15.1-", WHICH },
    { "simple", "15.1.1", INT },
    { "timer_ms", "15.3.1", INT },
    { "previous_name", "15.4.1|15.9.2", TEXT },
    { "new_name", "15.4.2", TEXT },
    { "previous_e164", "15.5.1|15.6.1|15.9.1", MK_SG_E164 },
    { "target", "15.11.1/15.11.2", MK_SG_PAIR },
    { "target_sent", "15.10.1|15.11.1", INT },
    { "call", "15.7-8", WHICH },
    { "call_id", "15.7.1|15.8.1", MK_SG_ANY },
    { "call_type", "15.7.2", INT },
    { "call_direction", "15.7.3", INT },
    { "call_state", "15.7.4", INT },
    { "call_started", "15.7.5|15.8.5", INT },
    { "call_ended", "15.8.6", INT },
    { "call_read", "15.7.6|15.8.7", INT },
    { "group_call_state", "15.8.2", INT },
    { "call_ringer", "15.8.3", INT },
    { "call_starter", "15.8.4", INT },
    { 0 },
};

#define IN_ITEM                                                                                    \
    {                                                                                              \
        "frame", "", FRAME                                                                         \
    }

static const struct mk_signal_column send[] = {
    IN_ITEM,
    { "recipient", "1", INT },
    { "time", "2", INT },
    { "status", "3-", WHICH },
    { "sent", "2", INT, "4" },
    { "delivered", "2", INT, "5" },
    { "read", "2", INT, "6" },
    { "viewed", "2", INT, "7" },
    { "sealed_sender", "4.1|5.1|6.1|7.1", INT },
    { "reason", "9.1", INT },
    { 0 },
};

static const struct mk_signal_column revision[] = {
    IN_ITEM,
    { "author", "2", INT },
    { "sent", "3", INT },
    { "received", "8.1|9.2", INT },
    { "server_sent", "8.2", INT },
    { "type", "11-20|22-", WHICH },
    { "text", "11.2.1|19.1.1.1|19.2", TEXT },
    { "quote", "11.1.1/11.1.2", MK_SG_PAIR },
    { 0 },
};

/* Of each the row is the FilePointer. */
#define FILE_COLUMNS                                                                               \
    IN_ITEM, { "mime", "4", TEXT }, { "name", "7", TEXT }, { "width", "8", INT },                  \
        { "height", "9", INT }, { "caption", "10", TEXT }, { "blur_hash", "11", TEXT },            \
        { "key", "13.1", HEX }, { "sha256", "13.10", HEX }, { "digest", "13.11", HEX },            \
        { "bytes", "13.3", INT }, { "cdn_key", "13.4", TEXT }, { "uploaded", "13.6", INT },        \
    {                                                                                              \
        "local_key", "13.9", HEX                                                                   \
    }

#define FILE_AS(id, word)                                                                          \
    static const struct mk_signal_column id[] = { FILE_COLUMNS,                                    \
                                                  { "role", word, MK_SG_WORD },                    \
                                                  { "flag", "^2", INT },                           \
                                                  { "downloaded", "^3", INT },                     \
                                                  { "client_id", "^4", ID },                       \
                                                  { 0 } }
#define PLAIN_FILE_AS(id, word)                                                                    \
    static const struct mk_signal_column id[] = { FILE_COLUMNS,                                    \
                                                  { "role", word, MK_SG_WORD },                    \
                                                  { 0 } }

FILE_AS(attached, "attachment");
FILE_AS(once, "view_once");
FILE_AS(older, "older_version");
FILE_AS(quoted, "quoted");
PLAIN_FILE_AS(long_text, "long_text");
PLAIN_FILE_AS(sticker, "sticker");
PLAIN_FILE_AS(avatar, "contact_avatar");
PLAIN_FILE_AS(preview, "link_preview");

static const struct mk_signal_rows attachments[] = {
    { "4.11.3.1", attached },   { "4.18.1.1", once },      { "4.6.11.3.1", older },
    { "4.11.1.4.3.1", quoted }, { "4.11.5", long_text },   { "4.19.1.2", long_text },
    { "4.13.1.5", sticker },    { "4.12.1.6", avatar },    { "4.11.4.3", preview },
    { "4.6.11.5", long_text },  { "4.6.11.4.3", preview }, { 0 },
};

static const struct mk_signal_column reaction[] = {
    IN_ITEM,
    { "text", "1", TEXT },
    { "author", "2", INT },
    { "time", "3", INT },
    { "order", "4", INT },
    { 0 },
};
static const struct mk_signal_rows reactions[] = {
    { "4.11.6", reaction },
    { "4.12.2", reaction },
    { "4.13.2", reaction },
    { "4.18.2", reaction },
    { "4.19.3", reaction },
    { "4.20.5", reaction },
    { 0 },
};

static const struct mk_signal_column option[] = {
    IN_ITEM,
    { "text", "1", TEXT },
    { "votes", "2", MK_SG_COUNT },
    { 0 },
};
static const struct mk_signal_column vote[] = {
    IN_ITEM, { "option", "^1", TEXT }, { "voter", "1", INT }, { "count", "2", INT }, { 0 },
};

static const struct mk_signal_column shared_contact[] = {
    IN_ITEM,
    { "name", "1.3/1.1/1.5/1.2/1.4", NAME },
    { "nickname", "1.6", TEXT },
    { "org", "7", TEXT },
    { "phones", "3.1", MK_SG_TEXTS },
    { "emails", "4.1", MK_SG_TEXTS },
    { "street", "5.3", TEXT },
    { "city", "5.6", TEXT },
    { "postcode", "5.8", TEXT },
    { "country", "5.9", TEXT },
    { 0 },
};

static const struct mk_signal_column link[] = {
    IN_ITEM,
    { "url", "1", TEXT },
    { "title", "2", TEXT },
    { "description", "4", TEXT },
    { "date", "5", INT },
    { 0 },
};
static const struct mk_signal_column range[] = {
    IN_ITEM,
    { "start", "1", INT },
    { "length", "2", INT },
    { "who", "3", ID },
    { "style", "4", INT },
    { 0 },
};
static const struct mk_signal_rows ranges[] = {
    { "4.11.2.2", range },
    { "4.19.1.1.2", range },
    { 0 },
};

/* Changes of a group differ in what their fields mean; the first is mostly who did it. */
static const struct mk_signal_column change[] = {
    IN_ITEM,
    { "change", "*", WHICH },
    { "first", "*.1", MK_SG_ANY },
    { "text", "3.2|5.2", TEXT },
    { "second", "1-2.2|4.2|6-.2", MK_SG_ANY },
    { "third", "*.3", MK_SG_ANY },
    { "fourth", "*.4", MK_SG_ANY },
    { 0 },
};

const struct mk_signal_table mk_signal_item_tables[] = {
    { "item", ROWS("4", item) },
    { "send", ROWS("4.9.1", send) },
    { "revision", ROWS("4.6", revision) },
    { "attachment", attachments },
    { "reaction", reactions },
    { "poll_option", ROWS("4.20.3", option) },
    { "poll_vote", ROWS("4.20.3.2", vote) },
    { "shared_contact", ROWS("4.12.1", shared_contact) },
    { "link_preview", ROWS("4.11.4", link) },
    { "text_range", ranges },
    { "group_change", ROWS("4.15.2.1", change) },
    { 0 },
};
