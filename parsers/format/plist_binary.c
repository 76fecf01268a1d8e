/*
 * Binary property lists.
 *
 *   header   0  8  "bplist00" (other digits are other versions)
 *   objects  -     one marker byte, high half: type, low half n: size; n 15 in a type that counts:
 *                  an integer object with the count follows
 *            00 null, 08 false, 09 true, 0F fill
 *            0C, 0D  a URL with or without base: further objects; 0E  UUID of 16 bytes
 *            1n integer of 2^n bytes: up to 4 unsigned, 8 signed, 16 signed
 *            2n real of 2^n bytes; 33 date: real, seconds since 2001-01-01 UTC
 *            4n data; 5n ASCII; 6n UTF-16, n units; 8n UID of n + 1 bytes
 *            An array, Bn ordered set, Cn set: n references; Dn dictionary: n of keys, n of values
 *   offsets  -     of each object, size from the trailer
 *   trailer  -26 1 size of an offset   -25 1 size of a reference   -24 8 number of objects
 *            -16 8 the root            -8  8 where the offsets are
 *
 * All numbers are big endian. Source: Apple, CoreFoundation, CFBinaryPList.c (CF-1153.18), the
 * comment on the format in front of it, and CFBasicHash; sizes of 3 and 5 to 7 bytes as
 * libplist src/bplist.c (2.6.0) reads them.
 */
#include "parsers/base/cursor.h"
#include "parsers/base/utf.h"
#include "parsers/format/plist_build.h"
#include <stdio.h>

#define HEAD    8u
#define TRAILER 32u

struct table {
    struct mk_arena *arena;
    struct mk_span file;
    struct mk_plist_value *values; /* one for each object */
    size_t n;
    uint8_t offset_size, ref_size;
    uint64_t offsets;
};

static uint64_t number(struct mk_cursor *c, size_t size)
{
    struct mk_span s = mk_cur_take(c, size);
    uint64_t v = 0;
    for (size_t i = 0; i < s.len; i++)
        v = v << 8 | s.p[i];
    return v;
}

static void damaged(struct mk_plist_value *v, const char *why)
{
    *v = (struct mk_plist_value){ .kind = MK_PLIST_DAMAGED, .s = mk_str(why) };
}

/* ---- single objects ---- */

static void read_int(struct mk_plist_value *v, struct mk_cursor *c, unsigned n)
{
    uint64_t high = 0, low;
    if (n > 4) {
        mk_cur_refuse(c);
        return;
    }
    if (n == 4)
        high = mk_cur_u64be(c);
    low = number(c, n == 4 ? 8 : (size_t)1 << n);
    v->kind = MK_PLIST_INT;
    v->i = (int64_t)low;
    if (n == 4 && high == 0 && low > INT64_MAX)
        v->kind = MK_PLIST_UINT;
    else if (n == 4 && high != (v->i < 0 ? UINT64_MAX : 0))
        damaged(v, "an integer of more than 64 bits");
}

static void read_real(struct mk_plist_value *v, struct mk_cursor *c, unsigned n,
                      enum mk_plist_kind kind)
{
    uint32_t bits = n == 2 ? mk_cur_u32be(c) : 0;
    uint64_t wide = n == 3 ? mk_cur_u64be(c) : 0;
    float f;
    v->kind = kind;
    if (n == 3) {
        memcpy(&v->r, &wide, sizeof v->r);
    } else if (n == 2) {
        memcpy(&f, &bits, sizeof f);
        v->r = (double)f;
    } else {
        mk_cur_refuse(c);
    }
}

static void read_utf16(struct mk_plist_value *v, struct table *t, struct mk_span s)
{
    struct mk_buf b;
    mk_buf_init(&b, s.len / 2 * 3 + 4);
    mk_utf16_put(&b, s, true);
    v->kind = MK_PLIST_TEXT;
    v->s = mk_arena_copy(t->arena, mk_buf_span(&b));
    if (!mk_buf_ok(&b) || !v->s.p)
        damaged(v, "no memory left for this text");
    mk_buf_done(&b);
}

/* How many: the low half of the marker, or an integer object behind it. */
static uint64_t read_count(struct mk_cursor *c, unsigned n)
{
    struct mk_plist_value v = { 0 };
    if (n != 15)
        return n;
    uint8_t marker = mk_cur_u8(c);
    if (marker >> 4 != 1)
        mk_cur_refuse(c);
    else
        read_int(&v, c, marker & 15);
    if (v.kind != MK_PLIST_INT || v.i < 0)
        mk_cur_refuse(c);
    return mk_cur_ok(c) ? (uint64_t)v.i : 0;
}

static void read_bytes(struct mk_plist_value *v, struct table *t, struct mk_cursor *c,
                       uint8_t marker)
{
    uint64_t n = read_count(c, marker & 15);
    unsigned type = marker >> 4;
    if (type == 6)
        n = mk_cur_count(c, n, 2) * 2;
    struct mk_span s = mk_cur_take(c, n);
    v->kind = type == 4 ? MK_PLIST_DATA : MK_PLIST_TEXT;
    v->s = s;
    if (mk_cur_ok(c) && type == 6)
        read_utf16(v, t, s);
}

/* ---- containers ---- */

static const struct mk_plist_value outside = {
    .kind = MK_PLIST_DAMAGED,
    .s = { (const uint8_t *)"refers to an object that is not there", 37 },
};

static void read_refs(struct mk_plist_value *v, struct table *t, struct mk_cursor *c,
                      uint8_t marker)
{
    bool dict = marker >> 4 == 13;
    size_t n = mk_cur_count(c, read_count(c, marker & 15), (size_t)t->ref_size << dict);
    const struct mk_plist_value **list = NULL;
    size_t refs = n << dict;
    if (refs && mk_cur_ok(c)) {
        list = mk_arena_array(t->arena, refs, sizeof *list);
        if (!list) {
            damaged(v, "no memory left for this container");
            return;
        }
    }
    v->kind = dict ? MK_PLIST_DICT : marker >> 4 == 10 ? MK_PLIST_ARRAY : MK_PLIST_SET;
    v->items = list;
    v->n = mk_cur_ok(c) ? n : 0;
    for (size_t i = 0; list && i < refs; i++) {
        uint64_t ref = number(c, t->ref_size);
        list[i] = ref < t->n ? &t->values[ref] : &outside;
    }
}

static void read_object(struct mk_plist_value *v, struct table *t, struct mk_cursor *c)
{
    uint8_t marker = mk_cur_u8(c);
    unsigned type = marker >> 4, n = marker & 15;
    if (marker == 0x00) {
        v->kind = MK_PLIST_NULL;
    } else if (marker == 0x08 || marker == 0x09) {
        v->kind = MK_PLIST_BOOL;
        v->i = n == 9;
    } else if (marker == 0x0e) {
        v->kind = MK_PLIST_DATA;
        v->s = mk_cur_take(c, 16);
    } else if (type == 1) {
        read_int(v, c, n);
    } else if (type == 2 || marker == 0x33) {
        read_real(v, c, n, type == 2 ? MK_PLIST_REAL : MK_PLIST_DATE);
    } else if (type >= 4 && type <= 6) {
        read_bytes(v, t, c, marker);
    } else if (type == 8 && n < 8) {
        v->kind = MK_PLIST_UID;
        v->u = number(c, n + 1);
    } else if (type >= 10 && type <= 13) {
        read_refs(v, t, c, marker);
    } else {
        damaged(v, "an object of an unknown type");
    }
    if (!mk_cur_ok(c))
        damaged(v, "an object that breaks off");
}

/* ---- the file ---- */

static int read_trailer(struct table *t, uint64_t *root, struct mk_error *e)
{
    if (t->file.len < HEAD + TRAILER)
        return mk_fail(e, MK_EFORMAT, "binary plist: %zu bytes are too few", t->file.len);
    struct mk_cursor c = mk_cur(mk_span_from(t->file, t->file.len - TRAILER + 6));
    t->offset_size = mk_cur_u8(&c);
    t->ref_size = mk_cur_u8(&c);
    uint64_t n = mk_cur_u64be(&c);
    *root = mk_cur_u64be(&c);
    t->offsets = mk_cur_u64be(&c);
    uint64_t end = t->file.len - TRAILER;
    if (t->offset_size < 1 || t->offset_size > 8 || t->ref_size < 1 || t->ref_size > 8 || n == 0 ||
        t->offsets < HEAD || t->offsets > end || n > (end - t->offsets) / t->offset_size ||
        *root >= n)
        return mk_fail(e, MK_EFORMAT, "binary plist: its trailer makes no sense");
    t->n = (size_t)n;
    return 0;
}

static int read_table(struct table *t, struct mk_error *e)
{
    struct mk_cursor offsets = mk_cur(mk_span_from(t->file, (size_t)t->offsets));
    struct mk_span objects = mk_span(t->file.p, (size_t)t->offsets);
    t->values = mk_arena_array(t->arena, t->n, sizeof *t->values);
    if (!t->values)
        return mk_fail(e, MK_ELIMIT, "binary plist: %zu objects are too many", t->n);
    for (size_t i = 0; i < t->n; i++) {
        uint64_t at = number(&offsets, t->offset_size);
        struct mk_cursor c = mk_cur(mk_span_from(objects, at < HEAD ? SIZE_MAX : (size_t)at));
        read_object(&t->values[i], t, &c);
    }
    return 0;
}

/*
 * Without the trailer the size of references is not known, nor which object is the root: objects
 * lie one behind the other as a rule, and the size that lets most of them be read is taken.
 */
static size_t read_sequence(struct table *t, struct mk_plist_build *b, uint8_t ref_size)
{
    struct mk_cursor c = mk_cur(mk_span_from(t->file, HEAD));
    size_t read = 0;
    t->ref_size = ref_size;
    t->n = 0;
    while (mk_cur_left(&c)) {
        struct mk_plist_value v = { 0 };
        read_object(&v, t, &c);
        if (v.kind == MK_PLIST_DAMAGED || !mk_cur_ok(&c))
            break;
        read = c.pos;
        struct mk_plist_value *own = b && v.kind < MK_PLIST_ARRAY ? mk_plist_put(b, v.kind) : NULL;
        if (own)
            *own = v;
    }
    return read;
}

static int salvage(struct mk_plist *out, struct table *t, struct mk_error *e)
{
    struct mk_plist_build b;
    size_t best = 0, best_read = 0;
    for (uint8_t size = 1; size <= 4; size++) {
        size_t read = read_sequence(t, NULL, size);
        if (read > best_read) {
            best = size;
            best_read = read;
        }
    }
    if (!best)
        return -1; /* `e` says what is wrong with the trailer */
    mk_plist_build_init(&b, t->arena);
    mk_plist_put_open(&b, MK_PLIST_ARRAY);
    read_sequence(t, &b, (uint8_t)best);
    out->root = mk_plist_build_root(&b);
    mk_plist_build_done(&b);
    snprintf(
        out->damage, sizeof out->damage,
        "its end is missing or damaged: single values in the order of the file, up to byte %zu",
        best_read + HEAD);
    return out->root ? 0 : mk_fail(e, MK_ELIMIT, "binary plist: too many values");
}

/* Counts what can be reached from the root, with a stack in place of recursion. */
static int count_unreachable(struct mk_plist *out, const struct table *t, struct mk_error *e)
{
    uint8_t *seen = mk_arena_alloc(t->arena, t->n);
    struct mk_buf stack;
    size_t reached = 0;
    const struct mk_plist_value *v = out->root;
    mk_buf_init(&stack, t->n * sizeof v);
    if (seen && t->n)
        seen[v - t->values] = 1;
    mk_buf_put(&stack, &v, sizeof v);
    while (seen && mk_buf_ok(&stack) && stack.len) {
        stack.len -= sizeof v;
        memcpy(&v, stack.p + stack.len, sizeof v);
        reached++;
        for (size_t i = 0; i < v->n << (v->kind == MK_PLIST_DICT); i++) {
            const struct mk_plist_value *item = v->items[i];
            if (item == &outside || seen[item - t->values])
                continue;
            seen[item - t->values] = 1;
            mk_buf_put(&stack, &item, sizeof item);
        }
    }
    bool ok = seen && mk_buf_ok(&stack);
    mk_buf_done(&stack);
    out->objects = t->n;
    out->unreachable = t->n - reached;
    return ok ? 0 : mk_fail(e, MK_ELIMIT, "binary plist: %zu objects are too many", t->n);
}

int mk_plist_read_binary(struct mk_plist *out, struct mk_span s, struct mk_error *e)
{
    struct table t = { .arena = &out->arena, .file = s };
    uint64_t root = 0;
    out->form = "binary";
    if (read_trailer(&t, &root, e) != 0)
        return salvage(out, &t, e);
    if (read_table(&t, e) != 0)
        return -1;
    out->root = t.values + root;
    return count_unreachable(out, &t, e);
}
