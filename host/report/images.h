#ifndef MK_IMAGES_H
#define MK_IMAGES_H

#include "parsers/base/arena.h"
#include "parsers/base/buf.h"
#include "parsers/source/source.h"

/*
 * Private to the report: copies of pictures, made only when asked for, into images/ under names of
 * our own. What is a picture is told by its bytes: JPEG, PNG, GIF, WebP, which browsers show.
 * Pictures inside containers are not copied.
 */
struct mk_images {
    struct mk_arena arena;
    struct mk_buf all; /* struct mk_image[], sorted by path once they are there */
};
struct mk_image {
    struct mk_span path;
    uint32_t number;
    const char *type; /* "jpg" */
};

void mk_images_init(struct mk_images *x);
void mk_images_done(struct mk_images *x);
/* `dir` is the report's folder. A file that cannot be read is left out: it is told elsewhere. */
MK_CHECK int mk_images_copy(struct mk_images *x, int dir, const struct mk_source *src,
                            struct mk_error *e);
/* NULL when there is none of that path. */
const struct mk_image *mk_images_find(const struct mk_images *x, struct mk_span path);

#endif
