#ifndef MK_ADB_SYNC_H
#define MK_ADB_SYNC_H

#include "parsers/base/buf.h"
#include "parsers/base/error.h"

/*
 * The file service of adbd ("sync:"). Little endian; every request is
 *
 *   offset size
 *   0      4    four letters
 *   4      4    length of the path, at most 1024
 *   8      ...  path
 *
 * and RCV2 is followed by 4 bytes "RCV2" and 4 bytes of flags: 0 not compressed, or one of 1
 * brotli, 2 LZ4, 4 zstd, which the phone offers as sendrecv_v2_brotli and so on. Only zstd (since
 * Android 12) is asked for: level 1 of it packs better than LZ4 and keeps ahead of a USB 2 link,
 * as brotli on a phone does not; each further decoder would be another one for hostile bytes.
 *
 * Replies:
 *
 *   STAT        "STAT", u32 mode, u32 size, u32 mtime            mode 0: lstat() failed
 *   LST2        "LST2", u32 errno, u64 dev, u64 inode, u32 mode, u32 links, u32 uid, u32 gid,
 *               u64 size, i64 atime, i64 mtime, i64 ctime        as lstat() tells
 *   LIST        per entry "DENT", u32 mode, u32 size, u32 mtime, u32 length of the name, name;
 *               "DONE" and 16 bytes more
 *   LIS2        per entry "DNT2", what LST2 has, u32 length of the name, name;
 *               "DONE" and 72 bytes more
 *   RECV, RCV2  "DATA", u32 length up to 65536, bytes; ... "DONE", u32 0
 *               (with flags 4, what the DATAs hold together is one zstd frame: see unzstd.h)
 *   any         "FAIL", u32 length, text
 *
 * Behind FAIL adbd ends the service: requests that were already written are lost, and a new stream
 * has to be opened for them. A folder that cannot be opened is answered like an empty one, but for
 * the entries "." and "..", which it lacks. LIST leaves out entries whose lstat() failed.
 *
 * Source: AOSP packages/modules/adb: file_sync_protocol.h; daemon/file_sync_service.cpp do_list(),
 * do_stat_v2(), recv_impl(), do_recv_v2(), handle_sync_command(); SYNC.TXT. errno is Linux's.
 */
#define MK_SYNC_PATH_MAX 1024u
#define MK_SYNC_NAME_MAX 255u
#define MK_SYNC_DATA_MAX 65536u

enum mk_sync_ask { MK_SYNC_STAT, MK_SYNC_LIST, MK_SYNC_RECV };

/* Which of the two forms the phone has, see MK_ADB_HAS_... */
struct mk_sync_forms {
    bool stat_v2, list_v2, recv_v2;
};

/* Appends a request; a path over MK_SYNC_PATH_MAX must not come here. */
void mk_sync_put(struct mk_buf *out, const struct mk_sync_forms *forms, enum mk_sync_ask ask,
                 struct mk_span path);

/* The same for RECV of a compressed file, which takes recv_v2; answered as RECV. */
void mk_sync_put_packed(struct mk_buf *out, struct mk_span path);

struct mk_sync_stat {
    uint32_t error; /* errno; STAT, which tells none: 2 where the mode is 0 */
    uint32_t mode;
    uint64_t size;
    int64_t mtime_s;
};
/* 'f' plain file, 'd' folder, 'l' link, 'o' other. */
char mk_sync_type(uint32_t mode);

enum mk_sync_event_kind {
    MK_SYNC_EV_STAT,
    MK_SYNC_EV_ENTRY, /* bytes: its name, up to 255; "." and ".." too, see mk_sync_is_name() */
    MK_SYNC_EV_LISTED,
    MK_SYNC_EV_DATA, /* bytes: a part of the file */
    MK_SYNC_EV_DONE, /* the file is whole */
    MK_SYNC_EV_FAIL, /* bytes: why, shortened */
};
struct mk_sync_event {
    enum mk_sync_event_kind kind;
    struct mk_sync_stat stat;
    struct mk_span bytes; /* until the next call */
};

#define MK_SYNC_HEAD_MAX 76u
struct mk_sync {
    struct mk_sync_forms forms;
    uint8_t part[MK_SYNC_HEAD_MAX + MK_SYNC_NAME_MAX]; /* a head or a name that came in pieces */
    size_t have, need;                                 /* need 0: between replies */
    uint32_t data_left;
    uint32_t fail_left;
};
void mk_sync_init(struct mk_sync *s, const struct mk_sync_forms *forms);

/*
 * Takes from the front of *in the next event of the reply to `ask`: 1; 0 when
 * *in is used up; -1 with MK_EPROTO for a reply to something else, a length that cannot be.
 */
MK_CHECK int mk_sync_next(struct mk_sync_event *out, struct mk_sync *s, enum mk_sync_ask ask,
                          struct mk_span *in, struct mk_error *e);

/* Whether an entry can be of that name: not empty, without '/' and NUL. The phone may say others.
 */
bool mk_sync_is_name(struct mk_span s);

/* Whether the stream stands between two replies. */
bool mk_sync_between(const struct mk_sync *s);

#endif
