#ifndef MK_BUNDLE_WRITER_H
#define MK_BUNDLE_WRITER_H

#include "firmware/bundle/bundle.h"
#include "firmware/bundle/group.h"
#include "firmware/bundle/hasher.h"
#include "parsers/base/arena.h"

#define MK_OBJECT_TEXT_MAX   ((size_t)64 << 10) /* bytes of a command, of columns */
#define MK_OBJECT_WORD_MAX   ((size_t)1 << 10)  /* of a route, of a set's name */
#define MK_OBJECT_REMARK_MAX ((size_t)4 << 10)
#define MK_WRITE_BLOCK       ((size_t)1 << 20)

/* An object that is begun. */
struct mk_begun {
    uint64_t n;
    struct mk_buf members; /* ,"path":.. to "row":.. as BEGIN and index line have them */
    uint32_t mode;
    int64_t mtime_s;
};

struct mk_bundle {
    const struct mk_disk *disk;
    int dir, data;     /* the bundle's folder, and data/ in it */
    int folder;        /* data/NNN: the one used last, or -1 */
    uint64_t folder_n; /* its number */
    struct mk_commit commit;
    struct mk_bundle_info info;
    struct mk_arena texts; /* info's */

    struct mk_begun *begun; /* ring of MK_BUNDLE_AHEAD, oldest first */
    size_t first, count;
    int fd;                 /* the oldest one's file while it is open, else -1 */
    bool made;              /* it has one */
    bool direct;            /* it is written past the page cache now */
    bool indirect;          /* this disk does not do that */
    uint64_t written, sent; /* its bytes; those that were sent on their way to the disk */
    struct mk_buf
        block[2]; /* bytes that have not been written; one fills, one may be hashed still */
    int filling;
    struct mk_hasher *hasher; /* of them */
    struct mk_buf line;       /* a line being put together */

    uint64_t seq; /* custody: of the next line */
    char prev[MK_SHA256_HEX];
    struct mk_sha256 *custody;

    bool sealing, sealed;
    int64_t sealed_us;
};

int64_t mk_wall_us(void); /* CLOCK_REALTIME */

/* An empty writer over an open folder; mk_bundle_free() is due in any case. */
MK_CHECK int mk_bundle_new(struct mk_bundle **out, const struct mk_disk *disk, struct mk_error *e);
/* Not sealed, not sealing, no sticky error. */
MK_CHECK int mk_bundle_ready(struct mk_bundle *b, struct mk_error *e);
/* Takes the line that was put together in b->line: checks it; MK_ENOMEM. */
MK_CHECK int mk_bundle_line(struct mk_bundle *b, struct mk_error *e);

/* The "info" line, out and in. */
void mk_info_json(struct mk_buf *out, const struct mk_bundle_info *info);
MK_CHECK int mk_info_parse(struct mk_bundle_info *out, struct mk_arena *texts, struct mk_span json,
                           struct mk_error *e);
MK_CHECK int mk_info_copy(struct mk_bundle_info *out, struct mk_arena *texts,
                          const struct mk_bundle_info *info, struct mk_error *e);
/* bag-info.txt. `signatures`: "kit, officer". */
void mk_baginfo(struct mk_buf *out, const struct mk_bundle_info *info, int64_t sealed_us,
                uint64_t bytes, uint64_t files, const char *signatures);

/* Rows: the members that BEGIN has; the lines. */
MK_CHECK int mk_row_members(struct mk_buf *out, const struct mk_object *o, struct mk_error *e);
void mk_row_begin(struct mk_buf *out, const struct mk_begun *o);
void mk_row_whole(struct mk_buf *out, const struct mk_begun *o, uint64_t bytes,
                  const struct mk_digest *sha256, int64_t taken_us,
                  const struct mk_object_end *end);

/* Removes files in data/ that no "whole" line names, and *.tmp. */
MK_CHECK int mk_bundle_sweep(struct mk_bundle *b, struct mk_error *e);
/* Calls `each` for every name in a folder but "." and "..", until it returns non-zero: that. */
MK_CHECK int mk_each_name(int dir, const char *folder,
                          int (*each)(void *u, int in, const char *name, struct mk_error *e),
                          void *u, struct mk_error *e);

#endif
