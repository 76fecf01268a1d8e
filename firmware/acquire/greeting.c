/* How the phone greeted, in a file of the run: one that is sealed without its phone goes by it. */
#include "firmware/acquire/meet.h"
#include "firmware/bundle/disk.h"
#include "parsers/base/cursor.h"
#include "parsers/base/hash.h"
#include <unistd.h>

/* u32 version, u32 max_payload, text banner, text features; then the SHA-256 of all that. */
#define GREETING_MAX ((size_t)256 << 10)

#define DEFAULT_PAYLOAD 262144u /* what adb took before there was more */

static int write_all(int fd, struct mk_buf *b, struct mk_error *e)
{
    struct mk_digest d;
    if (!mk_buf_ok(b))
        return mk_fail(e, MK_ENOMEM, "greeting");
    if (mk_sha256_of(&d, mk_buf_span(b), e))
        return -1;
    if (ftruncate(fd, 0) != 0 || lseek(fd, 0, SEEK_SET) != 0)
        return mk_fail_errno(e, "greeting");
    return mk_disk_write_all(mk_disk_real(), fd, mk_buf_span(b), e) ||
                   mk_disk_write_all(mk_disk_real(), fd, mk_span(d.b, sizeof d.b), e)
               ? -1
               : 0;
}

int mk_run_greeting_keep(struct mk_run *r, struct mk_error *e)
{
    int fd;
    struct mk_buf b;
    const struct mk_exhibit_facts *f = mk_exhibit_facts(r->x);
    if (mk_bundle_scratch(&fd, r->b, "greeting", e))
        return -1;
    mk_buf_init(&b, GREETING_MAX);
    mk_buf_u32le(&b, f->version);
    mk_buf_u32le(&b, f->max_payload);
    mk_buf_text(&b, mk_buf_span(&f->banner));
    mk_buf_text(&b, mk_buf_span(&f->features));
    int rc = write_all(fd, &b, e);
    mk_buf_done(&b);
    close(fd);
    return rc;
}

static int read_all(struct mk_buf *b, int fd, struct mk_error *e)
{
    ssize_t n = 1;
    while (n > 0) {
        uint8_t *room = mk_buf_room(b, 4096);
        if (!room)
            return mk_fail(e, MK_ENOMEM, "greeting");
        n = pread(fd, room, 4096, (off_t)b->len);
        if (n < 0)
            return mk_fail_errno(e, "greeting");
        b->len += (size_t)n;
    }
    return 0;
}

/* Nothing, or what was cut off, says nothing of the phone: then nothing was asked either. */
static int take(struct mk_run *r, struct mk_span all, struct mk_error *e)
{
    struct mk_digest d;
    size_t n = all.len > sizeof d.b ? all.len - sizeof d.b : 0;
    struct mk_cursor c = mk_cur(mk_span(all.p, n));
    uint32_t version = mk_cur_u32le(&c), payload = mk_cur_u32le(&c);
    struct mk_span banner = mk_cur_text(&c), features = mk_cur_text(&c);
    if (mk_sha256_of(&d, mk_span(all.p, n), e))
        return -1;
    if (!mk_cur_ok(&c) || memcmp(d.b, all.p + n, sizeof d.b) != 0)
        return mk_exhibit_recall(r->x, mk_str(""), mk_str(""), 0, DEFAULT_PAYLOAD, e);
    return mk_exhibit_recall(r->x, banner, features, version, payload, e);
}

int mk_run_greeting_recall(struct mk_run *r, struct mk_error *e)
{
    int fd;
    struct mk_buf b;
    if (mk_bundle_scratch(&fd, r->b, "greeting", e))
        return -1;
    mk_buf_init(&b, GREETING_MAX + 8192);
    int rc = read_all(&b, fd, e);
    if (rc == 0)
        rc = take(r, mk_buf_span(&b), e);
    mk_buf_done(&b);
    close(fd);
    return rc;
}
