#include "firmware/bundle/index.h"
#include "firmware/bundle/writer.h"
#include <jansson.h>
#include <stdlib.h>

/* An object's bytes, hashed along as long as they are read one behind the other. */
struct checked {
    struct mk_file file;
    struct mk_sha256 *hash;
    struct mk_digest want;
    uint64_t next;
};

static int checked_pread(void *u, uint64_t at, void *out, size_t n, size_t *got, struct mk_error *e)
{
    struct checked *c = u;
    struct mk_digest d;
    if (c->file.pread(c->file.u, at, out, n, got, e) != 0)
        return -1;
    if (at != c->next || *got == 0)
        return 0;
    if (mk_sha256_add(c->hash, mk_span(out, *got), e) != 0)
        return -1;
    c->next += *got;
    if (c->next != c->file.size)
        return 0;
    if (mk_sha256_end(&d, c->hash, e) != 0)
        return -1;
    c->next = UINT64_MAX; /* checked; what is read again is not */
    return memcmp(d.b, c->want.b, sizeof d.b) == 0
               ? 0
               : mk_fail(e, MK_EFORMAT, "an object's bytes are not those that were taken");
}

static void checked_close(void *u)
{
    struct checked *c = u;
    mk_file_close(&c->file);
    mk_sha256_free(c->hash);
    free(c);
}

static int open_checked(struct checked *c, int dir, const struct mk_jline *l, struct mk_error *e)
{
    c->want = l->sha256;
    if (mk_sha256_new(&c->hash, e) != 0 || mk_object_open(&c->file, dir, l->n, e) != 0)
        return -1;
    return c->file.size == l->bytes
               ? 0
               : mk_fail(e, MK_EFORMAT, "object %llu has not the size that was taken",
                         (unsigned long long)l->n);
}

/* The committing thread shares the table: hence its lock behind the const. */
static int find(struct mk_jline *out, struct mk_buf *buf, const struct mk_bundle *b,
                uint64_t number, struct mk_error *e)
{
    mk_buf_init(buf, MK_JOURNAL_BUF_MAX);
    return mk_commit_find(out, buf, (struct mk_commit *)&b->commit, number, e);
}

int mk_bundle_open_object(struct mk_file *out, const struct mk_bundle *b, uint64_t number,
                          struct mk_error *e)
{
    struct checked *c = calloc(1, sizeof *c);
    struct mk_buf buf;
    struct mk_jline l;
    int rc = find(&l, &buf, b, number, e);
    if (rc == 0)
        rc = c ? open_checked(c, b->dir, &l, e) : mk_fail(e, MK_ENOMEM, "object");
    mk_buf_done(&buf);
    if (rc == 0)
        *out = (struct mk_file){
            .pread = checked_pread, .close = checked_close, .u = c, .size = c->file.size
        };
    else if (c)
        checked_close(c);
    return rc;
}

static void put_command(struct mk_buf *out, const struct mk_index_row *row)
{
    const json_t *v = json_object_get(row->json, "command");
    mk_buf_put(out, json_string_value(v), json_string_length(v));
}

int mk_bundle_asked(struct mk_buf *command, struct mk_buf *remark, const struct mk_bundle *b,
                    uint64_t number, struct mk_error *e)
{
    struct mk_index_row *row = malloc(sizeof *row);
    struct mk_buf buf;
    struct mk_jline l;
    int rc = find(&l, &buf, b, number, e);
    if (rc == 0)
        rc = row ? mk_index_row_read(row, l.line, e) : mk_fail(e, MK_ENOMEM, "remark");
    if (rc == 0) {
        put_command(command, row);
        mk_buf_put(remark, row->remark.p, row->remark.len);
        mk_index_row_done(row);
        rc = mk_buf_ok(command) && mk_buf_ok(remark) ? 0 : mk_fail(e, MK_ENOMEM, "remark");
    }
    mk_buf_done(&buf);
    free(row);
    return rc;
}

int mk_bundle_remark(struct mk_buf *out, const struct mk_bundle *b, uint64_t number,
                     struct mk_error *e)
{
    struct mk_buf command;
    mk_buf_init(&command, MK_JOURNAL_LINE_MAX);
    int rc = mk_bundle_asked(&command, out, b, number, e);
    mk_buf_done(&command);
    return rc;
}
