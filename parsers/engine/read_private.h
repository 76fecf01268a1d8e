#ifndef MK_READ_PRIVATE_H
#define MK_READ_PRIVATE_H

#include "parsers/engine/reading.h"

/* One file in hand, with what belongs to it. */
struct mk_visit {
    struct mk_reading *r;
    const struct mk_source *src;
    const struct mk_job *job;
    struct mk_span path; /* as records name it */
    struct mk_file files[MK_PART_COUNT];
    bool has[MK_PART_COUNT];
    uint8_t space[MK_HEAD_MAX];
    struct mk_span head;
    const struct mk_digest *sha256; /* of the object that it is, or lies in */
    uint32_t at[MK_CONTAINER_DEPTH + 1];
    struct mk_dead **dead; /* deleted rows, once they are carved; NULL: not asked for */
    const struct mk_sqlite_set *set;
    size_t depth; /* containers around it */
    bool resumes; /* the place where to go on lies inside */
};

/* Whether this worker runs the app at all. */
static inline bool mk_is_turn(const struct mk_visit *v, const struct mk_app *app)
{
    return app->media == v->r->media;
}
struct mk_input mk_visit_input(const struct mk_visit *v, bool expected);
int mk_read_visit(struct mk_visit *v, struct mk_error *e);

int mk_read_database(struct mk_visit *v, struct mk_error *e);
int mk_read_document(struct mk_visit *v, struct mk_error *e);
int mk_read_extract(struct mk_reading *r, const struct mk_source *src, const struct mk_job *job,
                    struct mk_error *e);
int mk_read_container(struct mk_visit *v, const struct mk_container *c, struct mk_error *e);

#endif
