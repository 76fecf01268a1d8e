#include "firmware/vault/private.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DEPTH_MAX 32

struct removing {
    const struct mk_disk *disk;
    uint64_t files;
};

static int empty(struct removing *r, int dir, const char *name, unsigned depth, struct mk_error *e);

static int drop(struct removing *r, int dir, const char *name, unsigned depth, struct mk_error *e)
{
    struct stat st;
    if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
        return errno == ENOENT ? 0 : mk_fail_errno(e, "removing");
    if (S_ISDIR(st.st_mode) && empty(r, dir, name, depth, e) != 0)
        return -1;
    if (r->disk->unlinkat(r->disk->u, dir, name, S_ISDIR(st.st_mode) ? AT_REMOVEDIR : 0) != 0)
        return mk_fail_errno(e, "removing");
    r->files += !S_ISDIR(st.st_mode);
    return 0;
}

/* One pass over a folder; *n: the names it had. */
static int pass(size_t *n, struct removing *r, DIR *d, unsigned depth, struct mk_error *e)
{
    const struct dirent *de;
    *n = 0;
    rewinddir(d);
    for (errno = 0; (de = readdir(d)) != NULL; errno = 0) {
        if (!strcmp(de->d_name, ".") || !strcmp(de->d_name, ".."))
            continue;
        ++*n;
        if (drop(r, dirfd(d), de->d_name, depth, e) != 0)
            return -1;
    }
    return errno ? mk_fail_errno(e, "removing") : 0;
}

static int empty(struct removing *r, int dir, const char *name, unsigned depth, struct mk_error *e)
{
    if (depth == DEPTH_MAX)
        return mk_fail(e, MK_ELIMIT, "removing: folders too deep");
    int rc = 0, fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *d = fd >= 0 ? fdopendir(fd) : NULL;
    size_t n = 1;
    if (!d) {
        rc = mk_fail_errno(e, "removing");
        if (fd >= 0)
            close(fd);
        return rc;
    }
    /* Again until nothing is found: what a folder lists while names go is the file system's. */
    while (rc == 0 && n)
        rc = pass(&n, r, d, depth + 1, e);
    closedir(d);
    return rc;
}

int mk_vault_remove(uint64_t *files, int dir, const char *name, const struct mk_disk *disk,
                    struct mk_error *e)
{
    struct removing r = { disk, 0 };
    int rc = drop(&r, dir, name, 0, e);
    *files += r.files;
    return rc == 0 ? mk_disk_sync_dir(disk, dir, e) : -1;
}
