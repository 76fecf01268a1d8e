#include "parsers/format/sqlite_vfs.h"
#include <stdio.h>

struct vfs_file {
    sqlite3_file base;
    struct mk_sqlite_vfs *v;
};

static struct mk_sqlite_vfs *of(sqlite3_file *f)
{
    return ((struct vfs_file *)f)->v;
}

static int file_close(sqlite3_file *f)
{
    (void)f;
    return SQLITE_OK;
}

static int file_read(sqlite3_file *f, void *out, int n, sqlite3_int64 at)
{
    struct mk_sqlite_vfs *v = of(f);
    uint64_t size = v->image->size;
    size_t want = n > 0 ? (size_t)n : 0, have = want;
    if (at < 0 || (uint64_t)at >= size)
        have = 0;
    else if (size - (uint64_t)at < want)
        have = (size_t)(size - (uint64_t)at);
    if (have) {
        int rc = mk_sqlite_image_read(v->image, (uint64_t)at, out, have, &v->io);
        if (rc != 1)
            return rc == 0 ? SQLITE_CORRUPT : SQLITE_IOERR_READ;
    }
    if (have == want)
        return SQLITE_OK;
    memset((char *)out + have, 0, want - have); /* as SQLite demands of a short read */
    return SQLITE_IOERR_SHORT_READ;
}

static int file_write(sqlite3_file *f, const void *p, int n, sqlite3_int64 at)
{
    (void)f, (void)p, (void)n, (void)at;
    return SQLITE_READONLY;
}

static int file_truncate(sqlite3_file *f, sqlite3_int64 size)
{
    (void)f, (void)size;
    return SQLITE_READONLY;
}

static int file_sync(sqlite3_file *f, int flags)
{
    (void)f, (void)flags;
    return SQLITE_OK;
}

static int file_size(sqlite3_file *f, sqlite3_int64 *size)
{
    *size = (sqlite3_int64)of(f)->image->size; /* below 2^49 */
    return SQLITE_OK;
}

static int file_lock(sqlite3_file *f, int level)
{
    (void)f, (void)level;
    return SQLITE_OK;
}

static int file_reserved(sqlite3_file *f, int *out)
{
    (void)f;
    *out = 0;
    return SQLITE_OK;
}

static int file_control(sqlite3_file *f, int op, void *arg)
{
    (void)f, (void)op, (void)arg;
    return SQLITE_NOTFOUND;
}

static int file_sector(sqlite3_file *f)
{
    (void)f;
    return 512;
}

static int file_traits(sqlite3_file *f)
{
    (void)f;
    return 0;
}

/* Version 1: without shared memory SQLite cannot open a write-ahead log of its own either. */
static const sqlite3_io_methods methods = {
    .iVersion = 1,
    .xClose = file_close,
    .xRead = file_read,
    .xWrite = file_write,
    .xTruncate = file_truncate,
    .xSync = file_sync,
    .xFileSize = file_size,
    .xLock = file_lock,
    .xUnlock = file_lock,
    .xCheckReservedLock = file_reserved,
    .xFileControl = file_control,
    .xSectorSize = file_sector,
    .xDeviceCharacteristics = file_traits,
};

static int vfs_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *f, int flags, int *out_flags)
{
    struct vfs_file *file = (struct vfs_file *)f;
    f->pMethods = NULL;
    if (!(flags & SQLITE_OPEN_MAIN_DB) || !name || strcmp(name, MK_SQLITE_VFS_FILE) != 0)
        return SQLITE_CANTOPEN;
    file->v = vfs->pAppData;
    f->pMethods = &methods;
    if (out_flags)
        *out_flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_MAIN_DB;
    return SQLITE_OK;
}

static int vfs_delete(sqlite3_vfs *vfs, const char *name, int sync_dir)
{
    (void)vfs, (void)name, (void)sync_dir;
    return SQLITE_READONLY;
}

static int vfs_access(sqlite3_vfs *vfs, const char *name, int flags, int *out)
{
    (void)vfs, (void)name, (void)flags;
    *out = 0;
    return SQLITE_OK;
}

static int vfs_full_path(sqlite3_vfs *vfs, const char *name, int max, char *out)
{
    (void)vfs;
    sqlite3_snprintf(max, out, "%s", name);
    return SQLITE_OK;
}

static void *vfs_dl_open(sqlite3_vfs *vfs, const char *name)
{
    (void)vfs, (void)name;
    return NULL;
}

static void vfs_dl_error(sqlite3_vfs *vfs, int max, char *out)
{
    (void)vfs;
    sqlite3_snprintf(max, out, "no extensions");
}

typedef void (*symbol)(void);
static symbol vfs_dl_sym(sqlite3_vfs *vfs, void *lib, const char *name)
{
    (void)vfs, (void)lib, (void)name;
    return NULL;
}

static void vfs_dl_close(sqlite3_vfs *vfs, void *lib)
{
    (void)vfs, (void)lib;
}

static int vfs_random(sqlite3_vfs *vfs, int n, char *out)
{
    (void)vfs;
    memset(out, 0, (size_t)n);
    return n;
}

static int vfs_sleep(sqlite3_vfs *vfs, int us)
{
    (void)vfs;
    return us;
}

static int vfs_time(sqlite3_vfs *vfs, double *julian_day)
{
    (void)vfs;
    *julian_day = 2440587.5; /* 1970-01-01 */
    return SQLITE_OK;
}

static int vfs_last_error(sqlite3_vfs *vfs, int max, char *out)
{
    struct mk_sqlite_vfs *v = vfs->pAppData;
    sqlite3_snprintf(max, out, "%s", v->io.text);
    return SQLITE_OK;
}

int mk_sqlite_vfs_init(struct mk_sqlite_vfs *v, struct mk_sqlite_image *image)
{
    *v = (struct mk_sqlite_vfs){ .image = image };
    snprintf(v->name, sizeof v->name, "moka-%p", (void *)v);
    v->vfs = (sqlite3_vfs){
        .iVersion = 1,
        .szOsFile = sizeof(struct vfs_file),
        .mxPathname = 512,
        .zName = v->name,
        .pAppData = v,
        .xOpen = vfs_open,
        .xDelete = vfs_delete,
        .xAccess = vfs_access,
        .xFullPathname = vfs_full_path,
        .xDlOpen = vfs_dl_open,
        .xDlError = vfs_dl_error,
        .xDlSym = vfs_dl_sym,
        .xDlClose = vfs_dl_close,
        .xRandomness = vfs_random,
        .xSleep = vfs_sleep,
        .xCurrentTime = vfs_time,
        .xGetLastError = vfs_last_error,
    };
    return sqlite3_vfs_register(&v->vfs, 0);
}

void mk_sqlite_vfs_done(struct mk_sqlite_vfs *v)
{
    if (v->name[0])
        sqlite3_vfs_unregister(&v->vfs);
    v->name[0] = 0;
}
