/*
 * A set of files: opened, its tables listed, every row of each stepped through on a budget.
 *
 * Input: one byte of flags (1: repair the log's checksums, 4: as big endian, 2: a journal is
 * there), u16 and u16 big endian: sizes of the database and of the log behind it in units of 64
 * bytes; the rest is the journal.
 */
#include "parsers/format/sqlite_open.h"
#include "parsers/source/source.h"
#include "tests/lib/walsum.h"
#include <sqlite3.h>
#include <stdlib.h>

#define HEAD 5

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void step_all(struct mk_sqlite *s, const char *table)
{
    sqlite3_stmt *st = NULL;
    char *sql = sqlite3_mprintf("SELECT * FROM main.\"%w\" NOT INDEXED", table);
    mk_sqlite_refill(s);
    if (sql && sqlite3_prepare_v2(mk_sqlite_handle(s), sql, -1, &st, NULL) == SQLITE_OK)
        while (sqlite3_step(st) == SQLITE_ROW)
            for (int i = 0; i < sqlite3_column_count(st); i++)
                (void)sqlite3_column_blob(st, i);
    sqlite3_finalize(st);
    sqlite3_free(sql);
}

static void read_tables(struct mk_sqlite *s)
{
    sqlite3_stmt *st = NULL;
    int tables = 0;
    const char *sql = "SELECT name FROM sqlite_schema LIMIT 20";
    if (sqlite3_prepare_v2(mk_sqlite_handle(s), sql, -1, &st, NULL) == SQLITE_OK)
        while (sqlite3_step(st) == SQLITE_ROW) {
            const char *name = (const char *)sqlite3_column_text(st, 0);
            if (name && mk_sqlite_has_table(s, name) && tables++ < 5)
                step_all(s, name);
        }
    sqlite3_finalize(st);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mk_sqlite *s;
    struct mk_span part[3];
    struct mk_file file[3];
    struct mk_sqlite_limits limits = { .overlay_max = 65536, .steps_max = 20 };
    if (size < HEAD)
        return 0;
    sqlite3_hard_heap_limit64((sqlite3_int64)256 << 20);
    size_t left = size - HEAD, at = HEAD;
    uint8_t *copy = malloc(size);
    if (!copy)
        abort();
    memcpy(copy, data, size);
    for (size_t i = 0; i < 3; i++) {
        size_t n = i < 2 ? ((size_t)data[1 + 2 * i] << 8 | data[2 + 2 * i]) * 64 : left;
        part[i] = mk_span(copy + at, n < left ? n : left);
        file[i] = mk_file_memory(&part[i]);
        at += part[i].len;
        left -= part[i].len;
    }
    if (data[0] & 1)
        walsum_repair(copy + HEAD + part[0].len, part[1].len, data[0] & 4, SIZE_MAX);
    struct mk_sqlite_set set = { &file[0], part[1].len ? &file[1] : NULL,
                                 data[0] & 2 ? &file[2] : NULL };
    if (mk_sqlite_open(&s, &set, &limits, NULL) == 0) {
        read_tables(s);
        for (size_t i = 0; mk_sqlite_remark(s, i); i++)
            if (mk_sqlite_remark(s, i)[0] == 0)
                abort();
        mk_sqlite_close(s);
    }
    free(copy);
    return 0;
}
