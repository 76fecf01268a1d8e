/* The old list of an iOS backup's files with the paths it gives, and the archive that stands in a
 * row of the new one. */
#include "parsers/format/ios_domain.h"
#include "parsers/format/ios_manifest.h"
#include "parsers/source/source.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int each(void *u, const struct mk_ios_row *row, struct mk_error *e)
{
    struct mk_buf *path = u;
    (void)e;
    if (row->id.len != 40)
        abort();
    if (mk_ios_path_bad(row->domain, row->path))
        return 0;
    mk_buf_clear(path);
    mk_ios_path(path, row->domain, row->path);
    if (mk_buf_ok(path) && (mk_path_leaves(mk_buf_span(path)) || memchr(path->p, 0, path->len)))
        abort();
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mk_span bytes = mk_span(data, size);
    struct mk_file f = mk_file_memory(&bytes);
    struct mk_ios_row row = { .file = bytes };
    struct mk_buf path, key;
    struct mk_error e;
    mk_buf_init(&path, 65536);
    mk_buf_init(&key, 256);
    if (mk_ios_mbdb(each, &path, &f, &e) != 0 && e.code != MK_EFORMAT)
        abort();
    if (!mk_ios_mbfile(&row, &key) && row.key.len > 256)
        abort();
    mk_buf_done(&path);
    mk_buf_done(&key);
    return 0;
}
