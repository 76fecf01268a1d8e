#ifndef MK_PHANTOM_IOS_AFC_H
#define MK_PHANTOM_IOS_AFC_H

#include "firmware/phantom/ios_stream.h"

/*
 * AFC, the phone's file service: a folder of the exercise, read only. A packet, little endian:
 *
 *   0   "CFA6LPAA"
 *   8   u64  length of all
 *   16  u64  length of this head and of what the operation's parameters take
 *   24  u64  number: the answer has the same
 *   32  u64  operation
 *   40  ...  parameters (paths end with NUL), then the payload
 *
 * Source: libimobiledevice src/afc.h and src/afc.c.
 */
#define MK_AFC_MAGIC    "CFA6LPAA"
#define MK_AFC_HEAD     40u
#define MK_AFC_BODY_MAX ((uint64_t)16 << 20) /* of a request */
#define MK_AFC_READ_MAX ((uint64_t)16 << 20) /* of one answer */
#define MK_AFC_HANDLES  64u

enum mk_afc_op {
    MK_AFC_STATUS = 0x01,
    MK_AFC_DATA = 0x02,
    MK_AFC_READ_DIR = 0x03,
    MK_AFC_FILE_INFO = 0x0a,
    MK_AFC_DEVICE_INFO = 0x0b,
    MK_AFC_OPEN = 0x0d,
    MK_AFC_OPENED = 0x0e,
    MK_AFC_READ = 0x0f,
    MK_AFC_SEEK = 0x11,
    MK_AFC_TELL = 0x12,
    MK_AFC_TOLD = 0x13,
    MK_AFC_CLOSE = 0x14,
    MK_AFC_CONNECTION_INFO = 0x16,
    MK_AFC_LOCK = 0x1b,
};

enum mk_afc_error {
    MK_AFC_OK = 0,
    MK_AFC_BAD_HEADER = 2,
    MK_AFC_NO_RESOURCES = 3,
    MK_AFC_READ_ERROR = 4,
    MK_AFC_INVALID = 7,
    MK_AFC_NOT_FOUND = 8,
    MK_AFC_IS_DIR = 9,
    MK_AFC_DENIED = 10,
    MK_AFC_NOT_SUPPORTED = 15,
};

struct mk_afc_root {
    int dir;            /* its folder; -1: an empty one */
    const char *device; /* where it lies on the phone, without '/' at the end */
    const char *only;   /* the one folder of it that may be seen ("Documents"), or NULL */
};

/* Serves a connection to its end, see ios_service.h. */
MK_CHECK int mk_ios_afc(struct mk_ios_stream *s, const struct mk_afc_root *root,
                        struct mk_error *e);

/* ---- the parts ---- */

struct mk_afc {
    struct mk_ios_stream *s;
    const struct mk_afc_root *root;
    int files[MK_AFC_HANDLES]; /* handle - 1; -1: free */
    struct mk_buf out;         /* the answer's payload */
};

/* The parameters' path as it lies on the phone: of root->device, '/' and no "." in between. */
void mk_afc_device_path(struct mk_buf *out, const struct mk_afc *a, struct mk_span path);
/* All of these are for paths as the host gave them, and put what they find into a->out. */
enum mk_afc_error mk_afc_list(struct mk_afc *a, struct mk_span path);
enum mk_afc_error mk_afc_info(struct mk_afc *a, struct mk_span path);
enum mk_afc_error mk_afc_open(uint64_t *handle, struct mk_afc *a, struct mk_span path);

#endif
