#include "firmware/ios/link.h"
#include "firmware/ios/state.h"
#include <stdlib.h>

/*
 * RECV: one file after the other, read to its end. What is asked for further on the same stream
 * joins the queue, see mk_iosw_listen(). A connection that breaks is made anew for the next file; a
 * phone that has gone is told as LOST, by whoever notices.
 */
#define READ      ((size_t)256 << 10)
#define GROWN_MAX ((uint64_t)64 << 20)

enum item_status { WHOLE = 0, GONE = 1, CUT = 2 };

struct item {
    uint64_t number, bytes;
    struct mk_ios_info info;
};

static int item_end(struct mk_ios *x, const struct item *i, enum item_status status,
                    const char *why, struct mk_error *e)
{
    struct mk_buf b;
    if (x->over)
        return 0;
    mk_buf_init(&b, 4096);
    mk_buf_u64le(&b, i->number);
    mk_buf_u8(&b, (uint8_t)status);
    mk_buf_u64le(&b, i->bytes);
    mk_buf_u32le(&b, i->info.mode);
    mk_buf_u64le(&b, (uint64_t)i->info.mtime_s);
    mk_buf_text(&b, mk_str(why));
    int rc = mk_buf_ok(&b) ? mk_chan_send(x->parent, MK_PH_ITEM, x->stream, mk_buf_span(&b), e)
                           : mk_fail(e, MK_ENOMEM, "end of a file");
    mk_buf_done(&b);
    return rc;
}

static int failed(struct mk_ios *x, struct mk_ios_files *f, const struct item *i, afc_error_t err,
                  struct mk_error *e)
{
    struct mk_error gone = { 0 };
    if (mk_iosw_broken(err)) {
        mk_iosw_files_close(f);
        if (mk_ios_link_stayed(&gone) != 0)
            return mk_say_lost(x, gone.text, e);
    }
    return item_end(x, i, i->bytes ? CUT : GONE, mk_afc_word(err), e);
}

/* To its end, which a read of nothing tells; *err is why it ended before. A file may grow while it
 * is read, but not for ever. */
static int read_all(afc_error_t *err, struct mk_ios *x, afc_client_t c, uint64_t handle,
                    struct item *i, char *block, struct mk_error *e)
{
    uint32_t got = 1;
    while (got) {
        *err = afc_file_read(c, handle, block, READ, &got);
        if (*err == AFC_E_SUCCESS && (got > READ || i->bytes > GROWN_MAX + i->info.size))
            *err = AFC_E_OP_HEADER_INVALID; /* more than was asked for, or than there is */
        if (*err != AFC_E_SUCCESS)
            return 0;
        if (mk_say_data(x, mk_span(block, got), e) != 0)
            return -1;
        i->bytes += got;
        int stop = mk_iosw_listen(x, 0, e);
        if (stop != 0)
            return stop < 0 ? -1 : 0;
    }
    return 0;
}

static int fetch(struct mk_ios *x, struct mk_ios_files *f, const char *path, struct item *i,
                 char *block, struct mk_error *e)
{
    uint64_t handle = 0;
    afc_error_t err = mk_iosw_info(&i->info, f->afc, path);
    if (err != AFC_E_SUCCESS)
        return failed(x, f, i, err, e);
    if (i->info.type != 'f')
        return item_end(x, i, GONE, "no plain file", e);
    err = afc_file_open(f->afc, path, AFC_FOPEN_RDONLY, &handle);
    if (err != AFC_E_SUCCESS)
        return failed(x, f, i, err, e);
    if (read_all(&err, x, f->afc, handle, i, block, e) != 0)
        return -1;
    if (err != AFC_E_SUCCESS)
        return failed(x, f, i, err, e);
    afc_file_close(f->afc, handle);
    if (x->cancelled)
        return item_end(x, i, CUT, "called off", e);
    if (i->bytes < i->info.size)
        return item_end(x, i, CUT, "the phone gave less than the size that it told", e);
    return item_end(x, i, WHOLE, "", e);
}

static int one(struct mk_ios *x, uint64_t number, struct mk_span path, char *block,
               struct mk_error *e)
{
    struct item i = { .number = number, .info = { .mtime_s = INT64_MIN } };
    struct mk_ios_path p;
    struct mk_ios_files *f;
    char why[200] = "", inside[MK_IOS_PATH_MAX + 1];
    if (!mk_iosw_path(&p, path))
        return item_end(x, &i, GONE, "no service of the phone reaches this path", e);
    memcpy(inside, p.inside.p, p.inside.len);
    inside[p.inside.len] = 0;
    int rc = mk_iosw_files(&f, x, &p, why, e);
    if (rc <= 0)
        return rc < 0 ? -1 : item_end(x, &i, GONE, why, e);
    return fetch(x, f, inside, &i, block, e);
}

/* ---- the queue ---- */

static int take(struct mk_ios *x, struct mk_buf *path, char *block, struct mk_error *e)
{
    struct mk_cursor c = mk_cur(mk_buf_span(&x->queue));
    uint64_t number = mk_cur_u64le(&c);
    struct mk_span p = mk_cur_text(&c);
    if (!mk_cur_ok(&c))
        return mk_fail(e, MK_EPROTO, "damaged RECV frame");
    mk_buf_clear(path);
    mk_buf_put(path, p.p, p.len);
    mk_buf_drop(&x->queue, c.pos);
    return one(x, number, mk_buf_span(path), block, e);
}

static int run(struct mk_ios *x, struct mk_buf *path, char *block, struct mk_error *e)
{
    while (x->queue.len && !x->over && !x->cancelled)
        if (take(x, path, block, e) != 0 || mk_iosw_listen(x, 0, e) < 0)
            return -1;
    return mk_say_done(x, x->cancelled ? MK_PH_CANCELLED : MK_PH_OK, -1, "", e);
}

int mk_iosw_recv(struct mk_ios *x, struct mk_span body, struct mk_error *e)
{
    struct mk_buf path;
    char *block = malloc(READ);
    struct mk_span items = mk_span_from(body, 4); /* the count adds nothing to their end */
    mk_buf_init(&path, (size_t)64 << 10);
    mk_buf_clear(&x->queue);
    mk_buf_put(&x->queue, items.p, items.len);
    int rc =
        block && mk_buf_ok(&x->queue) ? run(x, &path, block, e) : mk_fail(e, MK_ENOMEM, "files");
    mk_buf_done(&path);
    free(block);
    return rc;
}
