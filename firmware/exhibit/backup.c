/* What an iPhone does on its own: a backup, another password of it. */
#include "firmware/exhibit/frames.h"
#include <openssl/crypto.h>

/* A phone that makes a backup says nothing for many minutes while it reckons; its worker gives it
 * up after twenty. */
#define BACKUP_MS (22 * 60 * 1000)

struct taking {
    struct mk_exhibit *x;
    const struct mk_backup_take *t;
    bool open, wanted; /* a file has begun; its bytes are handed on */
    uint64_t bytes;    /* of it, counted on arrival */
};

static int on_file(struct taking *w, struct mk_span body, struct mk_error *e)
{
    struct mk_cursor c = mk_cur(body);
    struct mk_backup_file f = { .name = mk_cur_text(&c) };
    f.phone = mk_cur_text(&c);
    f.size = mk_cur_u64le(&c);
    if (!mk_cur_ok(&c) || w->open || f.name.len == 0)
        return mk_fail(e, MK_EPROTO, "phone worker: damaged file of a backup");
    int wanted = w->t->begin(w->t->u, &f, e);
    w->open = wanted >= 0;
    w->wanted = wanted > 0;
    w->bytes = 0;
    return wanted < 0 ? -1 : 0;
}

static int on_bytes(struct taking *w, struct mk_span bytes, struct mk_error *e)
{
    if (!w->open)
        return mk_fail(e, MK_EPROTO, "phone worker: bytes of no file of the backup");
    w->bytes += bytes.len;
    return w->wanted ? w->t->bytes(w->t->u, bytes, e) : 0;
}

static int on_end(struct taking *w, struct mk_span body, struct mk_error *e)
{
    struct mk_cursor c = mk_cur(body);
    int status = mk_cur_u8(&c);
    uint64_t bytes = mk_cur_u64le(&c);
    struct mk_span why = mk_cur_text(&c);
    if (!mk_cur_ok(&c) || !w->open || status > 2 || bytes != w->bytes)
        return mk_fail(e, MK_EPROTO, "phone worker: damaged end of a file of a backup");
    w->open = false;
    return w->t->end(w->t->u, status, bytes, why, e);
}

static int on_note(struct taking *w, struct mk_span body, struct mk_error *e)
{
    struct mk_cursor c = mk_cur(body);
    unsigned what = mk_cur_u8(&c);
    uint64_t number = mk_cur_u64le(&c);
    struct mk_span text = mk_cur_text(&c);
    if (!mk_cur_ok(&c) || what > MK_NOTE_DISK)
        return mk_fail(e, MK_EPROTO, "phone worker: damaged note of a backup");
    return w->t->note ? w->t->note(w->t->u, what, number, text, e) : 0;
}

static int send_file(struct mk_exhibit *x, const struct mk_file *file, struct mk_error *e)
{
    uint8_t block[65536];
    size_t got = 1;
    int rc = 0;
    for (uint64_t at = 0; rc == 0 && got; at += got) {
        rc = file->pread(file->u, at, block, sizeof block, &got, e);
        if (rc == 0 && got)
            rc = mk_frame_send_span(x, MK_PH_FEED_DATA, 1, mk_span(block, got), e);
    }
    return rc ? -1 : mk_frame_send_span(x, MK_PH_FEED_END, 1, mk_span(NULL, 0), e);
}

static int on_want(struct taking *w, struct mk_span body, struct mk_error *e)
{
    struct mk_cursor c = mk_cur(body);
    struct mk_span name = mk_cur_text(&c);
    struct mk_file file = { 0 };
    if (!mk_cur_ok(&c) || w->open)
        return mk_fail(e, MK_EPROTO, "phone worker: a file of the backup is wanted out of turn");
    int there = w->t->want ? w->t->want(w->t->u, &file, name, e) : 0;
    if (there <= 0)
        return there < 0 ? -1 : mk_frame_send_span(w->x, MK_PH_FEED_ERR, 1, mk_span(NULL, 0), e);
    int rc = send_file(w->x, &file, e);
    mk_file_close(&file);
    return rc;
}

static int on_frame(struct taking *w, const struct mk_frame *f, struct mk_error *e)
{
    switch (f->type) {
    case MK_PH_BACKUP_FILE:
        return on_file(w, f->body, e);
    case MK_PH_DATA:
        return on_bytes(w, f->body, e);
    case MK_PH_BACKUP_END:
        return on_end(w, f->body, e);
    case MK_PH_NOTE:
        return on_note(w, f->body, e);
    case MK_PH_BACKUP_WANT:
        return on_want(w, f->body, e);
    }
    return mk_frame_bad(f, e);
}

int mk_exhibit_backup(struct mk_answer *a, struct mk_exhibit *x, const struct mk_backup_take *t,
                      uint64_t free_bytes, struct mk_error *e)
{
    struct taking w = { .x = x, .t = t };
    struct mk_frame f;
    struct mk_buf b;
    if (mk_exhibit_is_offline(x)) {
        mk_exhibit_not_asked(a);
        return 0;
    }
    mk_buf_init(&b, 64);
    mk_buf_u64le(&b, free_bytes);
    int rc = mk_frame_send(x, MK_PH_BACKUP, 1, &b, e);
    mk_buf_done(&b);
    while (rc == 0 && (rc = mk_frame_next(&f, x, BACKUP_MS, e)) == 0) {
        if (f.type == MK_PH_DONE)
            return w.open ? mk_fail(e, MK_EPROTO, "phone worker: a backup ends inside a file")
                          : mk_frame_done(a, f.body, NULL, e);
        rc = on_frame(&w, &f, e);
    }
    return rc;
}

int mk_exhibit_password(struct mk_answer *a, struct mk_exhibit *x, struct mk_span old_one,
                        struct mk_span new_one, struct mk_error *e)
{
    struct mk_frame f;
    struct mk_buf b;
    if (mk_exhibit_is_offline(x)) {
        mk_exhibit_not_asked(a);
        return 0;
    }
    mk_buf_init(&b, 8192);
    mk_buf_text(&b, old_one);
    mk_buf_text(&b, new_one);
    int rc = mk_frame_send(x, MK_PH_PASSWORD, 1, &b, e);
    if (rc == 0)
        rc = mk_chan_flush(x->worker.chan, e);
    mk_chan_wipe(x->worker.chan);
    if (b.p)
        OPENSSL_cleanse(b.p, b.len);
    mk_buf_done(&b);
    if (rc == 0)
        rc = mk_frame_next(&f, x, BACKUP_MS, e);
    if (rc == 0)
        rc = f.type == MK_PH_DONE ? mk_frame_done(a, f.body, NULL, e) : mk_frame_bad(&f, e);
    return rc;
}
