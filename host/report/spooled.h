#ifndef MK_SPOOLED_H
#define MK_SPOOLED_H

#include "host/report/names.h"
#include "host/report/threads.h"
#include <sqlite3.h>

/* Private to the spool: what it keeps. A record in the file: u32 head, u8 has row, i64 row, u32
 * length, fields. */
#define MK_RECORD_HEAD 17
#define MK_NO_TIME     INT64_MAX

struct mk_head {
    enum mk_kind kind;
    struct mk_span fields;
};

struct mk_child { /* an attachment or reaction, by a digest of the ref it belongs to */
    uint64_t parent, at;
    bool shown; /* in a list of its own, or with what it belongs to */
};

struct mk_spool {
    int fd;
    uint64_t end; /* of the file, with what is in `out` */
    struct mk_buf out;
    struct mk_arena arena;
    struct mk_buf heads;     /* struct head[] */
    uint32_t current[65536]; /* number of a head by its id, + 1 */
    struct mk_threads threads;
    struct mk_names names;
    struct mk_buf children; /* struct child[] */
    struct mk_facts facts, child_facts;
    struct mk_buf ref;
    sqlite3 *db;
    sqlite3_stmt *insert;
    uint64_t seq, kinds[MK_KIND_COUNT], sections[MK_SECTIONS];
    int64_t first[MK_SECTIONS], last[MK_SECTIONS];
};

void mk_facts_set(struct mk_facts *f, const struct mk_head *h, struct mk_span fields);
uint64_t mk_spool_digest(struct mk_span ref);

#endif
