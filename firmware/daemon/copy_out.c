#include "firmware/daemon/copy_out.h"
#include "firmware/bundle/sealed.h"
#include "parsers/base/json.h"
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

#define STEP       ((size_t)1 << 20)
#define ALIGN      4096u
#define SYNC_BYTES ((uint64_t)64 << 20) /* what is told as copied is on the stick but for these */
#define TELL_BYTES ((uint64_t)8 << 20)
#define SPARE      ((uint64_t)1 << 20) /* what is told of it, and the folder's own growth */
#define FAT_MAX    ((uint64_t)UINT32_MAX)

struct copy {
    const char *file, *stick, *code;
    char name[80], tmp[96];
    int from, to; /* the file; the stick's folder */
    uint64_t size, done;
    uint8_t *step; /* STEP bytes, aligned */
    struct mk_sealed told;
    bool direct;
};

static int stop(struct copy *c, const char *code, struct mk_error *e, const char *what)
{
    int no = errno;
    c->code = no == ENOSPC                  ? "full"
              : no == EFBIG                 ? "too-large"
              : no == EROFS || no == EACCES ? "read-only"
                                            : code;
    errno = no;
    return mk_fail_errno(e, what);
}

bool mk_stick_is_there(const char *folder)
{
    char above[4200];
    struct stat in, out;
    snprintf(above, sizeof above, "%s/..", folder);
    return stat(folder, &in) == 0 && stat(above, &out) == 0 && S_ISDIR(in.st_mode) &&
           in.st_dev != out.st_dev;
}

const char *mk_copy_room(int64_t fs_type, uint64_t size, uint64_t free)
{
    if (fs_type == MSDOS_SUPER_MAGIC && size > FAT_MAX)
        return "too-large";
    return free < SPARE || free - SPARE < size ? "full" : NULL;
}

static void tell(struct copy *c, size_t n)
{
    uint64_t was = c->done, all = 2 * c->size;
    c->done += n;
    if (was == 0 || was / TELL_BYTES != c->done / TELL_BYTES || c->done == all) {
        printf("{\"seen\":{\"done\":0,\"bytes\":%llu,\"bytes_total\":%llu}}\n",
               (unsigned long long)c->done, (unsigned long long)all);
        fflush(stdout);
    }
}

/* ---- there ---- */

static int begin(struct copy *c, struct mk_error *e)
{
    char path[4200];
    struct stat st;
    struct statfs fs;
    c->code = "gone";
    if (!mk_stick_is_there(c->stick))
        return mk_fail(e, MK_EABSENT, "no stick is mounted there");
    c->to = open(c->stick, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (c->to < 0 || fstatfs(c->to, &fs))
        return stop(c, "gone", e, "the stick");
    c->code = "failed";
    snprintf(path, sizeof path, "%s", c->file);
    int dir = open(dirname(path), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (dir < 0)
        return mk_fail_errno(e, "the case's folder");
    int rc = mk_sealed_get(&c->told, dir, "bundle.sealed.json", e);
    close(dir);
    if (rc)
        return rc;
    c->from = open(c->file, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (c->from < 0 || fstat(c->from, &st))
        return mk_fail_errno(e, "the sealed file");
    c->size = (uint64_t)st.st_size;
    const char *code =
        mk_copy_room(fs.f_type, c->size, (uint64_t)fs.f_bavail * (uint64_t)fs.f_frsize);
    if (!code)
        return 0;
    c->code = code;
    return mk_fail(e, MK_ENOSPC,
                   !strcmp(code, "full") ? "the stick has no room for %llu bytes"
                                         : "FAT holds no file of %llu bytes",
                   (unsigned long long)c->size);
}

static int write_all(struct copy *c, int fd, size_t n, struct mk_error *e)
{
    for (size_t at = 0; at < n;) {
        ssize_t w = write(fd, c->step + at, n - at);
        if (w <= 0)
            return stop(c, "gone", e, c->tmp);
        at += (size_t)w;
    }
    return 0;
}

static int pour(struct copy *c, int fd, struct mk_sha256 *h, struct mk_error *e)
{
    ssize_t n;
    uint64_t dirty = 0;
    while ((n = read(c->from, c->step, STEP)) > 0) {
        if (mk_sha256_add(h, mk_span(c->step, (size_t)n), e) || write_all(c, fd, (size_t)n, e))
            return -1;
        dirty += (uint64_t)n;
        if (dirty >= SYNC_BYTES && fdatasync(fd))
            return stop(c, "gone", e, c->tmp);
        dirty = dirty >= SYNC_BYTES ? 0 : dirty;
        tell(c, (size_t)n);
    }
    return n < 0 ? mk_fail_errno(e, "the sealed file") : fsync(fd) ? stop(c, "gone", e, c->tmp) : 0;
}

/* ---- and back ---- */

/* Past the cache, where the stick's file system knows how: what is read is what lies on it. */
static int open_back(struct copy *c, struct mk_error *e)
{
    int fd = openat(c->to, c->tmp, O_RDONLY | O_DIRECT | O_NOFOLLOW | O_CLOEXEC);
    c->direct = fd >= 0;
    if (fd < 0)
        fd = openat(c->to, c->tmp, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    return fd >= 0 ? fd : stop(c, "gone", e, c->tmp);
}

static int read_back(struct copy *c, struct mk_sha256 *h, struct mk_error *e)
{
    ssize_t n;
    int fd = open_back(c, e);
    if (fd < 0)
        return -1;
    while ((n = read(fd, c->step, STEP)) > 0) {
        if (mk_sha256_add(h, mk_span(c->step, (size_t)n), e))
            break;
        tell(c, (size_t)n);
    }
    close(fd);
    return n < 0 ? stop(c, "gone", e, c->tmp) : n > 0 ? -1 : 0;
}

static int check(struct copy *c, struct mk_sha256 *h, const char *code, const char *text,
                 struct mk_error *e)
{
    struct mk_digest d;
    char hex[MK_SHA256_HEX];
    if (mk_sha256_end(&d, h, e))
        return -1;
    mk_digest_hex(hex, &d);
    if (!strcmp(hex, c->told.file))
        return 0;
    c->code = code;
    return mk_fail(e, MK_EFORMAT, "%s", text);
}

static int there(struct copy *c, struct mk_error *e)
{
    struct mk_sha256 *h = NULL;
    int fd = openat(c->to, c->tmp, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0)
        return stop(c, "gone", e, c->tmp);
    int rc = mk_sha256_new(&h, e) || pour(c, fd, h, e) ? -1 : 0;
    if (rc == 0) /* what is not past the cache is at least not in it */
        (void)!posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
    close(fd);
    if (rc == 0)
        rc = check(c, h, "kit-differs", "the sealed file is not what was sealed", e);
    mk_sha256_free(h);
    return rc;
}

static int back(struct copy *c, struct mk_error *e)
{
    struct mk_sha256 *h = NULL;
    int rc = mk_sha256_new(&h, e) || read_back(c, h, e) ? -1 : 0;
    if (rc == 0)
        rc = check(c, h, "differs", "what the stick gives back is not what was written", e);
    mk_sha256_free(h);
    return rc;
}

/* Its name, and beside it what is known of it without opening it. */
static int finish(struct copy *c, struct mk_error *e)
{
    char path[4200], beside[4300];
    uint8_t *text = c->step;
    snprintf(path, sizeof path, "%s", c->file);
    snprintf(beside, sizeof beside, "%s/bundle.sealed.json", dirname(path));
    int fd = open(beside, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    ssize_t n = fd < 0 ? -1 : read(fd, text, STEP);
    if (fd >= 0)
        close(fd);
    if (n < 0)
        return mk_fail_errno(e, "bundle.sealed.json");
    if (!mk_sealed_name(beside, sizeof beside, c->name, ".sealed.json"))
        return mk_fail(e, MK_EUSAGE, "name");
    if (mk_disk_put(mk_disk_real(), c->to, beside, mk_span(text, (size_t)n), e))
        return stop(c, "gone", e, beside);
    if (renameat(c->to, c->tmp, c->to, c->name))
        return stop(c, "gone", e, c->name);
    return mk_disk_sync_dir(mk_disk_real(), c->to, e);
}

static void print(const struct copy *c, const struct mk_error *e, bool good)
{
    struct mk_buf b;
    mk_buf_init(&b, 4096);
    struct mk_json j = mk_json(&b);
    mk_json_open(&j, '{');
    if (good) {
        mk_json_kv_str(&j, "file", c->name);
        mk_json_kv_uint(&j, "bytes", c->size);
        mk_json_kv_str(&j, "sha256", c->told.file);
        mk_json_kv_str(&j, "read_back", c->direct ? "stick" : "cache");
    } else {
        mk_json_kv_str(&j, "code", c->code);
        mk_json_kv_text(&j, "text", mk_str(e->text));
    }
    mk_json_close(&j, '}');
    printf("%.*s\n", (int)b.len, b.p ? (const char *)b.p : "");
    mk_buf_done(&b);
}

int mk_daemon_copy(const char *file, const char *stick, const char *case_id)
{
    struct mk_error e = { 0 };
    struct copy c = { .file = file, .stick = stick, .code = "failed", .from = -1, .to = -1 };
    void *step = NULL;
    snprintf(c.name, sizeof c.name, "moka-%.40s.tar.age", case_id);
    snprintf(c.tmp, sizeof c.tmp, "%s" MK_DISK_TMP, c.name);
    int rc = posix_memalign(&step, ALIGN, STEP) == 0 ? 0 : mk_fail(&e, MK_ENOMEM, "copy");
    c.step = step;
    if (rc == 0)
        rc = begin(&c, &e);
    if (rc == 0) {
        rc = there(&c, &e) || back(&c, &e) || finish(&c, &e) ? -1 : 0;
        if (rc)
            unlinkat(c.to, c.tmp, 0);
    }
    print(&c, &e, rc == 0);
    free(step);
    if (c.from >= 0)
        close(c.from);
    if (c.to >= 0)
        close(c.to);
    return fflush(stdout) == 0 ? 0 : 3;
}
