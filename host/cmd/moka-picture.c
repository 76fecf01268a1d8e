/* moka-picture MAX ORIENTATION: a picture from descriptor 4, made anew, to descriptor 5. A worker
 * of the viewer's desk: see host/viewer/picture.h. */
#include "firmware/worker/worker.h"
#include "host/viewer/picture.h"
#include "parsers/source/source.h"
#include <stdlib.h>
#include <unistd.h>

enum { IN = MK_WORKER_FIRST_FD, OUT };

static int work(struct mk_picture *p, struct mk_error *e)
{
    struct mk_buf in, out;
    struct mk_file f = { 0 };
    mk_buf_init(&in, MK_PICTURE_IN);
    mk_buf_init(&out, MK_PICTURE_OUT);
    int rc = mk_file_fd(&f, IN, e);
    if (rc == 0)
        rc = mk_file_whole(&in, &f, e);
    if (rc == 0)
        rc = mk_picture_anew(&out, p, mk_buf_span(&in), e);
    for (size_t at = 0; rc == 0 && at < out.len;) {
        ssize_t n = write(OUT, out.p + at, out.len - at);
        if (n <= 0)
            rc = mk_fail_errno(e, "picture");
        at += n > 0 ? (size_t)n : 0;
    }
    mk_file_close(&f);
    mk_buf_done(&in);
    mk_buf_done(&out);
    return rc;
}

static int tell(struct mk_chan *chan, const struct mk_picture *p, int rc,
                const struct mk_error *why)
{
    struct mk_buf b;
    struct mk_error e;
    mk_buf_init(&b, 1024);
    if (rc == 0) {
        mk_buf_u32le(&b, p->width);
        mk_buf_u32le(&b, p->height);
    } else {
        mk_buf_text(&b, mk_str(why->text));
    }
    rc = mk_chan_send(chan, rc == 0 ? MK_PICTURE_DONE : MK_PICTURE_NOT, 0, mk_buf_span(&b), &e);
    mk_buf_done(&b);
    return rc == 0 ? mk_chan_flush(chan, &e) : rc;
}

int main(int argc, char **argv)
{
    static const int keeps[] = { IN, OUT };
    struct mk_picture p = { 0 };
    struct mk_chan *chan = NULL;
    struct mk_error e = { 0 };
    struct mk_buf report;
    if (argc != 3)
        return 2;
    p.max = (uint32_t)strtoul(argv[1], NULL, 10);
    p.orientation = (uint32_t)strtoul(argv[2], NULL, 10);
    mk_buf_init(&report, 4096);
    mk_picture_begin();
    int rc = mk_worker_enter(&chan, keeps, 2, &report, &e);
    mk_buf_done(&report);
    if (rc != 0)
        return 3;
    rc = work(&p, &e);
    rc = tell(chan, &p, rc, &e);
    mk_chan_free(chan);
    return rc == 0 ? 0 : 3;
}
