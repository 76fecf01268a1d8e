#include "firmware/plan/files.h"

/* Endings of pictures, sounds and films, and of what is none. What is on neither list may be one:
 * apps give them names without an ending. */
static const char *const media[] = {
    ".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".apng", ".gif",  ".webp", ".heic",    ".heif",
    ".hif", ".avif", ".bmp", ".wbmp", ".ico", ".tif",  ".tiff", ".dng",  ".raw",     ".cr2",
    ".cr3", ".nef",  ".arw", ".orf",  ".rw2", ".raf",  ".srw",  ".svg",  ".psd",     ".xcf",
    ".mp4", ".m4v",  ".3gp", ".3gpp", ".3g2", ".mkv",  ".webm", ".mov",  ".qt",      ".avi",
    ".mpg", ".mpeg", ".mpe", ".ts",   ".mts", ".m2ts", ".wmv",  ".asf",  ".flv",     ".f4v",
    ".vob", ".ogv",  ".exo", ".lrv",  ".thm", ".mp3",  ".m4a",  ".m4b",  ".aac",     ".ogg",
    ".oga", ".opus", ".wav", ".flac", ".amr", ".awb",  ".mid",  ".midi", ".wma",     ".caf",
    ".aif", ".aiff", ".3ga", ".qcp",  ".ape", ".weba", ".lvl",  ".tgs",  ".sticker", NULL,
};
static const char *const others[] = {
    ".txt",  ".md",   ".csv",     ".tsv",     ".json",     ".jsonl", ".xml",  ".yaml", ".yml",
    ".html", ".htm",  ".css",     ".js",      ".pdf",      ".doc",   ".docx", ".xls",  ".xlsx",
    ".ppt",  ".pptx", ".odt",     ".ods",     ".odp",      ".rtf",   ".epub", ".vcf",  ".vcard",
    ".ics",  ".vcs",  ".gpx",     ".kml",     ".nmea",     ".log",   ".conf", ".ini",  ".cfg",
    ".db",   ".db3",  ".sqlite",  ".sqlite3", ".sqlitedb", ".plist", ".eml",  ".mbox", ".asc",
    ".gpg",  ".p12",  ".pem",     ".key",     ".crt",      ".apk",   ".tex",  ".sql",  ".kdbx",
    ".url",  ".wal",  ".nomedia", ".ips",     NULL,
};

/* Folders of the storage that are for media (developer.android.com, Environment), and where
 * thumbnails and caches lie; names of folders, without regard to case. */
static const char *const media_folders[] = {
    "dcim",          "pictures",   "movies",     "music",       "ringtones", "alarms", "podcasts",
    "notifications", "audiobooks", "recordings", "screenshots", "camera",    NULL,
};
static const char *const cache_folders[] = { ".face",      ".faces",      "cache",
                                             ".cache",     "caches",      "image_cache",
                                             "imagecache", "video-cache", "media_cache",
                                             "glide",      "picasso",     NULL };

static bool ends_in(struct mk_span name, const char *const *ends)
{
    for (; *ends; ends++)
        if (mk_span_ends_fold(name, mk_str(*ends)))
            return true;
    return false;
}

static bool is_fold(struct mk_span s, const char *word)
{
    return s.len == strlen(word) && mk_span_ends_fold(s, mk_str(word));
}

static bool is_one_of(struct mk_span s, const char *const *words)
{
    for (; *words; words++)
        if (is_fold(s, *words))
            return true;
    return false;
}

static bool holds_thumb(struct mk_span s)
{
    for (size_t n = 5; n <= s.len; n++)
        if (mk_span_ends_fold(mk_span(s.p, n), mk_str("thumb")))
            return true;
    return false;
}

enum mk_file_media mk_file_media(struct mk_span path)
{
    struct mk_span part = path;
    bool in_media = false;
    for (size_t from = 0, at = 0; at <= path.len; at++) {
        if (at < path.len && path.p[at] != '/')
            continue;
        part = mk_span(path.p + from, at - from);
        from = at + 1;
        if (holds_thumb(part) || (at < path.len && is_one_of(part, cache_folders)))
            return MK_FILE_IS_THUMBNAIL;
        in_media = in_media || (at < path.len && is_one_of(part, media_folders));
    }
    if (in_media || ends_in(part, media))
        return MK_FILE_IS_MEDIA;
    return ends_in(part, others) ? MK_FILE_NO_MEDIA : MK_FILE_MAY_BE;
}
