#ifndef MK_ADB_UNZSTD_H
#define MK_ADB_UNZSTD_H

#include "parsers/base/error.h"

/*
 * Undoes what the phone compressed on its way here. One file is exactly one zstd frame (RFC 8878
 * section 3.1.1), its end the file's end. Memory is bounded by the frame's window, of which more
 * than MK_UNZSTD_WINDOW is refused; what a frame makes of few bytes is bounded by nothing here:
 * pieces are given out one by one, and whoever counts them stops.
 *
 * adbd compresses at level 1, whose window is 512 KiB, and sets no checksum. Source: AOSP
 * packages/modules/adb compression_utils.h ZstdEncoder; zstd lib/compress/clevels.h.
 */
#define MK_UNZSTD_WINDOW_LOG 23 /* 8 MiB */

struct mk_unzstd;

MK_CHECK int mk_unzstd_new(struct mk_unzstd **out, struct mk_error *e);
void mk_unzstd_free(struct mk_unzstd *u);

/* Another file begins. */
void mk_unzstd_begin(struct mk_unzstd *u);
/* Takes from the front of *in: 1 and a piece of the file (until the next call); 0 when *in is used
 * up; -1 with MK_EPROTO: no zstd frame, damaged, too large a window, bytes behind its end. */
MK_CHECK int mk_unzstd_next(struct mk_span *piece, struct mk_unzstd *u, struct mk_span *in,
                            struct mk_error *e);
/* No more comes: MK_EPROTO when the frame is not at its end. */
MK_CHECK int mk_unzstd_end(const struct mk_unzstd *u, struct mk_error *e);

/* Whether a file of this name is worth compressing: by its ending, most that is large on a phone is
 * packed already. */
bool mk_worth_packing(struct mk_span path);

#endif
