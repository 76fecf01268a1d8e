#include "firmware/bundle/pack.h"
#include "firmware/bundle/journal.h"
#include "firmware/bundle/verify.h"
#include "parsers/source/tar.h"
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#define DEPTH_MAX 4 /* custody/transfers/NNNN.json is the deepest */

struct pack {
    const struct mk_disk *disk;
    int out;
    struct mk_age_writer *age;
    struct mk_sha256 *hash; /* NULL: nobody asks */
    const struct mk_pack_watch *watch;
    uint64_t bytes;
    uint8_t step[256 << 10];
};

static int sink(void *u, struct mk_span bytes, struct mk_error *e)
{
    struct pack *p = u;
    p->bytes += bytes.len;
    if (p->hash && mk_sha256_add(p->hash, bytes, e))
        return -1;
    return mk_disk_write_all(p->disk, p->out, bytes, e);
}

static int odd(struct mk_span path, const char *why, struct mk_error *e)
{
    struct mk_verify_text t;
    return mk_fail(e, MK_EFORMAT, "%s: %s", mk_verify_text(&t, path), why);
}

/* As many bytes as its size said, to the end of a block. watch: NULL, or who hears of them. */
static int put_bytes(struct pack *p, int fd, uint64_t size, const struct mk_pack_watch *watch,
                     struct mk_error *e)
{
    static const uint8_t zeros[MK_TAR_BLOCK];
    size_t over = (size_t)(size % MK_TAR_BLOCK);
    while (size) {
        size_t want = size < sizeof p->step ? (size_t)size : sizeof p->step;
        ssize_t got = mk_verify_read(fd, p->step, want);
        if (got < 0)
            return mk_fail_errno(e, "reading");
        if (got == 0)
            return mk_fail(e, MK_EFORMAT, "became shorter while it was read");
        if (mk_age_write(p->age, mk_span(p->step, (size_t)got), e))
            return -1;
        size -= (uint64_t)got;
        if (watch)
            watch->read(watch->u, (uint64_t)got);
    }
    return over ? mk_age_write(p->age, mk_span(zeros, MK_TAR_BLOCK - over), e) : 0;
}

static bool is_payload(struct mk_span path)
{
    static const char data[] = MK_PACK_ROOT "data/";
    return path.len >= sizeof data - 1 && memcmp(path.p, data, sizeof data - 1) == 0;
}

static int put_file(struct pack *p, int dir, const char *name, struct mk_span path,
                    struct mk_error *e)
{
    const char *why;
    struct stat st;
    uint8_t head[MK_TAR_BLOCK];
    int fd = mk_verify_open(&why, dir, name, &st);
    if (fd < 0)
        return odd(path, why, e);
    const struct mk_pack_watch *watch = is_payload(path) ? p->watch : NULL;
    int rc = mk_tar_put_head(head, path, (uint64_t)st.st_size, 0, e) ||
                     mk_age_write(p->age, mk_span(head, sizeof head), e) ||
                     put_bytes(p, fd, (uint64_t)st.st_size, watch, e)
                 ? -1
                 : 0;
    close(fd);
    return rc;
}

/* ---- the folder, by name ---- */

static int put_folder(struct pack *p, int dir, struct mk_span path, unsigned depth,
                      struct mk_error *e);

static int put_entry(struct pack *p, int dir, struct mk_span head, const char *name, unsigned depth,
                     struct mk_error *e)
{
    struct stat st;
    struct mk_buf path;
    const char *why;
    mk_buf_init(&path, 4096);
    mk_buf_put(&path, head.p, head.len);
    mk_buf_puts(&path, name);
    int rc = -1;
    if (!mk_buf_ok(&path)) {
        mk_fail(e, MK_ENOMEM, "names");
    } else if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW)) {
        mk_fail_errno(e, name);
    } else if (!S_ISDIR(st.st_mode)) {
        rc = put_file(p, dir, name, mk_buf_span(&path), e);
    } else {
        int in = mk_verify_folder(&why, dir, name);
        mk_buf_u8(&path, '/');
        if (in < 0 || depth == DEPTH_MAX)
            odd(mk_buf_span(&path), in < 0 ? why : "too deep", e);
        else
            rc = put_folder(p, in, mk_buf_span(&path), depth + 1, e);
        if (in >= 0)
            close(in);
    }
    mk_buf_done(&path);
    return rc;
}

static int remember(void *u, const char *name)
{
    mk_buf_put(u, name, strlen(name) + 1);
    return mk_buf_ok(u) ? 0 : 1;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* *n pointers into `names`, where each ends with a 0. To be freed; NULL: no memory. */
static const char **sorted(size_t *n, struct mk_span names)
{
    *n = 0;
    for (size_t i = 0; i < names.len; i++)
        *n += names.p[i] == 0;
    const char **v = calloc(*n + 1, sizeof *v), *at = (const char *)names.p;
    for (size_t i = 0; v && i < *n; i++, at += strlen(at) + 1)
        v[i] = at;
    if (v)
        qsort(v, *n, sizeof *v, by_name);
    return v;
}

static int put_folder(struct pack *p, int dir, struct mk_span path, unsigned depth,
                      struct mk_error *e)
{
    struct mk_buf names;
    size_t n = 0;
    const char **v = NULL;
    mk_buf_init(&names, (size_t)64 << 20);
    int rc = mk_verify_names(dir, remember, &names);
    if (rc == 0 && !(v = sorted(&n, mk_buf_span(&names))))
        rc = 1;
    if (rc)
        mk_fail(e, rc < 0 ? MK_EIO : MK_ENOMEM, "the bundle's names cannot be read");
    for (size_t i = 0; rc == 0 && i < n; i++)
        rc = put_entry(p, dir, path, v[i], depth, e);
    free((void *)v);
    mk_buf_done(&names);
    return rc;
}

static int put_all(struct pack *p, int dir, struct mk_error *e)
{
    static const uint8_t end[2 * MK_TAR_BLOCK];
    if (put_folder(p, dir, mk_str(MK_PACK_ROOT), 0, e) ||
        mk_age_write(p->age, mk_span(end, sizeof end), e))
        return -1;
    return mk_age_write_end(p->age, e);
}

/* One that is not sealed has its journal. */
static int check_sealed(const char *dir, int fd, struct mk_error *e)
{
    struct stat st;
    if (!mk_is_bundle(dir))
        return mk_fail(e, MK_ESTATE, "%.200s: no bundle", dir);
    if (fstatat(fd, MK_JOURNAL_NAME, &st, AT_SYMLINK_NOFOLLOW) == 0)
        return mk_fail(e, MK_ESTATE, "%.200s: not sealed: moka resume goes on with it", dir);
    return 0;
}

int mk_pack(struct mk_packed *packed, int out, const char *dir, const struct mk_age_recipient *to,
            size_t n, const struct mk_disk *disk, const struct mk_pack_watch *watch,
            struct mk_error *e)
{
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return mk_fail_errno(e, dir);
    struct pack *p = calloc(1, sizeof *p);
    int rc = p ? 0 : mk_fail(e, MK_ENOMEM, "packing");
    if (rc == 0) {
        p->disk = disk;
        p->out = out;
        p->watch = watch;
        rc = check_sealed(dir, fd, e) || (packed && mk_sha256_new(&p->hash, e)) ||
                     mk_age_writer_new(&p->age, to, n, sink, p, e) || put_all(p, fd, e)
                 ? -1
                 : 0;
        if (rc == 0 && packed) {
            packed->bytes = p->bytes;
            rc = mk_sha256_end(&packed->sha256, p->hash, e);
        }
        mk_sha256_free(p->hash);
        mk_age_writer_free(p->age);
    }
    free(p);
    close(fd);
    return rc;
}
