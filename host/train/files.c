#include "host/train/make.h"
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

int mk_make_folders(int root, const char *path, struct mk_error *e)
{
    char part[4096];
    for (const char *slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/')) {
        snprintf(part, sizeof part, "%.*s", (int)(slash - path), path);
        if (mkdirat(root, part, 0755) && errno != EEXIST)
            return mk_fail_errno(e, part);
    }
    return 0;
}

static bool write_all(int fd, struct mk_span s)
{
    while (s.len) {
        ssize_t n = write(fd, s.p, s.len);
        if (n < 0 && errno != EINTR)
            return false;
        s = mk_span_from(s, n > 0 ? (size_t)n : 0);
    }
    return true;
}

static bool write_noise(int fd, const struct mk_file_content *c)
{
    static uint8_t block[65536];
    struct mk_rng g = { c->seed };
    for (uint64_t at = 0; at < c->noise; at += sizeof block) {
        for (size_t i = 0; i < sizeof block; i += 8) {
            uint64_t v = mk_rng(&g);
            for (size_t k = 0; k < 8; k++)
                block[i + k] = (uint8_t)(v >> 8 * k);
        }
        uint64_t left = c->noise - at;
        if (!write_all(fd, mk_span(block, left < sizeof block ? (size_t)left : sizeof block)))
            return false;
    }
    return true;
}

int mk_put_file(struct mk_train *t, int root, const char *path, int64_t mtime_ms,
                const struct mk_file_content *c, struct mk_error *e)
{
    int rc = -1;
    struct timespec times[2] = { { .tv_sec = mtime_ms / 1000 }, { .tv_sec = mtime_ms / 1000 } };
    if (mk_make_folders(root, path, e))
        return -1;
    int fd = openat(root, path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return mk_fail_errno(e, path);
    if (!write_all(fd, c->head) || !write_noise(fd, c) || !write_all(fd, c->tail) ||
        fchmod(fd, c->mode ? c->mode : 0644) || futimens(fd, times))
        mk_fail_errno(e, path);
    else
        rc = 0;
    if (close(fd) && rc == 0)
        rc = mk_fail_errno(e, path);
    t->n.files++;
    return rc;
}
