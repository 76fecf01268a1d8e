#include "parsers/format/kml.h"
#include "parsers/base/buf.h"
#include "parsers/base/decimal.h"
#include "parsers/format/points.h"
#include "parsers/format/xml.h"
#include <stdlib.h>

#define EVENTS    1000 /* a step */
#define TEXT_MAX  ((size_t)64 << 10)
#define WHENS_MAX ((size_t)32 << 20) /* times of a track that wait for their positions */
#define TUPLE_MAX 200

enum where { NOWHERE, NAME, WHEN, BEGIN, END, ABOUT, COORDINATES, TRACK_WHEN, TRACK_COORD };

struct kml {
    const struct mk_file *file;
    const struct mk_context *cx;
    struct mk_xml *xml;
    unsigned placemark, track; /* depth of the open one; 0: none */
    const char *shape;         /* of the geometry in hand */
    enum where into;
    struct mk_buf name, about, when, begin, end; /* of the placemark */
    struct mk_buf text;                          /* of a track's element; the rest of coordinates */
    struct mk_buf whens;                         /* one a line */
    size_t taken;                                /* bytes of them that have met their position */
};

static struct mk_span trimmed(struct mk_span s)
{
    while (s.len && *s.p <= ' ')
        s = mk_span(s.p + 1, s.len - 1);
    while (s.len && s.p[s.len - 1] <= ' ')
        s.len--;
    return s;
}

static const char *shape_of(struct mk_span name)
{
    static const char *const shapes[] = { "Point", "LineString", "LinearRing", "Track", "Model" };
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
        if (mk_span_is(name, shapes[i]))
            return shapes[i];
    return NULL;
}

/* ---- positions ---- */

/* "lon,lat[,altitude]", or with blanks between. */
static bool tuple(struct mk_point *p, struct mk_span s)
{
    double v[3] = { NAN, NAN, NAN };
    size_t at = 0, i = 0;
    for (; i < 3 && at < s.len; i++) {
        size_t n = mk_decimal_at(&v[i], mk_span_from(s, at));
        if (!n)
            break;
        at += n;
        while (at < s.len && (s.p[at] == ',' || s.p[at] <= ' '))
            at++;
    }
    if (i < 2 || at < s.len)
        return false;
    p->lon = v[0];
    p->lat = v[1];
    p->altitude_m = v[2];
    return true;
}

static void put(struct kml *k, struct mk_grid *g, struct mk_span position, struct mk_span time)
{
    bool track = k->track != 0;
    struct mk_span begin = trimmed(mk_buf_span(&k->begin)), when = trimmed(mk_buf_span(&k->when));
    struct mk_point p = mk_point_none(k->shape ? k->shape : "Point", track ? "gps" : "app",
                                      track && time.len ? "visited" : "saved");
    if (!tuple(&p, position))
        p.lat_raw = position;
    p.time = track ? time : when.len ? when : begin;
    if (!track && p.time.len)
        p.end = trimmed(mk_buf_span(&k->end));
    p.label = trimmed(mk_buf_span(&k->name));
    p.note = trimmed(mk_buf_span(&k->about));
    if (p.time.len && !memchr(p.time.p, ':', p.time.len))
        p.time_why = "a date without a time"; /* dateTime, date, gYearMonth and gYear are allowed */
    mk_point_put(g, &p, k->cx->zone);
}

/* White space between positions, none inside; a piece may end inside of one. */
static void take_coordinates(struct kml *k, struct mk_grid *g, struct mk_span s, bool last)
{
    for (size_t i = 0; i <= s.len; i++) {
        bool end = i == s.len ? last : s.p[i] <= ' ';
        if (i < s.len && !end && k->text.len < TUPLE_MAX)
            mk_buf_u8(&k->text, s.p[i]);
        if (end && k->text.len) {
            put(k, g, mk_buf_span(&k->text), mk_span(NULL, 0));
            mk_buf_clear(&k->text);
        }
    }
}

static struct mk_span next_when(struct kml *k)
{
    struct mk_span left = mk_span_from(mk_buf_span(&k->whens), k->taken);
    const uint8_t *nl = left.len ? memchr(left.p, '\n', left.len) : NULL;
    size_t n = nl ? (size_t)(nl - left.p) : 0;
    k->taken += nl ? n + 1 : 0;
    return mk_span(left.p, n);
}

static void close_track_element(struct kml *k, struct mk_grid *g)
{
    struct mk_span s = trimmed(mk_buf_span(&k->text));
    if (k->into == TRACK_WHEN) {
        mk_buf_put(&k->whens, s.p, s.len);
        mk_buf_u8(&k->whens, '\n');
    } else if (s.len) {
        put(k, g, s, next_when(k));
    } else {
        next_when(k); /* an empty one: nothing was measured then */
    }
    mk_buf_clear(&k->text);
}

static void close_track(struct kml *k, struct mk_grid *g)
{
    if (!mk_buf_ok(&k->whens))
        mk_grid_remark(g, "a track has more times than are kept: later positions have none");
    else if (k->taken < k->whens.len)
        mk_grid_remark(g, "a track has more times than positions");
    k->track = 0;
}

/* ---- events ---- */

static void clear(struct kml *k)
{
    struct mk_buf *all[] = { &k->name, &k->about, &k->when, &k->begin, &k->end, &k->text };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        mk_buf_clear(all[i]);
}

static struct mk_buf *target(struct kml *k)
{
    switch (k->into) {
    case NAME:
        return &k->name;
    case ABOUT:
        return &k->about;
    case WHEN:
        return &k->when;
    case BEGIN:
        return &k->begin;
    case END:
        return &k->end;
    case TRACK_WHEN:
    case TRACK_COORD:
        return &k->text;
    case COORDINATES:
    case NOWHERE:
        break;
    }
    return NULL;
}

static enum where where_of(const struct kml *k, const struct mk_xml_event *ev, struct mk_span name)
{
    bool child = k->placemark && ev->depth == k->placemark + 1;
    if (k->track && ev->depth == k->track + 1)
        return mk_span_is(name, "when")    ? TRACK_WHEN
               : mk_span_is(name, "coord") ? TRACK_COORD
                                           : NOWHERE;
    if (child && mk_span_is(name, "name"))
        return NAME;
    if (child && mk_span_is(name, "description"))
        return ABOUT;
    if (mk_span_is(name, "coordinates") && k->shape)
        return COORDINATES;
    if (k->placemark && ev->depth == k->placemark + 2)
        return mk_span_is(name, "when")    ? WHEN
               : mk_span_is(name, "begin") ? BEGIN
               : mk_span_is(name, "end")   ? END
                                           : NOWHERE;
    return NOWHERE;
}

static void on_open(struct kml *k, const struct mk_xml_event *ev)
{
    struct mk_span name = mk_local_name(ev->name);
    const char *shape = shape_of(name);
    if (!k->placemark && mk_span_is(name, "Placemark")) {
        k->placemark = ev->depth;
        clear(k);
    } else if (shape) {
        k->shape = shape;
    }
    if (!k->track && mk_span_is(name, "Track")) {
        k->track = ev->depth;
        mk_buf_clear(&k->whens);
        k->taken = 0;
    }
    k->into = where_of(k, ev, name);
    struct mk_buf *b = target(k);
    if (b || k->into == COORDINATES)
        mk_buf_clear(b ? b : &k->text);
}

static void on_close(struct kml *k, struct mk_grid *g, const struct mk_xml_event *ev)
{
    if (k->into == COORDINATES)
        take_coordinates(k, g, mk_span(NULL, 0), true);
    else if (k->into == TRACK_WHEN || k->into == TRACK_COORD)
        close_track_element(k, g);
    k->into = NOWHERE;
    if (k->track && ev->depth == k->track)
        close_track(k, g);
    if (k->placemark && ev->depth == k->placemark)
        k->placemark = 0;
    if (shape_of(mk_local_name(ev->name)))
        k->shape = NULL;
}

static void on_text(struct kml *k, struct mk_grid *g, struct mk_span s)
{
    struct mk_buf *b = target(k);
    if (k->into == COORDINATES)
        take_coordinates(k, g, s, false);
    else if (b)
        mk_buf_put(b, s.p, s.len);
}

static int start(void *u, struct mk_grid *g, struct mk_error *e)
{
    struct kml *k = u;
    (void)g;
    mk_xml_free(k->xml);
    k->xml = NULL;
    k->placemark = k->track = 0;
    k->shape = NULL;
    k->into = NOWHERE;
    return mk_xml_open(&k->xml, k->file, e);
}

static int step(void *u, struct mk_grid *g, struct mk_error *e)
{
    struct kml *k = u;
    struct mk_xml_event ev;
    int more = 1;
    for (int i = 0; i < EVENTS && (more = mk_xml_next(&ev, k->xml, e)) > 0; i++)
        if (ev.what == MK_XML_OPEN)
            on_open(k, &ev);
        else if (ev.what == MK_XML_CLOSE)
            on_close(k, g, &ev);
        else
            on_text(k, g, ev.text);
    return more;
}

static void release(void *u)
{
    struct kml *k = u;
    struct mk_buf *all[] = {
        &k->name, &k->about, &k->when, &k->begin, &k->end, &k->text, &k->whens
    };
    mk_xml_free(k->xml);
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        mk_buf_done(all[i]);
    free(k);
}

static bool knows(struct mk_span head, struct mk_span path)
{
    (void)path;
    return head.len && memmem(head.p, head.len, "<kml", 4);
}

static int open_kml(struct mk_tables *out, const struct mk_file *file, const struct mk_context *cx,
                    struct mk_error *e)
{
    static const struct mk_grid_ops ops = { start, step, release };
    struct kml *k = calloc(1, sizeof *k);
    if (!k)
        return mk_fail(e, MK_ENOMEM, "KML");
    struct mk_buf *all[] = { &k->name, &k->about, &k->when, &k->begin, &k->end, &k->text };
    k->file = file;
    k->cx = cx;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        mk_buf_init(all[i], TEXT_MAX);
    mk_buf_init(&k->whens, WHENS_MAX);
    if (mk_grid_new(out, mk_point_tables, &ops, k, cx->memory_max, e) == 0)
        return 0;
    release(k);
    return -1;
}

const struct mk_format mk_format_kml = { "kml", knows, open_kml, mk_grid_close };
