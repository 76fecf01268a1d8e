#ifndef FAR_WORKER_H
#define FAR_WORKER_H

#include "firmware/exhibit/frames.h"

/*
 * The worker's part is written into its end of the socket beforehand, as bytes: whatever the parent
 * asks, this is what it is answered.
 */
struct far {
    struct mk_exhibit x;
    int fd; /* the worker's end */
    struct mk_buf b;
};

void far_open(struct far *f);
void far_close(struct far *f);
void far_raw(struct far *f, const void *p, size_t n);
/* Sends what is in f->b as a frame, its body cut to `n` bytes. */
void far_cut(struct far *f, uint16_t type, size_t n);
void far_say(struct far *f, uint16_t type);
void far_text(struct far *f, uint16_t type, const char *text);
void far_gone(struct far *f);
void put_done(struct mk_buf *b, uint8_t status);
void put_result(struct mk_buf *b);
void put_phone(struct mk_buf *b);
void put_hello(struct mk_buf *b);
void put_entry(struct mk_buf *b, char type, const char *path);
void put_item(struct mk_buf *b, uint64_t item, uint8_t status);

#endif
