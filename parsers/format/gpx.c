#include "parsers/format/gpx.h"
#include "parsers/base/buf.h"
#include "parsers/base/decimal.h"
#include "parsers/format/points.h"
#include "parsers/format/xml.h"
#include "parsers/source/container.h"
#include <stdlib.h>

#define EVENTS   2000 /* a step */
#define TEXT_MAX ((size_t)64 << 10)

/* What of a point is kept while it is open. */
enum { ELE, TIME, NAME, CMT, DESC, TYPE, SYM, SPEED, COURSE, ACCURACY, FIELDS };
static const char *const fields[FIELDS] = { "ele",  "time", "name",  "cmt",    "desc",
                                            "type", "sym",  "speed", "course", "accuracy" };

struct gpx {
    const struct mk_file *file;
    const struct mk_context *cx;
    struct mk_xml *xml;
    struct mk_point point;
    unsigned depth; /* of the open point; 0: none */
    unsigned group; /* of the open rte or trk; 0: none */
    struct mk_buf text[FIELDS];
    struct mk_buf name;  /* of the route or track */
    struct mk_buf *into; /* where text goes, or NULL */
};

static bool is_point(struct mk_span name)
{
    return mk_span_is(name, "wpt") || mk_span_is(name, "rtept") || mk_span_is(name, "trkpt");
}

/* The attributes live only until the next event: a text that is no number is kept in `text`. */
static void open_point(struct gpx *x, const struct mk_xml_event *ev, struct mk_span name)
{
    struct mk_span lat = mk_xml_attr(ev, "lat"), lon = mk_xml_attr(ev, "lon");
    if (mk_span_is(name, "trkpt"))
        x->point = mk_point_none("trkpt", "gps", "visited");
    else if (mk_span_is(name, "rtept"))
        x->point = mk_point_none("rtept", "app", "planned");
    else
        x->point = mk_point_none("wpt", "app", "saved");
    x->depth = ev->depth;
    for (size_t i = 0; i < FIELDS; i++)
        mk_buf_clear(&x->text[i]);
    if (!mk_decimal_all(&x->point.lat, lat) || !mk_decimal_all(&x->point.lon, lon)) {
        x->point.lat = x->point.lon = NAN;
        mk_buf_put(&x->text[SYM], lat.p, lat.len); /* stands in for what cannot be read */
        mk_buf_put(&x->text[TYPE], lon.p, lon.len);
    }
}

/* Direct children by name; in `extensions` only what names a movement. */
static struct mk_buf *wanted(struct gpx *x, const struct mk_xml_event *ev, struct mk_span name)
{
    if (x->depth == 0)
        return x->group && ev->depth == x->group + 1 && mk_span_is(name, "name") ? &x->name : NULL;
    for (size_t i = 0; i < FIELDS; i++)
        if (mk_span_is(name, fields[i]) && (ev->depth == x->depth + 1 || i >= SPEED) &&
            x->text[i].len == 0)
            return &x->text[i];
    return NULL;
}

static void on_open(struct gpx *x, const struct mk_xml_event *ev)
{
    struct mk_span name = mk_local_name(ev->name);
    x->into = NULL;
    if (!x->depth && (mk_span_is(name, "rte") || mk_span_is(name, "trk"))) {
        x->group = ev->depth;
        mk_buf_clear(&x->name);
    }
    if (!x->depth && is_point(name))
        open_point(x, ev, name);
    else
        x->into = wanted(x, ev, name);
}

static struct mk_span trimmed(const struct mk_buf *b)
{
    struct mk_span s = mk_buf_span(b);
    while (s.len && *s.p <= ' ')
        s = mk_span(s.p + 1, s.len - 1);
    while (s.len && s.p[s.len - 1] <= ' ')
        s.len--;
    return s;
}

static void put_number(double *v, const struct mk_buf *b)
{
    if (b->len && !mk_decimal_all(v, mk_buf_span(b)))
        *v = NAN;
}

static void close_point(struct gpx *x, struct mk_grid *g)
{
    struct mk_point *p = &x->point;
    struct mk_span note = trimmed(&x->text[CMT]);
    if (isnan(p->lat)) {
        p->lat_raw = trimmed(&x->text[SYM]);
        p->lon_raw = trimmed(&x->text[TYPE]);
    } else {
        p->type = trimmed(x->text[TYPE].len ? &x->text[TYPE] : &x->text[SYM]);
    }
    put_number(&p->altitude_m, &x->text[ELE]);
    put_number(&p->speed_mps, &x->text[SPEED]);
    put_number(&p->bearing_deg, &x->text[COURSE]);
    put_number(&p->accuracy_m, &x->text[ACCURACY]);
    p->time = trimmed(&x->text[TIME]);
    p->utc_by_rule = true;
    p->label = trimmed(&x->text[NAME]);
    p->note = note.len ? note : trimmed(&x->text[DESC]);
    p->track = x->group ? trimmed(&x->name) : mk_span(NULL, 0);
    mk_point_put(g, p, x->cx->zone);
    x->depth = 0;
}

static void take(struct gpx *x, struct mk_grid *g, const struct mk_xml_event *ev)
{
    switch (ev->what) {
    case MK_XML_OPEN:
        on_open(x, ev);
        break;
    case MK_XML_TEXT:
        if (x->into)
            mk_buf_put(x->into, ev->text.p, ev->text.len);
        break;
    case MK_XML_CLOSE:
        x->into = NULL;
        if (x->depth && ev->depth == x->depth)
            close_point(x, g);
        else if (x->group == ev->depth)
            x->group = 0;
        break;
    }
}

static int start(void *u, struct mk_grid *g, struct mk_error *e)
{
    struct gpx *x = u;
    (void)g;
    mk_xml_free(x->xml);
    x->xml = NULL;
    x->depth = x->group = 0;
    x->into = NULL;
    return mk_xml_open(&x->xml, x->file, e);
}

static int step(void *u, struct mk_grid *g, struct mk_error *e)
{
    struct gpx *x = u;
    struct mk_xml_event ev;
    int more = 1;
    for (int i = 0; i < EVENTS && (more = mk_xml_next(&ev, x->xml, e)) > 0; i++)
        take(x, g, &ev);
    if (more < 0 && x->depth) /* the file ends inside a point: what there is of it stands */
        close_point(x, g);
    return more;
}

static void release(void *u)
{
    struct gpx *x = u;
    mk_xml_free(x->xml);
    for (size_t i = 0; i < FIELDS; i++)
        mk_buf_done(&x->text[i]);
    mk_buf_done(&x->name);
    free(x);
}

static bool knows(struct mk_span head, struct mk_span path)
{
    (void)path;
    return head.len && memmem(head.p, head.len, "<gpx", 4);
}

static int open_gpx(struct mk_tables *out, const struct mk_file *file, const struct mk_context *cx,
                    struct mk_error *e)
{
    static const struct mk_grid_ops ops = { start, step, release };
    struct gpx *x = calloc(1, sizeof *x);
    if (!x)
        return mk_fail(e, MK_ENOMEM, "GPX");
    x->file = file;
    x->cx = cx;
    for (size_t i = 0; i < FIELDS; i++)
        mk_buf_init(&x->text[i], TEXT_MAX);
    mk_buf_init(&x->name, TEXT_MAX);
    if (mk_grid_new(out, mk_point_tables, &ops, x, cx->memory_max, e) == 0)
        return 0;
    release(x);
    return -1;
}

const struct mk_format mk_format_gpx = { "gpx", knows, open_gpx, mk_grid_close };
