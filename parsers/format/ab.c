#include "parsers/format/ab.h"
#include "parsers/source/tar.h"
#include <stdio.h>
#include <stdlib.h>

struct backup {
    struct mk_file plain; /* the tar */
    struct mk_tar *tar;
    char odd[120];
};

static bool knows(struct mk_span head, struct mk_span path)
{
    (void)path;
    return mk_span_starts(head, mk_str("ANDROID BACKUP\n"));
}

static int put_piece(void *u, const void *p, size_t n, struct mk_error *e)
{
    return mk_piece_put(u, p, n, e);
}

/* Where nothing has to be undone, the tar is read where it lies. */
static int open_plain(struct backup *b, const struct mk_file *file, const struct mk_ab *ab,
                      struct mk_scratch *scratch, struct mk_error *e)
{
    struct mk_piece piece;
    const char *odd;
    if (!ab->encrypted && !ab->packed)
        return mk_file_slice(&b->plain, file, ab->at, UINT64_MAX, e);
    mk_piece_begin(&piece, scratch);
    if (mk_ab_plain(&odd, ab, file, put_piece, &piece, e) != 0)
        return -1;
    if (odd)
        snprintf(b->odd, sizeof b->odd, "Android backup: cut off at %llu bytes: %s",
                 (unsigned long long)piece.len, odd);
    return mk_piece_file(&b->plain, &piece, e);
}

static void free_backup(void *u)
{
    struct backup *b = u;
    mk_tar_free(b->tar);
    mk_file_close(&b->plain);
    free(b);
}

static int list(void *u, int (*each)(void *, const struct mk_entry *, struct mk_error *), void *eu,
                struct mk_error *e)
{
    const struct backup *b = u;
    return mk_tar_list(b->tar, each, eu, e);
}

static int open_entry(struct mk_file *out, void *u, uint64_t id, struct mk_error *e)
{
    const struct backup *b = u;
    return mk_tar_open_entry(out, b->tar, id, e);
}

static int open_container(struct mk_source *out, const struct mk_file *file,
                          const struct mk_context *cx, struct mk_error *e)
{
    struct backup *b = calloc(1, sizeof *b);
    struct mk_ab ab;
    if (!b)
        return mk_fail(e, MK_ENOMEM, "Android backup");
    int rc = mk_ab_header(&ab, file, e);
    if (rc == 0)
        rc = mk_ab_unlock(&ab, cx, e);
    if (rc == 0)
        rc = open_plain(b, file, &ab, cx->scratch, e);
    mk_ab_forget(&ab);
    if (rc == 0)
        rc = mk_tar_open(&b->tar, &b->plain, e);
    if (rc != 0) {
        free_backup(b);
        return -1;
    }
    *out = (struct mk_source){ list, open_entry, free_backup, b };
    return 0;
}

static const char *remark(const struct mk_source *src, size_t i)
{
    struct backup *b = src->u;
    if (b->odd[0] && i == 0)
        return b->odd;
    return mk_tar_remark(b->tar, b->odd[0] ? i - 1 : i);
}

const struct mk_container mk_container_ab = { "ab", knows, open_container, remark };

/* ---- moka decrypt ab ---- */

static int check(const struct mk_file *in, const struct mk_context *cx, struct mk_error *e)
{
    struct mk_ab ab;
    int rc = mk_ab_header(&ab, in, e);
    if (rc == 0)
        rc = mk_ab_unlock(&ab, cx, e);
    mk_ab_forget(&ab);
    return rc;
}

static int run(int (*put)(void *u, const void *p, size_t n, struct mk_error *e), void *u,
               const struct mk_file *in, const struct mk_context *cx, struct mk_error *e)
{
    struct mk_ab ab;
    const char *odd = NULL;
    int rc = mk_ab_header(&ab, in, e);
    if (rc == 0)
        rc = mk_ab_unlock(&ab, cx, e);
    if (rc == 0)
        rc = mk_ab_plain(&odd, &ab, in, put, u, e);
    mk_ab_forget(&ab);
    return rc == 0 && odd ? mk_fail(e, MK_EFORMAT, "Android backup: %s", odd) : rc;
}

const struct mk_decrypt_kind mk_decrypt_ab = { "ab", check, run };
