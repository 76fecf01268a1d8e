#ifndef FUZZ_TABLES_H
#define FUZZ_TABLES_H

#include "parsers/base/zone.h"
#include "parsers/source/source.h"
#include "parsers/table/format.h"
#include <stdlib.h>

/* Reads a table of a document to its end; each byte that a cell has is looked at. */
static inline void read_table(const struct mk_format *format, struct mk_span bytes,
                              const char *table, const char *const *columns)
{
    struct mk_file file = mk_file_memory(&bytes);
    struct mk_zone *zone = NULL;
    struct mk_cell cells[64];
    struct mk_tables t;
    struct mk_rows rows;
    int64_t row;
    size_t n = 0, sum = 0;
    while (columns[n])
        n++;
    if (mk_zone_new(&zone, mk_str("-03:30"), mk_str(NULL), NULL) != 0)
        return;
    struct mk_context cx = { .path = mk_str("x"), .zone = zone };
    format->knows(mk_span(bytes.p, bytes.len < 4096 ? bytes.len : 4096), cx.path);
    if (format->open(&t, &file, &cx, NULL) == 0) {
        if (t.open(&rows, t.u, table, columns, n, NULL) == 0) {
            while (rows.next(rows.u, &row, cells, NULL) > 0)
                for (size_t i = 0; i < n; i++)
                    for (size_t k = 0; cells[i].kind >= MK_C_TEXT && cells[i].kind < MK_C_LOST &&
                                       k < cells[i].s.len;
                         k++)
                        sum += cells[i].s.p[k];
            rows.close(rows.u);
        }
        format->close(&t);
    }
    mk_zone_free(zone);
    if (sum == SIZE_MAX)
        abort();
}

#endif
