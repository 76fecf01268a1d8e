#include "firmware/exhibit/frames.h"
#include <stdio.h>

#define EXEC_MS 300000u /* of a command, before the worker ends it */

void mk_answer_init(struct mk_answer *a)
{
    *a = (struct mk_answer){ .exit_code = -1 };
    mk_buf_init(&a->singles, (MK_PH_SELECTED + 1) * sizeof(int64_t));
    mk_buf_init(&a->changed, (MK_PH_SINGLES + 1) * sizeof(int64_t));
}

void mk_answer_done(struct mk_answer *a)
{
    mk_buf_done(&a->singles);
    mk_buf_done(&a->changed);
}

static uint32_t timeout_ms(const struct mk_analysis *how)
{
    return how && how->timeout_s ? how->timeout_s * 1000 : EXEC_MS;
}

static void read_ids(struct mk_buf *out, struct mk_cursor *c)
{
    size_t n = mk_cur_count(c, mk_cur_u32le(c), 8);
    mk_buf_clear(out);
    for (size_t i = 0; i < n; i++) {
        int64_t id = (int64_t)mk_cur_u64le(c);
        mk_buf_put(out, &id, sizeof id);
    }
}

int mk_frame_done(struct mk_answer *a, struct mk_span body, const struct mk_analysis *how,
                  struct mk_error *e)
{
    struct mk_cursor c = mk_cur(body);
    unsigned content = 0;
    a->status = mk_cur_u8(&c);
    a->exit_code = (int)mk_cur_u32le(&c);
    struct mk_span why = mk_cur_text(&c);
    snprintf(a->why, sizeof a->why, "%.*s", (int)(why.len < 199 ? why.len : 199),
             (const char *)why.p);
    if (how && how->role != MK_ROLE_FILE) {
        content = mk_cur_u8(&c);
        a->content = (enum mk_content_answer)content;
        a->flags = mk_cur_u32le(&c);
        a->rows = mk_cur_u64le(&c);
        a->first = (int64_t)mk_cur_u64le(&c);
        a->last = (int64_t)mk_cur_u64le(&c);
        read_ids(&a->singles, &c);
        read_ids(&a->changed, &c);
    }
    bool known = a->status <= MK_PH_BROKEN && content <= MK_ANSWER_COUNT;
    return mk_cur_ok(&c) && known && mk_buf_ok(&a->singles) && mk_buf_ok(&a->changed)
               ? 0
               : mk_fail(e, MK_EPROTO, "phone worker: damaged end of an answer");
}

static void put_analysis(struct mk_buf *b, const struct mk_analysis *how)
{
    mk_buf_u8(b, (uint8_t)how->role);
    if (how->role == MK_ROLE_FILE)
        return;
    mk_buf_u64le(b, (uint64_t)how->row);
    mk_buf_text(b, how->columns);
}

/* Everything that comes back on one stream, up to its DONE. */
static int collect(struct mk_answer *a, struct mk_exhibit *x, const struct mk_analysis *how,
                   mk_bytes *out, mk_bytes *err, void *u, struct mk_error *e)
{
    struct mk_frame f;
    int rc;
    while ((rc = mk_frame_next(&f, x, timeout_ms(how) + MK_SILENCE_MS, e)) == 0) {
        if (f.type == MK_PH_DONE)
            return mk_frame_done(a, f.body, how, e);
        if (f.type == MK_PH_DATA && out)
            rc = out(u, f.body, e);
        else if (f.type == MK_PH_DATA_ERR && err)
            rc = err(u, f.body, e);
        else
            rc = mk_frame_bad(&f, e);
        if (rc)
            break;
    }
    return rc;
}

int mk_exhibit_exec(struct mk_answer *a, struct mk_exhibit *x, struct mk_span command,
                    const struct mk_analysis *how, mk_bytes *out, mk_bytes *err, void *u,
                    struct mk_error *e)
{
    struct mk_buf b;
    if (mk_exhibit_is_offline(x)) {
        mk_exhibit_not_asked(a);
        return 0;
    }
    mk_buf_init(&b, 65536);
    mk_buf_u8(&b, MK_PH_SHELL_V2);
    mk_buf_u32le(&b, timeout_ms(how));
    mk_buf_text(&b, command);
    put_analysis(&b, how);
    int rc = mk_frame_send(x, MK_PH_EXEC, 1, &b, e);
    mk_buf_done(&b);
    return rc ? rc : collect(a, x, how, out, err, u, e);
}

/* Looks at an answer, up to a length; one that goes on is called off, its DONE still comes. */
struct look {
    struct mk_exhibit *x;
    struct mk_buf *out;
    size_t err_room;
    bool off;
};

static int call_off(struct look *l, struct mk_error *e)
{
    bool again = l->off;
    l->off = true;
    return again ? 0 : mk_frame_send_span(l->x, MK_PH_CANCEL, 1, mk_span(NULL, 0), e);
}

static int look_out(void *u, struct mk_span bytes, struct mk_error *e)
{
    struct look *l = u;
    size_t room = l->out->max - l->out->len;
    mk_buf_put(l->out, bytes.p, bytes.len < room ? bytes.len : room);
    return bytes.len > room ? call_off(l, e) : 0;
}

static int look_err(void *u, struct mk_span bytes, struct mk_error *e)
{
    struct look *l = u;
    if (bytes.len > l->err_room)
        return call_off(l, e);
    l->err_room -= bytes.len;
    return 0;
}

int mk_exhibit_text(struct mk_answer *a, struct mk_exhibit *x, struct mk_span command,
                    struct mk_buf *out, struct mk_error *e)
{
    const struct mk_analysis none = { .role = MK_ROLE_FILE };
    struct look l = { x, out, out->max, false };
    return mk_exhibit_exec(a, x, command, &none, look_out, look_err, &l, e);
}

static int feed_file(struct mk_exhibit *x, struct mk_file *stored, struct mk_error *e)
{
    uint8_t block[65536];
    size_t got;
    for (uint64_t at = 0; at < stored->size; at += got) {
        if (stored->pread(stored->u, at, block, sizeof block, &got, e))
            return -1;
        if (got == 0)
            return mk_fail(e, MK_EIO, "a stored answer is shorter than it was");
        if (mk_frame_send_span(x, MK_PH_FEED_DATA, 1, mk_span(block, got), e))
            return -1;
    }
    return 0;
}

int mk_exhibit_replay(struct mk_answer *a, struct mk_exhibit *x, const struct mk_analysis *how,
                      struct mk_file *stored, struct mk_span stored_err, struct mk_error *e)
{
    struct mk_buf b;
    mk_buf_init(&b, 65536);
    put_analysis(&b, how);
    int rc = mk_frame_send(x, MK_PH_FEED, 1, &b, e);
    mk_buf_clear(&b);
    if (rc == 0)
        rc = feed_file(x, stored, e);
    if (rc == 0 && stored_err.len)
        rc = mk_frame_send_span(x, MK_PH_FEED_ERR, 1, stored_err, e);
    if (rc == 0)
        rc = mk_frame_send(x, MK_PH_FEED_END, 1, &b, e);
    mk_buf_done(&b);
    return rc ? rc : collect(a, x, how, NULL, NULL, NULL, e);
}
