#ifndef MK_POOLED_H
#define MK_POOLED_H

#include "parsers/base/buf.h"
#include "parsers/base/time.h"
#include "parsers/format/proto.h"
#include "parsers/source/context.h"
#include "parsers/table/grid.h"

/*
 * Messages of Android's own services as rows: a protobuf document with lists of messages, which
 * name their texts by numbers of a string pool (a message of its own in the document, its field 2
 * repeated) and may count their times from a moment that stands outside. Held whole, at most
 * MK_POOLED_MAX. Hostile. What a table does not name, and damage, are remarks of the grid.
 */
#define MK_POOLED_MAX ((size_t)64 << 20)

enum mk_pooled_kind {
    MK_POOLED_INT, /* int32 or int64 */
    MK_POOLED_TEXT,
    MK_POOLED_POOL,   /* number of a text in the pool, from 1 on; 0: none */
    MK_POOLED_HEX,    /* a message that stays as it is */
    MK_POOLED_OFFSET, /* milliseconds after `begin_ms`, given as ISO 8601 */
    MK_POOLED_TIME,   /* the same, and two columns behind it: what is stored, and its unit */
    MK_POOLED_SKIP,   /* read by somebody else */
};

struct mk_pooled_field { /* a list of these ends with number == 0 */
    uint32_t number;
    unsigned column;
    enum mk_pooled_kind kind;
};

struct mk_pooled_rows { /* a list of these ends with what == NULL */
    uint32_t number;    /* of the list in the document */
    size_t table;
    const char *what; /* in remarks: "event" */
    const struct mk_pooled_field *fields;
    bool some; /* what it does not name, and damage, somebody else tells of */
};

struct mk_pooled {
    struct mk_buf bytes; /* the whole document */
    struct mk_buf pool;  /* struct mk_span[] */
    struct mk_cursor c;
    bool has_begin;
    int64_t begin_ms;
    uint32_t told; /* kinds of unknown fields that a remark told, by hash */
};

void mk_pooled_init(struct mk_pooled *p);
void mk_pooled_done(struct mk_pooled *p);
/* Reads the document, and the pool that is its field `pool` (0: it has none). */
MK_CHECK int mk_pooled_read(struct mk_pooled *p, const struct mk_file *f, uint32_t pool,
                            struct mk_error *e);
/* The next field of the document: 1, 0 at the end; -1 where it is damaged. */
MK_CHECK int mk_pooled_next(struct mk_proto_field *out, struct mk_pooled *p, struct mk_error *e);
/* One message as a row's cells; the row is the caller's, and may have cells already. */
void mk_pooled_put(struct mk_pooled *p, struct mk_grid *g, const struct mk_pooled_rows *r,
                   struct mk_span message);
/* Says once that a field of `what` is not known. */
void mk_pooled_unknown(struct mk_pooled *p, struct mk_grid *g, const char *what, uint32_t number);

/* A time of `ms` after p's begin as ISO 8601, into a column or as text: none (false) when it is not
 * known, out of range, or 0 and so stands for none. */
void mk_pooled_put_time(const struct mk_pooled *p, struct mk_grid *g, unsigned column, int64_t ms);
bool mk_pooled_time(char iso[static MK_ISO_MAX], const struct mk_pooled *p, int64_t ms);

#endif
