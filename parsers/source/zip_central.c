#include "parsers/source/zip.h"

#define CENTRAL_LEN 46u
#define ENTRIES_MAX ((size_t)2 << 20)

int mk_zip_add(struct mk_zip *z, const struct mk_zip_entry *en, struct mk_error *e)
{
    struct mk_zip_entry own = *en;
    own.name = mk_arena_copy(&z->arena, en->name);
    if (z->entries.len / sizeof own >= ENTRIES_MAX)
        return mk_fail(e, MK_ELIMIT, "zip: more than %zu entries", ENTRIES_MAX);
    mk_buf_put(&z->entries, &own, sizeof own);
    return own.name.p && mk_buf_ok(&z->entries) ? 0 : mk_fail(e, MK_ENOMEM, "zip: its list");
}

static bool has_id(const struct mk_zip_extra *x, uint16_t id)
{
    for (size_t i = 0; i < x->n; i++)
        if (x->ids[i] == id)
            return true;
    return false;
}

void mk_zip_extra(struct mk_zip_extra *out, struct mk_span extra)
{
    struct mk_cursor c = mk_cur(extra);
    *out = (struct mk_zip_extra){ 0 };
    while (mk_cur_left(&c) >= 4) {
        uint16_t id = mk_cur_u16le(&c);
        struct mk_span body = mk_cur_take(&c, mk_cur_u16le(&c));
        if (!mk_cur_ok(&c))
            break;
        if (has_id(out, id))
            out->odd = "an extra field is there twice";
        else if (out->n < sizeof out->ids / sizeof *out->ids)
            out->ids[out->n++] = id;
        if (id == 1 && !out->zip64.p)
            out->zip64 = body;
    }
    if (!mk_cur_ok(&c) || mk_cur_left(&c))
        out->odd = "the extra fields do not end where they should";
}

/* Where a 32-bit field is full, the zip64 field has it, in this order [4.5.3]. */
static bool widen(struct mk_zip_entry *en, struct mk_span zip64)
{
    struct mk_cursor c = mk_cur(zip64);
    if (en->size == 0xffffffff)
        en->size = mk_cur_u64le(&c);
    if (en->packed == 0xffffffff)
        en->packed = mk_cur_u64le(&c);
    if (en->local == 0xffffffff)
        en->local = mk_cur_u64le(&c);
    return mk_cur_ok(&c);
}

struct central {
    struct mk_zip_entry en;
    uint16_t name_len, extra_len, comment_len, disk;
};

static bool read_fixed(struct central *h, struct mk_span s)
{
    struct mk_cursor c = mk_cur(s);
    if (mk_cur_u32le(&c) != MK_ZIP_CENTRAL)
        return false;
    mk_cur_take(&c, 4);
    h->en.flags = mk_cur_u16le(&c);
    h->en.method = mk_cur_u16le(&c);
    h->en.dos = mk_cur_u32le(&c);
    h->en.crc = mk_cur_u32le(&c);
    h->en.packed = mk_cur_u32le(&c);
    h->en.size = mk_cur_u32le(&c);
    h->name_len = mk_cur_u16le(&c);
    h->extra_len = mk_cur_u16le(&c);
    h->comment_len = mk_cur_u16le(&c);
    h->disk = mk_cur_u16le(&c);
    mk_cur_take(&c, 6);
    h->en.local = mk_cur_u32le(&c);
    return mk_cur_ok(&c);
}

static void check_name(struct mk_zip *z, struct mk_span name)
{
    if (mk_path_leaves(name))
        mk_remark_on(&z->notes, name,
                     "a name that leads out of the archive; here it is but a name");
    if (name.len == 0 || memchr(name.p, 0, name.len))
        mk_remark_on(&z->notes, name, "no name, or one with a NUL byte");
}

/* One header at *at, which moves behind it; false when there is none. */
static int read_one(bool *more, uint64_t *at, struct mk_zip *z, struct mk_error *e)
{
    struct central h = { 0 };
    struct mk_zip_extra extra;
    struct mk_span s, name, rest;
    if (mk_view_get(&s, &z->w, *at, CENTRAL_LEN, e) != 0)
        return -1;
    *more = read_fixed(&h, s);
    if (!*more)
        return 0;
    uint64_t len = (uint64_t)CENTRAL_LEN + h.name_len + h.extra_len + h.comment_len;
    size_t want = CENTRAL_LEN + (size_t)h.name_len + (h.name_len > 32768 ? 0 : h.extra_len);
    if (mk_view_get(&s, &z->w, *at, want, e) != 0)
        return -1;
    struct mk_cursor c = mk_cur(mk_span_from(s, CENTRAL_LEN));
    name = mk_cur_take(&c, h.name_len);
    rest = mk_cur_rest(&c);
    *more = mk_cur_ok(&c) && len <= z->central_end - *at;
    if (!*more)
        return 0;
    h.en.name = name;
    check_name(z, name);
    mk_zip_extra(&extra, rest);
    if (extra.odd)
        mk_remark_on(&z->notes, name, "%s", extra.odd);
    for (size_t i = 0; i < extra.n; i++)
        h.en.extras |= mk_zip_extra_bit(extra.ids[i]);
    if (!widen(&h.en, extra.zip64))
        h.en.refused = "its zip64 sizes are missing";
    if (h.disk && h.disk != 0xffff)
        h.en.refused = "lies in another part of several";
    *at += len;
    return mk_zip_add(z, &h.en, e);
}

int mk_zip_read_central(struct mk_zip *z, struct mk_error *e)
{
    uint64_t at = z->central;
    bool more = true;
    size_t n;
    while (more && at < z->central_end)
        if (read_one(&more, &at, z, e) != 0)
            return -1;
    mk_zip_entries(z, &n);
    if (at != z->central_end)
        mk_remark(&z->notes, "zip: the central directory cannot be read to its end");
    if (n != z->count)
        mk_remark(&z->notes, "zip: %zu entries, %llu according to its end", n,
                  (unsigned long long)z->count);
    return 0;
}
