#include "firmware/worker/decode.h"
#include "firmware/read/inner.h"
#include "firmware/read/read.h"
#include "firmware/read/serve.h"
#include "firmware/worker/worker.h"
#include "parsers/format/decrypt.h"
#include "parsers/format/sqlite_carve.h"
#include "parsers/format/sqlite_open.h"
#include "parsers/format/sqlite_row.h"
#include "parsers/format/tree.h"
#include "parsers/source/container.h"
#include "parsers/source/source.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define TREE_MAX      ((size_t)256 << 20)
#define ROWS_SEND     ((size_t)64 << 10)
#define SQLITE_MEMORY ((uint64_t)256 << 20)

static int send_data(void *u, const void *p, size_t n, struct mk_error *e)
{
    struct mk_serve *s = u;
    struct mk_span all = mk_span(p, n);
    for (size_t at = 0; at < n; at += MK_FRAME_MAX) {
        struct mk_span piece = mk_span_from(all, at);
        if (piece.len > MK_FRAME_MAX)
            piece.len = MK_FRAME_MAX;
        if (mk_chan_send(s->chan, MK_DE_DATA, 0, piece, e) != 0)
            return -1;
    }
    return 0;
}

/* ---- moka tree ---- */

static const struct mk_tree_type *type_named(struct mk_span id)
{
    for (size_t i = 0; mk_tree_at(i); i++)
        if (mk_span_is(id, mk_tree_at(i)->id))
            return mk_tree_at(i);
    return NULL;
}

static int show_as(struct mk_buf *out, const struct mk_tree_type *type, const struct mk_file *f,
                   const struct mk_context *cx, struct mk_error *e)
{
    struct mk_json j = mk_json(out);
    mk_buf_clear(out);
    int rc = type->write(&j, f, cx, e);
    mk_buf_u8(out, '\n');
    if (rc >= 0 && !mk_buf_ok(out))
        return mk_fail(e, MK_ELIMIT, "%s: more to show than the memory takes", type->id);
    return rc;
}

/* The first type that makes sense of it; what the first one that claimed it said, if none does. */
static int show(struct mk_buf *out, const struct mk_file *f, const struct mk_context *cx,
                struct mk_error *e)
{
    uint8_t head[MK_HEAD_MAX];
    size_t got;
    bool claimed = false;
    if (f->pread(f->u, 0, head, sizeof head, &got, e) != 0)
        return -1;
    for (size_t i = 0; mk_tree_at(i); i++) {
        const struct mk_tree_type *type = mk_tree_at(i);
        struct mk_error why = { 0 };
        if (!type->knows || !type->knows(mk_span(head, got), cx->path))
            continue;
        int rc = show_as(out, type, f, cx, &why);
        if (rc >= 0)
            return rc;
        if (!claimed || why.code != MK_EFORMAT)
            *e = why;
        claimed = true;
        if (why.code != MK_EFORMAT)
            return -1;
    }
    return claimed ? -1 : mk_fail(e, MK_EFORMAT, "nothing that is known: see moka tree --list");
}

static int tree(struct mk_serve *s, struct mk_span as, const struct mk_file *f, struct mk_error *e)
{
    const struct mk_tree_type *type = as.len ? type_named(as) : NULL;
    struct mk_buf out;
    if (as.len && !type)
        return mk_fail(e, MK_EUSAGE, "no such type: see moka tree --list");
    mk_buf_init(&out, TREE_MAX);
    int rc = type ? show_as(&out, type, f, &s->context, e) : show(&out, f, &s->context, e);
    if (rc >= 0 && send_data(s, out.p, out.len, e) != 0)
        rc = -1;
    mk_buf_done(&out);
    return rc;
}

/* ---- moka decrypt ---- */

static int tell(void *u, uint64_t done, uint64_t total, struct mk_error *e)
{
    return mk_serve_progress(u, MK_DE_PROGRESS, done, total, e);
}

static int remark(void *u, const char *text, struct mk_error *e)
{
    struct mk_serve *s = u;
    return mk_chan_send(s->chan, MK_DE_REMARK, 0, mk_str(text), e);
}

static int decrypt(struct mk_serve *s, struct mk_span id, bool check, const struct mk_file *f,
                   struct mk_error *e)
{
    const struct mk_source src = { .open = mk_serve_open, .u = s };
    struct mk_context cx = s->context;
    s->backup.src = &src;
    cx.backup = s->is_backup ? &s->backup : NULL;
    for (size_t i = 0; mk_decrypt_at(i); i++) {
        const struct mk_decrypt_kind *kind = mk_decrypt_at(i);
        if (mk_span_is(id, kind->id))
            return check ? kind->check(f, &cx, e) : kind->run(send_data, s, f, &cx, e);
    }
    return mk_fail(e, MK_EUSAGE, "no such kind: see moka decrypt --list");
}

/* ---- moka recover ---- */

struct rows {
    struct mk_serve *s;
    struct mk_buf out;
};

static int flush_rows(struct rows *r, size_t above, struct mk_error *e)
{
    if (!mk_buf_ok(&r->out))
        return mk_fail(e, MK_ELIMIT, "a row that is larger than the memory takes");
    if (r->out.len <= above)
        return 0;
    int rc = send_data(r->s, r->out.p, r->out.len, e);
    mk_buf_clear(&r->out);
    return rc;
}

static int put_row(void *u, const struct mk_carved *row, struct mk_error *e)
{
    struct rows *r = u;
    struct mk_json j = mk_json(&r->out);
    if (mk_carve_json(&j, row, e) != 0)
        return -1;
    mk_buf_u8(&r->out, '\n');
    return flush_rows(r, ROWS_SEND, e);
}

static int put_odd(void *u, const char *text, struct mk_error *e)
{
    struct rows *r = u;
    return remark(r->s, text, e);
}

static struct mk_sqlite_set set_of(const struct mk_serve *s, const struct mk_file *f)
{
    return (struct mk_sqlite_set){
        .db = f,
        .wal = s->beside[MK_BESIDE_WAL].pread ? &s->beside[MK_BESIDE_WAL] : NULL,
        .journal = s->beside[MK_BESIDE_JOURNAL].pread ? &s->beside[MK_BESIDE_JOURNAL] : NULL
    };
}

static int recover(struct mk_serve *s, struct mk_span options, const struct mk_file *f,
                   struct mk_error *e)
{
    const struct mk_sqlite_set set = set_of(s, f);
    const struct mk_carve_options opt = { .live = mk_span_is(options, "live") };
    struct rows r = { .s = s };
    const struct mk_carve_sink sink = { put_row, put_odd, &r };
    struct mk_carve_counts counts;
    mk_buf_init(&r.out, TREE_MAX);
    int rc = mk_carve(&counts, &set, &opt, &sink, e);
    if (rc >= 0 && flush_rows(&r, 0, e) != 0)
        rc = -1;
    mk_buf_done(&r.out);
    return rc;
}

/* ---- one row ---- */

/* "NUMBER TABLE" */
static bool read_row_name(int64_t *row, char *table, size_t max, struct mk_span name)
{
    char text[1100], *end;
    if (name.len >= sizeof text || memchr(name.p, '\0', name.len))
        return false;
    memcpy(text, name.p, name.len);
    text[name.len] = '\0';
    *row = strtoll(text, &end, 10);
    int n = *end == ' ' ? snprintf(table, max, "%s", end + 1) : -1;
    return n > 0 && (size_t)n < max;
}

static int one_row(struct mk_serve *s, struct mk_span name, const struct mk_file *f,
                   struct mk_error *e)
{
    const struct mk_sqlite_set set = set_of(s, f);
    struct mk_sqlite *db = NULL;
    struct mk_buf out;
    char table[1100];
    int64_t row;
    if (!read_row_name(&row, table, sizeof table, name))
        return mk_fail(e, MK_EUSAGE, "not a row's name");
    if (mk_sqlite_open(&db, &set, NULL, e) != 0)
        return -1;
    mk_buf_init(&out, TREE_MAX);
    struct mk_json j = mk_json(&out);
    int rc = mk_sqlite_row_json(&j, db, table, row, e);
    if (rc == 0)
        rc = mk_fail(e, MK_EABSENT, "no such row");
    if (rc > 0)
        rc = mk_buf_ok(&out) ? send_data(s, out.p, out.len, e) : mk_fail(e, MK_ELIMIT, "a row");
    mk_sqlite_close(db);
    mk_buf_done(&out);
    return rc;
}

/* ---- jobs ---- */

static int run(struct mk_serve *s, struct mk_span body, const struct mk_file *f, struct mk_error *e)
{
    struct mk_cursor c = mk_cur(body);
    uint8_t what = mk_cur_u8(&c);
    struct mk_span name = mk_arena_copy(&s->arena, mk_cur_text(&c));
    s->context.path = mk_arena_copy(&s->arena, mk_cur_text(&c));
    if (!mk_cur_ok(&c) || mk_cur_left(&c) || what > MK_DECODE_INNER)
        return mk_fail(e, MK_EPROTO, "job");
    if (!name.p || !s->context.path.p)
        return mk_fail(e, MK_ENOMEM, "job");
    if (what == MK_DECODE_RECOVER)
        return recover(s, name, f, e);
    if (what == MK_DECODE_ROW)
        return one_row(s, name, f, e);
    if (what == MK_DECODE_INNER)
        return mk_serve_inner(s, name, f, send_data, e);
    return what == MK_DECODE_TREE ? tree(s, name, f, e)
                                  : decrypt(s, name, what == MK_DECODE_CHECK, f, e);
}

static int do_job(struct mk_serve *s, const struct mk_frame *frame, int fd, struct mk_error *e)
{
    struct mk_error why = { 0 };
    struct mk_file f = { 0 };
    struct mk_buf b;
    int rc = -1;
    if (fd < 0 && s->is_backup)
        rc = run(s, frame->body, &f, &why);
    else if (fd < 0)
        mk_fail(&why, MK_EPROTO, "no file");
    else if (mk_file_fd(&f, fd, &why) != 0)
        close(fd);
    else
        rc = run(s, frame->body, &f, &why);
    mk_file_close(&f);
    for (size_t i = 0; i < MK_BESIDE_COUNT; i++)
        mk_file_close(&s->beside[i]);
    mk_buf_init(&b, 4096);
    mk_buf_u8(&b, rc < 0 ? MK_DECODED_NOT : rc ? MK_DECODED_DAMAGED : MK_DECODED);
    mk_buf_u8(&b, (uint8_t)why.code);
    mk_buf_text(&b, mk_str(why.text));
    return mk_serve_send(s, MK_DE_DONE, &b, e);
}

static int take_beside(struct mk_serve *s, struct mk_span body, int fd, struct mk_error *e)
{
    uint8_t which = body.len == 1 ? body.p[0] : MK_BESIDE_COUNT;
    if (which < MK_BESIDE_COUNT && !s->beside[which].pread)
        return mk_file_fd(&s->beside[which], fd, e);
    close(fd);
    return mk_fail(e, MK_EPROTO, "a file beside the job's");
}

static int serve(struct mk_serve *s, struct mk_error *e)
{
    struct mk_frame f;
    int fd, more;
    while ((more = mk_chan_recv(&f, &fd, s->chan, -1, e)) > 0) {
        int rc = -1;
        if (f.type == MK_DE_JOB)
            rc = do_job(s, &f, fd, e);
        else if (f.type == MK_DE_BESIDE && fd >= 0)
            rc = take_beside(s, f.body, fd, e);
        else if (fd >= 0)
            close(fd);
        else if (mk_is_context(f.type))
            rc = mk_serve_context(s, &f, e);
        else if (mk_is_backup_frame(f.type))
            rc = mk_serve_backup(s, &f, e);
        if (rc != 0)
            return -1;
    }
    return more;
}

int mk_decode_main(void)
{
    static const int keeps[] = { MK_WORKER_FIRST_FD };
    struct mk_serve *s = calloc(1, sizeof *s);
    struct mk_error e = { 0 };
    struct mk_buf report;
    if (!s)
        return 3;
    mk_buf_init(&report, 4096);
    mk_arena_init(&s->arena, MK_FRAME_MAX * 2);
    s->context.secrets = s->secrets;
    s->listener = (struct mk_listener){ .tell = tell, .remark = remark, .u = s };
    s->context.listener = &s->listener;
    int rc = mk_sqlite_process(SQLITE_MEMORY, &e);
    if (rc == 0)
        rc = mk_worker_enter(&s->chan, keeps, 1, &report, &e);
    if (rc == 0)
        rc = mk_chan_send(s->chan, MK_PA_HELLO, 0, mk_buf_span(&report), &e);
    if (rc == 0)
        rc = serve(s, &e);
    mk_serve_forget(s);
    mk_buf_done(&s->payload);
    mk_arena_done(&s->arena);
    mk_buf_done(&report);
    mk_chan_free(s->chan);
    free(s);
    return rc == 0 ? 0 : 3;
}
