#include "host/train/ios_wal.h"
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define PAGE     4096u
#define FILE_MAX ((size_t)64 << 20)
#define MODE_AT  18u /* of the database's header: 2, 2 says that there is a log */
#define MAGIC    0x377f0682u
#define VERSION  3007000u
#define SALT     0x6d6f6b61u

static int read_file(struct mk_buf *out, const struct mk_wal *w, struct mk_error *e)
{
    int rc = -1;
    struct stat st;
    int fd = openat(w->t->root, w->path, O_RDONLY | O_CLOEXEC);
    mk_buf_init(out, FILE_MAX);
    if (fd < 0 || fstat(fd, &st))
        mk_fail_errno(e, w->path);
    else if (st.st_size < PAGE || st.st_size > (off_t)FILE_MAX ||
             !mk_buf_room(out, (size_t)st.st_size))
        mk_fail(e, MK_ELIMIT, "%s: too large", w->path);
    else if (read(fd, out->p, (size_t)st.st_size) != st.st_size)
        mk_fail_errno(e, w->path);
    else
        rc = 0;
    if (rc == 0)
        out->len = (size_t)st.st_size;
    if (fd >= 0)
        close(fd);
    return rc;
}

int mk_wal_begin(struct mk_wal *w, struct mk_train *t, const char *path, struct mk_error *e)
{
    *w = (struct mk_wal){ .t = t };
    snprintf(w->path, sizeof w->path, "%s", path);
    return read_file(&w->before, w, e);
}

void mk_wal_done(struct mk_wal *w)
{
    mk_buf_done(&w->before);
}

struct sum {
    uint32_t a, b;
};

/* Over numbers of four bytes, little endian. */
static void add(struct sum *s, const uint8_t *p, size_t n)
{
    for (size_t i = 0; i + 8 <= n; i += 8) {
        uint32_t x[2];
        for (size_t k = 0; k < 2; k++)
            x[k] = (uint32_t)p[i + 4 * k] | (uint32_t)p[i + 4 * k + 1] << 8 |
                   (uint32_t)p[i + 4 * k + 2] << 16 | (uint32_t)p[i + 4 * k + 3] << 24;
        s->a += x[0] + s->b;
        s->b += x[1] + s->a;
    }
}

static void put_head(struct mk_buf *out, struct sum *s)
{
    const uint32_t head[] = { MAGIC, VERSION, PAGE, 0, SALT, SALT + 1 };
    for (size_t i = 0; i < sizeof head / sizeof *head; i++)
        mk_buf_u32be(out, head[i]);
    add(s, out->p, mk_buf_ok(out) ? 24 : 0);
    mk_buf_u32be(out, s->a);
    mk_buf_u32be(out, s->b);
}

/* pages: of the whole database, with the last frame of a transaction; else 0. */
static void put_frame(struct mk_buf *out, struct sum *s, uint32_t number, uint32_t pages,
                      const uint8_t *page)
{
    size_t at = out->len;
    mk_buf_u32be(out, number);
    mk_buf_u32be(out, pages);
    if (!mk_buf_ok(out))
        return;
    add(s, out->p + at, 8);
    add(s, page, PAGE);
    mk_buf_u32be(out, SALT);
    mk_buf_u32be(out, SALT + 1);
    mk_buf_u32be(out, s->a);
    mk_buf_u32be(out, s->b);
    mk_buf_put(out, page, PAGE);
}

static bool differs(const struct mk_wal *w, const struct mk_buf *after, uint32_t i)
{
    size_t at = (size_t)i * PAGE;
    return at + PAGE > w->before.len || memcmp(w->before.p + at, after->p + at, PAGE) != 0;
}

static void put_frames(struct mk_buf *out, const struct mk_wal *w, const struct mk_buf *after)
{
    struct sum s = { 0, 0 };
    uint32_t pages = (uint32_t)(after->len / PAGE), last = 0;
    for (uint32_t i = 0; i < pages; i++)
        last = differs(w, after, i) ? i : last;
    put_head(out, &s);
    for (uint32_t i = 0; i <= last; i++)
        if (differs(w, after, i))
            put_frame(out, &s, i + 1, i == last ? pages : 0, after->p + (size_t)i * PAGE);
}

static int put_back(struct mk_wal *w, struct mk_span log, struct mk_error *e)
{
    char path[300];
    struct mk_file_content c = { .head = mk_buf_span(&w->before) }, l = { .head = log };
    snprintf(path, sizeof path, "%s-wal", w->path);
    if (unlinkat(w->t->root, w->path, 0))
        return mk_fail_errno(e, w->path);
    w->t->n.files--; /* counted as a database */
    return mk_put_file(w->t, w->t->root, w->path, w->t->now_ms, &c, e) ||
                   mk_put_file(w->t, w->t->root, path, w->t->now_ms, &l, e)
               ? -1
               : 0;
}

int mk_wal_end(struct mk_wal *w, struct mk_error *e)
{
    struct mk_buf after, log;
    int rc = read_file(&after, w, e);
    mk_buf_init(&log, FILE_MAX);
    if (rc == 0) {
        memset(w->before.p + MODE_AT, 2, 2);
        memset(after.p + MODE_AT, 2, 2);
        put_frames(&log, w, &after);
        rc = mk_buf_ok(&log) ? put_back(w, mk_buf_span(&log), e) : mk_fail(e, MK_ENOMEM, "log");
    }
    mk_buf_done(&log);
    mk_buf_done(&after);
    mk_wal_done(w);
    return rc;
}
