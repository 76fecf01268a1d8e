#ifndef MK_SOURCE_H
#define MK_SOURCE_H

#include "parsers/base/buf.h"
#include "parsers/base/hash.h"
#include "parsers/base/reader.h"

/*
 * Evidence as a tree, whatever holds it: a folder, an archive, a bundle, or a
 * parent process that hands over descriptors. Paths are the device's own: any
 * bytes but NUL, '/' between the parts, relative, hostile.
 *
 * In a bundle an entry can be one raw reply of a content provider; then `set`
 * names the provider (the entries of one set are decoded together) and `role`
 * says which query it answered. Outside of bundles `set` is empty.
 */
enum mk_role {
    MK_ROLE_FILE,    /* not a reply: a file as the phone stored it */
    MK_ROLE_IDS,     /* _id alone */
    MK_ROLE_NUMBERS, /* _id and every numeric column */
    MK_ROLE_COLUMN,  /* _id and one text column */
    MK_ROLE_NULLS,   /* _id of the rows where that column is null */
    MK_ROLE_BLOBS,   /* _id of the rows where that column is a blob */
    MK_ROLE_ROW,     /* _id and one column of one row */
    MK_ROLE_AFTER,   /* _id alone again, when all else was read */
    MK_ROLE_CONTROL, /* a positive control: tells refused, restricted and empty apart */
    MK_ROLE_EXTRACT, /* not a reply: records that were taken out of a file, as lines of JSON */
    MK_ROLE_EACH,    /* whole rows that belong to one row of another provider: _id, numeric columns,
                        one text column */
    MK_ROLE_COUNT
};

const char *mk_role_name(enum mk_role role);
bool mk_role_parse(enum mk_role *out, struct mk_span name);

struct mk_entry {
    uint64_t id; /* position in the source's order */
    struct mk_span path;
    uint64_t size;
    struct mk_span set;    /* "content://sms" */
    struct mk_span column; /* NULLS, BLOBS, COLUMN, ROW: which; NUMBERS, EACH: all, by ':' */
    enum mk_role role;
    int64_t row; /* ROW: which _id; EACH: that of the other provider's row */
    bool has_sha256;
    struct mk_digest sha256; /* of its bytes, as the source says; it is not checked */
    /* Out of an iOS backup: what its manifest has it under, and the name it lies there under
     * ("3d/3d0d7e5f..."). Empty otherwise. */
    struct mk_span domain, stored;
    bool absent; /* its container names it, but has not got it: opening it says so */
};

struct mk_source {
    /* Calls `each` for every file, in bytewise order of paths; stops when it returns non-zero.
     * Spans live for that call. 0, or -1. */
    int (*list)(void *u, int (*each)(void *eu, const struct mk_entry *en, struct mk_error *e),
                void *eu, struct mk_error *e);
    /* Opens the entry with that id. The caller closes it. */
    int (*open)(struct mk_file *out, void *u, uint64_t id, struct mk_error *e);
    void (*free)(void *u);
    void *u;
};

void mk_source_done(struct mk_source *s);

/* A folder: regular files below it; links are not followed, and other types left out. A single
 * file: itself, with the -wal and -journal beside it, which are one set with a database. Opens
 * nothing outside of it. */
MK_CHECK int mk_source_folder(struct mk_source *out, const char *path, struct mk_error *e);

/* Whether a path is absolute or has a part "..": written to a disk it could land anywhere. */
bool mk_path_leaves(struct mk_span path);

/* Wraps an open descriptor, which the file then owns. */
MK_CHECK int mk_file_fd(struct mk_file *out, int fd, struct mk_error *e);
/* The descriptor inside such a file, still the file's; -1 when it is no wrapped descriptor. */
int mk_file_descriptor(const struct mk_file *f);

/* A part of a file, which must outlive it; what lies behind the file's end is not there. */
MK_CHECK int mk_file_slice(struct mk_file *out, const struct mk_file *f, uint64_t at, uint64_t len,
                           struct mk_error *e);

/* The same, with the file in it: closed with it, or by a failure. */
MK_CHECK int mk_file_slice_of(struct mk_file *out, struct mk_file *f, uint64_t at, uint64_t len,
                              struct mk_error *e);
/* The file that a slice is of, and from where; NULL when it is none. */
const struct mk_file *mk_file_sliced(uint64_t *at, const struct mk_file *f);

/* Wraps bytes that the caller keeps. */
struct mk_file mk_file_memory(const struct mk_span *bytes);
/* All of a file behind what the buffer holds; MK_ELIMIT when it does not fit. */
MK_CHECK int mk_file_whole(struct mk_buf *out, const struct mk_file *f, struct mk_error *e);

#endif
