/* Pictures and videos that the phone's camera took: DCIM/Camera, on an iPhone DCIM/100APPLE, with
 * those of the leads. */
#include "host/train/picture.h"
#include "parsers/base/hash.h"
#include "parsers/base/time.h"
#include <unistd.h>

#define ROOM ((size_t)1 << 20)

/* Where the whole file system and the backups have the shared storage, and what records call it. */
static const struct {
    const char *copy, *file;
} roots[] = { { "data/media/0/", "data/media/0/" },
              { "CameraRollDomain/Media/", "private/var/mobile/Media/" } };

int mk_put_shared(struct mk_train *t, const char *path, int64_t mtime_ms, struct mk_span bytes,
                  struct mk_error *e)
{
    struct mk_file_content c = { .head = bytes };
    return mk_put_file(t, t->storage, path, mtime_ms, &c, e) ? -1 : mk_keep_shared(t, path, e);
}

int mk_keep_shared(struct mk_train *t, const char *path, struct mk_error *e)
{
    char whole[600];
    if (!t->o->system && !t->o->iphone)
        return 0;
    snprintf(whole, sizeof whole, "%s%s", roots[t->o->iphone].copy, path);
    if (mk_make_folders(t->system, whole, e) != 0)
        return -1;
    return linkat(t->storage, path, t->system, whole, 0) ? mk_fail_errno(e, whole) : 0;
}

static struct mk_json *begin_media(struct mk_train *t, struct mk_at *at, const char *path,
                                   const char *mime, uint64_t bytes)
{
    static char file[600];
    bool below = strncmp(path, "private/", 8) != 0;
    snprintf(file, sizeof file, "%s%s", below ? roots[t->o->iphone].file : "", path);
    *at = (struct mk_at){ t->o->iphone ? &t->truth : &t->whole, "media", file, "media" };
    struct mk_json *j = mk_true(at, "media", 1);
    mk_json_kv_str(j, "path", file);
    mk_json_kv_str(j, "mime", mime);
    mk_json_kv_uint(j, "bytes", bytes);
    return j;
}

struct mk_json *mk_true_media(struct mk_train *t, struct mk_at *at, const char *path,
                              const char *mime, struct mk_span bytes)
{
    char hex[MK_SHA256_HEX];
    struct mk_digest d = { 0 };
    struct mk_json *j = begin_media(t, at, path, mime, bytes.len);
    if (mk_sha256_of(&d, bytes, NULL) != 0)
        at->tr->bad = true;
    mk_digest_hex(hex, &d);
    mk_json_kv_str(j, "sha256", hex);
    return j;
}

static void tell_taken(struct mk_json *j, int64_t local_ms, const char *offset)
{
    char iso[MK_ISO_MAX], raw[48];
    int64_t us = local_ms * 1000;
    mk_time_iso(iso, us, 0);
    snprintf(raw, sizeof raw, "%.4s:%.2s:%.2s %.8s%s", iso, iso + 5, iso + 8, iso + 11,
             offset ? offset : "");
    mk_json_kv_str(j, "time_raw", raw);
    mk_json_kv_str(j, "time_unit", "exif");
    if (!offset)
        return; /* a wall clock without a zone is no UTC */
    snprintf(raw, sizeof raw, "%.19s%s", iso, offset);
    if (mk_time_parse(&us, mk_str(raw)))
        mk_json_kv_iso(j, "time", us, 0);
    mk_json_kv_str(j, "zone", offset);
    mk_json_kv_str(j, "zone_origin", "stored");
}

static void tell_position(struct mk_json *j, const struct mk_place *p)
{
    mk_true_real(j, "lat", p->lat);
    mk_true_real(j, "lon", p->lon);
}

void mk_true_shot(struct mk_train *t, const char *path, const struct mk_shot *s,
                  struct mk_span bytes, const char *whose, const struct mk_lead *lead)
{
    struct mk_at at;
    char text[80];
    if (!t->o->system && !t->o->iphone)
        return;
    struct mk_json *j = mk_true_media(t, &at, path, "image/jpeg", bytes);
    mk_json_kv_uint(j, "width", s->width);
    mk_json_kv_uint(j, "height", s->height);
    if (s->make) {
        snprintf(text, sizeof text, "%s %s", s->make, s->model);
        mk_json_kv_str(j, "camera", text);
        tell_taken(j, s->local_ms, s->offset);
    }
    if (s->make && s->place) {
        tell_position(j, s->place);
        mk_true_real(j, "altitude_m", s->place->alt_m);
    }
    mk_true_end(&at);
    mk_train_lead(t, lead, &at, "media", 1);
    if (!s->make || !s->place)
        return;
    j = mk_true(&at, "location", 1);
    tell_position(j, s->place);
    mk_true_real(j, "altitude_m", s->place->alt_m);
    mk_true_ref(j, "parent", "media", 1);
    mk_json_kv_iso(j, "time", s->fix_ms / 1000 * 1000000, 0);
    mk_time_iso(text, s->fix_ms * 1000, 0);
    mk_json_key(j, "time_raw");
    char raw[32];
    snprintf(raw, sizeof raw, "%.4s:%.2s:%.2s %.8s", text, text + 5, text + 8, text + 11);
    mk_json_str(j, raw);
    mk_json_kv_str(j, "time_unit", "exif");
    mk_json_kv_str(j, "origin", "exif");
    mk_json_kv_str(j, "whose", whose);
    mk_json_kv_str(j, "meaning", "media");
    mk_true_end(&at);
    mk_train_lead(t, lead, &at, "location", 1);
}

/* "DCIM/Camera/PXL_20250605_210200123.jpg", by UTC; "DCIM/100APPLE/IMG_0001.JPG". */
static void name_of(char out[static 96], struct mk_train *t, int64_t ms, bool video)
{
    char iso[MK_ISO_MAX];
    mk_time_iso(iso, ms * 1000, 3);
    t->shots++;
    if (t->o->iphone)
        snprintf(out, 96, "DCIM/%uAPPLE/IMG_%04u.%s", 100 + t->shots / 1000 % 900, t->shots % 10000,
                 video ? "MP4" : "JPG");
    else
        snprintf(out, 96, "DCIM/Camera/PXL_%.4s%.2s%.2s_%.2s%.2s%.2s%.3s.%s", iso, iso + 5, iso + 8,
                 iso + 11, iso + 14, iso + 17, iso + 20, video ? "mp4" : "jpg");
}

/* Tells who keeps a list of them. */
static void tell_taken_by(struct mk_train *t, const struct mk_taken *taken)
{
    if (t->took)
        t->took(t->took_arg, taken);
}

static int put_shot(struct mk_train *t, int64_t ms, const struct mk_place *place, uint64_t seed,
                    bool zoned, const struct mk_lead *lead, struct mk_error *e)
{
    char path[96], offset[8];
    int64_t minutes = t->sc->phone.utc_offset_min;
    struct mk_buf b;
    snprintf(offset, sizeof offset, "%c%02d:%02d", minutes < 0 ? '-' : '+',
             (int)(minutes < 0 ? -minutes : minutes) / 60,
             (int)(minutes < 0 ? -minutes : minutes) % 60);
    struct mk_shot s = {
        .width = 64 + (uint32_t)(seed % 4) * 8, .height = 48, .seed = seed, .place = place
    };
    s.make = t->o->iphone ? "Apple" : t->sc->phone.manufacturer;
    s.model = t->model;
    s.local_ms = ms + minutes * 60000;
    s.offset = zoned ? offset : NULL;
    s.fix_ms = ms - 4000;
    name_of(path, t, ms, false);
    mk_buf_init(&b, ROOM);
    mk_jpeg(&b, &s);
    int rc = mk_buf_ok(&b) ? mk_put_shared(t, path, ms, mk_buf_span(&b), e)
                           : mk_fail(e, MK_ENOMEM, "picture");
    if (rc == 0)
        mk_true_shot(t, path, &s, mk_buf_span(&b), "unknown", lead);
    if (rc == 0)
        tell_taken_by(t, &(struct mk_taken){ path, ms, place, s.width, s.height, b.len, lead, 0 });
    mk_buf_done(&b);
    return rc;
}

static void tell_video(struct mk_train *t, const char *path, struct mk_span bytes, int64_t ms,
                       const struct mk_place *place)
{
    struct mk_at at;
    if (!t->o->system && !t->o->iphone)
        return;
    struct mk_json *j = mk_true_media(t, &at, path, "video/mp4", bytes);
    mk_true_time(j, ms / 1000 * 1000000, 0, ms / 1000 + 2082844800, "mac_s");
    if (place)
        tell_position(j, place);
    mk_true_end(&at);
    if (!place)
        return;
    j = mk_true(&at, "location", 1);
    mk_true_time(j, ms / 1000 * 1000000, 0, ms / 1000 + 2082844800, "mac_s");
    tell_position(j, place);
    mk_true_ref(j, "parent", "media", 1);
    mk_json_kv_str(j, "origin", "exif");
    mk_json_kv_str(j, "whose", "unknown");
    mk_json_kv_str(j, "meaning", "media");
    mk_true_end(&at);
}

void mk_true_big(struct mk_train *t, const char *path, uint64_t bytes, int64_t ms)
{
    static const char *const unknown[] = { "sha256" };
    struct mk_at at;
    struct mk_json *j = begin_media(t, &at, path, "video/mp4", bytes);
    mk_true_time(j, ms / 1000 * 1000000, 0, ms / 1000 + 2082844800, "mac_s");
    mk_true_open(j, unknown, 1);
    mk_true_end(&at);
}

static int put_video(struct mk_train *t, int64_t ms, const struct mk_place *place, uint64_t seed,
                     struct mk_error *e)
{
    char path[96];
    struct mk_buf b;
    uint32_t duration = 1000 + (uint32_t)(seed % 9000);
    name_of(path, t, ms, true);
    mk_buf_init(&b, ROOM);
    mk_mp4(&b, ms, duration, place, seed);
    int rc = mk_buf_ok(&b) ? mk_put_shared(t, path, ms, mk_buf_span(&b), e)
                           : mk_fail(e, MK_ENOMEM, "video");
    if (rc == 0)
        tell_video(t, path, mk_buf_span(&b), ms, place);
    if (rc == 0)
        tell_taken_by(t, &(struct mk_taken){ path, ms, place, 0, 0, b.len, NULL, duration });
    mk_buf_done(&b);
    return rc;
}

int mk_train_pictures(struct mk_train *t, struct mk_error *e)
{
    const struct mk_scenario *sc = t->sc;
    struct mk_rng g = mk_rng_for(t->o->seed, 10);
    int rc = 0;
    for (uint32_t i = 0; rc == 0 && i < t->o->pictures; i++) {
        int64_t ms = mk_train_moment(t, &g, i, t->o->pictures);
        uint64_t seed = mk_rng(&g);
        const struct mk_place *p =
            sc->nplaces && i % 3 ? &sc->places[mk_rng_below(&g, (uint32_t)sc->nplaces)] : NULL;
        rc = i % 6 == 5 ? put_video(t, ms, p, seed, e) : put_shot(t, ms, p, seed, i % 4, NULL, e);
    }
    for (size_t i = 0; rc == 0 && t->o->pictures && !t->o->no_leads && i < sc->nleads; i++)
        if (sc->leads[i].picture && !sc->leads[i].from)
            rc = put_shot(t, sc->leads[i].at_us / 1000 - 90000, sc->leads[i].place, i + 1, true,
                          &sc->leads[i], e);
    return rc;
}
