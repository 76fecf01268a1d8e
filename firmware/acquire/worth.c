#include "firmware/acquire/worth.h"
#include <strings.h>

#define DAY 86400

static const char *const databases[] = { "db", "sqlite", "sqlite3", "sqlitedb", "db3", NULL };
static const char *const backups[] = {
    "crypt", "crypt12", "crypt14",  "crypt15", "backup", "ab",
    "bak",   "enc",     "msgstore", "realm",   "mbdb",   NULL,
};
static const char *const documents[] = {
    "txt",  "pdf", "doc",  "docx", "odt",  "rtf",  "xls",    "xlsx", "ods", "csv",   "ppt",
    "pptx", "odp", "json", "xml",  "htm",  "html", "md",     "zip",  "tar", "gz",    "7z",
    "rar",  "vcf", "ics",  "gpx",  "kml",  "kmz",  "eml",    "mbox", "msg", "plist", "log",
    "key",  "pem", "p12",  "ovpn", "conf", "kdbx", "wallet", "dat",  NULL,
};
static const char *const media[] = {
    "jpg",  "jpeg", "jpe", "png", "gif", "webp", "heic", "heif", "avif", "bmp", "tif",
    "tiff", "dng",  "mp4", "m4v", "mov", "3gp",  "avi",  "mkv",  "webm", "ts",  "mp3",
    "m4a",  "aac",  "amr", "ogg", "oga", "opus", "wav",  "flac", "mid",  NULL,
};
/* Parts of a path. Databases in an app's own data are databases all the same. */
static const char *const last[] = {
    "/.thumbnails/",  "/.thumbs/", "/.cache/",   "/cache/",
    "/caches/",       "/.trash/",  "/stickers/", "/android/obb/",
    "/android/data/", "/.nomedia", "/.links/",   "/.statuses/",
    "/whatsapp ai/",  NULL,
};

static bool is_among(struct mk_span word, const char *const *list)
{
    for (; *list; list++)
        if (word.len == strlen(*list) && strncasecmp((const char *)word.p, *list, word.len) == 0)
            return true;
    return false;
}

static struct mk_span extension(struct mk_span path)
{
    size_t i = path.len;
    while (i > 0 && path.p[i - 1] != '.' && path.p[i - 1] != '/')
        i--;
    return i > 0 && path.p[i - 1] == '.' ? mk_span_from(path, i) : mk_span(NULL, 0);
}

static bool holds_fold(struct mk_span path, const char *part)
{
    size_t n = strlen(part);
    for (size_t i = 0; i + n <= path.len; i++)
        if (path.p[i] == '/' && strncasecmp((const char *)path.p + i, part, n) == 0)
            return true;
    return false;
}

static bool is_last(struct mk_span path)
{
    for (size_t i = 0; last[i]; i++)
        if (holds_fold(path, last[i]))
            return true;
    return false;
}

const char *mk_set_suffix(enum mk_set_part part)
{
    static const char *const ends[MK_SET_PARTS] = { "", "-wal", "-journal" };
    return ends[part];
}

bool mk_set_of(struct mk_span *stem, enum mk_set_part *part, struct mk_span path)
{
    for (*part = MK_SET_JOURNAL; *part > MK_SET_DATABASE; --*part)
        if (mk_span_ends(path, mk_str(mk_set_suffix(*part))))
            break;
    *stem = mk_span(path.p, path.len - strlen(mk_set_suffix(*part)));
    return is_among(extension(*stem), databases);
}

enum mk_worth mk_file_worth(struct mk_span path, int64_t mtime_s, int64_t now_s)
{
    struct mk_span stem, ext = extension(path);
    enum mk_set_part part;
    int64_t age;
    if (mk_set_of(&stem, &part, path) || is_among(ext, backups))
        return MK_WORTH_DATABASES;
    if (is_last(path))
        return MK_WORTH_LAST;
    if (is_among(ext, documents))
        return MK_WORTH_DOCUMENTS;
    if (!is_among(ext, media))
        return MK_WORTH_REST;
    if (__builtin_sub_overflow(now_s, mtime_s, &age) || age < -DAY)
        return MK_WORTH_MEDIA;
    return age <= 7 * DAY     ? MK_WORTH_WEEK
           : age <= 31 * DAY  ? MK_WORTH_MONTH
           : age <= 366 * DAY ? MK_WORTH_YEAR
                              : MK_WORTH_MEDIA;
}
