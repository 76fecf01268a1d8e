#include "firmware/bundle/writer.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

int mk_each_name(int dir, const char *folder,
                 int (*each)(void *u, int in, const char *name, struct mk_error *e), void *u,
                 struct mk_error *e)
{
    int rc = 0, fd = openat(dir, folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *d = fd >= 0 ? fdopendir(fd) : NULL;
    if (!d) {
        rc = mk_fail_errno(e, folder);
        if (fd >= 0)
            close(fd);
        return rc;
    }
    while (rc == 0) {
        errno = 0;
        const struct dirent *de = readdir(d);
        if (!de) {
            rc = errno ? mk_fail_errno(e, folder) : 0;
            break;
        }
        if (strcmp(de->d_name, ".") != 0 && strcmp(de->d_name, "..") != 0)
            rc = each(u, fd, de->d_name, e);
    }
    closedir(d);
    return rc;
}

struct sweep {
    struct mk_bundle *b;
    const char *folder; /* data/NNN, its NNN */
};

static int sweep_file(void *u, int in, const char *name, struct mk_error *e)
{
    const struct sweep *s = u;
    char folder[MK_OBJECT_NAME_MAX];
    uint64_t n;
    if (!mk_object_number(&n, name))
        return 0; /* not ours: the verifier names it */
    mk_object_folder(folder, n);
    if (strcmp(folder, s->folder) == 0 && mk_commit_word(&s->b->commit, n) >= MK_OBJECT_INHAND)
        return 0;
    return s->b->disk->unlinkat(s->b->disk->u, in, name, 0) == 0 ? 0 : mk_fail_errno(e, name);
}

static int sweep_folder(void *u, int in, const char *name, struct mk_error *e)
{
    struct sweep s = { u, name };
    if (name[strspn(name, "0123456789")])
        return 0;
    return mk_each_name(in, name, sweep_file, &s, e);
}

static int sweep_tmp(void *u, int in, const char *name, struct mk_error *e)
{
    const struct mk_bundle *b = u;
    if (!mk_span_ends(mk_str(name), mk_str(MK_DISK_TMP)))
        return 0;
    return b->disk->unlinkat(b->disk->u, in, name, 0) == 0 ? 0 : mk_fail_errno(e, name);
}

int mk_bundle_sweep(struct mk_bundle *b, struct mk_error *e)
{
    static const char *const folders[] = { ".", "custody", "signatures" };
    if (mk_each_name(b->dir, "data", sweep_folder, b, e) != 0)
        return -1;
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        struct mk_error absent = { 0 };
        if (mk_each_name(b->dir, folders[i], sweep_tmp, b, &absent) != 0 &&
            absent.code != MK_EABSENT) {
            if (e)
                *e = absent;
            return -1;
        }
    }
    return 0;
}
