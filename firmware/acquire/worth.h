#ifndef MK_WORTH_H
#define MK_WORTH_H

#include "parsers/base/span.h"

/*
 * What a file of the shared storage is worth to an investigation, by its path and age alone: in
 * this order they are fetched, so that a run that is cut has the best of it.
 */
enum mk_worth {
    MK_WORTH_DATABASES, /* databases and their logs, backups of chats and phones */
    MK_WORTH_DOCUMENTS, /* texts, tables, exports of chats, tracks, address cards */
    MK_WORTH_WEEK,      /* pictures, films, sounds: of the last 7 days, */
    MK_WORTH_MONTH,     /* 31, */
    MK_WORTH_YEAR,      /* 366, */
    MK_WORTH_MEDIA,     /* older, or of a time to come */
    MK_WORTH_REST,
    MK_WORTH_LAST, /* caches, thumbnails, stickers, apps' own data and expansion files */
    MK_WORTH_COUNT
};
enum mk_worth mk_file_worth(struct mk_span path, int64_t mtime_s, int64_t now_s);

/* Which part of a database a file is by its name: itself ("x.db"), or one of its logs. */
enum mk_set_part { MK_SET_DATABASE, MK_SET_WAL, MK_SET_JOURNAL, MK_SET_PARTS };
const char *mk_set_suffix(enum mk_set_part part); /* "", "-wal", "-journal" */
/* False when it is none; *stem is the database's path. */
bool mk_set_of(struct mk_span *stem, enum mk_set_part *part, struct mk_span path);

#endif
