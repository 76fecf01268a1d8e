#ifndef MK_PHANTOM_SYNC_H
#define MK_PHANTOM_SYNC_H

#include "firmware/phantom/fault.h"
#include "firmware/phantom/log.h"
#include "firmware/phantom/pack.h"
#include "firmware/phantom/tree.h"

/*
 * The "sync:" service of a phone, without I/O of its own but the tree's. All
 * numbers little endian; a request is u32 id, u32 length, path. Answers:
 *
 *   STAT  "STAT" mode size mtime, u32 each; zeros when there is nothing      (lstat)
 *   STA2  LST2  id, u32 errno, u64 dev ino, u32 mode nlink uid gid, u64 size, i64 atime mtime ctime
 *   LIST  per name "DENT" mode size mtime, u32 length, name; "DONE" of the same shape, zeros
 *   LIS2  the same with "DNT2" and the fields of LST2
 *   RECV  "DATA" u32 length, up to 64 KiB; "DONE" 0; or "FAIL" u32 length, text
 *   RCV2  a second request head follows the path: id again, u32 flags (0: not compressed; 4: what
 *         the DATAs hold together is one zstd frame)
 *   QUIT  ends it
 *
 * Source: AOSP packages/modules/adb file_sync_protocol.h, daemon/file_sync_service.cpp,
 * compression_utils.h ZstdEncoder.
 *
 * What ends in 2 is there only on phones that announce stat_v2, ls_v2, sendrecv_v2 and
 * sendrecv_v2_zstd; others end the service, as they do with anything unknown.
 */
#define MK_PHANTOM_SYNC_CHUNK ((size_t)64 << 10)

struct mk_phantom_sync {
    const struct mk_exercise *x;
    struct mk_phantom_log *log;
    struct mk_fault_link *link; /* NULL: nothing goes wrong */
    struct mk_buf in;           /* requests not handled yet */
    size_t at;                  /* of `in` that has been */
    enum {
        MK_PHANTOM_SYNC_IDLE,
        MK_PHANTOM_SYNC_LISTS,
        MK_PHANTOM_SYNC_SENDS,
        MK_PHANTOM_SYNC_ENDED
    } state;
    bool v2;
    struct mk_phantom_tree_list list;
    struct mk_phantom_tree_file file;
    struct mk_phantom_pack *pack; /* what is sent is compressed */
};

void mk_phantom_sync_init(struct mk_phantom_sync *s, const struct mk_exercise *x,
                          struct mk_phantom_log *log);
void mk_phantom_sync_done(struct mk_phantom_sync *s);
/* More from the host. False when it sent more than is taken ahead, which breaks the stream. */
bool mk_phantom_sync_feed(struct mk_phantom_sync *s, struct mk_span bytes);
/* Appends answers until `out` holds `want` bytes or a request is missing. False when it ended. */
bool mk_phantom_sync_more(struct mk_phantom_sync *s, struct mk_buf *out, size_t want);

#endif
