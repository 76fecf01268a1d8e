#ifndef MK_TRAIN_PICTURE_H
#define MK_TRAIN_PICTURE_H

#include "host/train/make.h"

/* What a camera writes into a picture. */
struct mk_shot {
    uint32_t width, height;       /* multiples of 8 */
    uint64_t seed;                /* of what can be seen */
    const char *make, *model;     /* NULL: no Exif at all, as when an app stripped it */
    int64_t local_ms;             /* the camera's clock */
    const char *offset;           /* "+01:00", or NULL: not told */
    const struct mk_place *place; /* or NULL */
    int64_t fix_ms;               /* UTC, of the position */
};

/* A baseline JPEG of coloured squares. */
void mk_jpeg(struct mk_buf *out, const struct mk_shot *s);
/* Its APP1 segment. */
void mk_exif(struct mk_buf *out, const struct mk_shot *s);
/* An MP4 without pictures: only what says when and where. */
void mk_mp4(struct mk_buf *out, int64_t created_ms, uint32_t duration_ms,
            const struct mk_place *place, uint64_t seed);

/* A whole file on the shared storage, and where the file system has it. */
MK_CHECK int mk_put_shared(struct mk_train *t, const char *path, int64_t mtime_ms,
                           struct mk_span bytes, struct mk_error *e);
/* A file of the shared storage that is there already, where the file system or backups have it. */
MK_CHECK int mk_keep_shared(struct mk_train *t, const char *path, struct mk_error *e);
/* The record of such a file, begun: path, mime, bytes, sha256. `at` lasts until the next. */
struct mk_json *mk_true_media(struct mk_train *t, struct mk_at *at, const char *path,
                              const char *mime, struct mk_span bytes);
/* "media" of a movie that is too large to be held: its digest is left open. */
void mk_true_big(struct mk_train *t, const char *path, uint64_t bytes, int64_t ms);
/* "media" and "location" of a picture. */
void mk_true_shot(struct mk_train *t, const char *path, const struct mk_shot *s,
                  struct mk_span bytes, const char *whose, const struct mk_lead *lead);

#endif
