#include "parsers/format/xml.h"
#include "parsers/format/abx.h"
#include "parsers/format/xml_queue.h"
#include <stdlib.h>

struct mk_xml {
    struct mk_xml_queue queue;
    struct mk_xml_feed feed;
    int last; /* what the reader said last: 1, 0 or -1 with `why` */
    struct mk_error why;
};

static int start(struct mk_xml *x, const struct mk_file *f, struct mk_error *e)
{
    uint8_t head[MK_ABX_MAGIC_LEN];
    size_t got;
    if (f->pread(f->u, 0, head, sizeof head, &got, e) != 0)
        return -1;
    return mk_abx_knows(mk_span(head, got)) ? mk_abx_new(&x->feed, f, e)
                                            : mk_xml_text_new(&x->feed, f, e);
}

int mk_xml_open(struct mk_xml **out, const struct mk_file *f, struct mk_error *e)
{
    struct mk_xml *x = calloc(1, sizeof *x);
    *out = NULL;
    if (!x)
        return mk_fail(e, MK_ENOMEM, "XML");
    mk_xml_queue_init(&x->queue);
    x->last = 1;
    if (start(x, f, e) != 0) {
        mk_xml_free(x);
        return -1;
    }
    *out = x;
    return 0;
}

void mk_xml_free(struct mk_xml *x)
{
    if (!x)
        return;
    if (x->feed.free)
        x->feed.free(x->feed.u);
    mk_xml_queue_done(&x->queue);
    free(x);
}

/* The events in front of damage are handed out before it is told. */
int mk_xml_next(struct mk_xml_event *ev, struct mk_xml *x, struct mk_error *e)
{
    for (;;) {
        int rc = mk_xml_queue_take(ev, &x->queue, e);
        if (rc != 0)
            return rc;
        if (x->last <= 0)
            break;
        x->last = x->feed.more(x->feed.u, &x->queue, &x->why);
        if (x->last >= 0 && mk_xml_queue_check(&x->queue, &x->why) != 0)
            x->last = -1;
        if (x->last <= 0)
            mk_xml_queue_end(&x->queue);
    }
    if (x->last < 0 && e)
        *e = x->why;
    return x->last;
}

struct mk_span mk_xml_attr(const struct mk_xml_event *ev, const char *name)
{
    for (size_t i = 0; i < ev->nattrs; i++)
        if (mk_span_is(ev->attrs[i].name, name))
            return ev->attrs[i].value;
    return mk_span(NULL, 0);
}
