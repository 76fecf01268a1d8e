#ifndef MK_HELD_H
#define MK_HELD_H

#include "firmware/exhibit/exhibit.h"
#include "parsers/base/arena.h"

/*
 * Files that are to be read and cut. Their names may be out of scope themselves, so they stay in
 * memory: a resumed run lists them again. Beyond MK_HELD_MAX bytes of them there is no room.
 */
#define MK_HELD_MAX ((size_t)64 << 20)

struct mk_held_file {
    struct mk_span path;
    uint64_t size;
    int64_t mtime_s;
    uint32_t mode;
    bool look; /* where no reader knows it, its bytes are taken */
};

struct mk_held {
    struct mk_arena paths;
    struct mk_buf files; /* struct mk_held_file[] */
};

void mk_held_init(struct mk_held *h);
void mk_held_done(struct mk_held *h);
/* False when there is no room. */
bool mk_held_add(struct mk_held *h, const struct mk_listed *file, bool look);
/* NULL behind the last. */
const struct mk_held_file *mk_held_at(const struct mk_held *h, size_t i);

#endif
