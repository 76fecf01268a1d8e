#include "firmware/bundle/seal.h"
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

static int drop_file(void *u, int in, const char *name, struct mk_error *e)
{
    const struct mk_disk *d = u;
    return d->unlinkat(d->u, in, name, 0) == 0 ? 0 : mk_fail_errno(e, name);
}

static int drop_empty(void *u, int in, const char *name, struct mk_error *e)
{
    const struct mk_disk *d = u;
    return d->unlinkat(d->u, in, name, AT_REMOVEDIR) == 0 || errno == ENOTEMPTY || errno == EEXIST
               ? 0
               : mk_fail_errno(e, name);
}

static int drop_scratch(struct mk_bundle *b, struct mk_error *e)
{
    if (faccessat(b->dir, "scratch", F_OK, AT_SYMLINK_NOFOLLOW) != 0 && errno == ENOENT)
        return 0;
    if (mk_each_name(b->dir, "scratch", drop_file, (void *)b->disk, e) != 0)
        return -1;
    return b->disk->unlinkat(b->disk->u, b->dir, "scratch", AT_REMOVEDIR) == 0
               ? 0
               : mk_fail_errno(e, "scratch");
}

int mk_seal_tidy(struct mk_bundle *b, struct mk_error *e)
{
    const struct mk_disk *d = b->disk;
    /* All that goes is gone before the journal goes. The sweep takes what giving up an object had
     * to leave behind. */
    if (mk_bundle_sweep(b, e) != 0 || drop_scratch(b, e) != 0 ||
        mk_each_name(b->dir, "data", drop_empty, (void *)d, e) != 0)
        return -1;
    if (d->syncfs(d->u, b->dir) != 0)
        return mk_fail_errno(e, "syncfs");
    if (d->unlinkat(d->u, b->dir, MK_JOURNAL_NAME, 0) != 0)
        return mk_fail_errno(e, MK_JOURNAL_NAME);
    b->sealed = true;
    return mk_disk_sync_dir(d, b->dir, e);
}
