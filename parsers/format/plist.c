#include "parsers/format/plist.h"
#include "parsers/base/time.h"
#include "parsers/format/plist_build.h"
#include "parsers/source/source.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define MEMORY_DEFAULT ((size_t)64 << 20)
#define COCOA_EPOCH_S  978307200.0

/* What stands behind white space and a byte order mark. */
static struct mk_span content(struct mk_span s)
{
    while (s.len && (s.p[0] == ' ' || (s.p[0] >= '\t' && s.p[0] <= '\r')))
        s = mk_span_from(s, 1);
    return mk_span_starts(s, mk_str("\xef\xbb\xbf")) ? mk_span_from(s, 3) : s;
}

bool mk_plist_knows(struct mk_span head)
{
    struct mk_span s = content(head);
    const struct mk_span xml = mk_str("<?xml"), type = mk_str("<!DOCTYPE plist");
    if (mk_span_starts(head, mk_str("bplist")) || mk_span_starts(s, mk_str("<plist")) ||
        mk_span_starts(s, type))
        return true;
    return mk_span_starts(s, xml) && s.p && memmem(s.p, s.len, "<plist", 6);
}

/* In the order of how certain each is; the first one's complaint stands when none fits. */
static int read_text(struct mk_plist *out, struct mk_span s, struct mk_error *e)
{
    static int (*const spellings[])(struct mk_plist *, struct mk_span,
                                    struct mk_error *) = { mk_plist_read_xml, mk_plist_read_json,
                                                           mk_plist_read_openstep };
    struct mk_span c = content(s);
    bool tag = c.len && c.p[0] == '<', wide = s.len > 1 && ((s.p[0] == 0xff && s.p[1] == 0xfe) ||
                                                            (s.p[0] == 0xfe && s.p[1] == 0xff));
    struct mk_error why = { 0 };
    for (size_t i = tag || wide ? 0 : 1; i < 3; i++) {
        if (spellings[i](out, i ? c : s, &why) == 0)
            return 0;
        if (e->code == MK_OK)
            *e = why;
        if (why.code != MK_EFORMAT)
            break;
    }
    *e = why.code == MK_EFORMAT ? *e : why;
    return -1;
}

int mk_plist_read(struct mk_plist *out, struct mk_span bytes, size_t memory_max, struct mk_error *e)
{
    struct mk_error why = { 0 };
    *out = (struct mk_plist){ 0 };
    mk_arena_init(&out->arena, memory_max ? memory_max : MEMORY_DEFAULT);
    int rc = mk_span_starts(bytes, mk_str("bplist")) ? mk_plist_read_binary(out, bytes, &why)
                                                     : read_text(out, bytes, &why);
    if (rc != 0)
        mk_plist_done(out);
    if (rc != 0 && e)
        *e = why;
    return rc;
}

int mk_plist_open(struct mk_plist *out, const struct mk_file *f, size_t memory_max,
                  struct mk_error *e)
{
    struct mk_buf b;
    mk_buf_init(&b, MK_PLIST_FILE_MAX);
    *out = (struct mk_plist){ 0 };
    int rc = mk_file_whole(&b, f, e);
    if (rc == 0)
        rc = mk_plist_read(out, mk_buf_span(&b), memory_max, e);
    if (rc == 0)
        out->file = b.p; /* the list's now */
    else
        mk_buf_done(&b);
    return rc;
}

void mk_plist_done(struct mk_plist *p)
{
    mk_arena_done(&p->arena);
    free(p->file);
    p->file = NULL;
    p->root = NULL;
}

const struct mk_plist_value *mk_plist_get(const struct mk_plist_value *dict, const char *key)
{
    if (!dict || dict->kind != MK_PLIST_DICT)
        return NULL;
    for (size_t i = 0; i < dict->n; i++)
        if (dict->items[i]->kind == MK_PLIST_TEXT && mk_span_is(dict->items[i]->s, key))
            return dict->items[dict->n + i];
    return NULL;
}

const struct mk_plist_value *mk_plist_get_as(const struct mk_plist_value *dict, const char *key,
                                             enum mk_plist_kind kind)
{
    const struct mk_plist_value *v = mk_plist_get(dict, key);
    return v && v->kind == kind ? v : NULL;
}

bool mk_plist_uid(uint64_t *uid, const struct mk_plist_value *v)
{
    *uid = 0;
    if (v && v->kind == MK_PLIST_DICT && v->n == 1)
        v = mk_plist_get_as(v, "CF$UID", MK_PLIST_INT);
    if (!v || (v->kind != MK_PLIST_UID && (v->kind != MK_PLIST_INT || v->i < 0)))
        return false;
    *uid = v->u;
    return true;
}

bool mk_plist_time(int64_t *us, const struct mk_plist_value *v)
{
    double s = v && v->kind == MK_PLIST_DATE ? v->r + COCOA_EPOCH_S : NAN;
    if (!(s > -62135596800.0 && s < 253402300800.0)) /* years 1 to 9999 */
        return false;
    /* Whole seconds and the rest apart: together they do not fit a double. */
    double whole = floor(v->r);
    *us =
        ((int64_t)whole + (int64_t)COCOA_EPOCH_S) * MK_US + (int64_t)llround((v->r - whole) * 1e6);
    return true;
}
