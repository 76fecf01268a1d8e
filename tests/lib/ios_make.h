#ifndef IOS_MAKE_H
#define IOS_MAKE_H

#include "parsers/base/buf.h"
#include "parsers/source/backup.h"

/*
 * iOS backups, made up: a tree of files in memory, plain or encrypted, with a Manifest.db or a
 * Manifest.mbdb. Keys are bytes that count up; nothing here is secret.
 */
struct ios_make_options {
    const char *password;     /* NULL: not encrypted */
    unsigned rounds, rounds2; /* 0: 1 each; rounds2 UINT32_MAX: a keybag of before iOS 10.2 */
    bool mbdb;                /* and flat payload names */
    bool plain_list;          /* encrypted, but Manifest.db is not: iOS 10.0 */
};

#define IOS_FILES 64

struct ios_file {
    char path[160];
    struct mk_buf bytes;
};

struct ios_make {
    struct ios_make_options o;
    struct ios_file files[IOS_FILES]; /* by path after ios_make_end() */
    size_t n;
    struct sqlite3 *db;
    struct mk_buf mbdb;
};

void ios_make_begin(struct ios_make *m, const struct ios_make_options *o);
/* A file, its payload and its row. size: what the row says, or -1: the truth. */
void ios_make_file(struct ios_make *m, const char *domain, const char *path, struct mk_span bytes,
                   int64_t size);
/* A row alone. */
void ios_make_row(struct ios_make *m, const char *id, struct mk_span domain, struct mk_span path,
                  int flags);
/* A file of the folder alone. */
void ios_make_put(struct ios_make *m, const char *path, struct mk_span bytes);
/* The manifest and the property lists. */
void ios_make_end(struct ios_make *m);
void ios_make_done(struct ios_make *m);

struct mk_source ios_make_source(struct ios_make *m); /* lives in `m` */
void ios_make_keybag(struct mk_buf *out, const struct ios_make_options *o);

#endif
