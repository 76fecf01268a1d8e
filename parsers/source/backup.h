#ifndef MK_BACKUP_H
#define MK_BACKUP_H

#include "parsers/source/source.h"

/*
 * The files of an iOS backup's folder, told by their names alone: its lists, and its payload, each
 * named by 40 hex digits ("3d/3d0d7e5f...", until iOS 9 without the folder). What they are is told
 * by parsers/format/ios_backup.h.
 */
enum mk_backup_list {
    MK_BACKUP_DB,       /* Manifest.db */
    MK_BACKUP_WAL,      /* Manifest.db-wal */
    MK_BACKUP_JOURNAL,  /* Manifest.db-journal */
    MK_BACKUP_MBDB,     /* Manifest.mbdb */
    MK_BACKUP_MANIFEST, /* Manifest.plist */
    MK_BACKUP_INFO,     /* Info.plist */
    MK_BACKUP_STATUS,   /* Status.plist */
    MK_BACKUP_LISTS
};

#define MK_PAYLOAD_NAME 20 /* bytes */

struct mk_payload {
    uint64_t id, size; /* of the entry in its source */
    uint8_t name[MK_PAYLOAD_NAME];
    bool flat;       /* not in a folder of its first two digits */
    bool has_sha256; /* of the entry's bytes, as its source says */
    struct mk_digest sha256;
};

struct mk_backup {
    bool has[MK_BACKUP_LISTS];
    uint64_t ids[MK_BACKUP_LISTS];
    const struct mk_payload *payload; /* in the source's order */
    size_t n;
    const struct mk_source *src; /* where the ids are opened */
};

/* Which list a file of that path is, MK_BACKUP_LISTS when it is none. *root: its folder. */
enum mk_backup_list mk_backup_list_of(struct mk_span *root, struct mk_span path);
/* Whether a path is one of a payload file: then *root is the backup's folder, and `name` and `flat`
 * of `out` are filled. */
bool mk_backup_payload_of(struct mk_payload *out, struct mk_span *root, struct mk_span path);
const char *mk_backup_list_name(enum mk_backup_list list);
/* Whether an id is that of one of its files. */
bool mk_backup_owns(const struct mk_backup *b, uint64_t id);

#endif
