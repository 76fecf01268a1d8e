#include "parsers/format/tree_media.h"
#include "parsers/base/time.h"
#include "parsers/format/exif_names.h"
#include "parsers/format/media.h"
#include "parsers/format/tree.h"
#include "parsers/format/xmp.h"
#include "parsers/source/container.h"
#include <stdio.h>

#define SECTION_MAX ((size_t)32 << 20)
#define SEEN_MAX    512

/* A part of the answer, written while the file is read and put together in the end. */
struct section {
    struct mk_buf b;
    struct mk_json j;
};

struct shown {
    struct section groups, xmp, texts, odd;
    struct mk_buf value;
    uint64_t width, height;
    bool in_group;
    enum mk_tiff_group group;
    unsigned index, blocks;
    uint16_t seen[SEEN_MAX]; /* tags of the directory in hand */
    size_t nseen;
};

static void begin(struct section *s)
{
    mk_buf_init(&s->b, SECTION_MAX);
    s->j = mk_json(&s->b);
}

static void end_group(struct shown *s)
{
    if (s->in_group)
        mk_json_close(&s->groups.j, '}');
    s->in_group = false;
    s->nseen = 0;
}

static void begin_group(struct shown *s, const struct mk_tiff_tag *t)
{
    char name[16], key[40];
    if (s->in_group && s->group == t->group && s->index == t->index)
        return;
    end_group(s);
    s->in_group = true;
    s->group = t->group;
    s->index = t->index;
    mk_tiff_group_name(name, t->group, t->index);
    snprintf(key, sizeof key, s->blocks > 1 ? "%s (block %u)" : "%s", name, s->blocks);
    mk_json_key(&s->groups.j, key);
    mk_json_open(&s->groups.j, '{');
}

/* A tag that stands twice keeps both values. */
static void put_key(struct shown *s, const struct mk_tiff_tag *t)
{
    const struct mk_exif_name *n = mk_exif_name(t->group, t->id);
    char key[80], name[16];
    unsigned before = 0;
    for (size_t i = 0; i < s->nseen; i++)
        before += s->seen[i] == t->id;
    if (s->nseen < SEEN_MAX)
        s->seen[s->nseen++] = t->id;
    snprintf(name, sizeof name, "0x%04x", t->id);
    snprintf(key, sizeof key, before ? "%s#%u" : "%s", n ? n->name : name, before + 1);
    mk_json_key(&s->groups.j, key);
}

static void on_tag(void *u, const struct mk_tiff_tag *t)
{
    struct shown *s = u;
    begin_group(s, t);
    mk_buf_clear(&s->value);
    mk_exif_print(&s->value, t);
    put_key(s, t);
    mk_json_text(&s->groups.j, mk_buf_span(&s->value));
}

static void on_odd(void *u, const char *where, const char *why)
{
    struct shown *s = u;
    mk_json_open(&s->odd.j, '{');
    mk_json_kv_str(&s->odd.j, "where", where);
    mk_json_kv_str(&s->odd.j, "why", why);
    mk_json_close(&s->odd.j, '}');
}

static void on_tag_odd(void *u, const char *where, uint16_t tag, const char *why)
{
    char name[40];
    snprintf(name, sizeof name, tag ? "%s tag 0x%04x" : "%s", where, tag);
    on_odd(u, name, why);
}

static void on_exif(void *u, const struct mk_range *block)
{
    struct shown *s = u;
    struct mk_tiff_sink sink = { on_tag, on_tag_odd, u };
    s->blocks++;
    if (!mk_tiff_walk(block, &sink))
        on_odd(u, "Exif", "no TIFF header");
    end_group(s);
}

static void put_pair(struct section *to, struct mk_span name, struct mk_span value)
{
    mk_json_open(&to->j, '{');
    mk_json_kv_text(&to->j, "name", name);
    mk_json_kv_text(&to->j, "value", value);
    mk_json_close(&to->j, '}');
}

static void on_property(void *u, struct mk_span name, struct mk_span value)
{
    put_pair(&((struct shown *)u)->xmp, name, value);
}

static void on_xmp(void *u, struct mk_span packet)
{
    const char *why = mk_xmp_read(packet, on_property, u);
    if (why)
        on_odd(u, "XMP", why);
}

static void on_text(void *u, const char *name, struct mk_span text)
{
    put_pair(&((struct shown *)u)->texts, mk_str(name), text);
}

static void on_number(void *u, const char *name, uint64_t v)
{
    char text[32];
    if (!strstr(name, "_time") || !mk_tree_mac_time(text, v))
        snprintf(text, sizeof text, "%llu", (unsigned long long)v);
    on_text(u, name, mk_str(text));
}

static void on_size(void *u, uint64_t width, uint64_t height)
{
    struct shown *s = u;
    if (s->width == 0) {
        s->width = width;
        s->height = height;
    }
}

static void put_list(struct mk_json *j, const char *key, struct section *s)
{
    if (s->b.len == 0)
        return;
    mk_json_key(j, key);
    mk_json_open(j, '[');
    mk_json_raw(j, mk_buf_span(&s->b));
    mk_json_close(j, ']');
}

static void put_all(struct mk_json *j, struct shown *s, const char *mime, const struct mk_range *r,
                    bool boxes)
{
    mk_json_open(j, '{');
    mk_json_kv_str(j, "mime", mime);
    if (s->width) {
        mk_json_kv_uint(j, "width", s->width);
        mk_json_kv_uint(j, "height", s->height);
    }
    if (s->groups.b.len) { /* members, without their brackets */
        mk_json_key(j, "exif");
        mk_json_open(j, '{');
        mk_json_raw(j, mk_buf_span(&s->groups.b));
        mk_json_close(j, '}');
    }
    put_list(j, "xmp", &s->xmp);
    put_list(j, "texts", &s->texts);
    put_list(j, "issues", &s->odd);
    if (boxes) {
        mk_json_key(j, "boxes");
        mk_tree_boxes(j, r);
    }
    mk_json_close(j, '}');
}

static int write_media(struct mk_json *j, const struct mk_file *f, bool boxes, struct mk_error *e)
{
    uint8_t head[MK_HEAD_MAX];
    char brand[5];
    struct shown s = { 0 };
    struct mk_parts p = { on_size, on_exif, on_xmp, on_text, on_number, on_odd, &s };
    struct mk_range r = mk_range_of(f);
    struct mk_span start = mk_span(head, mk_range_get(head, &r, 0, sizeof head));
    struct mk_media_kind kind = mk_media_sniff(brand, start);
    struct section *all[] = { &s.groups, &s.xmp, &s.texts, &s.odd };
    bool full = false;
    if (!kind.parts)
        return mk_fail(e, MK_EFORMAT, "no picture or video that can be read");
    for (size_t i = 0; i < 4; i++)
        begin(all[i]);
    mk_buf_init(&s.value, 4 * MK_TIFF_VALUE_MAX);
    if (!kind.parts(&r, &p))
        on_odd(&s, "file", "begins like one, but cannot be read");
    for (size_t i = 0; i < 4; i++)
        full = full || !mk_buf_ok(&all[i]->b);
    if (!full)
        put_all(j, &s, kind.mime, &r, boxes);
    for (size_t i = 0; i < 4; i++)
        mk_buf_done(&all[i]->b);
    mk_buf_done(&s.value);
    return full ? mk_fail(e, MK_ELIMIT, "more metadata than is shown") : 0;
}

static bool knows_boxes(struct mk_span head, struct mk_span path)
{
    char brand[5];
    (void)path;
    return mk_isobmff_knows(brand, head);
}

static bool knows_picture(struct mk_span head, struct mk_span path)
{
    char brand[5];
    (void)path;
    return mk_media_sniff(brand, head).parts != NULL;
}

static int write_boxes(struct mk_json *j, const struct mk_file *f, const struct mk_context *cx,
                       struct mk_error *e)
{
    (void)cx;
    return write_media(j, f, true, e);
}

static int write_picture(struct mk_json *j, const struct mk_file *f, const struct mk_context *cx,
                         struct mk_error *e)
{
    (void)cx;
    return write_media(j, f, false, e);
}

const struct mk_tree_type mk_tree_isobmff = { "isobmff", knows_boxes, write_boxes };
const struct mk_tree_type mk_tree_exif = { "exif", knows_picture, write_picture };
