#include "parsers/format/tiff.h"
#include "parsers/base/cursor.h"
#include <stdio.h>

#define DIRECTORIES_MAX 64
#define ENTRIES_MAX     16384 /* of all directories */
#define ENTRY           12
#define BLOCK           64 /* entries read at a time */

struct walk {
    const struct mk_range *r;
    const struct mk_tiff_sink *sink;
    bool big;
    struct {
        uint32_t at;
        enum mk_tiff_group group;
        unsigned index;
    } dirs[DIRECTORIES_MAX];
    size_t ndirs, entries;
    unsigned subs;
    uint8_t value[MK_TIFF_VALUE_MAX];
};

static uint16_t u16(const struct walk *w, struct mk_cursor *c)
{
    return w->big ? mk_cur_u16be(c) : mk_cur_u16le(c);
}

static uint32_t u32(const struct walk *w, struct mk_cursor *c)
{
    return w->big ? mk_cur_u32be(c) : mk_cur_u32le(c);
}

static size_t type_size(uint16_t type)
{
    static const uint8_t size[] = { 0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4 };
    if (type == MK_TIFF_UTF8)
        return 1;
    return type < sizeof size ? size[type] : 0;
}

const char *mk_tiff_group_name(char out[static 16], enum mk_tiff_group group, unsigned index)
{
    static const char *const names[] = { "IFD", "ExifIFD", "GPS", "InteropIFD", "SubIFD" };
    if (group == MK_TIFF_MAIN || (group == MK_TIFF_SUB && index))
        snprintf(out, 16, "%s%u", names[group], index);
    else
        snprintf(out, 16, "%s", names[group]);
    return out;
}

static void odd(const struct walk *w, size_t dir, uint16_t tag, const char *why)
{
    char name[16];
    mk_tiff_group_name(name, w->dirs[dir].group, w->dirs[dir].index);
    w->sink->odd(w->sink->u, name, tag, why);
}

/* A further directory to visit; `from` names it. */
static void add(struct walk *w, size_t from, uint32_t at, enum mk_tiff_group group, unsigned index)
{
    for (size_t i = 0; i < w->ndirs; i++)
        if (w->dirs[i].at == at) {
            odd(w, from, 0, "points back to a directory that was read already");
            return;
        }
    if (w->ndirs == DIRECTORIES_MAX) {
        odd(w, from, 0, "more directories than are read");
        return;
    }
    w->dirs[w->ndirs].at = at;
    w->dirs[w->ndirs].group = group;
    w->dirs[w->ndirs++].index = index;
}

static void follow(struct walk *w, size_t dir, const struct mk_tiff_tag *t)
{
    static const struct {
        uint16_t id;
        enum mk_tiff_group group;
    } inner[] = {
        { 0x8769, MK_TIFF_EXIF },
        { 0x8825, MK_TIFF_GPS },
        { 0xa005, MK_TIFF_INTEROP },
        { 0x014a, MK_TIFF_SUB },
    };
    uint64_t at;
    for (size_t k = 0; k < sizeof inner / sizeof *inner; k++) {
        if (inner[k].id != t->id)
            continue;
        size_t n = inner[k].group == MK_TIFF_SUB ? t->count : 1;
        for (size_t i = 0; i < n && i < 16 && mk_tiff_uint(&at, t, i) && at <= UINT32_MAX; i++)
            add(w, dir, (uint32_t)at, inner[k].group,
                inner[k].group == MK_TIFF_SUB ? w->subs++ : 0);
    }
}

static void read_entry(struct walk *w, size_t dir, struct mk_cursor *c)
{
    struct mk_tiff_tag t = { .group = w->dirs[dir].group, .index = w->dirs[dir].index };
    size_t entry = c->pos;
    t.big_endian = w->big;
    t.id = u16(w, c);
    t.type = u16(w, c);
    t.count = u32(w, c);
    struct mk_span inlined = mk_cur_take(c, 4);
    struct mk_cursor field = mk_cur(inlined);
    t.len = (uint64_t)type_size(t.type) * t.count;
    if (!mk_cur_ok(c) || entry == c->pos)
        return;
    if (!type_size(t.type)) {
        odd(w, dir, t.id, "type not known");
        return;
    }
    t.at = t.len > 4 ? u32(w, &field) : 0;
    t.value = mk_span(inlined.p, t.len > 4 ? 0 : (size_t)t.len);
    if (t.len > 4) {
        size_t want = t.len < sizeof w->value ? (size_t)t.len : sizeof w->value;
        t.value = mk_span(w->value, mk_range_get(w->value, w->r, t.at, want));
        if (t.at > w->r->len || t.len > w->r->len - t.at)
            odd(w, dir, t.id, "value lies outside of the block");
    }
    w->sink->tag(w->sink->u, &t);
    follow(w, dir, &t);
}

static void read_next(struct walk *w, size_t dir, uint64_t at)
{
    uint8_t b[4];
    if (w->dirs[dir].group != MK_TIFF_MAIN || !mk_range_read(b, w->r, at, 4))
        return;
    struct mk_cursor c = mk_cur(mk_span(b, 4));
    uint32_t next = u32(w, &c);
    if (next)
        add(w, dir, next, MK_TIFF_MAIN, w->dirs[dir].index + 1);
}

static void read_directory(struct walk *w, size_t dir)
{
    uint8_t b[BLOCK * ENTRY];
    uint64_t at = (uint64_t)w->dirs[dir].at + 2;
    if (!mk_range_read(b, w->r, w->dirs[dir].at, 2)) {
        odd(w, dir, 0, "lies outside of the block");
        return;
    }
    struct mk_cursor c = mk_cur(mk_span(b, 2));
    size_t left = u16(w, &c);
    uint64_t room = at < w->r->len ? (w->r->len - at) / ENTRY : 0;
    bool cut = left > room;
    if (cut)
        odd(w, dir, 0, "cut: counts more entries than there are");
    while (left) {
        size_t n = left < BLOCK ? left : BLOCK;
        size_t got = mk_range_get(b, w->r, at, n * ENTRY) / ENTRY;
        if (w->entries + got > ENTRIES_MAX || got == 0)
            break;
        w->entries += got;
        c = mk_cur(mk_span(b, got * ENTRY));
        for (size_t i = 0; i < got; i++)
            read_entry(w, dir, &c);
        at += got * ENTRY;
        left -= got;
    }
    if (left && !cut)
        odd(w, dir, 0, "more entries than are read");
    if (!left)
        read_next(w, dir, at);
}

bool mk_tiff_knows(struct mk_span head)
{
    struct mk_cursor c = mk_cur(head);
    uint16_t order = mk_cur_u16be(&c);
    uint16_t number = order == 0x4949 ? mk_cur_u16le(&c) : mk_cur_u16be(&c);
    return mk_cur_ok(&c) && (order == 0x4949 || order == 0x4d4d) &&
           (number == 42 || number == 0x4f52 || number == 0x5352 || number == 0x55);
}

bool mk_tiff_walk(const struct mk_range *block, const struct mk_tiff_sink *sink)
{
    struct walk w = { .r = block, .sink = sink };
    uint8_t head[8];
    if (!mk_range_read(head, block, 0, sizeof head) || !mk_tiff_knows(mk_span(head, sizeof head)))
        return false;
    struct mk_cursor c = mk_cur(mk_span(head, sizeof head));
    w.big = mk_cur_u32be(&c) >> 16 == 0x4d4d;
    w.dirs[0].at = u32(&w, &c);
    w.ndirs = 1;
    for (size_t i = 0; i < w.ndirs; i++)
        read_directory(&w, i);
    return true;
}
