#include "parsers/format/json_points.h"
#include "parsers/base/decimal.h"
#include "parsers/format/json_each.h"
#include <stdlib.h>

#define ELEMENTS 200 /* a step */

struct document {
    const struct mk_json_section *sections;
    const struct mk_file *file;
    const struct mk_context *cx;
    struct mk_json_each *each;
    size_t at; /* of the section in hand */
};

struct mk_span mk_json_member(const json_t *o, const char *key)
{
    const json_t *v = json_object_get(o, key);
    return json_is_string(v) ? mk_span(json_string_value(v), json_string_length(v))
                             : mk_span(NULL, 0);
}

double mk_json_num(const json_t *o, const char *key)
{
    const json_t *v = json_object_get(o, key);
    double d;
    if (json_is_number(v))
        return json_number_value(v);
    return json_is_string(v) && mk_decimal_all(&d, mk_json_member(o, key)) ? d : NAN;
}

void mk_json_e7(struct mk_point *p, const json_t *o, const char *lat, const char *lon)
{
    p->lat = mk_json_num(o, lat) / 1e7;
    p->lon = mk_json_num(o, lon) / 1e7;
    if (isnan(p->lat))
        p->lat_raw = mk_json_member(o, lat);
    if (isnan(p->lon))
        p->lon_raw = mk_json_member(o, lon);
}

bool mk_head_has(struct mk_span head, const char *text)
{
    return head.len && memmem(head.p, head.len, text, strlen(text));
}

void mk_json_point(struct mk_json_points *j, struct mk_point *p)
{
    p->row = j->row;
    mk_point_put(j->g, p, j->zone);
}

static int open_section(struct document *d, struct mk_error *e)
{
    mk_json_each_free(d->each);
    d->each = NULL;
    return d->sections[d->at].path
               ? mk_json_each_open(&d->each, d->file, d->sections[d->at].path, e)
               : 0;
}

static int start(void *u, struct mk_grid *g, struct mk_error *e)
{
    struct document *d = u;
    (void)g;
    d->at = 0;
    return open_section(d, e);
}

static int take(struct document *d, struct mk_grid *g, struct mk_error *e)
{
    const struct mk_json_section *s = &d->sections[d->at];
    struct mk_json_points j = { .g = g, .zone = d->cx->zone };
    json_t *element;
    const char *why;
    int more = mk_json_each_next(&element, &why, d->each, e);
    if (more <= 0)
        return more;
    size_t nth = mk_json_each_at(d->each, 0);
    if (s->numbered)
        j.row = (int64_t)nth + 1;
    if (!element)
        mk_grid_remark(g, "%s, element %zu: %s", *s->path ? s->path : "array", nth + 1, why);
    else
        s->take(&j, element);
    json_decref(element);
    return 1;
}

static int step(void *u, struct mk_grid *g, struct mk_error *e)
{
    struct document *d = u;
    int more = 1;
    for (int i = 0; i < ELEMENTS && more > 0 && d->sections[d->at].path; i++) {
        more = take(d, g, e);
        if (more == 0) {
            d->at++;
            more = open_section(d, e) == 0 ? 1 : -1;
        }
    }
    return more < 0 ? -1 : d->sections[d->at].path != NULL;
}

static void release(void *u)
{
    struct document *d = u;
    mk_json_each_free(d->each);
    free(d);
}

int mk_json_points_open(struct mk_tables *out, const struct mk_json_section *sections,
                        const struct mk_file *file, const struct mk_context *cx, struct mk_error *e)
{
    static const struct mk_grid_ops ops = { start, step, release };
    struct document *d = calloc(1, sizeof *d);
    if (!d)
        return mk_fail(e, MK_ENOMEM, "places");
    *d = (struct document){ .sections = sections, .file = file, .cx = cx };
    if (mk_grid_new(out, mk_point_tables, &ops, d, cx->memory_max, e) == 0)
        return 0;
    free(d);
    return -1;
}
