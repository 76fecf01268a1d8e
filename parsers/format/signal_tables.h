#ifndef MK_SIGNAL_TABLES_H
#define MK_SIGNAL_TABLES_H

#include "parsers/format/signal_value.h"

/* Private to signal_*.c: what tables the frames are read as, as data. */
struct mk_signal_rows { /* a list of these ends with columns == NULL */
    const char *path; /* from the frame on, every occurrence of each step: "4.11.3"; "": BackupInfo;
                         "other": frames that are of no known kind; "unknown": fields that the
                         schema does not have */
    const struct mk_signal_column *columns; /* ends with name == NULL */
};

struct mk_signal_table { /* a list of these ends with name == NULL */
    const char *name;
    /* The columns of the table are those of the first; the others fill some of the same names. */
    const struct mk_signal_rows *rows;
};

extern const struct mk_signal_table mk_signal_tables[];
extern const struct mk_signal_table mk_signal_item_tables[]; /* of chat items: the list goes on */

#endif
