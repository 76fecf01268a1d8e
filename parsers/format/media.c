#include "parsers/format/media.h"
#include "parsers/format/isobmff.h"
#include "parsers/format/xmp.h"
#include "parsers/source/container.h"
#include <stddef.h>
#include <stdio.h>

#define ARENA_MAX ((size_t)2 << 20)

static void on_odd(void *u, const char *where, const char *why)
{
    struct mk_media *m = u;
    char text[200];
    int n = snprintf(text, sizeof text, "%s: %s", where, why);
    for (size_t i = 0; i < m->nodd; i++)
        if (!strcmp(m->odd[i], text))
            return;
    if (n > 0 && m->nodd < sizeof m->odd / sizeof *m->odd) {
        size_t len = (size_t)n < sizeof text ? (size_t)n : sizeof text - 1;
        struct mk_span copy = mk_arena_copy(&m->arena, mk_span(text, len));
        if (copy.p)
            m->odd[m->nodd++] = (char *)copy.p;
    }
}

static void on_size(void *u, uint64_t width, uint64_t height)
{
    struct mk_media *m = u;
    if (m->width == 0) {
        m->width = width;
        m->height = height;
    }
}

static void on_tag(void *u, const struct mk_tiff_tag *t)
{
    struct mk_media *m = u;
    mk_exif_take(&m->exif, t);
    if (t->id == 0xc612 && t->group == MK_TIFF_MAIN && !strcmp(m->mime, "image/tiff"))
        m->mime = "image/x-adobe-dng"; /* DNGVersion, DNG specification 1.6 */
}

static void on_tag_odd(void *u, const char *where, uint16_t tag, const char *why)
{
    char name[40];
    snprintf(name, sizeof name, tag ? "%s tag 0x%04x" : "%s", where, tag);
    on_odd(u, name, why);
}

static void on_exif(void *u, const struct mk_range *block)
{
    struct mk_media *m = u;
    struct mk_tiff_sink sink = { on_tag, on_tag_odd, u };
    m->has_exif = true;
    if (!mk_tiff_walk(block, &sink))
        on_odd(u, "Exif", "no TIFF header");
}

static bool take_name(struct mk_media *m, const char *const *names, const size_t *at, size_t n,
                      struct mk_span name, struct mk_span value)
{
    for (size_t i = 0; i < n; i++) {
        if (!mk_span_is(name, names[i]))
            continue;
        struct mk_span *to = (struct mk_span *)(void *)((char *)m + at[i]);
        if (to->len == 0 && value.len)
            *to = mk_arena_copy(&m->arena, value);
        return true;
    }
    return false;
}

#define AT(member) offsetof(struct mk_media, member)

static void on_property(void *u, struct mk_span name, struct mk_span value)
{
    static const char *const names[] = {
        "tiff:Make",        "tiff:Model",        "xmp:CreatorTool",     "exif:DateTimeOriginal",
        "xmp:CreateDate",   "xmp:ModifyDate",    "exif:GPSLatitude",    "exif:GPSLongitude",
        "exif:GPSAltitude", "exif:GPSTimeStamp", "exif:GPSAltitudeRef", "photoshop:DateCreated",
        "exif:GPSDateTime",
    };
    static const size_t at[] = {
        AT(xmp.make),    AT(xmp.model), AT(xmp.software), AT(xmp.taken), AT(xmp.created),
        AT(xmp.changed), AT(xmp.lat),   AT(xmp.lon),      AT(xmp.alt),   AT(xmp.fix),
        AT(xmp.alt_ref), AT(xmp.taken), AT(xmp.fix),
    };
    take_name(u, names, at, sizeof at / sizeof *at, name, value);
}

static void on_xmp(void *u, struct mk_span packet)
{
    const char *why = mk_xmp_read(packet, on_property, u);
    if (why)
        on_odd(u, "XMP", why);
}

static void on_text(void *u, const char *name, struct mk_span value)
{
    static const char *const names[] = {
        "com.apple.quicktime.location.ISO6709",
        "com.apple.quicktime.make",
        "com.apple.quicktime.model",
        "com.apple.quicktime.software",
        "com.apple.quicktime.creationdate",
        "com.apple.quicktime.location.accuracy.horizontal",
        "com.apple.quicktime.content.identifier",
        "com.android.manufacturer",
        "com.android.model",
        "\xc2\xa9xyz",
        "loci",
        "\xc2\xa9mak",
        "\xc2\xa9mod",
        "\xc2\xa9swr",
        "\xc2\xa9too",
        "\xc2\xa9"
        "day",
        "Comment",
        "\xc2\xa9"
        "cmt",
        "tIME",
    };
    static const size_t at[] = {
        AT(movie_facts.position),
        AT(movie_facts.make),
        AT(movie_facts.model),
        AT(movie_facts.software),
        AT(movie_facts.created),
        AT(movie_facts.accuracy),
        AT(movie_facts.content_id),
        AT(movie_facts.make),
        AT(movie_facts.model),
        AT(movie_facts.position),
        AT(movie_facts.position),
        AT(movie_facts.make),
        AT(movie_facts.model),
        AT(movie_facts.software),
        AT(movie_facts.software),
        AT(movie_facts.day),
        AT(comment),
        AT(comment),
        AT(png_time),
    };
    take_name(u, names, at, sizeof at / sizeof *at, mk_str(name), value);
}

static void on_number(void *u, const char *name, uint64_t v)
{
    struct mk_media *m = u;
    if (!strcmp(name, "creation_time")) {
        m->movie_facts.creation = v;
        m->movie_facts.timed = v != 0;
    } else if (!strcmp(name, "modification_time")) {
        m->movie_facts.modification = v;
    } else if (!strcmp(name, "duration_ms")) {
        m->movie_facts.duration_ms = v;
        m->movie_facts.lasts = true;
    }
}

bool mk_media_read(struct mk_media *m, const struct mk_file *f)
{
    uint8_t head[MK_HEAD_MAX];
    struct mk_parts p = { on_size, on_exif, on_xmp, on_text, on_number, on_odd, m };
    struct mk_range r = mk_range_of(f);
    *m = (struct mk_media){ 0 };
    mk_arena_init(&m->arena, ARENA_MAX);
    mk_exif_init(&m->exif, &m->arena);
    struct mk_span start = mk_span(head, mk_range_get(head, &r, 0, sizeof head));
    struct mk_media_kind kind = mk_media_sniff(m->brand, start);
    m->mime = kind.mime;
    m->movie = kind.mime && !strncmp(kind.mime, "video/", 6);
    if (kind.parts && !kind.parts(&r, &p))
        on_odd(m, "file", "begins like one, but cannot be read");
    return true;
}

void mk_media_done(struct mk_media *m)
{
    mk_arena_done(&m->arena);
}
