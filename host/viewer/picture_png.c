/* PNG (ISO/IEC 15948): libpng's simplified interface, which comes back with an error and does not
 * jump. */
#include "host/viewer/picture_parts.h"
#include <png.h>

bool mk_is_png(struct mk_span in)
{
    return mk_span_starts(in, mk_str("\x89PNG\r\n\x1a\n"));
}

int mk_read_png(struct mk_image *out, struct mk_span in, uint32_t max, struct mk_error *e)
{
    (void)max;
    png_image p = { .version = PNG_IMAGE_VERSION };
    png_color white = { 255, 255, 255 };
    if (!png_image_begin_read_from_memory(&p, in.p, in.len))
        return mk_fail(e, MK_EFORMAT, "PNG: %s", p.message);
    p.format = PNG_FORMAT_RGB;
    int rc = mk_image_make(out, p.width, p.height, e);
    if (rc == 0 && !png_image_finish_read(&p, &white, out->p, 0, NULL))
        rc = mk_fail(e, MK_EFORMAT, "PNG: %s", p.message);
    png_image_free(&p);
    return rc;
}
