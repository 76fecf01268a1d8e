/* Cookies of Safari, and its list of downloads: read as tables, all columns. */
#include "parsers/format/binarycookies.h"
#include "parsers/format/safari_downloads.h"
#include "parsers/source/source.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void read_all(const struct mk_format *format, const struct mk_file *f, const char *table,
                     const char *const *columns, size_t n)
{
    struct mk_context cx = { .memory_max = (size_t)16 << 20 };
    struct mk_cell cells[8];
    struct mk_tables t;
    struct mk_rows rows;
    int64_t row, last = 0;
    if (format->open(&t, f, &cx, NULL) != 0)
        return;
    if (t.open(&rows, t.u, table, columns, n, NULL) == 0) {
        while (rows.next(rows.u, &row, cells, NULL) == 1) {
            if (row <= last)
                __builtin_trap();
            last = row;
        }
        rows.close(rows.u);
        for (size_t i = 0; t.remark(t.u, table, i); i++)
            ;
    }
    format->close(&t);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    static const char *const cookie[] = { "host", "name", "path", "value", "flags", "created" };
    static const char *const download[] = { "DownloadEntryURL", "DownloadEntryDateAddedKey" };
    struct mk_span bytes = mk_span(p, n);
    struct mk_file f = mk_file_memory(&bytes);
    mk_format_binarycookies.knows(bytes, mk_span(NULL, 0));
    mk_format_safari_downloads.knows(bytes, mk_span(NULL, 0));
    read_all(&mk_format_binarycookies, &f, "cookies", cookie, 6);
    read_all(&mk_format_safari_downloads, &f, "DownloadHistory", download, 2);
    return 0;
}
