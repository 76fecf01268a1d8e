#include "firmware/phantom/ios_afc.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define PATH_MAX_HERE 4096u
#define MADE_UP_MAX   ((uint64_t)1 << 16) /* names of a listing that a fault wants not to end */

/* Parts of a path: '/' and "." do not count. False when there is no further. */
static bool next_part(struct mk_span *part, struct mk_span *path)
{
    do {
        while (path->len && path->p[0] == '/')
            *path = mk_span_from(*path, 1);
        size_t n = 0;
        while (n < path->len && path->p[n] != '/')
            n++;
        *part = mk_span(path->p, n);
        *path = mk_span_from(*path, n);
    } while (mk_span_is(*part, "."));
    return part->len != 0;
}

void mk_afc_device_path(struct mk_buf *out, const struct mk_afc *a, struct mk_span path)
{
    struct mk_span part;
    mk_buf_puts(out, a->root->device);
    while (next_part(&part, &path)) {
        mk_buf_u8(out, '/');
        mk_buf_put(out, part.p, part.len);
    }
}

static bool refused(struct mk_afc *a, struct mk_span path)
{
    struct mk_buf b;
    mk_buf_init(&b, 3 * PATH_MAX_HERE);
    mk_afc_device_path(&b, a, path);
    mk_ios_lock(a->s->phone);
    bool is = !mk_buf_ok(&b) || mk_phone_refuses(&a->s->phone->x, mk_buf_span(&b));
    mk_ios_unlock(a->s->phone);
    mk_buf_done(&b);
    return is;
}

/* House arrest shows an app's documents and nothing beside them, not even their names. */
static bool outside(const struct mk_afc *a, struct mk_span path)
{
    struct mk_span part;
    if (!a->root->only || (next_part(&part, &path) && mk_span_is(part, a->root->only))) {
        while (next_part(&part, &path))
            if (mk_span_is(part, "..") && a->root->only)
                return true;
        return false;
    }
    return true;
}

static enum mk_afc_error of_errno(int n)
{
    return n == ENOENT || n == ENOTDIR ? MK_AFC_NOT_FOUND
           : n == EACCES               ? MK_AFC_DENIED
                                       : MK_AFC_READ_ERROR;
}

/* Nothing that a path can say leads out of the folder. */
static enum mk_afc_error find(int *fd, struct mk_afc *a, struct mk_span path, uint64_t flags)
{
    char text[PATH_MAX_HERE];
    struct open_how how = { .flags = flags | O_CLOEXEC, .resolve = RESOLVE_IN_ROOT };
    if (path.len >= sizeof text || (path.len && memchr(path.p, 0, path.len)))
        return MK_AFC_INVALID;
    if (outside(a, path) || refused(a, path))
        return MK_AFC_DENIED;
    if (path.len)
        memcpy(text, path.p, path.len);
    text[path.len] = 0;
    *fd = a->root->dir < 0
              ? -1
              : (int)syscall(SYS_openat2, a->root->dir, *text ? text : ".", &how, sizeof how);
    return *fd >= 0 ? MK_AFC_OK : a->root->dir < 0 ? MK_AFC_NOT_FOUND : of_errno(errno);
}

/* ---- listings ---- */

static void put_name(struct mk_afc *a, struct mk_span name)
{
    mk_buf_put(&a->out, name.p, name.len);
    mk_buf_u8(&a->out, 0);
}

static void put_lies(struct mk_afc *a)
{
    char room[32];
    struct mk_span name;
    bool more = true;
    for (uint64_t i = 0; more && i < MADE_UP_MAX; i++) {
        mk_ios_lock(a->s->phone);
        more = mk_fault_name(&a->s->phone->link, &name, room);
        mk_ios_unlock(a->s->phone);
        if (more)
            put_name(a, name);
    }
}

enum mk_afc_error mk_afc_list(struct mk_afc *a, struct mk_span path)
{
    int fd;
    enum mk_afc_error why = find(&fd, a, path, O_RDONLY | O_DIRECTORY);
    if (why)
        return why;
    DIR *d = fdopendir(fd);
    if (!d) {
        close(fd);
        return MK_AFC_NO_RESOURCES;
    }
    for (struct dirent *x; (x = readdir(d));)
        put_name(a, mk_str(x->d_name));
    closedir(d);
    put_lies(a);
    return MK_AFC_OK;
}

/* ---- one file ---- */

static void put_pair(struct mk_afc *a, const char *key, const char *fmt, ...) MK_PRINTF(3, 4);

static void put_pair(struct mk_afc *a, const char *key, const char *fmt, ...)
{
    char text[PATH_MAX_HERE];
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    put_name(a, mk_str(key));
    put_name(a, n < 0 ? mk_str("") : mk_str(text));
}

enum mk_afc_error mk_afc_info(struct mk_afc *a, struct mk_span path)
{
    int fd;
    struct stat st;
    char target[PATH_MAX_HERE];
    enum mk_afc_error why = find(&fd, a, path, O_PATH | O_NOFOLLOW);
    if (why)
        return why;
    if (fstat(fd, &st)) {
        close(fd);
        return MK_AFC_READ_ERROR;
    }
    bool link = S_ISLNK(st.st_mode);
    ssize_t n = link ? readlinkat(fd, "", target, sizeof target - 1) : 0;
    close(fd);
    target[n > 0 ? n : 0] = 0;
    long long ns = st.st_mtim.tv_sec * 1000000000LL + st.st_mtim.tv_nsec;
    put_pair(a, "st_size", "%lld", (long long)st.st_size);
    put_pair(a, "st_blocks", "%lld", ((long long)st.st_size + 511) / 512);
    put_pair(a, "st_nlink", "%u", S_ISDIR(st.st_mode) ? (unsigned)st.st_nlink : 1u);
    put_pair(a, "st_ifmt", "%s", S_ISDIR(st.st_mode) ? "S_IFDIR" : link ? "S_IFLNK" : "S_IFREG");
    if (link)
        put_pair(a, "LinkTarget", "%s", target);
    put_pair(a, "st_mtime", "%lld", ns);
    put_pair(a, "st_birthtime", "%lld", ns);
    return MK_AFC_OK;
}

enum mk_afc_error mk_afc_open(uint64_t *handle, struct mk_afc *a, struct mk_span path)
{
    size_t i = 0;
    int fd;
    struct stat st;
    while (i < MK_AFC_HANDLES && a->files[i] >= 0)
        i++;
    if (i == MK_AFC_HANDLES)
        return MK_AFC_NO_RESOURCES;
    enum mk_afc_error why = find(&fd, a, path, O_RDONLY);
    if (why)
        return why;
    if (fstat(fd, &st) || !S_ISREG(st.st_mode)) {
        close(fd);
        return MK_AFC_IS_DIR;
    }
    a->files[i] = fd;
    *handle = i + 1;
    return MK_AFC_OK;
}
