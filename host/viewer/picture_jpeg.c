/* JPEG, in and out: libjpeg-turbo (ITU-T T.81). */
#include "host/viewer/picture_parts.h"
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
/* jpeglib.h needs what stdio.h declares */
#include <jpeglib.h>

#define QUALITY 85

bool mk_is_jpeg(struct mk_span in)
{
    return mk_span_starts(in, mk_str("\xff\xd8\xff"));
}

struct trouble {
    struct jpeg_error_mgr base;
    jmp_buf back;
    char text[JMSG_LENGTH_MAX];
};

static void give_up(j_common_ptr c)
{
    struct trouble *t = (struct trouble *)(void *)c->err;
    c->err->format_message(c, t->text);
    longjmp(t->back, 1);
}

static void be_quiet(j_common_ptr c, int level)
{
    (void)c;
    (void)level;
}

struct jpeg_job {
    struct jpeg_decompress_struct d;
    struct trouble t;
    struct mk_span in;
    struct mk_image *out;
    struct mk_error *e;
    uint32_t max;
    bool any; /* a row was read */
};

/* The library makes it smaller by eighths while it decodes. */
static int read_jpeg_in(struct jpeg_job *j)
{
    jpeg_mem_src(&j->d, j->in.p, (unsigned long)j->in.len);
    jpeg_read_header(&j->d, TRUE);
    if (j->d.image_width > MK_PICTURE_SIDE || j->d.image_height > MK_PICTURE_SIDE)
        return mk_fail(j->e, MK_ELIMIT, "a picture of %u by %u pixels", j->d.image_width,
                       j->d.image_height);
    uint32_t longer = j->d.image_width > j->d.image_height ? j->d.image_width : j->d.image_height;
    j->d.scale_denom = 8;
    for (j->d.scale_num = 1; j->d.scale_num < 8 && longer / 8 * j->d.scale_num < j->max;)
        j->d.scale_num++;
    j->d.out_color_space = JCS_RGB;
    jpeg_start_decompress(&j->d);
    if (j->d.output_components != 3)
        return mk_fail(j->e, MK_EFORMAT, "a JPEG of other colours");
    if (mk_image_make(j->out, j->d.output_width, j->d.output_height, j->e) != 0)
        return -1;
    while (j->d.output_scanline < j->d.output_height) {
        JSAMPROW row = j->out->p + (size_t)j->d.output_scanline * j->out->w * 3;
        jpeg_read_scanlines(&j->d, &row, 1);
        j->any = true;
    }
    return 0;
}

int mk_read_jpeg(struct mk_image *out, struct mk_span in, uint32_t max, struct mk_error *e)
{
    static struct jpeg_job j; /* outlives the jump */
    j = (struct jpeg_job){ .in = in, .out = out, .e = e, .max = max };
    j.d.err = jpeg_std_error(&j.t.base);
    j.t.base.error_exit = give_up;
    j.t.base.emit_message = be_quiet;
    int rc;
    if (setjmp(j.t.back) == 0) {
        jpeg_create_decompress(&j.d);
        rc = read_jpeg_in(&j);
    } else {
        rc = j.any ? 0 : mk_fail(e, MK_EFORMAT, "JPEG: %s", j.t.text);
    }
    jpeg_destroy_decompress(&j.d);
    return rc;
}

int mk_write_jpeg(struct mk_buf *out, const struct mk_image *m, struct mk_error *e)
{
    static struct jpeg_compress_struct c;
    static struct trouble t;
    static unsigned char *bytes;
    static unsigned long n;
    bytes = NULL;
    n = 0;
    c.err = jpeg_std_error(&t.base);
    t.base.error_exit = give_up;
    if (setjmp(t.back) != 0) {
        jpeg_destroy_compress(&c);
        free(bytes);
        return mk_fail(e, MK_EIO, "JPEG: %s", t.text);
    }
    jpeg_create_compress(&c);
    jpeg_mem_dest(&c, &bytes, &n);
    c.image_width = m->w;
    c.image_height = m->h;
    c.input_components = 3;
    c.in_color_space = JCS_RGB;
    jpeg_set_defaults(&c);
    jpeg_set_quality(&c, QUALITY, TRUE);
    jpeg_start_compress(&c, TRUE);
    while (c.next_scanline < c.image_height) {
        JSAMPROW row = m->p + (size_t)c.next_scanline * m->w * 3;
        jpeg_write_scanlines(&c, &row, 1);
    }
    jpeg_finish_compress(&c);
    jpeg_destroy_compress(&c);
    mk_buf_put(out, bytes, n);
    free(bytes);
    return mk_buf_ok(out) ? 0 : mk_fail(e, MK_ELIMIT, "the picture is too large");
}
