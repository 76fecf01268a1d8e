#include "firmware/bundle/disk.h"
#include "firmware/bundle/pack.h"
#include "firmware/bundle/verify.h"
#include "parsers/source/tar_header.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* A tar as it comes: whole blocks, a file at a time. */
struct unpack {
    const struct mk_disk *disk;
    int dir;
    uint8_t block[MK_TAR_BLOCK];
    size_t have;
    int file;      /* -1: a header comes next */
    uint64_t left; /* bytes of the file */
    size_t fill;   /* bytes behind it, to the end of its block */
    unsigned ends; /* blocks of zeros */
};

static int odd(struct mk_span name, struct mk_error *e)
{
    struct mk_verify_text t;
    return mk_fail(e, MK_EFORMAT, "%s: not a file of a bundle", mk_verify_text(&t, name));
}

static bool plain(uint8_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
}

/* The next component; false when it is none that a bundle has. */
static bool component(char out[static 104], struct mk_span *rest)
{
    size_t n = 0;
    while (n < rest->len && rest->p[n] != '/')
        n++;
    if (n == 0 || n > 100 || rest->p[0] == '.')
        return false;
    for (size_t i = 0; i < n; i++)
        if (!plain(rest->p[i]))
            return false;
    memcpy(out, rest->p, n);
    out[n] = 0;
    *rest = mk_span_from(*rest, n < rest->len ? n + 1 : n);
    return true;
}

/* Opens the file of that path, and makes the folders above it. */
static int make(struct unpack *u, struct mk_span name, struct mk_error *e)
{
    char part[104];
    struct mk_span rest = name, root = mk_str(MK_PACK_ROOT);
    if (!mk_span_starts(rest, root) || name.p[name.len - 1] == '/')
        return odd(name, e);
    rest = mk_span_from(rest, root.len);
    int dir = dup(u->dir);
    if (dir < 0)
        return mk_fail_errno(e, "folder");
    for (;;) {
        if (!component(part, &rest)) {
            close(dir);
            return odd(name, e);
        }
        if (rest.len == 0)
            break;
        int in, rc = mk_disk_folder(&in, u->disk, dir, part, e);
        close(dir);
        if (rc)
            return -1;
        dir = in;
    }
    u->file = u->disk->openat(u->disk->u, dir, part,
                              O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    int rc = u->file < 0 ? mk_fail_errno(e, part) : 0;
    close(dir);
    return rc;
}

static int end_file(struct unpack *u, struct mk_error *e)
{
    int rc = u->disk->close(u->disk->u, u->file);
    u->file = -1;
    return rc ? mk_fail_errno(e, "closing a file") : 0;
}

static int header(struct unpack *u, struct mk_error *e)
{
    struct mk_tar_header h;
    int is = mk_tar_header(&h, mk_span(u->block, sizeof u->block));
    if (is == 0) {
        u->ends++;
        return 0;
    }
    if (is < 0 || u->ends)
        return mk_fail(e, MK_EFORMAT, "what is inside is no tar of a bundle");
    if ((h.type != '0' && h.type != 0) || h.prefix.len || h.name.len == 0)
        return odd(h.name, e);
    u->left = h.size;
    u->fill = (size_t)((MK_TAR_BLOCK - h.size % MK_TAR_BLOCK) % MK_TAR_BLOCK);
    return make(u, h.name, e);
}

/* What of `bytes` belongs to the file in hand. */
static int file_bytes(struct unpack *u, struct mk_span *bytes, struct mk_error *e)
{
    size_t n = u->left < bytes->len ? (size_t)u->left : bytes->len;
    if (n && mk_disk_write_all(u->disk, u->file, mk_span(bytes->p, n), e))
        return -1;
    u->left -= n;
    *bytes = mk_span_from(*bytes, n);
    size_t pass = u->left ? 0 : u->fill < bytes->len ? u->fill : bytes->len;
    u->fill -= pass;
    *bytes = mk_span_from(*bytes, pass);
    return u->left || u->fill ? 0 : end_file(u, e);
}

static int sink(void *to, struct mk_span bytes, struct mk_error *e)
{
    struct unpack *u = to;
    while (bytes.len || (u->file >= 0 && !u->left && !u->fill)) {
        if (u->file >= 0) {
            if (file_bytes(u, &bytes, e))
                return -1;
            continue;
        }
        size_t n = MK_TAR_BLOCK - u->have < bytes.len ? MK_TAR_BLOCK - u->have : bytes.len;
        memcpy(u->block + u->have, bytes.p, n);
        u->have += n;
        bytes = mk_span_from(bytes, n);
        if (u->have == MK_TAR_BLOCK) {
            u->have = 0;
            if (header(u, e))
                return -1;
        }
    }
    return 0;
}

static int feed(struct mk_age_reader *r, int in, uint8_t *step, size_t n, struct mk_error *e)
{
    ssize_t got;
    while ((got = mk_disk_read(in, step, n)) > 0)
        if (mk_age_read(r, mk_span(step, (size_t)got), e))
            return -1;
    return got < 0 ? mk_fail_errno(e, "reading") : mk_age_read_end(r, e);
}

static int take(struct unpack *u, int in, const struct mk_age_identity *ids, size_t n,
                struct mk_error *e)
{
    const size_t step = 256 << 10;
    struct mk_age_reader *r = NULL;
    uint8_t *room = malloc(step);
    int rc = room ? mk_age_reader_new(&r, ids, n, sink, u, e) : mk_fail(e, MK_ENOMEM, "unpacking");
    if (rc == 0)
        rc = feed(r, in, room, step, e);
    if (rc == 0 && (u->ends < 2 || u->have || u->file >= 0))
        rc = mk_fail(e, MK_EFORMAT, "the tar inside does not end");
    mk_age_reader_free(r);
    free(room);
    return rc;
}

int mk_unpack(const char *dir, int in, const struct mk_age_identity *ids, size_t n,
              const struct mk_disk *disk, struct mk_error *e)
{
    char part[4096];
    struct unpack u = { .disk = disk, .dir = -1, .file = -1 };
    if ((size_t)snprintf(part, sizeof part, "%s.part", dir) >= sizeof part)
        return mk_fail(e, MK_EUSAGE, "the folder's name is too long");
    if (access(dir, F_OK) == 0)
        return mk_fail(e, MK_EUSAGE, "%.200s: there already", dir);
    if (disk->mkdirat(disk->u, AT_FDCWD, part, 0700))
        return mk_fail_errno(e, part);
    u.dir = open(part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    int rc = u.dir < 0 ? mk_fail_errno(e, part) : take(&u, in, ids, n, e);
    if (u.file >= 0)
        disk->close(disk->u, u.file);
    if (rc == 0 && disk->syncfs(disk->u, u.dir))
        rc = mk_fail_errno(e, part);
    if (rc == 0 && disk->renameat(disk->u, AT_FDCWD, part, dir))
        rc = mk_fail_errno(e, dir);
    if (u.dir >= 0)
        close(u.dir);
    return rc;
}
