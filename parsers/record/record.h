#ifndef MK_RECORD_H
#define MK_RECORD_H

#include "parsers/base/cursor.h"
#include "parsers/base/error.h"
#include "parsers/base/hash.h"
#include "parsers/base/json.h"

/*
 * One parsed fact, in a typed binary form that is cheap to make and to walk: it crosses the pipe
 * from the parse worker, and becomes a line of JSON on the other side. Kinds and fields are those
 * of CONTRACT.md, "Reading". Little endian throughout.
 *
 *   item     u32 length of the rest, u8 'h' head or 'r' record, the rest
 *   head     u16 id, u8 kind, fields: what all records of one table share, so it is sent once.
 *            APP, PARSER, REF (the start of each ref), SOURCE {file, table, state}, and any
 *            further field that is the same in every record. A later head of that id replaces it.
 *   record   u16 head, u8 has row, i64 row, fields. A REF of its own replaces start + row, a SOURCE
 *            of its own adds members to the head's; both come first
 *   field    u32 key << 8 | type; for key 0 inside an object: u32 length + name; then by type:
 *              NULL, FALSE, TRUE nothing      INT i64      REAL u64, an IEEE 754 double
 *              TEXT, HEX u32 length + bytes (HEX is shown as hex digits)
 *              TIME i64 microseconds since 1970 UTC, u8 digits of fraction
 *              LIST, OBJECT u32 length + fields (of a list: key 0, no name)
 */
enum mk_kind {
    MK_KIND_NONE,
    MK_MESSAGE,
    MK_CONVERSATION,
    MK_REACTION,
    MK_ATTACHMENT,
    MK_CALL,
    MK_VOICEMAIL,
    MK_CONTACT,
    MK_KIND_ACCOUNT,
    MK_KIND_EMAIL,
    MK_LOCATION,
    MK_KIND_MEDIA,
    MK_WEB_VISIT,
    MK_WEB_DOWNLOAD,
    MK_WEB_SEARCH,
    MK_BOOKMARK,
    MK_COOKIE,
    MK_KIND_NOTE,
    MK_CALENDAR,
    MK_PAYMENT,
    MK_KIND_APP,
    MK_DEVICE,
    MK_NETWORK,
    MK_BLUETOOTH,
    MK_CELL,
    MK_EVENT,
    MK_KIND_COUNT
};

enum mk_key {
    MK_KEY_NONE, /* an element of a list, or a name of its own */
#define K(id, name) MK_##id,
#include "parsers/record/keys.h"
#undef K
    MK_KEY_COUNT
};

const char *mk_kind_name(enum mk_kind kind);
const char *mk_key_name(enum mk_key key);
bool mk_kind_parse(enum mk_kind *out, struct mk_span name);
enum mk_key mk_key_parse(struct mk_span name); /* MK_KEY_NONE when no field is called so */

enum mk_type {
    MK_T_NULL,
    MK_T_FALSE,
    MK_T_TRUE,
    MK_T_INT,
    MK_T_REAL,
    MK_T_TEXT,
    MK_T_HEX,
    MK_T_TIME,
    MK_T_LIST,
    MK_T_OBJECT,
    MK_T_COUNT
};

#define MK_ITEM_MAX  ((size_t)64 << 20)
#define MK_DEPTH_MAX 8 /* lists and objects inside each other */

/* ---- making ---- */

/* Everything is put at the end of a buffer, whose `bad` tells in the end whether it fitted. The
 * returned mark goes to mk_put_end(), innermost first. */
size_t mk_put_head(struct mk_buf *b, uint16_t id, enum mk_kind kind);
size_t mk_put_record(struct mk_buf *b, uint16_t head, const int64_t *row);
size_t mk_put_open(struct mk_buf *b, enum mk_key key, enum mk_type list_or_object);
void mk_put_end(struct mk_buf *b, size_t mark);

void mk_put_null(struct mk_buf *b, enum mk_key key);
void mk_put_bool(struct mk_buf *b, enum mk_key key, bool v);
void mk_put_int(struct mk_buf *b, enum mk_key key, int64_t v);
void mk_put_real(struct mk_buf *b, enum mk_key key, double v);
void mk_put_text(struct mk_buf *b, enum mk_key key, struct mk_span s); /* UTF-8 */
void mk_put_hex(struct mk_buf *b, enum mk_key key, struct mk_span s);
void mk_put_time(struct mk_buf *b, enum mk_key key, int64_t us, int digits);
/* The same inside an object, under a name that is no field's. */
void mk_put_named_null(struct mk_buf *b, struct mk_span name);
void mk_put_named_bool(struct mk_buf *b, struct mk_span name, bool v);
void mk_put_named_int(struct mk_buf *b, struct mk_span name, int64_t v);
void mk_put_named_real(struct mk_buf *b, struct mk_span name, double v);
void mk_put_named_hex(struct mk_buf *b, struct mk_span name, struct mk_span s);
void mk_put_named_text(struct mk_buf *b, struct mk_span name, struct mk_span s);
void mk_put_named_time(struct mk_buf *b, struct mk_span name, int64_t us, int digits);
size_t mk_put_named_open(struct mk_buf *b, struct mk_span name, enum mk_type list_or_object);

/* ---- reading ---- */

struct mk_value {
    enum mk_key key;
    struct mk_span name; /* of an object's member whose key is MK_KEY_NONE */
    enum mk_type type;
    int64_t i; /* INT; TIME: microseconds */
    double r;
    uint8_t digits;   /* TIME */
    struct mk_span s; /* TEXT, HEX; LIST, OBJECT: the fields inside */
    char small[40];   /* room for a text that a conversion makes */
};

/* Next field: false at the end, and when the bytes make no sense: check mk_cur_ok() then.
 * `list`: what is walked is the inside of a list. */
bool mk_value_next(struct mk_value *out, struct mk_cursor *c, bool list);

struct mk_item {
    char type; /* 'h' or 'r' */
    uint16_t head;
    enum mk_kind kind; /* heads */
    bool has_row;
    int64_t row;
    struct mk_span fields;
};

/* Next item: 1; 0 when the rest is not a whole one (the cursor stays in front of it); -1 when it
 * cannot be one. */
int mk_item_next(struct mk_item *out, struct mk_cursor *c);

/* Whether all of it can be walked, lists and objects included. */
bool mk_fields_valid(struct mk_span fields);

/* First field of that key; false when there is none. */
bool mk_field_find(struct mk_value *out, struct mk_span fields, enum mk_key key);

/* ---- JSON Lines ---- */

/* Turns items into lines. Holds the heads it met (65,536 at most). */
struct mk_lines;
MK_CHECK int mk_lines_new(struct mk_lines **out, struct mk_error *e);
void mk_lines_free(struct mk_lines *l);
/* Appends a line to `out` for every whole record in `items`; *used says how far it came. MK_EPROTO
 * for items that make no sense; `out` then ends with the last good line. */
MK_CHECK int mk_lines_feed(struct mk_lines *l, struct mk_buf *out, struct mk_span items,
                           size_t *used, struct mk_error *e);
uint64_t mk_lines_count(const struct mk_lines *l, enum mk_kind kind);

/* Writes the fields, as members of the object that `j` has open. False when they make no sense. */
bool mk_fields_json(struct mk_json *j, struct mk_span fields);

/* One line of JSON as a head and a record. MK_EFORMAT with the reason when it is no record.
 * object: of the object that it stands in, for its source; may be NULL. */
MK_CHECK int mk_record_of_json(struct mk_buf *items, struct mk_span line,
                               const struct mk_digest *object, struct mk_error *e);

#endif
