#include "parsers/base/cursor.h"
#include "parsers/base/time.h"
#include "parsers/format/tree_media.h"
#include <stdio.h>

#define DEPTH_MAX   12
#define BOXES_MAX   20000 /* in all */
#define MAC_EPOCH_S 2082844800ULL

bool mk_tree_mac_time(char out[static 32], uint64_t seconds)
{
    int64_t year, days;
    unsigned month, day;
    if (seconds == 0 || seconds > MAC_EPOCH_S + 253402300799ULL)
        return false;
    int64_t unix_s = (int64_t)seconds - (int64_t)MAC_EPOCH_S;
    days = unix_s / 86400 - (unix_s % 86400 < 0);
    unsigned rest = (unsigned)(unix_s - days * 86400);
    mk_date(days, &year, &month, &day);
    snprintf(out, 32, "%04d:%02u:%02u %02u:%02u:%02u", (int)year, month, day, rest / 3600,
             rest / 60 % 60, rest % 60);
    return true;
}

/* Boxes that hold boxes, and how many bytes stand in front of them. ISO/IEC 14496-12, table 1. */
static bool holds(uint64_t *skip, const struct mk_box *b)
{
    static const char *const plain[] = { "moov", "trak", "mdia", "minf", "stbl", "dinf", "edts",
                                         "udta", "iprp", "ipco", "mvex", "moof", "traf", "mfra",
                                         "ilst", "tref", "sinf", "schi", "gmhd" };
    *skip = 0;
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        if (mk_box_is(b, plain[i]))
            return true;
    if (mk_box_is(b, "meta"))
        *skip = mk_box_meta(b).at - b->body.at;
    if (mk_box_is(b, "iref") || mk_box_is(b, "dref"))
        *skip = mk_box_is(b, "dref") ? 8 : 4;
    return *skip || mk_box_is(b, "meta");
}

static void put_times(struct mk_json *j, const struct mk_box *b)
{
    static const char *const keys[] = { "created", "modified" };
    uint8_t bytes[20];
    char text[32];
    struct mk_cursor c = mk_cur(mk_span(bytes, mk_range_get(bytes, &b->body, 0, sizeof bytes)));
    bool wide = mk_cur_u32be(&c) >> 24 == 1;
    for (size_t i = 0; i < 2; i++) {
        uint64_t v = wide ? mk_cur_u64be(&c) : mk_cur_u32be(&c);
        if (mk_cur_ok(&c) && mk_tree_mac_time(text, v))
            mk_json_kv_str(j, keys[i], text);
    }
}

static void put_type(struct mk_json *j, const struct mk_box *b)
{
    char name[8] = "\xc2"; /* U+00A9 in UTF-8, with the type's own first byte */
    memcpy(name + 1, b->type, 5);
    bool sign = (uint8_t)b->type[0] == 0xa9;
    mk_json_key(j, "type");
    mk_json_text(j, mk_span(sign ? name : b->type, sign ? 5 : 4));
    mk_json_kv_uint(j, "at", b->at);
    mk_json_kv_uint(j, "size", b->size);
}

static void put_list(struct mk_json *j, const struct mk_range *r, unsigned depth, unsigned *left);

static void put_box(struct mk_json *j, const struct mk_box *b, unsigned depth, unsigned *left)
{
    uint64_t skip;
    mk_json_open(j, '{');
    put_type(j, b);
    if (mk_box_is(b, "mvhd") || mk_box_is(b, "tkhd") || mk_box_is(b, "mdhd"))
        put_times(j, b);
    if (b->uuid) {
        mk_json_key(j, "uuid");
        mk_json_hex(j, mk_span(b->uuid, 16));
    }
    if (depth < DEPTH_MAX && holds(&skip, b)) {
        struct mk_range inner = mk_range_sub(&b->body, skip, b->body.len);
        mk_json_key(j, "boxes");
        put_list(j, &inner, depth + 1, left);
    }
    mk_json_close(j, '}');
}

static void put_list(struct mk_json *j, const struct mk_range *r, unsigned depth, unsigned *left)
{
    struct mk_boxes it = mk_boxes_in(r);
    struct mk_box b;
    mk_json_open(j, '[');
    while (*left && mk_box_next(&b, &it)) {
        --*left;
        put_box(j, &b, depth, left);
    }
    if (it.why || !*left)
        mk_json_str(j, it.why ? it.why : "more boxes than are shown");
    mk_json_close(j, ']');
}

void mk_tree_boxes(struct mk_json *j, const struct mk_range *r)
{
    unsigned left = BOXES_MAX;
    put_list(j, r, 0, &left);
}
