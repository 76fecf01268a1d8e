#ifndef MK_VALUE_CLASSES_H
#define MK_VALUE_CLASSES_H

#include "parsers/base/span.h"

/*
 * What a file of the shared storage is worth to an investigation, by its path and age alone: in
 * this order they are fetched, so that a run that is cut has the best of it.
 */
enum mk_value {
    MK_VALUE_DATABASES, /* databases and their logs, backups of chats and phones */
    MK_VALUE_DOCUMENTS, /* texts, tables, exports of chats, tracks, address cards */
    MK_VALUE_WEEK,      /* pictures, films, sounds: of the last 7 days, */
    MK_VALUE_MONTH,     /* 31, */
    MK_VALUE_YEAR,      /* 366, */
    MK_VALUE_MEDIA,     /* older, or of a time to come */
    MK_VALUE_REST,
    MK_VALUE_LAST, /* caches, thumbnails, stickers, apps' own data and expansion files */
    MK_VALUE_COUNT
};
enum mk_value mk_file_value(struct mk_span path, int64_t mtime_s, int64_t now_s);

/* Which part of a database a file is by its name: itself ("x.db"), or one of its logs. */
enum mk_set_part { MK_SET_DATABASE, MK_SET_WAL, MK_SET_JOURNAL, MK_SET_PARTS };
const char *mk_set_suffix(enum mk_set_part part); /* "", "-wal", "-journal" */
/* False when it is none; *stem is the database's path. */
bool mk_set_of(struct mk_span *stem, enum mk_set_part *part, struct mk_span path);

#endif
