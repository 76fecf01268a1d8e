#ifndef MK_PICTURE_PARTS_H
#define MK_PICTURE_PARTS_H

#include "host/viewer/picture.h"

/* Pixels, three bytes each, of a kind of file each. Private to moka-picture. */
struct mk_image {
    uint8_t *p;
    uint32_t w, h;
};
/* Black pixels of that size: MK_ELIMIT when nobody would look at so much. */
MK_CHECK int mk_image_make(struct mk_image *m, uint64_t w, uint64_t h, struct mk_error *e);

#define MK_HEIF_SIDE 20000 /* pixels of a HEIC's side: the largest phones' have 16,320 */

typedef bool mk_picture_is(struct mk_span in);
/* max: pixels of the longer side that are wanted; more may come. What was made stays in `out`
 * when it fails. MK_EFORMAT: broken, or a kind of it that is not shown. */
typedef int mk_picture_read(struct mk_image *out, struct mk_span in, uint32_t max,
                            struct mk_error *e);
mk_picture_is mk_is_jpeg, mk_is_png, mk_is_gif, mk_is_webp, mk_is_heif;
mk_picture_read mk_read_jpeg, mk_read_png, mk_read_gif, mk_read_webp, mk_read_heif;

/* Whether a HEIF's boxes are whole, and its pictures are coded ones or grids of them: MK_EFORMAT.
 */
MK_CHECK int mk_heif_items(struct mk_span in, struct mk_error *e);

MK_CHECK int mk_write_jpeg(struct mk_buf *out, const struct mk_image *m, struct mk_error *e);

#endif
