#ifndef MK_MEDIA_H
#define MK_MEDIA_H

#include "parsers/format/exif.h"
#include "parsers/format/picture.h"
#include "parsers/source/context.h"
#include "parsers/table/format.h"

/*
 * What a picture or a video says of itself, from whatever part of it: Exif, XMP, the movie's own
 * boxes. What is nearest to the camera stands; nothing is worked out of anything else.
 */
struct mk_media_when {
    struct mk_span raw; /* as stored; empty: none, or `number` */
    bool is_number;
    uint64_t number;         /* mac_s */
    const char *unit;        /* "exif", "iso", "mac_s" (seconds since 1904) */
    const char *from;        /* the tag or key it stands in */
    struct mk_span utc;      /* ISO 8601; empty when no zone is told */
    struct mk_span zone;     /* "+02:00", "Europe/Paris" */
    const char *zone_origin; /* "stored", "assumed", NULL */
    const char *why;         /* what is odd about it; literal */
};

struct mk_media {
    struct mk_arena arena; /* of all texts */
    const char *mime;      /* by content; NULL: nothing that is known */
    bool movie;
    char brand[5];
    uint64_t width, height;
    struct mk_exif exif;
    bool has_exif;
    struct { /* of XMP */
        struct mk_span make, model, software, taken, created, changed, lat, lon, alt, alt_ref, fix;
    } xmp;
    struct { /* of a movie */
        struct mk_span position, make, model, software, created, accuracy, content_id, day;
        uint64_t creation, modification, duration_ms;
        bool timed, lasts;
    } movie_facts;
    struct mk_span comment, png_time;
    char *odd[32]; /* damage, as "where: what" */
    size_t nodd;
};

/* Reads the file's metadata. Damage is in `odd`; false when memory ran out. */
bool mk_media_read(struct mk_media *m, const struct mk_file *f);
void mk_media_done(struct mk_media *m);

/* What kind of file begins so, and how its parts are read. */
struct mk_media_kind {
    const char *mime;
    bool (*parts)(const struct mk_range *r,
                  const struct mk_parts *p); /* NULL: only known by name */
};
/* NULL mime when it is none. `brand`: of ISO files, else "". */
struct mk_media_kind mk_media_sniff(char brand[static 5], struct mk_span head);

/* When it was taken, or what comes nearest. `zone`: for times without one, NULL: none. */
void mk_media_taken(struct mk_media_when *out, struct mk_media *m, const struct mk_zone *zone);
void mk_media_place(struct mk_place *out, const char **from, struct mk_media *m);

/* "2022:08:14 14:12:31" with its fraction and offset; false when it is no time at all. */
bool mk_media_when_exif(struct mk_media_when *out, struct mk_arena *a, const struct mk_exif_time *t,
                        const struct mk_zone *zone);
bool mk_media_when_iso(struct mk_media_when *out, struct mk_arena *a, struct mk_span text,
                       const struct mk_zone *zone);
bool mk_media_when_mac(struct mk_media_when *out, struct mk_arena *a, uint64_t seconds);

/* One table "media" of one row. */
extern const struct mk_format mk_format_media;

#endif
