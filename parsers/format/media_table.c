#include "parsers/base/time.h"
#include "parsers/format/media.h"
#include "parsers/table/grid.h"
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

/* A picture or a video as a table of one row. */
enum {
    PATH,
    MIME,
    BYTES,
    SHA256,
    WIDTH,
    HEIGHT,
    CAMERA,
    MAKE,
    MODEL,
    SOFTWARE,
    LENS,
    SERIAL,
    ORIENTATION,
    UNIQUE_ID,
    CONTENT_ID,
    DESCRIPTION,
    COMMENT,
    DURATION,
    TIME,
    TIME_RAW,
    TIME_UNIT,
    TIME_FROM,
    ZONE,
    ZONE_ORIGIN,
    XMP_TAKEN,
    CHANGED,
    PLACED,
    PLACE_FROM,
    LAT,
    LON,
    ALTITUDE,
    ACCURACY,
    SPEED,
    BEARING,
    DIRECTION,
    DIRECTION_REF,
    PLACE_TIME,
    PLACE_RAW,
    PLACE_UNIT,
    PLACE_CLOCK,
    PLACE_ZONE,
    PLACE_ZONE_ORIGIN,
    COLUMNS
};
static const char *const columns[COLUMNS + 1] = {
    [PATH] = "path",
    [MIME] = "mime",
    [BYTES] = "bytes",
    [SHA256] = "sha256",
    [WIDTH] = "width",
    [HEIGHT] = "height",
    [CAMERA] = "camera",
    [MAKE] = "make",
    [MODEL] = "model",
    [SOFTWARE] = "software",
    [LENS] = "lens",
    [SERIAL] = "serial",
    [ORIENTATION] = "orientation",
    [UNIQUE_ID] = "unique_id",
    [CONTENT_ID] = "content_id",
    [DESCRIPTION] = "description",
    [COMMENT] = "comment",
    [DURATION] = "duration_s",
    [TIME] = "time",
    [TIME_RAW] = "time_raw",
    [TIME_UNIT] = "time_unit",
    [TIME_FROM] = "time_from",
    [ZONE] = "zone",
    [ZONE_ORIGIN] = "zone_origin",
    [XMP_TAKEN] = "xmp_taken",
    [CHANGED] = "changed",
    [PLACED] = "placed",
    [PLACE_FROM] = "place_from",
    [LAT] = "lat",
    [LON] = "lon",
    [ALTITUDE] = "altitude_m",
    [ACCURACY] = "accuracy_m",
    [SPEED] = "speed_mps",
    [BEARING] = "bearing_deg",
    [DIRECTION] = "direction_deg",
    [DIRECTION_REF] = "direction_ref",
    [PLACE_TIME] = "place_time",
    [PLACE_RAW] = "place_raw",
    [PLACE_UNIT] = "place_unit",
    [PLACE_CLOCK] = "place_clock",
    [PLACE_ZONE] = "place_zone",
    [PLACE_ZONE_ORIGIN] = "place_zone_origin",
};
static const struct mk_grid_table tables[] = { { "media", columns }, { NULL, NULL } };

struct document {
    const struct mk_file *file;
    const struct mk_context *cx;
    struct mk_media media;
    struct mk_digest digest;
    const char *hash_why; /* why there is none */
    bool ready, given;
};

static void put_text(struct mk_grid *g, size_t column, struct mk_span s)
{
    if (s.len)
        mk_grid_text(g, column, s);
}

static void put_real(struct mk_grid *g, size_t column, double v)
{
    if (isfinite(v))
        mk_grid_real(g, column, v);
}

/* ---- the file's digest ---- */

static int hash_file(struct document *d, struct mk_error *e)
{
    static const char why[] = "the file cannot be read to its end";
    size_t piece = (size_t)256 << 10, got = 0;
    struct mk_sha256 *h = NULL;
    uint8_t *b = malloc(piece);
    int rc = b ? mk_sha256_new(&h, e) : mk_fail(e, MK_ENOMEM, "hash");
    for (uint64_t at = 0; rc == 0 && at < d->file->size; at += got) {
        if (d->file->pread(d->file->u, at, b, piece, &got, NULL) != 0 || got == 0) {
            d->hash_why = why;
            break;
        }
        rc = mk_sha256_add(h, mk_span(b, got), e);
    }
    if (rc == 0)
        rc = mk_sha256_end(&d->digest, h, e);
    mk_sha256_free(h);
    free(b);
    return rc;
}

/* Once, though every query is a pass of its own. */
static int prepare(struct document *d, struct mk_error *e)
{
    if (d->ready)
        return 0;
    if (d->cx->sha256)
        d->digest = *d->cx->sha256;
    else if (hash_file(d, e) != 0)
        return -1;
    d->ready = true;
    mk_media_read(&d->media, d->file);
    return 0;
}

static void put_digest(struct mk_grid *g, const struct document *d)
{
    char hex[MK_SHA256_HEX];
    mk_digest_hex(hex, &d->digest);
    if (d->hash_why)
        mk_grid_lost(g, SHA256, d->hash_why);
    else
        mk_grid_text(g, SHA256, mk_str(hex));
}

/* ---- what it says ---- */

static struct mk_span first(struct mk_span a, struct mk_span b, struct mk_span c)
{
    return a.len ? a : b.len ? b : c;
}

/* "Canon EOS 40D" names its maker already; "Pixel 8 Pro" does not. */
static void put_camera(struct mk_grid *g, const struct mk_media *m)
{
    char text[200];
    struct mk_span make = first(m->exif.make, m->movie_facts.make, m->xmp.make);
    struct mk_span model = first(m->exif.model, m->movie_facts.model, m->xmp.model);
    size_t word = 0;
    put_text(g, MAKE, make);
    put_text(g, MODEL, model);
    while (word < make.len && make.p[word] != ' ')
        word++;
    bool named = word && model.len >= word &&
                 strncasecmp((const char *)make.p, (const char *)model.p, word) == 0;
    if (named || !make.len || !model.len || make.len + model.len + 2 > sizeof text) {
        put_text(g, CAMERA, model.len ? model : make);
        return;
    }
    int n = snprintf(text, sizeof text, "%.*s %.*s", (int)make.len, (const char *)make.p,
                     (int)model.len, (const char *)model.p);
    put_text(g, CAMERA, mk_span(text, (size_t)n));
}

static void put_facts(struct mk_grid *g, const struct mk_media *m)
{
    const struct mk_exif *x = &m->exif;
    uint64_t width = m->width ? m->width : x->width, height = m->width ? m->height : x->height;
    if (width && height) {
        mk_grid_int(g, WIDTH, (int64_t)width);
        mk_grid_int(g, HEIGHT, (int64_t)height);
    }
    if (x->orientation && x->orientation <= 8)
        mk_grid_int(g, ORIENTATION, (int64_t)x->orientation);
    put_camera(g, m);
    put_text(g, SOFTWARE, first(x->software, m->movie_facts.software, m->xmp.software));
    put_text(g, LENS, x->lens);
    put_text(g, SERIAL, x->serial);
    put_text(g, UNIQUE_ID, x->unique_id);
    put_text(g, CONTENT_ID, m->movie_facts.content_id);
    put_text(g, DESCRIPTION, x->description);
    put_text(g, COMMENT, first(x->user_comment, m->comment, mk_span(NULL, 0)));
    if (m->movie_facts.lasts)
        mk_grid_real(g, DURATION, (double)m->movie_facts.duration_ms / 1000);
}

static void put_raw(struct mk_grid *g, size_t column, const struct mk_media_when *w)
{
    if (w->is_number)
        mk_grid_int(g, column, (int64_t)w->number);
    put_text(g, column, w->raw);
}

static void put_when(struct mk_grid *g, struct mk_media *m, const struct mk_media_when *w)
{
    struct mk_media_when changed;
    put_raw(g, TIME_RAW, w);
    put_text(g, TIME_UNIT, mk_str(w->unit));
    put_text(g, TIME_FROM, mk_str(w->from));
    put_text(g, TIME, w->utc);
    put_text(g, ZONE, w->zone);
    put_text(g, ZONE_ORIGIN, mk_str(w->zone_origin));
    if (w->why)
        mk_grid_doubt(g, w->utc.len ? TIME : TIME_RAW, w->why);
    put_text(g, XMP_TAKEN, m->xmp.taken);
    if (mk_media_when_exif(&changed, &m->arena, &m->exif.modified, NULL) ||
        mk_media_when_mac(&changed, &m->arena, m->movie_facts.modification))
        put_text(g, CHANGED, changed.utc);
}

/* Exif's fix is UTC without saying so; XMP's is ISO 8601. False when there is none. */
static bool put_fix(struct mk_grid *g, const struct mk_place *p, bool exif)
{
    char text[80];
    struct mk_stamp t;
    int n = snprintf(text, sizeof text, "%.*s%s", (int)(p->fix_raw.len < 60 ? p->fix_raw.len : 60),
                     p->fix_raw.len ? (const char *)p->fix_raw.p : "", exif ? "Z" : "");
    if (exif && n > 10)
        text[4] = text[7] = '-';
    if (!mk_time_read(&t, mk_span(text, (size_t)n)) || !t.zoned)
        return false;
    mk_grid_text(g, PLACE_TIME, mk_span(text, (size_t)n));
    put_text(g, PLACE_RAW, p->fix_raw);
    mk_grid_text(g, PLACE_UNIT, mk_str(exif ? "exif" : "iso"));
    if (p->fix_gps)
        mk_grid_text(g, PLACE_CLOCK, mk_str("network"));
    return true;
}

/* Without a time of its own a position has the picture's. */
static void put_place_time(struct mk_grid *g, const struct mk_media_when *w)
{
    put_text(g, PLACE_TIME, w->utc);
    put_raw(g, PLACE_RAW, w);
    put_text(g, PLACE_UNIT, mk_str(w->unit));
    put_text(g, PLACE_ZONE, w->zone);
    put_text(g, PLACE_ZONE_ORIGIN, mk_str(w->zone_origin));
    if (w->utc.len)
        mk_grid_text(g, PLACE_CLOCK, mk_str("device"));
    if (w->why)
        mk_grid_doubt(g, w->utc.len ? PLACE_TIME : PLACE_RAW, w->why);
}

static void put_place(struct mk_grid *g, struct mk_media *m, const struct mk_media_when *w)
{
    struct mk_place p;
    const char *from;
    mk_media_place(&p, &from, m);
    if (!mk_place_is(&p)) {
        if (p.why)
            mk_grid_lost(g, LAT, p.why);
        return;
    }
    mk_grid_int(g, PLACED, 1);
    mk_grid_text(g, PLACE_FROM, mk_str(from));
    mk_grid_real(g, LAT, p.lat);
    mk_grid_real(g, LON, p.lon);
    if (p.why)
        mk_grid_doubt(g, LAT, p.why);
    put_real(g, ALTITUDE, p.altitude_m);
    put_real(g, ACCURACY, p.accuracy_m);
    put_real(g, SPEED, p.speed_mps);
    put_real(g, BEARING, p.bearing_deg);
    put_real(g, DIRECTION, p.direction_deg);
    if (!isnan(p.direction_deg))
        put_text(g, DIRECTION_REF, mk_str(p.direction_ref));
    if (!put_fix(g, &p, !strcmp(from, "exif")))
        put_place_time(g, w);
}

static int start(void *u, struct mk_grid *g, struct mk_error *e)
{
    struct document *d = u;
    (void)g;
    d->given = false;
    return prepare(d, e);
}

static int step(void *u, struct mk_grid *g, struct mk_error *e)
{
    struct document *d = u;
    struct mk_media *m = &d->media;
    struct mk_media_when w;
    (void)e;
    if (d->given)
        return 0;
    d->given = true;
    mk_grid_row(g, 0, 0);
    put_text(g, PATH, d->cx->path);
    mk_grid_int(g, BYTES, (int64_t)d->file->size);
    put_digest(g, d);
    if (m->mime)
        mk_grid_text(g, MIME, mk_str(m->mime));
    else
        mk_grid_lost(g, MIME, d->file->size ? "begins like no picture or video" : "empty");
    put_facts(g, m);
    mk_media_taken(&w, m, d->cx->zone);
    put_when(g, m, &w);
    put_place(g, m, &w);
    for (size_t i = 0; i < m->nodd; i++)
        mk_grid_remark(g, "%s", m->odd[i]);
    return 0;
}

static void release(void *u)
{
    struct document *d = u;
    if (d->ready)
        mk_media_done(&d->media);
    free(d);
}

static bool knows(struct mk_span head, struct mk_span path)
{
    static const char *const ends[] = { ".jpg",  ".jpeg", ".jpe", ".heic", ".heif", ".hif", ".png",
                                        ".webp", ".gif",  ".bmp", ".tif",  ".tiff", ".dng", ".avif",
                                        ".mp4",  ".m4v",  ".mov", ".3gp",  ".3g2",  ".m4a", ".cr2",
                                        ".cr3",  ".nef",  ".arw", ".avi",  ".mkv",  ".webm" };
    char brand[5];
    if (mk_media_sniff(brand, head).mime)
        return true;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        size_t n = strlen(ends[i]);
        if (path.len > n && strncasecmp((const char *)path.p + path.len - n, ends[i], n) == 0)
            return true; /* by its name it should be one: a record says that it is not */
    }
    return false;
}

static int open_media(struct mk_tables *out, const struct mk_file *file,
                      const struct mk_context *cx, struct mk_error *e)
{
    static const struct mk_grid_ops ops = { start, step, release };
    struct document *d = calloc(1, sizeof *d);
    if (!d)
        return mk_fail(e, MK_ENOMEM, "media");
    d->file = file;
    d->cx = cx;
    if (mk_grid_new(out, tables, &ops, d, cx->memory_max, e) == 0)
        return 0;
    free(d);
    return -1;
}

const struct mk_format mk_format_media = { "media", knows, open_media, mk_grid_close };
