#include "parsers/format/isobmff.h"
#include "parsers/format/media.h"

/* Kinds of files by how they begin. */

static bool tiff_parts(const struct mk_range *r, const struct mk_parts *p)
{
    p->exif(p->u, r);
    return true;
}

static bool iso_parts(const struct mk_range *r, const struct mk_parts *p)
{
    mk_isobmff_parts(r, p);
    return true;
}

/* Main brands: ISO/IEC 23008-12, 10; AVIF 1.1.0, 8; 3GPP TS 26.244, 5.3; mp4ra.org. */
static const struct {
    const char *brand, *mime; /* the brand may be its start only */
} brands[] = {
    { "heic", "image/heic" },          { "heix", "image/heic" },
    { "heim", "image/heic" },          { "heis", "image/heic" },
    { "hevc", "image/heic-sequence" }, { "hevx", "image/heic-sequence" },
    { "mif1", "image/heif" },          { "mif2", "image/heif" },
    { "msf1", "image/heif-sequence" }, { "avif", "image/avif" },
    { "avis", "image/avif" },          { "crx ", "image/x-canon-cr3" },
    { "qt  ", "video/quicktime" },     { "3gp", "video/3gpp" },
    { "3g2", "video/3gpp2" },          { "M4A", "audio/mp4" },
};

/* "mif1" says only that it is HEIF: the brands it is compatible with tell how it is coded. */
static const char *coded(struct mk_span head)
{
    for (size_t at = 16; at + 4 <= head.len && at < 64 && at + 4 <= head.p[3]; at += 4) {
        struct mk_span b = mk_span(head.p + at, 4);
        if (mk_span_is(b, "heic") || mk_span_is(b, "heix"))
            return "image/heic";
        if (mk_span_is(b, "avif"))
            return "image/avif";
    }
    return NULL;
}

static const char *iso_mime(const char *brand, struct mk_span head)
{
    const char *by_codec = NULL;
    if (!*brand)
        return "video/quicktime";
    for (size_t i = 0; i < sizeof brands / sizeof *brands; i++)
        if (!strncmp(brand, brands[i].brand, strlen(brands[i].brand))) {
            if (!strncmp(brand, "mif", 3))
                by_codec = coded(head);
            return by_codec ? by_codec : brands[i].mime;
        }
    return "video/mp4";
}

struct mk_media_kind mk_media_sniff(char brand[static 5], struct mk_span head)
{
    static const struct {
        const char *start;
        size_t n;
        struct mk_media_kind kind;
    } kinds[] = {
        { "\xff\xd8\xff", 3, { "image/jpeg", mk_jpeg_parts } },
        { "\x89PNG\r\n\x1a\n", 8, { "image/png", mk_png_parts } },
        { "GIF8", 4, { "image/gif", mk_gif_parts } },
        { "\x1a\x45\xdf\xa3", 4, { "video/x-matroska", NULL } }, /* RFC 9559; WebM too */
    };
    brand[0] = 0;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (mk_span_starts(head, mk_span(kinds[i].start, kinds[i].n)))
            return kinds[i].kind;
    if (head.len >= 12 && !memcmp(head.p, "RIFF", 4) && !memcmp(head.p + 8, "WEBP", 4))
        return (struct mk_media_kind){ "image/webp", mk_webp_parts };
    if (head.len >= 12 && !memcmp(head.p, "RIFF", 4) && !memcmp(head.p + 8, "AVI ", 4))
        return (struct mk_media_kind){ "video/x-msvideo", NULL };
    if (head.len >= 26 && !memcmp(head.p, "BM", 2) && head.p[14] >= 40 && head.p[15] == 0)
        return (struct mk_media_kind){ "image/bmp", mk_bmp_parts };
    if (mk_tiff_knows(head))
        return (struct mk_media_kind){ "image/tiff", tiff_parts };
    if (mk_isobmff_knows(brand, head))
        return (struct mk_media_kind){ iso_mime(brand, head), iso_parts };
    return (struct mk_media_kind){ NULL, NULL };
}
