#include "parsers/format/xml_queue.h"

#define STRINGS_MAX ((size_t)64 << 20)
#define EVENTS_MAX  ((size_t)64 << 20)

struct part {
    size_t at, len; /* in `strings` */
};
struct queued {
    enum mk_xml_what what;
    unsigned depth;
    struct part string; /* name or text */
    size_t attr, nattrs;
};

void mk_xml_queue_init(struct mk_xml_queue *q)
{
    *q = (struct mk_xml_queue){ 0 };
    mk_buf_init(&q->events, EVENTS_MAX);
    mk_buf_init(&q->attrs, EVENTS_MAX);
    mk_buf_init(&q->strings, STRINGS_MAX);
    mk_buf_init(&q->text, 2 * MK_XML_TEXT_MAX);
    mk_buf_init(&q->out, EVENTS_MAX);
}

void mk_xml_queue_done(struct mk_xml_queue *q)
{
    mk_buf_done(&q->events);
    mk_buf_done(&q->attrs);
    mk_buf_done(&q->strings);
    mk_buf_done(&q->text);
    mk_buf_done(&q->out);
}

static struct part keep(struct mk_xml_queue *q, struct mk_span s)
{
    struct part p = { q->strings.len, s.len };
    mk_buf_put(&q->strings, s.p, s.len);
    return mk_buf_ok(&q->strings) ? p : (struct part){ 0 };
}

static void put(struct mk_xml_queue *q, enum mk_xml_what what, struct mk_span s)
{
    struct queued ev = { .what = what, .depth = q->depth };
    ev.string = keep(q, s);
    ev.attr = q->attrs.len / (2 * sizeof(struct part));
    mk_buf_put(&q->events, &ev, sizeof ev);
}

void mk_xml_queue_end(struct mk_xml_queue *q)
{
    if (q->text.len && mk_buf_ok(&q->text)) {
        put(q, MK_XML_TEXT, mk_buf_span(&q->text));
        q->text.len = 0;
    }
}

void mk_xml_put_open(struct mk_xml_queue *q, struct mk_span name)
{
    mk_xml_queue_end(q);
    q->depth++;
    put(q, MK_XML_OPEN, name);
}

void mk_xml_put_attr(struct mk_xml_queue *q, struct mk_span name, struct mk_span value)
{
    struct part pair[2] = { keep(q, name), keep(q, value) };
    mk_buf_put(&q->attrs, pair, sizeof pair);
    if (!mk_buf_ok(&q->events) || !mk_buf_ok(&q->attrs) || !q->events.len)
        return;
    struct queued *last = (struct queued *)(void *)(q->events.p + q->events.len) - 1;
    last->nattrs++;
}

void mk_xml_put_close(struct mk_xml_queue *q, struct mk_span name)
{
    mk_xml_queue_end(q);
    put(q, MK_XML_CLOSE, name);
    if (q->depth)
        q->depth--;
}

void mk_xml_put_text(struct mk_xml_queue *q, struct mk_span text)
{
    while (text.len) {
        size_t room = MK_XML_TEXT_MAX - q->text.len, n = text.len < room ? text.len : room;
        mk_buf_put(&q->text, text.p, n);
        text = mk_span_from(text, n);
        if (!mk_buf_ok(&q->text))
            return;
        if (q->text.len == MK_XML_TEXT_MAX)
            mk_xml_queue_end(q);
    }
}

int mk_xml_queue_check(const struct mk_xml_queue *q, struct mk_error *e)
{
    if (!mk_buf_ok(&q->events) || !mk_buf_ok(&q->attrs) || !mk_buf_ok(&q->strings) ||
        !mk_buf_ok(&q->text))
        return mk_fail(e, MK_ELIMIT, "XML: no memory for its events");
    if (q->depth > MK_XML_DEPTH_MAX)
        return mk_fail(e, MK_ELIMIT, "XML: elements nest deeper than %d", MK_XML_DEPTH_MAX);
    return 0;
}

static struct mk_span string(const struct mk_xml_queue *q, struct part p)
{
    return p.len ? mk_span(q->strings.p + p.at, p.len) : mk_str("");
}

static bool list_attrs(struct mk_xml_event *out, struct mk_xml_queue *q, const struct queued *ev)
{
    mk_buf_clear(&q->out);
    for (size_t i = ev->attr; i < ev->attr + ev->nattrs; i++) {
        const struct part *pair = (const struct part *)(const void *)q->attrs.p + 2 * i;
        struct mk_xml_attr a = { string(q, pair[0]), string(q, pair[1]) };
        mk_buf_put(&q->out, &a, sizeof a);
    }
    out->attrs = (const struct mk_xml_attr *)(const void *)q->out.p;
    out->nattrs = ev->nattrs;
    return mk_buf_ok(&q->out);
}

int mk_xml_queue_take(struct mk_xml_event *out, struct mk_xml_queue *q, struct mk_error *e)
{
    const struct queued *all = (const struct queued *)(const void *)q->events.p;
    *out = (struct mk_xml_event){ 0 };
    if (q->next == q->events.len / sizeof *all) {
        mk_buf_clear(&q->events);
        mk_buf_clear(&q->attrs);
        mk_buf_clear(&q->strings);
        q->next = 0;
        return 0;
    }
    const struct queued *ev = &all[q->next];
    if (!list_attrs(out, q, ev))
        return mk_fail(e, MK_ENOMEM, "XML: attributes");
    q->next++;
    out->what = ev->what;
    out->depth = ev->depth;
    if (ev->what == MK_XML_TEXT)
        out->text = string(q, ev->string);
    else
        out->name = string(q, ev->string);
    return 1;
}
