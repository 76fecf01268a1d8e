#include "parsers/format/safari_downloads.h"
#include "parsers/format/plist_rows.h"

static const char *const columns[] = {
    "DownloadEntryURL",
    "DownloadEntryPath",
    "DownloadEntryPostPath",
    "DownloadEntryIdentifier",
    "DownloadEntryDateAddedKey",
    "DownloadEntryDateFinishedKey",
    "DownloadEntryProgressBytesSoFar",
    "DownloadEntryProgressTotalToLoad",
    "DownloadEntryRemoveWhenDoneKey",
    "DownloadEntryErrorCodeDictionaryKey",
    "DownloadEntryProfileUUIDStringKey",
    "DownloadEntrySandboxIdentifier",
    "DownloadEntryShouldUseRequestURLAsOriginURLIfNecessaryKey",
    "DownloadEntryBookmarkBlob",
    "DownloadEntryPostBookmarkBlob",
    NULL,
};
static const struct mk_grid_table tables[] = { { "DownloadHistory", columns }, { 0 } };

static int open_list(struct mk_tables *out, const struct mk_file *f, const struct mk_context *cx,
                     struct mk_error *e)
{
    return mk_plist_rows_open(out, f, cx, tables, "DownloadHistory", e);
}

static bool knows(struct mk_span head, struct mk_span path)
{
    return mk_plist_knows(head) && (mk_span_ends(path, mk_str("Downloads.plist")) ||
                                    memmem(head.p, head.len, "DownloadHistory", 15));
}

const struct mk_format mk_format_safari_downloads = { "safari_downloads", knows, open_list,
                                                      mk_grid_close };
