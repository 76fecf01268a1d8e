/* Pictures and videos that the phone's camera took: DCIM/Camera, with those of the leads. */
#include "host/train/picture.h"
#include "parsers/base/hash.h"
#include "parsers/base/time.h"
#include <unistd.h>

#define SHARED "data/media/0/"
#define ROOM   ((size_t)1 << 20)

int mk_put_shared(struct mk_train *t, const char *path, int64_t mtime_ms, struct mk_span bytes,
                  struct mk_error *e)
{
    char whole[600];
    struct mk_file_content c = { .head = bytes };
    if (mk_put_file(t, t->storage, path, mtime_ms, &c, e) != 0)
        return -1;
    if (!t->o->system)
        return 0;
    snprintf(whole, sizeof whole, SHARED "%s", path);
    if (mk_make_folders(t->system, whole, e) != 0)
        return -1;
    return linkat(t->storage, path, t->system, whole, 0) ? mk_fail_errno(e, whole) : 0;
}

struct mk_json *mk_true_media(struct mk_train *t, struct mk_at *at, const char *path,
                              const char *mime, struct mk_span bytes)
{
    static char file[600];
    char hex[MK_SHA256_HEX];
    struct mk_digest d = { 0 };
    snprintf(file, sizeof file, SHARED "%s", path);
    *at = (struct mk_at){ &t->whole, "media", file, "media" };
    if (mk_sha256_of(&d, bytes, NULL) != 0)
        t->whole.bad = true;
    mk_digest_hex(hex, &d);
    struct mk_json *j = mk_true(at, "media", 1);
    mk_json_kv_str(j, "path", file);
    mk_json_kv_str(j, "mime", mime);
    mk_json_kv_uint(j, "bytes", bytes.len);
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
    if (!t->o->system)
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

/* "PXL_20250605_210200123": as the camera names them, by UTC. */
static void name_of(char out[static 48], int64_t ms)
{
    char iso[MK_ISO_MAX];
    mk_time_iso(iso, ms * 1000, 3);
    snprintf(out, 48, "PXL_%.4s%.2s%.2s_%.2s%.2s%.2s%.3s", iso, iso + 5, iso + 8, iso + 11,
             iso + 14, iso + 17, iso + 20);
}

static int put_shot(struct mk_train *t, int64_t ms, const struct mk_place *place, uint64_t seed,
                    bool zoned, const struct mk_lead *lead, struct mk_error *e)
{
    char name[48], path[96], offset[8];
    int64_t minutes = t->sc->phone.utc_offset_min;
    struct mk_buf b;
    snprintf(offset, sizeof offset, "%c%02d:%02d", minutes < 0 ? '-' : '+',
             (int)(minutes < 0 ? -minutes : minutes) / 60,
             (int)(minutes < 0 ? -minutes : minutes) % 60);
    struct mk_shot s = {
        .width = 64 + (uint32_t)(seed % 4) * 8, .height = 48, .seed = seed, .place = place
    };
    s.make = t->sc->phone.manufacturer;
    s.model = t->model;
    s.local_ms = ms + minutes * 60000;
    s.offset = zoned ? offset : NULL;
    s.fix_ms = ms - 4000;
    name_of(name, ms);
    snprintf(path, sizeof path, "DCIM/Camera/%s.jpg", name);
    mk_buf_init(&b, ROOM);
    mk_jpeg(&b, &s);
    int rc = mk_buf_ok(&b) ? mk_put_shared(t, path, ms, mk_buf_span(&b), e)
                           : mk_fail(e, MK_ENOMEM, "picture");
    if (rc == 0)
        mk_true_shot(t, path, &s, mk_buf_span(&b), "unknown", lead);
    mk_buf_done(&b);
    return rc;
}

static void tell_video(struct mk_train *t, const char *path, struct mk_span bytes, int64_t ms,
                       const struct mk_place *place)
{
    struct mk_at at;
    if (!t->o->system)
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

static int put_video(struct mk_train *t, int64_t ms, const struct mk_place *place, uint64_t seed,
                     struct mk_error *e)
{
    char name[48], path[96];
    struct mk_buf b;
    name_of(name, ms);
    snprintf(path, sizeof path, "DCIM/Camera/%s.mp4", name);
    mk_buf_init(&b, ROOM);
    mk_mp4(&b, ms, 1000 + (uint32_t)(seed % 9000), place, seed);
    int rc = mk_buf_ok(&b) ? mk_put_shared(t, path, ms, mk_buf_span(&b), e)
                           : mk_fail(e, MK_ENOMEM, "video");
    if (rc == 0)
        tell_video(t, path, mk_buf_span(&b), ms, place);
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
