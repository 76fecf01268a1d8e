#include "host/report/images.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATHS_MAX ((size_t)256 << 20)
#define STEP      ((size_t)256 << 10)

struct copying {
    struct mk_images *x;
    const struct mk_source *src;
    int dir;
    uint8_t step[STEP];
};

void mk_images_init(struct mk_images *x)
{
    mk_arena_init(&x->arena, PATHS_MAX);
    mk_buf_init(&x->all, PATHS_MAX);
}

void mk_images_done(struct mk_images *x)
{
    mk_arena_done(&x->arena);
    mk_buf_done(&x->all);
}

/* By the first bytes: ITU-T T.81 (SOI), PNG and GIF89a signatures, the WebP container's RIFF. */
static const char *type_of(const uint8_t *p, size_t n)
{
    if (n >= 3 && !memcmp(p, "\xff\xd8\xff", 3))
        return "jpg";
    if (n >= 8 && !memcmp(p, "\x89PNG\r\n\x1a\n", 8))
        return "png";
    if (n >= 6 && (!memcmp(p, "GIF87a", 6) || !memcmp(p, "GIF89a", 6)))
        return "gif";
    return n >= 12 && !memcmp(p, "RIFF", 4) && !memcmp(p + 8, "WEBP", 4) ? "webp" : NULL;
}

static int write_all(int fd, const uint8_t *p, size_t n, struct mk_error *e)
{
    while (n) {
        ssize_t k = write(fd, p, n);
        if (k < 0 && errno == EINTR)
            continue;
        if (k <= 0)
            return mk_fail_errno(e, "a picture of the report");
        p += k;
        n -= (size_t)k;
    }
    return 0;
}

static int copy_bytes(struct copying *c, int fd, const struct mk_file *f, struct mk_error *e)
{
    size_t got = 1;
    for (uint64_t at = 0; at < f->size && got; at += got) {
        struct mk_error unread;
        if (f->pread(f->u, at, c->step, STEP, &got, &unread) != 0)
            return 0; /* as far as it goes */
        if (write_all(fd, c->step, got, e) != 0)
            return -1;
    }
    return 0;
}

static int copy_one(struct copying *c, const struct mk_entry *en, const struct mk_file *f,
                    const char *type, struct mk_error *e)
{
    char name[40];
    struct mk_image i = { mk_arena_copy(&c->x->arena, en->path),
                          (uint32_t)(c->x->all.len / sizeof i) + 1, type };
    mk_buf_put(&c->x->all, &i, sizeof i);
    if (!i.path.p || !mk_buf_ok(&c->x->all))
        return mk_fail(e, MK_ENOMEM, "pictures of the report");
    snprintf(name, sizeof name, "images/%u.%s", i.number, type);
    int fd = openat(c->dir, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd < 0)
        return mk_fail_errno(e, name);
    int rc = copy_bytes(c, fd, f, e);
    if (close(fd) != 0 && rc == 0)
        rc = mk_fail_errno(e, name);
    return rc;
}

static int take(void *u, const struct mk_entry *en, struct mk_error *e)
{
    struct copying *c = u;
    struct mk_file f = { 0 };
    struct mk_error unread;
    uint8_t head[16];
    size_t got = 0;
    int rc = 0;
    if (en->set.len || c->src->open(&f, c->src->u, en->id, &unread) != 0)
        return 0;
    if (f.pread(f.u, 0, head, sizeof head, &got, &unread) == 0 && type_of(head, got))
        rc = copy_one(c, en, &f, type_of(head, got), e);
    mk_file_close(&f);
    return rc;
}

static int by_path(const void *a, const void *b)
{
    const struct mk_image *x = a, *y = b;
    int d = mk_span_cmp(x->path, y->path);
    return d ? d : (x->number > y->number) - (x->number < y->number);
}

int mk_images_copy(struct mk_images *x, int dir, const struct mk_source *src, struct mk_error *e)
{
    struct copying *c = calloc(1, sizeof *c);
    if (!c)
        return mk_fail(e, MK_ENOMEM, "pictures of the report");
    c->x = x;
    c->src = src;
    c->dir = dir;
    int rc = mkdirat(dir, "images", 0777) == 0 ? src->list(src->u, take, c, e)
                                               : mk_fail_errno(e, "images");
    if (x->all.len)
        qsort(x->all.p, x->all.len / sizeof(struct mk_image), sizeof(struct mk_image), by_path);
    free(c);
    return rc;
}

static int is_path(const void *key, const void *image)
{
    return mk_span_cmp(*(const struct mk_span *)key, ((const struct mk_image *)image)->path);
}

const struct mk_image *mk_images_find(const struct mk_images *x, struct mk_span path)
{
    size_t n = x->all.len / sizeof(struct mk_image);
    return n ? bsearch(&path, x->all.p, n, sizeof(struct mk_image), is_path) : NULL;
}
