#include "parsers/source/zip.h"
#include <stdlib.h>

#define LOCAL_LEN 30u

struct local {
    struct mk_zip_entry en;
    struct mk_zip_extra extra;
    bool there;
};

static bool widen(struct local *l)
{
    struct mk_cursor c = mk_cur(l->extra.zip64);
    if (l->en.size == 0xffffffff && l->extra.zip64.p)
        l->en.size = mk_cur_u64le(&c);
    if (l->en.packed == 0xffffffff && l->extra.zip64.p)
        l->en.packed = mk_cur_u64le(&c);
    return mk_cur_ok(&c);
}

/* The header at that place; its name lives until the window moves. */
static int read_local(struct local *l, struct mk_zip *z, uint64_t at, struct mk_error *e)
{
    struct mk_span s;
    *l = (struct local){ 0 };
    if (mk_view_get(&s, &z->w, at, LOCAL_LEN, e) != 0)
        return -1;
    struct mk_cursor c = mk_cur(s);
    l->there = mk_cur_u32le(&c) == MK_ZIP_LOCAL;
    mk_cur_take(&c, 2);
    l->en.flags = mk_cur_u16le(&c);
    l->en.method = mk_cur_u16le(&c);
    l->en.dos = mk_cur_u32le(&c);
    l->en.crc = mk_cur_u32le(&c);
    l->en.packed = mk_cur_u32le(&c);
    l->en.size = mk_cur_u32le(&c);
    uint16_t name = mk_cur_u16le(&c), extra = mk_cur_u16le(&c);
    l->there = l->there && mk_cur_ok(&c);
    if (!l->there)
        return 0;
    if (mk_view_get(&s, &z->w, at, LOCAL_LEN + (size_t)name + extra, e) != 0)
        return -1;
    c = mk_cur(mk_span_from(s, LOCAL_LEN));
    l->en.name = mk_cur_take(&c, name);
    mk_zip_extra(&l->extra, mk_cur_take(&c, extra));
    l->en.local = at;
    l->en.data = at + LOCAL_LEN + name + extra;
    l->there = mk_cur_ok(&c) && widen(l);
    return 0;
}

/* ---- against the central directory ---- */

/* Kinds of extra field that have their place in local headers only [4.5.2]: zip64, padding of
 * Android and of OPC, Java's mark. */
static bool local_only(uint16_t id)
{
    return id == 0x0001 || id == 0xd935 || id == 0xa220 || id == 0xcafe;
}

static bool extras_differ(const struct mk_zip_entry *en, const struct local *l)
{
    for (size_t i = 0; i < l->extra.n; i++)
        if (!local_only(l->extra.ids[i]) && !(en->extras & mk_zip_extra_bit(l->extra.ids[i])))
            return true;
    return false;
}

/* With a descriptor a local header may leave these open: 0. */
static bool differs(uint64_t central, uint64_t local, bool streamed)
{
    return central != local && !(streamed && local == 0);
}

static const char *compare(const struct mk_zip_entry *en, const struct local *l)
{
    bool streamed = l->en.flags & MK_ZIP_STREAMED;
    if (!mk_span_eq(en->name, l->en.name))
        return "is called otherwise in front of its data";
    if (en->method != l->en.method ||
        ((en->flags ^ l->en.flags) & (MK_ZIP_ENCRYPTED | MK_ZIP_STREAMED)))
        return "another way of packing is stated in front of its data";
    if (differs(en->crc, l->en.crc, streamed))
        return "another checksum is stated in front of its data";
    if (differs(en->packed, l->en.packed, streamed) || differs(en->size, l->en.size, streamed))
        return "another size is stated in front of its data";
    if (en->dos != l->en.dos)
        return "another time is stated in front of its data";
    return l->extra.odd;
}

/* The descriptor behind the data, with or without signature, of 4 or 8 bytes a size. Returns its
 * length, 0 when none of them says what the directory says. */
static size_t descriptor(const struct mk_zip_entry *en, struct mk_span s)
{
    for (size_t form = 0; form < 4; form++) {
        struct mk_cursor c = mk_cur(s);
        bool wide = form & 1, bare = form & 2;
        bool fits = bare || mk_cur_u32le(&c) == MK_ZIP_DESC;
        fits = mk_cur_u32le(&c) == en->crc && fits;
        fits = (wide ? mk_cur_u64le(&c) : mk_cur_u32le(&c)) == en->packed && fits;
        fits = (wide ? mk_cur_u64le(&c) : mk_cur_u32le(&c)) == en->size && fits;
        if (fits && mk_cur_ok(&c))
            return c.pos;
    }
    return 0;
}

static int check_end(struct mk_zip *z, struct mk_zip_entry *en, struct mk_error *e)
{
    struct mk_span s;
    if (en->packed > z->f->size || en->data > z->f->size - en->packed) {
        en->end = z->f->size;
        en->refused = "its data would lie behind the end of the file";
        return 0;
    }
    en->end = en->data + en->packed;
    if (!(en->flags & MK_ZIP_STREAMED))
        return 0;
    if (mk_view_get(&s, &z->w, en->end, 24, e) != 0)
        return -1;
    size_t n = descriptor(en, s);
    if (!n)
        mk_remark_on(&z->notes, en->name, "other sizes are stated behind its data, or none");
    en->end += n;
    return 0;
}

static int check_one(struct mk_zip *z, struct mk_zip_entry *en, struct mk_error *e)
{
    struct local l;
    if (z->base && en->local <= UINT64_MAX - z->base)
        en->local += z->base;
    if (read_local(&l, z, en->local, e) != 0)
        return -1;
    en->data = l.en.data;
    if (!l.there) {
        en->data = en->end = en->local;
        en->refused = "there is no header in front of its data";
        return 0;
    }
    const char *odd = compare(en, &l);
    if (odd)
        mk_remark_on(&z->notes, en->name, "%s", odd);
    else if (extras_differ(en, &l))
        mk_remark_on(&z->notes, en->name, "has extra fields that the directory does not know");
    return check_end(z, en, e);
}

/* ---- what no entry has ---- */

static int by_local(const void *a, const void *b)
{
    const struct mk_zip_entry *x = *(struct mk_zip_entry *const *)a,
                              *y = *(struct mk_zip_entry *const *)b;
    return x->local != y->local ? (x->local > y->local) - (x->local < y->local)
                                : (x->end > y->end) - (x->end < y->end);
}

/* Entries should lie one behind the other from the start to the directory. What is told once is not
 * told for each: data that entries share are a bomb, and all of them but the first are refused. */
static void check_places(struct mk_zip *z, struct mk_zip_entry **by_place, size_t n)
{
    uint64_t at = z->base, gaps = 0, shared = 0;
    qsort(by_place, n, sizeof *by_place, by_local);
    for (size_t i = 0; i < n; i++) {
        struct mk_zip_entry *en = by_place[i];
        gaps += en->local > at ? en->local - at : 0;
        if (en->local < at && en->end > en->local) {
            shared++;
            en->refused = "shares its data with another entry";
        }
        at = en->end > at ? en->end : at;
    }
    if (z->base)
        mk_remark(&z->notes, "zip: %llu bytes in front of it", (unsigned long long)z->base);
    if (z->central_end && at < z->central)
        gaps += z->central - at;
    if (z->central_end && at > z->central)
        mk_remark(&z->notes, "zip: data of entries lie in the central directory");
    if (gaps)
        mk_remark(&z->notes, "zip: %llu bytes between its entries belong to none",
                  (unsigned long long)gaps);
    if (shared)
        mk_remark(&z->notes, "zip: %llu entries share data with others: not read",
                  (unsigned long long)shared);
}

int mk_zip_check_locals(struct mk_zip *z, struct mk_error *e)
{
    size_t n;
    struct mk_zip_entry *all = mk_zip_entries(z, &n);
    for (size_t i = 0; i < n; i++)
        if (check_one(z, &all[i], e) != 0)
            return -1;
    struct mk_zip_entry **by_place = n ? malloc(n * sizeof *by_place) : NULL;
    if (n && !by_place)
        return mk_fail(e, MK_ENOMEM, "zip: its list");
    for (size_t i = 0; i < n; i++)
        by_place[i] = &all[i];
    if (n)
        check_places(z, by_place, n);
    free(by_place);
    return 0;
}

/* ---- without a central directory ---- */

int mk_zip_scan(struct mk_zip *z, struct mk_error *e)
{
    struct local l;
    uint64_t at = 0;
    mk_remark(&z->notes, "zip: no central directory: listed by what stands in front of each entry");
    for (;;) {
        if (read_local(&l, z, at, e) != 0)
            return -1;
        if (!l.there)
            return 0;
        bool open = (l.en.flags & MK_ZIP_STREAMED) && !l.en.packed && l.en.size == 0;
        l.en.end = l.en.data + l.en.packed;
        if (l.en.data > z->f->size || l.en.packed > z->f->size - l.en.data)
            l.en.end = z->f->size; /* cut off: what is there is given */
        if (open) /* its end is known to who unpacks it; the next one is not to be found */
            l.en.packed = z->f->size - l.en.data;
        if (mk_zip_add(z, &l.en, e) != 0)
            return -1;
        if (open || l.en.end == z->f->size) {
            if (open)
                mk_remark(&z->notes,
                          "zip: what follows the first entry of unknown size is not read");
            return 0;
        }
        at = l.en.end;
    }
}
