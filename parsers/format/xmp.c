#include "parsers/format/xmp.h"
#include "parsers/base/buf.h"
#include "parsers/base/decimal.h"
#include "parsers/format/xml.h"
#include "parsers/source/source.h"
#include <math.h>
#include <stdio.h>

#define NAME_MAX_LEN 100
#define DEPTH_MAX    32
#define VALUE_MAX    ((size_t)64 << 10)
#define EVENTS_MAX   200000

struct xmp {
    void (*put)(void *u, struct mk_span name, struct mk_span value);
    void *u;
    char names[DEPTH_MAX][NAME_MAX_LEN]; /* the property each open element is in; "" none */
    struct mk_buf text;
};

static bool is_frame(struct mk_span name)
{
    return mk_span_starts(name, mk_str("rdf:")) || mk_span_starts(name, mk_str("x:")) ||
           mk_span_starts(name, mk_str("xmlns")) || mk_span_starts(name, mk_str("xml:"));
}

static void open_element(struct xmp *x, const struct mk_xml_event *ev)
{
    mk_buf_clear(&x->text);
    if (ev->depth > DEPTH_MAX)
        return;
    char *name = x->names[ev->depth - 1];
    if (!is_frame(ev->name))
        snprintf(name, NAME_MAX_LEN, "%.*s", (int)(ev->name.len < 99 ? ev->name.len : 99),
                 (const char *)ev->name.p);
    else if (ev->depth > 1) /* an element of a list belongs to its property */
        memcpy(name, x->names[ev->depth - 2], NAME_MAX_LEN);
    else
        *name = 0;
    for (size_t i = 0; i < ev->nattrs; i++)
        if (!is_frame(ev->attrs[i].name))
            x->put(x->u, ev->attrs[i].name, ev->attrs[i].value);
        else if (mk_span_is(ev->attrs[i].name, "rdf:resource") && *name)
            x->put(x->u, mk_str(name), ev->attrs[i].value);
}

static struct mk_span trimmed(struct mk_span s)
{
    while (s.len && (*s.p <= ' '))
        s = mk_span(s.p + 1, s.len - 1);
    while (s.len && s.p[s.len - 1] <= ' ')
        s.len--;
    return s;
}

static void close_element(struct xmp *x, const struct mk_xml_event *ev)
{
    struct mk_span s = trimmed(mk_buf_span(&x->text));
    if (ev->depth <= DEPTH_MAX && s.len && *x->names[ev->depth - 1])
        x->put(x->u, mk_str(x->names[ev->depth - 1]), s);
    mk_buf_clear(&x->text);
}

/* Packets are padded, and some end with the NUL of a C text. */
static struct mk_span without_padding(struct mk_span s)
{
    while (s.len && (s.p[s.len - 1] == 0 || s.p[s.len - 1] <= ' '))
        s.len--;
    return s;
}

const char *mk_xmp_read(struct mk_span packet,
                        void (*put)(void *u, struct mk_span name, struct mk_span value), void *u)
{
    struct xmp x = { .put = put, .u = u };
    struct mk_xml_event ev;
    struct mk_xml *xml;
    int more = 0, n = 0;
    packet = without_padding(packet);
    struct mk_file f = mk_file_memory(&packet);
    if (mk_xml_open(&xml, &f, NULL) != 0)
        return "XMP cannot be read";
    mk_buf_init(&x.text, VALUE_MAX);
    for (; n < EVENTS_MAX && (more = mk_xml_next(&ev, xml, NULL)) > 0; n++) {
        if (ev.what == MK_XML_OPEN)
            open_element(&x, &ev);
        else if (ev.what == MK_XML_CLOSE)
            close_element(&x, &ev);
        else
            mk_buf_put(&x.text, ev.text.p, ev.text.len);
    }
    mk_buf_done(&x.text);
    mk_xml_free(xml);
    if (more > 0)
        return "XMP is larger than is read";
    return more < 0 ? "XMP is damaged: read up to there" : NULL;
}

double mk_xmp_angle(struct mk_span s)
{
    static const double unit[] = { 1, 60, 3600 };
    double sum = 0, v;
    size_t at = 0, i = 0;
    for (; i < 3; i++) {
        size_t n = mk_decimal_at(&v, mk_span_from(s, at));
        if (!n)
            return NAN;
        sum += v / unit[i];
        at += n;
        if (at >= s.len || s.p[at] != ',')
            break;
        at++;
    }
    if (i == 0 || at + 1 != s.len || !memchr("NSEW", s.p[at], 4))
        return NAN;
    return s.p[at] == 'S' || s.p[at] == 'W' ? -sum : sum;
}

double mk_xmp_rational(struct mk_span s)
{
    double num, den = 1;
    size_t n = mk_decimal_at(&num, s);
    if (n && n < s.len && s.p[n] == '/') {
        size_t m = mk_decimal_at(&den, mk_span_from(s, n + 1));
        n = m ? n + 1 + m : 0;
    }
    return n && n == s.len && den > 0 ? num / den : NAN;
}
