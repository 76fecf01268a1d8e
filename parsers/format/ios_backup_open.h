#ifndef MK_IOS_BACKUP_OPEN_H
#define MK_IOS_BACKUP_OPEN_H

#include "parsers/base/arena.h"
#include "parsers/format/ios_keybag.h"
#include "parsers/format/ios_manifest.h"
#include "parsers/source/remarks.h"

/* Private to ios_backup*.c: a backup whose list was read. */
#define MK_NO_PAYLOAD UINT32_MAX

struct mk_held { /* a file of the manifest that has a place on the device */
    struct mk_span path, domain;
    struct mk_span key; /* empty: none */
    uint64_t size;
    int64_t modified; /* Unix seconds */
    bool has_size, has_modified;
    bool unplaced;    /* no place on a device: only its bytes can be had */
    uint32_t payload; /* its number, or MK_NO_PAYLOAD */
    uint8_t id[MK_IOS_ID];
};

struct mk_ios_backup {
    struct mk_backup files;
    uint32_t *by_name; /* payload, by name */
    uint8_t *named;    /* of each payload: the manifest has it */
    struct mk_arena arena;
    struct mk_buf held; /* struct mk_held[], by path; behind them those that have no place on a
                           device, whose names are empty */
    size_t n, unplaced;
    struct mk_file list; /* the manifest, plain */
    bool encrypted;
    struct mk_ios_keys keys;
    struct mk_remarks remarks;
    struct mk_buf path, key; /* of the row in hand */
    uint64_t named_files, missing, strange_ids, rows;
};

/* MK_EAUTH: encrypted, and no password given fits. cx->backup is needed. */
MK_CHECK int mk_ios_backup_open(struct mk_ios_backup **out, const struct mk_context *cx,
                                struct mk_error *e);
void mk_ios_backup_free(struct mk_ios_backup *b);
const struct mk_held *mk_ios_backup_at(const struct mk_ios_backup *b, size_t i);

/* The plain bytes of a file; what does not fit is remarked. MK_EIO: its payload is missing. */
MK_CHECK int mk_ios_backup_file(struct mk_file *out, struct mk_ios_backup *b,
                                const struct mk_held *h, struct mk_error *e);
/* "3d/3d0d7e5f...", as it lies in the folder. */
#define MK_STORED_LEN (3 + 2 * MK_IOS_ID)
struct mk_span mk_ios_backup_stored(char out[static MK_STORED_LEN], const struct mk_ios_backup *b,
                                    const struct mk_held *h);

/* ---- ios_backup_list.c: the manifest's rows ---- */
MK_CHECK int mk_ios_backup_list(struct mk_ios_backup *b, enum mk_backup_list which,
                                struct mk_error *e);

/* ---- ios_backup_lock.c: what Manifest.plist says of keys ---- */
struct mk_ios_lock {
    bool encrypted;
    struct mk_buf bag, key; /* BackupKeyBag, ManifestKey; done by mk_ios_lock_done() */
};
MK_CHECK int mk_ios_lock_read(struct mk_ios_lock *out, const struct mk_file *manifest,
                              struct mk_error *e);
void mk_ios_lock_done(struct mk_ios_lock *l);

#endif
