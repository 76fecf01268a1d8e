/* Chrome's bookmarks: a tree of JSON. */
#include "parsers/format/chrome_bookmarks.h"
#include "tests/fuzz/tables.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const columns[] = { "type", "name", "url", "added", "folder", NULL };
    read_table(&mk_format_chrome_bookmarks, mk_span(data, size), "bookmarks", columns);
    return 0;
}
