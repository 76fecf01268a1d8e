#include "firmware/adb/queue.h"
#include "parsers/base/cursor.h"
#include <assert.h>

#define HEAD 16u /* u64 tag, u32 mark, u32 length of the path */

void mk_queue_init(struct mk_queue *q, size_t max)
{
    *q = (struct mk_queue){ 0 };
    mk_buf_init(&q->b, max);
}

void mk_queue_done(struct mk_queue *q)
{
    mk_buf_done(&q->b);
    *q = (struct mk_queue){ 0 };
}

/* Gives back what was popped, once that is most of the buffer: each byte moves at most once. */
static void compact(struct mk_queue *q)
{
    if (q->head < 4096 || q->head < q->b.len / 2)
        return;
    mk_buf_drop(&q->b, q->head);
    q->next -= q->head;
    q->head = 0;
}

bool mk_queue_put(struct mk_queue *q, const struct mk_queued *in)
{
    compact(q);
    if (in->path.len > UINT32_MAX || !mk_buf_room(&q->b, HEAD + in->path.len)) {
        q->b.bad = false;
        return false;
    }
    mk_buf_u64le(&q->b, in->tag);
    mk_buf_u32le(&q->b, in->mark);
    mk_buf_text(&q->b, in->path);
    q->waiting++;
    return true;
}

static struct mk_queued at(const struct mk_queue *q, size_t pos)
{
    struct mk_cursor c = mk_cur(mk_span_from(mk_buf_span(&q->b), pos));
    struct mk_queued out = { .tag = mk_cur_u64le(&c) };
    out.mark = mk_cur_u32le(&c);
    out.path = mk_cur_text(&c);
    assert(mk_cur_ok(&c));
    return out;
}

bool mk_queue_front(struct mk_queued *out, const struct mk_queue *q)
{
    if (q->asked)
        *out = at(q, q->head);
    return q->asked > 0;
}

bool mk_queue_next(struct mk_queued *out, const struct mk_queue *q)
{
    if (q->waiting)
        *out = at(q, q->next);
    return q->waiting > 0;
}

void mk_queue_ask(struct mk_queue *q)
{
    assert(q->waiting > 0);
    q->next += HEAD + at(q, q->next).path.len;
    q->waiting--;
    q->asked++;
}

void mk_queue_pop(struct mk_queue *q)
{
    assert(q->asked > 0);
    q->head += HEAD + at(q, q->head).path.len;
    q->asked--;
    if (q->head == q->b.len) {
        mk_buf_clear(&q->b);
        q->head = q->next = 0;
    }
}

void mk_queue_rewind(struct mk_queue *q)
{
    q->next = q->head;
    q->waiting += q->asked;
    q->asked = 0;
}
