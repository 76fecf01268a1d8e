#ifndef MK_DUMP_PRIVATE_H
#define MK_DUMP_PRIVATE_H

#include "parsers/format/dump.h"
#include "parsers/format/text_lines.h"
#include "parsers/table/grid.h"

/* Private to dump*.c. */
enum mk_dump_table {
    MK_DUMP_PROPERTIES,
    MK_DUMP_SETTINGS,
    MK_DUMP_PROCESSES,
    MK_DUMP_PACKAGES,
    MK_DUMP_PERMISSIONS,
    MK_DUMP_OPS,
    MK_DUMP_OP_USES,
    MK_DUMP_STATEMENTS,
    MK_DUMP_ADB_KEYS,
    MK_DUMP_ACCESSIBILITY,
};

enum mk_dump_part { /* what the lines in hand are of */
                    MK_PART_NONE,
                    MK_PART_SETTINGS,
                    MK_PART_PROCESSES,
                    MK_PART_PACKAGES,
                    MK_PART_OPS,
                    MK_PART_DATABASES,
                    MK_PART_ADB,
                    MK_PART_ACCESSIBILITY,
};

#define MK_DUMP_COLUMNS 16 /* of ps */
struct mk_dump {
    const struct mk_file *file;
    struct mk_text_lines lines;
    struct mk_text_line line;
    uint64_t number; /* of the line */
    bool held;       /* the line is to be looked at again: the next package begins with it */
    enum mk_dump_part part, first; /* `first`: told by the file's name */
    bool only_properties;          /* the file is getprop's */
    char space[24];                /* of settings */
    struct mk_buf text[3];         /* what later lines belong to: uid, package, path ... */
    unsigned mode;                 /* of the part's own */
    size_t below;                  /* indent of the line that began the list in hand */
    bool hidden, open;             /* packages */
    int64_t row;                   /* of the package or operation in hand */
    uint32_t done;                 /* columns of the package in hand that are there */
    size_t ps[5];                  /* which word is user, pid, ppid, state, name */
};

struct mk_dump_line {
    struct mk_span whole, text; /* `text`: without the blanks around it */
    size_t indent;
};

/* Each takes a line of its part; false when the line is the first of something else. */
bool mk_dump_process(struct mk_dump *d, struct mk_grid *g, const struct mk_dump_line *l);
bool mk_dump_package(struct mk_dump *d, struct mk_grid *g, const struct mk_dump_line *l);
bool mk_dump_op(struct mk_dump *d, struct mk_grid *g, const struct mk_dump_line *l);
bool mk_dump_statement(struct mk_dump *d, struct mk_grid *g, const struct mk_dump_line *l);
bool mk_dump_adb(struct mk_dump *d, struct mk_grid *g, const struct mk_dump_line *l);
bool mk_dump_accessibility(struct mk_dump *d, struct mk_grid *g, const struct mk_dump_line *l);

/* The header of ps: where its words are. */
bool mk_dump_is_ps(struct mk_dump *d, struct mk_span text);

/* ---- spans ---- */

bool mk_dump_starts(struct mk_span s, const char *head);
/* Where `part` begins in `s`, s.len when it does not. */
size_t mk_dump_find(struct mk_span s, const char *part);
/* What stands between `open` and the next `close` behind it; false when they are not both there. */
bool mk_dump_between(struct mk_span *out, struct mk_span s, const char *open, char close);
struct mk_span mk_dump_trim(struct mk_span s);
void mk_dump_keep(struct mk_buf *b, struct mk_span s);
/* Text into a column, nothing when it is empty. */
void mk_dump_put(struct mk_grid *g, size_t column, struct mk_span s);

#endif
