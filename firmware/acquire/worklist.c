#include "firmware/acquire/worklist.h"
#include "firmware/bundle/disk.h"
#include "parsers/base/cursor.h"
#include "parsers/base/hash.h"
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define BLOCK          ((size_t)128 << 10) /* a record is at most 64 KiB */
#define PATH_BYTES_MAX 65000u
#define HEAD           25u /* of a record, without its path */
#define TRAILER        (1 + 11 * 8 + MK_SHA256_LEN)

struct mk_worklist {
    int fd;
    bool complete;
    struct mk_sha256 *hash;
    struct mk_work_totals totals;
    struct mk_buf block; /* what waits to be written, or was read and not taken yet */
    size_t taken;        /* of the block */
    uint64_t at, index;  /* next byte to read, next place */
};

bool mk_worklist_complete(const struct mk_worklist *w)
{
    return w->complete;
}

const struct mk_work_totals *mk_worklist_totals(const struct mk_worklist *w)
{
    return &w->totals;
}

static int flush(struct mk_worklist *w, struct mk_error *e)
{
    if (!mk_buf_ok(&w->block))
        return mk_fail(e, MK_ENOMEM, "work list");
    if (mk_sha256_add(w->hash, mk_buf_span(&w->block), e) ||
        mk_disk_write_all(mk_disk_real(), w->fd, mk_buf_span(&w->block), e))
        return -1;
    mk_buf_clear(&w->block);
    return 0;
}

int mk_worklist_add(struct mk_worklist *w, const struct mk_listed *file, struct mk_error *e)
{
    if (file->path.len > PATH_BYTES_MAX)
        return mk_fail(e, MK_ELIMIT, "a path of %zu bytes", file->path.len);
    if (w->block.len + HEAD + file->path.len > BLOCK && flush(w, e))
        return -1;
    mk_buf_u8(&w->block, 'f');
    mk_buf_u32le(&w->block, file->mode);
    mk_buf_u64le(&w->block, file->size);
    mk_buf_u64le(&w->block, (uint64_t)file->mtime_s);
    mk_buf_u32le(&w->block, (uint32_t)file->path.len);
    mk_buf_put(&w->block, file->path.p, file->path.len);
    w->totals.files++;
    w->totals.bytes += file->size;
    return mk_buf_ok(&w->block) ? 0 : mk_fail(e, MK_ENOMEM, "work list");
}

static void put_totals(struct mk_buf *b, const struct mk_work_totals *t)
{
    const uint64_t v[] = { t->files,           t->bytes,     t->left,   t->held,
                           t->folders,         t->links,     t->others, t->errors,
                           t->refused_folders, t->databases, t->first };
    for (size_t i = 0; i < sizeof v / sizeof *v; i++)
        mk_buf_u64le(b, v[i]);
}

static void take_totals(struct mk_work_totals *t, struct mk_cursor *c)
{
    uint64_t *v[] = { &t->files,           &t->bytes,     &t->left,   &t->held,
                      &t->folders,         &t->links,     &t->others, &t->errors,
                      &t->refused_folders, &t->databases, &t->first };
    for (size_t i = 0; i < sizeof v / sizeof *v; i++)
        *v[i] = mk_cur_u64le(c);
}

int mk_worklist_end(struct mk_worklist *w, const struct mk_work_totals *totals, struct mk_error *e)
{
    struct mk_digest d;
    uint64_t files = w->totals.files, bytes = w->totals.bytes;
    w->totals = *totals;
    w->totals.files = files;
    w->totals.bytes = bytes;
    if (flush(w, e))
        return -1;
    mk_buf_u8(&w->block, 'E');
    put_totals(&w->block, &w->totals);
    if (flush(w, e) || mk_sha256_end(&d, w->hash, e) ||
        mk_disk_write_all(mk_disk_real(), w->fd, mk_span(d.b, sizeof d.b), e))
        return -1;
    if (fdatasync(w->fd) != 0)
        return mk_fail_errno(e, "work list");
    w->complete = true;
    mk_worklist_rewind(w);
    return 0;
}

void mk_worklist_rewind(struct mk_worklist *w)
{
    w->at = w->index = 0;
    w->taken = 0;
    mk_buf_clear(&w->block);
}

/* At least `n` unread bytes in the block: 1, or 0 when the file ends before. */
static int have(struct mk_worklist *w, size_t n, struct mk_error *e)
{
    if (w->block.len - w->taken >= n)
        return 1;
    mk_buf_drop(&w->block, w->taken);
    w->taken = 0;
    while (w->block.len < n) {
        uint8_t *room = mk_buf_room(&w->block, BLOCK - w->block.len);
        if (!room)
            return mk_fail(e, MK_ENOMEM, "work list");
        ssize_t got = pread(w->fd, room, BLOCK - w->block.len, (off_t)w->at);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return mk_fail_errno(e, "work list");
        if (got == 0)
            return 0;
        w->block.len += (size_t)got;
        w->at += (uint64_t)got;
    }
    return 1;
}

static int damaged(struct mk_error *e)
{
    return mk_fail(e, MK_EFORMAT, "the work list is damaged");
}

int mk_worklist_next(struct mk_work *out, struct mk_worklist *w, struct mk_error *e)
{
    int got = have(w, HEAD, e);
    if (got <= 0)
        return got < 0 ? -1 : damaged(e); /* the trailer is longer than a head */
    struct mk_cursor c = mk_cur(mk_span_from(mk_buf_span(&w->block), w->taken));
    uint8_t type = mk_cur_u8(&c);
    if (type == 'E')
        return 0;
    out->mode = mk_cur_u32le(&c);
    out->size = mk_cur_u64le(&c);
    out->mtime_s = (int64_t)mk_cur_u64le(&c);
    uint32_t n = mk_cur_u32le(&c);
    if (type != 'f' || n > PATH_BYTES_MAX)
        return damaged(e);
    got = have(w, HEAD + n, e);
    if (got <= 0)
        return got < 0 ? -1 : damaged(e);
    out->path = mk_span(w->block.p + w->taken + HEAD, n);
    out->index = w->index++;
    w->taken += HEAD + n;
    return 1;
}

/* Whether what is on the disk ends in a trailer that fits it. */
static int check(bool *good, struct mk_worklist *w, uint64_t size, struct mk_error *e)
{
    struct mk_digest want, is;
    uint64_t body = size - MK_SHA256_LEN;
    *good = false;
    for (w->at = 0; w->at < body;) {
        uint8_t *room = mk_buf_room(&w->block, BLOCK);
        size_t n = body - w->at < BLOCK ? (size_t)(body - w->at) : BLOCK;
        ssize_t got = room ? mk_disk_read_at(w->fd, room, n, w->at) : -1;
        if (got <= 0)
            return room ? mk_fail_errno(e, "work list") : mk_fail(e, MK_ENOMEM, "work list");
        if (mk_sha256_add(w->hash, mk_span(room, (size_t)got), e))
            return -1;
        w->at += (uint64_t)got;
    }
    uint8_t tail[TRAILER];
    if (mk_sha256_end(&is, w->hash, e))
        return -1;
    if (mk_disk_read_at(w->fd, tail, sizeof tail, size - sizeof tail) != (ssize_t)sizeof tail)
        return mk_fail_errno(e, "work list");
    struct mk_cursor c = mk_cur(mk_span(tail, sizeof tail));
    *good = mk_cur_u8(&c) == 'E';
    take_totals(&w->totals, &c);
    memcpy(want.b, mk_cur_take(&c, sizeof want.b).p, sizeof want.b);
    *good = *good && memcmp(&want, &is, sizeof is) == 0;
    return 0;
}

static int empty(struct mk_worklist *w, struct mk_error *e)
{
    w->totals = (struct mk_work_totals){ 0 };
    if (ftruncate(w->fd, 0) != 0 || lseek(w->fd, 0, SEEK_SET) != 0)
        return mk_fail_errno(e, "work list");
    return mk_sha256_reset(w->hash, e);
}

int mk_worklist_open(struct mk_worklist **out, int fd, struct mk_error *e)
{
    struct stat st;
    int rc = -1;
    struct mk_worklist *w = calloc(1, sizeof *w);
    if (!w) {
        close(fd);
        return mk_fail(e, MK_ENOMEM, "work list");
    }
    w->fd = fd;
    mk_buf_init(&w->block, 2 * BLOCK);
    if (mk_sha256_new(&w->hash, e))
        goto out;
    if (fstat(fd, &st) != 0) {
        mk_fail_errno(e, "work list");
        goto out;
    }
    if (st.st_size >= (off_t)TRAILER && check(&w->complete, w, (uint64_t)st.st_size, e))
        goto out;
    if (!w->complete && empty(w, e))
        goto out;
    mk_worklist_rewind(w);
    *out = w;
    w = NULL;
    rc = 0;
out:
    mk_worklist_free(w);
    return rc;
}

void mk_worklist_free(struct mk_worklist *w)
{
    if (!w)
        return;
    close(w->fd);
    mk_sha256_free(w->hash);
    mk_buf_done(&w->block);
    free(w);
}
