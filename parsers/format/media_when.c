#include "parsers/format/local_time.h"
#include "parsers/format/media.h"
#include <stdio.h>

/*
 * Times. Exif's are the wall clock of the camera; XMP's and QuickTime's creationdate may have a
 * zone. A zone that the examiner gave is `assumed`, and only where none is stored.
 */
#define MAC_EPOCH_S 2082844800ULL /* 1904-01-01 to 1970-01-01 */

static struct mk_span iso(struct mk_arena *a, int64_t us, int digits)
{
    char out[MK_ISO_MAX];
    return mk_arena_copy(a, mk_span(out, mk_time_iso(out, us, digits)));
}

static void put(struct mk_media_when *out, struct mk_arena *a, const struct mk_stamp *t,
                const struct mk_zone *zone)
{
    struct mk_local_time l;
    out->why = mk_local_time_of(&l, t, false, zone);
    if (*l.utc)
        out->utc = mk_arena_copy(a, mk_str(l.utc));
    if (*l.zone)
        out->zone = mk_arena_copy(a, mk_str(l.zone));
    out->zone_origin = l.zone_origin;
}

bool mk_media_when_iso(struct mk_media_when *out, struct mk_arena *a, struct mk_span text,
                       const struct mk_zone *zone)
{
    struct mk_stamp t;
    if (text.len == 0)
        return false;
    *out = (struct mk_media_when){ .raw = text, .unit = "iso" };
    if (mk_time_read(&t, text))
        put(out, a, &t, zone);
    else
        out->why = "no date and time"; /* a date alone, or a year, has its uses all the same */
    return true;
}

static bool all_digits(struct mk_span s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
    return s.len > 0;
}

bool mk_media_when_exif(struct mk_media_when *out, struct mk_arena *a, const struct mk_exif_time *t,
                        const struct mk_zone *zone)
{
    char text[80];
    struct mk_stamp stamp;
    if (!mk_exif_time_is(t->text) || t->text.len > 30)
        return false;
    bool fraction = all_digits(t->subsec) && t->subsec.len <= 9, offset = t->offset.len == 6;
    int n = snprintf(text, sizeof text, "%.*s%s%.*s%.*s", (int)t->text.len, (const char *)t->text.p,
                     fraction ? "." : "", fraction ? (int)t->subsec.len : 0,
                     fraction ? (const char *)t->subsec.p : "", offset ? 6 : 0,
                     offset ? (const char *)t->offset.p : "");
    *out = (struct mk_media_when){ .unit = "exif" };
    out->raw = mk_arena_copy(a, mk_span(text, (size_t)n));
    if (n > 10 && text[4] == ':' && text[7] == ':')
        text[4] = text[7] = '-';
    if (mk_time_read(&stamp, mk_span(text, (size_t)n)))
        put(out, a, &stamp, zone);
    else
        out->why = "no date and time";
    return true;
}

bool mk_media_when_mac(struct mk_media_when *out, struct mk_arena *a, uint64_t seconds)
{
    if (seconds == 0)
        return false;
    *out = (struct mk_media_when){ .is_number = true, .number = seconds, .unit = "mac_s" };
    if (seconds < MAC_EPOCH_S)
        out->why = "before 1970: perhaps not counted from 1904";
    else if (seconds < MAC_EPOCH_S + 253402300800ULL)
        out->utc = iso(a, (int64_t)(seconds - MAC_EPOCH_S) * MK_US, 0);
    else
        out->why = "out of range";
    return true;
}

/* ISO/IEC 14496-12 says UTC. QuickTime's own files are only recommended to (and cameras wrote local
 * times): theirs is told with a doubt, unless a time with a zone says the same. */
static bool movie_header(struct mk_media_when *out, struct mk_media *m)
{
    bool quicktime = !*m->brand || !strcmp(m->brand, "qt  ");
    if (!m->movie_facts.timed || !mk_media_when_mac(out, &m->arena, m->movie_facts.creation))
        return false;
    if (quicktime && !out->why)
        out->why = "UTC by recommendation only: may be local time";
    return true;
}

static bool from(struct mk_media_when *out, const char *name, bool found)
{
    if (found)
        out->from = name;
    return found;
}

/* What the camera wrote comes first; XMP is what programs wrote later. */
void mk_media_taken(struct mk_media_when *out, struct mk_media *m, const struct mk_zone *zone)
{
    struct mk_arena *a = &m->arena;
    const struct mk_exif *x = &m->exif;
    *out = (struct mk_media_when){ 0 };
    if (from(out, "DateTimeOriginal", mk_media_when_exif(out, a, &x->taken, zone)) ||
        from(out, "com.apple.quicktime.creationdate",
             mk_media_when_iso(out, a, m->movie_facts.created, zone)) ||
        from(out, "DateTimeDigitized", mk_media_when_exif(out, a, &x->digitized, zone)) ||
        from(out, "DateTime", mk_media_when_exif(out, a, &x->modified, zone)) ||
        from(out, "mvhd", movie_header(out, m)) ||
        from(out, "exif:DateTimeOriginal", mk_media_when_iso(out, a, m->xmp.taken, zone)) ||
        from(out, "xmp:CreateDate", mk_media_when_iso(out, a, m->xmp.created, zone)) ||
        from(out,
             "\xc2\xa9"
             "day",
             mk_media_when_iso(out, a, m->movie_facts.day, zone)) ||
        from(out, "xmp:ModifyDate", mk_media_when_iso(out, a, m->xmp.changed, zone)) ||
        from(out, "tIME", mk_media_when_iso(out, a, m->png_time, zone)))
        return;
}
