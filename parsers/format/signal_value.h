#ifndef MK_SIGNAL_VALUE_H
#define MK_SIGNAL_VALUE_H

#include "parsers/base/buf.h"
#include "parsers/format/proto.h"
#include "parsers/table/grid.h"

/* Private to signal_*.c: how a value of a frame becomes a cell. */
enum mk_signal_as {
    MK_SG_INT,
    MK_SG_TEXT,
    MK_SG_HEX, /* bytes, as text */
    MK_SG_ID,  /* a service id: 16 bytes are an ACI's UUID, 01 and 16 a PNI's, 00 and 16 an ACI's */
    MK_SG_E164,  /* a number, as text with a '+' */
    MK_SG_WHICH, /* not the value, but the number of the field that was found, 0: none */
    MK_SG_LIST,  /* repeated numbers, a space between them */
    MK_SG_TEXTS, /* repeated texts, ", " between them */
    MK_SG_COUNT, /* how many there are */
    MK_SG_PAIR,  /* two fields, "3/2": as text, when both are there */
    MK_SG_SUM,   /* two fields, "4/5": their sum, when both are there */
    MK_SG_NAME,  /* two or more texts, "11/12": those that are not empty, spaces between them */
    MK_SG_ANY,   /* by what is there: a number, or bytes as an ID */
    MK_SG_FRAME, /* the number of the frame */
    MK_SG_WORD,  /* `path` itself, the same in all rows */
    MK_SG_WHOLE, /* all of the row's message, as hex */
};

/*
 * path   field numbers: "3.5.2"; "8-10" is the first field among these, "22-" from 22 on, "*" any;
 *        '|' stands between alternatives. It begins at the row's own message, with '^' at the
 *        message around it, with '~' at the frame's (a chat item, a recipient).
 * given  only when there is something at that path; NULL: always
 */
struct mk_signal_column {
    const char *name, *path;
    enum mk_signal_as as;
    const char *given;
};

struct mk_signal_place {
    struct mk_span row, around, item;
    int64_t frame;
};

bool mk_signal_find(struct mk_proto_field *out, const struct mk_signal_place *p, const char *path);
/* Puts the cell; nothing when there is no value. */
void mk_signal_put(struct mk_grid *g, size_t cell, const struct mk_signal_place *p,
                   const struct mk_signal_column *c);

#endif
