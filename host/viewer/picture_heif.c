/*
 * HEIC, HEIF with HEVC (ISO/IEC 23008-12): libheif. The sandbox refuses it threads, and
 * it does without. It turns and cuts as the file's own properties say, which count in place of
 * EXIF's orientation.
 */
#include "host/viewer/picture_parts.h"
#include <libheif/heif.h>

#define HEAD 4096u /* bytes that the brands are looked for in */

/* In place of libde265's own (de265.h, 1.0.11), which libheif calls for each picture: it does not
 * see that there is no thread, and waits for it without an end. Decoding goes on without. */
int de265_start_worker_threads(void *decoder, int n);
int de265_start_worker_threads(void *decoder, int n)
{
    (void)decoder;
    (void)n;
    return 0;
}

void mk_picture_begin(void)
{
    heif_init(NULL);
}

bool mk_is_heif(struct mk_span in)
{
    int n = (int)(in.len < HEAD ? in.len : HEAD);
    return n >= 12 && memcmp(in.p + 4, "ftyp", 4) == 0 &&
           heif_check_filetype(in.p, n) != heif_filetype_no;
}

/* What decodes AV1 does not do without threads. */
static bool is_avif(struct mk_span in)
{
    int n = (int)(in.len < HEAD ? in.len : HEAD);
    return heif_has_compatible_brand(in.p, n, "avif") > 0 ||
           heif_has_compatible_brand(in.p, n, "avis") > 0;
}

static int said(struct heif_error h, struct mk_error *e)
{
    return h.code == heif_error_Ok ? 0
                                   : mk_fail(e, MK_EFORMAT, "HEIC: %s", h.message ? h.message : "");
}

static int take(struct mk_image *out, const struct heif_image *m, struct mk_error *e)
{
    int w = heif_image_get_width(m, heif_channel_interleaved), stride = 0;
    int h = heif_image_get_height(m, heif_channel_interleaved);
    const uint8_t *p = heif_image_get_plane_readonly(m, heif_channel_interleaved, &stride);
    if (!p || w <= 0 || h <= 0 || stride / 3 < w)
        return mk_fail(e, MK_EFORMAT, "HEIC: no pixels");
    if (mk_image_make(out, (uint64_t)w, (uint64_t)h, e) != 0)
        return -1;
    for (size_t y = 0; y < out->h; y++)
        memcpy(out->p + y * out->w * 3, p + y * (size_t)stride, (size_t)out->w * 3);
    return 0;
}

static int decode(struct mk_image *out, const struct heif_image_handle *h, struct mk_error *e)
{
    struct heif_image *m = NULL;
    struct heif_decoding_options *o = heif_decoding_options_alloc();
    if (!o)
        return mk_fail(e, MK_ENOMEM, "picture");
    o->convert_hdr_to_8bit = 1;
    int rc = said(heif_decode_image(h, &m, heif_colorspace_RGB, heif_chroma_interleaved_RGB, o), e);
    if (rc == 0)
        rc = take(out, m, e);
    heif_image_release(m);
    heif_decoding_options_free(o);
    return rc;
}

int mk_read_heif(struct mk_image *out, struct mk_span in, uint32_t max, struct mk_error *e)
{
    struct heif_image_handle *h = NULL;
    (void)max;
    if (is_avif(in))
        return mk_fail(e, MK_EFORMAT, "AVIF is not shown");
    if (mk_heif_items(in, e) != 0)
        return -1;
    struct heif_context *c = heif_context_alloc();
    if (!c)
        return mk_fail(e, MK_ENOMEM, "picture");
    heif_context_set_max_decoding_threads(c, 0);
    heif_context_set_maximum_image_size_limit(c, MK_HEIF_SIDE);
    int rc = said(heif_context_read_from_memory_without_copy(c, in.p, in.len, NULL), e);
    if (rc == 0)
        rc = said(heif_context_get_primary_image_handle(c, &h), e);
    if (rc == 0)
        rc = decode(out, h, e);
    heif_image_handle_release(h);
    heif_context_free(c);
    return rc;
}
