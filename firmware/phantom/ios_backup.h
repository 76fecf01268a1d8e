#ifndef MK_PHONE_BACKUP_H
#define MK_PHONE_BACKUP_H

#include "firmware/phantom/ios_backup_crypt.h"
#include "firmware/phantom/ios_backup_tree.h"

/*
 * The backup that an exercise's iPhone makes of itself, plain or encrypted: what its payload files,
 * Manifest.db, Manifest.plist and Status.plist hold. (Info.plist is not the phone's: the host
 * writes it.) Files are read and encrypted where they are sent; only the list of them is held.
 * The same exercise and password give the same bytes, dates included.
 *
 * Manifest.db has Files(fileID, domain, relativePath, flags, file) as parsers/format/ios_manifest.h
 * says; its `file` values are keyed archives of an MBFile with the fields, in the order and with
 * the classes seen in an iOS 14.3 backup (MVT 2.6, tests/artifacts/ios_backup). Of Manifest.plist:
 * iphone_backup_decrypt 0.9; of Status.plist: libimobiledevice 1.3.0, tools/idevicebackup2.c, and
 * what parsers/format/ios_facts.h read.
 */
struct mk_phone_backup_options {
    int exercise;         /* descriptor of its folder; stays the caller's, and open */
    const json_t *doc;    /* its exercise.json; as well */
    const char *password; /* NULL or "": not encrypted */
    uint32_t rounds;      /* of the longer derivation; 0: as many as phones ask for */
    bool heavy;           /* Manifest.db has over 1 GB, as of a phone with a million files */
};

#define MK_PHONE_ROUNDS 10000000u

enum mk_phone_part { MK_PHONE_PAYLOAD, MK_PHONE_DB, MK_PHONE_MANIFEST, MK_PHONE_STATUS };

/* A file of the backup. */
struct mk_phone_file {
    enum mk_phone_part part;
    char name[44];                    /* in the backup: "3d/3d0d7e5f...", "Manifest.db" */
    uint64_t size;                    /* there: padded where it is encrypted */
    const struct mk_phone_item *item; /* of the payload; else NULL */
};

struct mk_phone_backup;
MK_CHECK int mk_phone_backup_new(struct mk_phone_backup **out,
                                 const struct mk_phone_backup_options *o, struct mk_error *e);
void mk_phone_backup_free(struct mk_phone_backup *b);

/* Payload first, in the order of domain and path; then the lists: Manifest.db, Manifest.plist,
 * Status.plist. */
#define MK_PHONE_LISTS 3u
size_t mk_phone_backup_count(const struct mk_phone_backup *b);
void mk_phone_backup_file(struct mk_phone_file *out, const struct mk_phone_backup *b, size_t i);
/* NULL for a list. */
const struct mk_phone_item *mk_phone_backup_item(const struct mk_phone_backup *b, size_t i);
bool mk_phone_backup_encrypted(const struct mk_phone_backup *b);
int64_t mk_phone_backup_date(const struct mk_phone_backup *b); /* Unix seconds */

/* Status.plist as it is meanwhile: "uploading", "moving", "removing", "finished". */
MK_CHECK int mk_phone_backup_status(struct mk_buf *out, const struct mk_phone_backup *b,
                                    const char *state, struct mk_error *e);

/* One file being read, from its begin to its end. */
struct mk_phone_reading {
    int fd;                   /* own */
    struct mk_span left;      /* or bytes in memory, of the backup */
    struct mk_phone_cbc *cbc; /* NULL: plain */
    bool ended;
    struct mk_buf in, ready; /* ready: encrypted, not yet read */
    size_t taken;            /* of ready */
};
MK_CHECK int mk_phone_backup_open(struct mk_phone_reading *out, const struct mk_phone_backup *b,
                                  size_t i, struct mk_error *e);
/* *got 0 at the end. */
MK_CHECK int mk_phone_backup_read(struct mk_phone_reading *r, void *out, size_t n, size_t *got,
                                  struct mk_error *e);
void mk_phone_backup_close(struct mk_phone_reading *r);

/*
 * The whole backup into a new folder, and an Info.plist as idevicebackup2 writes one: for who wants
 * a backup, not a phone. MK_EUSAGE when `out` exists.
 */
MK_CHECK int mk_phone_backup_write(const char *out, const struct mk_phone_backup_options *o,
                                   struct mk_error *e);

#endif
