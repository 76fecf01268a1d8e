#ifndef MK_IOS_MANIFEST_H
#define MK_IOS_MANIFEST_H

#include "parsers/base/buf.h"
#include "parsers/format/sqlite_open.h"

/*
 * The list of files of an iOS backup. Until iOS 9 it is Manifest.mbdb; numbers are big endian, a
 * text is u16 length (ffff: none) and bytes:
 *
 *   "mbdb" 5 0
 *   text domain | text path | text link's target | text SHA-1 | text key | u16 mode | u64 inode |
 *   u32 user | u32 group | u32 modified | u32 accessed | u32 changed, Unix seconds | u64 size |
 *   u8 protection class | u8 n | n times text name, text value       ... and so on to the end
 *
 * A file's payload is called by the SHA-1 of "domain-path". Since iOS 10 it is Manifest.db, SQLite:
 * Files(fileID, domain, relativePath, flags, file), with flags 1 file, 2 folder, 4 link; `file` is
 * a keyed archive of an MBFile: Size, Mode, LastModified, Birth (Unix seconds), ProtectionClass,
 * EncryptionKey. Keys are u32 little endian protection class, then the wrapped key, in both.
 *
 * Sources: iphone-dataprotection, python_scripts/backups/backup4.py and
 * util/bplist.py; iphonebackupbrowser, MbdbMbdxFormat; libimobiledevice 1.3.0,
 * tools/idevicebackup2.c; seen in an iOS 14.3 backup (MVT 2.6, tests/artifacts/ios_backup).
 */
enum mk_ios_type { MK_IOS_FILE, MK_IOS_FOLDER, MK_IOS_LINK, MK_IOS_OTHER };

struct mk_ios_row {
    uint64_t row;                /* counts from 1 */
    struct mk_span id;           /* fileID as it stands; MBDB has none: made of its SHA-1 */
    struct mk_span domain, path; /* as they stand: any bytes */
    enum mk_ios_type type;
    struct mk_span file; /* DB: the keyed archive */
    /* MBDB; DB: by mk_ios_mbfile() */
    bool has_size, has_modified;
    uint64_t size;
    int64_t modified;   /* Unix seconds */
    struct mk_span key; /* empty: none */
};
typedef int mk_ios_each(void *u, const struct mk_ios_row *row, struct mk_error *e);

/* -1 when the list cannot be read to its end (MK_EFORMAT), or `each` said so. */
MK_CHECK int mk_ios_mbdb(mk_ios_each *each, void *u, const struct mk_file *f, struct mk_error *e);
MK_CHECK int mk_ios_manifest_db(mk_ios_each *each, void *u, struct mk_sqlite *db,
                                struct mk_error *e);

#define MK_IOS_ID 20
/* The name of the payload of a file: SHA-1 of "domain-path". */
MK_CHECK int mk_ios_id(uint8_t out[static MK_IOS_ID], struct mk_span domain, struct mk_span path,
                       struct mk_error *e);

/* Reads `file` into the fields behind it; the key is copied into `key`, which is emptied. Returns
 * NULL, or why it could not be read. */

const char *mk_ios_mbfile(struct mk_ios_row *row, struct mk_buf *key);

#endif
