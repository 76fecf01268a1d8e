#include "host/train/document.h"
#include <assert.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static int create(struct mk_document *d, int root, struct mk_error *e)
{
    if (mk_make_folders(root, d->path, e) != 0)
        return -1;
    int fd = openat(root, d->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    d->f = fd < 0 ? NULL : fdopen(fd, "w");
    if (!d->f) {
        mk_fail_errno(e, d->path);
        if (fd >= 0)
            close(fd);
        return -1;
    }
    d->t->n.files++;
    return 0;
}

int mk_document_open(struct mk_document *d, struct mk_train *t, const char *path,
                     struct mk_error *e)
{
    *d = (struct mk_document){ .t = t };
    snprintf(d->path, sizeof d->path, "%s", path);
    snprintf(d->where, sizeof d->where, "data/media/0/%s", path);
    snprintf(d->shown, sizeof d->shown, "/sdcard/%s", path);
    return create(d, t->storage, e);
}

int mk_document_open_private(struct mk_document *d, struct mk_train *t, const char *path,
                             struct mk_error *e)
{
    *d = (struct mk_document){ .t = t, .is_private = true };
    snprintf(d->path, sizeof d->path, "%s", path);
    snprintf(d->where, sizeof d->where, "%s", path);
    return create(d, t->system, e);
}

void mk_document_xml(struct mk_document *d, const char *s)
{
    for (; *s; s++) {
        const char *safe = *s == '<'   ? "&lt;"
                           : *s == '>' ? "&gt;"
                           : *s == '&' ? "&amp;"
                           : *s == '"' ? "&quot;"
                                       : NULL;
        if (safe)
            fputs(safe, d->f);
        else
            putc(*s, d->f);
    }
}

int mk_document_close(struct mk_document *d, struct mk_error *e)
{
    const struct timespec at = { .tv_sec = d->t->now_ms / 1000 };
    bool bad = ferror(d->f) || fflush(d->f) || fchmod(fileno(d->f), 0644) ||
               futimens(fileno(d->f), (struct timespec[]){ at, at });
    if (fclose(d->f) || bad)
        return mk_fail_errno(e, d->path);
    if (!d->t->o->system || d->is_private)
        return 0;
    if (mk_make_folders(d->t->system, d->where, e) != 0)
        return -1;
    return linkat(d->t->storage, d->path, d->t->system, d->where, 0) ? mk_fail_errno(e, d->where)
                                                                     : 0;
}

/* One weighted place an hour, the same for the same hour. */
static const struct mk_place *place_of(const struct mk_train *t, int64_t hour)
{
    const struct mk_scenario *sc = t->sc;
    struct mk_rng g = mk_rng_for(t->o->seed, 900000000 + (uint64_t)hour);
    int64_t all = 0, at;
    size_t i = 0;
    for (size_t k = 0; k < sc->nplaces; k++)
        all += sc->places[k].weight;
    assert(all > 0); /* nobody asks without places, and none weighs nothing */
    for (at = (int64_t)(mk_rng(&g) % (uint64_t)all); at >= sc->places[i].weight; i++)
        at -= sc->places[i].weight;
    return &sc->places[i];
}

/* Five decimals, about a metre: what trackers write. */
static double rounded(double v)
{
    return (double)(int64_t)(v * 100000 + (v < 0 ? -0.5 : 0.5)) / 100000;
}

void mk_train_point(struct mk_point_at *out, const struct mk_train *t, uint64_t i, uint64_t n)
{
    struct mk_rng g = mk_rng_for(t->o->seed, 910000000 + i);
    out->ms = mk_train_moment(t, &g, i, n) / 1000 * 1000;
    int64_t hour = out->ms / 3600000;
    const struct mk_place *here = place_of(t, hour), *next = place_of(t, hour + 1);
    double part = (double)(out->ms % 3600000) / 3600000;
    double way = part < 0.75 ? 0 : (part - 0.75) * 4; /* the last quarter of the hour */
    out->lat = here->lat + (next->lat - here->lat) * way;
    out->lon = here->lon + (next->lon - here->lon) * way;
    out->lat = rounded(out->lat + ((double)mk_rng_below(&g, 41) - 20) / 100000);
    out->lon = rounded(out->lon + ((double)mk_rng_below(&g, 41) - 20) / 100000);
    out->alt_m = rounded(here->alt_m);
}

int mk_train_documents(struct mk_train *t, struct mk_error *e)
{
    int rc = 0;
    if (t->o->system && t->o->contacts)
        rc = mk_train_vcard(t, e);
    if (rc == 0 && t->o->places && t->sc->nplaces)
        rc = mk_train_gpx(t, e);
    if (rc == 0 && t->o->places && t->sc->nplaces)
        rc = mk_train_kml(t, e);
    if (rc == 0 && t->o->places && t->sc->nplaces)
        rc = mk_train_timeline(t, e);
    if (rc == 0 && t->o->system)
        rc = mk_train_chat_text(t, e);
    return rc == 0 && t->o->system && t->o->telegram ? mk_train_telegram(t, e) : rc;
}
