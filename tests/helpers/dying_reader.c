/*
 * A parse worker that dies inside containers, for tests/e2e/containers.sh: of a job's inner files
 * (three, made up) it dies in the second, and begun anew in the third, as often as it is asked.
 */
#include "firmware/worker/parse.h"
#include "firmware/worker/worker.h"
#include "parsers/base/cursor.h"
#include <stdio.h>
#include <stdlib.h>

static struct mk_chan *chan;
static struct mk_error e;

static void say(uint16_t type, struct mk_buf *b)
{
    if (!mk_buf_ok(b) || mk_chan_send(chan, type, 0, mk_buf_span(b), &e) != 0)
        exit(3);
    mk_buf_clear(b);
}

static void begin(struct mk_buf *b, uint32_t at)
{
    char path[40];
    snprintf(path, sizeof path, "box.zip/file%u", at);
    mk_buf_u8(b, 1);
    mk_buf_u32le(b, at);
    mk_buf_text(b, mk_str(path));
    say(MK_PA_BEGIN, b);
}

static void job(struct mk_span body)
{
    struct mk_cursor c = mk_cur(body);
    struct mk_buf b;
    mk_cur_u8(&c);
    mk_cur_text(&c);
    uint32_t from = mk_cur_u8(&c) ? mk_cur_u32le(&c) + 1 : 0;
    mk_buf_init(&b, 4096);
    for (uint32_t at = from; at < 3; at++) {
        begin(&b, at);
        if (mk_chan_flush(chan, &e) != 0 || at > 0)
            abort();
    }
    mk_buf_u8(&b, MK_END_WELL);
    mk_buf_u8(&b, 0);
    mk_buf_text(&b, mk_str(""));
    say(MK_PA_DONE, &b);
    mk_buf_done(&b);
}

int main(void)
{
    struct mk_frame f;
    if (mk_chan_new(&chan, MK_WORKER_CHAN_FD, &e) != 0)
        return 3;
    while (mk_chan_recv(&f, NULL, chan, -1, &e) > 0)
        if (f.type == MK_PA_JOB)
            job(f.body);
    mk_chan_free(chan);
    return 0;
}
