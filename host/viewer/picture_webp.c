/* WebP, still or moving: libwebp. Format: developers.google.com/speed/webp/docs/riff_container. */
#include "host/viewer/picture_parts.h"
#include <webp/decode.h>
#include <webp/demux.h>

#define CANVAS_MAX UINT64_C(50000000) /* pixels: the library holds two of them, of 4 bytes each */

bool mk_is_webp(struct mk_span in)
{
    return in.len >= 16 && memcmp(in.p, "RIFF", 4) == 0 && memcmp(in.p + 8, "WEBPVP8", 7) == 0;
}

/* On white: the colours are multiplied by how much covers already. */
static void on_white(uint8_t *to, const uint8_t *rgba, size_t pixels)
{
    for (size_t i = 0; i < pixels; i++, to += 3, rgba += 4)
        for (unsigned k = 0; k < 3; k++) {
            unsigned c = rgba[k] + 255u - rgba[3];
            to[k] = (uint8_t)(c < 255 ? c : 255);
        }
}

static int no_webp(struct mk_error *e)
{
    return mk_fail(e, MK_EFORMAT, "WebP: broken");
}

/* As large as it says it is, if that may be: the library would take memory for it unasked. */
static int make_canvas(struct mk_image *out, const WebPData *data, struct mk_error *e)
{
    WebPDemuxer *d = WebPDemux(data);
    uint32_t w = d ? WebPDemuxGetI(d, WEBP_FF_CANVAS_WIDTH) : 0,
             h = d ? WebPDemuxGetI(d, WEBP_FF_CANVAS_HEIGHT) : 0;
    WebPDemuxDelete(d);
    if ((uint64_t)w * h > CANVAS_MAX)
        return mk_fail(e, MK_ELIMIT, "a moving picture of %u by %u pixels", w, h);
    return w && h ? mk_image_make(out, w, h, e) : no_webp(e);
}

/* Of one that moves, what it shows first. */
static int read_first(struct mk_image *out, struct mk_span in, struct mk_error *e)
{
    const WebPData data = { in.p, in.len };
    WebPAnimDecoderOptions how;
    WebPAnimInfo about;
    uint8_t *rgba;
    int time;
    if (!WebPAnimDecoderOptionsInit(&how))
        return no_webp(e);
    how.color_mode = MODE_rgbA;
    if (make_canvas(out, &data, e) != 0)
        return -1;
    WebPAnimDecoder *d = WebPAnimDecoderNew(&data, &how);
    bool same = d && WebPAnimDecoderGetInfo(d, &about) && about.canvas_width == out->w &&
                about.canvas_height == out->h;
    int rc = same ? 0 : no_webp(e);
    if (rc == 0 && !WebPAnimDecoderGetNext(d, &rgba, &time))
        rc = no_webp(e);
    if (rc == 0)
        on_white(out->p, rgba, (size_t)out->w * out->h);
    WebPAnimDecoderDelete(d);
    return rc;
}

/* The library makes it smaller while it decodes. */
static void scale(WebPDecoderOptions *o, uint64_t w, uint64_t h, uint32_t max)
{
    uint64_t longer = w > h ? w : h;
    o->use_scaling = longer > max;
    o->scaled_width = (int)(w * max > longer ? w * max / longer : 1);
    o->scaled_height = (int)(h * max > longer ? h * max / longer : 1);
}

/* What there is of one that is cut off: rows from the top. */
static int read_still(struct mk_image *out, struct mk_span in, WebPDecoderConfig *c,
                      struct mk_error *e)
{
    int rows = 0, w = 0, h = 0, stride = 0;
    WebPIDecoder *d = WebPIDecode(NULL, 0, c);
    VP8StatusCode s = d ? WebPIUpdate(d, in.p, in.len) : VP8_STATUS_OUT_OF_MEMORY;
    const uint8_t *rgba = d ? WebPIDecGetRGB(d, &rows, &w, &h, &stride) : NULL;
    bool any = rgba && rows > 0 && w > 0 && stride >= 4 * w;
    int rc = any && (s == VP8_STATUS_OK || s == VP8_STATUS_SUSPENDED)
                 ? mk_image_make(out, (uint64_t)w, (uint64_t)h, e)
                 : no_webp(e);
    for (int y = 0; rc == 0 && y < rows && y < h; y++)
        on_white(out->p + (size_t)y * out->w * 3, rgba + (size_t)y * (size_t)stride, out->w);
    WebPIDelete(d);
    WebPFreeDecBuffer(&c->output);
    return rc;
}

int mk_read_webp(struct mk_image *out, struct mk_span in, uint32_t max, struct mk_error *e)
{
    WebPDecoderConfig c;
    if (!WebPInitDecoderConfig(&c) || WebPGetFeatures(in.p, in.len, &c.input) != VP8_STATUS_OK ||
        c.input.width <= 0 || c.input.height <= 0)
        return no_webp(e);
    if (c.input.has_animation)
        return read_first(out, in, e);
    scale(&c.options, (uint64_t)c.input.width, (uint64_t)c.input.height, max);
    c.output.colorspace = MODE_rgbA;
    return read_still(out, in, &c, e);
}
