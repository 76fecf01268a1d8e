#include "firmware/bundle/writer.h"
#include <fcntl.h>

int mk_bundle_scratch(int *fd, struct mk_bundle *b, const char *name, struct mk_error *e)
{
    int dir = -1;
    if (b->sealed)
        return mk_fail(e, MK_ESTATE, "the bundle is sealed");
    if (!*name || strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-_.") != strlen(name) ||
        *name == '.')
        return mk_fail(e, MK_EUSAGE, "%s is no name for a file", name);
    if (mk_disk_folder(&dir, b->disk, b->dir, "scratch", e) != 0)
        return -1;
    *fd = b->disk->openat(b->disk->u, dir, name, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    int rc = *fd < 0 ? mk_fail_errno(e, name) : 0;
    b->disk->close(b->disk->u, dir);
    return rc;
}
