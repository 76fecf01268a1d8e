#include "parsers/source/zip.h"

#define END_LEN     22u
#define LOCATOR_LEN 20u
#define END64_LEN   56u
#define TAIL        (END_LEN + 65535u) /* where an end can be: in front of a comment of 64 KiB */

struct end {
    uint64_t at; /* of the end record itself, or of the zip64 one */
    uint64_t here, count, size, offset;
    uint32_t disk, first_disk;
    uint16_t comment;
};

static void read_end(struct end *out, struct mk_span s)
{
    struct mk_cursor c = mk_cur(s);
    mk_cur_u32le(&c);
    out->disk = mk_cur_u16le(&c);
    out->first_disk = mk_cur_u16le(&c);
    out->here = mk_cur_u16le(&c);
    out->count = mk_cur_u16le(&c);
    out->size = mk_cur_u32le(&c);
    out->offset = mk_cur_u32le(&c);
    out->comment = mk_cur_u16le(&c);
}

static uint32_t signature(struct mk_span s)
{
    struct mk_cursor c = mk_cur(s);
    return mk_cur_u32le(&c);
}

/* The last end whose comment reaches to the end of the file; when none does, the last one at all.
 */
static int search_end(bool *found, struct end *out, struct mk_zip *z, struct mk_error *e)
{
    uint64_t from = z->f->size > TAIL ? z->f->size - TAIL : 0;
    struct mk_span tail;
    *found = false;
    if (mk_view_get(&tail, &z->w, from, TAIL, e) != 0)
        return -1;
    for (size_t at = tail.len; at-- > 0;) {
        struct mk_span s = mk_span_from(tail, at);
        struct end this = { .at = from + at };
        if (s.len < END_LEN || signature(s) != MK_ZIP_END)
            continue;
        read_end(&this, s);
        bool fits = s.len == END_LEN + this.comment;
        if (!*found || fits)
            *out = this;
        *found = true;
        if (fits)
            return 0;
    }
    if (*found)
        mk_remark(&z->notes, "zip: its comment does not end where the file ends");
    return 0;
}

/* The zip64 end takes the place of all that the plain one has no room for. */
static int read_end64(struct end *end, struct mk_zip *z, struct mk_error *e)
{
    struct mk_span s;
    if (end->at < LOCATOR_LEN)
        return 0;
    uint64_t at = end->at - LOCATOR_LEN;
    if (mk_view_get(&s, &z->w, at, LOCATOR_LEN, e) != 0)
        return -1;
    if (signature(s) != MK_ZIP_LOCATOR)
        return 0;
    struct mk_cursor c = mk_cur(mk_span_from(s, 8));
    uint64_t end64 = mk_cur_u64le(&c);
    if (end64 > at || at - end64 < END64_LEN) {
        mk_remark(&z->notes, "zip: the zip64 end is not where it should be");
        return 0;
    }
    if (mk_view_get(&s, &z->w, end64, END64_LEN, e) != 0)
        return -1;
    c = mk_cur(s);
    if (mk_cur_u32le(&c) != MK_ZIP_END64) {
        mk_remark(&z->notes, "zip: the zip64 end is not where it should be");
        return 0;
    }
    uint64_t len = mk_cur_u64le(&c);
    if (len != at - end64 - 12)
        mk_remark(&z->notes, "zip: the zip64 end has another length than it says");
    struct end plain = *end;
    mk_cur_take(&c, 4);
    *end = (struct end){ .at = end64 };
    end->disk = mk_cur_u32le(&c);
    end->first_disk = mk_cur_u32le(&c);
    end->here = mk_cur_u64le(&c);
    end->count = mk_cur_u64le(&c);
    end->size = mk_cur_u64le(&c);
    end->offset = mk_cur_u64le(&c);
    if ((plain.count != 0xffff && plain.count != end->count) ||
        (plain.size != 0xffffffff && plain.size != end->size) ||
        (plain.offset != 0xffffffff && plain.offset != end->offset))
        mk_remark(&z->notes, "zip: its two ends contradict each other");
    return 0;
}

static int is_central(bool *is, struct mk_zip *z, uint64_t at, struct mk_error *e)
{
    struct mk_span s;
    if (mk_view_get(&s, &z->w, at, 4, e) != 0)
        return -1;
    *is = signature(s) == MK_ZIP_CENTRAL;
    return 0;
}

/* The directory should lie right in front of the end; where something was put before the archive,
 * all offsets are off by that. */
static int place(bool *found, struct mk_zip *z, const struct end *end, struct mk_error *e)
{
    bool said = end->offset <= end->at && end->size <= end->at - end->offset;
    z->central = end->offset;
    z->central_end = end->at;
    z->count = end->count;
    *found = true;
    if (said && end->offset + end->size == end->at)
        return 0;
    mk_remark(&z->notes, "zip: the central directory is not where its end says");
    uint64_t before = end->size <= end->at ? end->at - end->size : 0;
    if (end->size && end->size <= end->at) {
        if (is_central(found, z, before, e) != 0)
            return -1;
        if (*found && before > end->offset)
            z->base = before - end->offset;
        if (*found)
            z->central = before;
    }
    if (!*found && end->offset < end->at) {
        if (is_central(found, z, end->offset, e) != 0)
            return -1;
        z->central = end->offset;
    }
    return 0;
}

int mk_zip_find_end(bool *found, struct mk_zip *z, struct mk_error *e)
{
    struct end end = { 0 };
    if (search_end(found, &end, z, e) != 0)
        return -1;
    if (!*found)
        return 0;
    if (read_end64(&end, z, e) != 0)
        return -1;
    if (end.disk || end.first_disk || end.here != end.count)
        mk_remark(&z->notes, "zip: one of several parts that belong together");
    return place(found, z, &end, e);
}
