#include "tests/lib/dbvfs.h"
#include "tests/lib/t.h"

void (*dbvfs_on_write)(const struct dbvfs_write *w);

static sqlite3_vfs vfs;
static struct {
    const sqlite3_io_methods *real;
    sqlite3_io_methods ours;
} methods[2]; /* the database, and files that need no locks */
static int (*real_write)(sqlite3_file *f, const void *p, int n, sqlite3_int64 at);

int dbvfs_write(const struct dbvfs_write *w, int n)
{
    return real_write(w->f, w->p, n, w->at);
}

static int file_write(sqlite3_file *f, const void *p, int n, sqlite3_int64 at)
{
    struct dbvfs_write w = { f, p, n, at };
    if (dbvfs_on_write)
        dbvfs_on_write(&w);
    return real_write(f, p, n, at);
}

static int file_sync(sqlite3_file *f, int flags)
{
    (void)f, (void)flags;
    return SQLITE_OK;
}

static int vfs_open(sqlite3_vfs *v, const char *name, sqlite3_file *f, int flags, int *out)
{
    sqlite3_vfs *base = v->pAppData;
    int rc = base->xOpen(base, name, f, flags, out);
    for (size_t i = 0; i < 2 && rc == SQLITE_OK; i++) {
        if (!methods[i].real) {
            methods[i].real = f->pMethods;
            methods[i].ours = *f->pMethods;
            methods[i].ours.xWrite = file_write;
            methods[i].ours.xSync = file_sync;
            real_write = f->pMethods->xWrite;
        }
        if (methods[i].real == f->pMethods) {
            f->pMethods = &methods[i].ours;
            break;
        }
    }
    return rc;
}

static int vfs_delete(sqlite3_vfs *v, const char *name, int sync_folder)
{
    sqlite3_vfs *base = v->pAppData;
    (void)sync_folder;
    return base->xDelete(base, name, 0);
}

const char *dbvfs_name(void)
{
    if (!vfs.zName) {
        sqlite3_vfs *base = sqlite3_vfs_find(NULL);
        assert_non_null(base);
        vfs = *base;
        vfs.zName = "dbvfs";
        vfs.pAppData = base;
        vfs.xOpen = vfs_open;
        vfs.xDelete = vfs_delete;
        assert_int_equal(sqlite3_vfs_register(&vfs, 0), SQLITE_OK);
    }
    return vfs.zName;
}
