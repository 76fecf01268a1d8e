#ifndef MK_LIMITS_H
#define MK_LIMITS_H

#include "parsers/base/buf.h"

/* Address space is ASan's to use, and its helpers need what the sandbox refuses. */
#ifdef __SANITIZE_ADDRESS__
#define MK_ASAN
#elif defined __has_feature
#if __has_feature(address_sanitizer)
#define MK_ASAN
#endif
#endif

/* Closes `first` and every descriptor above; safe after a fork. */
int mk_close_from(int first);
/* Closes first..last. */
int mk_close_range(unsigned first, unsigned last);

/* The layers of mk_worker_enter(); each adds its line to the report. */
void mk_lock_user(struct mk_buf *report);
void mk_lock_landlock(struct mk_buf *report);
/* What a worker may call beyond the rest. */
struct mk_lock_extra {
    int usb;         /* the descriptor on which the ioctls of usbfs are allowed, -1: none */
    const int *keys; /* those on which a transfer is made and waited for */
    size_t nkeys;
    bool local;  /* unix stream sockets are made and connected */
    bool server; /* connections are accepted */
};
void mk_lock_seccomp(struct mk_buf *report, const struct mk_lock_extra *extra);

#endif
