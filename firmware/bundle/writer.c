#include "firmware/bundle/writer.h"
#include "parsers/base/time.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <time.h>

#define WRITEBACK ((uint64_t)8 << 20) /* bytes of an object between two starts of writeback */
#define DIRECT    ((uint64_t)8 << 20) /* bytes of an object from which on it is a large file */
#define KEEP      ((size_t)16 << 10)  /* memory that a place in the ring may keep */

int64_t mk_wall_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * MK_US + t.tv_nsec / 1000;
}

int mk_bundle_ready(struct mk_bundle *b, struct mk_error *e)
{
    if (b->sealed || b->sealing)
        return mk_fail(e, MK_ESTATE, "the bundle is %s", b->sealed ? "sealed" : "being sealed");
    return mk_commit_state(&b->commit, e);
}

int mk_bundle_line(struct mk_bundle *b, struct mk_error *e)
{
    if (!mk_buf_ok(&b->line))
        return mk_fail(e, b->line.cap > MK_JOURNAL_LINE_MAX / 2 ? MK_ELIMIT : MK_ENOMEM,
                       "a line of the journal");
    return mk_commit_line(&b->commit, mk_buf_span(&b->line), e);
}

const struct mk_bundle_info *mk_bundle_info(const struct mk_bundle *b)
{
    return &b->info;
}

/* ---- objects ---- */

static struct mk_begun *place(struct mk_bundle *b, size_t i)
{
    return &b->begun[(b->first + i) % MK_BUNDLE_AHEAD];
}

static int may_begin(struct mk_bundle *b, uint64_t number, struct mk_error *e)
{
    unsigned long long n = number;
    if (mk_bundle_ready(b, e) != 0)
        return -1;
    if (b->count == MK_BUNDLE_AHEAD)
        return mk_fail(e, MK_ESTATE, "object %llu: too many are begun", n);
    if (b->count && place(b, b->count - 1)->n >= number)
        return mk_fail(e, MK_ESTATE, "object %llu: numbers have to ascend", n);
    if (mk_commit_word(&b->commit, number) >= MK_OBJECT_INHAND)
        return mk_fail(e, MK_ESTATE, "object %llu is whole already", n);
    return 0;
}

int mk_bundle_begin(struct mk_bundle *b, const struct mk_object *o, struct mk_error *e)
{
    /* Room in the table now, so that the object cannot fail for it when it is whole. */
    if (may_begin(b, o->number, e) != 0 || mk_commit_room(&b->commit, o->number, e) != 0)
        return -1;
    struct mk_begun *new = place(b, b->count);
    if (new->members.cap > KEEP)
        mk_buf_done(&new->members);
    mk_buf_clear(&new->members);
    new->n = o->number;
    new->mode = o->mode;
    new->mtime_s = o->mtime_s;
    if (mk_row_members(&new->members, o, e) != 0)
        return -1;
    mk_buf_clear(&b->line);
    mk_row_begin(&b->line, new);
    if (mk_bundle_line(b, e) != 0)
        return -1;
    b->count++;
    return 0;
}

/* The folder of an object: kept open, most objects lie in the one of the object before. */
static int enter(struct mk_bundle *b, uint64_t n, struct mk_error *e)
{
    char name[MK_OBJECT_NAME_MAX];
    if (b->folder >= 0 && b->folder_n == n / MK_OBJECTS_PER_FOLDER)
        return 0;
    if (b->folder >= 0)
        b->disk->close(b->disk->u, b->folder);
    b->folder = -1;
    b->folder_n = n / MK_OBJECTS_PER_FOLDER;
    mk_object_folder(name, n);
    return mk_disk_folder(&b->folder, b->disk, b->data, name, e);
}

/* The oldest object's file; made with its first byte, or when it is whole without any. */
static int make_file(struct mk_bundle *b, struct mk_error *e)
{
    char name[MK_OBJECT_NAME_MAX];
    uint64_t n = place(b, 0)->n;
    if (b->made)
        return 0;
    if (enter(b, n, e) != 0 || mk_hasher_reset(b->hasher, e) != 0)
        return -1;
    mk_object_file(name, n);
    b->written = b->sent = 0;
    b->direct = false;
    mk_buf_clear(&b->block[b->filling]);
    b->fd = b->disk->openat(b->disk->u, b->folder, name,
                            O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
    b->made = b->fd >= 0;
    return b->made ? 0 : mk_fail_errno(e, name);
}

static void pop(struct mk_bundle *b)
{
    b->made = false;
    b->first = (b->first + 1) % MK_BUNDLE_AHEAD;
    b->count--;
}

/* The oldest object is given up: its file goes. (Should that fail: no line names it, so resuming
 * and sealing remove it.) */
static void give_up(struct mk_bundle *b)
{
    char name[MK_OBJECT_NAME_MAX];
    if (b->fd >= 0)
        b->disk->close(b->disk->u, b->fd);
    if (b->made) {
        mk_object_file(name, place(b, 0)->n);
        b->disk->unlinkat(b->disk->u, b->folder, name, 0);
    }
    b->fd = -1;
    pop(b);
}

void mk_bundle_recall(struct mk_bundle *b)
{
    while (b->count)
        give_up(b);
}

bool mk_bundle_sealing(const struct mk_bundle *b)
{
    return b->sealing;
}

static int is_open(struct mk_bundle *b, struct mk_error *e)
{
    if (mk_bundle_ready(b, e) != 0)
        return -1;
    return b->count ? 0 : mk_fail(e, MK_ESTATE, "no object is begun");
}

/* A large file's whole blocks go past the page cache, its end does not. */
static int set_direct(struct mk_bundle *b, bool on, struct mk_error *e)
{
    if (b->direct == on)
        return 0;
    if (b->disk->direct(b->disk->u, b->fd, on) == 0)
        b->direct = on;
    else if (on)
        b->indirect = true;
    else
        return mk_fail_errno(e, "write");
    return 0;
}

static int put_block(struct mk_bundle *b, struct mk_span bytes, struct mk_error *e)
{
    bool direct = bytes.len == MK_WRITE_BLOCK && b->written >= DIRECT && !b->indirect;
    if (set_direct(b, direct, e) != 0)
        return -1;
    if (!b->direct)
        return mk_disk_write_all(b->disk, b->fd, bytes, e);
    int rc = mk_disk_write_direct(b->disk, b->fd, bytes, &b->direct, e);
    b->indirect = !b->direct;
    return rc;
}

/* What has gathered goes to the disk, and is hashed meanwhile where it is much. Then the other of
 * the two blocks is filled: this one stays as it is until it is hashed. */
static int flush(struct mk_bundle *b, struct mk_error *e)
{
    struct mk_span bytes = mk_buf_span(&b->block[b->filling]);
    if (mk_hasher_add(b->hasher, bytes, e) != 0 || put_block(b, bytes, e) != 0)
        return -1;
    b->written += bytes.len;
    b->filling = 1 - b->filling;
    mk_buf_clear(&b->block[b->filling]);
    if (b->written - b->sent < WRITEBACK)
        return 0;
    off_t at = (off_t)b->sent, n = (off_t)(b->written - b->sent);
    if (b->disk->sync_range(b->disk->u, b->fd, at, n) != 0)
        return mk_fail_errno(e, "writeback");
    b->sent = b->written;
    return 0;
}

int mk_bundle_write(struct mk_bundle *b, struct mk_span bytes, struct mk_error *e)
{
    if (is_open(b, e) != 0)
        return -1;
    if (make_file(b, e) != 0)
        goto out;
    while (bytes.len) {
        struct mk_buf *block = &b->block[b->filling];
        size_t n = bytes.len < block->max - block->len ? bytes.len : block->max - block->len;
        mk_buf_put(block, bytes.p, n);
        if (!mk_buf_ok(block)) {
            mk_fail(e, MK_ENOMEM, "payload");
            goto out;
        }
        bytes = mk_span_from(bytes, n);
        if (block->len == block->max && flush(b, e) != 0)
            goto out;
    }
    return 0;
out:
    give_up(b);
    return -1;
}

static int close_file(struct mk_bundle *b, struct mk_error *e)
{
    int fd = b->fd;
    b->fd = -1;
    return b->disk->close(b->disk->u, fd) == 0 ? 0 : mk_fail_errno(e, "close");
}

int mk_bundle_finish(struct mk_digest *sha256, struct mk_bundle *b, const struct mk_object_end *end,
                     struct mk_error *e)
{
    if (is_open(b, e) != 0)
        return -1;
    struct mk_begun *o = place(b, 0);
    if (end->mode)
        o->mode = end->mode;
    if (end->mtime_s != INT64_MIN)
        o->mtime_s = end->mtime_s;
    if (end->remark.len > MK_OBJECT_REMARK_MAX) {
        mk_fail(e, MK_ELIMIT, "a remark of %zu bytes", end->remark.len);
        goto out;
    }
    if (make_file(b, e) != 0 || flush(b, e) != 0 || close_file(b, e) != 0 ||
        mk_hasher_end(sha256, b->hasher, e) != 0)
        goto out;
    mk_buf_clear(&b->line);
    mk_row_whole(&b->line, o, b->written, sha256, mk_wall_us(), end);
    if (!mk_buf_ok(&b->line)) {
        mk_fail(e, MK_ENOMEM, "a line of the journal");
        goto out;
    }
    if (mk_commit_whole(&b->commit, o->n, b->written, mk_buf_span(&b->line), e) != 0)
        goto out;
    pop(b);
    return 0;
out:
    give_up(b);
    return -1;
}

int mk_bundle_drop(struct mk_bundle *b, const char *why, struct mk_error *e)
{
    if (is_open(b, e) != 0)
        return -1;
    uint64_t n = place(b, 0)->n;
    struct mk_json j = mk_json(&b->line);
    give_up(b);
    mk_buf_clear(&b->line);
    mk_json_open(&j, '{');
    mk_json_kv_str(&j, "j", "drop");
    mk_json_kv_uint(&j, "n", n);
    mk_json_kv_str(&j, "why", why);
    mk_json_close(&j, '}');
    if (mk_bundle_line(b, e) != 0)
        return -1;
    mk_commit_gone(&b->commit, n);
    return 0;
}

enum mk_object_state mk_bundle_state(const struct mk_bundle *b, uint64_t number)
{
    /* The table is shared with the committing thread, hence the lock behind the const. */
    uint64_t word = mk_commit_word((struct mk_commit *)&b->commit, number);
    if (word == MK_OBJECT_UNKNOWN)
        return MK_OBJECT_NONE;
    return word == MK_OBJECT_GONE ? MK_OBJECT_DROPPED : MK_OBJECT_WHOLE;
}

int mk_bundle_sync(struct mk_bundle *b, struct mk_error *e)
{
    return b->sealed ? mk_fail(e, MK_ESTATE, "the bundle is sealed")
                     : mk_commit_sync(&b->commit, e);
}
