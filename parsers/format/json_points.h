#ifndef MK_JSON_POINTS_H
#define MK_JSON_POINTS_H

#include "parsers/format/points.h"
#include "parsers/table/format.h"
#include <jansson.h>

/*
 * Documents of JSON that hold places: arrays of elements, each of which gives any number of points.
 */
struct mk_json_points {
    struct mk_grid *g;
    const struct mk_zone *zone;
    int64_t row; /* of the element in hand, from 1; 0: rows are counted as they come */
};
struct mk_json_section { /* a list of these ends with path == NULL */
    const char *path;    /* see json_each.h */
    bool numbered;       /* an element is one row: it has the element's number */
    void (*take)(struct mk_json_points *j, const json_t *element);
};

MK_CHECK int mk_json_points_open(struct mk_tables *out, const struct mk_json_section *sections,
                                 const struct mk_file *file, const struct mk_context *cx,
                                 struct mk_error *e);

void mk_json_point(struct mk_json_points *j, struct mk_point *p);

/* ---- values ---- */
struct mk_span mk_json_member(const json_t *o, const char *key); /* empty when there is none */
/* A number, or a text that is one; NAN when there is none. */
double mk_json_num(const json_t *o, const char *key);
/* Degrees times ten million, of `lat` and `lon`; what is neither number nor text is none. */
void mk_json_e7(struct mk_point *p, const json_t *o, const char *lat, const char *lon);
bool mk_head_has(struct mk_span head, const char *text);

#endif
