#include "parsers/base/cursor.h"
#include "parsers/base/zone_rules.h"
#include <stdlib.h>

struct counts {
    uint8_t version;
    uint32_t isut, isstd, leap, time, type, chars;
};

static bool read_header(struct counts *n, struct mk_cursor *c)
{
    bool magic = mk_span_is(mk_cur_take(c, 4), "TZif");
    n->version = mk_cur_u8(c);
    mk_cur_take(c, 15);
    n->isut = mk_cur_u32be(c);
    n->isstd = mk_cur_u32be(c);
    n->leap = mk_cur_u32be(c);
    n->time = mk_cur_u32be(c);
    n->type = mk_cur_u32be(c);
    n->chars = mk_cur_u32be(c);
    return mk_cur_ok(c) && magic && n->type > 0 && n->type <= 256;
}

static int64_t read_time(struct mk_cursor *c, size_t width)
{
    return width == 8 ? (int64_t)mk_cur_u64be(c) : (int32_t)mk_cur_u32be(c);
}

/* What is not needed: designations, leap seconds, and by whose clock the rules were written. */
static void skip_tail(struct mk_cursor *c, const struct counts *n, size_t width)
{
    mk_cur_take(c, n->chars);
    mk_cur_take(c, (uint64_t)n->leap * (width + 4));
    mk_cur_take(c, (uint64_t)n->isstd + n->isut);
}

static void skip_block(struct mk_cursor *c, const struct counts *n)
{
    mk_cur_take(c, (uint64_t)n->time * 5 + (uint64_t)n->type * 6);
    skip_tail(c, n, 4);
}

static int read_transitions(struct mk_tzif *z, struct mk_cursor *c, const struct counts *n,
                            size_t width, struct mk_error *e)
{
    z->n = mk_cur_count(c, n->time, width + 1);
    if (z->n == 0)
        return 0;
    z->at = calloc(z->n, sizeof *z->at);
    z->type = calloc(z->n, 1);
    if (!z->at || !z->type)
        return mk_fail(e, MK_ENOMEM, "time zone");
    for (size_t i = 0; i < z->n; i++) {
        z->at[i] = read_time(c, width);
        if (i > 0 && z->at[i] <= z->at[i - 1])
            mk_cur_refuse(c);
    }
    for (size_t i = 0; i < z->n; i++) {
        z->type[i] = mk_cur_u8(c);
        if (z->type[i] >= n->type)
            mk_cur_refuse(c);
    }
    return 0;
}

static void read_types(struct mk_tzif *z, struct mk_cursor *c, const struct counts *n)
{
    z->types = n->type;
    for (size_t i = 0; i < z->types; i++) {
        z->offset_s[i] = (int32_t)mk_cur_u32be(c);
        mk_cur_take(c, 2);
        if (z->offset_s[i] < MK_OFFSET_LEAST || z->offset_s[i] > MK_OFFSET_MOST)
            mk_cur_refuse(c);
    }
}

static bool read_footer(struct mk_tzif *z, struct mk_cursor *c)
{
    if (mk_cur_u8(c) != '\n')
        return false;
    struct mk_span rest = mk_cur_rest(c);
    const uint8_t *end = rest.len ? memchr(rest.p, '\n', rest.len) : NULL;
    if (!end)
        return false;
    rest.len = (size_t)(end - rest.p);
    z->footer = rest.len > 0;
    return !z->footer || mk_rule_parse(&z->rule, rest);
}

int mk_tzif_read(struct mk_tzif *out, struct mk_span file, struct mk_error *e)
{
    struct mk_cursor c = mk_cur(file);
    struct counts n;
    size_t width = 4;
    int rc = -1;
    *out = (struct mk_tzif){ 0 };
    bool ok = read_header(&n, &c);
    if (ok && n.version >= '2') {
        width = 8;
        skip_block(&c, &n);
        ok = read_header(&n, &c);
    }
    if (!ok || n.leap)
        return mk_fail(e, MK_EFORMAT, ok ? "time zone with leap seconds" : "no TZif file");
    if (read_transitions(out, &c, &n, width, e) != 0)
        goto out;
    read_types(out, &c, &n);
    skip_tail(&c, &n, width);
    if (!mk_cur_ok(&c) || (width == 8 && !read_footer(out, &c)))
        mk_fail(e, MK_EFORMAT, "damaged TZif file");
    else
        rc = 0;
out:
    if (rc != 0)
        mk_tzif_done(out);
    return rc;
}

void mk_tzif_done(struct mk_tzif *z)
{
    free(z->at);
    free(z->type);
    *z = (struct mk_tzif){ 0 };
}
