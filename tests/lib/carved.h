#ifndef CARVED_H
#define CARVED_H

#include "parsers/format/sqlite_carve.h"
#include "tests/lib/dbset.h"

/* What a test finds in a set of files: the first rows, and all that was remarked. */
#define CARVED_MOST 64

struct carved {
    struct mk_carve_counts counts;
    struct mk_error e;
    int rc;
    size_t n, remarks;
    struct {
        enum mk_carve_state state;
        enum mk_carve_file file;
        bool has_row, partial, contested, row_lives;
        int64_t row;
        char text[80];
    } row[CARVED_MOST];
    char remark[2000];
    char older[400]; /* texts of the last row's versions */
};

void carved_get(struct carved *g, const struct dbset *s, bool live);
/* A row whose last text is this one. */
bool carved_has(const struct carved *g, const char *text);

/* t(a INTEGER PRIMARY KEY, b) with `n` rows "row number <a> of some"; nothing is overwritten. */
sqlite3 *carved_filled(const char *journal_mode, int n);

#endif
