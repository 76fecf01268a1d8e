#include "firmware/acquire/held.h"

void mk_held_init(struct mk_held *h)
{
    mk_arena_init(&h->paths, MK_HELD_MAX);
    mk_buf_init(&h->files, MK_HELD_MAX);
}

void mk_held_done(struct mk_held *h)
{
    mk_arena_done(&h->paths);
    mk_buf_done(&h->files);
}

bool mk_held_add(struct mk_held *h, const struct mk_listed *file, bool look)
{
    const struct mk_held_file f = { .path = mk_arena_copy(&h->paths, file->path),
                                    .size = file->size,
                                    .mtime_s = file->mtime_s,
                                    .mode = file->mode,
                                    .look = look };
    size_t before = h->files.len;
    if (f.path.p)
        mk_buf_put(&h->files, &f, sizeof f);
    bool kept = f.path.p && mk_buf_ok(&h->files);
    h->files.bad = false;
    if (!kept)
        h->files.len = before;
    return kept;
}

const struct mk_held_file *mk_held_at(const struct mk_held *h, size_t i)
{
    const struct mk_held_file *all = (const struct mk_held_file *)(const void *)h->files.p;
    return i < h->files.len / sizeof *all ? &all[i] : NULL;
}
