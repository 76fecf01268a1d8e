#include "host/viewer/desk.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A lab's own map, a stretch at a time: what it holds is read in the page (PMTiles 3). */

/* One file of the folder: nothing that leads out of it. */
static bool is_name(const char *name)
{
    return name && name[0] && name[0] != '.' && strlen(name) <= 64 && !strchr(name, '/');
}

static int open_region(int *fd, uint64_t *size, const char *dir, const char *name,
                       struct mk_error *e)
{
    char path[4200];
    struct stat st;
    int n = snprintf(path, sizeof path, "%s/maps/%s.pmtiles", dir, name);
    if (n < 0 || (size_t)n >= sizeof path)
        return mk_fail(e, MK_ELIMIT, "the map's path is too long");
    *fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (*fd < 0)
        return mk_fail(e, errno == ENOENT ? MK_EABSENT : MK_EIO, "map: %s", strerror(errno));
    if (fstat(*fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        close(*fd);
        *fd = -1;
        return mk_fail(e, MK_EIO, "the map is no file");
    }
    *size = (uint64_t)st.st_size;
    return 0;
}

static int read_at(struct mk_span *out, int fd, uint8_t *to, size_t size, uint64_t at,
                   struct mk_error *e)
{
    size_t had = 0;
    while (had < size) {
        ssize_t n = pread(fd, to + had, size - had, (off_t)(at + had));
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return mk_fail(e, MK_EIO, "map: %s", strerror(errno));
        if (n == 0)
            break;
        had += (size_t)n;
    }
    *out = mk_span(to, had);
    return 0;
}

int mk_desk_region(struct mk_desk *d, struct mk_ask *a, struct mk_json *j)
{
    const char *name = mk_ask_text(a, "name");
    int64_t offset = mk_ask_int(a, "offset", 0, INT64_C(1) << 52, 0);
    int64_t size = mk_ask_int(a, "bytes", 1, (int64_t)MK_REGION_MAX, (int64_t)MK_REGION_MAX);
    struct mk_span bytes = { 0 };
    uint64_t total;
    int fd = -1, rc = -1;
    uint8_t *to = NULL;
    if (a->bad)
        return -1;
    if (!is_name(name))
        return mk_ask_wrong(a, "name", "is a region's of hello");
    if (open_region(&fd, &total, d->dir, name, a->e) != 0)
        goto out;
    to = malloc((size_t)size);
    if (!to) {
        mk_fail(a->e, MK_ENOMEM, "map");
        goto out;
    }
    if (read_at(&bytes, fd, to, (size_t)size, (uint64_t)offset, a->e) != 0)
        goto out;
    mk_json_kv_uint(j, "total", total);
    mk_json_key(j, "hex");
    mk_json_hex(j, bytes);
    rc = 0;
out:
    if (fd >= 0)
        close(fd);
    free(to);
    return rc;
}
