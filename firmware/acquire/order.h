#ifndef MK_ORDER_H
#define MK_ORDER_H

/* Private to firmware/acquire: from the phone's order of files to that of their value. */

#include "firmware/acquire/worklist.h"

/*
 * Copies a complete list into another, class by class (worth.h), each in the phone's order; the
 * databases by name, so that a database and its logs stand together. Memory does not grow with the
 * list but for the names of databases, and those up to 8 MiB.
 *
 * *databases  how many files at the beginning of `to` are such sets; 0 when there are too many
 */
MK_CHECK int mk_order_files(struct mk_worklist *to, uint64_t *databases, struct mk_worklist *from,
                            int64_t now_s, struct mk_error *e);

#endif
