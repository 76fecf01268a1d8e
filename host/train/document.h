#ifndef MK_TRAIN_DOCUMENT_H
#define MK_TRAIN_DOCUMENT_H

#include "host/train/make.h"

/* A text on the shared storage, written as a stream; system/ has the same file. */
struct mk_document {
    struct mk_train *t;
    FILE *f;
    char path[256];  /* below storage/, or system/ when it is private */
    char where[300]; /* where the file system has it */
    char shown[300]; /* where the phone serves it */
    bool is_private; /* below system/ alone */
};
MK_CHECK int mk_document_open(struct mk_document *d, struct mk_train *t, const char *path,
                              struct mk_error *e);
/* One that apps keep for themselves: `path` is a device path. */
MK_CHECK int mk_document_open_private(struct mk_document *d, struct mk_train *t, const char *path,
                                      struct mk_error *e);
/* Text of XML, or a value in double quotes. */
void mk_document_xml(struct mk_document *d, const char *s);
/* Fails when any write did. */
MK_CHECK int mk_document_close(struct mk_document *d, struct mk_error *e);

/* The i-th of n points of where the phone was: at a place, or between two. */
struct mk_point_at {
    int64_t ms; /* whole seconds */
    double lat, lon, alt_m;
};
void mk_train_point(struct mk_point_at *out, const struct mk_train *t, uint64_t i, uint64_t n);

MK_CHECK int mk_train_vcard(struct mk_train *t, struct mk_error *e);
MK_CHECK int mk_train_gpx(struct mk_train *t, struct mk_error *e);
MK_CHECK int mk_train_kml(struct mk_train *t, struct mk_error *e);
MK_CHECK int mk_train_timeline(struct mk_train *t, struct mk_error *e);
MK_CHECK int mk_train_chat_text(struct mk_train *t, struct mk_error *e);
MK_CHECK int mk_train_telegram(struct mk_train *t, struct mk_error *e);

#endif
