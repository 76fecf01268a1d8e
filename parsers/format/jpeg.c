#include "parsers/base/buf.h"
#include "parsers/base/cursor.h"
#include "parsers/format/picture.h"
#include "parsers/format/tiff.h"
#include "parsers/source/source.h"

#define SEGMENTS_MAX 1000
#define EXIF_MAX     ((size_t)4 << 20)

static const char exif_name[] = "Exif\0"; /* a sixth byte follows: 0, or 0xff */
static const char xmp_name[] = "http://ns.adobe.com/xap/1.0/";

struct jpeg {
    const struct mk_range *r;
    const struct mk_parts *p;
    struct mk_buf exif; /* the block so far */
    uint8_t segment[65536];
    uint64_t at;
};

void mk_parts_exif(const struct mk_parts *p, struct mk_span block)
{
    if (!mk_tiff_knows(block) && mk_span_starts(block, mk_str("Exif")))
        block = mk_span_from(block, 6);
    struct mk_file f = mk_file_memory(&block);
    struct mk_range r = mk_range_of(&f);
    p->exif(p->u, &r);
}

static void flush_exif(struct jpeg *j)
{
    if (j->exif.len)
        mk_parts_exif(j->p, mk_buf_span(&j->exif));
    if (!mk_buf_ok(&j->exif))
        j->p->odd(j->p->u, "Exif", "larger than is read");
    mk_buf_clear(&j->exif);
}

static void app1(struct jpeg *j, struct mk_span s)
{
    struct mk_span name = mk_span(exif_name, sizeof exif_name - 1);
    struct mk_span xmp = mk_span(xmp_name, sizeof xmp_name); /* with its NUL */
    if (mk_span_starts(s, xmp)) {
        j->p->xmp(j->p->u, mk_span_from(s, xmp.len));
    } else if (mk_span_starts(s, name)) {
        struct mk_span block = mk_span_from(s, 6);
        if (mk_tiff_knows(block))
            flush_exif(j);
        mk_buf_put(&j->exif, block.p, block.len);
    }
}

/* Start of frame: u8 precision, u16 height, u16 width. */
static bool is_frame(uint8_t marker)
{
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

static void take(struct jpeg *j, uint8_t marker, struct mk_span s)
{
    struct mk_cursor c = mk_cur(s);
    if (is_frame(marker)) {
        mk_cur_u8(&c);
        uint16_t height = mk_cur_u16be(&c), width = mk_cur_u16be(&c);
        if (mk_cur_ok(&c))
            j->p->size(j->p->u, width, height);
    } else if (marker == 0xe1) {
        app1(j, s);
    } else if (marker == 0xfe) {
        j->p->text(j->p->u, "Comment", s);
    }
}

/* The next marker, past fill bytes; 0 when there is none. */
static uint8_t next_marker(struct jpeg *j)
{
    uint8_t b[2];
    if (!mk_range_read(b, j->r, j->at, 2) || b[0] != 0xff)
        return 0;
    j->at += 2;
    for (int i = 0; b[1] == 0xff && i < 4096; i++)
        if (!mk_range_read(&b[1], j->r, j->at++, 1))
            return 0;
    return b[1];
}

/* False at the end of the headers. */
static bool step(struct jpeg *j)
{
    uint8_t len[2], marker = next_marker(j);
    if (marker == 0)
        j->p->odd(j->p->u, "JPEG", "no marker where one is due");
    if (marker == 0 || marker == 0xda || marker == 0xd9) /* scan, end of image */
        return false;
    if (marker == 0x01 || (marker >= 0xd0 && marker <= 0xd8))
        return true; /* stand alone */
    if (!mk_range_read(len, j->r, j->at, 2) || (len[0] == 0 && len[1] < 2)) {
        j->p->odd(j->p->u, "JPEG", "a segment's length cannot be");
        return false;
    }
    size_t n = (size_t)(len[0] << 8 | len[1]) - 2, got = n;
    if (is_frame(marker) || marker == 0xe1 || marker == 0xfe)
        got = mk_range_get(j->segment, j->r, j->at + 2, n);
    j->at += 2 + n;
    if (got < n)
        j->p->odd(j->p->u, "JPEG", "ends inside a segment");
    if (is_frame(marker) || marker == 0xe1 || marker == 0xfe)
        take(j, marker, mk_span(j->segment, got));
    return got == n;
}

bool mk_jpeg_parts(const struct mk_range *r, const struct mk_parts *p)
{
    struct jpeg j = { .r = r, .p = p, .at = 2 };
    uint8_t soi[3];
    if (!mk_range_read(soi, r, 0, 3) || soi[0] != 0xff || soi[1] != 0xd8 || soi[2] != 0xff)
        return false;
    mk_buf_init(&j.exif, EXIF_MAX);
    int segments = 0;
    while (segments < SEGMENTS_MAX && step(&j))
        segments++;
    if (segments == SEGMENTS_MAX)
        p->odd(p->u, "JPEG", "more segments than are read");
    flush_exif(&j);
    mk_buf_done(&j.exif);
    return true;
}
